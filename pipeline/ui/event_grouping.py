"""Section of the Event page: why its articles are one event, and which of them may not be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline import queries
from pipeline.objects import json_object
from pipeline.store import StoredRun
from pipeline.ui.components import block, day, downloads, rows_of, shorten, soft
from pipeline.ui.grid import Cell, Column, Row, grid, grid_of
from pipeline.ui.state import address, ask

PROBABILITY = (
    "Calibrated on news whose events are known: of the articles with a probability of 0.7, about seven in ten belong."
)
KINDS = {"member": "in this event", "alone": "alone in this event", "near miss": "in another event"}
"""Kind of a borderline article -> where it is, for people."""
_SHARED = ("names", "figures", "words")


def render(run: StoredRun, event_id: str) -> None:
    """Borderline articles; what ties each article to the event."""
    articles = ask(queries.event_articles, run, event_id)
    _borderline(run, event_id)
    block("<h2>What ties the articles</h2>")
    columns = [
        Column("article", "Article"),
        Column("probability", "Belongs here", "number", "Probability, 0 to 1, that it belongs to this event"),
        Column("similarity", "Like the others", "number", "Mean similarity to the event's other articles, 0 to 1"),
        Column("nearest", "Nearest article"),
        Column("days", "Apart", "number", "Time between the two articles"),
        Column("shared", "Both have"),
    ]
    soft(f"Belongs here: the probability, 0 to 1, that the article is of this event. {PROBABILITY}")
    names = {row.article_id: f"{row.outlet}: {shorten(row.title, 90) or 'no headline'}" for row in rows_of(articles)}
    grid("grouping", "What ties each article to the event", columns, [_tie(row, names) for row in rows_of(articles)])
    downloads("grouping", {"event_articles": articles}, run, event_id)


def _borderline(run: StoredRun, event_id: str) -> None:
    """Articles that may be in the wrong event, a page of them, each with its reasons and the event to look at."""
    block("<h2>Borderline articles</h2>")
    found = ask(queries.borderline, run, event_id)
    if found.empty:
        soft("None: no article here is unlikely to belong, and none of another event nearly belonged here.")
        return
    soft("They may be in the wrong event; Corrections, the next tab, moves them.")
    columns = [
        Column("article", "Article"),
        Column("kind", "Now", "short"),
        Column("probability", "Belongs here", "number", "Probability, 0 to 1, that it belongs to this event"),
        Column("why", "Why"),
        Column("other", "Other event"),
    ]
    grid_of(
        found, _may_be_wrong, "borderline", "Articles that may be in the wrong event", columns, f"borderline-{event_id}"
    )
    downloads("borderline", {"borderline": found}, run, event_id)


def _may_be_wrong(row: Any) -> Row:
    title = f"{shorten(row.outlet, 40)}: {shorten(row.title, 120) or 'no headline'}"
    other = Cell("–")
    if pd.notna(row.other_event_id):
        leads_to = address("event", event=row.other_event_id, section="Why together")
        likely = f"belongs there: {row.other_probability:.2f}"
        other = Cell(shorten(row.other_title, 120), href=leads_to, note=likely)
    return Row(
        row.article_id,
        (
            Cell(title, note=day(row.published_at, clock=True)),
            Cell(KINDS.get(row.kind, row.kind)),
            _number(row.probability),
            Cell(shorten(row.why, 500)),
            other,
        ),
    )


def _tie(row: Any, names: Mapping[str, str]) -> Row:
    reasons = json_object(row.reasons)
    days = reasons.get("days_apart")
    shared = [f"{kind}: {', '.join(map(str, found))}" for kind in _SHARED if (found := reasons.get(f"shared_{kind}"))]
    return Row(
        row.article_id,
        (
            Cell(names[row.article_id], note=day(row.published_at, clock=True)),
            _number(row.probability),
            _number(row.similarity),
            Cell(names.get(str(reasons.get("nearest_article")), "–")),
            Cell("–" if days is None else _apart(days)),
            Cell("; ".join(shared) or "–"),
        ),
    )


def _apart(days: float) -> str:
    """A time of `days` in the unit that tells most."""
    hours = round(24 * days)
    return "under 1 h" if hours < 1 else f"{hours} h" if hours < 48 else f"{days:,.0f} days"


def _number(value: Any) -> Cell:
    return Cell("–" if pd.isna(value) else f"{value:.2f}")
