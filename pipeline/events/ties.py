"""What ties each article to its event: how similar it is to the others, and which is nearest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Links:
    """Articles, numbered in order of publication, put together.

    A node stands for an article and its copies: `first` holds the position of each node's first article, `node` the
    node of each article, `group` the group of each node. `a`, `b`, `likely`: the pairs of nodes that were compared and
    the probability, 0 to 1, that both cover one event; `unlisted`: what a pair of a node that was not compared counts.
    """

    first: np.ndarray
    node: np.ndarray
    group: np.ndarray
    a: np.ndarray
    b: np.ndarray
    likely: np.ndarray
    unlisted: np.ndarray


@dataclass(frozen=True)
class Ties:
    """For each article: its group; its mean probability with the group's others, of those it was compared with; the
    position of the nearest and the probability with it. NaN and -1 where it is alone.
    """

    group: np.ndarray
    similarity: np.ndarray
    nearest: np.ndarray
    nearest_similarity: np.ndarray


def ties(links: Links) -> Ties:
    """What ties each article to its group. A copy has probability 1 with its other copies."""
    n_nodes = len(links.first)
    weight = np.bincount(links.node, minlength=n_nodes)
    inside = links.group[links.a] == links.group[links.b]
    one = np.concatenate([links.a[inside], links.b[inside]])
    other = np.concatenate([links.b[inside], links.a[inside]])
    likely = np.tile(links.likely[inside], 2)
    total = np.bincount(one, likely * weight[other], n_nodes) + weight - 1
    compared = np.bincount(one, weight[other], n_nodes) + weight - 1
    similarity = np.divide(total, compared, out=np.full(n_nodes, np.nan), where=compared > 0)
    nearest, best = np.full(n_nodes, -1), np.full(n_nodes, np.nan)
    last_wins = np.lexsort((-other, likely, one))
    nearest[one[last_wins]] = links.first[other[last_wins]]
    best[one[last_wins]] = likely[last_wins]
    return Ties(links.group[links.node], similarity[links.node], *_with_copies(links, nearest, best))


def _with_copies(links: Links, nearest: np.ndarray, best: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`nearest` and `best` by article: for one that has copies, the first copy, or for the first the second."""
    nearest, best = nearest[links.node], best[links.node]
    copy = links.first[links.node] != np.arange(len(links.node))
    nearest[copy], best[copy] = links.first[links.node[copy]], 1.0
    nodes, at = np.unique(links.node[copy], return_index=True)
    nearest[links.first[nodes]], best[links.first[nodes]] = np.flatnonzero(copy)[at], 1.0
    return nearest, best
