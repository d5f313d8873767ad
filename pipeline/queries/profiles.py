"""Outlets over all events: what each carries, with whom it shares and conflicts, whom it quotes.

Only events of several outlets count: in the others there is nothing to compare. A claim counts once for an outlet,
however many of its articles carry it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from pipeline.derived import derived
from pipeline.queries import page_views
from pipeline.queries.disputes import DISPUTE
from pipeline.schema import conform
from pipeline.store import StoredRun

FEWEST_OUTLETS = 3
"""Outlets that a map needs: two points have one distance."""
MOST_OUTLETS = 300
"""On a map, beside those that are asked for: its time grows with the third power of their number."""
_COVERS = """
covers AS (
    SELECT DISTINCT event_id, outlet_id FROM event_articles JOIN articles USING (article_id)
    WHERE event_id IN (SELECT event_id FROM events WHERE n_outlets > 1)
)
"""
# When an outlet had a claim: its earliest dated article that carries it.
_SAID = f"""
WITH {_COVERS},
said AS (
    SELECT claims.event_id, group_id, outlet_id, min(published_at) AS said_at
    FROM claim_group_members JOIN claims USING (claim_id) JOIN articles USING (article_id)
    WHERE claims.event_id IN (SELECT event_id FROM covers) GROUP BY ALL
)
"""  # noqa: S608 - fixed text
_CLAIMS = f"""{_SAID},
groups AS (SELECT event_id, count(*) AS n FROM claim_groups GROUP BY event_id),
reported AS (
    SELECT outlet_id, count(*) AS n_events, CAST(coalesce(sum(n), 0) AS BIGINT) AS n_claims
    FROM covers LEFT JOIN groups USING (event_id) GROUP BY outlet_id
),
dated AS (  -- a date without a time is midnight UTC
    SELECT *, floor(epoch(said_at) / 86400) AS day, CASE WHEN epoch(said_at) % 86400 <> 0 THEN said_at END AS moment
    FROM said
),
timed AS (
    SELECT *, count(*) OVER claim AS n_said, count(said_at) OVER claim AS n_dated,
        min(day) OVER claim AS first_day, min(moment) OVER claim AS first_moment
    FROM dated WINDOW claim AS (PARTITION BY group_id)
),
own AS (
    SELECT outlet_id, count(*) AS n_carried,
        count(*) FILTER (n_said = 1) AS n_alone,
        count(*) FILTER (said_at IS NOT NULL AND n_dated > 1) AS n_timed,
        count(*) FILTER ((day > first_day OR moment > first_moment) AND n_dated > 1) AS n_late
    FROM timed GROUP BY outlet_id
)
SELECT outlet_id, name AS outlet, n_events, n_claims, coalesce(n_carried, 0) AS n_carried,
    coalesce(n_alone, 0) AS n_alone, coalesce(n_timed, 0) AS n_timed, coalesce(n_late, 0) AS n_late,
    n_carried / nullif(n_claims, 0) AS share_carried,
    n_alone / nullif(n_carried, 0) AS share_alone,
    n_late / nullif(n_timed, 0) AS share_late
