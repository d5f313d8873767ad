"""Another grouping in the place of the one that the links gave: what people corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.events.ties import Links, ties
from pipeline.schema import STRING, content_id

Regroup = Callable[[pd.Series, Mapping[str, str]], pd.Series]
"""From a grouping, article id -> event id in order of publication, and the article of its event that each is nearest
to, to another grouping of the same articles."""


def regrouped(links: Links, ids: Sequence[str], regroup: Regroup) -> Links:
    """`links` with the groups that `regroup` makes of theirs; `ids` are the articles' ids in order of publication."""
    tied = ties(links)
    first = pd.Series(ids, dtype=STRING).groupby(tied.group).transform("first")
    before = pd.Series([content_id("e", article) for article in first], index=list(ids), dtype=STRING)
    nearest = {ids[one]: ids[other] for one, other in enumerate(tied.nearest.tolist()) if other >= 0}
    after = regroup(before, nearest).reindex(before.index)
    return _with_groups(links, pd.factorize(after)[0])


def _with_groups(links: Links, group: np.ndarray) -> Links:
    """`links` with each article in its `group`; copies of one text that are now in two become two nodes."""
    parts = pd.DataFrame({"node": links.node, "group": group})
    node = parts.groupby(["node", "group"]).ngroup().to_numpy()
    first = np.unique(node, return_index=True)[1]
    if len(first) == len(links.first):
        return replace(links, group=group[first])
    part_of = pd.DataFrame({"node": links.node[first], "part": np.arange(len(first))})
    pairs = pd.DataFrame({"a": links.a, "b": links.b, "likely": links.likely})
    for end in ("a", "b"):
        pairs = (
            pairs.merge(part_of.rename(columns={"node": end}), on=end).drop(columns=end).rename(columns={"part": end})
        )
    a, b, likely = (pairs[name].to_numpy() for name in ("a", "b", "likely"))
    return Links(first, node, group[first], a, b, likely, links.unlisted[links.node[first]])
