"""Names that clash: two aligned claims that put another person, place, organisation or people in the same role.

Precision first. A name is compared only where the other article names nothing that may be the same anywhere - aliases,
spellings, titles, seats of power and larger places count as the same - and only where both names hold the same place in
sentences that share most of their other words. Where the alignment is sure that two sentences say the same, names of
one kind that stand between the same words are compared too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.compare.frames import Slot, one_slot, roles, shared, slots_of_names
from pipeline.compare.pairs import evidence, linked_pairs
from pipeline.compare.persons import Side, other_person
from pipeline.language.names import PEOPLE, PERSON, PLACE, UNKNOWN, Aliases, Name, find_names, name_of
from pipeline.language.places import folded
from pipeline.records import Event, Finding
from pipeline.settings import Compare

_MOST_NAMES = 12
"""A "sentence" of more names is a list of results or credits."""
_LONGEST_NAME = 4
_SURE, _ONE = 0.8, 0.92
"""Alignment scores from which two sentences surely say the same, so that the same words around two names are enough,
and from which they all but certainly tell one thing."""
_NO_NAME = re.compile(r"\d|[’'](?:ll|m|ve|re|d)\b")
"""Digits, and "I'll"."""
_CAPITALS_OF_HEADLINE = 0.6
"""Share of capitalised words from which a sentence is a headline, in which capitals tell no names."""
_PLACING = frozenset("in at near outside".split())
_MANY_HOLD = frozenset({"title spokesman", "title spokeswoman", "title spokesperson"})
"""Roles that many hold at a time."""
_OF_PERSONS = frozenset({"base in", "bear in", "live in", "reside in", "grow in"})
"""Roles of a place that tell of a person and not of what happened."""


@dataclass(frozen=True, slots=True)
class _Least:
    """How many content words two sentences must share beside the names, and which share of the shorter's, 0 to 1."""

    words: int
    cover: float

    def holds(self, common: tuple[int, float]) -> bool:
        return common[0] >= self.words and common[1] >= self.cover


