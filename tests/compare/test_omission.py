"""Omission on texts: claims of two outlets, looked for in a third one's article by the real alignment."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.align import align, load_head
from pipeline.claims import read_claims
from pipeline.compare import compare
from pipeline.embed import VectorCache, load_encoder
from pipeline.embed.tokens import Reduction, TokenCache, encode_with_tokens
from pipeline.records import Article, Event, Group
from pipeline.settings import Align, Compare, Embed
from tests.compare.test_detectors import cases, event_of

MOST_WRONGLY_NOT_FOUND = 0.05
LEAST_RIGHTLY_NOT_FOUND = 0.6
ONLY = Compare(detectors=("omission",))
TOLD = [case for case in cases("omission") if "article" in case]


@pytest.fixture(scope="module")
def encoded():
    """Vector and tokens of each sentence of the cases, by its words."""
    encoder, head = load_encoder(Embed()), load_head(Align().head)
    words = sorted({text for case in TOLD for _, text in sentences(case)})
    cache = VectorCache(None, "none", "", "", encoder.card.dimensions)
    tokens = TokenCache(cache, Reduction(head.mean, head.directions))
    vectors, read = encode_with_tokens(words, encoder, cache, tokens)
    return dict(zip(words, zip(vectors, read, strict=True), strict=True))


def articles(case):
    return [
        Article(f"a{number}", f"outlet {number}", f"a{number}", None, text, True)
        for number, text in enumerate([*case["claims"], case["article"]])
    ]


def sentences(case):
    """The claims of the three articles with their words."""
    return [
        (claim, claim.span.of(article.text))
        for number, article in enumerate(articles(case))
        for claim in read_claims(article.article_id, number, article.text, ()).claims
    ]


def verdict(case, encoded, with_head=True):
    """What the detector says of the third article; the group of the two claims is given."""
    told = sentences(case)
    claims = tuple(claim for claim, _ in told)
    vectors = np.stack([encoded[words][0] for _, words in told])
    tokens = [encoded[words][1] for _, words in told] if with_head else None
    alignment = align(articles(case), claims, vectors, tokens, Align())
    members = tuple(number for number, (_, words) in enumerate(told) if words in case["said"])
    assert len(members) == 2
    alignment = replace(alignment, groups=(Group(members, members[0]),))
    (finding,) = compare(Event("e", tuple(articles(case)), claims, alignment), ONLY)
    assert finding.detail["outlet_id"] == "outlet 2"
    assert [passage.role for passage in finding.evidence] == ["said", "nearest"]
    assert ("probability" in finding.detail) is with_head
    return finding.kind


def test_there_are_enough_cases():
    assert sum(case["finds"] is not None for case in TOLD) >= 40
    assert sum(case["finds"] is None for case in TOLD) >= 60


def test_claims_in_other_words_are_hardly_ever_called_not_found(encoded):
    wrong = [case["article"] for case in TOLD if case["finds"] is None and verdict(case, encoded) == "not found"]
    assert len(wrong) <= MOST_WRONGLY_NOT_FOUND * sum(case["finds"] is None for case in TOLD), wrong


def test_most_claims_that_are_not_there_are_called_not_found(encoded):
    wanted = [case for case in TOLD if case["finds"]]
    missed = [case["article"] for case in wanted if verdict(case, encoded) != "not found"]
    assert len(missed) <= (1 - LEAST_RIGHTLY_NOT_FOUND) * len(wanted), missed


def test_without_a_head_the_nearest_sentence_decides(encoded):
    kinds = [verdict(case, encoded, with_head=False) for case in TOLD if case["finds"] is None]
    assert kinds.count("not found") <= MOST_WRONGLY_NOT_FOUND * len(kinds)


@pytest.mark.parametrize(
    ("probability", "similarity", "kind"),
    [(0.01, 0.9, "not found"), (0.2, 0.1, "unclear"), (np.nan, 0.1, "not found"), (np.nan, 0.5, "unclear")],
)
def test_the_heads_probability_decides_and_where_it_told_none_the_similarity(probability, similarity, kind):
    event = event_of(["The dam broke.", "The dam burst.", "A choir sang."], [Group((0, 1), 0)], nearest=similarity)
    reached = np.full((3, 3), probability, dtype=np.float32)
    event = replace(event, alignment=replace(event.alignment, reached=reached))
    (finding,) = compare(event, ONLY)
    assert finding.kind == kind
    assert ("probability" in finding.detail) is not bool(np.isnan(probability))
