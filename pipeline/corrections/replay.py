"""Corrections applied to a grouping: the program's own is kept as far as they allow.

What belongs together is put together first, whole events with it. Then the articles of each of the program's events
come back together, each to the article nearest to it, unless a correction keeps the two apart; the rest goes to the
largest part. The result depends on which corrections hold, not on how the grouping came about before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.corrections.statements import Groups, Statement, contradicted, statements, tied_groups
from pipeline.corrections.values import MOVE, SPLIT, Correction
from pipeline.schema import content_id


@dataclass(frozen=True)
class Replayed:
    """A corrected grouping.

    `labels`: article id -> event id, in the order given; `applied`: the corrections that took part, oldest first;
    `warnings`: one for each that could not be applied in full.
    """

    labels: pd.Series
    applied: tuple[Correction, ...]
    warnings: tuple[str, ...]


def replay(labels: pd.Series, corrections: Sequence[Correction], nearest: Mapping[str, str] | None = None) -> Replayed:
    """`labels` (article id -> event id, in order of publication) as `corrections`, those that hold, would have them.

    `nearest` names for an article the one of its event that is most similar. Articles that `labels` lacks are left
    out with a warning. An event keeps its id in the part that its articles were not taken out of; events put together
    take the id of the one that comes first.
    """
    corrections, warnings = _applicable(corrections, set(labels.index))
    if not corrections:
        return Replayed(labels, (), tuple(warnings))
    said = statements(corrections)
    touched = set(labels[list(set().union(*(correction.named for correction in corrections)))])
    before = labels[labels.isin(touched)]
    clusters = _Clusters(tied_groups(said), said)
    _regroup(before, clusters, nearest or {})
    after = _named(before, clusters, _leavers(said), set(labels.unique()))
    return Replayed(after.reindex(labels.index).fillna(labels), tuple(corrections), tuple(warnings))


def _applicable(corrections: Sequence[Correction], known: set[str]) -> tuple[list[Correction], list[str]]:
    """The corrections in terms of `known` articles, without those of which too little is left, and the warnings."""
    kept: list[Correction] = []
    warnings = []
    for correction in corrections:
        lost = len(correction.named - known)
        left = _among(correction, known) if lost else correction
        if lost:
            effect = "it is applied to the others" if left else "it is not applied"
            warnings.append(
                f"correction {correction.id} ({correction.sentence()}): {lost} of its {len(correction.named)} articles "
                f"are no longer in the input; {effect}"
            )
        if left:
            kept.append(left)
    if contradicted(kept):  # a log edited by hand: `append` lets none in
        sound: list[Correction] = []
        for correction in kept:
            if contradicted([*sound, correction]):
                warnings.append(f"correction {correction.id} contradicts an earlier one; it is not applied")
            else:
                sound.append(correction)
        kept = sound
    return kept, warnings


def _among(correction: Correction, known: set[str]) -> Correction | None:
    sides = (correction.articles, correction.joined_to, correction.parted_from)
    articles, joined, parted = (tuple(article for article in side if article in known) for side in sides)
    left = replace(correction, articles=articles, joined_to=joined, parted_from=parted)
    try:
        left.validate()
    except ValueError:
        return None
    return left


class _Clusters:
    """Groups of articles that know which others they may not join."""

    def __init__(self, tied: Groups, said: Sequence[Statement]) -> None:
        self._groups = tied
        self._sides: dict[object, set[tuple[int, int]]] = defaultdict(set)
        for number, statement in enumerate(said):
            home = {tied.of(article) for article in statement.parted[0]}
            away = {tied.of(article) for article in statement.parted[1]} - home
            for side, roots in enumerate((home, away)):
                for root in roots:
                    self._sides[root].add((number, side))

    def of(self, article: str) -> object:
        return self._groups.of(article)

    def join(self, a: str, b: str) -> bool:
        """Put the groups of `a` and `b` together, unless they must stay apart; returns whether they are one now."""
        first, second = self.of(a), self.of(b)
        if first == second:
            return True
        sides = self._sides[first], self._sides[second]
        if any((number, 1 - side) in sides[1] for number, side in sides[0]):
            return False
        self._groups.join((a, b))
        self._sides[self.of(a)] = sides[0] | sides[1]
        return True


def _regroup(before: pd.Series, clusters: _Clusters, nearest: Mapping[str, str]) -> None:
    """Bring the articles of each event in `before` together again, as far as `clusters` lets them."""
    event_of = {str(article): event for article, event in before.items()}
    for article, event in event_of.items():
        other = nearest.get(article)
        if other is not None and event_of.get(other) == event:
            clusters.join(article, other)
    for _, members in before.groupby(before, sort=False):
        parts: dict[object, list[str]] = defaultdict(list)
        for article in members.index:
            parts[clusters.of(article)].append(article)
        kept: list[str] = []
        for part in sorted(parts.values(), key=len, reverse=True):
            if not any(clusters.join(first, part[0]) for first in kept):
                kept.append(part[0])


def _leavers(said: Iterable[Statement]) -> set[str]:
    return {
        article
        for statement in said
        if statement.correction.action in (MOVE, SPLIT)
        for article in statement.correction.articles
    }


def _named(before: pd.Series, clusters: _Clusters, leavers: set[str], taken: set[str]) -> pd.Series:
    """An event id for each article of `before`, the same for those of a cluster."""
    members: dict[object, list[str]] = defaultdict(list)
    for article in before.index:
        members[clusters.of(article)].append(article)
    heirs: dict[object, str] = {}
    for event, articles in before.groupby(before, sort=False):
        first = articles.index[0]
        stayed = Counter(clusters.of(article) for article in articles.index if article not in leavers)
        in_all = Counter(clusters.of(article) for article in articles.index)
        start = clusters.of(first) if first not in leavers else None
        heir = max(in_all, key=lambda cluster: (cluster == start, stayed[cluster], in_all[cluster]))
        heirs.setdefault(heir, str(event))  # events come by their first article: the earliest names a merged one
    for cluster, within in members.items():
        if cluster not in heirs:
            fresh = content_id("e", within[0])
            heirs[cluster] = fresh if fresh not in taken else content_id("e", "corrected", within[0])
    return pd.Series({article: heirs[clusters.of(article)] for article in before.index}, dtype=before.dtype)
