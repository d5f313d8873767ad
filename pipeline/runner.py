"""The stages of a run in their order: a run, a run added to, a run compared again after corrections."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pandas as pd

from pipeline import stages, store
from pipeline.adding import Adding
from pipeline.correcting import Correcting, joined_inputs, spliced, unchanged_events
from pipeline.embed import Encoder, EncoderCard, StoredEncoder, load_encoder
from pipeline.errors import InputError, SettingsError, StoreError, SupersededError
from pipeline.identity import LastingIds
from pipeline.origins import with_origins
from pipeline.progress import Progress, Silent
from pipeline.provenance import fingerprint_of, input_hashes, manifest, recompared_fingerprint
from pipeline.schema import EVENT_ALIASES, TABLES, empty
from pipeline.settings import Settings, settings_from


def read(inputs: Sequence[str | Path], settings: Settings, progress: Progress, today: date) -> dict[str, pd.DataFrame]:
    """Read and clean `inputs` alone: the tables articles, text_marks, outlets and rejected. Raises ParallaxError."""
    return stages.ingest(stages.input_paths(inputs), settings, progress, stages.StageTimes(), today)


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

    `today` bounds the dates that are believed (default: the day of the run). With `only_if_stale` the newest run is
    returned as it is when it was made from the same input by the same settings and program. Raises ParallaxError.
    """
    started = datetime.now(UTC)
    progress = progress or Silent()
    files = stages.input_paths(inputs)
    hashes = input_hashes(files, settings)
    correcting = Correcting(results, progress)
    fingerprint = fingerprint_of(hashes, settings, correcting.digest)
    if only_if_stale and (current := _current(results, fingerprint)):
        return current
    store.prepare(results)
    times = stages.StageTimes()
    tables, card = _tables(files, Path(results), settings, correcting, progress, times, today or started.date())
    run_id = stages.run_id_of(started, fingerprint)
    about = manifest(run_id, started, fingerprint, hashes, settings, card, times.stages, tables)
    stored = stages.publish(results, tables, about | {"corrections": correcting.told()}, progress)
    return recompare(results, progress=progress) if correcting.outdated(results) else stored


def recompare(results: str | Path, *, progress: Progress | None = None) -> store.StoredRun:
    """Replay the corrections on the newest run in the folder `results`, without its input, and publish a new run.

    The program's own grouping of that run is corrected anew, and only events whose articles changed are compared
    again. The tables are those of `run` with the same corrections. Raises ParallaxError.
    """
    progress = progress or Silent()
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
    tables |= _recompared(tables, Path(results), settings, encoder, correcting, progress, times)
    fingerprint = recompared_fingerprint(about, settings, correcting.digest)
    run_id = stages.run_id_of(started, fingerprint)
    made = manifest(run_id, started, fingerprint, about["inputs"], settings, encoder.card, times.stages, tables)
    told = {"corrections": correcting.told(), "recompared_from": earlier.run_id}
    return stages.publish(results, tables, made | told, progress, earlier.run_id)


def has_run(results: str | Path) -> bool:
    """Whether a run is stored in the folder `results`."""
    return bool(store.runs(results))


def append(
    inputs: Sequence[str | Path],
    results: str | Path,
    settings: Settings | None = None,
    *,
    progress: Progress | None = None,
    today: date | None = None,
) -> store.StoredRun:
    """Add the articles of `inputs` to the newest run in the folder `results`, and publish a new run.

    The earlier run's settings hold; `settings`, where given, must be the same. Articles that it has already are passed
    over; where there is no new one, it is returned as it is. Only events whose articles changed are compared again; the
    tables are those of one `run` over all of it, except that events keep their earlier ids (pipeline.identity).
    Raises ParallaxError.
    """
    progress = progress or Silent()
    make = partial(_append, inputs=inputs, results=results, settings=settings, progress=progress, today=today)
    return _made_of_newest(results, make, progress)


def _append(
    earlier: store.StoredRun,
    inputs: Sequence[str | Path],
    results: str | Path,
    settings: Settings | None,
    progress: Progress,
    today: date | None,
) -> store.StoredRun:
    started = datetime.now(UTC)
    own_settings, card = _made_by(earlier)
    if settings is not None and settings.fingerprint() != own_settings.fingerprint():
        raise SettingsError(
            f"{results}: the run there was made by other settings",
            "Leave them out to add to it, or run without --append",
        )
    settings = own_settings
    store.prepare(results)
    before = {name: earlier.table(name) for name in TABLES}
    times = stages.StageTimes()
    files = stages.input_paths(inputs)
    added = stages.ingest(files, settings, progress, times, today or started.date())
    given, edited = joined_inputs(before, added)
    if not edited and all(len(given[name]) == len(before[name]) for name in ("articles", "article_versions")):
        n_rejected = len(added["rejected"])
        progress.warn(f"nothing new: no article that the newest run does not hold, {n_rejected:,} rows rejected")
        return earlier
    tables = before | given
    correcting = Correcting(results, progress)
    encoder = StoredEncoder(settings.embed, card)
    lasting = LastingIds(before)
    tables |= _recompared(tables, Path(results), settings, encoder, correcting, progress, times, lasting, edited)
    tables["event_aliases"] = lasting.aliases
    hashes = earlier.manifest["inputs"] + stages.unlisted(input_hashes(files, settings), earlier.manifest["inputs"])
    fingerprint = fingerprint_of(hashes, settings, correcting.digest)
    run_id = stages.run_id_of(started, fingerprint)
    made = manifest(run_id, started, fingerprint, hashes, settings, encoder.card, times.stages, tables)
    told = {"corrections": correcting.told(), "appended_to": earlier.run_id}
    stored = stages.publish(results, tables, made | told, progress, earlier.run_id)
    return recompare(results, progress=progress) if correcting.outdated(results) else stored


