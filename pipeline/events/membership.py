"""How sure it is that an article belongs to its event, and to which other event it nearly belonged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.events.ties import Links
from pipeline.settings import Events

_NODES_AT_ONCE = 50_000
_LEAST, _MOST = 0.001, 0.999
"""Means are clipped between them: their log odds are finite, and no probability is quite 0 or 1."""


@dataclass(frozen=True)
class Membership:
    """For each article, by position.

    `probability`, 0 to 1: that it belongs to its event; of an article alone, that it belongs to no other. `other`: the
    nearest article of the event that it would belong to next, -1 where that is not likely enough to be told;
    `other_probability` that it belongs there, and `other_similarity`, the probability of that pair; NaN where none is.
    """

    probability: np.ndarray
    other: np.ndarray
    other_probability: np.ndarray
    other_similarity: np.ndarray


def memberships(links: Links, settings: Events) -> Membership:
    """How well each article stands with its own event, and with the next.

    Platt's calibration (1999) of the mean probability with an event's articles as average linkage takes it. Own event
    and others have a line each: an article ends where it fits best, so that at the same mean its own event is right
    more often.
    """
    starts = range(0, len(links.first), _NODES_AT_ONCE)
    standing = [_standing(links, settings, start, start + _NODES_AT_ONCE) for start in starts]
    own, next_best = (pd.concat(parts, ignore_index=True) for parts in zip(*standing, strict=True))
    elsewhere = _calibrated(next_best["mean"].to_numpy(), settings.other_bias, settings.other_weight)
    here = _calibrated(own["mean"].to_numpy(), settings.member_bias, settings.member_weight)
    told, node = elsewhere >= settings.near_miss_from, links.node
    nearest = links.first[next_best["nearest"].fillna(0).to_numpy(dtype=np.int64)]
    return Membership(
        probability=np.where(np.isnan(here), 1 - np.nan_to_num(elsewhere), here)[node],
        other=np.where(told, nearest, -1)[node],
        other_probability=np.where(told, elsewhere, np.nan)[node],
        other_similarity=np.where(told, next_best["best"].to_numpy(), np.nan)[node],
    )


def _standing(links: Links, settings: Events, first: int, last: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each node from `first` to before `last` with its own group, and with the next one; NaN where there is none."""
    groups = _groups(links, settings, first, last)
    nodes = pd.RangeIndex(first, min(last, len(links.first)))
    own = groups[groups["own"]].set_index("node").reindex(nodes)
    others = groups[~groups["own"]].sort_values(["node", "mean", "nearest"], ascending=[True, False, True])
    return own, others.drop_duplicates("node").set_index("node").reindex(nodes)


def _groups(links: Links, settings: Events, first: int, last: int) -> pd.DataFrame:
    """Nodes from `first` to before `last`, each with its own group and with each other that it has a likely pair with.

    Columns: node, group, own, `mean` probability with the group's other articles (NaN where there is none), `best` of
    them, `nearest` node.
    """
    weight = np.bincount(links.node)
    kept = links.likely >= settings.least_probability
    of_a, of_b = (np.flatnonzero(kept & (side >= first) & (side < last)) for side in (links.a, links.b))
    node, nearest = np.append(links.a[of_a], links.b[of_b]), np.append(links.b[of_a], links.a[of_b])
    likely = np.append(links.likely[of_a], links.likely[of_b])
    pairs = pd.DataFrame({"node": node, "group": links.group[nearest], "best": likely, "nearest": nearest})
    pairs = pairs.assign(total=likely * weight[nearest], compared=weight[nearest])
    homes = pd.DataFrame({"node": np.arange(len(weight)), "group": links.group, "nearest": -1}).iloc[first:last]
    pairs = pd.concat([pairs, homes.assign(best=0.0, total=0.0, compared=0)], ignore_index=True)
    pairs = pairs.sort_values(["node", "group", "best", "nearest"], ascending=[True, True, False, True])
    grouped = pairs.groupby(["node", "group"], sort=False)
    rows = grouped.agg({"total": "sum", "compared": "sum", "best": "first", "nearest": "first"}).reset_index()
    rows["own"] = rows["group"].to_numpy() == links.group[rows["node"]]
    return rows.assign(mean=_mean(rows, links, weight))


def _mean(rows: pd.DataFrame, links: Links, weight: np.ndarray) -> np.ndarray:
    """The mean of `rows`: a copy counts 1, a pair that was not compared as average linkage counts it."""
    node, group, own = (rows[name].to_numpy() for name in ("node", "group", "own"))
    size = np.bincount(links.group, weight)
    unlisted = np.bincount(links.group, links.unlisted * weight) / np.maximum(size, 1)
    copies = np.where(own, weight[node] - 1, 0)
    others = size[group] - np.where(own, weight[node], 0)
    missing = np.minimum(links.unlisted[node], unlisted[group])
    total = rows["total"].to_numpy() + copies + (others - rows["compared"].to_numpy()) * missing
    count = others + copies
    return np.asarray(np.divide(total, count, out=np.full(len(rows), np.nan), where=count > 0))


def _calibrated(mean: np.ndarray, bias: float, weight: float) -> np.ndarray:
    clipped = np.clip(mean, _LEAST, _MOST)
    return np.asarray(1 / (1 + np.exp(-bias - weight * np.log(clipped / (1 - clipped)))))
