"""Quotations of the same words: golden cases in both orders, their drift, and what bounds the findings."""

import numpy as np
import pytest

from pipeline.assemble import EventClaims, compare_event, distinct_texts
from pipeline.claims import read_claims
from pipeline.compare.quotations import read_versions
from pipeline.records import Article
from pipeline.settings import Align, Compare
from tests.compare.pairs import cases, event_of_texts, found_in, values_of

CASES = cases("quotations")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['a'][:40]} / {case['b'][:40]}")
@pytest.mark.parametrize("turned", [False, True], ids=["ab", "ba"])
def test_quotations(case, turned):
    texts = [case["b"], case["a"]] if turned else [case["a"], case["b"]]
    event = event_of_texts(texts)
    findings = found_in(event, "quotations")
    assert [finding.kind for finding in findings] == ([case["finds"]] if case["finds"] else [])
    for finding in findings:
        assert sorted(map(str, values_of(event, finding))) == sorted(map(str, case["values"]))
        assert {p.article for p in finding.evidence if p.role in {"a", "b"}} == {0, 1}


def test_there_are_enough_cases_of_each():
    assert sum(bool(case["finds"]) for case in CASES) >= 40
    assert sum(not case["finds"] for case in CASES) >= 60


WHOLE = "“We will rebuild the harbour wall next year, provided the province pays its share,” said Anna Lund."
PART = "“We will rebuild the harbour wall next year,” said Anna Lund."
ALTERED = "“We will rebuild the harbour wall next spring, provided the province pays its share,” said Anna Lund."
MARKED = "“We will rebuild the harbour wall … provided the province pays its share,” said Anna Lund."


def test_each_version_is_measured_against_the_longest():
    versions = read_versions(event_of_texts([PART, WHOLE, ALTERED, MARKED, WHOLE]))
    assert len(versions) == 1
    drifts = {piece.article: versions[0].drift(piece, match) for piece, match in versions[0].others}
    assert versions[0].longest.article == 1
    assert drifts == {0: "trimmed", 2: "altered", 3: "trimmed", 4: "verbatim"}


def test_an_origin_has_one_finding_of_a_kind_and_group():
    event = event_of_texts([WHOLE, PART, PART, PART, PART], origins="sttuu")
    assert [finding.kind for finding in found_in(event, "quotations")] == ["quotation trimmed"] * 2


def test_copies_and_one_outlet_are_not_compared():
    assert found_in(event_of_texts([WHOLE, PART], origins="ss"), "quotations") == []
    assert found_in(event_of_texts([WHOLE, PART], outlets="aa"), "quotations") == []


def quotation_rows(*texts):
    """The rows of the table quotations of an event whose articles hold `texts`."""
    given = [Article(f"a{i}", f"outlet-{i}", f"origin-{i}", i * 3600.0, text, True) for i, text in enumerate(texts)]
    distinct, copies = distinct_texts(given)
    readings = [read_claims(article.article_id, i, article.text, []) for i, article in enumerate(distinct)]
    claims = tuple(claim for reading in readings for claim in reading.claims)
    vectors = np.zeros((len(claims), 4), dtype=np.float32)
    quotations = {i: reading.quotations for i, reading in enumerate(readings)}
    job = EventClaims("e", tuple(distinct), copies, claims, vectors, None, Align(), Compare(), quotations=quotations)
    return {row["article_id"]: row for row in compare_event(job).quotations}


OWN = "“Nobody asked the fishermen of the bay,” said Peter Marsk."


def test_the_table_tells_group_and_drift():
    rows = quotation_rows(WHOLE, PART, OWN)
    assert {article: row["drift"] for article, row in rows.items()} == {"a0": "verbatim", "a1": "trimmed", "a2": None}
    assert rows["a0"]["group"] == rows["a1"]["group"] is not None
    assert rows["a2"]["group"] is None
    assert rows["a0"]["speaker"] == "Anna Lund"


def test_an_exact_copy_is_a_verbatim_version():
    rows = quotation_rows(OWN, OWN)
    assert {row["drift"] for row in rows.values()} == {"verbatim"}
    assert rows["a0"]["group"] == rows["a1"]["group"] is not None
