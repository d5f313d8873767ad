"""Check-worthiness: a checkable fact against a judgement, a question and furniture, through the shipped heads."""

import numpy as np
import pytest

from pipeline.embed import VectorCache, encode, load_encoder
from pipeline.errors import ModelError
from pipeline.language.checkworthiness import check_worthiness, heads_for, load_heads
from pipeline.language.sentence_features import FEATURES, sentence_features
from pipeline.settings import Embed

FACTS = [
    "The council of Velm voted on Tuesday to close the harbour bridge for eleven months.",
    "Fourteen people were killed when the Skarra dam broke, the regional rescue service said.",
    "Unemployment in Orsenia fell to 4.1 percent in March, the statistics office reported.",
]
OTHERS = [
    "It would be foolish and deeply unfair to let this shameful mess go on any longer.",
    "But how could anybody still believe a word of it?",
    "Sign up here for our daily newsletter.",
]


@pytest.fixture(scope="module")
def encoder():
    return load_encoder(Embed())


def vectors(sentences, encoder):
    return encode(sentences, encoder, VectorCache(None, "none", "", "", encoder.card.dimensions))


def test_facts_are_told_from_judgements_questions_and_furniture(encoder):
    heads = load_heads()
    fact, other = (heads.worth(sentences, vectors(sentences, encoder)).factuality for sentences in (FACTS, OTHERS))
    assert fact.min() > 0.6 > other.max()


def test_a_probability_for_each_sentence_and_none_for_none(encoder):
    heads = load_heads()
    found = heads.worth(FACTS + OTHERS, vectors(FACTS + OTHERS, encoder))
    assert found.check_worthiness.shape == found.factuality.shape == (6,)
    assert ((found.check_worthiness >= 0) & (found.factuality <= 1)).all()
    assert (found.check_worthiness <= found.factuality + 1e-6).all()
    assert heads.worth([], np.zeros((0, 384), dtype=np.float32)).factuality.shape == (0,)


def test_damaged_heads_say_what_to_do(tmp_path):
    (tmp_path / "torn.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match=r"torn\.safetensors"):
        load_heads(tmp_path / "torn.safetensors")


def test_what_somebody_is_reported_to_have_said_is_a_fact_even_where_it_is_a_judgement(encoder):
    judgement = ["The plan is a shameful mess, the chairman of the harbour board thinks."]
    told, own = (
        load_heads().worth(judgement, vectors(judgement, encoder), [kind]).factuality[0]
        for kind in ("reported speech", "statement")
    )
    assert told > own


def test_a_sentence_among_judgements_is_less_sure_than_among_facts(encoder):
    doubtful = "The plan will not work for the fishermen of Velm."
    judgements = [
        "It is a foolish plan, and a cowardly one.",
        "Nobody should be surprised that the mayor is so wrong about everything.",
        "We deserve better than this absurd spectacle.",
    ]

    def among(others):
        sentences = [doubtful, *others]
        return load_heads().worth(sentences, vectors(sentences, encoder), articles=[0] * 4).factuality[0]

    assert among(judgements) < among(FACTS)


def test_articles_do_not_touch_each_other_and_a_lone_sentence_stands_by_itself(encoder):
    heads, sentences = load_heads(), FACTS + OTHERS
    alone = heads.worth(sentences, vectors(sentences, encoder))
    apart = heads.worth(sentences, vectors(sentences, encoder), articles=range(6))
    assert np.allclose(alone.factuality, apart.factuality)
    together = heads.worth(sentences, vectors(sentences, encoder), articles=[7, 7, 7, 2, 2, 2])
    facts_only = heads.worth(FACTS, vectors(FACTS, encoder), articles=[0, 0, 0])
    assert np.allclose(together.factuality[:3], facts_only.factuality)


def test_a_trifle_is_a_fact_but_not_worth_a_check(encoder):
    sentences = ["The deficit of Orsenia doubled to 4 billion crowns in two years.", "She wore a grey coat."]
    worth = load_heads().worth(sentences, vectors(sentences, encoder))
    assert worth.factuality.min() > 0.5
    assert worth.check_worthiness[0] > 0.5 > worth.check_worthiness[1]
    assert np.allclose(check_worthiness(sentences, vectors(sentences, encoder)), worth.check_worthiness)


def test_the_heads_hold_for_the_encoder_they_were_trained_with(encoder):
    assert heads_for(encoder.card.sha256) is load_heads()
    assert heads_for("0" * 64) is None
    assert heads_for(None) is None


def test_features_have_names_and_bounds():
    texts = ["Is it?", "", "   ", "12 %", "“We will,” said Ms. Orlo — “if we must.”", "word " * 5000, "€" * 5000]
    found = sentence_features(texts)
    assert found.shape == (len(texts), len(FEATURES))
    assert len(set(FEATURES)) == len(FEATURES)
    assert (found >= 0).all()
    assert (found <= 2).all()
    question = FEATURES.index("ends with a question mark")
    assert found[:, question].tolist() == [1, 0, 0, 0, 0, 0, 0]
