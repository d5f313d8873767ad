"""Which claims of an event say the same: candidates, a score for each, links, and groups by average linkage.

With the trained head (data/models) the score is the probability that two claims say the same, from some thirty
features of the pair. The head holds for the encoder it was trained with; with another one the score is the mix of
cosines in `similarity`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.align.features import pair_features
from pipeline.align.head import Head, head_for, load_head
from pipeline.align.search import Nearest, Pairs, candidates, nearest_claims
from pipeline.align.similarity import Similarity
from pipeline.linkage import average_linkage
from pipeline.records import Alignment, Article, Claim, Group, Link, Tokens
from pipeline.settings import Align

__all__ = ["Head", "align", "head_for", "load_head"]

_LEAD_WORDS = range(8, 36)


def align(
    articles: Sequence[Article],
    claims: Sequence[Claim],
    vectors: np.ndarray,
    tokens: Sequence[Tokens] | None,
    settings: Align,
) -> Alignment:
    """Align the claims of one event.

    `vectors` are the claims' sentence embeddings: float32, unit length, shape (claims, dimensions). `tokens` are their
    words' embeddings as the head reads them; None leaves the head out.
    """
    words = [claim.span.of(articles[claim.article].text) for claim in claims]
    article_of = np.array([claim.article for claim in claims], dtype=np.int64)
    similarity = Similarity(words, vectors, settings)
    nearest = nearest_claims(similarity, article_of, len(articles))
    if tokens is None:
        pairs, threshold, group_threshold = _of_nearest(nearest, settings)
    else:
        pairs = _by_head(words, article_of, similarity, tokens, settings)
        threshold, group_threshold = settings.head_threshold, settings.head_group_threshold
    links = tuple(
        Link(int(a), int(b), float(score))
        for a, b, score in zip(pairs.a, pairs.b, pairs.score, strict=True)
        if score >= threshold
    )
    groups = _groups(words, pairs, len(claims), threshold, group_threshold)
    return Alignment(links, groups, nearest.claim, nearest.score)


def _of_nearest(nearest: Nearest, settings: Align) -> tuple[Pairs, float, float]:
    """Pairs of which one is nearest to the other, by similarity."""
    return nearest.pairs(settings.group_threshold), settings.threshold, settings.group_threshold


def _by_head(
    words: Sequence[str], article_of: np.ndarray, similarity: Similarity, tokens: Sequence[Tokens], settings: Align
) -> Pairs:
    """Candidate pairs with the head's probability that they say the same.

    Two claims that count the same victims keep their similarity where it is higher: tolls that differ are rare in what
    the head was trained on, and are what a reader wants side by side. Such a link is never called more than possible.
    """
    a, b = candidates(similarity, article_of, settings.candidates)
    if len(a) == 0:
        return Pairs(a, b, np.zeros(0))
    features = pair_features(words, article_of, similarity, tokens, a, b)
    score = load_head(settings.head).probability(features)
    counts = similarity.same_count(a, b)
    alike = similarity.mixed(a[counts], b[counts]) + settings.same_count_bonus
    score[counts] = np.maximum(score[counts], np.minimum(alike, settings.likely - 0.01))
    return Pairs(a, b, score)


def _groups(words: Sequence[str], pairs: Pairs, n: int, threshold: float, group_threshold: float) -> tuple[Group, ...]:
    """Groups by average linkage; a claim that has no link to another member of its group stands alone.

    Two claims that only the lower group threshold joins are the same in one case of five (BASIL's gold links).
    """
    labels = average_linkage(pairs.a, pairs.b, pairs.score, np.ones(n), np.zeros(n), group_threshold)
    held = (labels[pairs.a] == labels[pairs.b]) & (pairs.score >= threshold)
    linked = np.zeros(n, dtype=bool)
    linked[pairs.a[held]] = linked[pairs.b[held]] = True
    members: dict[tuple[int, int], list[int]] = {}
    for claim, label in enumerate(labels.tolist()):
        members.setdefault((label, -1 if linked[claim] else claim), []).append(claim)
    likeness = _likeness(pairs, labels, n)
    return tuple(Group(tuple(group), _lead(words, group, likeness)) for group in sorted(members.values()))


def _likeness(pairs: Pairs, labels: np.ndarray, n: int) -> np.ndarray:
    """For each claim the sum of its scores with the other claims of its group."""
    within = labels[pairs.a] == labels[pairs.b]
    ends = np.concatenate([pairs.a[within], pairs.b[within]])
    return np.bincount(ends, weights=np.tile(pairs.score[within], 2), minlength=n)


def _lead(words: Sequence[str], group: list[int], likeness: np.ndarray) -> int:
    """The member that stands for the group: of readable length, most like the others, then shortest, then first.

    The shortest alone would as a rule be the tabloid's: its loaded words, its trimmed quotation.
    """
    readable = [claim for claim in group if len(words[claim].split()) in _LEAD_WORDS]
    return min(readable or group, key=lambda claim: (-round(float(likeness[claim]), 4), len(words[claim]), claim))
