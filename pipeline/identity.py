"""Event ids that last: an event that grows keeps its id, of events that merge the oldest gives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from pipeline.schema import EVENT_ALIASES, EVENT_ARTICLES, EVENTS, conform, content_id, rows


class LastingIds:
    """Gives the events of a new grouping the ids that their articles' events had in the earlier run's `tables`."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._before = tables["event_articles"].set_index("article_id")
        self._first_seen = tables["events"].set_index("event_id")["first_seen"]
        self.aliases = tables["event_aliases"]

    def __call__(self, events: pd.DataFrame, event_articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """`events` and `event_articles` with lasting ids; `aliases` then leads the ids that are gone to those."""
        now = event_articles.set_index("article_id")
        ids, gone = inherit_ids(now["event_id"], self._before["event_id"], self._first_seen)
        # The program's own grouping is named alike, so that undoing a correction finds the earlier ids.
        own, own_gone = inherit_ids(now["uncorrected_event_id"], self._before["uncorrected_event_id"], self._first_seen)
        self.aliases = aliases(own_gone | gone, self.aliases, {*ids.values(), *own.values()})
        members = event_articles.assign(
            event_id=event_articles["event_id"].map(ids),
            uncorrected_event_id=event_articles["uncorrected_event_id"].map(own),
        )
        return conform(events.assign(event_id=events["event_id"].map(ids)), EVENTS), conform(members, EVENT_ARTICLES)


def inherit_ids(now: pd.Series, before: pd.Series, first_seen: pd.Series) -> tuple[dict[str, str], dict[str, str]]:
    """New event id -> the id it keeps, and the ids that are gone -> the id of the event that took them in.

    `now` and `before` are the new and the earlier grouping, article id -> event id; `first_seen` tells the age of the
    earlier events. An earlier id goes to the event that holds most of its articles; an event that is given several
    keeps the oldest (by first_seen, then id). A new event whose own id is taken so gets another.
    """
    heirs = _heirs(before, now)
    given: dict[str, list[str]] = {}
    for old, new in heirs.items():
        given.setdefault(new, []).append(old)
    kept = {new: min(olds, key=lambda old: _age(old, first_seen)) for new, olds in given.items()}
    taken, ids = set(kept.values()), dict[str, str]()
    for new in sorted(set(now)):
        ids[new] = kept.get(new) or free(new, taken)
        taken.add(ids[new])
    return ids, {old: ids[new] for old, new in heirs.items() if ids[new] != old}


def aliases(gone: Mapping[str, str], earlier: pd.DataFrame, current: set[str]) -> pd.DataFrame:
    """The table event_aliases: those of the `earlier` run, led on to where they are now, and the ids `gone` since.

    `current` are the ids that events have, by the program's own grouping or after corrections.
    """
    led_on = {row.alias_id: gone.get(row.event_id, row.event_id) for row in rows(earlier)} | dict(gone)
    found = [(alias, event) for alias, event in sorted(led_on.items()) if alias not in current and event in current]
    return conform([{"alias_id": alias, "event_id": event} for alias, event in found], EVENT_ALIASES)


def _heirs(before: pd.Series, now: pd.Series) -> dict[str, str]:
    """Earlier event id -> the new event that holds most of its articles; ties go to the smaller id."""
    event_now = dict(zip(now.index, now, strict=True))
    held: dict[str, Counter[str]] = {}
    for article, old in zip(before.index, before, strict=True):
        if article in event_now:
            held.setdefault(old, Counter())[event_now[article]] += 1
    return {old: min(counts, key=lambda new: (-counts[new], new)) for old, counts in held.items()}


def _age(event: str, first_seen: pd.Series) -> tuple[bool, int, str]:
    seen: Any = first_seen.get(event, pd.NaT)  # an event that corrections have dissolved has none
    return bool(pd.isna(seen)), 0 if pd.isna(seen) else int(seen.value), event


def free(new: str, taken: Collection[str]) -> str:
    """`new` itself, unless an event has inherited that id: a split leaves the id with the larger part."""
    while new in taken:
        new = content_id("e", new)
    return new