def _made_of_newest(
    results: str | Path, make: Callable[[store.StoredRun], store.StoredRun], progress: Progress
) -> store.StoredRun:
    """What `make` makes of the newest run in the folder `results`; made again where another was published meanwhile."""
    while True:
        try:
            return make(store.open_run(results))
        except SupersededError:
            progress.warn("another run was published meanwhile: the same is done again with that one")


def _made_by(earlier: store.StoredRun) -> tuple[Settings, EncoderCard]:
    """The settings and the encoder of `earlier`."""
    try:
        settings = settings_from(earlier.manifest["settings"], "its settings")
        return settings, EncoderCard(**earlier.manifest["model"])
    except (SettingsError, KeyError, TypeError) as error:
        raise StoreError(
            f"the run {earlier.run_id} was made by another version of this program ({error})",
            "Run the pipeline again on the input: corrections are kept and applied",
        ) from error


def _recompared(
    tables: dict[str, pd.DataFrame],
    results: Path,
    settings: Settings,
    encoder: Encoder,
    correcting: Correcting,
    progress: Progress,
    times: stages.StageTimes,
    lasting: LastingIds | None = None,
    edited: Collection[str] = (),
) -> dict[str, pd.DataFrame]:
    """The tables that another grouping changes; `tables` hold the articles, and the earlier run's comparison."""
    articles, before = tables["articles"], tables["event_articles"]
    cache = stages.vector_cache(results, encoder)
    regroup = Adding(tables, articles, edited, correcting, settings.events) if lasting else correcting
    grouped = regroup.part(articles)
    leads, titles = stages.embed_articles(grouped, encoder, cache, settings, progress, times)
    events, event_articles = stages.group_articles(grouped, leads, titles, settings, regroup, progress, times)
    if lasting is not None:
        events, event_articles = lasting(events, event_articles)
    unchanged = unchanged_events(before, event_articles, edited)
    changed = event_articles[~event_articles["event_id"].isin(unchanged)]
    articles, events = with_origins(articles, events, changed)
    part = {"articles": articles, "text_marks": tables["text_marks"], "event_articles": changed}
    compared, seconds = stages.compare_claims(part, encoder, cache, settings, progress)
    joined = spliced(tables, compared | {"event_articles": changed}, unchanged)
    stages.record_comparison(times, joined, seconds)
    return {"articles": articles, "events": events, "event_articles": event_articles} | joined


def _tables(
    files: list[Path],
    results: Path,
    settings: Settings,
    correcting: Correcting,
    progress: Progress,
    times: stages.StageTimes,
    today: date,
) -> tuple[dict[str, pd.DataFrame], EncoderCard]:
    tables = stages.ingest(files, settings, progress, times, today)
    articles = tables["articles"]
    if articles.empty:
        reasons = tables["rejected"]["reason"].value_counts().head(3)
        found = ", ".join(f"{count} x {reason}" for reason, count in reasons.items())
        raise InputError(f"no article could be used ({found})", "See each row: python -m pipeline check PATH")
    encoder = load_encoder(settings.embed)
    cache = stages.vector_cache(results, encoder)
    leads, titles = stages.embed_articles(articles, encoder, cache, settings, progress, times)
    events, event_articles = stages.group_articles(articles, leads, titles, settings, correcting, progress, times)
    tables["articles"], tables["events"] = with_origins(articles, events, event_articles)
    tables |= {"event_articles": event_articles, "event_aliases": empty(EVENT_ALIASES)}
    compared, seconds = stages.compare_claims(tables, encoder, cache, settings, progress)
    stages.record_comparison(times, compared, seconds)
    tables |= compared
    return {name: tables[name] for name in TABLES}, encoder.card


def _current(results: str | Path, fingerprint: str) -> store.StoredRun | None:
    """The newest run, when it is whole and has this fingerprint."""
    newest = [run for run in store.runs(results)[-1:] if run.is_whole]
    return newest[0] if newest and newest[0].manifest.get("fingerprint") == fingerprint else None
