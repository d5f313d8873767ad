"""Where articles and events are after people corrected the grouping, or an added article joined two events."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

import pandas as pd

from pipeline.errors import QueryError
from pipeline.queries.overview import events
from pipeline.queries.selection import Selection
from pipeline.store import StoredRun

_EVENTS_OF = """
SELECT event_id FROM event_articles WHERE list_contains($articles, article_id)
GROUP BY event_id ORDER BY count(*) DESC, event_id
"""
_NOW = """
WITH named AS (SELECT $event AS name UNION SELECT event_id FROM event_aliases WHERE alias_id = $event)
SELECT event_id FROM event_articles WHERE EXISTS (FROM named WHERE name IN (event_id, uncorrected_event_id))
GROUP BY event_id ORDER BY event_id = $event DESC, count(*) DESC, event_id
"""


def events_of(run: StoredRun, articles: Sequence[str]) -> list[str]:
    """The events that hold some of `articles` (ids), those with most of them first."""
    return [str(event) for event in run.sql(_EVENTS_OF, {"articles": list(articles)})["event_id"]]


def present_events(run: StoredRun, event_id: str) -> list[str]:
    """The event `event_id`, where the run holds it, and those that its articles are in now: corrected or merged.

    Empty where the program made no such event.
    """
    return [str(event) for event in run.sql(_NOW, {"event": event_id})["event_id"]]


def present_event(run: StoredRun, event_id: str) -> str:
    """The event `event_id`, or the one that most of its articles are in now. Raises QueryError for an unknown id."""
    if now := present_events(run, event_id):
        return now[0]
    see = f"See its events: python -m pipeline show {shlex.quote(str(run.path))}"
    raise QueryError(f"the run {run.run_id} holds no event {event_id!r}", see)


def other_events(run: StoredRun, event_id: str, text: str = "") -> pd.DataFrame:
    """The events beside `event_id` whose articles hold the words `text`, in the columns of run_views.EVENTS.

    Those most like it come first: of most keywords in common, then of the nearest time, then the largest.
    Raises QueryError when the run holds no such event.
    """
    every = events(run)
    found = every if not text.strip() else events(run, Selection(text=text))
    own = every[every["event_id"] == event_id]
    if own.empty:
        raise QueryError(f"the run {run.run_id} holds no event {event_id!r}", "Choose one of its events")
    first, words = own["first_seen"].iloc[0], set(own["keywords"].iloc[0].split(", "))
    others = found[found["event_id"] != event_id]
    near = others.assign(
        shared=[len(words & set(keywords.split(", "))) for keywords in others["keywords"]],
        apart=(others["first_seen"] - first).abs(),
    ).sort_values(["shared", "apart", "n_articles", "event_id"], ascending=[False, True, False, True])
    return near[others.columns].reset_index(drop=True)
