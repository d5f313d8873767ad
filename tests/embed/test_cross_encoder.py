"""The cross-encoder that ships: what it reads in pairs of claims, and what happens when its file is no good."""

import shutil

import numpy as np
import pytest

from pipeline.align import MODELS
from pipeline.embed import EncoderCard, VectorCache, load_encoder
from pipeline.embed.cross_encoder import load_cross_encoder
from pipeline.embed.readings import readings_for
from pipeline.errors import ModelError
from pipeline.records import Tokens
from pipeline.settings import Settings

SHIPPED = MODELS / "cross-encoder-minilm-l6-v2.safetensors"
SAME = (
    ("The council of Skarra voted on Tuesday to close the dam.", "Councillors in Skarra decided to shut the dam."),
    ("Two miners were killed when the shaft collapsed.", "The collapse of the shaft left two miners dead."),
    ("Mayor Ada Venn resigned after the audit.", "Ada Venn stepped down as mayor following the audit."),
)
OTHER = (
    ("The council of Skarra voted on Tuesday to close the dam.", "The dam of Skarra was built forty years ago."),
    ("Two miners were killed when the shaft collapsed.", "The mine employs four hundred people in the valley."),
    ("Mayor Ada Venn resigned after the audit.", "The audit was ordered by the regional court."),
)


@pytest.fixture(scope="module")
def encoder():
    return load_encoder(Settings().embed)


def tokens(encoder, texts):
    return [Tokens(ids, np.zeros((len(ids), 1), dtype=np.int8)) for ids in encoder.token_ids(texts)]


def aligned(logits):
    return logits[:, 2] - logits[:, 0]


def pairs_of(encoder, texts):
    flat = tokens(encoder, [text for pair in texts for text in pair])
    return list(zip(flat[::2], flat[1::2], strict=True))


def test_pairs_that_say_the_same_are_told_from_those_about_the_same(encoder):
    readings = readings_for(SHIPPED, encoder, VectorCache(None, "m", "r", "p", 384))
    same, other = (aligned(readings.logits(pairs_of(encoder, pairs))) for pairs in (SAME, OTHER))
    assert same.min() > other.max()


def test_a_reading_depends_neither_on_the_order_of_the_two_nor_on_the_other_pairs(encoder):
    readings = readings_for(SHIPPED, encoder, VectorCache(None, "m", "r", "p", 384))
    pairs = pairs_of(encoder, SAME + OTHER)
    together = readings.logits(pairs)
    alone = np.concatenate([readings.logits([pair]) for pair in pairs])
    turned = readings.logits([(b, a) for a, b in pairs])
    assert np.array_equal(together, turned)
    assert np.abs(together - alone).max() < 0.1  # in bfloat16, batches differ in the third digit
    assert readings.logits([]).shape == (0, 3)


def test_what_was_read_is_kept_and_not_read_again(encoder, tmp_path):
    cache = VectorCache(tmp_path, "m", "r", "p", 384)
    first = readings_for(SHIPPED, encoder, cache).logits(pairs_of(encoder, SAME))

    class NoModel:
        card = encoder.card

        def word_embeddings(self):
            raise AssertionError("read again")

    again = readings_for(SHIPPED, NoModel(), VectorCache(tmp_path, "m", "r", "p", 384))
    assert np.array_equal(again.logits(pairs_of(encoder, SAME)), first)


def test_a_damaged_or_missing_file_is_an_error_with_a_way_out(encoder, tmp_path):
    damaged = tmp_path / SHIPPED.name
    shutil.copy(SHIPPED, damaged)
    with damaged.open("r+b") as file:
        file.truncate(1000)
    for path in (damaged, tmp_path / "none.safetensors"):
        with pytest.raises(ModelError, match=r'set reader = ""'):
            readings_for(path, encoder, VectorCache(None, "m", "r", "p", 384))
        with pytest.raises(ModelError, match=r'set reader = ""'):
            load_cross_encoder(path, encoder)


def test_with_another_encoder_than_it_was_trained_over_it_is_left_out(encoder):
    class Other:
        card = EncoderCard("other", "r", "float32", 384, "0" * 64, "cpu")

    assert readings_for(SHIPPED, Other(), VectorCache(None, "m", "r", "p", 384)) is None
