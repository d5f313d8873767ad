"""How the same thing is named: golden cases in both orders, names over an event, words that an outlet prefers."""

import math

import pytest

from pipeline.compare.wording import log_odds
from tests.compare.pairs import cases, event_of_texts, found_in, values_of

CASES = cases("wording")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['a'][:40]} / {case['b'][:40]}")
@pytest.mark.parametrize("turned", [False, True], ids=["ab", "ba"])
def test_wording(case, turned):
    texts, values = [case["a"], case["b"]], case.get("values")
    if turned:
        texts.reverse()
        values = values and values[::-1]
    event = event_of_texts(texts)
    findings = found_in(event, "wording")
    assert [finding.kind for finding in findings] == ([case["finds"]] if case["finds"] else [])
    for finding in findings:
        assert values_of(event, finding) == tuple(values)


def test_there_are_enough_cases_of_each():
    assert sum(bool(case["finds"]) for case in CASES) >= 40
    assert sum(not case["finds"] for case in CASES) >= 60


def test_an_outlet_that_names_a_person_otherwise_is_shown_beside_one_that_does_not():
    texts = ["The harbour was closed. Dictator Okar spoke there.", "Sheep graze at Aske. President Okar was ill."]
    findings = found_in(event_of_texts(texts), "wording")
    assert [(f.kind, f.group, f.detail["value_a"], f.detail["value_b"]) for f in findings] == [
        ("named differently", None, "Dictator", "President")
    ]


def test_the_rulers_of_two_countries_are_not_one():
    texts = ["The harbour was closed. Dictator Okar spoke there.", "Sheep graze at Aske. President Morrik was ill."]
    assert found_in(event_of_texts(texts), "wording") == []


PLAIN = " ".join(f"In ward {n} the protesters sang." for n in ("one", "two", "three", "four", "five", "six"))
HARSH = " ".join(f"At gate {n} the rioters drank." for n in ("one", "two", "three", "four", "five", "six"))


def test_a_word_that_one_outlet_prefers_has_its_counts():
    findings = found_in(event_of_texts([HARSH, PLAIN, PLAIN], linked=[0, 1, 2]), "wording")
    preferred = {finding.detail["value_a"]: finding for finding in findings if finding.kind == "preferred word"}
    assert set(preferred) == {"rioters", "protesters"}
    detail = preferred["rioters"].detail
    assert (detail["n_a"], detail["of_a"], detail["n_b"], detail["of_b"]) == (6, 6, 0, 12)
    assert detail["log_odds"] > 0
    assert detail["z"] > 1.645


def test_a_word_used_once_or_by_all_is_not_preferred():
    assert "preferred word" not in {f.kind for f in found_in(event_of_texts([HARSH, HARSH, HARSH]), "wording")}
    few = found_in(event_of_texts(["The rioters drank.", PLAIN, PLAIN]), "wording")
    assert "preferred word" not in {finding.kind for finding in few}


def test_log_odds_are_those_of_the_counts_with_two_words_of_the_common_shares():
    ratio, z = log_odds(3, 4, 2, 6)
    a, b, rest_a, rest_b = 3 + 1, 2 + 1, 1 + 1, 4 + 1
    assert ratio == pytest.approx(math.log(a / rest_a) - math.log(b / rest_b))
    assert z == pytest.approx(ratio / math.sqrt(1 / a + 1 / b + 1 / rest_a + 1 / rest_b))
    assert log_odds(3, 3, 5, 5) == (0.0, 0.0)
