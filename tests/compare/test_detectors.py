"""Each detector against its golden cases; a detector without a golden file fails here."""

import json

import numpy as np
import pytest

from pipeline.compare import DETECTORS, KINDS, compare
from pipeline.records import Alignment, Article, Claim, Event, Group, Link, Span
from pipeline.settings import Compare
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "golden" / "detectors"


def event_of(sentences, groups, links=(), *, hours=None, origins=None, full_text=None, nearest=None):
    """An event of one article and claim a sentence; `nearest` scores every pair of claims of different articles."""
    n = len(sentences)
    articles = tuple(
        Article(f"a{i}", f"outlet-{i}", (origins or "xyzuvw")[i], None if hour is None else hour * 3600.0, text, full)
        for i, (text, hour, full) in enumerate(zip(sentences, hours or [0.0] * n, full_text or [True] * n, strict=True))
    )
    claims = tuple(Claim(f"c{i}", i, Span(0, len(text)), "statement", None) for i, text in enumerate(sentences))
    scores = np.full((n, n), nearest or 0.0, dtype=np.float32)
    np.fill_diagonal(scores, 0.0)
    nearest_claim = np.where(np.eye(n, dtype=bool), -1, np.arange(n)[None, :]).astype(np.int32)
    return Event("e", articles, claims, Alignment(tuple(links), tuple(groups), nearest_claim, scores))


def cases(detector):
    return json.loads((GOLDEN / f"{detector}.json").read_text(encoding="utf-8"))


def test_every_detector_has_golden_cases_that_find_and_that_do_not():
    for detector in DETECTORS:
        assert {bool(case["finds"]) for case in cases(detector)} == {True, False}, detector


def test_every_kind_that_is_found_is_listed_with_its_detector():
    assert KINDS.keys() == DETECTORS.keys()
    for detector, kinds in KINDS.items():
        assert {case["finds"] for case in cases(detector) if case["finds"]} <= set(kinds), detector


@pytest.mark.parametrize("case", cases("figures"), ids=lambda case: f"{case['a'][:30]} / {case['b'][:30]}")
@pytest.mark.parametrize("order", ["ab", "ba"])
def test_figures(case, order):
    sides = [(case["a"], 0.0), (case["b"], float(case.get("hours", 0)))]
    if order == "ba":
        sides.reverse()
    event = event_of(
        [text for text, _ in sides],
        [Group((0, 1), 0)],
        [Link(0, 1, case.get("score", 0.9))],
        hours=[hour for _, hour in sides],
    )
    findings = compare(event, Compare(detectors=("figures",), left_out=(), in_common=0.0))
    assert [finding.kind for finding in findings] == ([case["finds"]] if case["finds"] else [])
    for finding in findings:
        values = [p.span.of(event.articles[p.article].text) for p in finding.evidence if p.role.startswith("value")]
        assert sorted(values) == sorted(case["values"])
        whole = [p.span.of(event.articles[p.article].text) for p in finding.evidence if p.role in {"a", "b"}]
        assert whole == [text for text, _ in sides]
        assert finding.group == 0


def test_figures_of_one_outlet_and_of_copies_are_not_compared():
    sentences = ["Three people died.", "Nine people died."]
    copies = event_of(sentences, [Group((0, 1), 0)], [Link(0, 1, 0.9)], origins=["x", "x"])
    assert compare(copies, Compare(detectors=("figures",), left_out=(), in_common=0.0)) == []


def test_an_update_carries_the_count_as_it_grew_by_outlet():
    sentences = ["Six people are dead.", "Three people are dead.", "The blast left nine people dead."]
    event = event_of(sentences, [Group((0, 1, 2), 0)], [Link(0, 1, 0.9)], hours=[20, 2, 40])
    (update,) = compare(event, Compare(detectors=("figures",), left_out=(), in_common=0.0))
    steps = [(step["outlet_id"], step["published"], step["number"]) for step in update.detail["series"]]
    assert steps == [
        ("outlet-1", "1970-01-01T02:00+00:00", "3"),
        ("outlet-0", "1970-01-01T20:00+00:00", "6"),
        ("outlet-2", "1970-01-02T16:00+00:00", "9"),
    ]


def test_of_the_updates_of_one_count_in_a_group_the_first_carries_how_it_grew():
    sentences = ["Three people are dead.", "Six people are dead.", "Nine people are dead."]
    links = [Link(0, 1, 0.9), Link(0, 2, 0.9), Link(1, 2, 0.9)]
    event = event_of(sentences, [Group((0, 1, 2), 0)], links, hours=[2, 20, 40])
    updates = compare(event, Compare(detectors=("figures",), left_out=(), in_common=0.0))
    assert [finding.kind for finding in updates] == ["update"] * 3
    assert [len(finding.detail.get("series", ())) for finding in updates] == [3, 0, 0]


def test_tables_of_figures_are_not_compared():
    rows = [" ".join(f"ward {n} counted {n + shift} votes for Dorrel," for n in range(2101, 2181)) for shift in (0, 40)]
    event = event_of(rows, [Group((0, 1), 0)], [Link(0, 1, 0.9)])
    assert compare(event, Compare(detectors=("figures",), left_out=(), in_common=0.0)) == []


@pytest.mark.parametrize(
    "case", [case for case in cases("omission") if "nearest" in case], ids=lambda case: case["name"]
)
def test_omission(case):
    event = event_of(
        ["The dam broke at dawn.", "At dawn the dam burst.", "The orchestra played."],
        [Group((0, 1), 0), Group((2,), 2)],
        nearest=case["nearest"],
        hours=case.get("hours"),
        origins=case.get("origins"),
        full_text=case.get("full_text"),
    )
    findings = compare(event, Compare(detectors=("omission",)))
    assert [finding.kind for finding in findings] == ([case["finds"]] if case["finds"] else [])
    for finding in findings:
        assert finding.detail["outlet_id"] == "outlet-2"
        said = finding.evidence[0]
        assert (said.role, said.span.of(event.articles[said.article].text)) == ("said", "The dam broke at dawn.")
        if finding.kind != "published before":
            nearest = finding.evidence[1]
            assert (nearest.role, nearest.article) == ("nearest", 2)
            assert finding.detail["nearest_score"] == pytest.approx(case["nearest"], abs=1e-3)
