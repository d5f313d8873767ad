"""Who did not cover an event, of the outlets that the corpus holds for its time."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from pipeline.queries import page_views
from pipeline.schema import conform
from pipeline.store import StoredRun

NEAR_DAYS = 3
"""An outlet with an article so many days before or after an event was there to cover it."""
# Days are counted in seconds since the epoch, so that the session's time zone has no say.
_ABSENT = """
WITH chosen AS (
    SELECT event_id, title, epoch(first_seen) - $seconds AS since, epoch(last_seen) + $seconds AS until
    FROM events WHERE event_id IN (SELECT unnest($events)) AND first_seen IS NOT NULL
),
dated AS (
    SELECT outlet_id, published_at, epoch(published_at) AS at_second FROM articles WHERE published_at IS NOT NULL
),
near AS (
    SELECT event_id, title, outlet_id, count(*) AS n_articles, min(published_at) AS first_published
    FROM chosen JOIN dated ON at_second BETWEEN since AND until GROUP BY ALL
),
covered AS (SELECT DISTINCT event_id, outlet_id FROM event_articles JOIN articles USING (article_id))
SELECT near.*, name AS outlet FROM near JOIN outlets USING (outlet_id) ANTI JOIN covered USING (event_id, outlet_id)
ORDER BY list_position($events, event_id), name, outlet_id
"""


def absent(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """The outlets that published within NEAR_DAYS of an event or of several, and have no article in it.

    In the columns of page_views.ABSENT, the events in the order given. An event without a date has none: who was there
    is unknown. That an outlet is absent speaks of this corpus alone.
    """
    events = [event_id] if isinstance(event_id, str) else list(event_id)
    frame = run.sql(_ABSENT, {"events": events, "seconds": NEAR_DAYS * 86_400})
    return conform(frame.assign(first_published=pd.to_datetime(frame["first_published"], utc=True)), page_views.ABSENT)
