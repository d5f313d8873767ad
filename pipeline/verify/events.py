"""Events against the articles they hold."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.verify.problem import Problem, Tables, in_rows


def _held(tables: Tables) -> pd.DataFrame:
    return tables["event_articles"][["event_id", "article_id"]].merge(tables["articles"], on="article_id")


def events_and_articles(tables: Tables) -> Iterator[Problem]:
    """Every article is in an event, every event has articles, and counts them, their outlets and origins."""
    articles, events = tables["articles"], tables["events"]
    lost = articles[~articles["article_id"].isin(tables["event_articles"]["article_id"])]
    yield from in_rows("articles", "in no event", lost)
    yield from in_rows(
        "events", "without articles", events[~events["event_id"].isin(tables["event_articles"]["event_id"])]
    )
    found = (
        _held(tables)
        .groupby("event_id")
        .agg(
            n_articles=("article_id", "nunique"), n_outlets=("outlet_id", "nunique"), n_origins=("origin_id", "nunique")
        )
    )
    yield from differing(tables, "events", "event_id", found)


def differing(tables: Tables, name: str, key: str, found: pd.DataFrame) -> Iterator[Problem]:
    """Rows of the table `name` whose counts are not those of `found`, a frame by `key`."""
    frame = tables[name][tables[name][key].isin(found.index)]
    for column in found.columns:
        bad = frame[frame[column].to_numpy() != frame[key].map(found[column]).to_numpy()]
        yield from in_rows(name, f"{column} differs", bad)


def times_of_events(tables: Tables) -> Iterator[Problem]:
    """An event begins with its first article and ends with its last."""
    events = tables["events"]
    times = _held(tables).groupby("event_id")["published_at"]
    for column, found in (("first_seen", times.min()), ("last_seen", times.max())):
        own = found.reindex(events["event_id"]).set_axis(events.index)
        same = (events[column] == own) | (events[column].isna() & own.isna())
        yield from in_rows("events", f"{column} is of none of its articles", events[~same.fillna(False)])
