"""Queries over a whole run: events, outlets, who covered what and when, what was rejected, how the run went."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from threading import Lock

import pandas as pd

from pipeline.derived import derived
from pipeline.errors import QueryError
from pipeline.queries import run_views
from pipeline.queries.disputes import DISPUTE
from pipeline.queries.selection import SORTS, Selection
from pipeline.schema import REJECTED, TABLES, Table, conform
from pipeline.store import StoredRun

# Of every event: it depends on the run alone.
LISTED_ROWS = f"""
WITH shared AS (SELECT event_id, count(*) AS n FROM claim_groups WHERE status = 'shared' GROUP BY event_id),
conflicts AS (
    SELECT event_id, count(DISTINCT {DISPUTE}) AS n FROM findings WHERE kind = 'conflict' GROUP BY event_id
),
divided AS (
    SELECT event_id, count(DISTINCT outlet_id) AS n
    FROM findings JOIN evidence USING (finding_id) JOIN articles USING (article_id)
    WHERE kind = 'conflict' GROUP BY event_id
),
named AS (
    SELECT DISTINCT event_id, name
    FROM event_articles JOIN articles USING (article_id) JOIN outlets USING (outlet_id)
),
names AS (SELECT event_id, string_agg(name, ', ' ORDER BY name) AS outlets FROM named GROUP BY event_id)
SELECT events.*, outlets,
    CASE WHEN n_outlets > 1 THEN coalesce(shared.n, 0) END AS n_shared,
    CASE WHEN n_outlets > 1 THEN coalesce(conflicts.n, 0) END AS n_conflicts,
    CASE WHEN n_outlets > 1 THEN coalesce(divided.n, 0) END AS n_conflict_outlets
FROM events LEFT JOIN shared USING (event_id) LEFT JOIN conflicts USING (event_id) LEFT JOIN divided USING (event_id)
JOIN names USING (event_id)
"""  # noqa: S608 - fixed text
_EVENTS = "SELECT * FROM {listed} WHERE {where} ORDER BY {sort}, n_outlets DESC, n_articles DESC, event_id"
OUTLETS_ROWS = """
SELECT outlets.*, count(article_id) AS n_articles, count(DISTINCT event_id) AS n_events
FROM outlets LEFT JOIN articles USING (outlet_id) LEFT JOIN event_articles USING (article_id) GROUP BY ALL
"""
_IN_ORDER = "SELECT * FROM {rows} ORDER BY n_articles DESC, name, outlet_id"
_FACTS = """
SELECT outlet_facts.*, name AS outlet FROM outlet_facts JOIN outlets USING (outlet_id) ORDER BY name, outlet_id, fact
"""
_COVERAGE = """
SELECT event_id, events.title, outlet_id, name AS outlet, count(*) AS n_articles, min(published_at) AS first_published
FROM events JOIN event_articles USING (event_id) JOIN articles USING (article_id) JOIN outlets USING (outlet_id)
WHERE event_id IN (SELECT event_id FROM events WHERE {where}) AND {outlets} GROUP BY ALL
ORDER BY min(last_seen) DESC NULLS LAST, event_id, first_published NULLS LAST, outlet
"""
# Days are counted from the epoch, so that the session's time zone has no say.
_TIMELINE = """
SELECT TIMESTAMP '1970-01-01' + to_days(CAST(floor(epoch(published_at) / 86400) AS INTEGER)) AS day,
    name AS outlet, count(*) AS n_articles
