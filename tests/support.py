"""A small run made by hand, whole and consistent, for the tests of what reads a run. All of it is invented.

Three events: a ferry fire that four outlets report (a conflict, an update, a reprint, an excerpt, an article without
a date), a bridge toll that three report, and a goat that only one does. The articles are in tests.stories.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import __version__
from pipeline.schema import TABLES, conform, content_id
from pipeline.settings import Settings
from pipeline.store import StoredRun, publish
from tests.comparison import (
    claim_rows,
    event_id,
    finding_rows,
    group_id,
    group_rows,
    link_rows,
    placed_claims,
    stories_of,
)
from tests.stories import KEYWORDS, LONG_QUOTE, OUTLET_FACTS, OUTLETS, REJECTED, STORIES, Story

__all__ = ["RUN_ID", "STORIES", "build_run", "build_tables", "event_id", "group_id", "manifest", "story"]

RUN_ID = "20260525T101500Z-1a2b3c4d"


def build_run(folder: Path | str, **tables: pd.DataFrame) -> StoredRun:
    """The run, published into the results folder `folder`; `tables` stand in for those of the same names."""
    frames = build_tables() | tables
    return publish(folder, RUN_ID, frames, manifest(frames))


def story(name: str) -> Story:
    """The article named `name`."""
    return next(found for found in STORIES if found.name == name)


def build_tables() -> dict[str, pd.DataFrame]:
    """Every table of the run."""
    claims = placed_claims()
    links = link_rows(claims)
    groups, members = group_rows(claims, links)
    findings, evidence = finding_rows(claims, groups)
    rows: dict[str, list[dict[str, Any]]] = {
        "articles": [_article(number, found) for number, found in enumerate(STORIES, start=1)],
        "outlets": OUTLETS,
        "outlet_facts": OUTLET_FACTS,
        "text_marks": [
            {"article_id": found.article_id, "start": start, "end": end, "kind": piece.mark}
            for found in STORIES
            for piece, start, end in found.spans()
            if piece.mark
        ],
        "rejected": REJECTED,
        "events": [_event(event) for event in KEYWORDS],
        "event_articles": [_event_article(found) for found in STORIES],
        "claims": claim_rows(claims),
        "claim_links": links,
        "claim_groups": groups,
        "claim_group_members": members,
        "findings": findings,
        "evidence": evidence,
        "quotations": _quotations(),
    }
    return {name: conform(rows.get(name, []), table) for name, table in TABLES.items()}


def manifest(frames: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """A manifest as the runner writes it."""
    settings, n = Settings(), len(STORIES)
    stages = [
        ("ingest", n + 2, n, 2, 0.11),
        ("clean", n, n, 0, 0.02),
        ("embed", n, n, 0, 3.4),
        ("events", n, 3, 0, 0.2),
    ]
    return {
        "run_id": RUN_ID,
        "created_at": "2026-05-25T10:15:00Z",
        "parallax": __version__,
        "fingerprint": settings.fingerprint(),
        "corpus": {"title": "Hand-made corpus", "notice": "Everything here is invented."},
        "inputs": [{"path": "articles.jsonl", "sha256": hashlib.sha256(b"articles").hexdigest(), "bytes": 5120}],
        "settings": settings.as_dict(),
        "model": {
            "name": "all-MiniLM-L6-v2",
            "revision": "packaged",
            "precision": "float32",
            "dimensions": 384,
            "sha256": hashlib.sha256(b"weights").hexdigest(),
        },
        "versions": {"pandas": pd.__version__},
        "counts": {name: len(frame) for name, frame in frames.items()},
        "stages": [
            dict(zip(("stage", "n_in", "n_out", "n_rejected", "seconds"), stage, strict=True)) for stage in stages
        ],
        "peak_memory_mb": 512.5,
    }


def _article(number: int, found: Story) -> dict[str, Any]:
    return {
        "article_id": found.article_id,
        "source_id": found.name,
        "source_file": "articles.jsonl",
        "source_line": number,
        "outlet": found.outlet,
        "outlet_id": found.outlet,
        "title": found.title,
        "url": found.url,
        "author": found.author,
        "published_at": _time(found.published),
        "published_at_source": "published_at" if found.published else "no date in the input",
        **dict.fromkeys(["updated_at", "page_kind", "requested_url", "final_url", "fetched_at", "http_status"]),
        "language": "en",
        "text": found.text,
        "is_full_text": found.full,
        "n_words": len(found.text.split()),
        "content_sha256": hashlib.sha256(found.text.encode()).hexdigest(),
        "origin_id": content_id("o", found.origin or found.name),
    }


def _time(published: str | None) -> pd.Timestamp | None:
    return None if published is None else pd.Timestamp(published)


def _event(event: str) -> dict[str, Any]:
    stories = stories_of(event)
    times = [time for found in stories if (time := _time(found.published)) is not None]
    return {
        "event_id": event_id(event),
        "title": stories[0].title,
        "first_seen": min(times),
        "last_seen": max(times),
        "n_articles": len(stories),
        "n_outlets": len({found.outlet for found in stories}),
        "n_origins": len({found.origin or found.name for found in stories}),
        "cohesion": 0.62 if len(stories) > 1 else None,
        "keywords": KEYWORDS[event],
    }


UNLIKELY = {"fire-harbour-later": 0.55, "goat-lantern": 0.66}
"""Article -> probability that it belongs to its event; the others are sure."""
NEARLY_IN = {"fire-harbour-later": ("toll-lantern", 0.31), "goat-lantern": ("toll-courier", 0.34)}
"""Article -> the nearest article of the event that it would be in next, and the probability that it belongs there."""


def _event_article(found: Story) -> dict[str, Any]:
    nearest = next((other for other in stories_of(found.event) if other is not found), None)
    reasons: dict[str, Any] = _tie(found, nearest)
    other_name, other_probability = NEARLY_IN.get(found.name, ("", None))
    other = story(other_name) if other_name else None
    if other:
        reasons["other"] = _tie(found, other) | {"shared_names": ["Nemmer"], "shared_figures": []}
    return {
        "event_id": event_id(found.event),
        "article_id": found.article_id,
        "uncorrected_event_id": event_id(found.event),
        "similarity": nearest and 0.7,
        "probability": UNLIKELY.get(found.name, 0.96),
        "other_article_id": other and other.article_id,
        "other_probability": other_probability,
        "reasons": json.dumps(reasons),
    }


def _tie(found: Story, nearest: Story | None) -> dict[str, Any]:
    return {
        "nearest_article": nearest and nearest.article_id,
        "similarity": nearest and 0.8,
        "days_apart": nearest and _days_apart(found, nearest),
        "shared_names": ["Santarra", "Port Osel"] if nearest else [],
        "shared_figures": ["14 (dead)"] if nearest else [],
        "shared_words": ["fire", "ferry"] if nearest else [],
    }


def _days_apart(one: Story, other: Story) -> float | None:
    times = [_time(found.published) for found in (one, other)]
    return None if None in times else round(abs(times[0] - times[1]) / pd.Timedelta(days=1), 2)


def _quotations() -> list[dict[str, Any]]:
    rows = []
    for found in STORIES:
        for piece, start, _ in found.spans():
            if piece.kind == "quotation":
                opening, closing = piece.words.index("“") + 1, piece.words.index("”")
                rows.append(
                    {
                        "article_id": found.article_id,
                        "start": start + opening,
                        "end": start + closing,
                        "speaker": piece.speaker,
                        "drift": "verbatim" if LONG_QUOTE in piece.words else "trimmed",
                        "group": content_id("q", "smoke"),
                    }
                )
    return rows
