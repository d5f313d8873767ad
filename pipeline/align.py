"""Which claims of an event say the same: a score for pairs, links, and groups by average linkage.

The score mixes the cosine of sentence embeddings with the cosine of TF-IDF vectors weighted within the event, where
the words that every article uses count little. Sentences that count the same victims score more: "three are dead" and
"bringing the toll to five" share hardly a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.language.figures import find_figures
from pipeline.language.quantity_words import CUMULATIVE
from pipeline.linkage import average_linkage
from pipeline.records import Alignment, Article, Claim, Group, Link
from pipeline.settings import Align

_BLOCK = 1024
_LEAD_WORDS = range(8, 36)


def align(articles: Sequence[Article], claims: Sequence[Claim], vectors: np.ndarray, settings: Align) -> Alignment:
    """Align the claims of one event.

    `vectors` are the claims' sentence embeddings: float32, unit length, shape (claims, dimensions).
    """
    words = [claim.span.of(articles[claim.article].text) for claim in claims]
    nearest_claim, nearest_score, pairs = _search(words, claims, len(articles), vectors, settings)
    links = tuple(
        Link(int(a), int(b), float(score))
        for a, b, score in zip(pairs.a, pairs.b, pairs.score, strict=True)
        if score >= settings.threshold
    )
    groups = _groups(words, claims, pairs, settings)
    return Alignment(links, groups, nearest_claim, nearest_score)


@dataclass(frozen=True)
class _Pairs:
    a: np.ndarray
    b: np.ndarray
    score: np.ndarray


def _search(
    words: Sequence[str], claims: Sequence[Claim], n_articles: int, vectors: np.ndarray, settings: Align
) -> tuple[np.ndarray, np.ndarray, _Pairs]:
    """For each claim the nearest claim in each article, and the pairs of which one is nearest to the other."""
    n = len(claims)
    article_of = np.array([claim.article for claim in claims], dtype=np.int64)
    columns = [np.flatnonzero(article_of == article) for article in range(n_articles)]
    nearest_claim = np.full((n, n_articles), -1, dtype=np.int32)
    nearest_score = np.zeros((n, n_articles), dtype=np.float32)
    found: set[tuple[int, int]] = set()
    scores: dict[tuple[int, int], float] = {}
    for start, block in _score_blocks(words, vectors, settings):
        rows = np.arange(start, start + len(block))
        for article, members in enumerate(columns):
            if len(members) == 0:
                continue
            within = block[:, members]
            best = within.argmax(axis=1)
            value = within[np.arange(len(rows)), best]
            elsewhere = article_of[rows] != article
            nearest_claim[rows[elsewhere], article] = members[best[elsewhere]]
            nearest_score[rows[elsewhere], article] = value[elsewhere]
            kept = np.flatnonzero(elsewhere & (value >= settings.group_threshold))
            for row in kept:
                i, j = int(rows[row]), int(members[best[row]])
                pair = (min(i, j), max(i, j))
                found.add(pair)
                scores[pair] = float(value[row])
    ordered = sorted(found)
    ends = np.array(ordered, dtype=np.int64).reshape(-1, 2)
    return nearest_claim, nearest_score, _Pairs(ends[:, 0], ends[:, 1], np.array([scores[pair] for pair in ordered]))


def _score_blocks(words: Sequence[str], vectors: np.ndarray, settings: Align) -> Iterator[tuple[int, np.ndarray]]:
    """Rows of the matrix of scores, float32, from 0 to 1, in blocks, so that no event holds it whole."""
    tfidf, counts = _tfidf(words), _counts(words)
    for start in range(0, len(words), _BLOCK):
        rows = slice(start, start + _BLOCK)
        dense = np.clip(vectors[rows] @ vectors.T, 0.0, 1.0)
        lexical = (tfidf[rows] @ tfidf.T).toarray()
        same_count = settings.same_count_bonus * ((counts[rows] @ counts.T).toarray() > 0)
        score = settings.dense_weight * dense + (1.0 - settings.dense_weight) * lexical + same_count
        yield start, np.minimum(score, 1.0).astype(np.float32)


def _counts(words: Sequence[str]) -> sparse.csr_matrix:
    """Which claim counts which of the CUMULATIVE concepts: shape (claims, concepts)."""
    concepts = sorted(CUMULATIVE)
    counted = [frozenset[str]().union(*(figure.counted for figure in find_figures(claim))) for claim in words]
    rows = [(claim, concepts.index(concept)) for claim, found in enumerate(counted) for concept in found & CUMULATIVE]
    shape = (len(words), len(concepts))
    if not rows:
        return sparse.csr_matrix(shape, dtype=np.float32)
    claim, concept = np.array(rows).T
    return sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (claim, concept)), shape=shape)


def _tfidf(words: Sequence[str]) -> sparse.csr_matrix:
    vectorizer = TfidfVectorizer(
        stop_words="english", sublinear_tf=True, dtype=np.float32, token_pattern=r"(?u)\b\w+\b"
    )
    try:
        return sparse.csr_matrix(vectorizer.fit_transform(words))
    except ValueError:  # every claim is made of stop words
        return sparse.csr_matrix((len(words), 1), dtype=np.float32)


def _groups(words: Sequence[str], claims: Sequence[Claim], pairs: _Pairs, settings: Align) -> tuple[Group, ...]:
    """Groups by average linkage; a claim that has no link to another member of its group stands alone.

    Two claims that only the lower group threshold joins are the same in one case of five (BASIL's gold links).
    """
    n = len(claims)
    labels = average_linkage(pairs.a, pairs.b, pairs.score, np.ones(n), np.zeros(n), settings.group_threshold)
    held = (labels[pairs.a] == labels[pairs.b]) & (pairs.score >= settings.threshold)
    linked = np.zeros(n, dtype=bool)
    linked[pairs.a[held]] = linked[pairs.b[held]] = True
    members: dict[tuple[int, int], list[int]] = {}
    for claim, label in enumerate(labels.tolist()):
        members.setdefault((label, -1 if linked[claim] else claim), []).append(claim)
    return tuple(Group(tuple(group), _lead(words, group, pairs)) for group in sorted(members.values()))


def _lead(words: Sequence[str], group: list[int], pairs: _Pairs) -> int:
    """The member that stands for the group: of readable length, most like the others, then shortest, then first.

    The shortest alone would as a rule be the tabloid's: its loaded words, its trimmed quotation.
    """
    likeness = dict.fromkeys(group, 0.0)
    within = np.isin(pairs.a, group) & np.isin(pairs.b, group)
    for a, b, score in zip(pairs.a[within], pairs.b[within], pairs.score[within], strict=True):
        likeness[int(a)] += float(score)
        likeness[int(b)] += float(score)
    readable = [claim for claim in group if len(words[claim].split()) in _LEAD_WORDS]
    return min(readable or group, key=lambda claim: (-round(likeness[claim], 4), len(words[claim]), claim))
