"""The most similar articles of each among very many: each is compared with those around the same centres.

An inverted file (Sivic and Zisserman 2003): k-means puts the articles into cells, and an article is compared with those
in the cells that it is nearest to. Cell by cell, a product of matrices does many articles at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

_ROUNDS, _SAMPLED_PER_CELL = 4, 16
_PROBED = ((0, 1), (1, 4), (4, 12), (12, 32))
"""The cells of an article, the nearest first. After each step fewer articles of the others can still be near enough."""
_MANY = 2
"""Where more than twice as many as are sought are similar enough, as many as are sought are picked out at once."""
_MOST_IN_CELL = 8192
"""Of a cell that holds more, those nearest in time are compared: they are all alike."""
_AT_ONCE = 1024


class Cells:
    """Articles, each in the cell of the centre that it is nearest to."""

    def __init__(self, vectors: np.ndarray, days: np.ndarray, n_cells: int) -> None:
        """`vectors` and `days` as in neighbours.nearest_pairs; `n_cells` is 32 or more."""
        self._vectors, self._days = vectors, days
        self._probed = _nearest_centres(vectors, _centres(vectors, n_cells), _PROBED[-1][1])
        cell = np.where(vectors.any(axis=1), self._probed[:, 0], n_cells)
        self._order = np.argsort(cell, kind="stable")
        self._start = np.searchsorted(cell[self._order], np.arange(n_cells + 1))

    def nearest(
        self, rows: np.ndarray, ranges: Sequence[tuple[int, int]], window: float, count: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Rows and neighbours: of each of `rows` the `count` most similar in `ranges` of positions, but for a few."""
        best = _Best(len(rows), count)
        for first, last in _PROBED:
            for cell, at in _by_cell(self._probed[rows, first:last]):
                for low, high in ranges:
                    start, stop = self._members(cell, low, high, rows[at[0]])
                    row, member, score = self._compared(rows[at], start, stop, window, best.floor[at], count)
                    best.offer(at[row], self._order[start + member], score)
            best.settle()
        return rows[best.row], best.other

    def _members(self, cell: int, low: int, high: int, row: int) -> tuple[int, int]:
        """Where in the order of cells those of `cell` begin and end whose positions are `low` to before `high`."""
        start = self._start[cell]
        inside = self._order[start : self._start[cell + 1]]
        first, last, middle = np.searchsorted(inside, (low, high, row))
        if last - first > _MOST_IN_CELL:
            first = int(np.clip(middle - _MOST_IN_CELL // 2, first, last - _MOST_IN_CELL))
            last = first + _MOST_IN_CELL
        return start + first, start + last

    def _compared(
        self, rows: np.ndarray, start: int, stop: int, window: float, floor: np.ndarray, count: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Which of `rows` and of the articles from `start` to `stop` are more similar than `floor`, and how much."""
        other = self._order[start:stop]
        score = self._vectors[rows] @ self._vectors[other].T
        above = score > floor[:, None]
        if np.count_nonzero(above) > _MANY * count * len(rows):
            score[self._apart(rows[:, None], other, window)] = 0
            row = np.repeat(np.arange(len(rows)), count)
            member = np.argpartition(-score, count - 1, axis=1)[:, :count].ravel()
            kept = score[row, member] > floor[row]
        else:
            row, member = np.divmod(np.flatnonzero(above), max(1, len(other)))
            kept = ~self._apart(rows[row], other[member], window)
        row, member = row[kept], member[kept]
        return row, member, score[row, member]

    def _apart(self, one: np.ndarray, other: np.ndarray, window: float) -> np.ndarray:
        return np.asarray((np.abs(self._days[one] - self._days[other]) > window) | (one == other))


class _Best:
    """The `count` best of what is offered to each row. `floor`: what the next has to exceed."""

    def __init__(self, n_rows: int, count: int) -> None:
        self._count = count
        self.row, self.other = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self.floor = np.zeros(n_rows, dtype=np.float32)
        self._offers = [(self.row, self.other, np.zeros(0, dtype=np.float32))]

    def offer(self, row: np.ndarray, other: np.ndarray, score: np.ndarray) -> None:
        """Other articles for rows, with scores above 0."""
        self._offers.append((row, other, score))

    def settle(self) -> None:
        """Keep the best of what was offered."""
        row, other, score = (np.concatenate(parts) for parts in zip(*self._offers, strict=True))
        # The bits of positive floats are in their order: one key sorts by row, then the highest score first.
        order = np.argsort(row << 32 | (0xFFFFFFFF - score.view(np.uint32).astype(np.int64)))
        size = np.bincount(row, minlength=len(self.floor))
        rank = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size)
        order, rank = order[rank < self._count], rank[rank < self._count]
        self.row, self.other, score = row[order], other[order], score[order]
        last = rank == self._count - 1
        self.floor[self.row[last]] = score[last]
        self._offers = [(self.row, self.other, score)]


def _centres(vectors: np.ndarray, n_cells: int) -> np.ndarray:
    """Spherical k-means on a sample that the positions fix; a cell that runs empty keeps its centre."""
    sample = vectors[:: max(1, len(vectors) // (n_cells * _SAMPLED_PER_CELL))]
    centres = sample[np.linspace(0, len(sample) - 1, n_cells).astype(np.int64)]
    for _ in range(_ROUNDS):
        cell = _nearest_centres(sample, centres, 1)[:, 0]
        order = np.argsort(cell, kind="stable")
        used, first = np.unique(cell[order], return_index=True)
        centres[used] = np.add.reduceat(sample[order], first)
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    return centres


def _nearest_centres(vectors: np.ndarray, centres: np.ndarray, count: int) -> np.ndarray:
    """The cells of the `count` centres that each of `vectors` is nearest to, the nearest first."""
    nearest = np.empty((len(vectors), count), dtype=np.int32)
    for start in range(0, len(vectors), _AT_ONCE):
        distance = -vectors[start : start + _AT_ONCE] @ centres.T
        some = np.argpartition(distance, count - 1, axis=1)[:, :count]
        by_distance = np.argsort(np.take_along_axis(distance, some, 1), axis=1)
        nearest[start : start + _AT_ONCE] = np.take_along_axis(some, by_distance, 1)
    return nearest


def _by_cell(probed: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Each cell that is `probed`, and which rows probe it, some at a time."""
    order = np.argsort(probed, axis=None, kind="stable")
    cells, first = np.unique(probed.ravel()[order], return_index=True)
    for cell, at in zip(cells.tolist(), np.split(order // probed.shape[1], first[1:]), strict=True):
        for start in range(0, len(at), _AT_ONCE):
            yield cell, at[start : start + _AT_ONCE]
