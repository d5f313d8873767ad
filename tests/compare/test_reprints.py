"""Reprints on texts: origins as the pipeline assigns them, and what each outlet added, cut or altered."""

import numpy as np
import pytest

from pipeline.claims import read_claims
from pipeline.compare import compare
from pipeline.origins import assign_origins
from pipeline.records import Alignment, Article, Event
from pipeline.settings import Compare
from tests.compare.test_detectors import cases

ONLY = Compare(detectors=("reprints",))


def event_of(texts, hours=None):
    """An event of articles that print `texts`, with the origins that the pipeline gives them; equal texts once."""
    distinct = list(dict.fromkeys(texts))
    origins = assign_origins(distinct)
    times = [None if hour is None else 3600.0 * hour for hour in hours or range(len(distinct))]
    articles = tuple(
        Article(f"a{number}", f"outlet {number}", f"a{origins[number]}", times[number], text, True)
        for number, text in enumerate(distinct)
    )
    claims = tuple(
        claim for number, text in enumerate(distinct) for claim in read_claims(f"a{number}", number, text, ()).claims
    )
    nothing = np.zeros((len(claims), len(articles)))
    return Event("e", articles, claims, Alignment((), (), nothing - 1, nothing))


def passages(event, finding, *roles):
    """The words of the finding's passages of `roles`, with the article they stand in."""
    return [(p.article, p.span.of(event.articles[p.article].text)) for p in finding.evidence if p.role in roles]


@pytest.mark.parametrize("case", cases("reprints"), ids=lambda case: case["name"])
@pytest.mark.parametrize("order", ["ab", "ba"])
def test_reprints(case, order):
    texts = [case["a"], case["b"]] if order == "ab" else [case["b"], case["a"]]
    event = event_of(texts)
    findings = compare(event, ONLY)
    assert [finding.kind for finding in findings] == ([case["finds"]] if case["finds"] else [])
    for finding in findings:
        added, cut = (case["added"], case["cut"]) if order == "ab" else (case["cut"], case["added"])
        assert sorted(words for _, words in passages(event, finding, "added")) == sorted(added)
        assert sorted(words for _, words in passages(event, finding, "cut")) == sorted(cut)
        altered = [pair if order == "ab" else pair[::-1] for pair in case["altered"]]
        values = zip(passages(event, finding, "value a"), passages(event, finding, "value b"), strict=True)
        assert [[a, b] for (_, a), (_, b) in values] == altered
        assert {article for article, _ in passages(event, finding, "added", "value b", "b")} <= {1}
        assert {article for article, _ in passages(event, finding, "cut", "value a", "a")} <= {0}
        assert (finding.detail["added"], finding.detail["cut"]) == (len(added), len(cut))
        assert (finding.detail["first_outlet_id"], finding.detail["outlet_id"]) == ("outlet 0", "outlet 1")


def test_each_reprint_is_set_against_who_published_first():
    whole = next(case for case in cases("reprints") if case["finds"])["a"]
    sentences = whole.split(". ")
    texts = [". ".join(sentences[:4]) + ".", whole, whole + " More will be known on Monday, said the office."]
    event = event_of(texts, hours=[5, 2, None])
    found = compare(event, ONLY)
    assert [(f.detail["first_outlet_id"], f.detail["outlet_id"]) for f in found] == [
        ("outlet 1", "outlet 0"),
        ("outlet 1", "outlet 2"),
    ]
    assert [(f.detail["added"], f.detail["cut"]) for f in found] == [(0, 1), (1, 0)]


def test_the_agency_that_a_reprint_credits_is_named():
    case = next(case for case in cases("reprints") if case["finds"])
    event = event_of(["PORT OSEL (Reuters) - " + case["a"], "PORT OSEL (Reuters) - " + case["b"]])
    assert [finding.detail["credited"] for finding in compare(event, ONLY)] == ["Reuters"]
