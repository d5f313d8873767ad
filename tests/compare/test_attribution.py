"""Who vouches for a claim: golden cases in both orders, and what bounds the findings of a group."""

import pytest

from tests.compare.pairs import cases, event_of_texts, found_in, values_of

CASES = cases("attribution")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['a'][:40]} / {case['b'][:40]}")
@pytest.mark.parametrize("turned", [False, True], ids=["ab", "ba"])
def test_attribution(case, turned):
    sides = [(case["a"], case.get("at", [0, 0])[0]), (case["b"], case.get("at", [0, 0])[1])]
    values = case.get("values")
    if turned:
        sides.reverse()
        values = values and values[::-1]
    event = event_of_texts([text for text, _ in sides], linked=[number for _, number in sides])
    findings = found_in(event, "attribution")
    assert [finding.kind for finding in findings] == ([case["finds"]] if case["finds"] else [])
    for finding in findings:
        assert values_of(event, finding) == tuple(values)
        whole = {p.role: event.articles[p.article].article_id for p in finding.evidence if p.role in {"a", "b"}}
        assert whole == {"a": "a0", "b": "a1"}
        assert finding.group == 0


def test_there_are_enough_cases_of_each():
    assert sum(bool(case["finds"]) for case in CASES) >= 40
    assert sum(not case["finds"] for case in CASES) >= 60


FLAT = "The ferry struck the pier at Corran shortly after noon."
TOLD = "The ferry struck the pier at Corran shortly after noon, the harbour master said."


def test_an_origin_stands_in_one_finding_of_a_group_and_kind():
    event = event_of_texts([FLAT, TOLD, FLAT, TOLD, TOLD])
    findings = found_in(event, "attribution")
    articles = [passage.article for finding in findings for passage in finding.evidence if passage.role in {"a", "b"}]
    assert sorted(articles) == sorted(set(articles))
    assert len(findings) == 2


def test_copies_and_one_outlet_are_not_compared():
    assert found_in(event_of_texts([FLAT, TOLD], origins="ss"), "attribution") == []
    assert found_in(event_of_texts([FLAT, TOLD], outlets="aa"), "attribution") == []


def test_claims_that_are_not_surely_the_same_are_not_compared():
    assert found_in(event_of_texts([FLAT, TOLD], score=0.5), "attribution") == []
