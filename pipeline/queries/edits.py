"""What outlets changed in articles after they were first fetched, line by line; a line is a paragraph."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

import pandas as pd

from pipeline.queries.slices import slice_of
from pipeline.schema import BOOLEAN, INTEGER, STRING, TIME, Column, Table, conform
from pipeline.store import StoredRun

EDITS = Table(
    "edits",
    "What outlets changed in articles after they were first fetched, line by line.",
    (
        Column("event_id", STRING, "the event"),
        Column("article_id", STRING, "the article"),
        Column("outlet_id", STRING, "canonical id of the outlet"),
        Column("outlet", STRING, "the outlet's usual name"),
        Column("url", STRING, "address of the original", nullable=True),
        Column("version", INTEGER, "the version that has the change; the first is 1, the article itself the last"),
        Column("fetched_before", TIME, "when the version before it was fetched", nullable=True),
        Column("fetched_at", TIME, "when this version was fetched", nullable=True),
        Column("silent", BOOLEAN, "true where the page tells of no update between the two"),
        Column("part", STRING, "title | text"),
        Column("change", STRING, "cut | added; words that were altered are cut and added"),
        Column("line", STRING, "the exact words"),
    ),
)
EDIT_VIEWS = (EDITS,)
_OFTEN = 20
"""Times; a line that a text holds more often is found again only beside others: difflib holds each against each."""


def edits(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """The edits of the articles of an event or of several, in the columns of EDITS, each article's by time.

    Raises QueryError when the run holds no such event.
    """
    rows = slice_of(run, event_id)
    earlier: dict[str, list[Any]] = {}
    for version in rows.versions.to_dict("records"):
        earlier.setdefault(version["article_id"], []).append(version)
    of_article = ("event_id", "article_id", "outlet_id", "outlet", "url")
    found = [
        {name: article[name] for name in of_article} | change
        for article in rows.articles.to_dict("records")
        if article["article_id"] in earlier
        for change in _changes([*earlier[article["article_id"]], article])
    ]
    return conform(found, EDITS)


def _changes(versions: list[Any]) -> Iterator[dict[str, Any]]:
    """The lines that differ between each of `versions` and the one after it."""
    for number, (before, after) in enumerate(pairwise(versions), start=2):
        told = {
            "version": number,
            "fetched_before": before["fetched_at"],
            "fetched_at": after["fetched_at"],
            "silent": not _later(after["updated_at"], before["updated_at"]),
        }
        for part in ("title", "text"):
            lines = [_lines(version[part]) for version in (before, after)]
            for change, line in _different(*lines):
                yield told | {"part": part, "change": change, "line": line}


def _lines(text: Any) -> list[str]:
    """The lines that hold something."""
    return [] if pd.isna(text) else [line for line in text.split("\n") if line.strip()]


def _different(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """The lines of `before` that were cut and those of `after` that were added, in their order."""
    same = _n_equal(before, after)
    before, after = before[same:], after[same:]
    same = _n_equal(before[::-1], after[::-1])
    before, after = before[: len(before) - same], after[: len(after) - same]
    often = {line for line, n in Counter(after).items() if n > _OFTEN}
    matcher = difflib.SequenceMatcher(often.__contains__, before, after, autojunk=False)
    for tag, start, end, start_after, end_after in matcher.get_opcodes():
        if tag != "equal":
            yield from (("cut", line) for line in before[start:end])
            yield from (("added", line) for line in after[start_after:end_after])


def _n_equal(before: list[str], after: list[str]) -> int:
    """How many lines they begin with that are equal."""
    shorter = min(len(before), len(after))
    return next((n for n in range(shorter) if before[n] != after[n]), shorter)


def _later(time: Any, before: Any) -> bool:
    return not pd.isna(time) and (pd.isna(before) or time > before)
