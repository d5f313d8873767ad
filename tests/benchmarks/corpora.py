"""The corpora of the benchmark: real articles, and as many made of them as are asked for.

All is made from ../shared, whose texts belong to their publishers, and kept in a working folder outside the project.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd
import pyarrow as pa

from pipeline import Settings
from pipeline.embed import VectorCache, encode, load_encoder
from pipeline.progress import Silent
from pipeline.runner import read
from pipeline.schema import ARTICLES, conform

DATA = Path(__file__).parent.parent.parent.parent / "shared" / "data"
ARTICLES_A_DAY = 20_000
_TODAY = date(2026, 11, 25)
_FIRST_DAY = pd.Timestamp("2024-01-01", tz="UTC")
_TURNED, _NOISE = 1.0, 0.25
_TEXT_CHARACTERS = 4000
_ARTICLES = "articles.arrow"


@dataclass(frozen=True)
class Corpus:
    """Articles (a frame of schema.ARTICLES) and the vectors of their leads and titles, shape (articles, d): float32, or
    float16 in a file.
    """

    articles: pd.DataFrame
    leads: np.ndarray
    titles: np.ndarray

    def at(self, positions: np.ndarray) -> Corpus:
        """The articles at `positions`, vectors as float32."""
        articles = self.articles.iloc[positions].reset_index(drop=True)
        return Corpus(articles, *(vectors[positions].astype(np.float32) for vectors in (self.leads, self.titles)))


def load(folder: Path) -> Corpus:
    """The corpus in `folder`; texts and vectors, float16, stay in their files, mapped into memory."""
    with pa.memory_map(str(folder / _ARTICLES)) as file:
        articles = conform(pa.ipc.open_file(file).read_all().to_pandas(), ARTICLES)
    return Corpus(articles, *(np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("leads", "titles")))


def corpus_of(n: int, work: Path) -> Path:
    """The folder with a corpus of `n` articles: real ones, drawn at random, where there are enough; else made ones."""
    everything = embedded("scale", work)
    base = load(everything)
    n_real = len(base.articles)
    folder = work / f"{'real' if n <= n_real else 'made'}-{n}"
    if not (folder / _ARTICLES).exists():
        if n <= n_real:
            _keep(base.at(np.sort(np.random.default_rng(0).permutation(n_real)[:n])), folder)
        else:
            _make(base, n, folder)
    return folder


def scored(work: Path) -> Path:
    """The folder with the articles of allsides, whose events are known, among all others of scale."""
    folder = work / "scored"
    if not (folder / _ARTICLES).exists():
        known, others = load(embedded("allsides", work)), load(embedded("scale", work))
        others = others.at(np.flatnonzero(~others.articles["url"].isin(known.articles["url"])))
        articles = pd.concat([known.articles, others.articles], ignore_index=True)
        vectors = (np.concatenate(parts) for parts in ((known.leads, others.leads), (known.titles, others.titles)))
        _keep(Corpus(articles, *vectors), folder)
    return folder


def gold() -> dict[str, str]:
    """The event of each article of allsides, by its source's id."""
    frame = pd.read_csv(DATA / "allsides" / "gold_events.csv", dtype=str)
    return dict(frame.itertuples(index=False, name=None))


def embedded(name: str, work: Path) -> Path:
    """The folder with all articles of a corpus of ../shared. Embedding them takes minutes, the first time."""
    folder = work / name
    if not (folder / _ARTICLES).exists():
        settings = Settings()
        articles = read(sorted((DATA / name).glob("articles.jsonl*")), settings, Silent(), _TODAY)["articles"]
        encoder = load_encoder(settings.embed)
        card = encoder.card
        cache = VectorCache(work / "cache", card.name, card.revision, card.precision, card.dimensions)
        leads = articles["text"].str.lstrip().str.slice(stop=settings.embed.lead_characters).tolist()
        vectors = encode([*leads, *articles["title"].fillna("")], encoder, cache)
        _keep(Corpus(articles, vectors[: len(leads)], vectors[len(leads) :]), folder)
    return folder


