"""Entailment and paraphrase pairs, for the first training of the cross-encoder."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.train.files import json_lines

LABELS = ("neutral", "entailment", "contradiction")
_LONGEST = 300
"""Characters of a text; longer ones are seldom sentences."""


@dataclass(frozen=True)
class TextPair:
    """Two texts and a position in LABELS."""

    a: str
    b: str
    label: int


_FILES = {
    "mnli_dev": None, "snli_dev": 6000, "cad_nli": 3000, "conjnli": 5000, "breaking_nli": 2500,
    "fever_symmetric_dev": None, "fever_symmetric_test": None, "superpal_dev": None, "superpal_test": None,
}  # fmt: skip
"""File -> how many of its pairs are used; None all."""


def read_pairs(folder: Path, seed: int = 0) -> list[TextPair]:
    """The pairs of the files of `folder` (JSON lines: a, b, label), shuffled.

    A label that is neither neutral nor contradiction counts as entailment. SuperPAL's aligned propositions (Ernst et
    al. 2021) are given twice over with a wrong partner, as neutral. Raises InputError when a file cannot be read.
    """
    shuffled = random.Random(seed)
    pairs: list[TextPair] = []
    for name, most in _FILES.items():
        found = _read(folder / f"{name}.jsonl")
        shuffled.shuffle(found)
        pairs += found[:most]
        if name.startswith("superpal"):
            for shift in (1, 2):
                partners = found[shift:] + found[:shift]
                pairs += [TextPair(one.a, other.b, 0) for one, other in zip(found, partners, strict=True)]
    pairs = [pair for pair in pairs if max(len(pair.a), len(pair.b)) < _LONGEST]
    shuffled.shuffle(pairs)
    return pairs


def _read(path: Path) -> list[TextPair]:
    try:
        rows = json_lines(path)
        return [TextPair(row["a"], row["b"], {"neutral": 0, "contradiction": 2}.get(row["label"], 1)) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: the pairs cannot be read ({error})") from error
