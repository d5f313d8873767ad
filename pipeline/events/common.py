"""What two articles have in common, for people: names, figures and words, the rarest first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from pipeline.events.words import Words, words
from pipeline.language.figures import find_figures

_MOST = 6
_NAMES_IN, _FIGURES_IN = 2500, 1500
"""Characters in which they are looked for: what an event is about stands at the head, and reading figures is slow."""
_WORD = re.compile(r"\w[\w'’-]*")
_BETWEEN = re.compile(r" | of | of the | and the | de | van | von | al | bin | \w\. ")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…\n\"“”‘(—–])\s*$")
_NO_NAMES = ENGLISH_STOP_WORDS | set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december mr mrs ms dr sen rep gov".split()
)
_HEADLINE_CAPITALS = 0.6
"""Share of capitalised words from which a text is set in headline capitals, which tell no names."""
_Figure = tuple[str, tuple[float, float, str], frozenset[str]]


def shared_words(one: int, other: int, known: Words) -> list[str]:
    """The rarest words that the articles at both positions have, in small letters."""
    numbers = np.intersect1d(known.of(one), known.of(other))
    return known.first(numbers, known.rarity[numbers], _MOST)


def shared_names(one: str, other: str, known: Words) -> list[str]:
    """Names at the head of both texts, the rarest first: whole ones, then what one text alone writes in full.

    A name is a run of capitalised words; a word that either text writes small too is none.
    """
    (runs, small), (other_runs, other_small) = _read(one[:_NAMES_IN]), _read(other[:_NAMES_IN])
    whole = {run for run in runs & other_runs if not _common(run, small | other_small)}
    parts = ((runs & _words_of(other_runs)) | (other_runs & _words_of(runs))) - _words_of(whole)
    names = _rarest(whole, known) + _rarest({word for word in parts if not _common(word, small | other_small)}, known)
    longer = [f" {name} " for name in names]
    return [name for name in names if not any(f" {name} " in other != f" {name} " for other in longer)][:_MOST]


def shared_figures(one: str, other: str) -> list[str]:
    """Figures of the same value, unit and thing counted at the head of both texts, as `one` writes them."""
    told: dict[object, str] = {}
    for text, value, counted in _figures(one[:_FIGURES_IN]):
        same = next((counted & c for _, v, c in _figures(other[:_FIGURES_IN]) if v == value and counted & c), None)
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


# The articles of an event come one after the other, and each is compared with its nearest, often the same one.
@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The runs of capitalised words in `text`, and the words that it writes small.

    A single word that begins a sentence is no run: anything stands there.
    """
    found = [(match[0], match) for match in _WORD.finditer(text)]
    small = frozenset(word for word, _ in found if word[0].islower())
    capital = [match for word, match in found if word[0].isupper()]
    if len(found) - len(small) and len(capital) >= _HEADLINE_CAPITALS * len(found):
        return frozenset(), small
    runs: list[list[re.Match[str]]] = []
    for word in capital:
        if runs and _BETWEEN.fullmatch(text, runs[-1][-1].end(), word.start()):
            runs[-1].append(word)
        else:
            runs.append([word])
    told = (run for run in runs if len(run) > 1 or not _begins_sentence(text, run[0].start()))
    return frozenset(filter(None, (_trimmed(text[run[0].start() : run[-1].end()]) for run in told))), small


def _begins_sentence(text: str, place: int) -> bool:
    return _SENTENCE_START.search(text[max(0, place - 3) : place]) is not None


def _trimmed(run: str) -> str:
    """`run` on one line, without what is no name at its start and a possessive ending."""
    parts = run.split()
    while parts and parts[0].strip(".").lower() in _NO_NAMES:
        parts = parts[1:]
    return " ".join(parts).removesuffix("'s").removesuffix("’s").strip("'’-")


@lru_cache(maxsize=4096)
def _figures(text: str) -> tuple[_Figure, ...]:
    """Each figure of `text`: its words, its value and unit, and what it counts; a unit counts itself."""
    return tuple(
        (figure.span.of(text), (figure.low, figure.high, figure.unit), figure.counted | ({figure.unit} - {""}))
        for figure in find_figures(text)
    )
