"""The files for scorers, and that the scorers read them."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.export import export_run
from pipeline.queries import Selection
from tests.support import STORIES, build_run, build_tables, story

SCORERS = Path(__file__).resolve().parents[2].parent / "shared" / "eval"
needs_scorers = pytest.mark.skipif(not SCORERS.is_dir(), reason="the scorers of ../shared/eval are not here")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def score(scorer: str, gold: Path, predicted: Path) -> dict[str, float]:
    command = [sys.executable, str(SCORERS / scorer), str(gold), str(predicted), "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_every_article_has_an_event_under_the_inputs_own_id(run, tmp_path):
    export_run(run, "scoring", tmp_path)
    events = {row["id"]: row["event"] for row in rows(tmp_path / "events.csv")}
    assert set(events) == {found.name for found in STORIES}
    for found in STORIES:
        for other in STORIES:
            assert (events[found.name] == events[other.name]) == (found.event == other.event)


def test_an_article_in_no_event_is_one_of_its_own(tmp_path):
    members = build_tables()["event_articles"]
    left_out = members["article_id"].isin([story("goat-lantern").article_id, story("toll-inland").article_id])
    run = build_run(tmp_path, event_articles=members[~left_out].reset_index(drop=True))
    export_run(run, "scoring", tmp_path / "out")
    events = {row["id"]: row["event"] for row in rows(tmp_path / "out" / "events.csv")}
    assert len(events) == len(STORIES)
    assert len(set(events.values())) == 4


def test_links_are_those_of_the_run_with_spans_into_the_input(run, tmp_path):
    export_run(run, "scoring", tmp_path)
    links = rows(tmp_path / "claim_links.csv")
    assert len(links) == len(run.table("claim_links"))
    conflicts = [link for link in links if link["relation"] == "conflict"]
    words = {
        story(link[f"id_{side}"]).text[int(link[f"start_{side}"]) : int(link[f"end_{side}"])]
        for link in conflicts
        for side in ("a", "b")
    }
    assert sorted(sentence.split(" ")[0] for sentence in words) == ["A", "Fire"]
    assert {float(link["score"]) for link in links} == {0.8}


def test_a_selection_takes_its_events_alone(run, tmp_path):
    export_run(run, "scoring", tmp_path, Selection(text="toll"))
    assert {row["id"].split("-")[0] for row in rows(tmp_path / "events.csv")} == {"toll"}
    assert {row["id_a"].split("-")[0] for row in rows(tmp_path / "claim_links.csv")} == {"toll"}


def test_ids_are_exact_even_where_a_spreadsheet_would_stumble(tmp_path):
    articles = build_tables()["articles"]
    articles.loc[articles["source_id"] == "goat-lantern", "source_id"] = '=a,"b'
    export_run(build_run(tmp_path, articles=articles), "scoring", tmp_path / "out")
    assert '=a,"b' in {row["id"] for row in rows(tmp_path / "out" / "events.csv")}


@needs_scorers
def test_the_event_scorer_reads_it(run, tmp_path):
    export_run(run, "scoring", tmp_path)
    gold = tmp_path / "gold.csv"
    gold.write_text("id,event\n" + "".join(f"{found.name},{found.event}\n" for found in STORIES), encoding="utf-8")
    result = score("score_events.py", gold, tmp_path / "events.csv")
    assert (result["b3_f1"], result["missing"], result["events_predicted"]) == (1.0, 0, 3)


@needs_scorers
def test_the_claim_scorer_reads_it(run, tmp_path):
    export_run(run, "scoring", tmp_path)
    links = rows(tmp_path / "claim_links.csv")
    gold = tmp_path / "gold.csv"
    with gold.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow("event,id_a,start_a,end_a,id_b,start_b,end_b,label,note".split(","))
        writer.writerows(["fire", *list(link.values())[:6], link["relation"], ""] for link in links)
    result = score("score_claims.py", gold, tmp_path / "claim_links.csv")
    assert (result["aligned_f1"], result["conflict_f1"]) == (1.0, 1.0)
    assert result["links_predicted"] == len(links)
