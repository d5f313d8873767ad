"""Articles to events: copies put together, neighbours compared, groups linked."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from pipeline.events.copies import first_copies
from pipeline.events.likeness import in_parts
from pipeline.events.membership import memberships
from pipeline.events.neighbours import nearest_pairs
from pipeline.events.profiles import Profiles, Texts, profiles
from pipeline.events.regroup import Regroup, regrouped
from pipeline.events.tables import event_tables
from pipeline.events.ties import Links, ties
from pipeline.linkage import average_linkage
from pipeline.schema import EVENT_ARTICLES, EVENTS, empty
from pipeline.settings import Events


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
    times = articles[["published_at", "article_id"]].reset_index(drop=True)
    order = times.sort_values(["published_at", "article_id"], na_position="last").index.to_numpy()
    texts = Texts(articles["text"].array, order)
    articles = articles.drop(columns="text").iloc[order].reset_index(drop=True)
    of = profiles(articles, texts, lead_vectors, title_vectors, settings)
    likely = partial(in_parts, of, settings=settings)
    links = _linked(of, first_copies(articles, of, settings.window_days, likely), settings)
    if regroup is not None:
        links = regrouped(links, articles["article_id"].tolist(), regroup)
    return event_tables(articles, of, ties(links), memberships(links, settings))


def _linked(of: Profiles, first_copy: np.ndarray, settings: Events) -> Links:
    first, node = np.unique(first_copy, return_inverse=True)
    count = settings.headline_neighbours if of.headline_only.mean() > 0.5 else settings.neighbours
    pairs = nearest_pairs(of.search_vectors(first), of.days[first], settings.window_days, count)
    likely = in_parts(of, first[pairs.a], first[pairs.b], settings)
    floor = settings.unlisted_share * pairs.least(likely)
    kept = likely >= settings.least_probability
    labels = average_linkage(
        pairs.a[kept], pairs.b[kept], likely[kept], np.bincount(node, minlength=len(first)), floor, settings.threshold
    )
    return Links(first, node, labels, pairs.a, pairs.b, likely, floor)
