"""All events of a run from articles to claims, links, groups and findings, in batches of bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from pipeline.align import MODELS, head_for
from pipeline.assemble import (
    ArticleText,
    EventClaims,
    EventRows,
    compare_event,
    distinct_texts,
    read_article,
    shortlist_event,
)
from pipeline.embed import Encoder, VectorCache, encode
from pipeline.embed.readings import Readings, readings_for
from pipeline.embed.tokens import Reduction, TokenCache, encode_with_tokens
from pipeline.engine import Engine
from pipeline.finished import Finished, Kept
from pipeline.language.checkworthiness import heads_for
from pipeline.progress import Progress
from pipeline.records import Article, Mark, Span, Tokens
from pipeline.schema import TABLES, conform, empty, rows
from pipeline.settings import Settings

EVENT_TABLES = (
    "claims", "claim_links", "claim_groups", "claim_group_members", "findings", "evidence", "quotations",
)  # fmt: skip
STAGES = ("claims", "embed claims", "align", "compare")
_COUNTED = {"claims": "claims", "claim_links": "links", "findings": "findings"}
_CLAIMS_AT_ONCE = 20_000
_CHARACTERS_A_CLAIM = 130
_EventArticles = tuple[str, list[Article], dict[str, tuple[Mark, ...]]]


def compare_events(
    tables: dict[str, pd.DataFrame],
    encoder: Encoder,
    cache: VectorCache,
    engine: Engine,
    settings: Settings,
    progress: Progress,
    finished: Finished | None = None,
) -> tuple[dict[str, pd.DataFrame], dict[str, float]]:
    """The tables EVENT_TABLES of a run, and the seconds that each of STAGES took.

    `tables` holds articles, text_marks and event_articles. Events of one article have no claims. Batches of events that
    a stopped run has `finished` are taken from there.
    """
    finished = finished or Finished(None)
    events = _multi_article_events(tables)
    reader = settings.align.reader if head_for(settings.align.head, encoder.card.sha256) else ""
    reader_of_pairs = readings_for(MODELS / f"{reader}.safetensors", encoder, cache) if reader else None
    seconds = dict.fromkeys(STAGES, 0.0)
    filled = {name: [empty(TABLES[name])] for name in EVENT_TABLES}
    progress.start("claims, align, compare", len(events))
    for batch in _batches(events):
        what = hashlib.sha256(repr((encoder.card, batch)).encode("utf-8", "surrogatepass")).hexdigest()
        kept = finished.kept("comparison", what)
        if kept is None:
            own = dict.fromkeys(STAGES, 0.0)
            compared = _compare_batch(batch, encoder, cache, engine, settings, own, reader_of_pairs)
            kept = finished.keep("comparison", Kept(_event_tables(compared), own), what)
        for name in EVENT_TABLES:
            filled[name].append(kept.tables[name])
        seconds = {stage: seconds[stage] + kept.facts[stage] for stage in STAGES}
        progress.advance(len(batch))
    joined = {name: _joined(frames, name) for name, frames in filled.items()}
    counts = ", ".join(f"{len(joined[name]):,} {label}" for name, label in _COUNTED.items())
    progress.finish(f"{counts} in {len(events):,} events, {sum(seconds.values()):.1f} s")
    return joined, seconds


def _event_tables(compared: list[EventRows]) -> dict[str, pd.DataFrame]:
    return {
        name: conform([row for event in compared for row in getattr(event, name)], TABLES[name])
        for name in EVENT_TABLES
    }


def _joined(frames: list[pd.DataFrame], name: str) -> pd.DataFrame:
    filled = [frame for frame in frames if not frame.empty] or frames[:1]
    return conform(pd.concat(filled, ignore_index=True), TABLES[name])


def _multi_article_events(tables: dict[str, pd.DataFrame]) -> list[_EventArticles]:
    """Events of two articles or more, each with its articles in order of publication and their marks."""
    members = tables["event_articles"][["event_id", "article_id"]]
    sizes = members.groupby("event_id")["article_id"].transform("size")
    located = members[sizes > 1].merge(tables["articles"], on="article_id")
    located = located.sort_values(["event_id", "published_at", "article_id"], na_position="last")
    wanted = set(located["article_id"])
    marks: dict[str, list[Mark]] = {}
    for row in rows(tables["text_marks"]):
        if row.article_id in wanted:
            marks.setdefault(str(row.article_id), []).append(Mark(Span(int(row.start), int(row.end)), str(row.kind)))
    found: list[_EventArticles] = []
    for event_id, group_frame in located.groupby("event_id", sort=True):
        articles = [_article(row) for row in rows(group_frame)]
        found.append((str(event_id), articles, {a.article_id: tuple(marks.get(a.article_id, ())) for a in articles}))
    return found


def _article(row: Any) -> Article:
    published = None if pd.isna(row.published_at) else row.published_at.timestamp()
    title = None if pd.isna(row.title) else str(row.title)
    return Article(row.article_id, row.outlet_id, row.origin_id, published, row.text, bool(row.is_full_text), title)


def _batches(events: list[_EventArticles]) -> Iterator[list[_EventArticles]]:
    """Events in batches of about _CLAIMS_AT_ONCE sentences, so that memory follows the batch, not the corpus."""
    batch: list[_EventArticles] = []
    characters = 0
    for event in events:
        batch.append(event)
        characters += sum(len(article.text) for article in event[1])
        if characters > _CLAIMS_AT_ONCE * _CHARACTERS_A_CLAIM:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _compare_batch(
    batch: list[_EventArticles],
    encoder: Encoder,
    cache: VectorCache,
    engine: Engine,
    settings: Settings,
    seconds: dict[str, float],
    reader: Readings | None,
) -> list[EventRows]:
    before = perf_counter()
    distinct = [(event_id, *distinct_texts(articles), marks) for event_id, articles, marks in batch]
    texts = [
        ArticleText(article.article_id, position, article.text, marks[article.article_id])
        for _, articles, _, marks in distinct
        for position, article in enumerate(articles)
    ]
    readings = list(engine.map(read_article, texts))
    seconds["claims"] += perf_counter() - before
    before = perf_counter()
    words = [
        claim.span.of(text.text) for text, reading in zip(texts, readings, strict=True) for claim in reading.claims
    ]
    vectors, tokens = _encoded(words, encoder, cache, engine, settings)
    seconds["embed claims"] += perf_counter() - before
    jobs: list[EventClaims] = []
    heads = heads_for(encoder.card.sha256)
    at = reached = 0
    for event_id, articles, copies, _ in distinct:
        own_readings = readings[at : at + len(articles)]
        claims = [claim for reading in own_readings for claim in reading.claims]
        quotations = {position: reading.quotations for position, reading in enumerate(own_readings)}
        at += len(articles)
        own = slice(reached, reached + len(claims))
        reached += len(claims)
        jobs.append(
            EventClaims(
                event_id, tuple(articles), copies, tuple(claims), vectors[own],
                tuple(tokens[own]) if tokens is not None else None, settings.align, settings.compare, heads,
                settings.claims, quotations,
            )
        )  # fmt: skip
    if reader is not None:
        jobs = _read(jobs, engine, reader, seconds)
    return _compared(jobs, engine, seconds)


def _compared(jobs: list[EventClaims], engine: Engine, seconds: dict[str, float]) -> list[EventRows]:
    before = perf_counter()
    results = list(engine.map(compare_event, jobs))
    took = perf_counter() - before
    # The workers' seconds overlap: the time by the clock is shared among the two stages as they are.
    spent = {stage: sum(result.seconds[stage] for result in results) for stage in ("align", "compare")}
    for stage, part in spent.items():
        seconds[stage] += took * part / max(sum(spent.values()), 1e-9)
    return results


def _read(jobs: list[EventClaims], engine: Engine, reader: Readings, seconds: dict[str, float]) -> list[EventClaims]:
    """The jobs with their pairs of claims listed, and those read by the cross-encoder that the head leaves open."""
    before = perf_counter()
    listed = list(engine.map(shortlist_event, jobs))
    still_open = [pairs.open(job.align) for job, pairs in zip(jobs, listed, strict=True)]
    ends = [
        (tokens[a], tokens[b])
        for job, pairs, here in zip(jobs, listed, still_open, strict=True)
        if (tokens := job.tokens) is not None
        for a, b in zip(pairs.a[here].tolist(), pairs.b[here].tolist(), strict=True)
    ]
    logits = np.split(reader.logits(ends, engine.map_model), np.cumsum([len(here) for here in still_open])[:-1])
    seconds["align"] += perf_counter() - before
    return [
        replace(job, listed=pairs.read(own, job.align)) for job, pairs, own in zip(jobs, listed, logits, strict=True)
    ]


def _encoded(
    words: list[str], encoder: Encoder, cache: VectorCache, engine: Engine, settings: Settings
) -> tuple[np.ndarray, list[Tokens] | None]:
    """Vectors of the claims, and their tokens where the trained head holds for this encoder."""
    head = head_for(settings.align.head, encoder.card.sha256)
    if head is None:
        return encode(words, encoder, cache, mapper=engine.map_model), None
    tokens = TokenCache(cache, Reduction(head.mean, head.directions))
    return encode_with_tokens(words, encoder, cache, tokens, engine.map_model)
