"""Figures of a head: precision, recall and F1 of links as the scorer counts them, reliability, calibration error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.train.gold_links import GoldEvent

_Scored = tuple[GoldEvent, np.ndarray, np.ndarray, np.ndarray]
_THRESHOLDS = np.arange(0.1, 0.9, 0.025)


class LinkCounts:
    """Pairs of claims with probabilities, against the gold links of their events."""

    def __init__(self, scored: Sequence[_Scored]) -> None:
        self._scored = scored

    def at(self, threshold: float) -> tuple[float, float, float]:
        """Precision, recall and F1 of the links of at least `threshold`; pairs that are only part are left out."""
        right = wrong = found = wanted = 0
        for gold, a, b, probability in self._scored:
            kept = probability >= threshold
            labels = gold.labels(a[kept], b[kept])
            right, wrong = right + int((labels > 1).sum()), wrong + int((labels == 0).sum())
            linked = set(zip(a[kept].tolist(), b[kept].tolist(), strict=True))
            found += sum(bool(pairs & linked) for pairs in gold.links)
            wanted += len(gold.links)
        precision, recall = right / max(1, right + wrong), found / max(1, wanted)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def best_threshold(corpora: Sequence[LinkCounts]) -> float:
    """The threshold of the best mean F1 over the corpora."""
    return float(max(_THRESHOLDS, key=lambda threshold: np.mean([counts.at(threshold)[2] for counts in corpora])))


def reliability(probability: np.ndarray, right: np.ndarray, bins: int = 10) -> Iterator[str]:
    """For each tenth of the scale: how many pairs, their mean probability, the share that is right."""
    which = np.minimum((probability * bins).astype(int), bins - 1)
    for number in range(bins):
        here = which == number
        if here.any():
            said, true = probability[here].mean(), right[here].mean()
            yield f"from {number / bins:.1f}: n {here.sum():,}, mean {said:.3f}, right {true:.3f}"


def precision_from(levels: Sequence[float], probability: np.ndarray, right: np.ndarray) -> Iterator[str]:
    """For each of `levels`: how many pairs have at least this probability, and the share of them that is right."""
    for level in levels:
        links = right[probability >= level]
        yield f"links from {level}: n {len(links):,}, right {links.mean() if len(links) else 0.0:.3f}"


def calibration_error(probability: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over equal bins (Naeini et al. 2015): mean gap of probability and share right."""
    which = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [
        (which == number).mean() * abs(probability[which == number].mean() - right[which == number].mean())
        for number in range(bins)
        if (which == number).any()
    ]
    return float(sum(gaps))
