"""One event as people read it: what the reports in Markdown and HTML, and the teacher's worksheet, are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from pipeline import queries
from pipeline.export.tables import about
from pipeline.queries import EventSummary, Selection
from pipeline.store import StoredRun

SYMBOLS = {
    "said": "●",
    "differs": "≠",
    "unclear": "?",
    "not found": "○",
    "published before": "←",
    "not searched": "◌",
    "no full text": "–",
}
"""State of a cell of the claim matrix -> the symbol that stands before its word."""
STATUSES = {"conflicting": "conflicting", "shared": "in every outlet", "several": "in several outlets"}
"""Status of a claim -> what people read."""
CAUTION = (
    "Every sentence here is quoted from an article. Not found means that the search found no sentence near the claim, "
    "not that the outlet kept it back; no conflict found is no proof that there is none. Copies of one text count as "
    "one origin."
)
_NOUNS = ("conflict", "update", "reprint")
"""Kinds of findings that can be counted by their own name; "2 quotation altereds" is none."""
_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Report:
    """The frames of one event, in the columns of queries.VIEWS, and where they come from."""

    summary: EventSummary
    articles: pd.DataFrame
    matrix: pd.DataFrame
    sentences: pd.DataFrame
    divergences: pd.DataFrame
    omissions: pd.DataFrame
    alone: pd.DataFrame
    quotations: pd.DataFrame
    about: dict[str, str]

    @property
    def stem(self) -> str:
        """Name of the event's files without ending."""
        return stem(self.summary)

    @property
    def facts(self) -> list[str]:
        """The event's numbers in words."""
        event = self.summary
        told = [
            _many(event.n_articles, "article"),
            _many(event.n_outlets, "outlet"),
            _many(event.n_origins, "independent origin"),
        ]
        if event.n_outlets > 1:
            found = {kind: n for kind, n in event.findings.items() if kind not in queries.STATES}
            told += [_many(n, kind) if kind in _NOUNS else f"{kind}: {n:,}" for kind, n in found.items()]
        return told


def stem(event: EventSummary) -> str:
    """Name of an event's files without ending: its first day, its title and its id."""
    day = "no-date" if event.first_seen is None else f"{event.first_seen:%Y-%m-%d}"
    words = _NO_SLUG.sub("-", event.title.lower()).strip("-")[:48].strip("-") or "event"
    return f"parallax-{day}-{words}-{event.event_id}"


def report_of(run: StoredRun, event_id: str) -> Report:
    """The report of one event. Raises QueryError when the run holds no such event."""
    return Report(
        queries.event_summary(run, event_id),
        queries.event_articles(run, event_id),
        queries.claim_matrix(run, event_id),
        queries.claim_sentences(run, event_id),
        queries.divergences(run, event_id),
        queries.omissions(run, event_id),
        queries.only_one_outlet(run, event_id),
        queries.quotations(run, event_id),
        about(run),
    )


def reports(run: StoredRun, selection: Selection) -> Iterator[Report]:
    """The reports of the selected events, in their order."""
    for event_id in queries.events(run, selection)["event_id"]:
        yield report_of(run, event_id)


def when(moment: pd.Timestamp | None) -> str:
    """A UTC time for people; midnight, which stands for a bare date, has no clock; "no date" where unknown."""
    if moment is None or pd.isna(moment):
        return "no date"
    return f"{moment:%Y-%m-%d}" if moment == moment.normalize() else f"{moment:%Y-%m-%d %H:%M} UTC"


def _many(n: int, one: str) -> str:
    return f"{n:,} {one if n == 1 else one + 's'}"
