"""The stages of a run in their order: a run, a run added to, a run compared again after corrections."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pandas as pd

from pipeline import mirror, stages, store
from pipeline.adding import Adding, without_known
from pipeline.addresses import InputFile
from pipeline.compare import check_names
from pipeline.correcting import Correcting, joined_inputs, unchanged_events
from pipeline.current import current, warn_of_added
from pipeline.earlier import ComparedBefore, compare_changed, compared_before
from pipeline.embed import Encoder, EncoderCard, StoredEncoder, load_encoder
from pipeline.engine import Engine
from pipeline.errors import InputError, SettingsError, StoreError, SupersededError
from pipeline.finished import Finished
from pipeline.identity import LastingIds
from pipeline.origins import with_origins
from pipeline.progress import Progress, Silent
from pipeline.provenance import (
    fingerprint_of,
    input_hashes,
    maker_of,
    maker_of_both,
    manifest,
    recompared_fingerprint,
)
from pipeline.schema import EVENT_ALIASES, TABLES, empty
from pipeline.settings import Run, Settings, settings_from


def read(inputs: Sequence[str | Path], settings: Settings, progress: Progress, today: date) -> dict[str, pd.DataFrame]:
    """Read and clean `inputs` alone: the tables articles, text_marks, outlets and rejected. Raises ParallaxError."""
    with stages.engine_of(settings.run) as engine:
        return stages.ingest(stages.input_paths(inputs), settings, engine, progress, stages.StageTimes(), today)


def run(
    inputs: Sequence[str | Path],
    results: str | Path,
    settings: Settings,
    *,
    progress: Progress | None = None,
    today: date | None = None,
    only_if_stale: bool = False,
) -> store.StoredRun:
    """Run every stage over `inputs` and publish the run in the folder `results`; its corrections are applied.

    Both may be addresses, as s3://bucket/folder.
    `today` bounds the dates that are believed (default: the day of the run). With `only_if_stale` the newest run is
    returned as it is when it was made from the same input by the same settings and program, and perhaps added to.
    Raises ParallaxError.
    """
    check_names(settings.compare)
    started = datetime.now(UTC)
    progress = progress or Silent()
    results = mirror.local_folder(results)
    files = stages.input_paths(inputs)
    hashes = input_hashes(files, settings)
    correcting = Correcting(results, progress)
    fingerprint = fingerprint_of(hashes, settings, correcting.digest)
    if only_if_stale and (newest := current(results, hashes, settings, fingerprint)):
        return _corrected(newest, correcting, results, progress)
    warn_of_added(results, hashes, progress)
    store.prepare(results)
    times, today = stages.StageTimes(), today or started.date()
    finished = stages.finished_of(results, hashes, "run", fingerprint, str(today), list(map(str, files)))
    with stages.engine_of(settings.run) as engine:
        tables, card, before = _tables(
            files, Path(results), settings, engine, correcting, progress, times, today, finished
        )
    run_id = stages.run_id_of(started, fingerprint)
    about = manifest(run_id, started, fingerprint, hashes, settings, card, times.stages, tables)
    told = {"corrections": correcting.told(), "reused": finished.reused, "taken_over": before.told()}
    stored = stages.publish(results, tables, about | told, progress)
    finished.forget()
    return recompare(results, progress=progress) if correcting.outdated(results) else stored


def recompare(results: str | Path, *, progress: Progress | None = None) -> store.StoredRun:
    """Replay the corrections on the newest run in the folder `results`, without its input, and publish a new run.

    The program's own grouping of that run is corrected anew, and only events whose articles changed are compared
    again. The tables are those of `run` with the same corrections. Raises ParallaxError.
    """
    progress = progress or Silent()
    results = mirror.local_folder(results)
    return _made_of_newest(results, partial(_recompare, results=results, progress=progress), progress)


def _recompare(earlier: store.StoredRun, results: str | Path, progress: Progress) -> store.StoredRun:
    started = datetime.now(UTC)
    about = earlier.manifest
    settings, card = _made_by(earlier)
    tables = {name: earlier.table(name) for name in TABLES}
    own_grouping = tables["event_articles"].set_index("article_id")["uncorrected_event_id"]
    correcting = Correcting(results, progress, own_grouping)
    times = stages.StageTimes([stage for stage in about["stages"] if stage["stage"] in ("ingest", "clean")])
    encoder = StoredEncoder(settings.embed, card)
    fingerprint = recompared_fingerprint(about, settings, correcting.digest)
    finished = stages.finished_of(results, about["inputs"], "recompare", fingerprint, earlier.run_id)
    with stages.engine_of(replace(settings.run, engine="local")) as engine:
        tables |= _recompared(tables, Path(results), settings, engine, encoder, correcting, progress, times, finished)
    run_id = stages.run_id_of(started, fingerprint)
    made = manifest(run_id, started, fingerprint, about["inputs"], settings, encoder.card, times.stages, tables)
    told = {"corrections": correcting.told(), "recompared_from": earlier.run_id, "reused": finished.reused}
    made["made_by"], made["added"] = maker_of_both(about, settings), about.get("added", [])
    stored = stages.publish(results, tables, made | told, progress, earlier.run_id)
    finished.forget()
    return stored


def append(
    inputs: Sequence[str | Path],
    results: str | Path,
    settings: Settings | None = None,
    *,
    progress: Progress | None = None,
    today: date | None = None,
    where: Run | None = None,
    on_rejected: Callable[[int], None] | None = None,
) -> store.StoredRun:
    """Add the articles of `inputs` to the newest run in the folder `results`, and publish a new run.

    The earlier run's settings hold; `settings`, where given, must be the same. Articles that it has already are passed
    over; where there is no new one, it is returned as it is, but for corrections noted since. Only events whose
    articles changed are compared again; the tables are those of one `run` over all of it, except that events keep their
    earlier ids (pipeline.identity). `where` says where the work is done (default: `settings.run`); `on_rejected` is
    told how many rows of `inputs` were rejected. Raises ParallaxError.
    """
    progress = progress or Silent()
    results = mirror.local_folder(results)
    with stages.engine_of(where or (settings or Settings()).run) as engine:
        make = partial(
            _append, inputs=inputs, results=results, settings=settings, engine=engine, progress=progress, today=today,
            on_rejected=on_rejected,
        )  # fmt: skip
        return _made_of_newest(results, make, progress)


def _append(
    earlier: store.StoredRun,
    inputs: Sequence[str | Path],
    results: str | Path,
    settings: Settings | None,
    engine: Engine,
    progress: Progress,
    today: date | None,
    on_rejected: Callable[[int], None] | None,
) -> store.StoredRun:
    started = datetime.now(UTC)
    settings, card = _made_by(earlier, settings)
    store.prepare(results)
    before = {name: earlier.table(name) for name in TABLES}
    times, today = stages.StageTimes(), today or started.date()
    files = stages.input_paths(inputs)
    new_hashes = input_hashes(files, settings)
    hashes = earlier.manifest["inputs"] + stages.unlisted(new_hashes, earlier.manifest["inputs"])
    correcting = Correcting(results, progress)
    fingerprint = fingerprint_of(hashes, settings, correcting.digest)
    key = "append", fingerprint, str(today), list(map(str, files)), earlier.run_id
    finished = stages.finished_of(results, new_hashes, *key)
    read = partial(stages.ingest, files, settings, engine, progress, times, today)
    added = stages.once("ingest", finished, times, progress, read)
    n_rejected = len(added["rejected"])
    if on_rejected is not None:
        on_rejected(n_rejected)
    added = without_known(earlier, before["articles"], added, settings, progress)
    given, edited = joined_inputs(before, added)
    if not edited and all(len(given[name]) == len(before[name]) for name in ("articles", "article_versions")):
        progress.warn(f"nothing new: no article that the newest run does not hold, {n_rejected:,} rows rejected")
        finished.forget()
        return _corrected(earlier, correcting, results, progress)
    tables = before | given
    encoder = StoredEncoder(settings.embed, card)
    lasting = LastingIds(before)
    tables |= _recompared(
        tables, Path(results), settings, engine, encoder, correcting, progress, times, finished, lasting, edited
    )
    tables["event_aliases"] = lasting.aliases
    run_id = stages.run_id_of(started, fingerprint)
    made = manifest(run_id, started, fingerprint, hashes, settings, encoder.card, times.stages, tables)
    told = {"corrections": correcting.told(), "appended_to": earlier.run_id, "reused": finished.reused}
    made["made_by"] = maker_of_both(earlier.manifest, settings)
    new_files = stages.unlisted(new_hashes[: len(files)], earlier.manifest["inputs"])
    made["added"] = [*earlier.manifest.get("added", []), *new_files]
    stored = stages.publish(results, tables, made | told, progress, earlier.run_id)
    finished.forget()
    return recompare(results, progress=progress) if correcting.outdated(results) else stored


def _corrected(
    newest: store.StoredRun, correcting: Correcting, results: str | Path, progress: Progress
) -> store.StoredRun:
    """The newest run in `results` as it is; made anew where its corrections are no more those of `correcting`."""
    applied = newest.manifest.get("corrections", {}).get("digest", "")
    return newest if applied == correcting.digest else recompare(results, progress=progress)


def _made_of_newest(
    results: str | Path, make: Callable[[store.StoredRun], store.StoredRun], progress: Progress
) -> store.StoredRun:
    """What `make` makes of the newest run in the folder `results`; made again where another was published meanwhile."""
    while True:
        try:
            return make(store.open_run(results))
        except SupersededError:
            progress.warn("another run was published meanwhile: the same is done again with that one")


def _made_by(earlier: store.StoredRun, wanted: Settings | None = None) -> tuple[Settings, EncoderCard]:
    """The settings and the encoder of `earlier`. Raises SettingsError when the settings `wanted` are others."""
    try:
        settings = settings_from(earlier.manifest["settings"], "its settings")
        card = EncoderCard(**earlier.manifest["model"])
    except (SettingsError, KeyError, TypeError) as error:
        raise StoreError(
            f"the run {earlier.run_id} was made by another version of this program ({error})",
            "Run the pipeline again on the input: corrections are kept and applied",
        ) from error
    if wanted is not None and wanted.fingerprint() != settings.fingerprint():
        raise SettingsError(
            f"{earlier.results}: the run there was made by other settings",
            "Leave them out to add to it, or run without --append",
        )
    return settings, card


def _recompared(
    tables: dict[str, pd.DataFrame],
    results: Path,
    settings: Settings,
    engine: Engine,
    encoder: Encoder,
    correcting: Correcting,
    progress: Progress,
    times: stages.StageTimes,
    finished: Finished,
    lasting: LastingIds | None = None,
    edited: Collection[str] = (),
) -> dict[str, pd.DataFrame]:
    """The tables that another grouping changes; `tables` hold the articles, and the earlier run's comparison."""
    articles, before = tables["articles"], tables["event_articles"]
    cache = stages.vector_cache(results, encoder)
    regroup = Adding(tables, articles, edited, correcting, settings.events) if lasting else correcting
    grouped = regroup.part(articles)
    leads, titles = stages.embed_articles(grouped, encoder, cache, settings, engine, progress, times)
    events, event_articles = stages.group_articles(grouped, leads, titles, settings, regroup, engine, progress, times)
    if lasting is not None:
        events, event_articles = lasting(events, event_articles)
    unchanged = unchanged_events(before, event_articles, edited)
    changed = event_articles[~event_articles["event_id"].isin(unchanged)]
    articles, events = with_origins(articles, events, changed)
    made = {"articles": articles, "events": events, "event_articles": event_articles}
    held = ComparedBefore(tables, unchanged)
    return made | compare_changed(tables | made, held, encoder, cache, settings, engine, progress, times, finished)


