"""Single stages of a run: what each takes and gives, told to the progress and kept for the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from pipeline import store
from pipeline.adding import Adding
from pipeline.clean import clean
from pipeline.comparison import STAGES, compare_events
from pipeline.correcting import Correcting
from pipeline.embed import Encoder, VectorCache, encode
from pipeline.engine import ENGINES, Engine
from pipeline.errors import InputError
from pipeline.events import group
from pipeline.ingest import input_files, read_files
from pipeline.outlets import OutletDirectory
from pipeline.progress import Progress, track
from pipeline.records import Rejection
from pipeline.registry import resolve
from pipeline.schema import OUTLET_FACTS, conform
from pipeline.settings import Settings

CACHE_FOLDER = ".cache"


def input_paths(inputs: Sequence[str | Path]) -> list[Path]:
    """The files to read in `inputs`. Raises InputError when there is none."""
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


def unlisted(hashes: list[dict[str, Any]], listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of `hashes` that `listed` does not hold."""
    return [entry for entry in hashes if entry not in listed]


def run_id_of(started: datetime, fingerprint: str) -> str:
    """Time and fingerprint: the newest run comes last by name."""
    return f"{started:%Y%m%dT%H%M%SZ}-{fingerprint[:8]}"


def publish(
    results: str | Path,
    tables: dict[str, pd.DataFrame],
    about: dict[str, Any],
    progress: Progress,
    made_of: str | None = None,
) -> store.StoredRun:
    """Publish `tables` as the run that `about`, its manifest, names. Raises StoreError as store.publish does."""
    progress.start("store", None)
    before = perf_counter()
    stored = store.publish(results, about["run_id"], tables, about, made_of)
    progress.finish(f"{len(tables)} tables, {perf_counter() - before:.1f} s")
    return stored


def compare_claims(
    tables: dict[str, pd.DataFrame], encoder: Encoder, cache: VectorCache, settings: Settings, progress: Progress
) -> tuple[dict[str, pd.DataFrame], dict[str, float]]:
    """The tables of claims, links, groups and findings of the events in `tables`, and the seconds of each stage."""
    engine: Engine = resolve("engine", ENGINES, settings.run.engine)(settings.run.workers)
    try:
        return compare_events(tables, encoder, cache, engine, settings, progress)
    finally:
        engine.close()


def record_comparison(times: StageTimes, compared: dict[str, pd.DataFrame], seconds: dict[str, float]) -> None:
    """Note the stages from claims to findings in `times`."""
    n_articles = int(compared["claims"]["article_id"].nunique()) if len(compared["claims"]) else 0
    n_claims, n_links, n_findings = (len(compared[name]) for name in ("claims", "claim_links", "findings"))
    flows = ((n_articles, n_claims), (n_claims, n_claims), (n_claims, n_links), (n_links, n_findings))
    for stage, (n_in, n_out) in zip(STAGES, flows, strict=True):
        times.record(stage, n_in, n_out, seconds[stage])


def vector_cache(results: Path, encoder: Encoder) -> VectorCache:
    """The cache of the vectors of `encoder` in the folder `results`."""
    card = encoder.card
    return VectorCache(results / CACHE_FOLDER, card.name, card.revision, card.precision, card.dimensions)


def ingest(
    files: list[Path], settings: Settings, progress: Progress, times: StageTimes, today: date
) -> dict[str, pd.DataFrame]:
    """Read and clean `files`: the tables articles, article_versions, text_marks, rejected, outlets and outlet_facts."""
    progress.start("ingest", None)
    before = perf_counter()
    raw = list(track(read_files(files, settings.ingest), progress))
    n_rejected = sum(isinstance(item, Rejection) for item in raw)
    progress.finish(times.record("ingest", len(raw), len(raw) - n_rejected, perf_counter() - before, n_rejected))
    progress.start("clean", len(raw))
    before = perf_counter()
    directory = OutletDirectory.load(settings.corpus.outlets_file)
    cleaned = clean(raw, directory, settings.clean, settings.ingest.max_article_characters, today, progress)
    n_in, n_out = len(raw) - n_rejected, len(cleaned.articles) + len(cleaned.article_versions)
    progress.finish(times.record("clean", n_in, n_out, perf_counter() - before, n_in - n_out))
    return {
        "articles": cleaned.articles,
        "article_versions": cleaned.article_versions,
        "text_marks": cleaned.text_marks,
        "rejected": cleaned.rejected,
        "outlets": cleaned.outlets,
        "outlet_facts": conform(directory.facts(cleaned.outlets["outlet_id"]), OUTLET_FACTS),
    }


def embed_articles(
    articles: pd.DataFrame,
    encoder: Encoder,
    cache: VectorCache,
    settings: Settings,
    progress: Progress,
    times: StageTimes,
) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of the articles' leads and titles, float32, each of shape (articles, dimensions)."""
    progress.start("embed", None)
    before = perf_counter()
    leads = articles["text"].str.slice(0, settings.embed.lead_characters).tolist()
    titles = articles["title"].fillna("").tolist()
    vectors = encode([*leads, *titles], encoder, cache, progress)
    progress.finish(times.record("embed", len(articles), len(articles), perf_counter() - before))
    return vectors[: len(leads)], vectors[len(leads) :]


def group_articles(
    articles: pd.DataFrame,
    leads: np.ndarray,
    titles: np.ndarray,
    settings: Settings,
    correcting: Correcting | Adding,
    progress: Progress,
    times: StageTimes,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables events and event_articles, with the corrections applied, and with the earlier run's events."""
    progress.start("events", None)
    before = perf_counter()
    if correcting.nothing:
        events, event_articles = group(articles, leads, titles, settings.events)
    else:
        events, event_articles = correcting.tables(*group(articles, leads, titles, settings.events, correcting))
    progress.finish(times.record("events", len(articles), len(events), perf_counter() - before))
    return events, event_articles