def _keep(corpus: Corpus, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "leads.npy", corpus.leads.astype(np.float16))
    np.save(folder / "titles.npy", corpus.titles.astype(np.float16))
    _write(iter([corpus.articles]), folder)


def _write(frames: Iterator[pd.DataFrame], folder: Path) -> None:
    """The articles of `frames` as one file, which is there when it is whole."""
    writing = folder / f"{_ARTICLES}.writing"
    first = pa.Table.from_pandas(next(frames), preserve_index=False)
    with pa.ipc.new_file(writing, first.schema) as writer:
        writer.write_table(first)
        for frame in frames:
            writer.write_table(pa.Table.from_pandas(frame, preserve_index=False))
    writing.rename(folder / _ARTICLES)


def _make(base: Corpus, n: int, folder: Path) -> None:
    """`n` articles: the real ones again and again, each time with other words and turned vectors, 20,000 a day."""
    folder.mkdir(parents=True, exist_ok=True)
    shape = (n, base.leads.shape[1])
    vectors = [
        np.lib.format.open_memmap(folder / f"{name}.npy", "w+", np.float16, shape) for name in ("leads", "titles")
    ]

    def articles() -> Iterator[pd.DataFrame]:
        written = 0
        for copy in _copies(base, n):
            end = written + len(copy.articles)
            vectors[0][written:end], vectors[1][written:end], written = copy.leads, copy.titles, end
            yield copy.articles

    _write(articles(), folder)


def _copies(base: Corpus, n: int) -> Iterator[Corpus]:
    """Copies of `base`, whose order of publication is stretched over n / 20,000 days: the days are full, and what the
    real articles have in common stays near in time.
    """
    random = np.random.default_rng(0)
    order = base.articles["published_at"].argsort().to_numpy()
    base, n_base = base.at(order), len(order)
    for number, first in enumerate(range(0, n, n_base)):
        drawn = np.sort(random.permutation(n_base)[: min(n_base, n - first)])
        copy = base.at(drawn)
        days = (drawn + random.uniform(size=len(drawn))) / n_base * n / ARTICLES_A_DAY
        articles = copy.articles.assign(
            article_id=[f"{number:04d}-{place:06d}" for place in drawn],
            published_at=(_FIRST_DAY + pd.to_timedelta(days, "D")).astype(base.articles["published_at"].dtype),
            title=_reworded(copy.articles["title"].fillna(""), number),
            text=_reworded(copy.articles["text"].str.slice(stop=_TEXT_CHARACTERS), number),
        )
        yield Corpus(conform(articles, ARTICLES), *_turned(copy.leads, copy.titles, number, random))


def _turned(leads: np.ndarray, titles: np.ndarray, number: int, random: np.random.Generator) -> list[np.ndarray]:
    """The vectors, each moved by one in a direction of this copy and by a quarter at random; of unit length again.

    Within a copy the cosines stay nearly as they were; between copies they fall to half.
    """
    if number == 0:
        return [leads, titles]
    d = leads.shape[1]
    turn = np.linalg.qr(random.normal(size=(d, d)))[0].astype(np.float32)
    noise = random.standard_normal(leads.shape, dtype=np.float32) * np.float32(_NOISE / np.sqrt(d))
    moved = [(part + _TURNED * part @ turn + noise) * part.any(axis=1, keepdims=True) for part in (leads, titles)]
    return [part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-9) for part in moved]


class _Rewording(dict[str, str]):
    """Three of four longer words get an ending that is this copy's own: names and things are others in each."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._ending = "".join(chr(ord("a") + int(digit)) for digit in str(number))

    def __missing__(self, word: str) -> str:
        changed = word.isalpha() and len(word) > 3 and crc32(word.lower().encode()) % 4
        self[word] = new = word + self._ending if changed else word
        return new


def _reworded(texts: pd.Series, number: int) -> list[str]:
    if number == 0:
        return texts.tolist()
    word = _Rewording(number)
    return [" ".join([word[part] for part in text.split(" ")]) for text in texts]
