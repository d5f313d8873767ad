"""Training of the alignment head, from gold files to a head that the pipeline loads."""

import csv
import json

import pytest

from pipeline.align import load_head
from pipeline.align.head import MODELS
from pipeline.errors import InputError
from pipeline.train.__main__ import main
from pipeline.train.gold_links import read_gold

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


BREAKS = "\u2028", "\u2029", "\x85"


def linked(events):
    return [{(event.words[a], event.words[b], kind) for (a, b), kind in event.label.items()} for event in events]


def test_a_text_may_hold_what_ends_a_line_in_other_places(gold):
    links, articles = gold
    before = read_gold(links, articles)
    rows = [json.loads(line) for line in articles.read_text(encoding="utf-8").split("\n") if line]
    for number, row in enumerate(rows):
        row["text"] += BREAKS[number % len(BREAKS)] + "A choir sang."
    lines = "\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    articles.write_text(lines + "\r\n\r\n", encoding="utf-8", newline="")
    after = read_gold(links, articles)
    assert linked(after) == linked(before)
    assert all(len(event.words) > len(old.words) for event, old in zip(after, before, strict=True))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("event,", "story,", "links.csv lacks the columns ['event']"),
        (",label", ",kind", "links.csv lacks the columns ['label']"),
        ("e0,0a,0,", "e0,0a,,", "invalid literal for int()"),
        ("e0,0a,", "e0,9z,", "no article has the id '9z'"),
        (",same,", ",none,", "label 'none' is none of part, conflict, same"),
    ],
)
def test_gold_that_lacks_something_is_an_error_for_people(gold, old, new, told):
    links, articles = gold
    content = links.read_text(encoding="utf-8")
    assert old in content
    links.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_gold(links, articles)
    assert told in str(raised.value)


@pytest.mark.parametrize("line", ["[]", "7", '{"id": "x"}', '{"text": "A."}', '{"id": "x", "text": null}'])
def test_articles_that_are_none_are_an_error_for_people(gold, line):
    links, articles = gold
    articles.write_text(articles.read_text(encoding="utf-8") + line, encoding="utf-8")
    with pytest.raises(InputError, match=r"articles\.jsonl: article 11 lacks an id or a text"):
        read_gold(links, articles)
