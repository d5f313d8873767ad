"""The stages of a run in their order: wiring and counts, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from pipeline import store
from pipeline.clean import clean
from pipeline.comparison import STAGES, compare_events
from pipeline.correcting import Correcting, spliced, unchanged_events
from pipeline.embed import Encoder, EncoderCard, StoredEncoder, VectorCache, encode, load_encoder
from pipeline.engine import ENGINES, Engine
from pipeline.errors import InputError, SettingsError, StoreError
from pipeline.events import group
from pipeline.ingest import input_files, read_inputs
from pipeline.origins import with_origins
from pipeline.outlets import OutletDirectory
from pipeline.progress import Progress, Silent, track
from pipeline.provenance import fingerprint_of, input_hashes, manifest, recompared_fingerprint
from pipeline.records import Rejection
from pipeline.registry import resolve
from pipeline.schema import TABLES
from pipeline.settings import Settings, settings_from

CACHE_FOLDER = ".cache"


def read(inputs: Sequence[str | Path], settings: Settings, progress: Progress, today: date) -> dict[str, pd.DataFrame]:
    """Read and clean `inputs` alone: the tables articles, text_marks, outlets and rejected. Raises ParallaxError."""
    return _ingested(_files(inputs), settings, progress, StageTimes(), today)


def _files(inputs: Sequence[str | Path]) -> list[Path]:
    files = input_files(inputs)
    if not files:
        raise InputError(f"{', '.join(map(str, inputs))}: no file to read", "Name files or folders that hold articles")
    return files


@dataclass
class StageTimes:
    """What each stage took in and gave out, as the manifest holds it."""

    stages: list[dict[str, Any]] = field(default_factory=list)

    def record(self, stage: str, n_in: int, n_out: int, seconds: float, n_rejected: int = 0) -> str:
        """Add a stage; returns the line that sums it up."""
        self.stages.append(
            {"stage": stage, "n_in": n_in, "n_out": n_out, "n_rejected": n_rejected, "seconds": round(seconds, 3)}
        )
        rejected = f", {n_rejected:,} rejected" if n_rejected else ""
        return f"{n_in:,} in, {n_out:,} out{rejected}, {seconds:.1f} s"


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
    files = _files(inputs)
    hashes = input_hashes(files, settings)
    correcting = Correcting(results, progress)
    fingerprint = fingerprint_of(hashes, settings, correcting.digest)
    if only_if_stale and (current := _current(results, fingerprint)):
        return current
    store.prepare(results)
    times = StageTimes()
    tables, card = _tables(files, Path(results), settings, correcting, progress, times, today or started.date())
    run_id = _run_id(results, started, fingerprint)
    about = manifest(run_id, started, fingerprint, hashes, settings, card, times.stages, tables)
    stored = _publish(results, tables, about | {"corrections": correcting.told()}, progress)
    return recompare(results, progress=progress) if correcting.outdated(results) else stored


def _run_id(results: str | Path, started: datetime, fingerprint: str) -> str:
    """Time and fingerprint; the newest run comes last by name, also where an earlier one is of the same second."""
    newest = store.runs(results)[-1:]
    if newest:
        following = datetime.strptime(newest[0].run_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) + timedelta(
            seconds=1
        )
        started = max(started, following)
    return f"{started:%Y%m%dT%H%M%SZ}-{fingerprint[:8]}"


def _publish(
    results: str | Path, tables: dict[str, pd.DataFrame], about: dict[str, Any], progress: Progress
) -> store.StoredRun:
    progress.start("store", None)
    before = perf_counter()
    stored = store.publish(results, about["run_id"], tables, about)
    progress.finish(f"{len(tables)} tables, {perf_counter() - before:.1f} s")
    return stored


def recompare(results: str | Path, *, progress: Progress | None = None) -> store.StoredRun:
    """Replay the corrections on the newest run in the folder `results`, without its input, and publish a new run.

    The program's own grouping of that run is corrected anew, and only events whose articles changed are compared
    again. The tables are those of `run` with the same corrections. Raises ParallaxError.
    """
    started = datetime.now(UTC)
    progress = progress or Silent()
    earlier = store.open_run(results)
    about = earlier.manifest
    settings, card = _made_by(earlier)
    tables = {name: earlier.table(name) for name in TABLES}
    own_grouping = tables["event_articles"].set_index("article_id")["uncorrected_event_id"]
    correcting = Correcting(results, progress, own_grouping)
    times = StageTimes([stage for stage in about["stages"] if stage["stage"] in ("ingest", "clean")])
    encoder = StoredEncoder(settings.embed, card)
    tables |= _recompared(tables, Path(results), settings, encoder, correcting, progress, times)
    fingerprint = recompared_fingerprint(about, settings, correcting.digest)
    run_id = _run_id(results, started, fingerprint)
    made = manifest(run_id, started, fingerprint, about["inputs"], settings, encoder.card, times.stages, tables)
    told = {"corrections": correcting.told(), "recompared_from": earlier.run_id}
    return _publish(results, tables, made | told, progress)


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
    times: StageTimes,
) -> dict[str, pd.DataFrame]:
    """The tables that corrections change; `tables` are those of the earlier run."""
    articles, before = tables["articles"], tables["event_articles"]
    cache = _cache(results, encoder)
    leads, titles = _embed_articles(articles, encoder, cache, settings, progress, times)
    events, event_articles = _group(articles, leads, titles, settings, correcting, progress, times)
    unchanged = unchanged_events(before, event_articles)
    changed = event_articles[~event_articles["event_id"].isin(unchanged)]
    articles, events = with_origins(articles, events, changed)
    part = {"articles": articles, "text_marks": tables["text_marks"], "event_articles": changed}
    compared, seconds = _compared(part, encoder, cache, settings, progress)
    joined = spliced(tables, compared | {"event_articles": changed}, unchanged)
    _record(times, joined, seconds)
    return {"articles": articles, "events": events, "event_articles": event_articles} | joined


def _tables(
    files: list[Path],
    results: Path,
    settings: Settings,
    correcting: Correcting,
    progress: Progress,
    times: StageTimes,
    today: date,
) -> tuple[dict[str, pd.DataFrame], EncoderCard]:
    tables = _ingested(files, settings, progress, times, today)
    articles = tables["articles"]
    if articles.empty:
        reasons = tables["rejected"]["reason"].value_counts().head(3)
        found = ", ".join(f"{count} x {reason}" for reason, count in reasons.items())
        raise InputError(f"no article could be used ({found})", "See each row: python -m pipeline check PATH")
    encoder = load_encoder(settings.embed)
    cache = _cache(results, encoder)
    leads, titles = _embed_articles(articles, encoder, cache, settings, progress, times)
    events, event_articles = _group(articles, leads, titles, settings, correcting, progress, times)
    tables["articles"], tables["events"] = with_origins(articles, events, event_articles)
    tables["event_articles"] = event_articles
    compared, seconds = _compared(tables, encoder, cache, settings, progress)
    _record(times, compared, seconds)
    tables |= compared
    return {name: tables[name] for name in TABLES}, encoder.card


def _compared(
    tables: dict[str, pd.DataFrame], encoder: Encoder, cache: VectorCache, settings: Settings, progress: Progress
) -> tuple[dict[str, pd.DataFrame], dict[str, float]]:
    engine: Engine = resolve("engine", ENGINES, settings.run.engine)(settings.run.workers)
    try:
        return compare_events(tables, encoder, cache, engine, settings, progress)
    finally:
        engine.close()


def _record(times: StageTimes, compared: dict[str, pd.DataFrame], seconds: dict[str, float]) -> None:
    n_articles = int(compared["claims"]["article_id"].nunique()) if len(compared["claims"]) else 0
    n_claims, n_links, n_findings = (len(compared[name]) for name in ("claims", "claim_links", "findings"))
    flows = ((n_articles, n_claims), (n_claims, n_claims), (n_claims, n_links), (n_links, n_findings))
    for stage, (n_in, n_out) in zip(STAGES, flows, strict=True):
        times.record(stage, n_in, n_out, seconds[stage])


def _cache(results: Path, encoder: Encoder) -> VectorCache:
    card = encoder.card
    return VectorCache(results / CACHE_FOLDER, card.name, card.revision, card.precision, card.dimensions)


def _ingested(
    files: list[Path], settings: Settings, progress: Progress, times: StageTimes, today: date
) -> dict[str, pd.DataFrame]:
    progress.start("ingest", None)
    before = perf_counter()
    raw = list(track(read_inputs(files, settings.ingest), progress))
    n_rejected = sum(isinstance(item, Rejection) for item in raw)
    progress.finish(times.record("ingest", len(raw), len(raw) - n_rejected, perf_counter() - before, n_rejected))
    progress.start("clean", len(raw))
    before = perf_counter()
    directory = OutletDirectory.load(settings.corpus.outlets_file)
    cleaned = clean(raw, directory, settings.clean, settings.ingest.max_article_characters, today, progress)
    n_in, n_out = len(raw) - n_rejected, len(cleaned.articles)
    progress.finish(times.record("clean", n_in, n_out, perf_counter() - before, n_in - n_out))
    return {
        "articles": cleaned.articles,
        "text_marks": cleaned.text_marks,
        "rejected": cleaned.rejected,
        "outlets": cleaned.outlets,
    }


def _embed_articles(
    articles: pd.DataFrame,
    encoder: Encoder,
    cache: VectorCache,
    settings: Settings,
    progress: Progress,
    times: StageTimes,
) -> tuple[np.ndarray, np.ndarray]:
    progress.start("embed", None)
    before = perf_counter()
    leads = articles["text"].str.slice(0, settings.embed.lead_characters).tolist()
    titles = articles["title"].fillna("").tolist()
    vectors = encode([*leads, *titles], encoder, cache, progress)
    progress.finish(times.record("embed", len(articles), len(articles), perf_counter() - before))
    return vectors[: len(leads)], vectors[len(leads) :]


def _group(
    articles: pd.DataFrame,
    leads: np.ndarray,
    titles: np.ndarray,
    settings: Settings,
    correcting: Correcting,
    progress: Progress,
    times: StageTimes,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    progress.start("events", None)
    before = perf_counter()
    if correcting.nothing:
        events, event_articles = group(articles, leads, titles, settings.events)
    else:
        events, event_articles = correcting.tables(*group(articles, leads, titles, settings.events, correcting))
    progress.finish(times.record("events", len(articles), len(events), perf_counter() - before))
    return events, event_articles


def _current(results: str | Path, fingerprint: str) -> store.StoredRun | None:
    """The newest run, when it is whole and has this fingerprint."""
    newest = [run for run in store.runs(results)[-1:] if run.is_whole]
    return newest[0] if newest and newest[0].manifest.get("fingerprint") == fingerprint else None
