"""Names that clash, against the golden cases in both orders, and across the articles of an event."""

import pytest

from pipeline.compare import compare
from pipeline.records import Alignment, Article, Claim, Event, Group, Link, Span
from pipeline.settings import Compare
from tests.compare.test_detectors import cases, event_of

NAMES = Compare(detectors=("names",))


def event_of_articles(*articles):
    """An event of the articles, each a list of sentences; the first sentences are linked."""
    texts = [" ".join(sentences) for sentences in articles]
    claims = []
    for article, sentences in enumerate(articles):
        for sentence in sentences:
            start = texts[article].index(sentence)
            claims.append(Claim(f"c{len(claims)}", article, Span(start, start + len(sentence)), "statement", None))
    told = tuple(Article(f"a{i}", f"outlet-{i}", f"origin-{i}", 0.0, text, True) for i, text in enumerate(texts))
    none = event_of(["Nobody spoke."], []).alignment
    links = (Link(0, len(articles[0]), 0.9),)
    return Event("e", told, tuple(claims), Alignment(links, (), none.nearest_claim, none.nearest_score))


@pytest.mark.parametrize("case", cases("names"), ids=lambda case: f"{case['a'][:40]} / {case['b'][:40]}")
@pytest.mark.parametrize("order", ["ab", "ba"])
def test_names(case, order):
    sides = [case["a"], case["b"]] if order == "ab" else [case["b"], case["a"]]
    event = event_of(sides, [Group((0, 1), 0)], [Link(0, 1, 0.9)])
    findings = compare(event, NAMES)
    assert [finding.kind for finding in findings] == ([case["finds"]] if case["finds"] else [])
    for finding in findings:
        values = [p.span.of(event.articles[p.article].text) for p in finding.evidence if p.role.startswith("value")]
        assert sorted(values) == sorted(case["values"])
        assert [finding.detail["value_a"], finding.detail["value_b"]] == values
        whole = [p.span.of(event.articles[p.article].text) for p in finding.evidence if p.role in {"a", "b"}]
        assert whole == sides
        assert finding.group == 0


def test_the_golden_cases_are_many_and_tempting():
    found = [bool(case["finds"]) for case in cases("names")]
    assert found.count(True) >= 40
    assert found.count(False) >= 60


def test_an_article_that_names_both_tells_of_two_things():
    ours = ["The union will hold its talks on wages in Orland on Friday."]
    theirs = "On Friday the union will hold talks on wages in Pelby."
    assert [f.kind for f in compare(event_of_articles(ours, [theirs]), NAMES)] == ["conflict"]
    assert compare(event_of_articles(ours, [theirs, "A second meeting follows in Orland."]), NAMES) == []


def test_a_place_that_the_text_puts_into_another_is_no_other_place():
    ours = ["The dam above the village broke in Tolmen on Friday night."]
    whole = ["On Friday night the dam above the village broke in Orsenia."]
    assert [f.kind for f in compare(event_of_articles(ours, whole), NAMES)] == ["conflict"]
    told = ["The dam above the village broke in Tolmen on Friday night.", "Engineers had come from Tolmen, Orsenia."]
    assert compare(event_of_articles(told, whole), NAMES) == []


def test_names_of_one_outlet_and_of_weakly_aligned_claims_are_not_compared():
    sides = ["The minister opened the bridge in Orland.", "The minister opened the bridge in Pelby."]
    copies = event_of(sides, [Group((0, 1), 0)], [Link(0, 1, 0.9)], origins=["x", "x"])
    assert compare(copies, NAMES) == []
    assert compare(event_of(sides, [Group((0, 1), 0)], [Link(0, 1, 0.3)]), NAMES) == []
