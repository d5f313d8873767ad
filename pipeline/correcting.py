"""Corrections in a run: they are replayed on its grouping, told in its tables, and only what they change is redone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.comparison import EVENT_TABLES
from pipeline.corrections import Correction, Replayed, active, append, digest, propose, read, replay
from pipeline.mirror import corrections_of
from pipeline.objects import json_object
from pipeline.progress import Progress
from pipeline.schema import EVENT_ARTICLES, EVENTS, TABLES, conform
from pipeline.store import StoredRun, open_run
from pipeline.versions import joined

Tables = dict[str, pd.DataFrame]
_NOTES = "corrections"
"""Key of `reasons` that holds what corrections say of an article."""
_TOLD = f'"{_NOTES}": ['


def correct(results: Path, action: str, named: Sequence[str], who: str, why: str) -> Correction:
    """Note a correction in the log of the folder `results`, as corrections.propose makes it; no run is made yet.

    Raises CorrectionError as `propose` and `append` do, StoreError where no run is stored.
    """
    proposed = propose(action, named, _present(open_run(results), results), who, why)
    with corrections_of(results):
        return append(results, proposed)


def _present(run: StoredRun, results: Path) -> pd.DataFrame:
    """Which article is in which event by all corrections so far, also those that no run has applied yet."""
    members = run.table("event_articles").merge(run.table("articles", ["article_id", "source_id"]))
    held = active(read(results)[0])
    if digest(held) == run.manifest.get("corrections", {}).get("digest"):
        return members
    own = members.set_index("article_id")["uncorrected_event_id"]
    return members.assign(event_id=replay(own, held).labels.to_numpy())


class Correcting:
    """The corrections of a results folder, replayed on the grouping that events.group hands to it.

    `own_grouping`, article id -> event id, stands in for that grouping: the program's own of an earlier run.
    """

    def __init__(self, results: str | Path, progress: Progress, own_grouping: pd.Series | None = None) -> None:
        """Raises StoreError when the log cannot be read; a line that is no correction is a warning."""
        log, self._warnings = read(results)
        for warning in self._warnings:
            progress.warn(f"warning: {warning}")
        self._held = active(log)
        self._progress = progress
        self._before = own_grouping
        self._after: Replayed | None = None
        self._replayed: dict[str, Any] = {"applied": 0, "warnings": []}

    @property
    def nothing(self) -> bool:
        """Whether the grouping stays as it is found."""
        return not self._held and self._before is None

    @property
    def named(self) -> set[str]:
        """The articles that the corrections name."""
        return set().union(*(correction.named for correction in self._held))

    @property
    def digest(self) -> str:
        """What tells the corrections that hold from others; "" for none."""
        return digest(self._held)

    def part(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Those of `articles` that are grouped: all."""
        return articles

    def outdated(self, results: str | Path) -> bool:
        """Whether corrections were made since these were read."""
        return digest(active(read(results)[0])) != self.digest

    def __call__(self, labels: pd.Series, nearest: Mapping[str, str]) -> pd.Series:
        """The corrected grouping, article id -> event id."""
        self._before = before = labels if self._before is None else self._before.reindex(labels.index)
        self._after = replay(before, self._held, nearest)
        self.recall({"applied": len(self._after.applied), "warnings": list(self._after.warnings)})
        return self._after.labels

    @property
    def replayed(self) -> dict[str, Any]:
        """How many corrections took part in the grouping, and the warnings of their replay."""
        return self._replayed

    def recall(self, replayed: dict[str, Any]) -> None:
        """Note what came of the replay, here or in a stopped run whose grouping is taken over."""
        for warning in replayed["warnings"]:
            self._progress.warn(f"warning: {warning}")
        self._replayed = replayed

    def told(self) -> dict[str, object]:
        """What the manifest says of them."""
        warnings = [*self._warnings, *self._replayed["warnings"]]
        return {
            "held": len(self._held), "applied": self._replayed["applied"], "digest": self.digest, "warnings": warnings,
        }  # fmt: skip

    def tables(self, events: pd.DataFrame, event_articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """`events` and `event_articles`, which group made of the corrected grouping, with its ids and its reasons."""
        if self._before is None or self._after is None:  # there was no article to group
            return events, event_articles
        ids = event_articles["article_id"].map(self._after.labels).astype("string")
        named = dict(zip(event_articles["event_id"], ids, strict=True))
        notes = _notes(self._after.applied)
        members = event_articles.assign(
            event_id=ids,
            uncorrected_event_id=event_articles["article_id"].map(self._before),
            reasons=[
                _with_notes(reasons, notes.get(article, []))
                for article, reasons in zip(event_articles["article_id"], event_articles["reasons"], strict=True)
            ],
        )
        return conform(events.assign(event_id=events["event_id"].map(named)), EVENTS), conform(members, EVENT_ARTICLES)


def _notes(applied: Sequence[Correction]) -> dict[str, list[str]]:
    """For each article the corrections that were made of it, in words."""
    notes: dict[str, list[str]] = defaultdict(list)
    for correction in applied:
        others = correction.named if correction.action == "not_same" else (*correction.articles, *correction.joined_to)
        for article in correction.articles if correction.action == "move" else others:
            notes[article].append(correction.sentence())
    return notes


def _with_notes(reasons: str, notes: list[str]) -> str:
    return json.dumps(json_object(reasons) | {_NOTES: notes}, ensure_ascii=False) if notes else reasons


def is_corrected(members: pd.DataFrame) -> pd.Series:
    """Whether corrections have moved the article of each row of EVENT_ARTICLES, or are told of it."""
    moved = members["event_id"] != members["uncorrected_event_id"]
    return (moved | members["reasons"].str.contains(_TOLD, regex=False)).fillna(False).astype(bool)


def told_otherwise(before: pd.DataFrame, after: pd.DataFrame) -> set[str]:
    """The articles of which other corrections are told in `after` than in `before`, two frames of EVENT_ARTICLES."""
    earlier, now = _told(before), _told(after)
    return {article for article in earlier.keys() | now.keys() if earlier.get(article) != now.get(article)}


def _told(members: pd.DataFrame) -> dict[str, list[str]]:
    told = members[members["reasons"].str.contains(_TOLD, regex=False)]
    notes = (json_object(reasons).get(_NOTES, []) for reasons in told["reasons"])
    return dict(zip(told["article_id"], notes, strict=True))


def unchanged_events(before: pd.DataFrame, after: pd.DataFrame, edited: Collection[str] = ()) -> set[str]:
    """Ids of the events that hold the same articles in `before` as in `after`, two frames of EVENT_ARTICLES.

    Those that hold one of the articles `edited` are not among them.
    """
    both = after[["event_id", "article_id"]].merge(
        before[["event_id", "article_id"]], "left", on="article_id", suffixes=("", "_before")
    )
    held = (both["event_id"] == both["event_id_before"]).fillna(False) & ~both["article_id"].isin(edited)
    same = held.groupby(both["event_id"]).all()
    sizes_before, sizes = before["event_id"].value_counts(), after["event_id"].value_counts()
    return {event for event in same.index[same] if sizes_before[event] == sizes[event]}


def spliced(stored: Tables, compared: Tables, unchanged: set[str]) -> Tables:
    """The tables EVENT_TABLES: the rows of `unchanged` events from `stored`, those of the others from `compared`.

    Both also hold event_articles. The rows come in the order of a run that compared all events.
    """
    tables: Tables = {}
    for name in EVENT_TABLES:
        old, new = stored[name], compared[name]
        event_of_old = _event_of(old, name, stored)
        kept = event_of_old.isin(unchanged).to_numpy()
        rows = pd.concat([old[kept], new], ignore_index=True)
        event = pd.concat([event_of_old[kept], _event_of(new, name, compared)], ignore_index=True)
        tables[name] = conform(rows.loc[event.sort_values(kind="stable").index], TABLES[name])
    return tables


def _event_of(frame: pd.DataFrame, name: str, tables: Tables) -> pd.Series:
    """The event that each row of the table `name` is of."""
    if "event_id" in frame.columns:
        return frame["event_id"]
    key, of = {
        "claim_group_members": ("group_id", "claim_groups"),
        "evidence": ("finding_id", "findings"),
        "quotations": ("article_id", "event_articles"),
    }[name]
    event_of: pd.Series = tables[of].set_index(key)["event_id"]
    return frame[key].map(event_of).astype("string")


def joined_inputs(before: Tables, added: Tables) -> tuple[Tables, set[str]]:
    """The tables that ingest fills, of `before` with what only `added` holds; and the articles that were edited."""
    tables, edited = joined(before, added)
    others = {
        "rejected": pd.concat([before["rejected"], added["rejected"]]).drop_duplicates(),
        "outlets": pd.concat([before["outlets"], added["outlets"]]).drop_duplicates("outlet_id"),
        "outlet_facts": pd.concat([before["outlet_facts"], added["outlet_facts"]]).drop_duplicates(
            ["outlet_id", "fact"]
        ),
    }
    return tables | {name: conform(frame, TABLES[name]) for name, frame in others.items()}, edited
