"""Articles that contradict themselves: the golden cases, each an article read as the program reads it."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest

from pipeline.claims import read_claims
from pipeline.compare import compare
from pipeline.records import Alignment, Article, Event
from pipeline.settings import Compare
from tests.compare.test_detectors import GOLDEN

CASES = json.loads((GOLDEN / "contradictions.json").read_text(encoding="utf-8"))


def findings_of(text, title=None):
    """What the detector finds in one article."""
    published = datetime(2026, 5, 13, tzinfo=UTC).timestamp()
    article = Article("a0", "outlet-0", "x", published, text, True, title)
    claims = tuple(read_claims("a0", 0, text, ()).claims)
    nothing = Alignment((), (), np.full((len(claims), 1), -1), np.zeros((len(claims), 1)))
    return compare(Event("e", (article,), claims, nothing), Compare(detectors=("contradictions",)))


def test_there_are_at_least_forty_contradictions_and_sixty_temptations():
    assert sum(case["finds"] is not None for case in CASES) >= 40
    assert sum(case["finds"] is None for case in CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.get('title', '')} / {case['text'][:40]}")
def test_contradictions(case):
    findings = findings_of(case["text"], case.get("title"))
    assert [finding.kind for finding in findings] == ([case["finds"]] if case["finds"] else [])
    for finding in findings:
        assert [finding.detail["value_a"], finding.detail["value_b"]] == case["values"]
        shown = {p.role: p.span.of(case["text"]) for p in finding.evidence}
        assert shown["value b"] == case["values"][1]
        assert shown["value b"] in shown["b"]
        if finding.kind == "slip":
            assert (shown["value a"], shown["value a"] in shown["a"]) == (case["values"][0], True)
        else:
            assert finding.detail["headline"] == case["title"]


def test_the_slip_of_a_year_in_a_real_article(shared):
    (path,) = (shared / "seed").glob("0*.txt")
    (slip,) = findings_of(path.read_text(encoding="utf-8"))
    assert (slip.detail["value_a"], slip.detail["value_b"]) == ("January 2022", "January 2020")