FROM event_articles JOIN articles USING (article_id) JOIN outlets USING (outlet_id)
WHERE event_id IN (SELECT event_id FROM events WHERE {where}) AND {articles}
GROUP BY ALL ORDER BY day NULLS LAST, outlet
"""

_SEARCHING = Lock()
"""Texts are searched by one at a time: each search uses all cores, and needs memory for what it reads."""


@dataclass(frozen=True)
class Totals:
    """Sums over events. n_of_several counts those of several outlets; n_conflicts is None where there are none."""

    n_events: int
    n_of_several: int
    n_articles: int
    n_conflicts: int | None


def events(run: StoredRun, selection: Selection | None = None) -> pd.DataFrame:
    """The selected events in the selection's order, in the columns of run_views.EVENTS.

    Raises QueryError for a sort that there is none of.
    """
    selection = selection or Selection()
    if selection.sort not in SORTS:
        raise QueryError(f"events cannot be sorted by {selection.sort!r}", f"Choose one of: {', '.join(SORTS)}")
    where, parameters = selection.events_where()
    query = _EVENTS.format(listed=derived(run, LISTED_ROWS), where=where, sort=SORTS[selection.sort])
    with _SEARCHING if selection.text else nullcontext():
        found = run.sql(query, parameters)
    return conform(found, run_views.EVENTS)


def totals(found: pd.DataFrame) -> Totals:
    """The sums over `found`, events in the columns of run_views.EVENTS."""
    compared = found["n_conflicts"].dropna()
    return Totals(
        n_events=len(found),
        n_of_several=int((found["n_outlets"] > 1).sum()),
        n_articles=int(found["n_articles"].sum()),
        n_conflicts=int(compared.sum()) if len(compared) else None,
    )


def outlets(run: StoredRun) -> pd.DataFrame:
    """The run's outlets, those with most articles first, in the columns of run_views.OUTLETS."""
    return conform(run.sql(_IN_ORDER.format(rows=derived(run, OUTLETS_ROWS))), run_views.OUTLETS)


def outlet_facts(run: StoredRun) -> pd.DataFrame:
    """What the lists of outlets say of the run's outlets, by outlet, in the columns of run_views.OUTLET_FACTS."""
    return conform(run.sql(_FACTS), run_views.OUTLET_FACTS)


def coverage(run: StoredRun, selection: Selection | None = None) -> pd.DataFrame:
    """Which outlet covered the selected events, in the columns of run_views.COVERAGE; latest events first.

    Where the selection names outlets, only their rows; an event's articles count whatever their day.
    """
    selection = selection or Selection()
    where, parameters = selection.events_where()
    only, more = Selection(outlets=selection.outlets).articles_where()
    return conform(run.sql(_COVERAGE.format(where=where, outlets=only), parameters | more), run_views.COVERAGE)


def timeline(run: StoredRun, selection: Selection | None = None) -> pd.DataFrame:
    """Articles a day (UTC) and outlet in the selected events, in the columns of run_views.TIMELINE.

    Only articles of the selection's outlets and days; those without a date have a null day and come last.
    """
    selection = selection or Selection()
    where, parameters = selection.events_where()
    only, more = selection.articles_where()
    frame = run.sql(_TIMELINE.format(where=where, articles=only), parameters | more)
    return conform(frame.assign(day=pd.to_datetime(frame["day"], utc=True)), run_views.TIMELINE)


def rejected(run: StoredRun) -> pd.DataFrame:
    """What did not go through and why, by file and line, in the columns of schema.REJECTED."""
    frame = run.table("rejected").sort_values(["source_file", "line"], kind="stable", na_position="first")
    return conform(frame, REJECTED)


def stages(run: StoredRun) -> pd.DataFrame:
    """Counts and seconds of the run's stages in their order, in the columns of run_views.STAGES; none where unknown."""
    names = run_views.STAGES.column_names
    rows = [{name: stage.get(name) for name in names} for stage in run.manifest.get("stages", [])]
    return conform(rows, run_views.STAGES)


def data_dictionary(tables: Iterable[Table] | None = None) -> pd.DataFrame:
    """The columns of `tables`, by default those of a run, with type and meaning, as run_views.DATA_DICTIONARY."""
    rows: list[dict[str, object]] = [
        {
            "table": table.name,
            "column": column.name,
            "type": column.dtype,
            "nullable": column.nullable,
            "meaning": column.meaning,
        }
        for table in (TABLES.values() if tables is None else tables)
        for column in table.columns
    ]
    return conform(rows, run_views.DATA_DICTIONARY)
