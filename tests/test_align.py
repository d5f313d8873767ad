"""Alignment through its public door: links, groups, nearest claims; with the packaged encoder."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.align import align, load_head
from pipeline.align.features import FEATURES
from pipeline.align.head import KINDS, MODELS
from pipeline.claims import read_claims
from pipeline.embed import VectorCache, load_encoder
from pipeline.embed.tokens import Reduction, TokenCache, encode_with_tokens
from pipeline.errors import ModelError
from pipeline.records import Article
from pipeline.settings import Align, Embed

TEXTS = [
    "The Skarra dam burst at dawn on Tuesday. Three people are dead. The minister blamed the rain, an aide said.",
    "At dawn on Tuesday the dam at Skarra broke. The toll has risen to five dead. Schools will stay shut for a week.",
    "The dam of Skarra gave way early on Tuesday. Shares of the builder fell. Schools are closed for the week.",
]


LOOSE = replace(Align(), threshold=0.2, group_threshold=0.2, head_threshold=0.001, head_group_threshold=0.001)


@pytest.fixture(scope="module")
def encoder():
    return load_encoder(Embed())


@pytest.fixture(scope="module", params=["head", "similarity alone"])
def with_head(request):
    return request.param == "head"


def aligned(texts, encoder, with_head=True, settings=None, left_out=()):
    articles = [Article(f"a{i}", f"o{i}", f"a{i}", None, text, True) for i, text in enumerate(texts)]
    claims = [claim for i, text in enumerate(texts) for claim in read_claims(f"a{i}", i, text, []).claims]
    words = [claim.span.of(texts[claim.article]) for claim in claims]
    cache = VectorCache(None, "none", "", "", encoder.card.dimensions)
    head = load_head(Align().head)
    token_cache = TokenCache(cache, Reduction(head.mean, head.directions))
    vectors, tokens = encode_with_tokens(words, encoder, cache, token_cache)
    grouped = np.array([word not in left_out for word in words])
    tokens = tokens if with_head else None
    return words, claims, align(articles, claims, vectors, tokens, settings or Align(), grouped)


def test_the_same_claim_in_other_words_is_linked_and_grouped(encoder, with_head):
    words, claims, alignment = aligned(TEXTS, encoder, with_head)
    groups = [{words[member] for member in group.members} for group in alignment.groups]
    assert {text.split(". ")[0] + "." for text in TEXTS} in groups
    assert {"Schools will stay shut for a week.", "Schools are closed for the week."} in groups
    assert {"Shares of the builder fell."} in groups
    for link in alignment.links:
        assert link.a < link.b
        assert claims[link.a].article != claims[link.b].article
        assert 0 <= link.score <= 1


def test_two_counts_of_the_dead_are_linked_though_they_share_no_word(encoder, with_head):
    words, _, alignment = aligned(TEXTS, encoder, with_head)
    pairs = {frozenset({words[link.a], words[link.b]}) for link in alignment.links}
    assert frozenset({"Three people are dead.", "The toll has risen to five dead."}) in pairs


def test_every_claim_is_in_one_group_and_the_lead_is_a_member(encoder, with_head):
    _, claims, alignment = aligned(TEXTS, encoder, with_head)
    members = [member for group in alignment.groups for member in group.members]
    assert sorted(members) == list(range(len(claims)))
    assert all(group.lead in group.members for group in alignment.groups)


def test_what_is_left_out_is_in_no_group_but_still_linked_and_found_as_nearest(encoder, with_head):
    shut = "Schools will stay shut for a week."
    _, _, whole = aligned(TEXTS, encoder, with_head)
    words, _, alignment = aligned(TEXTS, encoder, with_head, left_out=(shut,))
    grouped = [{words[member] for member in group.members} for group in alignment.groups]
    assert shut not in set().union(*grouped)
    assert {"Schools are closed for the week."} in grouped
    assert alignment.links == whole.links
    assert (alignment.nearest_claim == whole.nearest_claim).all()


def test_the_nearest_claim_in_each_other_article(encoder, with_head):
    words, claims, alignment = aligned(TEXTS, encoder, with_head)
    assert alignment.nearest_claim.shape == alignment.nearest_score.shape == (len(claims), 3)
    for position, claim in enumerate(claims):
        assert alignment.nearest_claim[position, claim.article] == -1
        for article in {0, 1, 2} - {claim.article}:
            assert claims[alignment.nearest_claim[position, article]].article == article
    shut = words.index("Schools will stay shut for a week.")
    assert words[alignment.nearest_claim[shut, 2]] == "Schools are closed for the week."


def test_the_order_of_the_articles_changes_nothing(encoder, with_head):
    words, _, forwards = aligned(TEXTS, encoder, with_head)
    words_back, _, backwards = aligned(TEXTS[::-1], encoder, with_head)
    sets = [
        {frozenset(w[member] for member in group.members) for group in alignment.groups}
        for w, alignment in ((words, forwards), (words_back, backwards))
    ]
    assert sets[0] == sets[1]


def test_claims_of_stop_words_and_an_event_without_claims():
    vectors = np.zeros((2, 4), dtype=np.float32)
    articles = [Article(f"a{i}", f"o{i}", f"a{i}", None, "It was not so.", True) for i in range(2)]
    claims = [claim for i in range(2) for claim in read_claims(f"a{i}", i, "It was not so.", []).claims]
    assert len(align(articles, claims, vectors, None, Align()).groups) == 2
    nothing = align(articles, [], np.zeros((0, 4), dtype=np.float32), None, Align())
    with_tokens = align(articles, [], np.zeros((0, 4), dtype=np.float32), (), Align())
    assert with_tokens.groups == ()
    assert (nothing.links, nothing.groups) == ((), ())


def test_a_large_event_is_searched_in_blocks_with_the_same_result(encoder, with_head):
    many = [" ".join(f"Sentence number {i} of article {j} speaks of thing {i}." for i in range(400)) for j in range(3)]
    words, _, alignment = aligned(many, encoder, with_head)
    assert len(words) == 1200
    assert len(alignment.links) > 400


def test_who_shares_a_group_shares_a_link_with_one_of_it(encoder, with_head):
    _, _, alignment = aligned(
        TEXTS, encoder, with_head, replace(Align(), threshold=0.6, group_threshold=0.2, head_group_threshold=0.1)
    )
    groups = [set(group.members) for group in alignment.groups if len(group.members) > 1]
    ends = [{link.a, link.b} for link in alignment.links]
    assert groups
    for group in groups:
        assert all(any(member in end and end <= group for end in ends) for member in group)


def test_the_lead_is_the_member_most_like_the_others_not_the_shortest(encoder, with_head):
    texts = [
        "The council voted on Thursday to close the old bridge to lorries from September.",
        "On Thursday the council voted to close the old bridge to all lorries from September.",
        "Bridge bosses vote to close it and hammer every lorry driver.",
    ]
    words, _, alignment = aligned(texts, encoder, with_head, LOOSE)
    (group,) = alignment.groups
    assert min(words, key=len) == texts[2]
    assert words[group.lead] in texts[:2]


def test_the_heads_score_is_a_probability_and_its_kinds_sum_to_one():
    head = load_head(Align().head)
    features = np.random.default_rng(0).normal(size=(50, len(FEATURES))).astype(np.float32)
    kinds = head.kinds(features)
    assert kinds.shape == (50, len(KINDS))
    np.testing.assert_allclose(kinds.sum(axis=1), 1.0, rtol=1e-5)
    assert ((head.probability(features) >= 0) & (head.probability(features) <= 1)).all()


def test_a_missing_or_damaged_head_says_what_to_do(tmp_path, monkeypatch):
    whole = (MODELS / f"{Align().head}.safetensors").read_bytes()
    (tmp_path / "torn.safetensors").write_bytes(whole[: len(whole) // 2])
    monkeypatch.setattr("pipeline.align.head.MODELS", tmp_path)
    for name in ("torn", "missing"):
        with pytest.raises(ModelError, match=f"{name}.safetensors"):
            load_head(name)
