"""Floors under the measured accuracy, beside the hashes of the corpora they were measured on.

A figure below its floor fails; one well above it is a reason to raise the floor. The figures themselves are in
docs/method.md. Corpora are read from ../shared and never copied.
"""

import csv
import hashlib
import json
import warnings

import pandas as pd
import pytest

from pipeline import Settings, run_pipeline
from pipeline.embed import VectorCache, encode, load_encoder
from pipeline.evaluate import score_claim_links, score_event_labels
from pipeline.events import group
from pipeline.progress import Silent
from pipeline.runner import read
from tests.conftest import TODAY

CORPORA = {
    "allsides": "2a813772b60bf824ef6d9746d1d51f8a60a5a23213dd853b50ee6c2bc3f7f234",
    "basil": "808f14beedd0181e8ebd022cc1261523c86e89e1c865d976fd4714a257f84b58",
    "ecbplus": "3d68bb54fca89a454401bf28ea08a16355e5f24edd36985fa378d86af44a8df2",
    "uci_headlines": "169e03f8e07c206a848ba66e84242af8484eb0cc57bb6b59a948761f82cd9f67",
}
EVENT_FLOORS = {  # B-cubed F1, pairwise F1
    "allsides": (0.91, 0.80),
    "basil": (0.99, 0.99),
    "ecbplus": (0.90, 0.86),
    "uci_headlines": (0.79, 0.75),
}
CLAIM_FLOORS = {"allsides": 0.56, "basil": 0.58}


@pytest.fixture(scope="module")
def encoder():
    return load_encoder(Settings().embed)


def corpus_folder(shared, corpus):
    folder = shared / "data" / corpus
    found = hashlib.sha256((folder / "articles.jsonl").read_bytes()).hexdigest()
    assert found == CORPORA[corpus], f"{corpus} has changed: measure anew and set its hash and floors together"
    return folder


@pytest.mark.parametrize("corpus", sorted(EVENT_FLOORS))
def test_events(shared, corpus, encoder):
    folder = corpus_folder(shared, corpus)
    settings = Settings()
    articles = read([folder / "articles.jsonl"], settings, Silent(), TODAY)["articles"]
    leads = articles["text"].str.slice(0, settings.embed.lead_characters).tolist()
    cache = VectorCache(None, "none", "", "", encoder.card.dimensions)
    vectors = encode([*leads, *articles["title"].fillna("")], encoder, cache)
    _, members = group(articles, vectors[: len(leads)], vectors[len(leads) :], settings.events)
    source = articles.set_index("article_id")["source_id"]
    event_of = dict(zip(source[members["article_id"]], members["event_id"], strict=True))
    gold = dict(pd.read_csv(folder / "gold_events.csv", dtype=str).itertuples(index=False, name=None))
    scores = score_event_labels(gold, event_of)
    floor, pair_floor = EVENT_FLOORS[corpus]
    assert scores["b3_f1"] >= floor, scores
    assert scores["pair_f1"] >= pair_floor, scores
    if scores["b3_f1"] > floor + 0.03:
        warnings.warn(f"{corpus}: {scores['b3_f1']:.3f} is well above the floor {floor}: raise it", stacklevel=1)


def assert_offsets_hold(run, source):
    """The stored text is the input's own, and every span of the run cuts a sentence or passage out of it."""
    given = {row["id"]: row["text"] for row in map(json.loads, source.open(encoding="utf-8"))}
    articles = run.table("articles")
    assert dict(zip(articles["source_id"], articles["text"], strict=True)) == given
    texts = articles.set_index("article_id")["text"]
    for table in ("claims", "evidence", "quotations", "text_marks"):
        spans = run.table(table)
        words = [texts[row.article_id][row.start : row.end] for row in spans.itertuples()]
        assert [len(found) for found in words] == (spans["end"] - spans["start"]).tolist()
        if table == "claims":
            assert all(found == found.strip() and len(found.split()) >= 3 for found in words)


@pytest.mark.parametrize("corpus", sorted(CLAIM_FLOORS))
def test_claim_links(shared, corpus, tmp_path):
    folder = corpus_folder(shared, corpus)
    with (folder / "gold_claim_links.csv").open(encoding="utf-8") as file:
        wanted = {row[f"id_{side}"] for row in csv.DictReader(file) for side in "ab"}
    source = tmp_path / "articles.jsonl"
    with (folder / "articles.jsonl").open(encoding="utf-8") as file:
        source.write_text("".join(line for line in file if json.loads(line)["id"] in wanted), encoding="utf-8")
    run = run_pipeline([source], tmp_path / "results", Settings(), today=TODAY)
    assert_offsets_hold(run, source)
    scores = score_claim_links(run, folder / "gold_claim_links.csv")
    assert scores["aligned_f1"] >= CLAIM_FLOORS[corpus], scores
