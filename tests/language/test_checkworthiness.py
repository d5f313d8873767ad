"""Check-worthiness: a checkable fact against a judgement, a question and furniture, through the shipped heads."""

import numpy as np
import pytest

from pipeline.embed import VectorCache, encode, load_encoder
from pipeline.errors import ModelError
from pipeline.language.checkworthiness import load_heads
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
