"""Training of the alignment head, from gold files to a head that the pipeline loads."""

import csv
import json

import pytest

from pipeline.align import load_head
from pipeline.align.head import MODELS
from pipeline.train.__main__ import main

SHARED = "The council of {place} voted on Tuesday to close the {thing} for a year."
TOLD = "On Tuesday councillors in {place} decided that the {thing} will stay shut for a year."
OTHERS = ("Shares of the builder fell by a tenth.", "A choir sang outside the hall until late.")
PLACES = (("Skarra", "dam"), ("Velm", "bridge"), ("Orrin", "harbour"), ("Tasmere", "market"), ("Lunde", "tunnel"))


@pytest.fixture
def gold(tmp_path):
    articles, links = tmp_path / "articles.jsonl", tmp_path / "links.csv"
    rows = []
    with articles.open("w", encoding="utf-8") as file:
        for number, (place, thing) in enumerate(PLACES):
            texts = [
                f"{told.format(place=place, thing=thing)} {other}"
                for told, other in zip((SHARED, TOLD), OTHERS, strict=True)
            ]
            for side, text in zip("ab", texts, strict=True):
                file.write(json.dumps({"id": f"{number}{side}", "title": place, "text": text}) + "\n")
            ends = [text.index(".") + 1 for text in texts]
            rows.append([f"e{number}", f"{number}a", 0, ends[0], f"{number}b", 0, ends[1], "same", ""])
    with links.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["event", "id_a", "start_a", "end_a", "id_b", "start_b", "end_b", "label", "note"])
        writer.writerows(rows)
    return links, articles


def test_a_trained_head_is_measured_saved_and_loaded(gold, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("pipeline.train.align.MODELS", tmp_path)
    monkeypatch.setattr("pipeline.align.head.MODELS", tmp_path)
    assert main(["align", "--gold", *map(str, gold), "--name", "tiny", "--folds", "2"]) == 0
    report = capsys.readouterr().out
    assert "5 events scored" in report
    assert "F1" in report
    assert "expected calibration error" in report
    trained = load_head("tiny")
    monkeypatch.setattr("pipeline.align.head.MODELS", MODELS)
    shipped = load_head("align-minilm-l6-v2")
    assert trained.encoder == shipped.encoder
    assert trained.n_directions == shipped.n_directions


def test_gold_that_cannot_be_read_is_an_error_for_people(tmp_path, capsys):
    missing = str(tmp_path / "none.csv")
    assert main(["align", "--gold", missing, missing]) == 2
    assert "none.csv" in capsys.readouterr().err
