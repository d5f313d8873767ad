"""Which claims say the same: quality and time beside other ways: python -m tests.benchmarks.alignment.

All get the same sentences of the gold events of basil, and the same vectors, and are scored by
../shared/eval/score_claims.py. Every other method has of its thresholds the one that scores best on these very events,
which flatters it; head and cross-encoder of Parallax were trained on them among others, which flatters them more: the
figures that count are those on held-out events (docs/method.md). Prints Markdown and writes the same as JSON.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from sentence_transformers.util import community_detection

from pipeline.comparison import compare_events
from pipeline.embed import Encoder, VectorCache, encode, load_encoder
from pipeline.engine.local import LocalEngine
from pipeline.progress import Silent
from pipeline.runner import read
from pipeline.schema import EVENT_ARTICLES
from pipeline.settings import Align, Settings
from tests.benchmarks.clock import Clock
from tests.benchmarks.corpora import DATA
from tests.benchmarks.report import Found, machine, table, tell

_TODAY = date(2026, 11, 25)
_GOLD = DATA / "basil" / "gold_claim_links.csv"
_SHARES = np.arange(0.10, 0.96, 0.05)
OURS = {
    "Parallax": Align(),
    "Parallax, head alone": Align(reader=""),
    "Parallax, by similarity": Align(reader="", head=""),
}
Pairs = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Event:
    """The sentences of an event: what they say, of which article each is, and their vectors."""

    spans: Sequence[tuple[str, int, int]]
    words: Sequence[str]
    article: np.ndarray
    vectors: np.ndarray

    def across(self) -> Pairs:
        """All pairs of sentences of two articles."""
        a, b = np.triu_indices(len(self.words), 1)
        apart = self.article[a] != self.article[b]
        return a[apart], b[apart]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.alignment", description=__doc__)
    parser.add_argument("--events", type=int, default=0, help="so many events only (default: all)")
    parser.add_argument("--repeats", type=int, default=3, help="of which the median time is told (default: 3)")
    parser.add_argument("--json", type=Path, default=Path("benchmark.json"), help="where the JSON is written")
    options = parser.parse_args()
    tables = _tables(options.events)
    encoder = load_encoder(Settings().embed)
    encoder.encode(["The first text makes the model ready."])
    judge = _Judge(set(tables["articles"]["source_id"]))
    found: dict[str, Found] = {}
    for name, settings in OURS.items():
        runs = [_ours(tables, encoder, settings, judge) for _ in range(options.repeats)]
        found[name] = sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]
    events = _events(tables, encoder)
    for name, peer in PEERS.items():
        runs = [_peer(events, peer, judge) for _ in range(options.repeats)]
        found[name] = sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]
    report = {
        "machine": machine("torch", "sentence-transformers", "rapidfuzz"),
        "events": len(events),
        "sentences": sum(len(event.words) for event in events),
        "methods": found,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    tell(report, _told(report), options.json)


def _tables(n_events: int) -> dict[str, pd.DataFrame]:
    """The tables articles, text_marks and event_articles of basil, grouped as its gold says."""
    tables = read([DATA / "basil" / "articles.jsonl"], Settings(), Silent(), _TODAY)
    event_of = pd.read_csv(DATA / "basil" / "gold_events.csv", dtype=str).set_index("id")["event"]
    articles = tables["articles"].assign(origin_id=tables["articles"]["article_id"])
    event = articles["source_id"].map(event_of)
    kept = event.isin(sorted(set(event_of))[: n_events or None])
    members = pd.DataFrame({column.name: None for column in EVENT_ARTICLES.columns}, index=range(int(kept.sum())))
    members["event_id"], members["article_id"] = event[kept].to_numpy(), articles.loc[kept, "article_id"].to_numpy()
    articles = articles[kept].reset_index(drop=True)
    return {"articles": articles, "text_marks": tables["text_marks"], "event_articles": members}


class _Judge:
    """Scores links by the rule of ../shared/eval/score_claims.py, over the gold links of some articles."""

    def __init__(self, articles: set[str]) -> None:
        spec = spec_from_file_location("score_claims", DATA.parent / "eval" / "score_claims.py")
        assert spec is not None
        assert spec.loader is not None
        self._rule = module_from_spec(spec)
        spec.loader.exec_module(self._rule)
        self._gold = [link for link in self._rule.read(str(_GOLD), "label") if link[0][0] in articles]

    def scores(self, links: Sequence[tuple[tuple[str, int, int], tuple[str, int, int]]]) -> Found:
        """Precision, recall and F1 of links between spans."""
        scores = self._rule.score(self._gold, [(*sorted(link), "same") for link in links])
        return {name: scores[f"aligned_{name}"] for name in ("precision", "recall", "f1")} | {"links": len(links)}


def _compared(tables: dict[str, pd.DataFrame], encoder: Encoder, align: Align) -> tuple[dict[str, pd.DataFrame], Found]:
    card = encoder.card
    cache = VectorCache(None, card.name, card.revision, card.precision, card.dimensions)
    settings = replace(Settings(), align=align, compare=replace(Settings().compare, detectors=()))
    return compare_events(tables, encoder, cache, LocalEngine(1), settings, Silent())


def _spans(tables: dict[str, pd.DataFrame], claims: pd.DataFrame) -> dict[str, tuple[str, int, int]]:
    id_of = tables["articles"].set_index("article_id")["source_id"]
    rows = claims[["claim_id", "article_id", "start", "end"]].itertuples(index=False, name=None)
    return {claim: (id_of[article], int(start), int(end)) for claim, article, start, end in rows}


def _ours(tables: dict[str, pd.DataFrame], encoder: Encoder, align: Align, judge: _Judge) -> Found:
    clock = Clock()
    compared, seconds = _compared(tables, encoder, align)
    spent = clock.read()
    spans, links = _spans(tables, compared["claims"]), compared["claim_links"]
    ends = [(spans[a], spans[b]) for a, b in zip(links["claim_a"], links["claim_b"], strict=True)]
    # The processor's seconds of the stage are told by its share of the clock's: a stage has no counter of its own.
    cpu = spent["cpu_seconds"] * seconds["align"] / spent["seconds"]
    return judge.scores(ends) | {"seconds": seconds["align"], "cpu_seconds": cpu, "setting": "defaults"}


def _events(tables: dict[str, pd.DataFrame], encoder: Encoder) -> list[Event]:
    """The same sentences for the other methods."""
    claims = _compared(tables, encoder, OURS["Parallax, by similarity"])[0]["claims"]
    spans = _spans(tables, claims)
    text_of = tables["articles"].set_index("source_id")["text"]
    found = []
    for _, group in claims.groupby("event_id", sort=True):
        own = [spans[claim] for claim in group["claim_id"]]
        words = [text_of[article][start:end] for article, start, end in own]
        article = np.unique([article for article, _, _ in own], return_inverse=True)[1]
        vectors = encode(words, encoder, VectorCache(None, "", "", "", encoder.card.dimensions))
        found.append(Event(own, words, article, vectors))
    return found


def _peer(events: Sequence[Event], peer: Callable[[Event], Iterator[tuple[str, Pairs]]], judge: _Judge) -> Found:
    """The scores at the best of the peer's settings, and the seconds that it takes for one."""
    links: dict[str, list[Any]] = {}
    clock = Clock()
    for event in events:
        for setting, (a, b) in peer(event):
            pairs = zip(a.tolist(), b.tolist(), strict=True)
            links.setdefault(setting, []).extend((event.spans[one], event.spans[other]) for one, other in pairs)
    spent = clock.read()
    if peer is communities:  # it works anew for each threshold; the others only cut the same scores
        spent = {kind: seconds / len(_SHARES) for kind, seconds in spent.items()}
    scored = [judge.scores(found) | {"setting": setting} for setting, found in links.items()]
    return max(scored, key=lambda scores: scores["f1"]) | spent


