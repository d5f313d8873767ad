"""Names that clash, against the golden cases in both orders, and across the articles of an event."""

import pytest

from pipeline.compare import compare
from pipeline.records import Alignment, Article, Claim, Event, Group, Link, Span
from pipeline.settings import Compare
from tests.compare.test_detectors import cases, event_of

NAMES = Compare(
    detectors=("names",), named=("person", "place", "organisation", "people", "name"), left_out=(), in_common=0.0
)


def event_of_articles(*articles, score=0.9):
    """An event of the articles, each a list of sentences; the first sentences are linked."""
    texts = [" ".join(sentences) for sentences in articles]
    claims = []
    for article, sentences in enumerate(articles):
        for sentence in sentences:
            start = texts[article].index(sentence)
            claims.append(Claim(f"c{len(claims)}", article, Span(start, start + len(sentence)), "statement", None))
    told = tuple(Article(f"a{i}", f"outlet-{i}", f"origin-{i}", 0.0, text, True) for i, text in enumerate(texts))
    none = event_of(["Nobody spoke."], []).alignment
    links = (Link(0, len(articles[0]), score),)
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


def test_people_are_compared_only_where_the_settings_ask_for_it():
    sides = ["The minister Ivo Tarn opened the bridge.", "The minister Ada Quist opened the bridge."]
    event = event_of(sides, [Group((0, 1), 0)], [Link(0, 1, 0.9)])
    assert [finding.detail["named"] for finding in compare(event, NAMES)] == ["person"]
    assert compare(event, Compare(detectors=("names",), left_out=(), in_common=0.0)) == []


LETTER = ["Calls to close the port are misguided, spokeswoman Vera Halden said in an email."]


@pytest.mark.parametrize(
    ("ours", "theirs", "values"),
    [
        (["Port spokeswoman Ada Quist condemned calls to close the port."], LETTER, ("Ada Quist", "Vera Halden")),
        (  # a surname that nothing introduces
            ["Mr. Varga apologized to the farmers after the video.", "Adam Lutz has led the party since May."],
            ["Adam Lutz apologized to the farmers over the video.", "He leads the party."],
            ("Varga", "Adam Lutz"),
        ),
        (  # "Quist" alone names the Quist of the same article
            ["Representative Lena T. Quist defeated Ivo Tarn of Osel to become vice chairwoman."],
            ["Rep. Lotte Quist won the vice chairmanship, defeating Ivo Tarn of Osel.", "Quist was moved."],
            ("Lena T. Quist", "Lotte Quist"),
        ),
    ],
)
def test_another_person_in_one_role_clashes_where_the_link_is_all_but_certain(ours, theirs, values):
    (found,) = compare(event_of_articles(ours, theirs, score=0.95), NAMES)
    assert (found.kind, found.detail["named"]) == ("conflict", "person")
    assert (found.detail["value_a"], found.detail["value_b"]) == values


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        # whom it was told to, and who told it
        (["“Nothing will move fast,” he told Vera Halden on the radio."], ["“Nothing will move fast,” Quist said."]),
        # an account of the same man
        (["@IvoTarn says he will not vote for the budget."], ["“I will not vote for the budget,” Tarn said."]),
        # two that both articles know
        (
            ["On Friday Ada Quist condemned all calls to close the port.", "Vera Halden agreed."],
            ["Vera Halden condemned calls for the port to be closed.", "Ada Quist agreed."],
        ),
        # a second person, introduced by a full name in an article that names the first, too
        (
            ["The report found nothing that supports Vera Halden's claim about the mill.", "Ada Quist left."],
            ["Nothing supports Quist's claims about the old mill, it says.", "Ada Quist left."],
        ),
        # offices of two houses
        (
            ["Introduced by Rep. Ivo Tarn, the law would ban fires."],
            ["The law, introduced by Sen. Ada Quist, bans fires."],
        ),
        # two spellings
        (["The ruler, Qaddavi, said he was ready."], ["The ruler, Gadhavi, said he was ready."]),
    ],
)
def test_people_who_may_both_be_right_do_not_clash_however_sure_the_link_is(ours, theirs):
    assert compare(event_of_articles(ours, theirs, score=0.99), NAMES) == []
    assert compare(event_of_articles(theirs, ours, score=0.99), NAMES) == []
