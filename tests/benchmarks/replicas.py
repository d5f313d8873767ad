"""A large run made of a small one: its tables again and again, each time with ids, outlets and days of its own.

What the app reads is as large and as linked as in a real run of that size: every text has an ending of its own, or the
files would hold it once for all copies. It is stored through pipeline.store, which holds every table to its schema.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.schema import TABLES
from pipeline.store import StoredRun, open_run, publish

ARTICLES_A_DAY = 400
EDITIONS = 5
"""Copies that have outlets of their own; the next ones have the same again."""
_FIRST_DAY = pd.Timestamp("2024-01-01", tz="UTC")
_IDS = {
    "article_id", "origin_id", "event_id", "uncorrected_event_id", "alias_id", "claim_id", "lead_claim_id", "claim_a",
    "claim_b", "group_id", "nearest_claim_id", "other_article_id", "other_event_id", "finding_id", "group",
}  # fmt: skip
_WORDS = ("title", "url", "text", "content_sha256")
_ID_IN_JSON = re.compile(r'"([ace][0-9a-f]{16})"')
_TIMES = {"articles": ("published_at",), "events": ("first_seen", "last_seen")}
Tables = dict[str, pd.DataFrame]


def replicated(run: StoredRun, n: int, folder: Path) -> Path:
    """The results folder `folder` with a run of `n` articles, made of `run` where it is not there yet.

    The last copy is cut at whole events, so that a few articles may be missing.
    """
    if not folder.is_dir():
        tables = {name: run.table(name) for name in TABLES}
        size = len(tables["articles"])
        copies = [_copy(tables, number) for number in range(-(-n // size))]
        copies[-1] = _cut(copies[-1], n - size * (len(copies) - 1))
        whole = {name: pd.concat([copy[name] for copy in copies], ignore_index=True) for name in TABLES}
        for name in ("outlets", "outlet_facts"):
            whole[name] = whole[name].drop_duplicates(list(TABLES[name].key), ignore_index=True)
        counts = {name: len(frame) for name, frame in whole.items()}
        del copies
        publish(folder, run.run_id, _spread(whole), run.manifest | {"counts": counts})
    return open_run(folder).path.parent


def _copy(tables: Tables, number: int) -> Tables:
    """The tables with ids of this copy and outlets of its edition; the first copy is as it was."""
    copy = {name: frame.copy() for name, frame in tables.items()}
    if number == 0:
        return copy
    edition = number % EDITIONS
    for column in _WORDS:
        copy["articles"][column] = copy["articles"][column] + f" {number}"
    copy["events"]["title"] = copy["events"]["title"] + f" {number}"
    for frame in copy.values():
        for column in _IDS.intersection(frame.columns):
            frame[column] = frame[column] + f"-{number}"
        if edition and "outlet_id" in frame.columns:
            frame["outlet_id"] = frame["outlet_id"] + f"-{edition}"
    if edition:
        copy["outlets"]["name"] = copy["outlets"]["name"] + f" {edition + 1}"
    for name, column in (("event_articles", "reasons"), ("findings", "detail")):
        told = [_told(text, number, edition) for text in copy[name][column]]
        copy[name][column] = pd.Series(told, dtype=copy[name][column].dtype)
    return copy


def _told(text: str, number: int, edition: int) -> str:
    """What a JSON column tells, with the ids and the outlet of the copy."""
    told: dict[str, Any] = json.loads(_ID_IN_JSON.sub(rf'"\1-{number}"', text))
    if edition and "outlet_id" in told:
        told["outlet_id"] = f"{told['outlet_id']}-{edition}"
    return json.dumps(told, ensure_ascii=False)


def _cut(tables: Tables, n: int) -> Tables:
    """The first events that have at most `n` articles together, with all that belongs to them."""
    sizes = tables["events"]["n_articles"].cumsum()
    kept = {"event_id": set(tables["events"].loc[sizes <= n, "event_id"])}
    members = tables["event_articles"]
    kept["article_id"] = set(members.loc[members["event_id"].isin(kept["event_id"]), "article_id"])
    for table, key in (("claim_groups", "group_id"), ("findings", "finding_id")):
        of_event = tables[table]["event_id"].isin(kept["event_id"])
        kept[key] = set(tables[table].loc[of_event, key])
    cut = {}
    for name, frame in tables.items():
        column = next((key for key in kept if key in frame.columns), None)
        cut[name] = frame[frame[column].isin(kept[column])] if column else frame
    return cut


def _spread(tables: Tables) -> Tables:
    """The tables with the events in turn over as many days as 400 articles a day fill; within one, times stay apart."""
    events = tables["events"]
    days = len(tables["articles"]) / ARTICLES_A_DAY
    order = events["event_id"].sample(frac=1, random_state=0).reset_index(drop=True)
    begin = pd.Series(_FIRST_DAY + pd.to_timedelta(order.index / len(order) * days, "D"), index=order)
    moved = (events["event_id"].map(begin) - events["first_seen"]).set_axis(events["event_id"])
    of_article = tables["event_articles"].set_index("article_id")["event_id"]
    keys = {"articles": tables["articles"]["article_id"].map(of_article), "events": events["event_id"]}
    for name, columns in _TIMES.items():
        for column in columns:
            times = tables[name][column]
            tables[name][column] = (times + keys[name].map(moved)).astype(times.dtype)
    return tables