FROM reported JOIN outlets USING (outlet_id) LEFT JOIN own USING (outlet_id)
"""  # noqa: S608 - fixed text
# Two outlets each in the events that both cover, and of all their events the share that both cover.
_TOGETHER = """
together AS (
    SELECT a.outlet_id AS outlet_a, b.outlet_id AS outlet_b, a.event_id
    FROM covers AS a JOIN covers AS b ON a.event_id = b.event_id AND a.outlet_id <> b.outlet_id
),
size AS (SELECT outlet_id, count(*) AS n FROM covers GROUP BY outlet_id),
overlap AS (
    SELECT outlet_a, outlet_b, n_events, n_events / (size_a.n + size_b.n - n_events) AS share_events
    FROM (SELECT outlet_a, outlet_b, count(*) AS n_events FROM together GROUP BY ALL)
    JOIN size AS size_a ON size_a.outlet_id = outlet_a JOIN size AS size_b ON size_b.outlet_id = outlet_b
)
"""
_OVERLAP = f"WITH {_COVERS}, {_TOGETHER} SELECT * FROM overlap"  # noqa: S608 - fixed text
_SIZES = f"""WITH {_COVERS}
SELECT outlet_id, name AS outlet, count(*) AS n_events FROM covers JOIN outlets USING (outlet_id) GROUP BY ALL
"""  # noqa: S608 - fixed text
_PAIRS = f"""{_SAID},
{_TOGETHER},
carried AS (SELECT event_id, outlet_id, count(*) AS n FROM said GROUP BY ALL),
claims_of AS (
    SELECT outlet_a, outlet_b, coalesce(sum(a.n), 0) + coalesce(sum(b.n), 0) AS n_of_each
    FROM together LEFT JOIN carried AS a ON a.event_id = together.event_id AND a.outlet_id = outlet_a
    LEFT JOIN carried AS b ON b.event_id = together.event_id AND b.outlet_id = outlet_b
    GROUP BY ALL
),
several AS (SELECT * FROM said WHERE group_id IN (SELECT group_id FROM claim_groups WHERE n_outlets > 1)),
shared AS (
    SELECT a.outlet_id AS outlet_a, b.outlet_id AS outlet_b, count(*) AS n_shared
    FROM several AS a JOIN several AS b ON a.group_id = b.group_id AND a.outlet_id <> b.outlet_id GROUP BY ALL
),
disputes AS (SELECT finding_id, concat(event_id, {DISPUTE}) AS dispute FROM findings WHERE kind = 'conflict'),
sides AS (
    SELECT finding_id, dispute, role, outlet_id
    FROM disputes JOIN evidence USING (finding_id) JOIN articles USING (article_id) WHERE role IN ('a', 'b')
),
conflicts AS (
    SELECT a.outlet_id AS outlet_a, b.outlet_id AS outlet_b, count(DISTINCT a.dispute) AS n_conflicts
    FROM sides AS a JOIN sides AS b USING (finding_id) WHERE a.role <> b.role AND a.outlet_id <> b.outlet_id
    GROUP BY ALL
),
counted AS (
    SELECT overlap.*, coalesce(n_shared, 0) AS n_shared, coalesce(n_conflicts, 0) AS n_conflicts,
        CAST(coalesce(n_of_each, 0) AS BIGINT) - coalesce(n_shared, 0) AS n_claims
    FROM overlap LEFT JOIN claims_of USING (outlet_a, outlet_b) LEFT JOIN shared USING (outlet_a, outlet_b)
    LEFT JOIN conflicts USING (outlet_a, outlet_b)
)
SELECT counted.*, a.name AS name_a, b.name AS name_b,
    n_shared / nullif(n_claims, 0) AS share_shared, n_conflicts / nullif(n_shared, 0) AS share_conflicts
FROM counted JOIN outlets AS a ON a.outlet_id = outlet_a JOIN outlets AS b ON b.outlet_id = outlet_b
"""  # noqa: S608 - fixed text
_QUOTED = """
WITH quoted AS (
    SELECT outlet_id, speaker, count(DISTINCT claim_id) AS n_claims, count(DISTINCT event_id) AS n_events
    FROM claims JOIN articles USING (article_id)
    WHERE speaker IS NOT NULL AND kind IN ('quotation', 'reported speech') AND {where} GROUP BY ALL
)
SELECT quoted.*, name AS outlet, count(*) OVER (PARTITION BY speaker) AS n_outlets,
    sum(n_claims) OVER (PARTITION BY speaker) AS n_of_all
