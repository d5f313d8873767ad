"""Soft match of two claims word by word: for each word its best counterpart in the other claim, weighted by rarity.

After BERTScore (Zhang et al. 2020), with the rarity of the words within the event and without the direction that all
of the event's words share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from pipeline.records import Tokens

SOFT_FEATURES = (
    "match low", "match high", "unmatched low", "unmatched high", "mass low", "mass high", "match lead low",
    "match lead high",
)  # fmt: skip
_PAIRS_AT_ONCE = 256
_WEAK = 0.5


def soft_match(tokens: Sequence[Tokens], article_of: np.ndarray, a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    """The columns SOFT_FEATURES for the pairs of claims `a` with `b`."""
    known = _Padded(tokens)
    parts = [np.zeros((4, 0))] + [
        known.compared(a[start : start + _PAIRS_AT_ONCE], b[start : start + _PAIRS_AT_ONCE])
        for start in range(0, len(a), _PAIRS_AT_ONCE)
    ]
    match_a, match_b, weak_a, weak_b = np.concatenate(parts, axis=1)
    mass_a, mass_b = match_a * known.total[a] / 10, match_b * known.total[b] / 10
    lead_a, lead_b = _leads(match_a + match_b, article_of, a, b)
    columns = []
    for x, y in ((match_a, match_b), (weak_a, weak_b), (mass_a, mass_b), (lead_a, lead_b)):
        columns += [np.minimum(x, y), np.maximum(x, y)]
    return columns


class _Padded:
    """The claims' words as unit vectors of the event, shape (words, dimensions), and their rarities by claim.

    The vectors are padded to one length for a few pairs at a time: one claim of hundreds of words, as a table is, would
    else take as much memory for all.
    """

    def __init__(self, tokens: Sequence[Tokens]) -> None:
        n, longest = len(tokens), max((len(claim.ids) for claim in tokens), default=0)
        dimensions = tokens[0].vectors.shape[1] if n else 0
        self._length = np.array([len(claim.ids) for claim in tokens], dtype=np.int64)
        self._first = np.cumsum(self._length) - self._length
        parts = [np.zeros((0, dimensions), dtype=np.float32), *(claim.vectors for claim in tokens)]
        self._vectors = np.concatenate(parts, dtype=np.float32)
        self._rarity = np.zeros((n, longest), dtype=np.float32)
        claims_with = Counter(word for claim in tokens for word in set(claim.ids.tolist()))
        for number, claim in enumerate(tokens):
            here = slice(len(claim.ids))
            shares = [(1 + n) / (claims_with[word] + 0.5) for word in claim.ids.tolist()]
            self._rarity[number, here] = np.log(np.maximum(shares, 1.0))
        self.total = np.maximum(self._rarity.sum(axis=1), 0.1)
        if len(self._vectors):
            self._vectors -= self._vectors.mean(axis=0)
            self._vectors /= np.maximum(np.linalg.norm(self._vectors, axis=1, keepdims=True), 1e-6)

    def compared(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Match of a in b and of b in a, and share of the weight that has only a weak match: shape (4, pairs)."""
        longest = [int(self._length[side].max(initial=0)) for side in (a, b)]
        of_a, of_b = self._of(a, longest[0]), self._of(b, longest[1])
        cosine = np.maximum(of_a @ of_b.transpose(0, 2, 1), 0.0)
        found = []
        for side, axis, width in ((a, 2, longest[0]), (b, 1, longest[1])):
            best, rarity = cosine.max(axis=axis, initial=0.0), self._rarity[side, :width]
            found.append(((best * rarity).sum(axis=1) / self.total[side], best, rarity, self.total[side]))
        weak = [((best < _WEAK) * rarity).sum(axis=1) / total for _, best, rarity, total in found]
        return np.stack([found[0][0], found[1][0], *weak])

    def _of(self, claims: np.ndarray, longest: int) -> np.ndarray:
        """The vectors of the words of `claims`, 0 behind the last: shape (claims, longest, dimensions)."""
        padded = np.zeros((len(claims), longest, self._vectors.shape[1]), dtype=np.float32)
        row, word = np.nonzero(np.arange(longest) < self._length[claims, None])
        padded[row, word] = self._vectors[self._first[claims[row]] + word]
        return padded


def _leads(score: np.ndarray, article_of: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far each pair is behind the best pair that each of its claims has in the other's article; 0 for the best."""
    n, n_articles = len(article_of), int(article_of.max(initial=-1)) + 1
    best = np.full((n, n_articles), -np.inf)
    np.maximum.at(best, (a, article_of[b]), score)
    np.maximum.at(best, (b, article_of[a]), score)
    return score - best[a, article_of[b]], score - best[b, article_of[a]]
