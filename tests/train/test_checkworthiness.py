"""Training of the check-worthiness heads, from annotated sentences to heads that can be loaded."""

import csv
import json

import numpy as np
import pytest

from pipeline.language.checkworthiness import load_heads
from pipeline.train.__main__ import main
from pipeline.train.checkworthiness import read_annotated

FACTS = (
    "The council of {} voted on Tuesday to close the harbour bridge for a year.",
    "Fourteen people were hurt in {} when the ferry hit the pier, the rescue service said.",
    "Prices in {} rose by 4.1 percent in March.",
)
OTHERS = {
    "opinion": "It would be foolish and unfair to let the mess in {} go on.",
    "question": "But who in {} could still believe a word of it?",
    "scene": "Here is what we know so far of {}.",
    "furniture": "Sign up for our newsletter from {}",
}
PLACES = ("Skarra", "Velm", "Orrin", "Tasmere", "Lunde", "Arvenna")


@pytest.fixture
def given(tmp_path):
    """Arguments that name the annotations, the articles and the sentences of speeches."""
    rows = [("event", "id", "start", "end", "kind")]
    with (tmp_path / "articles.jsonl").open("w", encoding="utf-8") as file:
        for place in PLACES:
            told = [("claim", fact) for fact in FACTS] + list(OTHERS.items())
            text = " ".join(sentence.format(place) for _, sentence in told)
            file.write(json.dumps({"id": place, "title": place, "text": text}) + "\n")
            for kind, sentence in told:
                start = text.index(sentence.format(place))
                rows.append((f"of {place}", place, start, start + len(sentence.format(place)), kind))
    spoken = [("kind", "text")]
    spoken += [(kind, line.format(place)) for place in PLACES for kind, line in OTHERS.items() if kind == "opinion"]
    spoken += [("claim", fact.format(place)) for place in PLACES for fact in FACTS]
    for name, table in (("kinds.csv", rows), ("spoken.csv", spoken)):
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(table)
    files = {"--annotations": "kinds.csv", "--articles": "articles.jsonl", "--spoken": "spoken.csv", "--out": "out.st"}
    return [argument for flag, name in files.items() for argument in (flag, str(tmp_path / name))]


def test_trained_heads_are_measured_saved_and_loaded(given, tmp_path, capsys):
    assert main(["checkworthiness", *given, "--folds", "3"]) == 0
    report = capsys.readouterr().out
    assert "42 sentences of 6 events, 24 no claims" in report
    assert "AUC" in report
    assert "expected calibration error" in report
    trained = load_heads(tmp_path / "out.st")
    assert trained.encoder == load_heads().encoder
    assert trained.weights.shape == load_heads().weights.shape
    assert np.isfinite(trained.weights).all()


@pytest.mark.parametrize(("file", "text"), [("kinds.csv", "event,id\n1,2\n"), ("articles.jsonl", "{}\n")])
def test_what_cannot_be_read_is_an_error_for_people(given, tmp_path, capsys, file, text):
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert main(["checkworthiness", *given]) == 2
    assert file in capsys.readouterr().err


def test_a_kind_that_there_is_not_is_named(given, tmp_path, capsys):
    path = tmp_path / "kinds.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("scene", "scenery"), encoding="utf-8")
    assert main(["checkworthiness", *given]) == 2
    assert "scenery" in capsys.readouterr().err


def test_a_text_may_hold_what_ends_a_line_in_other_places(given, tmp_path):
    path = tmp_path / "articles.jsonl"
    before = read_annotated(tmp_path / "kinds.csv", path)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    lines = [json.dumps(row | {"text": row["text"] + "\u2028A choir sang."}, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert read_annotated(tmp_path / "kinds.csv", path).words == before.words
