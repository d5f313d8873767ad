"""Articles to events: copies put together, neighbours compared, groups linked."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.events.likeness import Profiles, probability
from pipeline.events.neighbours import nearest_pairs
from pipeline.events.regroup import Regroup, regrouped
from pipeline.events.tables import event_tables
from pipeline.events.ties import Links, ties
from pipeline.events.words import word_vectors
from pipeline.linkage import average_linkage
from pipeline.schema import EVENT_ARTICLES, EVENTS, empty
from pipeline.settings import Events

_COPY_WORDS, _COPY_CHARACTERS = 100, 1000
_STUB_TITLES = 3


def group(
    articles: pd.DataFrame,
    lead_vectors: np.ndarray,
    title_vectors: np.ndarray,
    settings: Events,
    regroup: Regroup | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `events` and `event_articles` of `articles` (a frame of schema.ARTICLES).

    `lead_vectors` and `title_vectors` are float32, shape (articles, d), of unit length, zero where there is no text or
    title. Every article is in one event; the result does not depend on the order of the rows. Where `regroup` is given,
    the grouping that it makes of the one found here is described in its stead.
    """
    if articles.empty:
        return empty(EVENTS), empty(EVENT_ARTICLES)
    articles = articles.reset_index(drop=True).sort_values(["published_at", "article_id"], na_position="last")
    order = articles.index.to_numpy()
    articles = articles.reset_index(drop=True)
    of = _profiles(articles, lead_vectors[order], title_vectors[order], settings)
    links = _linked(of, _first_copies(articles, of.days, settings.window_days), settings)
    if regroup is not None:
        links = regrouped(links, articles["article_id"].tolist(), regroup)
    return event_tables(articles, of.texts, of.days, of.words, ties(links))


def _profiles(articles: pd.DataFrame, lead: np.ndarray, title: np.ndarray, settings: Events) -> Profiles:
    titles, bodies = articles["title"].fillna(""), articles["text"].str.slice(stop=settings.read_characters)
    no_text = np.asarray(~lead.any(axis=1) | _is_stub(articles))
    no_title = np.asarray(~title.any(axis=1))
    texts = (titles + "\n" + bodies.mask(no_text, "")).tolist()
    times = articles["published_at"].dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    return Profiles(
        texts=texts,
        lead=np.where(no_text[:, None], title, lead),
        title=np.where(no_title[:, None], lead, title),
        words=word_vectors(texts, settings),
        days=(times - np.datetime64(0, "us")) / np.timedelta64(1, "D"),
        outlet=_numbered(articles),
        headline_only=no_text,
    )


def _is_stub(articles: pd.DataFrame) -> np.ndarray:
    """Whether the text is a short one that stands under several headlines: "Subscribe to read on" says nothing."""
    titles_with_text = articles["title"].groupby(articles["text"]).transform("nunique")
    return ((articles["n_words"] < _COPY_WORDS) & (titles_with_text >= _STUB_TITLES)).to_numpy(dtype=bool)


def _numbered(articles: pd.DataFrame) -> np.ndarray:
    """A number for each outlet; articles without one are each of an outlet of their own."""
    numbers, _ = pd.factorize(articles["outlet_id"].where(articles["outlet"].notna()))
    return np.where(numbers < 0, -1 - np.arange(len(articles)), numbers)


def _first_copies(articles: pd.DataFrame, days: np.ndarray, window: float) -> np.ndarray:
    """For each article the position of the first copy of its text within `window` days; its own where it is no copy.

    Long texts that open alike are copies: reprints differ in their last lines. A short text must have the same title
    too: an error page or a line of advertising stands under many headlines.
    """
    seen: dict[tuple[str, str], int] = {}
    first = np.arange(len(articles))
    columns = (articles["title"].fillna(""), articles["text"], articles["n_words"])
    for position, (title, text, n_words) in enumerate(zip(*columns, strict=True)):
        if not title and not text:
            continue
        key = ("", text[:_COPY_CHARACTERS]) if n_words >= _COPY_WORDS else (title, text)
        earlier = seen.setdefault(key, position)
        if days[position] - days[earlier] > window:
            seen[key] = position
        first[position] = seen[key]
    return first


def _linked(of: Profiles, first_copy: np.ndarray, settings: Events) -> Links:
    first, node = np.unique(first_copy, return_inverse=True)
    count = settings.headline_neighbours if of.headline_only.mean() > 0.5 else settings.neighbours
    pairs = nearest_pairs(of.search_vectors(first), of.days[first], settings.window_days, count)
    likely = probability(of, first[pairs.a], first[pairs.b], settings)
    floor = settings.unlisted_share * pairs.least(likely)
    kept = likely >= settings.least_probability
    labels = average_linkage(
        pairs.a[kept], pairs.b[kept], likely[kept], np.bincount(node, minlength=len(first)), floor, settings.threshold
    )
    return Links(first, node, labels, pairs.a, pairs.b, likely)
