"""The development corpora with their gold events, held to the hashes that figures were measured on."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline import Settings
from pipeline.embed import VectorCache, encode
from pipeline.progress import Silent
from pipeline.runner import read
from tests.conftest import TODAY

CORPORA = {
    "allsides": "2a813772b60bf824ef6d9746d1d51f8a60a5a23213dd853b50ee6c2bc3f7f234",
    "basil": "808f14beedd0181e8ebd022cc1261523c86e89e1c865d976fd4714a257f84b58",
    "ecbplus": "3d68bb54fca89a454401bf28ea08a16355e5f24edd36985fa378d86af44a8df2",
    "uci_headlines": "169e03f8e07c206a848ba66e84242af8484eb0cc57bb6b59a948761f82cd9f67",
}


@dataclass(frozen=True)
class Corpus:
    """Articles, the vectors of their leads and titles, and the gold event of each, all in the same order."""

    name: str
    articles: pd.DataFrame
    leads: np.ndarray
    titles: np.ndarray
    gold: pd.Series

    def part(self, kept: np.ndarray, name: str) -> "Corpus":
        """The articles where `kept` is true."""
        articles, gold = (frame[kept].reset_index(drop=True) for frame in (self.articles, self.gold))
        return Corpus(name, articles, self.leads[kept], self.titles[kept], gold)


def corpus_folder(shared: Path, name: str) -> Path:
    """The folder of the corpus `name`; fails where its articles are not those that were measured."""
    folder = shared / "data" / name
    found = hashlib.sha256((folder / "articles.jsonl").read_bytes()).hexdigest()
    assert found == CORPORA[name], f"{name} has changed: measure anew and set its hash and floors together"
    return folder


def load_corpus(shared: Path, name: str, encoder, cache: Path | None = None) -> Corpus:
    """The corpus `name`, read and encoded by the default settings; vectors are kept in the folder `cache`."""
    settings, folder = Settings(), corpus_folder(shared, name)
    articles = read([folder / "articles.jsonl"], settings, Silent(), TODAY)["articles"]
    leads = articles["text"].str.lstrip().str.slice(0, settings.embed.lead_characters).tolist()
    card = encoder.card
    kept = VectorCache(cache, card.name, card.revision, card.precision, card.dimensions)
    vectors = encode([*leads, *articles["title"].fillna("")], encoder, kept)
    gold = dict(pd.read_csv(folder / "gold_events.csv", dtype=str).itertuples(index=False, name=None))
    return Corpus(name, articles, vectors[: len(leads)], vectors[len(leads) :], articles["source_id"].map(gold))
