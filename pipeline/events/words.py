"""What words articles have in common, weighted by rarity."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, HashingVectorizer

from pipeline.settings import Events

_WORD = re.compile(r"\w[\w'’-]*")
_COLUMNS = 2**22
_PAIRS_AT_ONCE = 20_000
_FULL, _FULL_GROWTH = 0.015, 0.75
"""A term counts fully into a vector's length from 0.015 n^0.75 further articles on: the terms of an article that some
other has too grow with the corpus, and likeness would fall with its size alone."""


def words(text: str) -> list[str]:
    """The words of `text` in small letters, without stop words and possessive endings."""
    found = (word.removesuffix("'s").removesuffix("’s").strip("'’-") for word in _WORD.findall(text.lower()))
    return [word for word in found if word and word not in ENGLISH_STOP_WORDS]


@dataclass(frozen=True)
class WordVectors:
    """TF-IDF vectors of articles, sparse, shape (articles, 2**22), and in how many articles each word stands.

    Terms that stand in one article alone cannot match, rare ones seldom; these count into a vector's length with a
    share of their weight, so that likeness does not hang on the size of the corpus, and two articles of a small one
    are not alike for a few everyday words.
    """

    vectors: sparse.csr_matrix
    articles_with: Counter[str]

    def similarity(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Cosine, 0 to 1, of the articles at positions `a` with those at `b`: one value a pair."""
        parts = [np.zeros(0, dtype=np.float32)]
        for start in range(0, len(a), _PAIRS_AT_ONCE):
            of_a, of_b = (self.vectors[side[start : start + _PAIRS_AT_ONCE]] for side in (a, b))
            parts.append(np.asarray(of_a.multiply(of_b).sum(axis=1)).ravel())
        return np.concatenate(parts)

    def rarity(self, word: str) -> float:
        """Inverse document frequency of `word`, 1 or more."""
        return math.log((1 + self.vectors.shape[0]) / (1 + self.articles_with[word])) + 1


def word_vectors(texts: Sequence[str], settings: Events) -> WordVectors:
    """TF-IDF over words and pairs of neighbouring words of `texts`: sublinear counts, smoothed idf.

    The idf is raised to `rarity_power`, for the names and places that set an event apart are rarer than its topic.
    """
    articles_with: Counter[str] = Counter()
    hasher = HashingVectorizer(analyzer=list, n_features=_COLUMNS, alternate_sign=False, norm=None, dtype=np.float32)
    counts = sparse.csr_matrix(hasher.transform(_terms(texts, articles_with)))
    counts.sort_indices()
    n = len(texts)
    with_term = np.bincount(counts.indices, minlength=_COLUMNS)
    rarity = ((np.log((1 + n) / (1 + with_term)) + 1) ** settings.rarity_power).astype(np.float32)
    shared = np.clip((with_term - 1) / max(1.0, _FULL * n**_FULL_GROWTH), 0, 1)
    counted = (settings.lone_word_share + (1 - settings.lone_word_share) * shared).astype(np.float32)
    rows = np.repeat(np.arange(n, dtype=np.int32), np.diff(counts.indptr))
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    squares = np.bincount(rows, counts.data**2 * counted[counts.indices], minlength=n)
    counts.data /= np.sqrt(np.maximum(squares, 1e-9)).astype(np.float32)[rows]
    counts.data[with_term[counts.indices] == 1] = 0
    counts.eliminate_zeros()
    return WordVectors(counts, articles_with)


def _terms(texts: Sequence[str], articles_with: Counter[str]) -> Iterator[list[str]]:
    """The words of each text and each two that follow each other; counts its words into `articles_with`."""
    for text in texts:
        found = words(text)
        articles_with.update(set(found))
        yield found + [f"{first} {second}" for first, second in pairwise(found)]