def _tables(
    files: list[InputFile],
    results: Path,
    settings: Settings,
    engine: Engine,
    correcting: Correcting,
    progress: Progress,
    times: stages.StageTimes,
    today: date,
    finished: Finished,
) -> tuple[dict[str, pd.DataFrame], EncoderCard, ComparedBefore]:
    read = partial(stages.ingest, files, settings, engine, progress, times, today)
    tables = stages.once("ingest", finished, times, progress, read)
    articles = tables["articles"]
    if articles.empty:
        reasons = tables["rejected"]["reason"].value_counts().head(3)
        found = ", ".join(f"{count} x {reason}" for reason, count in reasons.items())
        raise InputError(f"no article could be used ({found})", "See each row: python -m pipeline check PATH")
    encoder = load_encoder(settings.embed)
    cache = stages.vector_cache(results, encoder)

    def group() -> dict[str, pd.DataFrame]:
        leads, titles = stages.embed_articles(articles, encoder, cache, settings, engine, progress, times)
        grouped = stages.group_articles(articles, leads, titles, settings, correcting, engine, progress, times)
        of_origins, events = with_origins(articles, *grouped)
        return {"articles": of_origins, "events": events, "event_articles": grouped[1]}

    tables |= stages.once("events", finished, times, progress, group, correcting, asdict(encoder.card))
    tables["event_aliases"] = empty(EVENT_ALIASES)
    made_by = {"made_by": maker_of(settings), "model": asdict(encoder.card)}
    before = compared_before(results, made_by, tables)
    tables |= compare_changed(tables, before, encoder, cache, settings, engine, progress, times, finished)
    return {name: tables[name] for name in TABLES}, encoder.card, before
