"""Claims of several origins that were not found in an outlet that covered the event.

"Not found" says what was searched and what came nearest; it never says that an outlet left something out on purpose.
An outlet is searched only in full texts that were not published before the claim was out.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.records import Event, Finding, Group, Passage
from pipeline.settings import Compare

_FEWEST_ORIGINS = 2
_SLACK_SECONDS = 3600.0


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield a finding for each group of several origins and each outlet whose articles hold none of its claims.

    Kinds: "not found" and "unclear" by the nearest sentence's score; "published before" where the outlet's articles
    are all older than the claim. An outlet of which only excerpts are there has no finding.
    """
    outlets = sorted({article.outlet_id for article in event.articles})
    for position, group in enumerate(event.alignment.groups):
        carrying = {event.claims[claim].article for claim in group.members}
        if len({event.articles[article].origin_id for article in carrying}) < _FEWEST_ORIGINS:
            continue
        carriers = {event.articles[article].outlet_id for article in carrying}
        for outlet in outlets:
            if outlet not in carriers and (finding := _search(event, position, group, outlet, settings)):
                yield finding


def _search(event: Event, position: int, group: Group, outlet: str, settings: Compare) -> Finding | None:
    articles = [i for i, a in enumerate(event.articles) if a.outlet_id == outlet and a.is_full_text]
    if not articles:
        return None
    lead = event.claims[group.lead]
    said = Passage(lead.article, lead.span, "said")
    out_since = _first_published(event, group)
    later = [i for i in articles if _not_before(event.articles[i].published, out_since)]
    detail: dict[str, object] = {"outlet_id": outlet, "searched_articles": len(later)}
    if not later:
        return Finding("omission", "published before", None, (said,), position, detail=detail)
    score, nearest = _nearest(event, group, later)
    evidence = [said]
    if nearest >= 0:
        found = event.claims[nearest]
        evidence.append(Passage(found.article, found.span, "nearest"))
        detail["nearest_score"] = round(score, 4)
    kind = "not found" if score < settings.not_found else "unclear"
    return Finding("omission", kind, 1.0 - score, tuple(evidence), position, detail=detail)


def _first_published(event: Event, group: Group) -> float | None:
    times = [event.articles[event.claims[claim].article].published for claim in group.members]
    known = [time for time in times if time is not None]
    return min(known) if len(known) == len(times) else None


def _not_before(published: float | None, out_since: float | None) -> bool:
    return published is None or out_since is None or published >= out_since - _SLACK_SECONDS


def _nearest(event: Event, group: Group, articles: list[int]) -> tuple[float, int]:
    """The best score that any claim of the group reaches in `articles`, and the claim that reaches it."""
    best, claim = 0.0, -1
    for member in group.members:
        for article in articles:
            score = float(event.alignment.nearest_score[member, article])
            if score > best:
                best, claim = score, int(event.alignment.nearest_claim[member, article])
    return min(best, 1.0), claim
