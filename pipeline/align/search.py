"""The nearest claims of each claim in each other article, and the pairs that are worth a closer look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.align.similarity import Similarity

_BEST = 3
"""Claims of each other article that are candidates by embeddings, and as many by words: 92% of the gold links."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of claims a < b, each once, with a score from 0 to 1."""

    a: np.ndarray
    b: np.ndarray
    score: np.ndarray

    def among(self, claims: np.ndarray) -> Pairs:
        """The pairs both ends of which are true in `claims`, shape (claims,)."""
        kept = claims[self.a] & claims[self.b]
        return Pairs(self.a[kept], self.b[kept], self.score[kept])


@dataclass(frozen=True)
class Nearest:
    """For each claim the nearest claim in each article and its similarity: shape (claims, articles).

    -1 and 0 where there is none, and in the claim's own article.
    """

    claim: np.ndarray
    score: np.ndarray

    def pairs(self, least: float) -> Pairs:
        """The pairs of which one is the other's nearest, with at least the similarity `least`."""
        one, article = np.nonzero(self.score >= least)
        other = self.claim[one, article].astype(np.int64)
        ends = np.stack([np.minimum(one, other), np.maximum(one, other)], axis=1)
        unique, first = np.unique(ends, axis=0, return_index=True)
        return Pairs(unique[:, 0], unique[:, 1], self.score[one, article][first].astype(np.float64))


def nearest_claims(similarity: Similarity, article_of: np.ndarray, n_articles: int) -> Nearest:
    """The claim of each article that is nearest to each claim, by the mixed score."""
    n = len(similarity)
    claim = np.full((n, n_articles), -1, dtype=np.int32)
    score = np.zeros((n, n_articles), dtype=np.float32)
    columns = [np.flatnonzero(article_of == article) for article in range(n_articles)]
    for rows, _, _, mixed in similarity.blocks():
        for article, members in enumerate(columns):
            elsewhere = article_of[rows] != article
            if len(members) == 0 or not elsewhere.any():
                continue
            within = mixed[np.ix_(elsewhere, members)]
            best = within.argmax(axis=1)
            claim[rows[elsewhere], article] = members[best]
            score[rows[elsewhere], article] = within[np.arange(len(best)), best]
    return Nearest(claim, score)


def candidates(similarity: Similarity, article_of: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs a < b of claims of two articles, of which one is among the other's nearest.

    Near is a claim that is among the `_BEST` of its article by embeddings or by words, and among the `most` of all.
    """
    n = len(similarity)
    columns = [np.flatnonzero(article_of == article) for article in np.unique(article_of)]
    keys = [np.zeros(0, dtype=np.int64)]
    for rows, dense, lexical, mixed in similarity.blocks():
        near = np.zeros((len(rows), n), dtype=bool)
        for members in columns:
            for score in (dense[:, members], lexical[:, members]):
                best = np.argsort(-score, axis=1, kind="stable")[:, :_BEST]
                at = np.arange(len(rows))[:, None]
                near[at, members[best]] |= score[at, best] > 0
        near &= article_of[rows][:, None] != article_of[None, :]
        if n > most:
            ranked = np.where(near, mixed, -1.0)
            least = np.partition(ranked, n - most, axis=1)[:, n - most]
            near &= ranked >= least[:, None]
        one, other = np.nonzero(near)
        one = rows[one]
        keys.append(np.unique(np.minimum(one, other) * n + np.maximum(one, other)))
    pairs = np.unique(np.concatenate(keys))
    return pairs // max(n, 1), pairs % max(n, 1)
