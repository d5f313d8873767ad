"""Events that the newest run in a folder has compared: the same program with the same settings takes them over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.comparison import EVENT_TABLES
from pipeline.correcting import Tables, spliced, unchanged_events
from pipeline.embed import Encoder, VectorCache
from pipeline.engine import Engine
from pipeline.errors import ParallaxError
from pipeline.files import file_facts
from pipeline.finished import Finished
from pipeline.progress import Progress
from pipeline.settings import Settings
from pipeline.stages import StageTimes, compare_claims, record_comparison
from pipeline.store import StoredRun, runs

_READ = ["article_id", "outlet_id", "origin_id", "published_at", "title", "text", "is_full_text"]
"""What comparing reads of an article, beside its marks."""
_MARKS = ["article_id", "start", "end", "kind"]
_HELD = (*EVENT_TABLES, "event_articles", "text_marks")
"""The tables that are read of an earlier run, beside its articles."""


@dataclass(frozen=True)
class ComparedBefore:
    """The comparison of an earlier run: its tables, and the events of the run at work for which they hold."""

    tables: Tables = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    run_id: str | None = None

    def told(self) -> dict[str, object]:
        """What the manifest says of it."""
        if not self.unchanged:
            return {}
        sizes = self.tables["event_articles"]["event_id"].value_counts()
        return {"run": self.run_id, "events": int((sizes[list(self.unchanged)] > 1).sum())}


def compared_before(results: str | Path, about: Mapping[str, Any], tables: Tables) -> ComparedBefore:
    """What the newest run in `results` has compared of the events in `tables`, which holds articles and marks too.

    `about` is what that run's manifest must say, too: the program with its settings ("made_by") and the "model".
    Nothing is taken over where it says otherwise, or where a file is not as it was written.
    """
    try:
        newest = runs(results)[-1]
        held = newest.manifest
        if any(held.get(key) != value for key, value in about.items()) or not _as_written(newest):
            return ComparedBefore()
        before = {name: newest.table(name) for name in _HELD}
        before["articles"] = newest.table("articles", _READ)
    except (ParallaxError, OSError, IndexError, KeyError, TypeError, AttributeError):
        return ComparedBefore()
    unchanged = unchanged_events(before["event_articles"], tables["event_articles"], _edited(before, tables))
    kept = {name: before[name] for name in (*EVENT_TABLES, "event_articles")}  # the texts are held once during a run
    return ComparedBefore(kept, unchanged, newest.run_id)


def compare_changed(
    tables: Tables,
    before: ComparedBefore,
    encoder: Encoder,
    cache: VectorCache,
    settings: Settings,
    engine: Engine,
    progress: Progress,
    times: StageTimes,
    finished: Finished,
) -> Tables:
    """The tables EVENT_TABLES of the events in `tables`: those compared before as they are, and the others' own."""
    changed = tables["event_articles"][~tables["event_articles"]["event_id"].isin(before.unchanged)]
    part = {"articles": tables["articles"], "text_marks": tables["text_marks"], "event_articles": changed}
    compared, seconds = compare_claims(part, encoder, cache, settings, engine, progress, finished)
    if before.unchanged:
        compared = spliced(before.tables, compared | {"event_articles": changed}, before.unchanged)
    record_comparison(times, compared, seconds)
    return compared


def _as_written(run: StoredRun) -> bool:
    files = [run.file(name) for name in (*_HELD, "articles")]
    return all(run.manifest["files"][file.name] == file_facts(file) for file in files)


def _edited(before: Tables, now: Tables) -> set[str]:
    """Ids of the articles of which comparing would read something else than `before`."""
    marks = _one_sided(before["text_marks"][_MARKS], now["text_marks"][_MARKS])
    return marks | _one_sided(_hashed(before["articles"]), _hashed(now["articles"]))


def _hashed(articles: pd.DataFrame) -> pd.DataFrame:
    """What comparing reads of `articles`, a hash for each text: holding two frames of texts together copies them."""
    return articles[_READ].assign(text=[hash(text) for text in articles["text"]])


def _one_sided(before: pd.DataFrame, now: pd.DataFrame) -> set[str]:
    """Ids of the articles that have a row in one of the frames that is not in the other."""
    both = pd.concat([before.drop_duplicates(), now.drop_duplicates()])
    return set(both.loc[~both.duplicated(keep=False), "article_id"])
