"""An event and its articles, and a passage in its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.errors import QueryError
from pipeline.queries import event_views
from pipeline.queries.disputes import DISPUTE
from pipeline.queries.slices import Slice, slice_of
from pipeline.schema import INTEGER, STRING, conform
from pipeline.store import StoredRun

LEAD_CHARACTERS = 350
"""Most characters of an article's lead: two or three news sentences."""
# Only where the run holds no sentences of an article: a full stop, closing marks, and a space before what follows.
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s|$)|(?<=\S)(?=\s*?\n\n)")

_EVENT = "SELECT * FROM events WHERE event_id = $event"
_DISPUTES = f"SELECT kind, count(DISTINCT {DISPUTE}) AS n FROM findings WHERE event_id = $event GROUP BY kind"  # noqa: S608
_EVENT_OF = "SELECT event_id FROM event_articles WHERE article_id = $article"


@dataclass(frozen=True)
class EventSummary:
    """An event in figures. Times are UTC, None where no article has a date.

    n_undated and n_excerpts count its articles without a date and without a full text; groups counts its claim groups
    by status, findings its findings by kind, those of one dispute once: both are empty where one article is all there
    is.
    """

    event_id: str
    title: str
    keywords: str
    first_seen: pd.Timestamp | None
    last_seen: pd.Timestamp | None
    n_articles: int
    n_outlets: int
    n_origins: int
    n_undated: int
    n_excerpts: int
    cohesion: float | None
    groups: Mapping[str, int]
    findings: Mapping[str, int]


@dataclass(frozen=True)
class PassageInText:
    """A passage with its verbatim neighbours: before + words + after is one stretch of the article's text."""

    before: str
    words: str
    after: str
    outlet: str
    title: str | None
    url: str | None
    published_at: pd.Timestamp | None


