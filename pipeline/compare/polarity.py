"""Claims that say yes and no: what one sentence asserts, another denies, or tells the opposite outcome of.

Lexical rules with the scope of each negation. Precision first: the act denied must be asserted in the other sentence in
the same tense, by the same subject, of the same things; what is open - asked, planned, doubted, doubly denied - is held
against nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import TypeVar

from pipeline.compare.bounds import is_independent
from pipeline.compare.frames import shared
from pipeline.compare.opposition import Opposition, acts_denied, denied
from pipeline.compare.outcomes import may_have_opposite_outcomes, negated_twin, opposite_outcomes, opposite_words
from pipeline.compare.reasons import other_reason, ties, unties
from pipeline.compare.same_telling import denied_of_one
from pipeline.compare.sure_denials import denied_surely
from pipeline.language.lemmas import lemmas_of
from pipeline.language.opposites import FATE, opposites
from pipeline.language.polarity import Polarity, has_denial, may_deny, read_polarity
from pipeline.records import Event, Finding, Passage, Span
from pipeline.settings import Compare

_CAPITALS = re.compile(r"[A-Z](?<=\W[A-Z])[\w’'-]{2,}")
T = TypeVar("T", str, Polarity)

WORDS_IN_COMMON = "words in common"
"""What the score of two claims without a link is."""
_LEAST_CLOSE = 0.6
"""Share of what a denial names that a claim without a link to it must name."""
_ONE = 0.92
"""Alignment score from which two sentences all but certainly tell one thing."""
_MOST_APART = 8
"""Dictionary forms in which two sentences differ at most that one word or a denial tells apart."""


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield a finding of kind "conflict" or "update" for each pair of claims of which one says no to the other.

    An "update" is what had "yet to" happen when the earlier article was published. A denial often shares too few words
    with what it denies to be linked to it: the denials of an event are compared with its other claims, too, and held
    against those that name the same subject and things in one clause. The score of such a pair is the share of what the
    denial names that the claim names, and its detail says so under "score_meaning".
    """
    group_of = {claim: position for position, group in enumerate(event.alignment.groups) for claim in group.members}
    linked = {(link.a, link.b) for link in event.alignment.links}
    for a, b, score, found in (*_of_links(event, settings), *_of_others(event, linked)):
        detail: dict[str, object] = {
            "value_a": found.a.of(event.words(a)),
            "value_b": found.b.of(event.words(b)),
            "opposition": found.why,
        }
        yield Finding(
            detector="polarity",
            kind=_kind(event, a, b, found),
            score=score,
            evidence=_evidence(event, a, b, found),
            group=group_of.get(a) if group_of.get(a) == group_of.get(b) else None,
            claims=(a, b),
            detail=detail if (a, b) in linked else detail | {"score_meaning": WORDS_IN_COMMON},
        )


def oppose(a: str, b: str, *, are_sure: bool = False, are_one: bool = False) -> Opposition | None:
    """In what two sentences oppose each other; None where they do not.

    `are_sure`: they are known to be of the same matter; `are_one`: all but certainly they tell one thing.
    """
    if found := _either(_denied, a, b):
        return found
    are_alike = len(lemmas_of(a) ^ lemmas_of(b)) <= _MOST_APART
    if are_alike and (found := opposite_words(a, b) or negated_twin(read_polarity(a), read_polarity(b))):
        return found
    if may_have_opposite_outcomes(a, b) and (found := opposite_outcomes(read_polarity(a), read_polarity(b))):
        return found
    if found := _either(other_reason, a, b):
        return found
    if not are_sure or not (has_denial(a) or has_denial(b)):
        return None
    reads = read_polarity(a), read_polarity(b)
    return _either(denied_surely, *reads) or (_either(denied_of_one, *reads) if are_one else None)


def _either(rule: Callable[[T, T], Opposition | None], a: T, b: T) -> Opposition | None:
    """What `rule` finds where `b` denies what `a` says, or the other way round."""
    if found := rule(a, b):
        return found
    turned = rule(b, a)
    return turned.turned() if turned else None


_Found = tuple[int, int, float, Opposition]


def _of_links(event: Event, settings: Compare) -> Iterator[_Found]:
    """Linked claims that oppose each other, with the link's score."""
    for link in event.alignment.links:
        if _independent(event, link.a, link.b):
            are_sure = link.score >= settings.attribution_score
            words = event.words(link.a), event.words(link.b)
            found = oppose(*words, are_sure=are_sure, are_one=link.score >= _ONE)
            if found and (found.why != "denial" or link.score >= settings.conflict_score):
                yield link.a, link.b, link.score, found


