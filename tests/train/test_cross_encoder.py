"""Training of the cross-encoder, from entailment pairs and gold files to a file that the pipeline reads with."""

import json

import numpy as np
import pytest

from pipeline.embed.cross_encoder import load_cross_encoder
from pipeline.embed.readings import N_KINDS
from pipeline.embed.sentence_transformer import packaged
from pipeline.errors import InputError
from pipeline.settings import Settings
from pipeline.train.__main__ import main
from pipeline.train.pairs import _FILES, read_pairs
from tests.train.test_align import gold  # noqa: F401 (a fixture)

PAIRS = [
    ("The bridge was closed.", "The bridge is shut.", "entailment"),
    ("The bridge was closed.", "The bridge stayed open.", "contradiction"),
    ("The bridge was closed.", "A choir sang in the hall.", "neutral"),
]


def test_a_trained_cross_encoder_is_measured_saved_and_read_with(gold, tmp_path, monkeypatch, capsys):  # noqa: F811
    monkeypatch.setattr("pipeline.train.cross_encoder.MODELS", tmp_path)
    folder = tmp_path / "pairs"
    folder.mkdir()
    lines = "".join(json.dumps(dict(zip(("a", "b", "label"), pair, strict=True))) + "\n" for pair in PAIRS)
    for name in _FILES:
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    files = ["--pairs", str(folder), "--gold", *map(str, gold)]
    assert main(["cross-encoder", *files, "--name", "tiny", "--folds", "2"]) == 0
    report = capsys.readouterr().out
    assert "the head alone" in report
    assert "with the cross-encoder" in report
    encoder = packaged(Settings().embed)
    ids = encoder.token_ids(["The bridge was closed.", "The bridge is shut."])
    logits = load_cross_encoder(tmp_path / "tiny.safetensors", encoder).read([(ids[0], ids[1])])
    assert logits.shape == (1, N_KINDS)
    assert np.isfinite(logits).all()


def test_a_folder_without_the_pairs_is_an_error_for_people(gold, tmp_path, capsys):  # noqa: F811
    assert main(["cross-encoder", "--pairs", str(tmp_path / "none"), "--gold", *map(str, gold)]) == 2
    assert "the pairs cannot be read" in capsys.readouterr().err


def test_a_pair_may_hold_what_ends_a_line_in_other_places_and_a_line_that_is_none_is_told(tmp_path):
    pair = {"a": "The bridge was closed.\u2028It rained.", "b": "The bridge is shut.", "label": "entailment"}
    for name in _FILES:
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(pair, ensure_ascii=False) + "\n", encoding="utf-8")
    assert {found.a for found in read_pairs(tmp_path)} == {pair["a"]}
    (tmp_path / "snli_dev.jsonl").write_text("7\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"snli_dev.jsonl: the pairs cannot be read"):
        read_pairs(tmp_path)
