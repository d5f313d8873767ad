"""Dates that clash: each golden case in both orders, and what is asked of the articles themselves."""

import json
from datetime import UTC, datetime

import pytest

from pipeline.compare import compare
from pipeline.records import Group, Link
from pipeline.settings import Compare
from tests.compare.test_detectors import GOLDEN, event_of

CASES = json.loads((GOLDEN / "dates.json").read_text(encoding="utf-8"))
WEDNESDAY = "2026-05-13"


def hours(day):
    """Hours from 1970 to midnight UTC of an ISO date; None where it is None."""
    return None if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() / 3600


def findings_of(a, b, published=(WEDNESDAY, WEDNESDAY), score=0.9):
    event = event_of([a, b], [Group((0, 1), 0)], [Link(0, 1, score)], hours=[hours(day) for day in published])
    return event, compare(event, Compare(detectors=("dates",), in_common=0.0))


def test_there_are_at_least_forty_clashes_and_sixty_temptations():
    assert sum(case["finds"] is not None for case in CASES) >= 40
    assert sum(case["finds"] is None for case in CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['a'][:30]} / {case['b'][:30]}")
@pytest.mark.parametrize("order", ["ab", "ba"])
def test_dates(case, order):
    sides, published = [case["a"], case["b"]], list(case.get("published", [WEDNESDAY, WEDNESDAY]))
    if order == "ba":
        sides.reverse()
        published.reverse()
    event, findings = findings_of(*sides, published, case.get("score", 0.9))
    assert [finding.kind for finding in findings] == ([case["finds"]] if case["finds"] else [])
    for finding in findings:
        values = [p.span.of(event.articles[p.article].text) for p in finding.evidence if p.role.startswith("value")]
        assert sorted(values) == sorted(case["values"])
        assert [finding.detail["value_a"], finding.detail["value_b"]] == values


def test_a_weekday_is_shown_as_the_days_that_it_may_mean():
    _, (finding,) = findings_of("The dam at Kelm broke on Monday.", "The dam at Kelm broke on Tuesday.")
    assert finding.detail["normal_a"] == "2026-05-11 or 2026-05-18"


def test_weekdays_of_articles_a_week_apart_are_not_compared():
    a, b = "The council voted on Tuesday to close Kelm.", "On Friday the council voted to close Kelm."
    assert findings_of(a, b)[1]
    assert findings_of(a, b, ("2026-05-01", WEDNESDAY))[1] == []


def test_a_weekday_of_an_undated_article_is_of_an_unknown_week():
    a = "On Tuesday the chancellor met the queen of Orvale."
    b = "The chancellor met with Orvale's queen Thursday, she said."
    assert findings_of(a, b)[1]
    assert findings_of(a, b, (WEDNESDAY, None))[1] == []
