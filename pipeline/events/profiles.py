"""What is compared of each article; only what takes much memory is not copied, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.events.word_vectors import WordVectors, word_vectors
from pipeline.events.words import Words, read_words
from pipeline.settings import Events

LONG_WORDS = 100
"""Words from which a text is a long one: shorter ones may stand under many headlines."""
_STUB_TITLES = 3
_AT_ONCE = 50_000


@dataclass(frozen=True)
class Texts:
    """The texts of articles in another order, at a position `kept[order[position]]` without what is blank before it."""

    kept: pd.api.extensions.ExtensionArray
    order: np.ndarray

    def __getitem__(self, position: int) -> str:
        """The text of the article at `position`."""
        return str(self.kept[self.order[position]]).lstrip()

    def __iter__(self) -> Iterator[str]:
        """All texts in order."""
        return (str(self.kept[place]).lstrip() for place in self.order)


@dataclass(frozen=True)
class Vectors:
    """Vectors of articles in another order, that of `kept[order[position]]`; of `instead` where it is `missing`.

    What is kept may be float16 and lie in a file (numpy.memmap); what is read is float32.
    """

    kept: np.ndarray
    instead: np.ndarray
    missing: np.ndarray
    order: np.ndarray

    def __getitem__(self, positions: np.ndarray) -> np.ndarray:
        """The vectors at `positions`, a copy, shape (positions, d)."""
        # The pairs of an article come one after the other: each vector is read once.
        distinct, at = np.unique(positions, return_inverse=True)
        missing = self.missing[distinct]
        found = self.kept[self.order[distinct]].astype(np.float32, copy=False)
        found[missing] = self.instead[self.order[distinct[missing]]]
        return np.asarray(found[at])


@dataclass(frozen=True)
class Reading:
    """What is read of each article; all by the same positions.

    `texts`: whole texts; `words`: of the title and the head of the text; `days`: time of publication in days, NaN where
    unknown; `headline_only`: whether the article has no text of its own.
    """

    texts: Texts
    words: Words
    days: np.ndarray
    headline_only: np.ndarray


@dataclass(frozen=True)
class Profiles:
    """What is compared of each article; all by the same positions.

    `lead` and `title`: unit vectors, each standing in for the other where one is missing; `words`: TF-IDF; `outlet`: a
    number an outlet.
    """

    read: Reading
    lead: Vectors
    title: Vectors
    words: WordVectors
    outlet: np.ndarray

    def search_vectors(self, at: np.ndarray) -> np.ndarray:
        """One unit vector for each article of `at`, lead and title in equal parts, by which neighbours are searched."""
        found = np.empty((len(at), self.lead.kept.shape[1]), dtype=np.float32)
        for start in range(0, len(at), _AT_ONCE):
            both = self.lead[at[start : start + _AT_ONCE]] + self.title[at[start : start + _AT_ONCE]]
            found[start : start + _AT_ONCE] = both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
        return found


def read_articles(articles: pd.DataFrame, texts: Texts, lead: np.ndarray, settings: Events) -> Reading:
    """What is read of `articles`, in order of publication; `lead` is in the order of the kept texts."""
    no_text = ~np.asarray(lead.any(axis=1))[texts.order] | _is_stub(articles, texts)
    read = (
        f"{heading}\n{'' if missing else text[: settings.read_characters]}"
        for heading, text, missing in zip(articles["title"].fillna(""), texts, no_text, strict=True)
    )
    times = articles["published_at"].dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    days = (times - np.datetime64(0, "us")) / np.timedelta64(1, "D")
    return Reading(texts, read_words(read), days, no_text)


def profiles(articles: pd.DataFrame, read: Reading, lead: np.ndarray, title: np.ndarray, settings: Events) -> Profiles:
    """The profiles of `articles`, in order of publication; `lead` and `title` are in the order of the kept texts."""
    order = read.texts.order
    return Profiles(
        read=read,
        lead=Vectors(lead, title, read.headline_only, order),
        title=Vectors(title, lead, ~np.asarray(title.any(axis=1))[order], order),
        words=word_vectors(read.words, settings),
        outlet=_numbered(articles),
    )


def _is_stub(articles: pd.DataFrame, texts: Texts) -> np.ndarray:
    """Whether the text is a short one that stands under several headlines: "Subscribe to read on" says nothing."""
    short = np.flatnonzero(articles["n_words"] < LONG_WORDS)
    text = pd.Series([texts[position] for position in short.tolist()], dtype="string")
    titles_with_text = articles["title"].iloc[short].reset_index(drop=True).groupby(text).transform("nunique")
    stub = np.zeros(len(articles), dtype=bool)
    stub[short] = titles_with_text >= _STUB_TITLES
    return stub


def _numbered(articles: pd.DataFrame) -> np.ndarray:
    """A number for each outlet, known by name or address; articles without one are each of an outlet of their own."""
    known = articles["outlet"].notna() | articles["url"].notna()
    numbers, _ = pd.factorize(articles["outlet_id"].where(known))
    return np.where(numbers < 0, -1 - np.arange(len(articles)), numbers)
