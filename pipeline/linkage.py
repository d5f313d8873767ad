"""Average linkage on a sparse graph: near-linear in the number of edges."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

_EDGES_ONE_BY_ONE, _MOST_ROUNDS = 200_000, 30
"""Up to so many edges groups are merged one after the other, by a heap; while there are more, many at once, at most so
many times, for a group that takes in thousands one after the other would need as many rounds."""


def average_linkage(
    a: np.ndarray, b: np.ndarray, similarity: np.ndarray, weight: np.ndarray, floor: np.ndarray, threshold: float
) -> np.ndarray:
    """Group nodes bottom up while the best pair of groups has an average similarity of at least `threshold`.

    `a`, `b` and `similarity` are the edges, each pair once. `weight` is how many articles a node stands for. A pair
    without an edge counts as the smaller of its nodes' `floor` (averaged over a group), so that a list of neighbours
    that was cut short does not tear a large group apart. Returns one label a node: the smallest node of its group.

    UPGMA (Sokal and Michener 1958), merged in order of similarity; ties go to the smaller nodes. Where there are very
    many edges all groups that are each other's most similar are merged at once, which comes to the same (Murtagh 1983)
    but for what pairs without an edge count.
    """
    weight = weight.astype(np.float64)
    pairs = weight[a] * weight[b]
    graph = _Graph(np.minimum(a, b), np.maximum(a, b), similarity * pairs, pairs, weight, floor * weight)
    label = np.arange(len(weight))
    for _ in range(_MOST_ROUNDS):
        if len(graph.a) <= _EDGES_ONE_BY_ONE:
            break
        graph = graph.open_to(threshold)
        into = graph.mutually_nearest(threshold)
        label, graph = into[label], graph.merged(into)
    return np.asarray(_one_by_one(graph, threshold)[label])


@dataclass(frozen=True)
class _Graph:
    """Groups, named by their smallest nodes; of edges a < b the `total` similarity of the `known` pairs; by name the
    `size` of each group and the `floor_total` of its nodes.
    """

    a: np.ndarray
    b: np.ndarray
    total: np.ndarray
    known: np.ndarray
    size: np.ndarray
    floor_total: np.ndarray

    def average(self) -> np.ndarray:
        """Average similarity of the pairs between the two groups of each edge."""
        pairs, floor = self.size[self.a] * self.size[self.b], self.floor_total / np.maximum(self.size, 1)
        missing = np.minimum(floor[self.a], floor[self.b])
        return np.asarray((self.total + (pairs - self.known) * missing) / pairs)

    def open_to(self, threshold: float) -> _Graph:
        """Without the edges between groups that can never come together.

        Groups merge when their average reaches the threshold, so that one of their pairs must: where no floor does,
        what merges lies within what the edges of at least the threshold connect.
        """
        if (self.floor_total >= threshold * self.size).any(where=self.size > 0):
            return self
        strong = self.average() >= threshold
        component = _components(len(self.size), self.a[strong], self.b[strong])
        return self._with_edges(component[self.a] == component[self.b])

    def mutually_nearest(self, threshold: float) -> np.ndarray:
        """For each name that of the group it goes into: of two that are each other's most similar the smaller."""
        average = self.average()
        strong = np.flatnonzero(average >= threshold)
        best_first = strong[np.lexsort((self.b[strong], self.a[strong], -average[strong]))]
        a, b, rank = self.a[best_first], self.b[best_first], np.arange(len(best_first))
        first = np.full(len(self.size), len(rank))
        np.minimum.at(first, a, rank)
        np.minimum.at(first, b, rank)
        mutual = (first[a] == rank) & (first[b] == rank)
        into = np.arange(len(self.size))
        into[b[mutual]] = a[mutual]
        return into

    def merged(self, into: np.ndarray) -> _Graph:
        """The graph after each group went `into` another."""
        n, one, other = len(into), into[self.a], into[self.b]
        outside = one != other
        key = (np.minimum(one, other) * n + np.maximum(one, other))[outside]
        order = np.argsort(key)
        key = key[order]
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        total, known = (
            np.add.reduceat(values[outside][order], starts) if len(starts) else values[:0]
            for values in (self.total, self.known)
        )
        size, floor_total = (np.bincount(into, values, n) for values in (self.size, self.floor_total))
        return _Graph(key[starts] // n, key[starts] % n, total, known, size, floor_total)

    def _with_edges(self, kept: np.ndarray) -> _Graph:
        return replace(self, a=self.a[kept], b=self.b[kept], total=self.total[kept], known=self.known[kept])


def _components(n: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """For each of `n` nodes the number of the part that the edges connect it with."""
    edges = sparse.csr_matrix((np.ones(len(a), dtype=bool), (a, b)), shape=(n, n))
    return np.asarray(csgraph.connected_components(edges, directed=False)[1])


def _one_by_one(graph: _Graph, threshold: float) -> np.ndarray:
    """Merge the best pair of groups again and again; for each name the smallest node of its group."""
    groups = _Groups(graph)
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

    def __init__(self, graph: _Graph) -> None:
        self.parent = list(range(len(graph.size)))
        self.size: list[float] = graph.size.tolist()
        self.floor_total: list[float] = graph.floor_total.tolist()
        self.links: list[dict[int, tuple[float, float]]] = [{} for _ in self.parent]
        edges = (graph.a, graph.b, graph.total, graph.known)
        for i, j, total, known in zip(*(values.tolist() for values in edges), strict=True):
            self.links[i][j] = self.links[j][i] = (total, known)

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
