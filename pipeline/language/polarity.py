"""Whether a sentence says that something is so, that it is not, or leaves it open: word by word.

Negation and its scope by rules: a negator reaches to the end of its clause; two cancel each other and leave the matter
open; what is asked, wished, planned or supposed is open, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language.lemmas import Word, words_of
from pipeline.language.polarity_words import (
    ABLE,
    CLAUSE_WORDS,
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
        reach = _end_of_clause(clauses, i)
        if word.text in OPENERS:
            signs[i + 1 : reach] = [OPEN] * (reach - i - 1)
        if word.text in FUTURE or word.text in ABLE:
            tenses[i + 1 : reach] = ["future" if word.text in FUTURE else "able"] * (reach - i - 1)
    return Polarity(words, tuple(signs), clauses, tuple(tenses), denials)


def _clauses(sentence: str, words: tuple[Word, ...]) -> tuple[int, ...]:
    """The number of each word's clause."""
    found: list[int] = []
    clause = before = 0
    for word in words:
        if found and (_CLAUSE_MARK.search(sentence, before, word.span.start) or word.text in CLAUSE_WORDS):
            clause += 1
        found.append(clause)
        before = word.span.end
    return tuple(found)


def _end_of_clause(clauses: tuple[int, ...], i: int) -> int:
    return next((j for j in range(i, len(clauses)) if clauses[j] != clauses[i]), len(clauses))


def _denials(sentence: str, words: tuple[Word, ...], clauses: tuple[int, ...]) -> list[Denial]:
    """The negations of a sentence, in order; where two begin in one place, the longer."""
    void = [match.span() for match in NO_NEGATION.finditer(sentence)]
    doubtful = [match.span() for match in OPEN_NEGATION.finditer(sentence)]
    found: list[Denial] = []
    for match in sorted(
        (match for cues in (FALSEHOODS, NEGATIVE_VERBS, NEGATORS) for match in cues.finditer(sentence)),
        key=lambda match: (match.start(), -match.end()),
    ):
        start, end = match.span()
        if any(a <= start < b for a, b in void) or (found and start < found[-1].cue.end):
            continue
        inside = [i for i, word in enumerate(words) if start <= word.span.start < end]
        if not inside:
            continue
        first, reach = inside[-1] + 1, _end_of_clause(clauses, inside[-1])
        if FALSEHOODS.fullmatch(match[0]) and "with" not in match[0] and "truth" not in match[0]:
            first, reach = _start_of_clause(clauses, inside[0]), inside[0]
        doubts = any(a <= start < b for a, b in doubtful)
        found.append(Denial(Span(start, end), first, reach, match.re is NEGATIVE_VERBS, doubts))
    return found


def _start_of_clause(clauses: tuple[int, ...], i: int) -> int:
    return next((j for j in range(len(clauses)) if clauses[j] == clauses[i]), i)
