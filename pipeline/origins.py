"""Wire copies and reprints: articles of one event whose texts are largely the same words come from one origin.

Two texts share an origin when at least half of the five-word shingles of the shorter one stand in the other too
(containment, Broder 1997). Copies of copies belong together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import HashingVectorizer

_SHINGLE_WORDS = 5
_FEWEST_SHINGLES = 20
_CONTAINMENT = 0.5


def assign_origins(texts: Sequence[str]) -> list[int]:
    """For each text of one event the position of the first text of its origin; pass them in order of publication.

    Without a text there is nothing that could be a copy: each headline alone is an origin of its own.
    """
    first_copy: dict[str, int] = {}
    distinct = [
        first_copy.setdefault(text, position) if text.strip() else position for position, text in enumerate(texts)
    ]
    kept = sorted(set(distinct))
    labels = _labels([texts[position] for position in kept]) if len(kept) > 1 else np.zeros(len(kept), dtype=int)
    first_of_label: dict[int, int] = {}
    origin = {
        position: first_of_label.setdefault(int(label), position) for position, label in zip(kept, labels, strict=True)
    }
    return [origin[position] for position in distinct]


def with_origins(
    articles: pd.DataFrame, events: pd.DataFrame, event_articles: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`articles` with their origin, and `events` with the number of their independent origins.

    Only those of `event_articles`, frames of the schema's tables of these names; the others are as they were.
    """
    located = event_articles[["event_id", "article_id"]].merge(articles[["article_id", "published_at", "text"]])
    located = located.sort_values(["event_id", "published_at", "article_id"], na_position="last")
    origins: dict[str, str] = {}
    for _, members in located.groupby("event_id", sort=False):
        ids = members["article_id"].tolist()
        positions = assign_origins(members["text"].tolist()) if len(ids) > 1 else [0]
        origins.update((article_id, ids[position]) for article_id, position in zip(ids, positions, strict=True))
    found = articles["article_id"].map(origins).astype("string").fillna(articles["origin_id"])
    counted = event_articles.assign(origin_id=event_articles["article_id"].map(origins))
    n_origins = events["event_id"].map(counted.groupby("event_id")["origin_id"].nunique()).astype("Int64")
    return articles.assign(origin_id=found), events.assign(n_origins=n_origins.fillna(events["n_origins"]))


def _labels(texts: Sequence[str]) -> np.ndarray:
    vectorizer = HashingVectorizer(
        ngram_range=(_SHINGLE_WORDS, _SHINGLE_WORDS), n_features=2**22, binary=True, norm=None, alternate_sign=False,
        token_pattern=r"(?u)\w+", dtype=np.float32,
    )  # fmt: skip
    shingles = sparse.csr_matrix(vectorizer.transform(texts))
    sizes = np.asarray(shingles.sum(axis=1)).ravel()
    shared = sparse.coo_matrix(shingles @ shingles.T)
    smaller = np.minimum(sizes[shared.row], sizes[shared.col])
    copies = (smaller >= _FEWEST_SHINGLES) & (shared.data >= _CONTAINMENT * smaller)
    graph = sparse.coo_matrix(
        (np.ones(int(copies.sum())), (shared.row[copies], shared.col[copies])), shape=shared.shape
    )
    return np.asarray(connected_components(graph, directed=False)[1])
