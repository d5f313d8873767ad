"""What words articles have in common, weighted by rarity: TF-IDF."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipeline.events.words import Words
from pipeline.settings import Events

_COLUMNS = 2**24
_PAIRS_AT_ONCE = 5_000
_FULL, _FULL_GROWTH = 0.015, 0.75
"""A term counts fully into a vector's length from 0.015 n^0.75 further articles on: the terms of an article that some
other has too grow with the corpus, and likeness would fall with its size alone."""


@dataclass(frozen=True)
class WordVectors:
    """TF-IDF vectors of articles, sparse, shape (articles, columns).

    Terms that stand in one article alone cannot match, rare ones seldom; these count into a vector's length with a
    share of their weight, so that likeness does not hang on the size of the corpus, and two articles of a small one
    are not alike for a few everyday words.
    """

    vectors: sparse.csr_matrix

    def similarity(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Cosine, 0 to 1, of the articles at positions `a` with those at `b`: one value a pair."""

        def some(start: int) -> np.ndarray:
            of_a, of_b = (self.vectors[side[start : start + _PAIRS_AT_ONCE]] for side in (a, b))
            return np.asarray(of_a.multiply(of_b).sum(axis=1)).ravel()

        # Threads, for the product of sparse matrices leaves Python free.
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            parts = threads.map(some, range(0, len(a), _PAIRS_AT_ONCE))
            return np.concatenate([np.zeros(0, dtype=np.float32), *parts])


def word_vectors(words: Words, settings: Events) -> WordVectors:
    """TF-IDF over words and pairs of neighbouring words, hashed into columns: sublinear counts, smoothed idf.

    The idf is raised to `rarity_power`, for the names and places that set an event apart are rarer than its topic.
    """
    n, n_terms = len(words), 0
    with_term = np.zeros(_COLUMNS, dtype=np.int32)
    for _, column, _ in _terms(words):
        np.add.at(with_term, column, np.int32(1))
        n_terms += len(column)
    articles_with = np.arange(n + 1)
    rarity = ((np.log((1 + n) / (1 + articles_with)) + 1) ** settings.rarity_power).astype(np.float32)
    shared = np.clip((articles_with - 1) / max(1.0, _FULL * n**_FULL_GROWTH), 0, 1)
    counted = (settings.lone_word_share + (1 - settings.lone_word_share) * shared).astype(np.float32)
    # Room for all terms, though those of one article are left out: what is not written to takes no memory.
    columns, weights = np.empty(n_terms, dtype=np.int32), np.empty(n_terms, dtype=np.float32)
    sizes, end = [np.zeros(1, dtype=np.int64)], 0
    for size, column, count in _terms(words):
        article = np.repeat(np.arange(len(size)), size)
        common = with_term[column]
        weight = (1 + np.log(count.astype(np.float32))) * rarity[common]
        squares = np.bincount(article, weight**2 * counted[common], minlength=len(size))
        weight /= np.sqrt(np.maximum(squares, 1e-9)).astype(np.float32)[article]
        kept = common > 1
        sizes.append(np.bincount(article[kept], minlength=len(size)))
        start, end = end, end + int(sizes[-1].sum())
        columns[start:end], weights[start:end] = column[kept], weight[kept]
    matrix = (weights[:end], columns[:end], np.cumsum(np.concatenate(sizes)))
    return WordVectors(sparse.csr_matrix(matrix, shape=(n, _COLUMNS)))


def _terms(words: Words) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Some thousand articles at a time: how many terms each has, and for each term its column and its count."""
    for some in words.hashed():
        article = np.concatenate([some.article_of_word, some.article_of_pair])
        column = np.concatenate([some.word, some.pair]) % _COLUMNS
        term, count = np.unique(article * _COLUMNS + column, return_counts=True)
        yield np.bincount(term // _COLUMNS, minlength=some.n_articles), term % _COLUMNS, count
