"""Where one article contradicts itself: a year that slipped, a headline whose count the article does not hold.

Both are rare, and both are shown as what they are, two passages or a headline and a passage, never as a conflict
between outlets. Counts that differ between two sentences of one article are not compared: of some 45 such pairs in
1,685 articles one was a contradiction, the others were of different things.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.compare.figures import is_compatible
from pipeline.language.date_words import MONTH_NUMBERS, WEEKDAYS
from pipeline.language.dated_verbs import stem
from pipeline.language.dates import Moment, find_moments
from pipeline.language.figure_scope import scope_of
from pipeline.language.figures import counted_words, find_figures
from pipeline.language.quantity_words import CUMULATIVE, GENERIC, KINDS_OF_PEOPLE, STOP_WORDS
from pipeline.records import Event, Figure, Finding, Passage, Span
from pipeline.settings import Compare

_Dated = tuple[int, Moment]
_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]{2,}")
_COMPARES = re.compile(
    r"\b(?:compared|than|since|anniversary|earlier|later|again|until|through|between|rose|fell|percent|per cent|"
    r"elections?|fallen|previous|every|also|another|had (?:\w+ed|\w+en|gone|lost|left|won))\b|%",
    re.IGNORECASE,
)
_NO_NAMES = STOP_WORDS | MONTH_NUMBERS.keys() | set(WEEKDAYS)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_LEAD_CLAIMS = 10
_PARTS_IN_HEADLINE = re.compile(r"\b(?:including|plus|more|another|up to|could|may|feared|over)\b|\?", re.IGNORECASE)


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield findings of kind "slip" (a year) and "headline" (a count) for each article; their score is not measured."""
    claims_of: dict[int, list[int]] = defaultdict(list)
    for position, claim in enumerate(event.claims):
        claims_of[claim.article].append(position)
    for article, claims in sorted(claims_of.items()):
        yield from _slips(event, article, claims)
        yield from _headline(event, article, claims[:_LEAD_CLAIMS])


def _slips(event: Event, article: int, claims: Sequence[int]) -> Iterator[Finding]:
    """A month or a day that the article names with one year twice or more, and once with another found nowhere else."""
    by_date: dict[tuple[int | None, int | None], dict[int, list[_Dated]]] = defaultdict(lambda: defaultdict(list))
    for position, claim in enumerate(claims):
        if not _YEAR.search(event.words(claim)):
            continue
        for moment in find_moments(event.words(claim), event.articles[article].published):
            if moment.month and moment.year and moment.role in {"at", "of"}:
                by_date[moment.month, moment.day][moment.year].append((position, moment))
    for years in by_date.values():
        usual, odd = sorted(years.values(), key=len, reverse=True)[:2] if len(years) == 2 else ([], [])
        if len({at for at, _ in usual}) > 1 and len(odd) == 1 and _is_slip(event, article, claims, usual, odd[0]):
            yield _slip(event, article, claims, usual[0], odd[0])


def _is_slip(event: Event, article: int, claims: Sequence[int], usual: Sequence[_Dated], odd: _Dated) -> bool:
    """Whether the odd year stands nowhere else, compares nothing, and the same names stand by both."""
    text = event.articles[article].text
    if text.count(str(odd[1].year)) > 1 or _COMPARES.search(event.words(claims[odd[0]])):
        return False
    if any(position == odd[0] for position, _ in usual):
        return False
    names = _names(event, claims, odd[0], 0)
    others = [claim for position, claim in enumerate(claims) if position != odd[0]]
    return any(names & _names(event, others, position - (position > odd[0]), 1) for position, _ in usual)


def _names(event: Event, claims: Sequence[int], position: int, around: int) -> set[str]:
    """The capitalised words of a claim and of so many claims around it, without those of the calendar."""
    near = claims[max(0, position - around) : position + around + 1]
    found = {word.removesuffix("'s").removesuffix("’s") for claim in near for word in _NAME.findall(event.words(claim))}
    return {word for word in found if word.lower() not in _NO_NAMES}


def _slip(event: Event, article: int, claims: Sequence[int], usual: _Dated, odd: _Dated) -> Finding:
    sides = [(claims[position], moment.span) for position, moment in (usual, odd)]
    values = [span.of(event.words(claim)) for claim, span in sides]
    evidence = [
        passage
        for role, (claim, span) in zip("ab", sides, strict=True)
        for passage in _passages(event, article, claim, span, role)
    ]
    detail: dict[str, object] = {"value_a": values[0], "value_b": values[1]}
    return Finding("contradictions", "slip", None, tuple(evidence), detail=detail)


def _headline(event: Event, article: int, lead: Sequence[int]) -> Iterator[Finding]:
    """A count in the headline that no sentence at the head of the text holds, where one counts the same otherwise."""
    title = event.articles[article].title
    if not title or _PARTS_IN_HEADLINE.search(title):
        return
    counts = [headed for headed in find_figures(title) if not headed.unit and headed.value == int(headed.value)]
    body = [(claim, figure) for claim in lead for figure in find_figures(event.words(claim))] if counts else []
    for headed in counts:
        if any(is_compatible(headed, found) for _, found in body):
            continue
        for claim, found in body:
            if _counts_the_same(title, headed, event.words(claim), found):
                detail: dict[str, object] = {
                    "headline": title,
                    "value_a": headed.span.of(title),
                    "value_b": found.span.of(event.words(claim)),
                }
                evidence = _passages(event, article, claim, found.span, "b")
                yield Finding("contradictions", "headline", None, evidence, detail=detail)
                break


def _counts_the_same(title: str, headed: Figure, sentence: str, found: Figure) -> bool:
    shared = (headed.counted & found.counted) - GENERIC
    scope = scope_of(sentence, found)
    if found.unit or not shared or scope.is_outdated or scope.is_part or scope.is_expected:
        return False
    if not shared & CUMULATIVE:
        return {stem(word) for word in headed.counted - GENERIC} <= {stem(word) for word in found.counted}
    kinds = [counted_words(words, figure) & KINDS_OF_PEOPLE for words, figure in ((title, headed), (sentence, found))]
    return kinds[0] == kinds[1] and not (scope.places and found.value < headed.value)


def _passages(event: Event, article: int, claim: int, value: Span, role: str) -> tuple[Passage, Passage]:
    whole = event.claims[claim].span
    found = Span(whole.start + value.start, whole.start + value.end)
    return Passage(article, whole, role), Passage(article, found, f"value {role}")
