"""Average linkage on a sparse graph, with a heap: near-linear in the number of edges."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

import numpy as np

_EDGES_AT_ONCE = 200_000


def average_linkage(
    a: np.ndarray, b: np.ndarray, similarity: np.ndarray, weight: np.ndarray, floor: np.ndarray, threshold: float
) -> np.ndarray:
    """Group nodes bottom up while the best pair of groups has an average similarity of at least `threshold`.

    `a`, `b` and `similarity` are the edges, each pair once. `weight` is how many articles a node stands for. A pair
    without an edge counts as the smaller of its nodes' `floor` (averaged over a group), so that a list of neighbours
    that was cut short does not tear a large group apart. Returns one label a node: the smallest node of its group.

    UPGMA (Sokal and Michener 1958), merged in order of similarity; ties go to the smaller nodes.
    """
    label = np.arange(len(weight))
    for nodes, edges in _parts(a, b, similarity, floor, threshold):
        ends = np.searchsorted(nodes, a[edges]), np.searchsorted(nodes, b[edges])
        groups = _Groups(*ends, similarity[edges], weight[nodes], floor[nodes])
        label[nodes] = nodes[_merged(groups, threshold)]
    return label


def _parts(
    a: np.ndarray, b: np.ndarray, similarity: np.ndarray, floor: np.ndarray, threshold: float
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Nodes, ascending, and the edges between them, in parts that no group can span.

    Groups merge when their average reaches the threshold, so that one of their pairs must: where no `floor` does, a
    group lies within what the edges of at least the threshold connect.
    """
    n, n_edges = len(floor), len(similarity)
    if n_edges <= _EDGES_AT_ONCE:
        yield np.arange(n), np.arange(n_edges)
        return
    strong = similarity >= (threshold if floor.max(initial=0) < threshold else 0)
    component = _components(n, a[strong], b[strong])
    inside = np.flatnonzero(component[a] == component[b])
    edges = inside[np.argsort(component[a[inside]], kind="stable")]
    starts = np.flatnonzero(np.diff(component[a[edges]], prepend=-1))
    first_of_part = starts[np.unique(starts // _EDGES_AT_ONCE, return_index=True)[1]]
    for part in np.split(edges, first_of_part[1:]):
        yield np.unique([a[part], b[part]]), part


def _components(n: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """For each of `n` nodes the smallest node that the edges connect it with."""
    least = np.arange(n)
    while True:
        before = least.copy()
        np.minimum.at(least, a, before[b])
        np.minimum.at(least, b, before[a])
        least = least[least]
        if (least == before).all():
            return least


def _merged(groups: _Groups, threshold: float) -> np.ndarray:
    """Merge `groups` as far as the threshold allows; the smallest node of each node's group."""
    heap = [(-groups.average(i, j), i, j) for i, links in enumerate(groups.links) for j in links if i < j]
    heap = [entry for entry in heap if -entry[0] >= threshold]
    heapq.heapify(heap)
    while heap:
        value, i, j = heapq.heappop(heap)
        if j not in groups.links[i] or -value != groups.average(i, j):
            continue
        kept = groups.merge(i, j)
        for other in groups.links[kept]:
            value = groups.average(kept, other)
            if value >= threshold:
                heapq.heappush(heap, (-value, min(kept, other), max(kept, other)))
    return groups.labels()


class _Groups:
    """Groups of nodes, each named by one of them; `links` holds each group's known pairs with every other group."""

    def __init__(
        self, a: np.ndarray, b: np.ndarray, similarity: np.ndarray, weight: np.ndarray, floor: np.ndarray
    ) -> None:
        self.parent = list(range(len(weight)))
        self.size: list[float] = weight.astype(np.float64).tolist()
        self.floor_total: list[float] = (floor * weight).tolist()
        self.links: list[dict[int, tuple[float, float]]] = [{} for _ in self.parent]
        for i, j, value in zip(a.tolist(), b.tolist(), similarity.tolist(), strict=True):
            pairs = self.size[i] * self.size[j]
            self.links[i][j] = self.links[j][i] = (value * pairs, pairs)

    def average(self, i: int, j: int) -> float:
        """Average similarity of the pairs between two linked groups."""
        total, known = self.links[i][j]
        pairs = self.size[i] * self.size[j]
        missing = min(self.floor_total[i] / self.size[i], self.floor_total[j] / self.size[j])
        return (total + (pairs - known) * missing) / pairs

    def merge(self, i: int, j: int) -> int:
        """Put two linked groups together and return the name that stays: that of the group with more links."""
        kept, gone = (i, j) if len(self.links[i]) >= len(self.links[j]) else (j, i)
        self.parent[gone] = kept
        self.size[kept] += self.size[gone]
        self.floor_total[kept] += self.floor_total[gone]
        of_kept = self.links[kept]
        del of_kept[gone], self.links[gone][kept]
        for other, (total, known) in self.links[gone].items():
            before = of_kept.get(other, (0.0, 0.0))
            of_kept[other] = self.links[other][kept] = (before[0] + total, before[1] + known)
            del self.links[other][gone]
        self.links[gone] = {}
        return kept

    def labels(self) -> np.ndarray:
        """The smallest node of each node's group."""
        smallest: dict[int, int] = {}
        return np.array([smallest.setdefault(self._name(node), node) for node in range(len(self.parent))], np.int64)

    def _name(self, node: int) -> int:
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node
