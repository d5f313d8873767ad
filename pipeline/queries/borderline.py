"""Articles that may be in the wrong event, each with what speaks for and against it, for people to decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from pipeline.objects import json_object
from pipeline.queries import event_views
from pipeline.queries.slices import slice_of
from pipeline.schema import conform
from pipeline.settings import Events
from pipeline.store import StoredRun

_PLACED = """
WITH placed AS (
    SELECT own.*, other.event_id AS other_event_id
    FROM event_articles AS own LEFT JOIN event_articles AS other ON own.other_article_id = other.article_id
)
SELECT placed.*, here.n_articles, here.title AS event_title, next.title AS other_title,
    source_id, articles.outlet_id, outlets.name AS outlet, articles.title AS title, published_at
FROM placed JOIN events AS here USING (event_id) LEFT JOIN events AS next ON next.event_id = other_event_id
JOIN articles USING (article_id) JOIN outlets USING (outlet_id)
WHERE list_contains($events, placed.event_id) OR list_contains($events, other_event_id)
ORDER BY article_id
"""
_NAMES = """
SELECT article_id, name || ': ' || coalesce(title, 'no headline') AS told
FROM articles JOIN outlets USING (outlet_id) WHERE list_contains($articles, article_id)
"""
MEMBER, ALONE, NEAR_MISS = "member", "alone", "near miss"


def borderline(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """Articles of an event or of several that may not belong there, and articles of others that nearly did.

    In the columns of event_views.BORDERLINE: an event's own first, the least likely before the others; then the near
    misses, the likeliest first. Articles that people placed by a correction are left out. Raises QueryError when the
    run holds no such event.
    """
    asked = slice_of(run, event_id)
    asked.articles  # noqa: B018 - raises where an event is not there
    placed = run.sql(_PLACED, {"events": list(asked.events)})
    reasons = pd.Series(map(json_object, placed["reasons"]), placed.index, dtype=object)
    placed = placed.assign(tie=reasons)[["corrections" not in told for told in reasons]]
    found = pd.concat([_own(placed, _threshold(run)), _near_misses(placed)])
    found = found[found["event_id"].isin(asked.events)]
    found = found.assign(order=asked.event_order(found["event_id"])).sort_values(["order", "rank", "article_id"])
    found = found.assign(**_told(run, found))
    return conform(found, event_views.BORDERLINE)


def _threshold(run: StoredRun) -> float:
    """The probability below which a member is borderline, by the run's own settings."""
    told = run.manifest.get("settings", {}).get("events", {})
    return float(told.get("borderline_below", Events.borderline_below))


def _own(placed: pd.DataFrame, below: float) -> pd.DataFrame:
    """Unlikely members; for an article that is alone, what ties it to the event that it would be in."""
    found = placed[placed["probability"] < below]
    alone = found["n_articles"] == 1
    ties = [tie.get("other", tie) if single else tie for tie, single in zip(found["tie"], alone, strict=True)]
    kinds = [ALONE if single else MEMBER for single in alone]
    return found.assign(tie=pd.Series(ties, index=found.index, dtype=object), kind=kinds, rank=found["probability"])


def _near_misses(placed: pd.DataFrame) -> pd.DataFrame:
    """Articles by the event that they would be in next; `other` is the one that they are in."""
    found = placed[placed["other_event_id"].notna()]
    return found.assign(
        event_id=found["other_event_id"],
        probability=found["other_probability"],
        other_event_id=found["event_id"],
        other_title=found["event_title"],
        other_probability=found["probability"],
        tie=pd.Series([tie.get("other", {}) for tie in found["tie"]], index=found.index, dtype=object),
        kind=NEAR_MISS,
        rank=2 - found["other_probability"],
    )


def _told(run: StoredRun, found: pd.DataFrame) -> dict[str, list[Any]]:
    """The columns that `tie` gives: values, and the same in words."""
    nearest = [tie.get("nearest_article") for tie in found["tie"]]
    names = run.sql(_NAMES, {"articles": sorted({article for article in nearest if article})})
    name_of = dict(zip(names["article_id"], names["told"], strict=True))
    told = [name_of.get(article) for article in nearest]
    return {
        "nearest_article_id": nearest,
        "shared_names": [", ".join(tie.get("shared_names", [])) for tie in found["tie"]],
        "shared_figures": [", ".join(tie.get("shared_figures", [])) for tie in found["tie"]],
        "why": [
            _why(tie, name, "there" if kind == ALONE else "here")
            for tie, name, kind in zip(found["tie"], told, found["kind"], strict=True)
        ],
    }


def _why(tie: Mapping[str, Any], nearest: str | None, where: str) -> str:
    """What ties an article to this event ("here") or to another ("there"), in words."""
    if nearest is None:
        return f"no article {where} is like it"
    days, shared = tie.get("days_apart"), []
    for kind in ("names", "figures"):
        if found := tie.get(f"shared_{kind}"):
            shared.append(f"{kind} {', '.join(found)}")
    apart = "days apart unknown" if days is None else "same day" if days < 1 else f"{days:.0f} days apart"
    in_common = f"in common: {'; '.join(shared)}" if shared else "no name and no figure in common"
    return f"nearest {where}: {nearest} (similarity {tie.get('similarity') or 0:.2f}, {apart}); {in_common}"
