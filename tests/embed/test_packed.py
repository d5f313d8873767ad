"""Texts laid end to end: the same vectors as by the model itself, whatever else is encoded with them."""

import numpy as np
import pytest

from pipeline.embed import load_encoder
from pipeline.embed.layers import blocks
from pipeline.embed.packed import PackedEncoder, packs
from pipeline.embed.sentence_transformer import SentenceTransformerEncoder
from pipeline.settings import Embed

TEXTS = [
    "The dam broke at dawn.",
    "",
    "Marn",
    "A gate of the dam in Skarra failed, said Ada Venn, who keeps the register of its gates.",
    "The council of Skarra met. " * 90,
    "The orchestra of Marn played on Tuesday.",
    "The dam broke at dusk.",
]


@pytest.fixture(scope="module")
def encoder():
    return load_encoder(Embed(precision="float32"))


def test_they_are_the_vectors_of_the_model_itself(encoder):
    assert isinstance(encoder, PackedEncoder)
    assert np.abs(encoder.encode(TEXTS) - SentenceTransformerEncoder.encode(encoder, TEXTS)).max() < 1e-5


def test_so_are_the_embeddings_of_the_tokens(encoder):
    vectors, tokens = encoder.encode_tokens(TEXTS)
    same_vectors, same_tokens = SentenceTransformerEncoder.encode_tokens(encoder, TEXTS)
    assert np.abs(vectors - same_vectors).max() < 1e-5
    for (ids, embeddings), (same_ids, same_embeddings) in zip(tokens, same_tokens, strict=True):
        assert ids.tolist() == same_ids.tolist()
        assert embeddings.shape == same_embeddings.shape
        assert np.abs(embeddings - same_embeddings).max(initial=0) < 1e-4


@pytest.mark.parametrize("precision", ["float32", "auto"])
def test_a_vector_does_not_depend_on_what_is_encoded_with_it(precision):
    encoder = load_encoder(Embed(precision=precision))
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    many = encoder.encode(TEXTS + [f"Notice {number} of the council of Skarra" for number in range(300)])
    assert np.abs(alone - many[: len(TEXTS)]).max() < 1e-6


def test_no_text_is_left_out_of_the_blocks_and_none_stands_in_two():
    lengths = [5, 3, 256, 5, 256, 7, 3] * 40
    found = list(blocks(lengths))
    texts = np.concatenate([group.texts for block in found for group in block.alike])
    assert sorted(texts.tolist()) == list(range(len(lengths)))
    for block in found:
        assert all(lengths[text] == group.tokens for group in block.alike for text in group.texts)
        ends = [group.rows.stop for group in block.alike]
        assert [group.rows.start for group in block.alike] == [0, *ends[:-1]]
        assert ends[-1] <= block.rows
    assert list(blocks([])) == []


def test_another_way_to_pool_or_another_model_is_left_to_the_model(encoder):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    model = encoder._model
    other = SentenceTransformer(modules=[model[0], Pooling(384, "cls")])
    assert packs(model, "cpu")
    assert not packs(model, "cuda")
    assert not packs(other, "cpu")
