"""Average linkage on a sparse graph, with a heap: near-linear in the number of edges."""

from __future__ import annotations

import heapq

import numpy as np


def average_linkage(
    a: np.ndarray, b: np.ndarray, similarity: np.ndarray, weight: np.ndarray, floor: np.ndarray, threshold: float
) -> np.ndarray:
    """Group nodes bottom up while the best pair of groups has an average similarity of at least `threshold`.

    `a`, `b` and `similarity` are the edges, each pair once. `weight` is how many articles a node stands for. A pair
    without an edge counts as the smaller of its nodes' `floor` (averaged over a group), so that a list of neighbours
    that was cut short does not tear a large group apart. Returns one label a node: the smallest node of its group.

    UPGMA (Sokal and Michener 1958), merged in order of similarity; ties go to the smaller nodes.
    """
    n = len(weight)
    size = weight.astype(np.float64).tolist()
    low = (floor * weight).tolist()
    links: list[dict[int, tuple[float, float]]] = [{} for _ in range(n)]
    for i, j, s in zip(a.tolist(), b.tolist(), similarity.tolist(), strict=True):
        pairs = size[i] * size[j]
        links[i][j] = links[j][i] = (s * pairs, pairs)
    parent = list(range(n))

    def average(i: int, j: int) -> float:
        total, known = links[i][j]
        pairs = size[i] * size[j]
        return (total + (pairs - known) * min(low[i] / size[i], low[j] / size[j])) / pairs

    heap = [(-average(i, j), i, j) for i in range(n) for j in links[i] if i < j]
    heap = [entry for entry in heap if -entry[0] >= threshold]
    heapq.heapify(heap)
    while heap:
        value, i, j = heapq.heappop(heap)
        if parent[i] != i or parent[j] != j or j not in links[i] or -value != average(i, j):
            continue
        if len(links[i]) < len(links[j]):
            keep, gone = j, i
        else:
            keep, gone = i, j
        parent[gone] = keep
        size[keep] += size[gone]
        low[keep] += low[gone]
        del links[keep][gone], links[gone][keep]
        for other, (total, known) in links[gone].items():
            before = links[keep].get(other, (0.0, 0.0))
            links[keep][other] = links[other][keep] = (before[0] + total, before[1] + known)
            del links[other][gone]
        links[gone] = {}
        for other in links[keep]:
            value = average(keep, other)
            if value >= threshold:
                heapq.heappush(heap, (-value, min(keep, other), max(keep, other)))
    return _labels(parent)


def _labels(parent: list[int]) -> np.ndarray:
    """The smallest node of each node's group."""
    roots = []
    for start in range(len(parent)):
        node = start
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        roots.append(node)
    smallest: dict[int, int] = {}
    for node, root in enumerate(roots):
        smallest.setdefault(root, node)
    return np.array([smallest[root] for root in roots], dtype=np.int64)
