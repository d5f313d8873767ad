"""Claims of several origins that were not found in an outlet that covered the event.

"Not found" says what was searched and what came nearest; it never says that an outlet left something out on purpose.
An outlet is searched only in full texts that were not published before the claim was out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.records import Event, Finding, Group, Passage
from pipeline.settings import Compare

_FEWEST_ORIGINS = 2
_SLACK_SECONDS = 3600.0


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield a finding for each group of several origins and each outlet whose articles hold none of its claims.

    Kinds: "not found" and "unclear" by the trained head's probability that the claim stands there; where it told none,
    by the nearest sentence's similarity. "published before" where the outlet's articles are all older than the claim.
    An outlet of which only excerpts are there has no finding.
    """
    searched = _full_texts(event)
    for position, group in enumerate(event.alignment.groups):
        carrying = {event.claims[claim].article for claim in group.members}
        if len({event.articles[article].origin_id for article in carrying}) < _FEWEST_ORIGINS:
            continue
        carriers = {printed.outlet_id for article in carrying for printed in event.prints(article)}
        for outlet, texts in searched.items():
            if outlet not in carriers:
                yield _search(event, position, group, outlet, texts, settings)


def _full_texts(event: Event) -> dict[str, dict[int, float | None]]:
    """Outlet -> the positions of its full texts, copies of others' texts included, and when it last published each.

    A text of which no sentence was read, as of a language without spaces, cannot be searched.
    """
    found: dict[str, dict[int, float | None]] = {}
    for position in sorted({claim.article for claim in event.claims}):
        for printed in event.prints(position):
            if printed.is_full_text:
                texts = found.setdefault(printed.outlet_id, {})
                texts[position] = _later(texts[position], printed.published) if position in texts else printed.published
    return dict(sorted(found.items()))


def _later(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else max(a, b)


def _search(
    event: Event, position: int, group: Group, outlet: str, texts: dict[int, float | None], settings: Compare
) -> Finding:
    lead = event.claims[group.lead]
    said = Passage(lead.article, lead.span, "said")
    out_since = _first_published(event, group)
    later = [text for text, published in texts.items() if _not_before(published, out_since)]
    detail: dict[str, object] = {"outlet_id": outlet, "searched_articles": len(later)}
    if not later:
        return Finding("omission", "published before", None, (said,), position, detail=detail)
    score, nearest = _nearest(event, group, later)
    evidence = [said]
    if nearest >= 0:
        found = event.claims[nearest]
        evidence.append(Passage(found.article, found.span, "nearest"))
        detail["nearest_score"] = round(score, 4)
    probability = _probability(event, group, later)
    if probability is not None:
        detail["probability"] = round(probability, 4)
        kind = "not found" if probability < settings.not_found else "unclear"
        return Finding("omission", kind, 1.0 - probability, tuple(evidence), position, detail=detail)
    kind = "not found" if score < settings.not_found_similarity else "unclear"
    return Finding("omission", kind, 1.0 - score, tuple(evidence), position, detail=detail)


def _probability(event: Event, group: Group, articles: list[int]) -> float | None:
    """The highest probability that a claim of the group stands in one of `articles`; None where no head told one."""
    if event.alignment.reached is None:
        return None
    told = event.alignment.reached[np.ix_(group.members, articles)]
    return None if np.isnan(told).all() else float(np.nanmax(told))


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