_OF_PLACE, _OF_ROLE, _OF_NAMESAKE = _Least(4, 0.6), _Least(5, 0.6), _Least(3, 0.3)


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield a finding of kind "conflict" for each pair of linked claims that name others in the same role.

    Only the kinds of names that the settings list are told: by default no persons.
    """
    clashes = Clashes(event)
    for pair in linked_pairs(event, settings.conflict_score):
        clash = clashes.between(*pair.claims, pair.link.score)
        if clash is None or clash[2] not in settings.named:
            continue
        name_a, name_b, kind = clash
        yield Finding(
            detector="names",
            kind="conflict",
            score=pair.link.score,
            evidence=evidence(event, pair, name_a.span, name_b.span),
            group=pair.group,
            claims=pair.claims,
            detail={"value_a": name_a.text, "value_b": name_b.text, "named": kind},
        )


class Clashes:
    """The names of an event that clash between its claims."""

    def __init__(self, event: Event) -> None:
        self._event = event
        self._aliases = Aliases()
        self._named: dict[int, tuple[Name, ...]] = {}

    def between(self, a: int, b: int, score: float) -> tuple[Name, Name, str] | None:
        """The first two names of the claims `a` and `b` that differ in one role, and their kind; None without any."""
        words_a, words_b = self._event.words(a), self._event.words(b)
        names_a, names_b = _names(words_a), _names(words_b)
        if names_a and names_b and (slot := one_slot(words_a, words_b)):
            return self._in_slot(slot, names_a, names_b)
        if score >= _SURE and (clash := self._between_same_words(words_a, words_b)):
            return clash
        alone_a, alone_b = self._without_like(names_a, names_b), self._without_like(names_b, names_a)
        for name_a in alone_a:
            for name_b in alone_b:
                kind = _common_kind(name_a, name_b)
                if kind == PLACE and score < _SURE:  # each article has its own places
                    continue
                if kind and _one_role(words_a, name_a, words_b, name_b) and self._differ(a, name_a, b, name_b):
                    return name_a, name_b, kind
        return self._other_person(a, b) if score >= _ONE else None

    def _other_person(self, a: int, b: int) -> tuple[Name, Name, str] | None:
        """Two people in one role of whom one is named nowhere else."""
        if any(_is_headline(self._event.words(claim)) for claim in (a, b)):
            return None
        found = other_person(self._side(a), self._side(b), self._aliases.same)
        return (*found, PERSON) if found else None

    def _side(self, claim: int) -> Side:
        text = self._event.articles[self._event.claims[claim].article].text
        return Side(self._event.words(claim), text, self._of_article(claim))

    def _in_slot(
        self, slot: Slot, names_a: tuple[Name, ...], names_b: tuple[Name, ...]
    ) -> tuple[Name, Name, str] | None:
        """The names that differ in the one place where two sentences do."""
        for name_a in names_a:
            for name_b in names_b:
                kind = _common_kind(name_a, name_b)
                in_slot = slot.a.overlaps(name_a.span) and slot.b.overlaps(name_b.span)
                if kind and in_slot and not self._aliases.same(name_a, name_b):
                    return name_a, name_b, kind
        return None

    def _between_same_words(self, a: str, b: str) -> tuple[Name, Name, str] | None:
        """Two names of one kind that stand between the same words."""
        if _is_headline(a) or _is_headline(b):
            return None
        for slot in slots_of_names(a, b):
            name_a, name_b = name_of(slot.a, slot.a.of(a)), name_of(slot.b, slot.b.of(b))
            if name_a.kind == name_b.kind != UNKNOWN and not self._aliases.same(name_a, name_b):
                return name_a, name_b, name_a.kind
        return None

    def _without_like(self, names: Iterable[Name], others: Collection[Name]) -> list[Name]:
        return [name for name in names if not any(self._aliases.same(name, other) for other in others)]

    def _differ(self, a: int, name_a: Name, b: int, name_b: Name) -> bool:
        """Whether neither article names what the other does: who knows of both tells of two things."""
        there_a, there_b = self._of_article(a), self._of_article(b)
        if _are_namesakes(name_a, name_b):  # "Quist" in the article that names Ada Quist does not name Vera Quist
            there_a = tuple(self._without_like(there_a, [name_a]))
            there_b = tuple(self._without_like(there_b, [name_b]))
        told = any(self._is_told(name_a, name) for name in there_b) or any(
            self._is_told(name_b, name) for name in there_a
        )
        return not told and not self._aliases.same(name_a, name_b)

    def _is_told(self, name: Name, there: Name) -> bool:
        """Whether an article that names `there` names `name`: a country alone does not name its cities."""
        return self._aliases.same(name, there) and (
            name.kind != PLACE or there.kind != PLACE or self._aliases.names_as_much(there, name)
        )

    def _of_article(self, claim: int) -> tuple[Name, ...]:
        article = self._event.claims[claim].article
        if article not in self._named:
            sentences = (self._event.words(i) for i, other in enumerate(self._event.claims) if other.article == article)
            self._named[article] = tuple(name for sentence in sentences for name in find_names(sentence))
            self._aliases.learn(self._named[article])
        return self._named[article]


@lru_cache(maxsize=16384)
def _names(sentence: str) -> tuple[Name, ...]:
    """The names of a sentence that can be compared: none of a headline, none of a list."""
    names = find_names(sentence)
    if len(names) > _MOST_NAMES or _is_headline(sentence):
        return ()
    return tuple(name for name in names if len(name.text.split()) <= _LONGEST_NAME and not _NO_NAME.search(name.text))


@lru_cache(maxsize=16384)
def _is_headline(sentence: str) -> bool:
    words = [word for word in sentence.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) > _CAPITALS_OF_HEADLINE * len(words)


def _common_kind(a: Name, b: Name) -> str:
    """The kind that both are of; "" where they are of two kinds. What no list knows may be a person or a body."""
    if UNKNOWN in (a.kind, b.kind):
        return b.kind if a.kind == UNKNOWN else a.kind
    return a.kind if a.kind == b.kind else ""


def _one_role(a: str, name_a: Name, b: str, name_b: Name) -> bool:
    """Whether both names hold the same place in two sentences that say the same beside them."""
    both = (roles(a, name_a.span) & roles(b, name_b.span)) - _MANY_HOLD
    kind = _common_kind(name_a, name_b)
    if not both and kind != PERSON:
        return False
    common = shared(a, b, (name_a.span,), (name_b.span,))
    if name_a.kind == name_b.kind == PLACE:
        return bool(both & _PLACING) and not both & _OF_PERSONS and _OF_PLACE.holds(common)
    if kind == PERSON and _are_namesakes(name_a, name_b):
        return _OF_NAMESAKE.holds(common)
    return kind in (PERSON, PEOPLE) and any(" " in role for role in both) and _OF_ROLE.holds(common)


def _are_namesakes(a: Name, b: Name) -> bool:
    """Whether two full names share the last word: one of them may be mistaken for the other."""
    one, other = folded(a.text).split(), folded(b.text).split()
    return len(one) > 1 and len(other) > 1 and one[-1] == other[-1]
