"""How likely two articles are to cover one event: a logistic model over what they have in common."""

from __future__ import annotations

import numpy as np

from pipeline.events.profiles import Profiles, Vectors
from pipeline.settings import Events

_PAIRS_AT_ONCE, _LIKELY_AT_ONCE = 50_000, 1_000_000
_NEARNESS = 2.0
"""Exponent that makes the most alike of an undated article's pairs count most."""
_SAME_MOMENT_DAYS = 1.0
_MOMENT_FLOOR = 0.01
_APART = 1e7
"""Days between the places of two articles on the axis on which shares are summed: more than any dates are apart."""


def probability(of: Profiles, a: np.ndarray, b: np.ndarray, settings: Events) -> np.ndarray:
    """Probability, 0 to 1, that the articles at positions `a` and `b` cover one event: one value a pair.

    Pass all pairs of an article at once: that of an undated one is also judged by its other pairs.
    """
    title, words = _cosine(of.title, a, b), of.words.similarity(a, b)
    full = settings.lead_weight * _cosine(of.lead, a, b) + settings.title_weight * title + settings.words_weight * words
    short = settings.headline_title_weight * title + settings.headline_words_weight * words
    headline = of.read.headline_only[a] | of.read.headline_only[b]
    content = np.where(headline, settings.headline_bias + short, settings.bias + full)
    outlet = settings.same_outlet_weight * (of.outlet[a] == of.outlet[b])
    return np.asarray(1 / (1 + np.exp(-(content + outlet + _time(of.read.days, a, b, content, settings)))))


def in_parts(of: Profiles, a: np.ndarray, b: np.ndarray, settings: Events) -> np.ndarray:
    """As `probability`, in the memory that some of the pairs take: only those of an undated article and a dated one are
    judged by each other, and these together.
    """
    mixed = np.isnan(of.read.days[a]) != np.isnan(of.read.days[b])
    likely, others = np.zeros(len(a)), np.flatnonzero(~mixed)
    for part in (np.flatnonzero(mixed), *np.array_split(others, max(1, len(others) // _LIKELY_AT_ONCE))):
        likely[part] = probability(of, a[part], b[part], settings)
    return likely


def _time(days: np.ndarray, a: np.ndarray, b: np.ndarray, content: np.ndarray, settings: Events) -> np.ndarray:
    """What the times of publication add to the log odds.

    Whole days, for many dates have no time of day; coverage of one event falls off with the logarithm of days.
    """
    apart = np.floor(np.abs(days[a] - days[b]))
    known = settings.other_day_weight * (apart >= 1) + settings.later_weight * np.log1p(np.maximum(apart - 1, 0))
    unknown = settings.undated_weight + settings.moment_weight * np.log(_moment(days, a, b, content) + _MOMENT_FLOOR)
    return np.where(np.isnan(apart), unknown, known)


def _moment(days: np.ndarray, a: np.ndarray, b: np.ndarray, content: np.ndarray) -> np.ndarray:
    """For a dated and an undated article: the share, 0 to 1, of the undated one's likeness that falls on that date.

    An article was published once: when it resembles those of one week much more than those of another, the latter are
    about another event, however alike. 1 for all other pairs.
    """
    share = np.ones(len(a))
    mixed = np.flatnonzero(np.isnan(days[a]) != np.isnan(days[b]))
    undated = np.where(np.isnan(days[a[mixed]]), a[mixed], b[mixed])
    dated = np.where(undated == a[mixed], b[mixed], a[mixed])
    best = np.full(len(days), -np.inf)
    np.maximum.at(best, undated, content[mixed])
    nearness = np.exp(_NEARNESS * (content[mixed] - best[undated]))
    place = undated * _APART + days[dated]
    order = np.argsort(place, kind="stable")
    running = np.concatenate([[0.0], np.cumsum(nearness[order])])
    until = running[np.searchsorted(place[order], place + _SAME_MOMENT_DAYS, "right")]
    before = running[np.searchsorted(place[order], place - _SAME_MOMENT_DAYS, "left")]
    total = np.bincount(undated, nearness, len(days))[undated]
    share[mixed] = (until - before) / np.maximum(total, 1e-9)
    return np.clip(share, 0, 1)


def _cosine(vectors: Vectors, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    parts = [np.zeros(0, dtype=np.float32)]
    for start in range(0, len(a), _PAIRS_AT_ONCE):
        of_a, of_b = (vectors[side[start : start + _PAIRS_AT_ONCE]] for side in (a, b))
        parts.append(np.einsum("ij,ij->i", of_a, of_b))
    return np.concatenate(parts)
