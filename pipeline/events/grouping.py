"""Articles to events: copies put together, neighbours compared, groups linked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from pipeline.events.copies import first_copies
from pipeline.events.likeness import in_parts
from pipeline.events.membership import memberships
from pipeline.events.neighbours import nearest_pairs
from pipeline.events.profiles import Reading, Texts, profiles, read_articles
from pipeline.events.regroup import Regroup, regrouped
from pipeline.events.tables import event_tables
from pipeline.events.ties import Links, ties
from pipeline.linkage import average_linkage
from pipeline.mapping import Mapper, here
from pipeline.schema import EVENT_ARTICLES, EVENTS, empty
from pipeline.settings import Events


def group(
    articles: pd.DataFrame,
    lead_vectors: np.ndarray,
    title_vectors: np.ndarray,
    settings: Events,
    regroup: Regroup | None = None,
    mapper: Mapper = here,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `events` and `event_articles` of `articles` (a frame of schema.ARTICLES).

    `lead_vectors` and `title_vectors` are float32 or float16, shape (articles, d), of unit length, zero where there is
    no text or title; where memory is short they may lie in a file (numpy.memmap). Every article is in one event; the
    result does not depend on the order of the rows. Where `regroup` is given, the grouping that it makes of the one
    found here is described in its stead. Neighbours are searched where `mapper` has it done.
    """
    if articles.empty:
        return empty(EVENTS), empty(EVENT_ARTICLES)
    times = articles[["published_at", "article_id"]].reset_index(drop=True)
    order = times.sort_values(["published_at", "article_id"], na_position="last").index.to_numpy()
    texts = Texts(articles["text"].array, order)
    articles = articles.drop(columns="text").iloc[order].reset_index(drop=True)
    read = read_articles(articles, texts, lead_vectors, settings)
    links = _linked(_compared(articles, read, lead_vectors, title_vectors, settings, mapper), settings)
    if regroup is not None:
        links = regrouped(links, articles["article_id"].tolist(), regroup)
    return event_tables(articles, read, ties(links), memberships(links, settings))


def _compared(
    articles: pd.DataFrame,
    read: Reading,
    lead_vectors: np.ndarray,
    title_vectors: np.ndarray,
    settings: Events,
    mapper: Mapper,
) -> Links:
    """The pairs that were compared, each node a group of its own. The profiles, which are large, live in here only."""
    of = profiles(articles, read, lead_vectors, title_vectors, settings)
    first_copy = first_copies(articles, read, settings.window_days, partial(in_parts, of, settings=settings))
    first, node = np.unique(first_copy, return_inverse=True)
    count = settings.headline_neighbours if read.headline_only.mean() > 0.5 else settings.neighbours
    pairs = nearest_pairs(of.search_vectors(first), read.days[first], settings.window_days, count, mapper)
    likely = in_parts(of, first[pairs.a], first[pairs.b], settings)
    unlisted = settings.unlisted_share * pairs.least(likely)
    return Links(first, node, np.arange(len(first)), pairs.a, pairs.b, likely, unlisted)


def _linked(links: Links, settings: Events) -> Links:
    """`links` with the groups that average linkage makes of the nodes."""
    kept = links.likely >= settings.least_probability
    pairs, weight = (links.a[kept], links.b[kept], links.likely[kept]), np.bincount(links.node)
    return replace(links, group=average_linkage(*pairs, weight, links.unlisted, settings.threshold))