def _cut(score: Callable[[Event, np.ndarray, np.ndarray], np.ndarray], event: Event) -> Iterator[tuple[str, Pairs]]:
    """Links from each threshold on."""
    a, b = event.across()
    scores = score(event, a, b)
    for share in _SHARES:
        yield f"from {share:.2f}", (a[scores >= share], b[scores >= share])


def _fuzzy(scorer: Any, event: Event, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A scorer of rapidfuzz, 0 to 1, over all sentences at once."""
    lower = [words.lower() for words in event.words]
    return np.asarray(process.cdist(lower, lower, scorer=scorer)[a, b] / 100)


def _difflib(event: Event, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Shared runs of words, 0 to 1, by the standard library."""
    words = [sentence.lower().split() for sentence in event.words]
    matcher, scores, second = SequenceMatcher(autojunk=False), np.zeros(len(a)), -1
    for number in np.argsort(b, kind="stable").tolist():
        if b[number] != second:  # what it knows of the second sentence is kept for all first ones
            second = int(b[number])
            matcher.set_seq2(words[second])
        matcher.set_seq1(words[a[number]])
        scores[number] = matcher.ratio()
    return scores


def _cosine(event: Event, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray((event.vectors @ event.vectors.T)[a, b])


def communities(event: Event) -> Iterator[tuple[str, Pairs]]:
    """Communities of sentence-transformers: all sentences of two articles in one are linked."""
    for share in _SHARES:
        found = community_detection(event.vectors, threshold=float(share), min_community_size=2, batch_size=1024)
        pairs = [pair for group in found for pair in combinations(sorted(group), 2)]
        a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        apart = event.article[a] != event.article[b]
        yield f"from {share:.2f}", (a[apart], b[apart])


PEERS: dict[str, Callable[[Event], Iterator[tuple[str, Pairs]]]] = {
    "rapidfuzz, token set ratio": partial(_cut, partial(_fuzzy, fuzz.token_set_ratio)),
    "rapidfuzz, token sort ratio": partial(_cut, partial(_fuzzy, fuzz.token_sort_ratio)),
    "difflib, words": partial(_cut, _difflib),
    "cosine of the vectors": partial(_cut, _cosine),
    "community_detection (sentence-transformers)": communities,
}


def _told(report: Found) -> list[str]:
    rows = [["method", "setting", "seconds", "CPU seconds", "links", "precision", "recall", "F1"]]
    for method, found in report["methods"].items():
        spent = [f"{found[name]:.2f}" for name in ("seconds", "cpu_seconds")]
        scores = [f"{found[name]:.3f}" for name in ("precision", "recall", "f1")]
        rows.append([method, found["setting"], *spent, f"{found['links']:,}", *scores])
    counts = f"{report['events']} events, {report['sentences']:,} sentences"
    return [table(rows), f"{counts}; embedding left out; peak memory {report['peak_mb']:,.0f} MB."]


if __name__ == "__main__":
    main()
