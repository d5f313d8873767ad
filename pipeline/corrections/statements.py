"""What corrections say together, and when they contradict each other.

Each says of some articles that they belong together, that they do not, or both. What is said later of single articles
(a move, a split) takes them out of what was said before of a whole event, where the two are at odds: an article may
leave an event that was merged. Corrections contradict each other when nothing is left of one, or when articles that
belong together stand on both sides of two that do not.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.corrections.values import MERGE, MOVE, NOT_SAME, SPLIT, Correction

_Sides = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Statement:
    """What is left of a correction beside later ones: `tied` belong together, the sides of `parted` do not.

    Of a move only its tie is meant to last: that the article left its old event says nothing of later merges.
    """

    correction: Correction
    tied: _Sides
    parted: _Sides

    @property
    def ties(self) -> tuple[str, ...]:
        """Articles that belong together; of the event that others moved to, the first stands for all."""
        joined = self.tied[1][:1] if self.correction.action == MOVE else self.tied[1]
        return (*self.tied[0], *joined)

    @property
    def lasting(self) -> bool:
        """Whether its two sides must stay apart whatever else was said."""
        return self.correction.action in (SPLIT, NOT_SAME)

    @property
    def empty(self) -> bool:
        """Whether nothing is left of what it said."""
        sides = self.tied if self.correction.action in (MERGE, MOVE) else self.parted
        return not all(sides)

    def beside(self, later: Correction) -> Statement:
        """What is left of it beside what `later` says of single articles."""
        named, left = set(later.articles), set(later.parted_from)
        home = named | set(later.joined_to)
        stay = set().union(*self.tied) - named
        tied = _without(self.tied, named) if stay & left else self.tied
        first, second = self.parted
        parted = (
            _without((first, ()), named)[0] if home.intersection(second) else first,
            _without((second, ()), named)[0] if home.intersection(first) else second,
        )
        return replace(self, tied=tied, parted=parted)


class Groups:
    """Disjoint groups, by union-find."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def of(self, item: Hashable) -> Hashable:
        """What stands for the group of `item`."""
        root = item
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while (parent := self._parent.get(item, item)) != root:
            self._parent[item], item = root, parent
        return root

    def join(self, items: Iterable[Hashable]) -> None:
        """Put the groups of `items` together."""
        roots = [self.of(item) for item in items]
        for root in roots[1:]:
            self._parent[self.of(root)] = self.of(roots[0])


def statements(corrections: Sequence[Correction]) -> list[Statement]:
    """What each of `corrections`, in the order they were made, says beside the later ones."""
    found = []
    singling_out = [(place, later) for place, later in enumerate(corrections) if later.action in (MOVE, SPLIT)]
    for place, correction in enumerate(corrections):
        named = correction.named
        said = correction.articles if correction.action != NOT_SAME else ()
        statement = Statement(correction, (said, correction.joined_to), (correction.articles, correction.parted_from))
        for after, later in singling_out:
            if after > place and not named.isdisjoint(later.articles):
                statement = statement.beside(later)
        found.append(statement)
    return found


def tied_groups(said: Sequence[Statement]) -> Groups:
    """The articles that belong together."""
    groups = Groups()
    for statement in said:
        groups.join(statement.ties)
    return groups


def contradicted(corrections: Sequence[Correction]) -> bool:
    """Whether some of `corrections`, in the order they were made, contradict each other."""
    said = statements(corrections)
    if any(statement.empty for statement in said):
        return True
    groups = tied_groups(said)
    return any(statement.lasting and _meet(groups, statement.parted) for statement in said)


def related(corrections: Sequence[Correction], to: Correction) -> list[Correction]:
    """Those of `corrections` that speak of articles of `to`, or of those that such a one speaks of, and so on."""
    groups = Groups()
    for correction in (*corrections, to):
        groups.join((correction.id, *correction.named))
    return [correction for correction in corrections if groups.of(correction.id) == groups.of(to.id)]


def _meet(groups: Groups, sides: _Sides) -> bool:
    first, second = ({groups.of(article) for article in side} for side in sides)
    return not first.isdisjoint(second)


def _without(sides: _Sides, gone: set[str]) -> _Sides:
    first, second = (tuple(article for article in side if article not in gone) for side in sides)
    return first, second