def _of_others(event: Event, linked: Collection[tuple[int, int]]) -> Iterator[_Found]:
    """Claims without a link of which one denies the other, with the share of what it names that the other names.

    Of a person's end, which many sentences of an article may tell, the first pair of two articles is enough.
    """
    words = [event.words(claim) for claim in range(len(event.claims))]
    rules = (
        (_denied_closely, _named_alike(event, words)),
        (other_reason, _tied_and_untied(event, words)),
        (_other_fate, _fates(event, words)),
    )
    for rule, pairs in rules:
        told: set[tuple[int, int]] = set()
        for yes, no in pairs:
            a, b = min(yes, no), max(yes, no)
            articles = event.claims[a].article, event.claims[b].article
            if (a, b) in linked or articles in told or not _independent(event, a, b):
                continue
            if found := rule(words[yes], words[no]):
                yield a, b, found.cover, found if (yes, no) == (a, b) else found.turned()
                if rule is _other_fate:
                    told.add(articles)


@lru_cache(maxsize=16384)
def _acts_denied(sentence: str) -> frozenset[str]:
    return acts_denied(read_polarity(sentence)) if may_deny(sentence) else frozenset()


def _denied(yes: str, no: str) -> Opposition | None:
    """The denial of `no` that `yes` speaks against; `yes` is read only where it holds a word for the act denied."""
    if _acts_denied(no).isdisjoint(lemmas_of(yes)):
        return None
    return denied(read_polarity(yes), read_polarity(no))


def _denied_closely(yes: str, no: str) -> Opposition | None:
    found = _denied(yes, no)
    return found if found and found.is_close and found.cover >= _LEAST_CLOSE else None


def _named_alike(event: Event, words: Sequence[str]) -> list[tuple[int, int]]:
    """Claims of which the second denies an act that a word of the first may tell, in two articles that name the same.

    Each pair shares a word with a capital; ascending by the lesser and the greater of the two.
    """
    denying = {claim: acts for claim, text in enumerate(words) if (acts := _acts_denied(text))}
    naming: dict[str, list[int]] = defaultdict(list)
    for claim in range(len(words)) if denying else ():
        for name in set(_CAPITALS.findall(words[claim])):
            naming[name].append(claim)
    pairs = {
        (other, one)
        for one, told in denying.items()
        for other in {other for name in set(_CAPITALS.findall(words[one])) for other in naming[name]}
        if event.claims[one].article != event.claims[other].article and not told.isdisjoint(lemmas_of(words[other]))
    }
    return sorted(pairs, key=lambda pair: (min(pair), max(pair)))


def _other_fate(a: str, b: str) -> Opposition | None:
    """The opposite ends that two sentences tell of one person, with the share of the words that both have."""
    found = opposite_outcomes(read_polarity(a), read_polarity(b), uses=(FATE,))
    return replace(found, cover=shared(a, b)[1]) if found else None


def _fates(event: Event, words: Sequence[str]) -> list[tuple[int, int]]:
    """Claims of two articles, in order, of which a word of each may tell another end of one person."""
    ends = opposites(FATE)
    telling: dict[str, list[int]] = defaultdict(list)
    for claim, text in enumerate(words):
        for lemma in lemmas_of(text) & ends.keys():
            telling[lemma].append(claim)
    pairs = {
        (min(one, other), max(one, other))
        for lemma, claims in telling.items()
        for rival in ends[lemma]
        for one, other in product(claims, telling.get(rival, ()))
    }
    return sorted((a, b) for a, b in pairs if event.claims[a].article != event.claims[b].article)


def _tied_and_untied(event: Event, words: Sequence[str]) -> list[tuple[int, int]]:
    """Claims of two articles of which the first ties two things and the second says of some that they have no tie."""
    untying = [claim for claim, text in enumerate(words) if unties(text)]
    tying = [claim for claim, text in enumerate(words) if ties(text)] if untying else []
    return [(yes, no) for no in untying for yes in tying if event.claims[yes].article != event.claims[no].article]


def _independent(event: Event, a: int, b: int) -> bool:
    return is_independent(event, event.claims[a].article, event.claims[b].article)


def _kind(event: Event, a: int, b: int, found: Opposition) -> str:
    """An "update" where the article that has it done is not the earlier one of what was still to come."""
    if found.why != "yet to":
        return "conflict"
    asserting, denying = (a, b) if found.denies == "b" else (b, a)
    times = [event.articles[event.claims[claim].article].published for claim in (asserting, denying)]
    return "conflict" if times[0] is not None and times[1] is not None and times[0] < times[1] else "update"


def _evidence(event: Event, a: int, b: int, found: Opposition) -> tuple[Passage, ...]:
    passages = []
    for role, position, span in (("a", a, found.a), ("b", b, found.b)):
        claim = event.claims[position]
        value = Span(claim.span.start + span.start, claim.span.start + span.end)
        passages += [Passage(claim.article, claim.span, role), Passage(claim.article, value, f"value {role}")]
    return tuple(passages)
