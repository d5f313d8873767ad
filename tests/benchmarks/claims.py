"""What aligning one event takes: python -m tests.benchmarks.claims. Prints Markdown. Needs ../shared.

Events are made of the articles of `scale` that are nearest to one article, cut to about thirty sentences each: first
the event of five articles that a reader waits for, then larger ones. Nothing is cached. Measure on a machine that does
nothing else.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from pipeline import Settings
from pipeline.comparison import STAGES, compare_events
from pipeline.embed import Encoder, VectorCache, load_encoder
from pipeline.engine.local import LocalEngine
from pipeline.progress import Silent
from pipeline.schema import ARTICLES, EVENT_ARTICLES, TEXT_MARKS, conform, empty
from tests.benchmarks import corpora

_CHARACTERS = 4500
"""Of about thirty sentences."""


def main() -> None:
    """Measure and print a table: a row a size."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.claims", description=__doc__)
    parser.add_argument("--sizes", default="5,20,80,300", help="numbers of articles, joined by commas")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "parallax-benchmark")
    options = parser.parse_args()
    encoder = load_encoder(Settings().embed)
    encoder.encode(["The first text makes the model ready."])
    print(f"| articles | claims | {' | '.join(STAGES)} | seconds in all | links |")
    print("|---|" + "---|" * (len(STAGES) + 3))
    for size in map(int, options.sizes.split(",")):
        print(_row(size, _event(size, options.work), encoder, options.repeats), flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"\nPeak memory {peak:.1f} GB; medians of {options.repeats}.")


def _event(size: int, work: Path) -> dict[str, pd.DataFrame]:
    """The tables of one event: an article of `scale` and those nearest to it."""
    corpus = corpora.load(corpora.embedded("scale", work))
    nearest = np.argsort(-(corpus.leads @ corpus.leads[0]), kind="stable")[:size]
    articles = corpus.at(np.sort(nearest)).articles
    articles["text"] = articles["text"].str.slice(0, _CHARACTERS)
    articles["origin_id"] = articles["article_id"]
    members = pd.DataFrame({column.name: None for column in EVENT_ARTICLES.columns}, index=range(size))
    members["event_id"], members["article_id"] = "event", articles["article_id"]
    return {"articles": conform(articles, ARTICLES), "text_marks": empty(TEXT_MARKS), "event_articles": members}


def _row(size: int, tables: dict[str, pd.DataFrame], encoder: Encoder, repeats: int) -> str:
    card = encoder.card
    cache = VectorCache(None, card.name, card.revision, card.precision, card.dimensions)
    runs = []
    for _ in range(repeats):
        before = perf_counter()
        found, seconds = compare_events(tables, encoder, cache, LocalEngine(1), Settings(), Silent())
        runs.append((perf_counter() - before, seconds))
    took, seconds = sorted(runs, key=lambda run: run[0])[len(runs) // 2]
    stages = " | ".join(f"{seconds[stage]:.2f}" for stage in STAGES)
    return f"| {size} | {len(found['claims']):,} | {stages} | {took:.2f} | {len(found['claim_links']):,} |"


if __name__ == "__main__":
    main()
