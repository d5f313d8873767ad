"""Floors under what the rules for numbers say of single words that change: counts and ranks."""

import pytest

from pipeline.compare import DETECTORS, compare
from pipeline.records import Group, Link
from pipeline.settings import Compare
from tests.compare.test_detectors import event_of
from tests.quality.breaking_nli import accuracy, pairs_by_category

RULES = Compare(detectors=tuple(name for name in ("figures", "dates") if name in DETECTORS), left_out=())


def conflict(a, b):
    """Whether the detectors of figures and dates find that two sentences, linked as the same claim, clash."""
    event = event_of([a, b], [Group((0, 1), 0)], [Link(0, 1, 1.0)])
    return any(finding.kind == "conflict" for finding in compare(event, RULES))


@pytest.mark.parametrize("category", ["cardinals", "ordinals"])
def test_changed_numbers_of_breaking_nli(shared, category):
    pairs = pairs_by_category(shared / "data" / "pairs" / "breaking_nli.jsonl")[category]
    assert accuracy(pairs, conflict) >= 0.95
