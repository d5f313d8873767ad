"""What two articles have in common, for people: names, figures and words, the rarest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from pipeline.events.words import Words, words
from pipeline.language.figures import find_figures, find_numbers

_MOST = 6
_HEAD = 1500
"""Characters in which names and figures are looked for: what an event is about stands at the head."""
_WORD = re.compile(r"(\w[\w'’-]*)")
_BETWEEN = re.compile(r" | of | of the | and the | de | van | von | al | bin | \w\. ")
_MOST_BETWEEN = 6
"""From a word to the next but two, where every second place is what stands between them."""
_SENTENCE_END = re.compile(r"[.!?:…\n\"“”‘(—–]\s*$")
_NO_NAMES = ENGLISH_STOP_WORDS | set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december mr mrs ms dr sen rep gov".split()
)
_HEADLINE_CAPITALS = 0.6
"""Share of capitalised words from which a text is set in headline capitals, which tell no names."""
_Figure = tuple[str, tuple[float, float, str], frozenset[str]]


def shared_words(one: int, other: int, known: Words) -> list[str]:
    """The rarest words that the articles at both positions have, in small letters."""
    both = np.sort(np.concatenate([known.distinct(one), known.distinct(other)]))
    numbers = both[1:][both[1:] == both[:-1]]
    return known.first(numbers, known.rarity[numbers], _MOST)


def shared_names(one: str, other: str, known: Words) -> list[str]:
    """Names at the head of both texts, the rarest first: whole ones, then what one text alone writes in full.

    A name is a run of capitalised words; a word that either text writes small too is none.
    """
    head, other_head = _read(one[:_HEAD]), _read(other[:_HEAD])
    small = head.small | other_head.small
    whole = {run for run in head.runs & other_head.runs if not _common(run, small)}
    parts = ((head.runs & other_head.words) | (other_head.runs & head.words)) - _words_of(whole)
    names = _rarest(whole, known) + _rarest({word for word in parts if not _common(word, small)}, known)
    longer = [f" {name} " for name in names]
    return [name for name in names if not any(f" {name} " in other != f" {name} " for other in longer)][:_MOST]


def shared_figures(one: str, other: str) -> list[str]:
    """Figures of the same value, unit and thing counted at the head of both texts, as `one` writes them."""
    head, other_head = one[:_HEAD], other[:_HEAD]
    # What a number counts is read of few: it takes the time.
    both = _numbers(head) & _numbers(other_head)
    mine = _figures(head, both)
    others = _figures(other_head, both) if mine else []
    told: dict[object, str] = {}
    for text, value, counted in mine:
        same = next((counted & c for _, v, c in others if v == value and counted & c), None)
        if same is not None:
            named = ", ".join(sorted(same - {value[2]})[:2])
            told.setdefault(value, f"{text} ({named})" if named else text)
    return list(told.values())[:_MOST]


def _rarest(found: Iterable[str], known: Words) -> list[str]:
    def rarity(name: str) -> float:
        return max((known.rarity_of(word) for word in words(name)), default=0.0)

    return sorted(found, key=lambda name: (-rarity(name), name))[:_MOST]


def _words_of(runs: Iterable[str]) -> set[str]:
    return {word for run in runs for word in run.split()}


def _common(run: str, small: frozenset[str]) -> bool:
    return all(len(word) == 1 or word.lower() in small or word.lower() in _NO_NAMES for word in run.split())


@dataclass(frozen=True)
class _Head:
    """What the head of a text writes: runs of capitalised words that may be names, their words, and the small words."""

    runs: frozenset[str]
    words: frozenset[str]
    small: frozenset[str]


# The articles of an event come one after the other, and each is compared with its nearest, often the same one.
@lru_cache(maxsize=4096)
def _read(text: str) -> _Head:
    """What `text` writes. A single word that begins a sentence is no run: anything stands there."""
    parts = _WORD.split(text)  # what stands between words, and at the odd places the words
    small = frozenset(word for word in parts[1::2] if word[0].islower())
    capital = [at for at in range(1, len(parts), 2) if parts[at][0].isupper()]
    n_words = len(parts) // 2
    if n_words - len(small) and len(capital) >= _HEADLINE_CAPITALS * n_words:
        return _Head(frozenset(), frozenset(), small)
    runs: list[tuple[int, int]] = []
    for at in capital:
        if runs and at - runs[-1][1] <= _MOST_BETWEEN and _BETWEEN.fullmatch("".join(parts[runs[-1][1] + 1 : at])):
            runs[-1] = runs[-1][0], at
        else:
            runs.append((at, at))
    told = ("".join(parts[first : last + 1]) for first, last in runs if last > first or not _opens(parts, first))
    names = frozenset(name for name in map(_trimmed, told) if not _common(name, small))
    return _Head(names, frozenset(_words_of(names)), small)


def _opens(parts: Sequence[str], at: int) -> bool:
    """Whether the word at `at` begins a sentence."""
    before = parts[at - 1]
    return _ends_sentence(before[-3:], at == 1 or len(before) > 2)


@lru_cache(maxsize=4096)
def _ends_sentence(before: str, whole: bool) -> bool:
    """Whether a sentence ends in `before`, up to three characters, all that were looked at where they are `whole`."""
    return (whole and not before.strip()) or _SENTENCE_END.search(before) is not None


def _trimmed(run: str) -> str:
    """`run` on one line, without what is no name at its start and a possessive ending."""
    parts = run.split()
    while parts and parts[0].strip(".").lower() in _NO_NAMES:
        parts = parts[1:]
    return " ".join(parts).removesuffix("'s").removesuffix("’s").strip("'’-")


@lru_cache(maxsize=4096)
def _numbers(text: str) -> frozenset[float]:
    return frozenset(find_numbers(text))


def _figures(text: str, among: frozenset[float]) -> list[_Figure]:
    """The figures of `text` with the values of `among`: words, value and unit, what it counts; a unit counts itself."""
    return [
        (figure.span.of(text), (figure.low, figure.high, figure.unit), figure.counted | ({figure.unit} - {""}))
        for figure in (find_figures(text, among) if among else ())
    ]
