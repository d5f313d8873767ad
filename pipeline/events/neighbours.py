"""The most similar articles of each, searched by blocks in a window of days; nothing holds all pairs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

_ROWS, _COLUMNS = 512, 16_384


def nearest_pairs(
    vectors: np.ndarray, days: np.ndarray, window: float, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of articles of which one is among the other's `count` nearest by cosine within `window` days.

    `vectors` are of unit length or zero; `days` ascend, with the unknown (NaN) last; an article without a date is
    compared with all. Returns the positions a < b of each pair once, and whether the list of each article was cut.
    """
    n = len(vectors)
    dated = int(np.isfinite(days).sum())
    keys, cut = [np.zeros(0, dtype=np.int64)], np.zeros(n, dtype=bool)
    for start in range(0, n, _ROWS):
        rows = np.arange(start, min(start + _ROWS, n))
        if rows[-1] >= dated:
            ranges = [(0, n)]
        else:
            low = np.searchsorted(days[:dated], days[rows[0]] - window, "left")
            high = np.searchsorted(days[:dated], days[rows[-1]] + window, "right")
            ranges = [(int(low), int(high)), (dated, n)]
        near, score = _nearest(vectors, days, rows, ranges, window, count)
        found = score > 0
        a, b = np.repeat(rows, found.sum(axis=1)), near[found]
        keys.append(np.unique(np.minimum(a, b) * n + np.maximum(a, b)))
        cut[rows] = found.all(axis=1) if near.shape[1] == count else False
    pairs = np.unique(np.concatenate(keys))
    return pairs // max(n, 1), pairs % max(n, 1), cut


def _nearest(
    vectors: np.ndarray, days: np.ndarray, rows: np.ndarray, ranges: list[tuple[int, int]], window: float, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Positions and cosines of the `count` nearest of each of `rows`, shape (rows, up to count); 0 where there is none."""
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
