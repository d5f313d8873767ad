"""Claims that say yes and no: what one sentence asserts, another denies, or tells the opposite outcome of.

Lexical rules with the scope of each negation. Precision first: the act denied must be asserted in the other sentence in
the same tense, by the same subject, of the same things; what is open - asked, planned, doubted, doubly denied - is held
against nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.compare.bounds import is_independent
from pipeline.compare.opposition import Opposition, denied, denies
from pipeline.compare.outcomes import negated_twin, opposite_outcomes, opposite_words
from pipeline.language.polarity import read_polarity
from pipeline.language.polarity_words import NEGATIVE_VERBS, NEGATORS
from pipeline.records import Event, Finding, Passage, Span
from pipeline.settings import Compare

_CAPITALS = re.compile(r"(?<!^)\b[A-Z][\w’'-]{2,}")


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield a finding of kind "conflict" or "update" for each pair of claims of which one says no to the other.

    An "update" is what had "yet to" happen when the earlier article was published. A denial often shares too few words
    with what it denies to be linked to it: the denials of an event are compared with its other claims, too, and held
    against those that name the same subject and things in one clause. The score of such a pair is the share of what the
    denial names that the claim names.
    """
    group_of = {claim: position for position, group in enumerate(event.alignment.groups) for claim in group.members}
    for a, b, score, found in _oppositions(event):
        yield Finding(
            detector="polarity",
            kind=_kind(event, a, b, found),
            score=score,
            evidence=_evidence(event, a, b, found),
            group=group_of.get(a) if group_of.get(a) == group_of.get(b) else None,
            claims=(a, b),
            detail={
                "value_a": found.a.of(event.words(a)),
                "value_b": found.b.of(event.words(b)),
                "opposition": found.why,
            },
        )


def oppose(a: str, b: str) -> Opposition | None:
    """In what two sentences oppose each other; None where they do not."""
    read_a, read_b = read_polarity(a), read_polarity(b)
    if found := denied(read_a, read_b):
        return found
    if found := denied(read_b, read_a):
        return found.turned()
    return opposite_words(a, b) or negated_twin(read_a, read_b) or opposite_outcomes(read_a, read_b)


def _oppositions(event: Event) -> Iterator[tuple[int, int, float, Opposition]]:
    """Pairs of claims that oppose each other, with score: those that are linked, then those of which one denies."""
    for link in event.alignment.links:
        if _independent(event, link.a, link.b) and (found := oppose(event.words(link.a), event.words(link.b))):
            yield link.a, link.b, link.score, found
    linked = {(link.a, link.b) for link in event.alignment.links}
    for a, b in _named_alike(event):
        if (a, b) not in linked and _independent(event, a, b):
            read_a, read_b = read_polarity(event.words(a)), read_polarity(event.words(b))
            turned = denied(read_b, read_a)
            found = denied(read_a, read_b) or (turned.turned() if turned else None)
            if found and found.is_close:
                yield a, b, found.cover, found


def _named_alike(event: Event) -> list[tuple[int, int]]:
    """Pairs of claims of two articles, a < b, of which one denies something and which share a word with a capital."""
    words = [event.words(claim) for claim in range(len(event.claims))]
    names = [frozenset(_CAPITALS.findall(text)) for text in words]
    naming: dict[str, list[int]] = defaultdict(list)
    for claim, found in enumerate(names):
        for name in found:
            naming[name].append(claim)
    cued = [claim for claim, text in enumerate(words) if NEGATORS.search(text) or NEGATIVE_VERBS.search(text)]
    denying = [claim for claim in cued if denies(read_polarity(words[claim]))]
    pairs = {(min(one, other), max(one, other)) for one in denying for name in names[one] for other in naming[name]}
    return sorted((a, b) for a, b in pairs if event.claims[a].article != event.claims[b].article)


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
