"""Scores: by hand on a small run, and equal to the reference scorers."""

import json
import subprocess
import sys

import pytest

from pipeline import run_pipeline
from pipeline.errors import InputError
from pipeline.evaluate import score_claim_groups, score_claim_links, score_event_labels, score_events
from pipeline.export import export_run
from tests.conftest import TODAY
from tests.support import build_run, story
from tests.test_cli import article, write_jsonl
from tests.truth import Truth


@pytest.fixture(scope="module")
def gold(sample_run, tmp_path_factory):
    """Gold files made from the sample's truth: its events but one split, its shared claims, its conflicts."""
    folder = tmp_path_factory.mktemp("gold")
    truth = Truth(sample_run)
    events = [f"{article},{event['event']}" for event in truth.listed["events"] for article in event["articles"]]
    events[0] = events[0].split(",")[0] + ",elsewhere"
    (folder / "events.csv").write_text("\n".join(["id,event", *events]), encoding="utf-8")
    lines = ["event,id_a,start_a,end_a,id_b,start_b,end_b,label,note"]
    pairs = [
        (shared["members"][0], other, "same")
        for shared in truth.listed["shared_claims"]
        for other in shared["members"][1:]
    ]
    pairs += [(conflict["a"], conflict["b"], "conflict") for conflict in truth.listed["conflicts"]]
    pairs += [(pair["a"], pair["b"], "part") for pair in truth.listed["not_conflicts"]]
    for a, b, label in pairs:
        spans = []
        for side in (a, b):
            start = truth.articles.loc[side["id"], "text"].index(side["quote"])
            spans += [side["id"], str(start), str(start + len(side["quote"]))]
        lines.append(",".join(["e", *spans, label, ""]))
    (folder / "links.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_b_cubed_and_pairs_by_hand():
    gold = {"a": "1", "b": "1", "c": "2", "d": "2"}
    scores = score_event_labels(gold, {"a": "x", "b": "x", "c": "x"})
    assert scores["b3_precision"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert scores["b3_recall"] == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    assert scores["pair_precision"] == pytest.approx(1 / 3)
    assert scores["pair_recall"] == pytest.approx(1 / 2)
    assert scores["missing"] == 1


def test_the_scores_are_those_of_the_reference_scorers(shared, sample_run, gold, tmp_path):
    export_run(sample_run, "scoring", tmp_path)
    for script, own, names in (
        ("score_events.py", score_events(sample_run, gold / "events.csv"), ("events.csv", "events.csv")),
        ("score_claims.py", score_claim_links(sample_run, gold / "links.csv"), ("links.csv", "claim_links.csv")),
    ):
        command = [sys.executable, shared / "eval" / script, gold / names[0], tmp_path / names[1], "--json"]
        reference = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        assert reference == pytest.approx(own)
        assert max(own.values()) > 0


def place(name, beginning):
    """The piece of the story `name` that begins with `beginning`: its article and span, as a gold file gives them."""
    (span,) = [(start, end) for piece, start, end in story(name).spans() if piece.words.startswith(beginning)]
    return ",".join(map(str, (name, *span)))


def test_claim_groups_by_hand(tmp_path):
    dead, engine = place("fire-courier", "A fire"), place("fire-courier", "The fire began")
    other_dead, other_engine = place("fire-harbour", "Fire swept"), place("fire-harbour", "It started")
    injured, furniture = place("fire-courier", "At least 40"), place("fire-courier", "Subscribe")
    links = (
        (dead, place("fire-inland", "A ferry fire"), "same"),
        (dead, other_dead, "conflict"),
        (engine, other_engine, "same"),
        (other_engine, place("fire-inland", "The fire began"), "same"),
        (injured, place("fire-harbour-later", "Most of them"), "same"),
        (furniture, other_dead, "part"),
    )
    lines = ["id_a,start_a,end_a,id_b,start_b,end_b,label", *(",".join(link) for link in links)]
    (tmp_path / "links.csv").write_text("\n".join(lines), encoding="utf-8")
    scores = score_claim_groups(build_run(tmp_path / "results"), tmp_path / "links.csv")
    # Gold: the dead of two, the third alone; the engine of three; the injured and who goes home; the furniture.
    assert (scores["sentences"], scores["sentences_missing"], scores["groups_gold"]) == (9, 1, 5)
    # The run: the dead of all three; the engine of three; the injured; who goes home; the furniture is no claim.
    assert scores["groups_predicted"] == 5
    assert scores["groups_b3_precision"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 6) / 9)
    assert scores["groups_b3_recall"] == pytest.approx((7 + 1 / 2 + 1 / 2) / 9)


def test_a_gold_file_that_cannot_be_used_says_why(sample_run, tmp_path):
    (tmp_path / "gold.csv").write_text("id,group\na,b\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"gold.csv.*event"):
        score_events(sample_run, tmp_path / "gold.csv")
    with pytest.raises(InputError, match=r"none.csv"):
        score_claim_links(sample_run, tmp_path / "none.csv")
    with pytest.raises(InputError, match=r"none.csv"):
        score_claim_groups(sample_run, tmp_path / "none.csv")


def test_a_gold_span_that_is_no_number_is_told_with_its_file(sample_run, tmp_path):
    lines = "id_a,start_a,end_a,id_b,start_b,end_b,label\na,,5,b,0,4,same\n"
    (tmp_path / "links.csv").write_text(lines, encoding="utf-8")
    with pytest.raises(InputError, match=r"links.csv.*whole number"):
        score_claim_links(sample_run, tmp_path / "links.csv")


@pytest.fixture(scope="module")
def two_files(tmp_path_factory):
    """A run of two files that both have an article "1", on other events; "2" is one article alone."""
    folder = tmp_path_factory.mktemp("two")
    files = [write_jsonl(folder / "a.jsonl", [article(0, id="1"), article(1, id="2")])]
    files.append(write_jsonl(folder / "b.jsonl", [article(2, id="1")]))
    return run_pipeline(files, folder / "results", today=TODAY)


def test_an_id_of_several_articles_is_scored_in_no_way(two_files, tmp_path):
    events, links = tmp_path / "events.csv", tmp_path / "links.csv"
    events.write_text("id,event\n1,x\n", encoding="utf-8")
    links.write_text("id_a,start_a,end_a,id_b,start_b,end_b,label\n1,0,5,2,0,5,same\n", encoding="utf-8")
    for score, file in ((score_events, events), (score_claim_links, links), (score_claim_groups, links)):
        with pytest.raises(InputError, match=rf"{file.name}: several articles of the run have the id '1'"):
            score(two_files, file)
    events.write_text("id,event\n2,x\n", encoding="utf-8")
    assert score_events(two_files, events)["missing"] == 0


def test_a_row_with_more_cells_than_columns_moves_none_of_them(two_files, tmp_path):
    gold = tmp_path / "gold.csv"
    gold.write_text("id,event\n2,x,\nelsewhere,x,\n", encoding="utf-8")
    scores = score_events(two_files, gold)
    assert (scores["articles"], scores["missing"], scores["events_gold"]) == (2, 1, 1)
    gold.write_text("id,event\n2,a ferry, aground\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"gold.csv, line 2: more cells"):
        score_events(two_files, gold)
    gold.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"lacks the columns"):
        score_events(two_files, gold)


def test_a_label_that_there_is_not_is_told(two_files, tmp_path):
    lines = "id_a,start_a,end_a,id_b,start_b,end_b,label\n2,0,5,3,0,5,{}\n"
    gold = tmp_path / "links.csv"
    for label in ("Same", "none", ""):
        gold.write_text(lines.format(label), encoding="utf-8")
        for score in (score_claim_links, score_claim_groups):
            with pytest.raises(InputError, match=rf"links.csv: there is no label '{label}'"):
                score(two_files, gold)
    gold.write_text(lines.format("conflict"), encoding="utf-8")
    assert score_claim_links(two_files, gold)["conflicts_gold"] == 1
