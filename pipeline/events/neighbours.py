"""The most similar articles of each, searched in a window of days; nothing holds all pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from pipeline.events.cells import Cells
from pipeline.mapping import Mapper, here

_ROWS, _COLUMNS = 512, 16_384
_ROWS_IN_CELLS = 8192
_COMPARED_WITH_ALL = 32_768
"""Where a window holds at most so many articles each is compared with all of them, which is exact; where it holds more,
comparing with the nearest cells is faster (docs/benchmarks.md)."""
_ARTICLES_PER_CELL = 200
_Block = tuple[np.ndarray, list[tuple[int, int]]]


@dataclass(frozen=True)
class Pairs:
    """Pairs of articles a < b, each once, and which articles' lists of neighbours were cut short at `count`."""

    a: np.ndarray
    b: np.ndarray
    cut: np.ndarray
    count: int

    def least(self, value: np.ndarray) -> np.ndarray:
        """For each article whose list was cut, the `count`-th highest `value` of its pairs; 0 for the others."""
        # The bits of positive floats are in their order: one key sorts by article, then the highest value first.
        bits = 0xFFFFFFFF - np.tile(value.astype(np.float32).view(np.uint32).astype(np.int64), 2)
        key = np.sort(np.concatenate([self.a, self.b]) << 32 | bits)
        last = np.searchsorted(key, np.flatnonzero(self.cut) << 32) + self.count - 1
        least = np.zeros(len(self.cut))
        least[self.cut] = (0xFFFFFFFF - (key[last] & 0xFFFFFFFF)).astype(np.uint32).view(np.float32)
        return least


def nearest_pairs(vectors: np.ndarray, days: np.ndarray, window: float, count: int, mapper: Mapper = here) -> Pairs:
    """Pairs of articles of which one is among the other's `count` nearest by cosine within `window` days.

    `vectors` are of unit length or zero; `days` ascend, with the unknown (NaN) last; an article without a date is
    compared with all. Where a window holds very many articles a few of the nearest are missed. The window is searched
    in blocks of articles, each where `mapper` has it done.
    """
    n, blocks = len(vectors), list(_blocks(days, window))
    most = max((_n_compared(ranges) for _, ranges in blocks), default=0)
    cells = Cells(vectors, days, most // _ARTICLES_PER_CELL) if most > _COMPARED_WITH_ALL else None
    keys, cut = [np.zeros(0, dtype=np.int64)], np.zeros(n, dtype=bool)
    found = mapper(partial(_nearest_of_block, vectors, days, cells, window, count), blocks)
    for (rows, _), (one, other) in zip(blocks, found, strict=True):
        keys.append(_distinct(np.minimum(one, other) * n + np.maximum(one, other)))
        cut[rows] = np.bincount(one - rows[0], minlength=len(rows)) == count
    pairs = _distinct(np.concatenate(keys))
    return Pairs(pairs // max(n, 1), pairs % max(n, 1), cut, count)


def _nearest_of_block(
    vectors: np.ndarray, days: np.ndarray, cells: Cells | None, window: float, count: int, block: _Block
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and neighbours, as `_nearest` gives them."""
    rows, ranges = block
    if cells and _n_compared(ranges) > _COMPARED_WITH_ALL:
        return cells.nearest(rows, ranges, window, count)
    return _nearest(vectors, days, rows, ranges, window, count)


def _blocks(days: np.ndarray, window: float) -> Iterator[_Block]:
    """Articles that follow each other, and the ranges of positions that they are compared with."""
    start, dated = 0, int(np.isfinite(days).sum())
    while start < len(days):
        rows = np.arange(start, min(start + _ROWS, len(days)))
        ranges = _ranges(days, dated, rows, window)
        if _n_compared(ranges) > _COMPARED_WITH_ALL:
            rows = np.arange(start, min(start + _ROWS_IN_CELLS, len(days)))
            ranges = _ranges(days, dated, rows, window)
        yield rows, ranges
        start += len(rows)


def _ranges(days: np.ndarray, dated: int, rows: np.ndarray, window: float) -> list[tuple[int, int]]:
    if rows[-1] >= dated:
        return [(0, len(days))]
    low = np.searchsorted(days[:dated], days[rows[0]] - window, "left")
    high = np.searchsorted(days[:dated], days[rows[-1]] + window, "right")
    return [(int(low), int(high)), (dated, len(days))]


def _n_compared(ranges: list[tuple[int, int]]) -> int:
    return sum(high - low for low, high in ranges)


def _distinct(keys: np.ndarray) -> np.ndarray:
    # np.unique hashes first, which is many times slower here.
    keys = np.sort(keys)
    return keys[np.diff(keys, prepend=-1) > 0]


def _nearest(
    vectors: np.ndarray, days: np.ndarray, rows: np.ndarray, ranges: list[tuple[int, int]], window: float, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and neighbours: of each of `rows` the `count` most similar in `ranges` of positions."""
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
    found = best > 0
    return np.repeat(rows, found.sum(axis=1)), best_at[found]


def _chunks(ranges: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for low, high in ranges:
        for start in range(low, high, _COLUMNS):
            yield start, min(start + _COLUMNS, high)
