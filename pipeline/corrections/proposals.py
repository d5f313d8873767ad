"""From what a person names to a correction: events and articles by id, stored as articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from pipeline.corrections.values import MERGE, MOVE, NOT_SAME, SPLIT, UNDO, Correction, one_line
from pipeline.errors import CorrectionError

_Sides = dict[str, tuple[str, ...]]
_SEE = "See the ids with: python -m pipeline show"


def propose(action: str, named: Sequence[str], grouping: pd.DataFrame, who: str, why: str) -> Correction:
    """The correction `action` of what a person `named`, over the present `grouping`.

    `grouping` holds event_id, uncorrected_event_id, article_id and source_id of every article. An event may be named
    by its id, by one that it had before it was corrected, or by one of its articles; an article by its id or the
    input's own. merge: the events that are one; split: the articles that leave theirs; move: the articles, then the
    event they belong to; not_same: the two events; undo: the id of a correction.

    Raises CorrectionError when something named is not there, nothing would change, or who or why is missing.
    """
    if not one_line(who) or not one_line(why):
        raise CorrectionError("a correction needs a name and a reason", "Give them with --who NAME and --why TEXT")
    if action == UNDO:
        if not named[0]:
            raise CorrectionError("there is no correction ''", "See them with: python -m pipeline correct RUN list")
        return Correction.made(UNDO, who, why, undoes=named[0])
    known = _Known(grouping)
    make: Callable[[_Known, Sequence[str]], _Sides] = _MAKERS[action]
    sides = make(known, named)
    return Correction.made(action, who, why, **sides)


class _Known:
    """The present grouping, asked by what people name."""

    def __init__(self, grouping: pd.DataFrame) -> None:
        self._grouping = grouping
        self.event_of: dict[str, str] = dict(zip(grouping["article_id"], grouping["event_id"], strict=True))

    def article(self, name: str) -> str:
        if name in self.event_of:
            return name
        found = self._grouping.loc[self._grouping["source_id"] == name, "article_id"]
        if len(found) != 1:
            problem = "no article" if found.empty else f"{len(found)} articles"
            raise CorrectionError(f"the run holds {problem} {name!r}", _SEE)
        return str(found.iloc[0])

    def event(self, name: str) -> str:
        for column in ("event_id", "uncorrected_event_id"):
            events = self._grouping.loc[self._grouping[column] == name, "event_id"]
            if len(events):
                return str(events.mode().iloc[0])
        try:
            return self.event_of[self.article(name)]
        except CorrectionError:
            raise CorrectionError(f"the run holds no event {name!r}", _SEE) from None

    def members(self, event: str) -> tuple[str, ...]:
        return tuple(self._grouping.loc[self._grouping["event_id"] == event, "article_id"].astype(str))


def _merge(known: _Known, named: Sequence[str]) -> _Sides:
    first, *others = dict.fromkeys(known.event(name) for name in named)
    if not others:
        raise CorrectionError(f"{' and '.join(named)} are one event already", "Name two events to merge")
    joined = tuple(article for event in others for article in known.members(event))
    return {"articles": known.members(first), "joined_to": joined}


def _split(known: _Known, named: Sequence[str]) -> _Sides:
    articles = tuple(dict.fromkeys(known.article(name) for name in named))
    events = {known.event_of[article] for article in articles}
    if len(events) > 1:
        raise CorrectionError(
            f"these articles are of {len(events)} events, {', '.join(sorted(events))}", "Split one event at a time"
        )
    rest = tuple(article for article in known.members(events.pop()) if article not in articles)
    if not rest:
        raise CorrectionError("these are all articles of their event", "Leave one or more in it")
    return {"articles": articles, "parted_from": rest}


def _move(known: _Known, named: Sequence[str]) -> _Sides:
    *moved, target = named
    event = known.event(target)
    articles = tuple(dict.fromkeys(known.article(name) for name in moved))
    if staying := [article for article in articles if known.event_of[article] == event]:
        raise CorrectionError(f"the article {staying[0]} is in the event {event} already", "Name another event")
    left = dict.fromkeys(known.event_of[article] for article in articles)
    rest = tuple(other for event_left in left for other in known.members(event_left) if other not in articles)
    return {"articles": articles, "joined_to": known.members(event), "parted_from": rest}


def _not_same(known: _Known, named: Sequence[str]) -> _Sides:
    first, second = (known.event(name) for name in named)
    if first == second:
        raise CorrectionError(
            f"{' and '.join(named)} are one event at present",
            "Split it by its articles",
        )
    return {"articles": known.members(first), "parted_from": known.members(second)}


_MAKERS = {MERGE: _merge, SPLIT: _split, MOVE: _move, NOT_SAME: _not_same}
