"""Whether a sentence says that something is so, that it is not, or leaves it open: word by word.

Negation and its scope by rules: a negator reaches to the end of its clause; two cancel each other and leave the matter
open; what is asked, wished, planned or supposed is open, too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language.lemmas import Word, lemma_of, lemmas_of, words_of
from pipeline.language.polarity_words import (
    ABLE,
    CLAUSE_WORDS,
    CUES,
    FALSEHOODS,
    FUTURE,
    NEGATIVE_VERBS,
    NEGATORS,
    NO_NEGATION,
    OPEN_NEGATION,
    OPENERS,
)
from pipeline.records import Span

ASSERTED, DENIED, OPEN = 1, -1, 0
_REACHING = OPENERS | FUTURE | ABLE
_CLAUSE_MARK = re.compile(r"[;:—?!()]|--|\s-\s|,(?!\d)|(?<=[a-z]{4})\.[\"”’]?\s")


@dataclass(frozen=True, slots=True)
class Denial:
    """A negation: the words that deny, and the words of the sentence (by number) that they reach.

    `is_verb` says that a verb denies ("denied that"), `is_open` that it leaves open what happened ("not necessarily").
    """

    cue: Span
    first: int
    end: int
    is_verb: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Polarity:
    """A sentence read for what it asserts: for each word ASSERTED, DENIED or OPEN, its clause, and its tense.

    `tense` is "future" behind "will", "able" behind "can", else "".
    """

    words: tuple[Word, ...]
    signs: tuple[int, ...]
    clauses: tuple[int, ...]
    tenses: tuple[str, ...]
    denials: tuple[Denial, ...]


@lru_cache(maxsize=16384)
def read_polarity(sentence: str) -> Polarity:
    """What `sentence` asserts, denies and leaves open. A question leaves all open."""
    words = words_of(sentence)
    clauses = _clauses(sentence, words)
    denials = tuple(_denials(sentence, words, clauses))
    signs = [OPEN if sentence.rstrip("\"”’' ").endswith("?") else ASSERTED] * len(words)
    for denial in denials:
        for i in range(denial.first, denial.end):
            # Two denials leave the matter open, and so does what lies in doubt already.
            signs[i] = DENIED if signs[i] == ASSERTED and not denial.is_open else OPEN
    tenses = [""] * len(words)
    for i, word in enumerate(words):
        if word.text not in _REACHING:
            continue
        reach = _end_of_clause(clauses, i)
        if word.text in OPENERS:
            signs[i + 1 : reach] = [OPEN] * (reach - i - 1)
        if word.text in FUTURE or word.text in ABLE:
            tenses[i + 1 : reach] = ["future" if word.text in FUTURE else "able"] * (reach - i - 1)
    return Polarity(words, tuple(signs), clauses, tuple(tenses), denials)


def may_deny(sentence: str) -> bool:
    """Whether `sentence` holds a denial that is not open: asked before it is read."""
    return any(not cue.is_open for cue in _cues(sentence))


def has_denial(sentence: str) -> bool:
    """Whether `sentence` holds a denial, be it open ("did not say"): asked before it is read."""
    return bool(_cues(sentence))


def _clauses(sentence: str, words: tuple[Word, ...]) -> tuple[int, ...]:
    """The number of each word's clause."""
    found: list[int] = []
    clause = before = 0
    for word in words:
        is_marked = sentence[before : word.start] != " " and _CLAUSE_MARK.search(sentence, before, word.start)
        if found and (is_marked or word.text in CLAUSE_WORDS):
            clause += 1
        found.append(clause)
        before = word.end
    return tuple(found)


def _end_of_clause(clauses: tuple[int, ...], i: int) -> int:
    return bisect_right(clauses, clauses[i])


def _denials(sentence: str, words: tuple[Word, ...], clauses: tuple[int, ...]) -> Iterator[Denial]:
    """The negations of a sentence with what they reach, in order."""
    for cue in _cues(sentence):
        inside = [i for i, word in enumerate(words) if cue.span.start <= word.start < cue.span.end]
        if not inside:
            continue
        first, reach = inside[-1] + 1, _end_of_clause(clauses, inside[-1])
        if cue.is_behind:
            first, reach = _start_of_clause(clauses, inside[0]), inside[0]
        elif first < len(words) and words[first].text == "saying":  # "stopped short of saying that ..."
            reach = _end_of_clause(clauses, first)
        yield Denial(cue.span, first, reach, cue.is_verb, cue.is_open)


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words that deny; `is_behind` says that they stand behind what they deny ("is false")."""

    span: Span
    is_verb: bool
    is_open: bool
    is_behind: bool


@lru_cache(maxsize=16384)
def _cues(sentence: str) -> tuple[_Cue, ...]:
    """The words of a sentence that deny, in order; where two begin in one place, the longer."""
    matches = [match for cues in _patterns(sentence) for match in cues.finditer(sentence)]
    void = [match.span() for match in NO_NEGATION.finditer(sentence)] if matches else []
    doubtful = [match.span() for match in OPEN_NEGATION.finditer(sentence)] if matches else []
    found: list[_Cue] = []
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        start, end = match.span()
        if any(a <= start < b for a, b in void) or (found and start < found[-1].span.end):
            continue
        is_behind = bool(FALSEHOODS.fullmatch(match[0])) and "with" not in match[0] and "truth" not in match[0]
        is_open = any(a <= start < b for a, b in doubtful)
        found.append(_Cue(Span(start, end), match.re is NEGATIVE_VERBS, is_open, is_behind))
    return tuple(found)


def _patterns(sentence: str) -> Iterator[re.Pattern[str]]:
    """The patterns of denial of which a sentence holds a word: few sentences are worth the search."""
    lemmas = lemmas_of(sentence)
    for pattern, cues in _cue_lemmas().items():
        if not cues.isdisjoint(lemmas) or (pattern is NEGATORS and ("n't" in sentence or "n’t" in sentence)):
            yield pattern


@lru_cache(maxsize=1)
def _cue_lemmas() -> dict[re.Pattern[str], frozenset[str]]:
    return {pattern: frozenset(map(lemma_of, cues.split())) for pattern, cues in CUES.items()}


def _start_of_clause(clauses: tuple[int, ...], i: int) -> int:
    return bisect_left(clauses, clauses[i])
