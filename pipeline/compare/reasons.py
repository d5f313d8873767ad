"""What an act is for or comes of, by one, and what it has nothing to do with, by the other.

"The visit has nothing to do with the contract" is no denial of an act, but of a tie between two things. It is held
against a sentence that ties the same things ("the visit was prompted by the contract"), and, of a journey, against one
that says what the same person goes to the same place to find out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.compare.opposition import Opposition
from pipeline.language.acts import COLOURLESS, DAYS, called
from pipeline.language.attribution.name_words import TITLES
from pipeline.language.lemmas import Word, lemma_of, lemmas_of
from pipeline.language.polarity import ASSERTED, Polarity, read_polarity
from pipeline.language.polarity_words import JOURNEYS, TIES, TO_FIND_OUT, UNTIES, UNTYING
from pipeline.records import Span

_UNTYING = frozenset(map(lemma_of, UNTYING.split()))
_LEAST_NAMES = 2
"""Names that a journey and its denial share: who goes, and where."""


def unties(sentence: str) -> bool:
    """Whether `sentence` says of something that it has nothing to do with something else."""
    return not _UNTYING.isdisjoint(lemmas_of(sentence)) and bool(UNTIES.search(sentence))


def ties(sentence: str) -> bool:
    """Whether `sentence` says what something comes of, or what somebody goes somewhere to find out."""
    return bool(TIES.search(sentence) or TO_FIND_OUT.search(sentence))


def other_reason(yes: str, no: str) -> Opposition | None:
    """The tie of `yes` that `no` denies; None where there is none."""
    untied = UNTIES.search(no) if unties(no) else None
    if untied is None:
        return None
    read, other = read_polarity(no), read_polarity(yes)
    clause = _around(read, untied)
    for pattern in (TIES, TO_FIND_OUT):
        tied = pattern.search(yes)
        if tied is None or UNTIES.search(yes) or not _is_asserted(other, tied):
            continue
        sides = _around(other, tied)
        cover = _one_tie(clause, sides) if pattern is TIES else _one_journey(clause, sides)
        if cover:
            return Opposition(_value(tied, sides[1]), _value(untied, clause[1]), "reason", "b", cover)
    return None


def _around(read: Polarity, found: re.Match[str]) -> tuple[list[Word], list[Word]]:
    """The words before a match, and those behind it in its clause."""
    last = max(i for i, word in enumerate(read.words) if word.start < found.end())
    before = [word for word in read.words if word.end <= found.start()]
    after = [word for i, word in enumerate(read.words) if i > last and read.clauses[i] == read.clauses[last]]
    return before, after


def _is_asserted(read: Polarity, found: re.Match[str]) -> bool:
    return not read.denials and all(
        read.signs[i] == ASSERTED for i, word in enumerate(read.words) if word.end <= found.start() + 1
    )


def _value(found: re.Match[str], after: Sequence[Word]) -> Span:
    return Span(found.start(), after[-1].end if after else found.end())


def _one_tie(no: tuple[list[Word], list[Word]], yes: tuple[list[Word], list[Word]]) -> float:
    """The share of the things of a denied tie that the other sentence ties, too; 0 where a side has none of them."""
    things = [_things(words) for words in no]
    shared = [len(own & _things(words)) for own, words in zip(things, yes, strict=True)]
    return sum(shared) / len(things[0] | things[1]) if all(shared) else 0.0


def _one_journey(no: tuple[list[Word], list[Word]], yes: tuple[list[Word], list[Word]]) -> float:
    """The share of the names of a journey that both name, where both tell of one; else 0."""
    if not all(JOURNEYS & {word.lemma for word in words} for words in (no[0], yes[0])):
        return 0.0
    names, others = _names(no[0]), _names(yes[0])
    shared = len(names & others)
    return shared / len(names) if shared >= _LEAST_NAMES else 0.0


def _things(words: Sequence[Word]) -> set[str]:
    return {called(word) for word in words if word.is_content and word.lemma not in COLOURLESS} - TITLES - DAYS


def _names(words: Sequence[Word]) -> set[str]:
    return {called(word) for word in words if word.has_capital and word.is_content} - TITLES - DAYS
