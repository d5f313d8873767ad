"""Floors under what the rules for names and opposites say of single words that change.

Every fourth pair of the set, so that the test stays short; docs/method.md has the figures of all.
"""

import pytest

from pipeline.compare import compare
from pipeline.records import Group, Link
from pipeline.settings import Compare
from tests.compare.test_detectors import event_of
from tests.quality.breaking_nli import accuracy, pairs_by_category

RULES = Compare(detectors=("names", "polarity"), left_out=())


def conflict(a, b):
    """Whether the detectors of names and polarity find that two sentences, linked as the same claim, clash."""
    event = event_of([a, b], [Group((0, 1), 0)], [Link(0, 1, 1.0)])
    return any(finding.kind == "conflict" for finding in compare(event, RULES))


@pytest.mark.parametrize(
    ("category", "floor"),
    [("nationalities", 0.97), ("countries", 0.95), ("antonyms", 0.95), ("antonyms_wordnet", 0.8), ("synonyms", 0.99)],
)
def test_changed_words_of_breaking_nli(shared, category, floor):
    pairs = pairs_by_category(shared / "data" / "pairs" / "breaking_nli.jsonl")[category]
    assert accuracy(pairs[::4], conflict) >= floor
