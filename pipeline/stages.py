"""Single stages of a run: what each takes and gives, told to the progress and kept for the manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from pipeline import store
from pipeline.adding import Adding
from pipeline.addresses import InputFile
from pipeline.clean import clean
from pipeline.comparison import STAGES, compare_events
from pipeline.correcting import Correcting
from pipeline.embed import Encoder, StoredEncoder, VectorCache, encode
from pipeline.engine import ENGINES, Engine
from pipeline.errors import InputError
from pipeline.events import group
from pipeline.finished import Finished, Kept
from pipeline.ingest import input_files, read_files
from pipeline.outlets import OutletDirectory
from pipeline.progress import Progress, track
from pipeline.records import RawArticle, Rejection
from pipeline.registry import resolve
from pipeline.schema import OUTLET_FACTS, conform
from pipeline.settings import Ingest, Run, Settings

CACHE_FOLDER = ".cache"


def input_paths(inputs: Sequence[str | Path]) -> list[InputFile]:
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


@contextmanager
def engine_of(settings: Run) -> Iterator[Engine]:
    """Where the work of a run is done; its workers end with it. Raises UnknownNameError."""
    engine: Engine = resolve("engine", ENGINES, settings.engine)(settings.workers)
    try:
        yield engine
    finally:
        engine.close()


def compare_claims(
    tables: dict[str, pd.DataFrame],
    encoder: Encoder,
    cache: VectorCache,
    settings: Settings,
    engine: Engine,
    progress: Progress,
    finished: Finished,
) -> tuple[dict[str, pd.DataFrame], dict[str, float]]:
    """The tables of claims, links, groups and findings of the events in `tables`, and the seconds of each stage."""
    encoder = StoredEncoder(settings.embed, encoder.card, encoder)
    return compare_events(tables, encoder, cache, engine, settings, progress, finished)


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


def finished_of(results: str | Path, hashes: Sequence[Mapping[str, Any]], *key: object) -> Finished:
    """What a stopped run of this `key` and these input `hashes` has finished; nothing where a file cannot be read."""
    readable = all(entry["sha256"] for entry in hashes)
    return Finished(Path(results) / CACHE_FOLDER / "finished" if readable else None, [list(hashes), *key])


def once(
    stage: str,
    finished: Finished,
    times: StageTimes,
    progress: Progress,
    make: Callable[[], dict[str, pd.DataFrame]],
    correcting: Correcting | None = None,
    key: object = None,
) -> dict[str, pd.DataFrame]:
    """The tables that `make` gives, or that a stopped run has `finished`; `times` and `correcting` tell the same."""
    kept = finished.kept(stage, key)
    if kept is None:
        before = len(times.stages)
        tables = make()
        facts = {"stages": times.stages[before:], "corrections": correcting.replayed if correcting else None}
        return finished.keep(stage, Kept(tables, facts), key).tables
    progress.start(stage, None)
    times.stages += kept.facts["stages"]
    if correcting is not None:
        correcting.recall(kept.facts["corrections"])
    progress.finish("taken over from a run that was stopped")
    return kept.tables


def ingest(
    files: list[InputFile], settings: Settings, engine: Engine, progress: Progress, times: StageTimes, today: date
) -> dict[str, pd.DataFrame]:
    """Read and clean `files`: the tables articles, article_versions, text_marks, rejected, outlets and outlet_facts."""
    progress.start("ingest", None)
    before = perf_counter()
    by_file = engine.map(partial(_read, settings=settings.ingest), files)
    raw = list(track(chain.from_iterable(by_file), progress))
    n_rejected = sum(isinstance(item, Rejection) for item in raw)
    progress.finish(times.record("ingest", len(raw), len(raw) - n_rejected, perf_counter() - before, n_rejected))
    progress.start("clean", len(raw))
    before = perf_counter()
    directory = OutletDirectory.load(settings.corpus.outlets_file)
    longest = settings.ingest.max_article_characters
    cleaned = clean(raw, directory, settings.clean, longest, today, progress, engine.map)
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


def _read(file: InputFile, settings: Ingest) -> list[RawArticle | Rejection]:
    return list(read_files([file], settings))


def embed_articles(
    articles: pd.DataFrame,
    encoder: Encoder,
    cache: VectorCache,
    settings: Settings,
    engine: Engine,
    progress: Progress,
    times: StageTimes,
) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of the articles' leads and titles, float32, each of shape (articles, dimensions)."""
    progress.start("embed", None)
    before = perf_counter()
    leads = articles["text"].str.lstrip().str.slice(0, settings.embed.lead_characters).tolist()
    titles = articles["title"].fillna("").tolist()
    encoder = StoredEncoder(settings.embed, encoder.card, encoder)
    vectors = encode([*leads, *titles], encoder, cache, progress, engine.map_model)
    progress.finish(times.record("embed", len(articles), len(articles), perf_counter() - before))
    return vectors[: len(leads)], vectors[len(leads) :]


def group_articles(
    articles: pd.DataFrame,
    leads: np.ndarray,
    titles: np.ndarray,
    settings: Settings,
    correcting: Correcting | Adding,
    engine: Engine,
    progress: Progress,
    times: StageTimes,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables events and event_articles, with the corrections applied, and with the earlier run's events."""
    progress.start("events", None)
    before = perf_counter()
    if correcting.nothing:
        events, event_articles = group(articles, leads, titles, settings.events, mapper=engine.map_large)
    else:
        grouped = group(articles, leads, titles, settings.events, correcting, engine.map_large)
        events, event_articles = correcting.tables(*grouped)
    progress.finish(times.record("events", len(articles), len(events), perf_counter() - before))
    return events, event_articles
