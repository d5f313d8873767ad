"""Two people who hold one place in two sentences: "Dorrel signed the bill", "the bill that Quist signed on Monday".

The evidence is the words around the names: the next word of content on one side is the same and stands to the name in
the same way, the sentences share more beside, neither name is one of a list, and an article shows one to be a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

from rapidfuzz import fuzz
from simplemma import is_known

from pipeline.compare.frames import shared
from pipeline.language.attribution import grammar
from pipeline.language.attribution.name_words import TITLES
from pipeline.language.attribution.people import read_mentions
from pipeline.language.attribution.words import VERBS
from pipeline.language.lemmas import Word, words_of
from pipeline.language.names import PERSON, UNKNOWN, Name
from pipeline.language.persons import Persons, surname
from pipeline.records import Span

_LONGEST = 3
_LEAST_WORDS, _LEAST_COVER = 2, 0.2
_WORDS_OF_SAYING, _COVER_OF_SAYING = 4, 0.5
_LONG_QUOTE = 6
SAYS = ("say",)
_PASSIVE = frozenset("be been was were is are being".split())
_QUOTED = re.compile(r"[“\"]([^”\"]+)")
_SPELT_ALIKE = 70.0
"""Similarity of surnames, 0 to 100, from which two may be one name misspelt."""
_PLAIN_NAME = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]\w*|[A-ZÀ-Þ]\.?")
_NO_PERSONS = grammar.PERSONAL | grammar.TIMES | frozenset("twitter facebook internet web congratulations".split())
_NO_PERSON_BEHIND = re.compile(r"[#@]$|\bon $", re.IGNORECASE)
_SKIPPED = frozenset("former late ex then".split()) | TITLES
_IN_LIST = re.compile(r"(?:,|\band\b|\bor\b)\s*\|\s*(?:,|and\b|or\b)|\band\s*\|")


def names_of_people(sentence: str, names: tuple[Name, ...], read: Callable[[], Persons]) -> list[Name]:
    """Those of `names` that may be people's, with one that opens the sentence and that no list of words knows.

    `read` gives the people of the article; it is called only where a common word may be a name.
    """
    found = [name for name in names if _may_be_person(sentence, name)]
    first = next(read_mentions(sentence), None)
    if first is None or any(first.start == name.span.start for name in names):
        return found
    name = Name(Span(first.start, first.end), first.name, UNKNOWN)
    is_opening = not sentence[: first.start].strip(" \"“'‘") and " " not in first.name
    if not is_opening or not _may_be_person(sentence, name):
        return found
    return [name, *found] if not is_known(first.name.lower(), lang="en") or read().know(name) else found


def _may_be_person(sentence: str, name: Name) -> bool:
    words = name.text.split()
    return (
        name.kind in (PERSON, UNKNOWN)
        and len(words) <= _LONGEST
        and all(_PLAIN_NAME.fullmatch(word) and word.lower() not in _NO_PERSONS for word in words)
        and not _NO_PERSON_BEHIND.search(sentence[: name.span.start])
    )


def are_other_people(a: Name, of_a: Persons, b: Name, of_b: Persons) -> bool:
    """Whether the two are people, one at least by what its article says, of names too far apart to be one misspelt."""
    if not (of_a.know(a) or of_b.know(b) or PERSON in (a.kind, b.kind)):
        return False
    return fuzz.ratio(surname(a.text), surname(b.text)) < _SPELT_ALIKE


def hold_one_place(a: str, name_a: Name, b: str, name_b: Name) -> bool:
    """Whether the names stand beside the same word in the same way, in sentences that share more.

    Many people say things in one article: speakers must say more of the same, or the same words in quotation marks.
    """
    before_a, after_a = _beside(a, name_a)
    before_b, after_b = _beside(b, name_b)
    if {before_a, after_a, ()} & {before_b, after_b, ()} == {()} or _is_listed(a, name_a) or _is_listed(b, name_b):
        return False
    words, cover = shared(a, b, (name_a.span,), (name_b.span,))
    if words < _LEAST_WORDS or cover < _LEAST_COVER:
        return False
    owns = _owns(a, name_a), _owns(b, name_b)
    if SAYS in (before_a, after_a) and SAYS in (before_b, after_b) and not any(owns):
        return (cover >= _COVER_OF_SAYING and words >= _WORDS_OF_SAYING) or _quote_the_same(a, b)
    same_after = bool(after_a) and after_a == after_b and owns[0] == owns[1]
    return same_after or (bool(before_a) and before_a == before_b and not any(owns))


def _beside(sentence: str, name: Name) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The next word of content before and behind the name, titles left out, each with a preposition between."""
    words = words_of(sentence)
    before = [word for word in words if word.span.end <= name.span.start]
    return _next(before[::-1]), _next([word for word in words if word.span.start >= name.span.end])


def _next(words: list[Word]) -> tuple[str, ...]:
    between: list[str] = []
    for word in words:
        if word.text in grammar.PREPOSITIONS or word.text in _PASSIVE:
            between.append(word.text)
        elif word.is_content and word.text.strip(".") not in _SKIPPED and not grammar.is_adverb(word.text):
            verb = VERBS.get(word.text)
            return (*between, "say" if verb and verb.act == "speech" and not between else word.lemma)
    return ()


def _quote_the_same(a: str, b: str) -> bool:
    """Whether both sentences hold the same run of words in quotation marks."""
    one, other = (re.findall(r"[\w'’]+", " ".join(_QUOTED.findall(text)).lower()) for text in (a, b))
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size >= _LONG_QUOTE


def _owns(sentence: str, name: Name) -> bool:
    return sentence[name.span.end : name.span.end + 2] in ("'s", "’s")


def _is_listed(sentence: str, name: Name) -> bool:
    """Whether the name is one of a list: "Ada Quist, Ivo Tarn and Mara Olm"."""
    return bool(_IN_LIST.search(f"{sentence[: name.span.start]}|{sentence[name.span.end :]}"))
