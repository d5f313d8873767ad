"""A run takes over what the newest run beside it compared of the same articles, and gives what it would give alone."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from pipeline import Settings, runner
from pipeline.correcting import correct
from pipeline.files import MANIFEST, write_manifest
from pipeline.schema import TABLES
from pipeline.store import open_run
from tests.conftest import ROOT, TODAY
from tests.reliability.corpus import LATER, all_of_them, earlier, row, write
from tests.stories import STORIES


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A results folder with a run of the first articles."""
    folder = tmp_path_factory.mktemp("before")
    runner.run([earlier(folder / "input.jsonl")], folder, Settings(), today=TODAY)
    return folder


@pytest.fixture
def results(before, tmp_path):
    return shutil.copytree(before, tmp_path / "results")


def rows_of(before):
    return [json.loads(line) for line in (before / "input.jsonl").read_text(encoding="utf-8").splitlines()]


def again(results, path, settings=None):
    """Run over the file `path` in `results`; the number of events taken over, and the run."""
    run = runner.run([path], results, settings or Settings(), today=TODAY)
    return run.manifest["taken_over"].get("events", 0), run


def alone(path, folder):
    return runner.run([path], folder, Settings(), today=TODAY)


def are_equal(run, other):
    assert all(run.table(name).equals(other.table(name)) for name in TABLES)
    return True


def compared(run):
    """The number of events that have claims."""
    return run.table("claims")["event_id"].nunique()


def test_the_same_input_is_compared_once(results, before):
    first = open_run(before)
    n_events, run = again(results, before / "input.jsonl")
    assert (n_events, run.manifest["taken_over"]["run"]) == (compared(first), first.run_id)
    assert are_equal(run, first)


def test_with_one_article_more_only_its_event_is_compared(before, tmp_path):
    rows = rows_of(before)
    of_fire = [story.name for story in STORIES if story.event == "fire" and story.name not in LATER]
    fewer = write(tmp_path / "fewer.jsonl", (one for one in rows if one["id"] != of_fire[-1]))
    runner.run([fewer], tmp_path / "results", Settings(), today=TODAY)
    n_events, run = again(tmp_path / "results", before / "input.jsonl")
    assert n_events == compared(run) - 1
    assert are_equal(run, open_run(before))


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "Something else happened"), ("outlet", "Orsen Post")],
)
def test_an_event_with_an_edited_article_is_compared_again(results, before, tmp_path, field, value):
    rows = rows_of(before)
    named = rows[0]["id"]
    n_events, run = again(results, write(tmp_path / "edited.jsonl", [rows[0] | {field: value}, *rows[1:]]))
    articles, members = run.table("articles"), run.table("event_articles")
    event = members.set_index("article_id")["event_id"][articles.set_index("source_id")["article_id"][named]]
    assert (members["event_id"] == event).sum() > 1
    assert n_events == compared(run) - 1
    assert are_equal(run, alone(tmp_path / "edited.jsonl", tmp_path / "alone"))


def test_an_event_with_a_page_that_its_outlet_edited_is_compared_again(before, tmp_path):
    rows = rows_of(before)
    page = rows[0] | {"fetched_at": "2026-05-24T08:00:00Z"}
    edited = page | {"text": page["text"] + " Nobody else was hurt.", "fetched_at": "2026-05-25T08:00:00Z"}
    first = alone(write(tmp_path / "first.jsonl", [page, *rows[1:]]), tmp_path / "results")
    n_events, run = again(tmp_path / "results", write(tmp_path / "both.jsonl", [page, edited, *rows[1:]]))
    assert set(run.table("articles")["article_id"]) == set(first.table("articles")["article_id"])
    assert n_events == compared(run) - 1
    assert are_equal(run, alone(tmp_path / "both.jsonl", tmp_path / "alone"))


def test_a_merged_event_is_compared_again(results, before):
    events = open_run(results).table("events").sort_values("n_articles")["event_id"].tolist()
    correct(results, "merge", events[-2:], "Ana", "one night")
    n_events, run = again(results, before / "input.jsonl")
    assert n_events == compared(run) - 1


def test_nothing_is_taken_over_from_another_program_or_settings(results, before):
    other = replace(Settings(), compare=replace(Settings().compare, in_common=0.9))
    assert again(results, before / "input.jsonl", other)[0] == 0
    run = open_run(results)
    held = json.loads((run.path / MANIFEST).read_text(encoding="utf-8"))
    write_manifest(run.path, held | {"made_by": "another"})
    assert again(results, before / "input.jsonl", other)[0] == 0


@pytest.mark.parametrize("table", ["findings", "articles", "text_marks"])
def test_nothing_is_taken_over_from_a_run_with_a_damaged_file(results, before, table):
    file = open_run(results).file(table)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    n_events, run = again(results, before / "input.jsonl")
    assert n_events == 0
    assert are_equal(run, open_run(before))


def test_what_was_added_to_an_earlier_run_is_taken_over_too(results, before, tmp_path):
    known = {one["id"] for one in rows_of(before)}
    rest = write(tmp_path / "rest.jsonl", (row(story) for story in STORIES if story.name not in known))
    added = runner.append([rest], results, today=TODAY)
    n_events, run = again(results, all_of_them(tmp_path / "all.jsonl"))
    assert n_events == compared(added) == compared(run)


MAKERS = """
from pathlib import Path
import pipeline
from pipeline.provenance import maker_of
from pipeline.settings import Settings
before = maker_of(Settings())
with (Path(pipeline.__file__).parent / "claims.py").open("a") as file:
    file.write("# A later version.\\n")
print(before, maker_of(Settings()))
"""


def test_a_program_that_is_updated_while_it_works_is_not_the_one_that_made_the_run(tmp_path):
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "data").symlink_to(ROOT / "data")

    def makers():
        command = [sys.executable, "-B", "-c", MAKERS]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split()

    (old, at_work), (new, _) = makers(), makers()
    assert old == at_work != new
