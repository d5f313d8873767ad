"""What a day costs that comes to an archive, in grouping: python -m tests.benchmarks.append.

Prints Markdown and writes the same as JSON. Some days of the scored corpus (tests.benchmarks.events) are grouped with
all that was before, once anew and once as `--append` does, and both groupings are compared. Embedding is left out.
Needs ../shared.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline import Settings
from pipeline.adding import Adding
from pipeline.correcting import Correcting
from pipeline.evaluate import score_event_labels
from pipeline.events import group
from pipeline.progress import Silent
from pipeline.settings import Events
from tests.benchmarks import corpora
from tests.benchmarks.clock import Clock

SHARES = (0.5, 0.75, 1.0)
"""How far into the archive the days are that come to it."""
Tables = tuple[pd.DataFrame, pd.DataFrame]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.append", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "parallax-benchmark")
    parser.add_argument("--json", type=Path, default=Path("benchmark.json"), help="where the JSON is written")
    options = parser.parse_args()
    corpus = corpora.load(corpora.scored(options.work))
    days = corpus.articles["published_at"].dt.floor("D")
    dated = days.dropna().sort_values().reset_index(drop=True)
    found = [_measured(corpus, days, dated.iloc[int(share * (len(dated) - 1))]) for share in SHARES]
    options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print("| " + " | ".join(found[0]) + " |\n|" + "---|" * len(found[0]))
    for row in found:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")
    print(f"\nThe same as JSON: {options.json}", file=sys.stderr)


def _measured(corpus: corpora.Corpus, days: pd.Series, day: pd.Timestamp) -> dict[str, Any]:
    """A table's row: the archive up to `day`, to which that day's articles come."""
    earlier = corpus.at(np.flatnonzero((days < day) | days.isna()))
    now = corpus.at(np.flatnonzero((days <= day) | days.isna()))
    settings = Settings().events
    before = dict(
        zip(("events", "event_articles"), group(earlier.articles, earlier.leads, earlier.titles, settings), strict=True)
    )
    clock = Clock()
    _, anew = group(now.articles, now.leads, now.titles, settings)
    whole = clock.read()
    clock = Clock()
    grouped, added = _added(before, now, settings)
    part = clock.read()
    labels = [dict(zip(table["article_id"], table["event_id"], strict=True)) for table in (anew, added)]
    return {
        "day": f"{day:%Y-%m-%d}",
        "articles": len(now.articles),
        "new": len(now.articles) - len(earlier.articles),
        "grouped again": grouped,
        "CPU seconds, anew": round(whole["cpu_seconds"], 2),
        "CPU seconds, appended": round(part["cpu_seconds"], 2),
        "B-cubed F1 of both": round(score_event_labels(*labels)["b3_f1"], 4),
    }


def _added(before: dict[str, pd.DataFrame], now: corpora.Corpus, settings: Events) -> tuple[int, pd.DataFrame]:
    """How many articles are grouped where those of `now` come to `before`, and the table event_articles."""
    with tempfile.TemporaryDirectory() as none:
        adding = Adding(before, now.articles, (), Correcting(none, Silent()), settings)
    part = adding.part(now.articles)
    at = part.index.to_numpy()
    made = group(part.reset_index(drop=True), now.leads[at], now.titles[at], settings, adding)
    return len(part), adding.tables(*made)[1]


if __name__ == "__main__":
    main()
