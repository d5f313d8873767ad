"""Hedges of a sentence, each with the word it hedges: "may have left", "the alleged payment", "appeared to be lost".

The words are those of data/lexicons/hedges.csv. "Could" is none: it tells of ability as often as of doubt. A hedge
with "not" after it, the month of May and a wish ("May it ...") are none either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language.content_words import is_content
from pipeline.language.lexicons import read_lexicon
from pipeline.records import Span

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BREAK = re.compile(r"[,;:.!?()“”\"—–]")
_SKIPPED = frozenset(
    "have has had be been being is are was were also well even still now already just the a an his her its their to of "
    "very more most both all so".split()
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s(?:\w+ly\s)?$", re.IGNORECASE)
_PURPOSE = re.compile(r"\b(?:so that|in order that)\b[^,;:]*$", re.IGNORECASE)
_REACH = 5
_NOT = frozenset("not never no n't".split())


@dataclass(frozen=True, slots=True)
class Hedge:
    """A hedge and the word it hedges: spans relative to the sentence.

    `is_bare` where the word follows right after "to", so that it must be a verb: "appeared to act", no "appeared to
    great applause". The outlet that states it has another form of the verb then.
    """

    span: Span
    head: Span
    is_bare: bool


def find_hedges(sentence: str) -> list[Hedge]:
    """The hedges of `sentence` whose hedged word stands near after them in the same clause, ascending."""
    return [hedge for match in _pattern().finditer(sentence) if (hedge := _hedge(sentence, match)) is not None]


def has_hedge(sentence: str) -> bool:
    """Whether any word of hedging, "could" and "would" included, stands in `sentence`, or it is a question."""
    return bool(_pattern().search(sentence) or _ANY.search(sentence))


def is_hearsay(sentence: str, hedge: Hedge) -> bool:
    """Whether the hedge says that somebody else reports it: "reportedly", "said to"."""
    return bool(_HEARSAY.match(hedge.span.of(sentence)))


def is_negated(sentence: str) -> bool:
    """Whether a word of negation or denial stands in `sentence`."""
    return bool(_NEGATION.search(sentence))


_ANY = re.compile(
    r"\b(?:could|would|should|if|whether|unclear|unconfirmed|rumou?rs?|speculat\w+|suspicions?|alleg\w+|suggest\w*|"
    r"accus\w+|claim\w*|potential\w*|possib\w+|questions?|doubts?|any|plans? to|"
    r"looks? like|appear\w*|seem\w*|hopes? to|expect\w*|consider\w*|weigh\w*|likely|unlikely|can)\b|\?",
    re.IGNORECASE,
)
_HEARSAY = re.compile(r"(?:reported|alleged|rumou?red|said|purported)", re.IGNORECASE)
_FULL_VERBS = frozenset("have has had".split())
_PARTICIPLE = re.compile(r"(?:ed|en|wn|ne|ung|unk|ept|eft|ost|ent|ght|old|ade|aid|ead|ut|it|un|eld|elt|uck|ood|ome)$")
_NEGATION = re.compile(r"\b(?:not|never|no|nor|without|den(?:y|ies|ied)|refus\w+|fail\w*)\b|n['’]t\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {row["words"]: row["kind"] for row in read_lexicon("hedges")}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = sorted(_kinds(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def _hedge(sentence: str, match: re.Match[str]) -> Hedge | None:
    kind = _kinds()[match[0].lower()]
    before = sentence[: match.start()]
    if match[0] == "May" or (kind == "passive" and not _PASSIVE.search(before)) or _PURPOSE.search(before):
        return None
    skipped = ""
    for word in _after(sentence, match.end()):
        plain = word[0].lower().replace("’", "'")
        if plain in _NOT or plain.endswith("n't"):
            return None
        if plain in _SKIPPED:
            skipped = plain
        elif skipped in _FULL_VERBS and not _PARTICIPLE.search(plain):
            return None  # "may have doubts" hedges the having
        else:
            is_bare = kind == "raising" and word.start() == match.end() + 1
            return Hedge(Span(*match.span()), Span(*word.span()), is_bare) if is_content(plain) else None
    return None


def _after(sentence: str, start: int) -> Iterator[re.Match[str]]:
    """The next words of the clause."""
    end = stop.start() if (stop := _BREAK.search(sentence, start)) else len(sentence)
    for number, word in enumerate(_WORD.finditer(sentence, start, end)):
        if number == _REACH:
            return
        yield word
