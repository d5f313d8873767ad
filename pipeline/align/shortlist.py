"""The pairs of claims of an event that may say the same, and how likely each is to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.align.features import pair_features
from pipeline.align.head import load_head
from pipeline.align.search import Nearest, Pairs, candidates, nearest_claims
from pipeline.align.similarity import Similarity
from pipeline.align.voices import voices
from pipeline.records import Article, Claim, Tokens
from pipeline.settings import Align

_LEAST = 1e-4
"""Probabilities are clipped to it, so that their log odds are finite."""


@dataclass(frozen=True)
class Shortlist:
    """The pairs of claims of one event that may say the same.

    `score` is the probability that they do, shape (pairs,), or their similarity where no head holds; `head_score` is
    the same before a cross-encoder read any. `floor` is
    the least score of a pair, 0 for most: two claims that count the same victims keep their similarity. `nearest` is
    each claim's best in each article; `is_read` where a cross-encoder read what the head leaves open.
    """

    a: np.ndarray
    b: np.ndarray
    score: np.ndarray
    head_score: np.ndarray
    floor: np.ndarray
    nearest: Nearest
    with_head: bool
    is_read: bool = False

    @property
    def pairs(self) -> Pairs:
        """The pairs with their scores, none below its floor."""
        return Pairs(self.a, self.b, np.maximum(self.score, self.floor))

    def thresholds(self, settings: Align) -> tuple[float, float]:
        """The scores from which two claims are linked, and two groups of claims are one."""
        if not self.with_head:
            return settings.threshold, settings.group_threshold
        return settings.read_threshold if self.is_read else settings.head_threshold, settings.head_group_threshold

    def open(self, settings: Align) -> np.ndarray:
        """Positions of the pairs that the head does not rule out, and a cross-encoder should read, ascending."""
        return np.flatnonzero(self.score >= settings.read_from) if self.with_head else np.zeros(0, dtype=np.int64)

    def read(self, logits: np.ndarray, settings: Align) -> Shortlist:
        """The same with what a cross-encoder found in the pairs `open(settings)`: float32, shape
        (pairs, 3), for none, a part of it, and the same or its contrary.

        A pair that shares only a part counts for neither side, as for the head.
        """
        here = self.open(settings)
        read = logits[:, 2] - logits[:, 0]
        odds = settings.read_bias + settings.read_head_weight * log_odds(self.score[here]) + settings.read_weight * read
        score = self.score.copy()
        score[here] = 1 / (1 + np.exp(-odds))
        return replace(self, score=score, is_read=True)

    def reached(self, article_of: np.ndarray, n_articles: int) -> np.ndarray | None:
        """The head's probability of each claim's best pair in each article: float32, shape (claims, articles).

        NaN where no pair is listed; None where no head holds. `article_of` is each claim's article.
        """
        if not self.with_head:
            return None
        best = np.full((len(article_of), n_articles), np.nan, dtype=np.float32)
        for one, other in ((self.a, self.b), (self.b, self.a)):
            np.fmax.at(best, (one, article_of[other]), self.head_score)
        return best


def shortlist(
    articles: Sequence[Article],
    claims: Sequence[Claim],
    vectors: np.ndarray,
    tokens: Sequence[Tokens] | None,
    settings: Align,
) -> Shortlist:
    """The candidate pairs of the claims of one event.

    `vectors` are the claims' sentence embeddings: float32, unit length, shape (claims, dimensions). `tokens` are their
    words' embeddings as the head reads them; None leaves the head out, and pairs are those of the nearest.
    """
    words = [claim.span.of(articles[claim.article].text) for claim in claims]
    article_of = np.array([claim.article for claim in claims], dtype=np.int64)
    similarity = Similarity(words, vectors, settings)
    nearest = nearest_claims(similarity, article_of, len(articles))
    if tokens is None:
        pairs = nearest.pairs(settings.group_threshold)
        return Shortlist(pairs.a, pairs.b, pairs.score, pairs.score, np.zeros(len(pairs.a)), nearest, with_head=False)
    a, b = candidates(similarity, article_of, settings.candidates)
    if len(a) == 0:
        return Shortlist(a, b, np.zeros(0), np.zeros(0), np.zeros(0), nearest, with_head=True)
    said = voices([article.text for article in articles], claims)
    likely = load_head(settings.head).probability(pair_features(words, article_of, similarity, tokens, said, a, b))
    return Shortlist(a, b, likely, likely, _floor(similarity, a, b, settings), nearest, with_head=True)


def log_odds(probability: np.ndarray) -> np.ndarray:
    """The natural logarithm of the odds of each probability, 0 to 1; those of 0 and 1 are finite too."""
    clipped = np.clip(probability, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(clipped / (1 - clipped)))


def _floor(similarity: Similarity, a: np.ndarray, b: np.ndarray, settings: Align) -> np.ndarray:
    """The similarity of claims that count the same victims, never more than a possible link; 0 for others.

    Tolls that differ are rare in what the head was trained on, and are what a reader wants side by side.
    """
    floor = np.zeros(len(a))
    counts = similarity.same_count(a, b)
    alike = similarity.mixed(a[counts], b[counts]) + settings.same_count_bonus
    floor[counts] = np.minimum(alike, settings.likely - 0.01)
    return floor
