"""The most similar articles of each, searched by blocks in a window of days; nothing holds all pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_ROWS, _COLUMNS = 512, 16_384


@dataclass(frozen=True)
class Pairs:
    """Pairs of articles a < b, each once, and which articles' lists of neighbours were cut short at `count`."""

    a: np.ndarray
    b: np.ndarray
    cut: np.ndarray
    count: int

    def least(self, value: np.ndarray) -> np.ndarray:
        """For each article whose list was cut, the `count`-th highest `value` of its pairs; 0 for the others."""
        one, value = np.concatenate([self.a, self.b]), np.tile(value, 2)
        order = np.lexsort((-value, one))
        last = np.searchsorted(one[order], np.arange(len(self.cut))) + self.count - 1
        least = np.zeros(len(self.cut))
        least[self.cut] = value[order][last[self.cut]]
        return least


def nearest_pairs(vectors: np.ndarray, days: np.ndarray, window: float, count: int) -> Pairs:
    """Pairs of articles of which one is among the other's `count` nearest by cosine within `window` days.

    `vectors` are of unit length or zero; `days` ascend, with the unknown (NaN) last; an article without a date is
    compared with all.
    """
    n, dated = len(vectors), int(np.isfinite(days).sum())
    keys, cut = [np.zeros(0, dtype=np.int64)], np.zeros(n, dtype=bool)
    for start in range(0, n, _ROWS):
        rows = np.arange(start, min(start + _ROWS, n))
        ranges = [(0, n)]
        if rows[-1] < dated:
            low = np.searchsorted(days[:dated], days[rows[0]] - window, "left")
            high = np.searchsorted(days[:dated], days[rows[-1]] + window, "right")
            ranges = [(int(low), int(high)), (dated, n)]
        near, score = _nearest(vectors, days, rows, ranges, window, count)
        found = score > 0
        one, other = np.repeat(rows, found.sum(axis=1)), near[found]
        keys.append(np.unique(np.minimum(one, other) * n + np.maximum(one, other)))
        cut[rows] = found.sum(axis=1) == count
    pairs = np.unique(np.concatenate(keys))
    return Pairs(pairs // max(n, 1), pairs % max(n, 1), cut, count)


def _nearest(
    vectors: np.ndarray, days: np.ndarray, rows: np.ndarray, ranges: list[tuple[int, int]], window: float, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Positions and cosines of the `count` nearest of each row, shape (rows, up to count); 0 where there is none."""
    best_at = np.zeros((len(rows), 0), dtype=np.int64)
    best = np.zeros((len(rows), 0), dtype=np.float32)
    for low, high in _chunks(ranges):
        score = vectors[rows] @ vectors[low:high].T
        score[np.abs(days[rows, None] - days[None, low:high]) > window] = 0
        own = (rows >= low) & (rows < high)
        score[own, rows[own] - low] = 0
        at = np.broadcast_to(np.arange(low, high), score.shape)
        best_at, best = np.hstack([best_at, at]), np.hstack([best, score])
        if best.shape[1] > count:
            kept = np.argpartition(-best, count - 1, axis=1)[:, :count]
            best_at, best = np.take_along_axis(best_at, kept, 1), np.take_along_axis(best, kept, 1)
    return best_at, best


def _chunks(ranges: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for low, high in ranges:
        for start in range(low, high, _COLUMNS):
            yield start, min(start + _COLUMNS, high)
