"""Breaking NLI (Glockner, Shwartz and Goldberg 2018): pairs of sentences that differ in one word, by kind of word."""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT

FILE = ROOT.parent / "shared" / "data" / "pairs" / "breaking_nli.jsonl"


class Pair(NamedTuple):
    """Two sentences and whether the second contradicts the first."""

    a: str
    b: str
    contradicts: bool


def pairs_by_category(path: Path = FILE) -> dict[str, list[Pair]]:
    """The pairs of the set under the names of its categories: cardinals, ordinals, nationalities, ..."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["category"]].append(Pair(row["a"], row["b"], row["label"] == "contradiction"))
    return dict(found)


def accuracy(pairs: list[Pair], conflict: Callable[[str, str], bool]) -> float:
    """Share, 0 to 1, of the pairs that `conflict` calls as the set does; "neutral" and "entailment" are no conflict."""
    return sum(conflict(pair.a, pair.b) == pair.contradicts for pair in pairs) / len(pairs)
