"""How likely two articles are to cover one event: a logistic model over what they have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline import settings
from pipeline.events.words import WordVectors


@dataclass(frozen=True)
class Profiles:
    """What is compared of each article; all by the same positions.

    `lead` and `title`: unit vectors, shape (articles, d), each standing in for the other where one is missing; `words`:
    TF-IDF; `days`: time of publication in days, NaN where unknown; `headline_only`: whether it has no text.
    """

    lead: np.ndarray
    title: np.ndarray
    words: WordVectors
    days: np.ndarray
    headline_only: np.ndarray

    def search_vectors(self) -> np.ndarray:
        """One unit vector an article, lead and title in equal parts, by which neighbours are searched."""
        both = self.lead + self.title
        return (both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)).astype(np.float32)

    def days_apart(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Days between the articles at `a` and at `b`; NaN where a date is unknown."""
        return np.abs(self.days[a] - self.days[b])


def probability(of: Profiles, a: np.ndarray, b: np.ndarray, chosen: settings.Events) -> np.ndarray:
    """Probability, 0 to 1, that the articles at positions `a` and `b` cover one event: one value a pair."""
    lead, title, words = _cosine(of.lead, a, b), _cosine(of.title, a, b), of.words.similarity(a, b)
    full = chosen.bias + chosen.lead_weight * lead + chosen.title_weight * title + chosen.words_weight * words
    short = chosen.headline_bias + chosen.headline_title_weight * title + chosen.headline_words_weight * words
    headline = of.headline_only[a] | of.headline_only[b]
    evidence = np.where(headline, short, full) + _time(of.days_apart(a, b), chosen)
    return np.asarray(1 / (1 + np.exp(-evidence)))


def _time(apart: np.ndarray, chosen: settings.Events) -> np.ndarray:
    """What the days between two articles add to the log odds.

    Whole days, for many dates have no time of day; coverage of one event falls off with the logarithm of days.
    """
    whole = np.floor(apart)
    known = chosen.other_day_weight * (whole >= 1) + chosen.later_weight * np.log1p(np.maximum(whole - 1, 0))
    return np.where(np.isnan(apart), chosen.undated_bias, known)


def _cosine(vectors: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    step = 50_000
    parts = [np.einsum("ij,ij->i", vectors[a[k : k + step]], vectors[b[k : k + step]]) for k in range(0, len(a), step)]
    return np.concatenate([np.zeros(0, dtype=np.float32), *parts])
