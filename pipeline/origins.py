"""Wire copies and reprints: articles of one event whose texts are largely the same words come from one origin.

Two texts share an origin when at least half of the five-word shingles of the shorter one stand in the other too
(containment, Broder 1997); a quarter is enough where both credit one news agency. Copies of copies belong together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import HashingVectorizer

from pipeline.language.agencies import credited_agencies

_SHINGLE_WORDS = 5
_FEWEST_SHINGLES = 20
_CONTAINMENT = 0.5
_CREDITED_CONTAINMENT = 0.25
_ABSORBED = 0.75
_BLOCK = 512


def assign_origins(texts: Sequence[str], authors: Sequence[str | None] | None = None) -> list[int]:
    """For each text of one event the position of the first text of its origin; pass them in order of publication.

    Without a text there is nothing that could be a copy: each headline alone is an origin of its own. `authors` are the
    bylines beside the texts, where an agency may be credited.
    """
    first_copy: dict[str, int] = {}
    distinct = [
        first_copy.setdefault(text, position) if text.strip() else position for position, text in enumerate(texts)
    ]
    kept = sorted(set(distinct))
    credits = [credited_agencies(texts[position], authors[position] if authors else None) for position in kept]
    labels = _labels([texts[position] for position in kept], credits) if len(kept) > 1 else np.zeros(len(kept), int)
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
    located = event_articles[["event_id", "article_id"]].merge(
        articles[["article_id", "published_at", "text", "author"]]
    )
    located = located.sort_values(["event_id", "published_at", "article_id"], na_position="last")
    origins: dict[str, str] = {}
    for _, members in located.groupby("event_id", sort=False):
        ids = members["article_id"].tolist()
        authors = [None if pd.isna(author) else str(author) for author in members["author"]]
        positions = assign_origins(members["text"].tolist(), authors) if len(ids) > 1 else [0]
        origins.update((article_id, ids[position]) for article_id, position in zip(ids, positions, strict=True))
    found = articles["article_id"].map(origins).astype("string").fillna(articles["origin_id"])
    counted = event_articles.assign(origin_id=event_articles["article_id"].map(origins))
    n_origins = events["event_id"].map(counted.groupby("event_id")["origin_id"].nunique()).astype("Int64")
    return articles.assign(origin_id=found), events.assign(n_origins=n_origins.fillna(events["n_origins"]))


def _labels(texts: Sequence[str], credits: Sequence[frozenset[str]]) -> np.ndarray:
    vectorizer = HashingVectorizer(
        ngram_range=(_SHINGLE_WORDS, _SHINGLE_WORDS), n_features=2**22, binary=True, norm=None, alternate_sign=False,
        token_pattern=r"(?u)\w+", dtype=np.float32,
    )  # fmt: skip
    shingles = sparse.csr_matrix(vectorizer.transform(texts))
    sizes = np.asarray(shingles.sum(axis=1)).ravel()
    pairs = [np.zeros((2, 0), dtype=np.int64)]
    for one, other, shared in _overlaps(shingles, sizes):
        smaller = np.minimum(sizes[one], sizes[other])
        same_agency = np.array([bool(credits[a] & credits[b]) for a, b in zip(one, other, strict=True)], dtype=bool)
        least = np.where(same_agency, _CREDITED_CONTAINMENT, _CONTAINMENT)
        copies = (smaller >= _FEWEST_SHINGLES) & (shared >= least * smaller)
        pairs.append(np.stack([one[copies], other[copies]]))
    one, other = np.concatenate(pairs, axis=1)
    graph = sparse.coo_matrix((np.ones(len(one)), (one, other)), shape=(len(texts), len(texts)))
    return np.asarray(connected_components(graph, directed=False)[1])


def _overlaps(shingles: sparse.csr_matrix, sizes: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Pairs of texts with the number of shingles that they share, in blocks.

    A text that stands to three quarters in an earlier one is compared with those before it, and then stands for itself
    no more: ten thousand reprints of one dispatch are compared with the dispatch, not with each other. What is lost is
    who took over no more than such a reprint's own words.
    """
    indexed = np.zeros(0, dtype=np.int64)
    for start in range(0, shingles.shape[0], _BLOCK):
        block = np.arange(start, min(start + _BLOCK, shingles.shape[0]))
        for earlier in (indexed, None):
            others = block if earlier is None else earlier
            if len(block) == 0 or len(others) == 0:
                continue
            shared = sparse.coo_matrix(shingles[block] @ shingles[others].T)
            one, other = block[shared.row], others[shared.col]
            kept = (one > other) & (shared.data >= _CREDITED_CONTAINMENT * np.minimum(sizes[one], sizes[other]))
            one, other, count = one[kept], other[kept], shared.data[kept]
            yield one, other, count
            block = np.setdiff1d(block, one[count >= _ABSORBED * sizes[one]])
        indexed = np.concatenate([indexed, block])