FROM quoted JOIN outlets USING (outlet_id)
"""
_SPEAKERS = _QUOTED.format(where="true")
WHOLE_RUN = (_CLAIMS, _PAIRS, _SPEAKERS, _OVERLAP, _SIZES)
"""What depends on the run alone."""
_AMONG = "WHERE outlet_a IN (SELECT unnest($outlets::VARCHAR[])) AND outlet_b IN (SELECT unnest($outlets::VARCHAR[]))"
_OF_MOST_EVENTS = "n_events DESC, outlet, outlet_id"
_OF_MOST_STATEMENTS = "n_of_all DESC, speaker, n_claims DESC, outlet, outlet_id"


def _rows(run: StoredRun, query: str, order: str, outlets: Iterable[str] | None = None) -> pd.DataFrame:
    """The rows of one of the queries above in this order; they depend on the run alone, and are worked out once.

    Of those of pairs only what is of two of `outlets`, where given.
    """
    among = "" if outlets is None else _AMONG
    parameters = {} if outlets is None else {"outlets": list(outlets)}
    return run.sql(f"SELECT * FROM {derived(run, query)} {among} ORDER BY {order}", parameters)  # noqa: S608 - our text


def outlet_claims(run: StoredRun) -> pd.DataFrame:
    """What share of the claims of its events each outlet carries, alone or late; columns page_views.OUTLET_CLAIMS.

    "Late" compares the first dated article of the outlet that carries a claim with the first of any other: by the day
    alone where one of the two has no time, for then nobody knows who was first on that day.
    """
    return conform(_rows(run, _CLAIMS, _OF_MOST_EVENTS), page_views.OUTLET_CLAIMS)


def outlet_pairs(run: StoredRun, outlets: Collection[str] | None = None) -> pd.DataFrame:
    """What every two outlets cover, share and contradict, in the columns of page_views.OUTLET_PAIRS.

    Only the pairs of `outlets`, their ids, where given: a large run has millions.
    """
    found = _rows(run, _PAIRS, "name_a, name_b, outlet_a, outlet_b", outlets)
    return conform(found, page_views.OUTLET_PAIRS)


def speakers(run: StoredRun) -> pd.DataFrame:
    """Whom each outlet quotes, the most quoted speakers first, in the columns of page_views.SPEAKERS."""
    return conform(_rows(run, _SPEAKERS, _OF_MOST_STATEMENTS), page_views.SPEAKERS)


def event_speakers(run: StoredRun, event_id: str) -> pd.DataFrame:
    """Whom each outlet quotes in one event, as speakers() does of all."""
    query = f"{_QUOTED.format(where='event_id = $event')} ORDER BY {_OF_MOST_STATEMENTS}"
    return conform(run.sql(query, {"event": event_id}), page_views.SPEAKERS)


def outlet_map(run: StoredRun, also: Collection[str] = ()) -> pd.DataFrame:
    """Outlets as points whose distances follow how many events they cover together; columns page_views.OUTLET_MAP.

    Classical scaling (Torgerson 1952) of one minus share_events; of the outlets of events of several outlets the
    MOST_OUTLETS of most events, and those whose ids are in `also`. Empty for fewer than FEWEST_OUTLETS.
    """
    sizes = _rows(run, _SIZES, _OF_MOST_EVENTS)
    sizes = sizes[(sizes.index < MOST_OUTLETS) | sizes["outlet_id"].isin(list(also))]
    if len(sizes) < FEWEST_OUTLETS:
        return conform([], page_views.OUTLET_MAP)
    pairs = _rows(run, _OVERLAP, "outlet_a, outlet_b", sizes["outlet_id"])
    order = {outlet: place for place, outlet in enumerate(sizes["outlet_id"])}
    distances = np.ones((len(order), len(order)))
    np.fill_diagonal(distances, 0)
    a, b = pairs["outlet_a"].map(order).to_numpy(int), pairs["outlet_b"].map(order).to_numpy(int)
    distances[a, b] = 1 - pairs["share_events"].to_numpy(float)
    points, shown = _scaled(distances)
    return conform(sizes.assign(x=points[:, 0], y=points[:, 1], shown=shown), page_views.OUTLET_MAP)


def _scaled(distances: np.ndarray) -> tuple[np.ndarray, float]:
    """Two coordinates for points of these distances, shape (n, 2), and the part of their variation that they show."""
    n = len(distances)
    centre = np.eye(n) - 1 / n
    with threadpool_limits(1):  # a second thread waits for its turn at full speed: 1.3 s instead of 0.01 s on two cores
        values, vectors = np.linalg.eigh(-0.5 * centre @ distances**2 @ centre)
    values, vectors = np.maximum(values[::-1], 0), vectors[:, ::-1]
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1, 1)  # an axis has no direction of its own
    points = (vectors * np.sqrt(values))[:, :2] + 0.0  # no negative zero
    return points, float(values[:2].sum() / values.sum()) if values.sum() else 1.0
