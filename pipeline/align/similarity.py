"""Similarity of an event's claims: cosine of embeddings, cosine of TF-IDF within the event, and their mix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.language.figures import find_figures
from pipeline.language.quantity_words import CUMULATIVE
from pipeline.settings import Align

_BLOCK = 1024
_PAIRS_AT_ONCE = 65_536


class Similarity:
    """Scores of pairs of claims, 0 to 1, made by blocks or for given pairs, so that no event holds all of them.

    TF-IDF is weighted within the event, where the words that every article uses count little. Sentences that count the
    same victims score more: "three are dead" and "bringing the toll to five" share hardly a word.
    """

    def __init__(self, words: Sequence[str], vectors: np.ndarray, settings: Align) -> None:
        self._vectors = vectors
        self._tfidf = _tfidf(words)
        self._counts = _counts(words)
        self._settings = settings

    def __len__(self) -> int:
        return len(self._vectors)

    def blocks(self) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
        """Numbers of some claims, and the rows of the dense, the lexical and the mixed scores that are theirs."""
        for start in range(0, len(self), _BLOCK):
            rows = np.arange(start, min(start + _BLOCK, len(self)))
            dense = np.clip(self._vectors[rows] @ self._vectors.T, 0.0, 1.0)
            lexical = (self._tfidf[rows] @ self._tfidf.T).toarray()
            same_count = (self._counts[rows] @ self._counts.T).toarray() > 0
            yield rows, dense, lexical, self._mixed(dense, lexical, same_count)

    def of(self, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Dense and lexical cosine of the pairs of `a` with `b`."""
        dense, lexical = [np.zeros(0)], [np.zeros(0)]
        for start in range(0, len(a), _PAIRS_AT_ONCE):
            one, other = a[start : start + _PAIRS_AT_ONCE], b[start : start + _PAIRS_AT_ONCE]
            dense.append(np.clip(np.einsum("ij,ij->i", self._vectors[one], self._vectors[other]), 0.0, 1.0))
            lexical.append(_row_products(self._tfidf, one, other))
        return np.concatenate(dense), np.concatenate(lexical)

    def same_count(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Whether the claims of each pair count the same victims."""
        return _row_products(self._counts, a, b) > 0

    def mixed(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """The mixed score without the bonus for counts; 0 where one of the two numbers is negative."""
        known = (a >= 0) & (b >= 0)
        dense, lexical = self.of(a[known], b[known])
        score = np.zeros(len(a))
        score[known] = self._settings.dense_weight * dense + (1.0 - self._settings.dense_weight) * lexical
        return score

    def _mixed(self, dense: np.ndarray, lexical: np.ndarray, same_count: np.ndarray) -> np.ndarray:
        weight = self._settings.dense_weight
        score = weight * dense + (1.0 - weight) * lexical + self._settings.same_count_bonus * same_count
        return np.minimum(score, 1.0).astype(np.float32)


def _row_products(rows: sparse.csr_matrix, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray(rows[a].multiply(rows[b]).sum(axis=1)).ravel()


def _counts(words: Sequence[str]) -> sparse.csr_matrix:
    """Which claim counts which of the CUMULATIVE concepts: shape (claims, concepts)."""
    concepts = sorted(CUMULATIVE)
    counted = [frozenset[str]().union(*(figure.counted for figure in find_figures(claim))) for claim in words]
    rows = [(claim, concepts.index(concept)) for claim, found in enumerate(counted) for concept in found & CUMULATIVE]
    shape = (len(words), len(concepts))
    if not rows:
        return sparse.csr_matrix(shape, dtype=np.float32)
    claim, concept = np.array(rows).T
    return sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (claim, concept)), shape=shape)


def _tfidf(words: Sequence[str]) -> sparse.csr_matrix:
    vectorizer = TfidfVectorizer(
        stop_words="english", sublinear_tf=True, dtype=np.float32, token_pattern=r"(?u)\b\w+\b"
    )
    try:
        return sparse.csr_matrix(vectorizer.fit_transform(words))
    except ValueError:  # every claim is made of stop words
        return sparse.csr_matrix((len(words), 1), dtype=np.float32)
