"""Figures that clash: two aligned claims that count the same thing and give incompatible intervals.

Precision first. Two figures are of the same thing when their units agree and either the concept counted is the same
(dead, injured, ...) or the thing counted and the words around the figure agree. A figure is never compared when the
other sentence holds one that is compatible with it. A count that can only grow and that the later article gives
higher is an update, no conflict, unless both sentences fix it to the same hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.language.figures import context_words, find_figures
from pipeline.language.quantity_words import CUMULATIVE
from pipeline.records import Event, Figure, Finding, Link, Passage, Span
from pipeline.settings import Compare

_HOUR = re.compile(r"\b(\d{1,2}(?:[:.]\d\d)?\s?(?:a\.?m|p\.?m)|noon|midnight)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SHARED_CONTEXT = 2
_SECONDS_AN_HOUR = 3600.0
_MOST_FIGURES = 25
"""A "sentence" of more figures is a table, in which the words around a number do not say what it counts."""


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield a finding of kind "conflict" or "update" for each pair of linked claims whose figures clash."""
    group_of = {claim: position for position, group in enumerate(event.alignment.groups) for claim in group.members}
    for link in event.alignment.links:
        if link.score < settings.conflict_score or _same_source(event, link):
            continue
        clash = _clash(event.words(link.a), event.words(link.b))
        if clash is None:
            continue
        figure_a, figure_b = clash
        yield Finding(
            detector="figures",
            kind=_kind(event, link, figure_a, figure_b, settings),
            score=link.score,
            evidence=_evidence(event, link, figure_a, figure_b),
            group=group_of.get(link.a) if group_of.get(link.a) == group_of.get(link.b) else None,
            claims=(link.a, link.b),
            detail=_detail(event, link, figure_a, figure_b),
        )


def _same_source(event: Event, link: Link) -> bool:
    a, b = (event.articles[event.claims[claim].article] for claim in (link.a, link.b))
    return a.outlet_id == b.outlet_id or a.origin_id == b.origin_id


def _clash(sentence_a: str, sentence_b: str) -> tuple[Figure, Figure] | None:
    """The first pair of figures of the same thing that cannot both be right; None where there is none."""
    figures_a, figures_b = _figures(sentence_a), _figures(sentence_b)
    if max(len(figures_a), len(figures_b)) > _MOST_FIGURES or _other_years(sentence_a, sentence_b):
        return None
    for figure_a in figures_a:
        rivals = [figure_b for figure_b in figures_b if _same_thing(sentence_a, figure_a, sentence_b, figure_b)]
        if not rivals or any(_compatible(figure_a, figure_b) for figure_b in figures_b):
            continue
        for figure_b in rivals:
            if not any(_compatible(figure_b, other) for other in figures_a):
                return figure_a, figure_b
    return None


def _other_years(sentence_a: str, sentence_b: str) -> bool:
    """Whether both sentences name years, and not the same: the rate of 2014 is not that of 2007 to 2014."""
    years_a, years_b = set(_YEAR.findall(sentence_a)), set(_YEAR.findall(sentence_b))
    return bool(years_a and years_b and years_a != years_b)


@lru_cache(maxsize=65536)
def _figures(sentence: str) -> tuple[Figure, ...]:
    return tuple(find_figures(sentence))


def _same_thing(sentence_a: str, a: Figure, sentence_b: str, b: Figure) -> bool:
    if a.unit != b.unit:
        return False
    if a.counted & b.counted & CUMULATIVE:
        return True
    context = context_words(sentence_a, a) & context_words(sentence_b, b)
    if not a.counted and not b.counted:
        return a.unit != "" and len(context) > _SHARED_CONTEXT
    return bool(a.counted & b.counted) and len(context - (a.counted & b.counted)) >= _SHARED_CONTEXT


def _compatible(a: Figure, b: Figure) -> bool:
    return a.low <= b.high and b.low <= a.high


def _kind(event: Event, link: Link, a: Figure, b: Figure, settings: Compare) -> str:
    times = [event.articles[event.claims[claim].article].published for claim in (link.a, link.b)]
    if not (a.counted & b.counted & CUMULATIVE) or times[0] is None or times[1] is None:
        return "conflict"
    hours = [match[1].lower() if (match := _HOUR.search(event.words(claim))) else None for claim in (link.a, link.b)]
    gap = (times[1] - times[0]) / _SECONDS_AN_HOUR
    grows = b.low > a.high if gap > 0 else a.low > b.high
    same_hour = hours[0] is not None and hours[0] == hours[1]
    return "update" if abs(gap) >= settings.update_hours and grows and not same_hour else "conflict"


def _evidence(event: Event, link: Link, a: Figure, b: Figure) -> tuple[Passage, ...]:
    passages = []
    for role, claim_position, figure in (("a", link.a, a), ("b", link.b, b)):
        claim = event.claims[claim_position]
        value = Span(claim.span.start + figure.span.start, claim.span.start + figure.span.end)
        passages += [Passage(claim.article, claim.span, role), Passage(claim.article, value, f"value {role}")]
    return tuple(passages)


def _detail(event: Event, link: Link, a: Figure, b: Figure) -> dict[str, object]:
    return {
        "value_a": a.span.of(event.words(link.a)),
        "value_b": b.span.of(event.words(link.b)),
        "counted": ", ".join(sorted(a.counted & b.counted)),
        "unit": a.unit,
    }