def event_summary(run: StoredRun, event_id: str) -> EventSummary:
    """The figures of an event. Raises QueryError when the run holds no such event."""
    event = {"event": event_id}
    found = run.sql(_EVENT, event)
    if found.empty:
        raise QueryError(f"the run {run.run_id} holds no event {event_id!r}", "Choose one of its events")
    row = _record(found)
    rows, disputes = slice_of(run, event_id), run.sql(_DISPUTES, event)
    groups = rows.groups["status"].value_counts().sort_index()
    return EventSummary(
        event_id=event_id,
        title=row["title"],
        keywords=row["keywords"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        n_articles=int(row["n_articles"]),
        n_outlets=int(row["n_outlets"]),
        n_origins=int(row["n_origins"]),
        n_undated=int(rows.articles["published_at"].isna().sum()),
        n_excerpts=int((~rows.articles["is_full_text"]).sum()),
        cohesion=None if row["cohesion"] is None else float(row["cohesion"]),
        groups={str(status): int(n) for status, n in groups.items()},
        findings={str(kind): int(n) for kind, n in sorted(zip(disputes["kind"], disputes["n"], strict=True))},
    )


def event_articles(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """The articles of an event or of several, by time, the undated last, in the columns of event_views.EVENT_ARTICLES.

    Raises QueryError when the run holds no such event.
    """
    rows = slice_of(run, event_id)
    frame = rows.articles.reset_index(drop=True)
    copies = frame.groupby(["event_id", "origin_id"])["article_id"].transform("size")
    earlier = frame["article_id"].map(rows.versions["article_id"].value_counts()).astype("Int64").fillna(0)
    counts = {"n_same_origin": copies, "n_versions": earlier + 1}
    return conform(frame.assign(**counts, **_leads(rows)), event_views.EVENT_ARTICLES)


def text_kind(page_kind: object, is_full_text: bool) -> str:
    """What an article's text is, in words: the kind of its page where that is none of an article, or an excerpt."""
    if is_full_text:
        return "full text"
    kind = "" if pd.isna(page_kind) else str(page_kind)  # type: ignore[call-overload]
    return "excerpt" if kind in ("", "article") else kind


def passage(
    run: StoredRun, article_id: str, start: int, end: int, around: int = 1, event_id: str | None = None
) -> PassageInText:
    """The words text[start:end] of an article with `around` sentences before and after their own.

    A passage inside a sentence gets the rest of it too. `event_id` is the article's event, where it is known.

    Raises QueryError when the run holds no such article or the span lies outside its text.
    """
    events = [event_id] if event_id else run.sql(_EVENT_OF, {"article": article_id})["event_id"].to_list()
    rows = slice_of(run, events)
    if not events or article_id not in rows.articles.index:
        raise QueryError(f"the run {run.run_id} holds no article {article_id!r}", "Choose one of its articles")
    article = _record(rows.articles.loc[[article_id]])
    text = str(article["text"])
    if not 0 <= start < end <= len(text):
        raise QueryError(
            f"the span {start} to {end} lies outside the article's text, which has {len(text)} characters",
            "Take a span from the run's tables",
        )
    sentences = rows.claims[rows.claims["article_id"] == article_id]
    starts, ends = _boundaries(text, sentences)
    before = [at for at in starts if at <= start] or [start]
    after = [at for at in ends if at >= end] or [end]
    first, last = before[max(0, len(before) - 1 - around)], after[min(around, len(after) - 1)]
    return PassageInText(
        before=text[first:start],
        words=text[start:end],
        after=text[end:last],
        outlet=str(article["outlet"]),
        title=article["title"],
        url=article["url"],
        published_at=article["published_at"],
    )


def _record(frame: pd.DataFrame) -> dict[str, Any]:
    """The first row as plain values, None where null; times as UTC."""
    row = frame.head(1).to_dict("records")[0]
    known = {str(name): None if pd.isna(value) else value for name, value in row.items()}
    return {
        name: value.tz_convert("UTC") if isinstance(value, pd.Timestamp) else value for name, value in known.items()
    }


def _boundaries(text: str, sentences: pd.DataFrame) -> tuple[list[int], list[int]]:
    """Where sentences start and end, ascending: those the run holds, else by their full stops."""
    if len(sentences):
        return sentences["start"].to_list(), sentences["end"].to_list()
    ends = [found.end() for found in _SENTENCE_END.finditer(text)] + [len(text.rstrip())]
    following = [found.start() for end in ends if (found := re.compile(r"\S").search(text, end))]
    return [len(text) - len(text.lstrip()), *following], ends


def _leads(rows: Slice) -> dict[str, pd.Series]:
    """Columns `lead`, `start` and `end` of the articles, in their order."""
    sentences, marks = dict(list(rows.claims.groupby("article_id"))), dict(list(rows.marks.groupby("article_id")))
    nothing = rows.marks.head(0)
    leads = []
    for article, text in zip(rows.articles["article_id"], rows.articles["text"], strict=True):
        furniture = marks.get(article, nothing)
        places = list(zip(furniture["start"], furniture["end"], strict=True))
        leads.append(_lead(text, places, _boundaries(text, sentences.get(article, nothing))[1]))
    return {
        "lead": pd.Series(
            [text[slice(*lead)] if lead else None for lead, text in zip(leads, rows.articles["text"], strict=True)],
            dtype=STRING,
        ),
        "start": pd.Series([lead and lead[0] for lead in leads], dtype=INTEGER),
        "end": pd.Series([lead and lead[1] for lead in leads], dtype=INTEGER),
    }


def _lead(text: str, furniture: Sequence[tuple[int, int]], ends: Sequence[int]) -> tuple[int, int] | None:
    """The span of the first whole sentences outside `furniture` (ascending), up to LEAD_CHARACTERS but at least one.

    None where there is nothing else in the text.
    """
    start, stop = 0, len(text)
    for first, last in furniture:
        if text[start:first].strip():
            stop = first
            break
        start = last
    start += len(text[start:stop]) - len(text[start:stop].lstrip())
    stop = len(text[:stop].rstrip())
    if start >= stop:
        return None
    whole = [end for end in ends if start < end <= stop] or [stop]
    return start, max([end for end in whole if end <= start + LEAD_CHARACTERS], default=whole[0])
