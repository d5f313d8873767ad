"""Words that exclude each other: passed and rejected, rise and fall, near and far."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

_OPPOSITES = Path(__file__).parents[2] / "data" / "lexicons" / "opposites.csv"
OUTCOME, FATE, SLOT = "outcome", "fate", "slot"


@lru_cache(maxsize=8)
def opposites(*uses: str) -> dict[str, frozenset[str]]:
    """Dictionary form -> those that exclude it when said of the same thing; of all uses where none is named.

    The uses: OUTCOME, that a news sentence turns on; FATE, of a person's end, office or freedom; SLOT, that oppose only
    in the same place of two sentences that are otherwise the same ("a man", "a woman").
    """
    found: dict[str, set[str]] = {}
    with _OPPOSITES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not uses or row["use"] in uses:
                for one, other in ((row["left"], row["right"]), (row["right"], row["left"])):
                    for word in one.split():
                        found.setdefault(word, set()).update(other.split())
    return {word: frozenset(others) for word, others in found.items()}
