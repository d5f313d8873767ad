"""The stages of a run in their order: wiring and counts, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from pipeline import store
from pipeline.clean import clean
from pipeline.comparison import STAGES, compare_events
from pipeline.embed import Encoder, EncoderCard, VectorCache, encode, load_encoder
from pipeline.engine import ENGINES, Engine
from pipeline.errors import InputError
from pipeline.events import group
from pipeline.ingest import input_files, read_inputs
from pipeline.origins import assign_origins
from pipeline.outlets import OutletDirectory
from pipeline.progress import Progress, Silent, track
from pipeline.provenance import fingerprint_of, input_hashes, manifest
from pipeline.records import Rejection
from pipeline.registry import resolve
from pipeline.schema import TABLES
from pipeline.settings import Settings

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
    """Run every stage over `inputs` and publish the run in the folder `results`.

    `today` bounds the dates that are believed (default: the day of the run). With `only_if_stale` the newest run is
    returned as it is when it was made from the same input by the same settings and program. Raises ParallaxError.
    """
    started = datetime.now(UTC)
    progress = progress or Silent()
    files = _files(inputs)
    hashes = input_hashes(files, settings)
    fingerprint = fingerprint_of(hashes, settings)
    if only_if_stale and (current := _current(results, fingerprint)):
        return current
    times = StageTimes()
    tables, card = _tables(files, Path(results), settings, progress, times, today or started.date())
    run_id = f"{started:%Y%m%dT%H%M%SZ}-{fingerprint[:8]}"
    about = manifest(run_id, started, fingerprint, hashes, settings, card, times.stages, tables)
    progress.start("store", None)
    before = perf_counter()
    stored = store.publish(results, run_id, tables, about)
    progress.finish(f"{len(tables)} tables, {perf_counter() - before:.1f} s")
    return stored


def _tables(
    files: list[Path], results: Path, settings: Settings, progress: Progress, times: StageTimes, today: date
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
    events, event_articles = _group(articles, leads, titles, settings, progress, times)
    tables["articles"], tables["events"] = _with_origins(articles, events, event_articles)
    tables["event_articles"] = event_articles
    engine: Engine = resolve("engine", ENGINES, settings.run.engine)(settings.run.workers)
    try:
        compared, seconds = compare_events(tables, encoder, cache, engine, settings, progress)
    finally:
        engine.close()
    _record(times, tables, compared, seconds)
    tables |= compared
    return {name: tables[name] for name in TABLES}, encoder.card


def _record(
    times: StageTimes, tables: dict[str, pd.DataFrame], compared: dict[str, pd.DataFrame], seconds: dict[str, float]
) -> None:
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
    progress: Progress,
    times: StageTimes,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    progress.start("events", None)
    before = perf_counter()
    events, event_articles = group(articles, leads, titles, settings.events)
    progress.finish(times.record("events", len(articles), len(events), perf_counter() - before))
    return events, event_articles


def _with_origins(
    articles: pd.DataFrame, events: pd.DataFrame, event_articles: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Articles with their origin, and events with the number of their independent origins."""
    located = event_articles[["event_id", "article_id"]].merge(articles[["article_id", "published_at", "text"]])
    located = located.sort_values(["event_id", "published_at", "article_id"], na_position="last")
    origins: dict[str, str] = {}
    for _, members in located.groupby("event_id", sort=False):
        ids = members["article_id"].tolist()
        positions = assign_origins(members["text"].tolist()) if len(ids) > 1 else [0]
        origins.update((article_id, ids[position]) for article_id, position in zip(ids, positions, strict=True))
    articles = articles.assign(origin_id=articles["article_id"].map(origins).astype("string"))
    counted = event_articles.assign(origin_id=event_articles["article_id"].map(origins))
    n_origins = counted.groupby("event_id")["origin_id"].nunique()
    return articles, events.assign(n_origins=events["event_id"].map(n_origins).astype("Int64"))


def _current(results: str | Path, fingerprint: str) -> store.StoredRun | None:
    """The newest run, when it has this fingerprint."""
    newest = store.runs(results)[-1:]
    return newest[0] if newest and newest[0].manifest.get("fingerprint") == fingerprint else None
