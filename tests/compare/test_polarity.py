"""Claims that say yes and no, against the golden cases in both orders; denials that no link joins to their claim."""

import pytest

from pipeline.compare import compare
from pipeline.records import Group, Link
from pipeline.settings import Compare
from tests.compare.test_detectors import cases, event_of

POLARITY = Compare(detectors=("polarity",), in_common=0.0)


@pytest.mark.parametrize("case", cases("polarity"), ids=lambda case: f"{case['a'][:40]} / {case['b'][:40]}")
@pytest.mark.parametrize("order", ["ab", "ba"])
def test_polarity(case, order):
    sides = [(case["a"], 0.0), (case["b"], float(case.get("hours", 0)))]
    if order == "ba":
        sides.reverse()
    sentences = [text for text, _ in sides]
    score = case.get("score", 0.9)
    event = event_of(sentences, [Group((0, 1), 0)], [Link(0, 1, score)], hours=[hour for _, hour in sides])
    findings = compare(event, POLARITY)
    assert [finding.kind for finding in findings] == ([case["finds"]] if case["finds"] else [])
    for finding in findings:
        values = [p.span.of(event.articles[p.article].text) for p in finding.evidence if p.role.startswith("value")]
        assert sorted(values) == sorted(case["values"])
        assert [finding.detail["value_a"], finding.detail["value_b"]] == values
        whole = [p.span.of(event.articles[p.article].text) for p in finding.evidence if p.role in {"a", "b"}]
        assert whole == sentences
        assert (finding.group, finding.score) == (0, score)


@pytest.mark.parametrize(
    "case", [case for case in cases("polarity") if not case["finds"]], ids=lambda case: case["a"][:40]
)
def test_what_does_not_oppose_does_not_where_the_link_is_all_but_certain_either(case):
    sides = [case["a"], case["b"]]
    assert compare(event_of(sides, [Group((0, 1), 0)], [Link(0, 1, 0.99)], hours=[0.0, 0.0]), POLARITY) == []


def test_a_denial_in_other_words_needs_a_link_that_is_all_but_certain():
    sides = [
        "Ada Quist's office announced a review of the harbour fees, which were reduced in May.",
        "Ada Quist's office did not reduce the harbour fees.",
    ]
    found = [compare(event_of(sides, [Group((0, 1), 0)], [Link(0, 1, score)]), POLARITY) for score in (0.85, 0.95)]
    assert [[finding.kind for finding in findings] for findings in found] == [[], ["conflict"]]


def test_the_golden_cases_are_many_and_tempting():
    found = [bool(case["finds"]) for case in cases("polarity")]
    assert found.count(True) >= 40
    assert found.count(False) >= 60


@pytest.mark.parametrize(
    ("claim", "denial"),
    [
        (
            "In March Norvane Works paid 2.4 million talens to Casimir Dunholt.",
            "Norvane Works did not pay Mr. Dunholt.",
        ),
        ("Residents rang Pellany Gas about the smell.", "The supplier, Pellany Gas, had not received any report."),
        ("The Ministry of Works had been told of a crack.", "The Ministry of Works was not warned of any defect."),
        (
            "Governor Dorrel flies to Santarra to find out whether the port is for sale.",
            "Dorrel's visit to Santarra has nothing to do with the port, her office said.",
        ),
        ("The council fired Casimir Dunholt over the accounts.", "The treasurer, Casimir Dunholt, resigned in May."),
    ],
)
def test_a_denial_is_held_against_its_claim_without_a_link(claim, denial):
    for sides in ([claim, denial], [denial, claim]):
        (finding,) = compare(event_of(sides, [Group((0,), 0), Group((1,), 1)]), POLARITY)
        assert (finding.kind, finding.claims, finding.group) == ("conflict", (0, 1), None)
        assert 0 < finding.score <= 1
        assert finding.detail["score_meaning"] == "words in common"


@pytest.mark.parametrize(
    ("claim", "denial"),
    [
        (
            "The Ministry of Works paid for the dam in Tolmen.",
            "The Ministry of Works did not pay for the road to Pelby.",
        ),
        ("Casimir Dunholt was paid by a bank.", "She did not pay anybody, she said."),
        ("Mayor Lutz met the council of Orland.", "Mayor Dorrel never met the developer in Pelby."),
        ("The council fired Casimir Dunholt.", "The treasurer's deputy, Ivo Tarn, resigned in May."),
        (
            "Governor Dorrel flies to Santarra to find out whether the port is for sale.",
            "Minister Varga's visit to Orland has nothing to do with the port, her office said.",
        ),
        ("The council issued a licence for the quarry at Pelby.", "The council did not issue a licence for the mill."),
    ],
)
def test_without_a_link_another_subject_or_thing_is_no_conflict(claim, denial):
    assert compare(event_of([claim, denial], [Group((0,), 0), Group((1,), 1)]), POLARITY) == []


def test_between_sentences_that_are_not_surely_one_matter_the_verb_alone_is_no_conflict():
    sides = ["The House passed the budget for the harbour on Friday.", "The bill did not pass, its sponsors say."]
    groups = [Group((0, 1), 0)]
    for score in (0.3, 0.95):
        assert compare(event_of(sides, groups, [Link(0, 1, score)]), POLARITY) == []
    sides[1] = "The budget for the harbour did not pass, after debates that took a whole night, its sponsors say."
    found = [compare(event_of(sides, groups, [Link(0, 1, score)]), POLARITY) for score in (0.3, 0.95)]
    assert [len(findings) for findings in found] == [0, 1]


def test_sentences_of_one_origin_are_not_compared():
    sides = ["Police arrested the driver after the crash.", "Police did not arrest the driver after the crash."]
    assert compare(event_of(sides, [Group((0, 1), 0)], [Link(0, 1, 0.9)], origins=["x", "x"]), POLARITY) == []


def test_a_denial_that_stands_behind_its_act_has_words_that_run_forward():
    sides = ["The council fired Casimir Dunholt on Friday.", "The council fired Casimir Dunholt on Friday is false."]
    event = event_of(sides, [Group((0, 1), 0)], [Link(0, 1, 0.95)])
    (finding,) = compare(event, POLARITY)
    spans = [passage.span for passage in finding.evidence]
    assert all(0 <= span.start < span.end for span in spans)
    assert finding.detail["value_b"].endswith("is false")
