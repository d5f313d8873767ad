"""What is known of a pair of claims: likeness, standing among its rivals, context, words, figures, quotations.

Every feature is a number that needs nothing but the event. The order is that of FEATURES; the trained head names the
features it was trained on, and the two are compared when it is loaded.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from pipeline.align.similarity import Similarity
from pipeline.align.soft_match import SOFT_FEATURES, soft_match
from pipeline.align.voices import ABSENT, VOICE_FEATURES, WORD, Voice, by_voice, said_there
from pipeline.records import Tokens

_SCORES_AT_ONCE = 4_000_000
"""Of pairs with the claims of one article, which may be a book: 16 MB."""
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(r"(?<!^)\b[A-Z][\w’'-]+")
_QUOTED = re.compile(r'[“"]([^”"]+)[”"]?')

_LIKENESS = ("dense", "lexical", "same count")
_STANDING = ("lower rank", "higher rank", "lower lead", "higher lead")
_CONTEXT = ("before", "after", "shifted low", "shifted high", "place apart", "place first")
_WORDS = (
    "shorter", "longer", "cover low", "cover high", "names", "figures", "quoted", "quoted here", "quotations",
    "word pairs", "four words", "shared",
)  # fmt: skip
FEATURES = (*_LIKENESS, *_STANDING, *_CONTEXT, *_WORDS, *SOFT_FEATURES, *VOICE_FEATURES)


def pair_features(
    words: Sequence[str],
    article_of: np.ndarray,
    similarity: Similarity,
    tokens: Sequence[Tokens],
    said: Sequence[Voice],
    a: np.ndarray,
    b: np.ndarray,
) -> np.ndarray:
    """The features of the pairs of claims `a` and `b`: float32, shape (pairs, FEATURES).

    `words` are the texts of the event's claims in the order of the articles; `article_of` the article of each, `tokens`
    their words' embeddings and `said` who says them.
    """
    read, rarity = _read(words)
    columns = [*similarity.of(a, b), similarity.same_count(a, b)]
    columns += _standing(similarity, article_of, a, b)
    columns += _context(similarity, article_of, a, b)
    columns += _in_words(read, rarity, a, b)
    columns += soft_match(tokens, article_of, a, b)
    columns += by_voice(said, [claim.content for claim in read], a, b)
    return np.stack(columns, axis=1).astype(np.float32)


def _standing(similarity: Similarity, article_of: np.ndarray, a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    """How each is placed among its article's claims in the eyes of the other: 1 / rank, and the lead over the next."""
    forth, back = np.zeros((2, len(a))), np.zeros((2, len(a)))
    members = {int(article): np.flatnonzero(article_of == article) for article in np.unique(article_of)}
    for rows, _, _, mixed in similarity.blocks():
        for one, other, placed in ((a, b, forth), (b, a, back)):
            here = np.flatnonzero((one >= rows[0]) & (one <= rows[-1]))
            for article, rivals in members.items():
                pairs = here[article_of[other[here]] == article]
                at_once = max(1, _SCORES_AT_ONCE // len(rivals))
                for start in range(0, len(pairs), at_once):
                    of = pairs[start : start + at_once]
                    placed[:, of] = _placed(mixed[np.ix_(one[of] - rows[0], rivals)], rivals, other[of])
    lower, higher = np.minimum(forth, back), np.maximum(forth, back)
    return [lower[0], higher[0], lower[1], higher[1]]


def _placed(score: np.ndarray, rivals: np.ndarray, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    at = np.searchsorted(rivals, chosen)
    own = score[np.arange(len(at)), at]
    rank = (score > own[:, None]).sum(axis=1)
    others = score.copy()
    others[np.arange(len(at)), at] = 0.0
    return 1.0 / (1.0 + rank), own - others.max(axis=1)


def _context(similarity: Similarity, article_of: np.ndarray, a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    """How like the sentences around the two are, and where in their articles the two stand."""
    n = len(article_of)
    number = np.arange(n)
    same = np.concatenate([[False], article_of[1:] == article_of[:-1]]) if n else np.zeros(0, dtype=bool)
    before = np.where(same, number - 1, -1)
    after = np.where(np.concatenate([same[1:], [False]]), number + 1, -1) if n else before
    of_a = np.maximum(similarity.mixed(before[a], b), similarity.mixed(after[a], b))
    of_b = np.maximum(similarity.mixed(a, before[b]), similarity.mixed(a, after[b]))
    first = np.searchsorted(article_of, article_of, "left")
    length = np.searchsorted(article_of, article_of, "right") - first
    place = (number - first) / np.maximum(length, 1)
    return [
        similarity.mixed(before[a], before[b]), similarity.mixed(after[a], after[b]),
        np.minimum(of_a, of_b), np.maximum(of_a, of_b),
        np.abs(place[a] - place[b]), np.minimum(place[a], place[b]),
    ]  # fmt: skip


@dataclass(frozen=True)
class _Read:
    """A claim's words, as sets for comparison."""

    n_words: int
    content: frozenset[str]
    weight: float
    names: frozenset[str]
    numbers: frozenset[str]
    quoted: frozenset[str]
    pairs: frozenset[tuple[str, ...]]
    fours: frozenset[tuple[str, ...]]


def _read(words: Sequence[str]) -> tuple[list[_Read], dict[str, float]]:
    lowered = [[word.lower() for word in WORD.findall(claim)] for claim in words]
    claims_with = Counter(word for claim in lowered for word in set(claim))
    rarity = {word: math.log(1 + len(words) / count) for word, count in claims_with.items()}
    read = []
    for claim, found in zip(words, lowered, strict=True):
        content = frozenset(found) - ENGLISH_STOP_WORDS
        quoted = " ".join(_QUOTED.findall(claim)).lower()
        read.append(
            _Read(
                n_words=len(found),
                content=content,
                weight=sum(rarity[word] for word in content),
                names=frozenset(name.lower() for name in _NAME.findall(claim)),
                numbers=frozenset(_NUMBER.findall(claim)),
                quoted=frozenset(WORD.findall(quoted)) - ENGLISH_STOP_WORDS,
                pairs=frozenset(pairwise(found)),
                fours=frozenset(zip(found, found[1:], found[2:], found[3:], strict=False)),
            )
        )
    return read, rarity


def _in_words(read: Sequence[_Read], rarity: dict[str, float], a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    values = [_compared(read[i], read[j], rarity) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
    return list(np.array(values, dtype=np.float64).reshape(-1, len(_WORDS)).T)


def _compared(x: _Read, y: _Read, rarity: dict[str, float]) -> tuple[float, ...]:
    shared = sum(rarity[word] for word in x.content & y.content)
    covers = shared / max(0.1, x.weight), shared / max(0.1, y.weight)
    both_count = bool(x.numbers) and bool(y.numbers)
    same_numbers = len(x.numbers & y.numbers)
    both_quote = bool(x.quoted) and bool(y.quoted)
    least_quoted = max(1, min(len(x.quoted), len(y.quoted)))
    return (
        math.log(1 + min(x.n_words, y.n_words)), math.log(1 + max(x.n_words, y.n_words)), min(covers), max(covers),
        sum(rarity.get(name, 0.0) for name in x.names & y.names) / 10,
        same_numbers - 0.5 * (both_count and not same_numbers),
        len(x.quoted & y.quoted) / least_quoted if both_quote else ABSENT,
        max(said_there(x.quoted, y.content), said_there(y.quoted, x.content)), float(bool(x.quoted)) + bool(y.quoted),
        len(x.pairs & y.pairs) / max(1, min(len(x.pairs), len(y.pairs))), min(3, len(x.fours & y.fours)) / 3,
        math.log(1 + shared),
    )  # fmt: skip
