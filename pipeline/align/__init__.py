"""Which claims of an event say the same: candidates, a score for each, links, and groups by average linkage.

With the trained head (data/models) the score is the probability that two claims say the same, from some thirty
features of the pair; what it does not rule out is read by a cross-encoder too. The head holds for the encoder it was
trained with; with another one the score is the mix of cosines in `similarity`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.align.head import MODELS, Head, head_for, load_head
from pipeline.align.lead import lead
from pipeline.align.search import Pairs
from pipeline.align.shortlist import Shortlist, shortlist
from pipeline.linkage import average_linkage
from pipeline.records import Alignment, Article, Claim, Group, Link, Tokens
from pipeline.settings import Align

__all__ = ["MODELS", "Head", "Shortlist", "align", "decide", "head_for", "load_head", "shortlist"]


def align(
    articles: Sequence[Article],
    claims: Sequence[Claim],
    vectors: np.ndarray,
    tokens: Sequence[Tokens] | None,
    settings: Align,
    grouped: np.ndarray | None = None,
) -> Alignment:
    """Align the claims of one event without reading any pair: `shortlist`, then `decide`."""
    return decide(articles, claims, shortlist(articles, claims, vectors, tokens, settings), settings, grouped)


def decide(
    articles: Sequence[Article],
    claims: Sequence[Claim],
    listed: Shortlist,
    settings: Align,
    grouped: np.ndarray | None = None,
) -> Alignment:
    """Links and groups of the claims of one event, from its pairs `listed`.

    `grouped`, boolean, shape (claims,), says which claims are grouped, None all; the others are linked only.
    """
    grouped = np.ones(len(claims), dtype=bool) if grouped is None else grouped
    threshold, group_threshold = listed.thresholds(settings)
    pairs = listed.pairs
    links = tuple(
        Link(int(a), int(b), float(score))
        for a, b, score in zip(pairs.a, pairs.b, pairs.score, strict=True)
        if score >= threshold
    )
    words = [claim.span.of(articles[claim.article].text) for claim in claims]
    groups = _groups(words, pairs.among(grouped), grouped, threshold, group_threshold)
    article_of = np.array([claim.article for claim in claims], dtype=np.int64)
    reached = listed.reached(article_of, len(articles))
    return Alignment(links, groups, listed.nearest.claim, listed.nearest.score, reached)


def _groups(
    words: Sequence[str], pairs: Pairs, grouped: np.ndarray, threshold: float, group_threshold: float
) -> tuple[Group, ...]:
    """Groups of the `grouped` claims by average linkage; one without a link to another of its group stands alone.

    Two claims that only the lower group threshold joins are the same in one case of five (BASIL's gold links).
    """
    n = len(words)
    labels = average_linkage(pairs.a, pairs.b, pairs.score, np.ones(n), np.zeros(n), group_threshold)
    held = (labels[pairs.a] == labels[pairs.b]) & (pairs.score >= threshold)
    linked = np.zeros(n, dtype=bool)
    linked[pairs.a[held]] = linked[pairs.b[held]] = True
    members: dict[tuple[int, int], list[int]] = {}
    for claim in np.flatnonzero(grouped).tolist():
        members.setdefault((int(labels[claim]), -1 if linked[claim] else claim), []).append(claim)
    likeness = _likeness(pairs, labels, n)
    return tuple(Group(tuple(group), lead(words, group, likeness)) for group in sorted(members.values()))


def _likeness(pairs: Pairs, labels: np.ndarray, n: int) -> np.ndarray:
    """For each claim the sum of its scores with the other claims of its group."""
    within = labels[pairs.a] == labels[pairs.b]
    ends = np.concatenate([pairs.a[within], pairs.b[within]])
    return np.bincount(ends, weights=np.tile(pairs.score[within], 2), minlength=n)
