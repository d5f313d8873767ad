"""Several processes on one results folder: nothing is torn, nothing is lost, who comes second is told."""

import asyncio
import shutil
import subprocess
import sys

import pytest

from pipeline import load_run
from pipeline.corrections import read
from pipeline.errors import SupersededError
from pipeline.export import EXPORTERS
from pipeline.queries import Selection
from pipeline.registry import resolve
from pipeline.schema import TABLES
from pipeline.store import open_run, publish, runs
from pipeline.verify import verify
from pipeline.verify.files import check_counts, check_files
from tests.browser.serving import serve
from tests.conftest import ROOT
from tests.reliability.corpus import row, write
from tests.reliability.tab import Tab
from tests.stories import STORIES
from tests.support import RUN_ID, build_run, build_tables, manifest

PUBLISH = "import sys; from tests.support import build_run; [build_run(sys.argv[1]) for _ in range(int(sys.argv[2]))]"


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def ended(*processes):
    """Status and errors of each process."""
    told = [process.communicate(timeout=600) for process in processes]
    return [(process.returncode, errors) for process, (_, errors) in zip(processes, told, strict=True)]


def is_as_published(run):
    tables = {name: run.table(name) for name in TABLES}
    return not [*check_files(run, run.manifest), *check_counts(run.manifest, tables)]


def test_processes_that_publish_the_same_run_at_once_each_get_a_place_of_their_own(tmp_path):
    assert [status for status, _ in ended(*(start("-c", PUBLISH, tmp_path, 4) for _ in range(3)))] == [0, 0, 0]
    found = runs(tmp_path)
    assert len(found) == 12
    assert all(run.manifest["run_id"] == run.run_id and is_as_published(run) for run in found)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".writing")] == []


def test_whoever_reads_while_runs_are_published_reads_whole_ones(tmp_path):
    build_run(tmp_path)
    writing = start("-c", PUBLISH, tmp_path, 8)
    seen = set()
    while writing.poll() is None:
        run = open_run(tmp_path)
        assert is_as_published(run)
        seen.add(run.run_id)
    assert ended(writing)[0][0] == 0
    assert len(runs(tmp_path)) == 9
    assert seen <= {run.run_id for run in runs(tmp_path)}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_is_of_one_run_while_others_are_published(form, tmp_path):
    run = build_run(tmp_path / "results")
    export = resolve("export format", EXPORTERS, form)
    alone = {path.name: path.read_bytes() for path in export(run, tmp_path / "alone", Selection())}
    writing = start("-c", PUBLISH, tmp_path / "results", 4)
    while writing.poll() is None:
        among = export(run, tmp_path / "among", Selection())
        assert {path.name: path.read_bytes() for path in among} == alone
    assert ended(writing)[0][0] == 0


def test_the_app_shows_whole_runs_while_others_are_published(tmp_path):
    build_run(tmp_path)
    seen = []

    async def read(app):
        async with Tab.opened(app.address) as tab:
            while writing.poll() is None:
                events = (await tab.show()).links("Events")
                await tab.show("event", **events[0][0])
                seen.append(len(events))

    with serve(tmp_path) as app:
        writing = start("-c", PUBLISH, tmp_path, 12)
        asyncio.run(read(app))  # a page that shows an error ends it
    assert ended(writing)[0][0] == 0
    assert set(seen) == {len(open_run(tmp_path).table("events"))}


def test_a_run_made_of_one_that_is_not_the_newest_is_refused_and_leaves_nothing(tmp_path):
    first = build_run(tmp_path)
    second = build_run(tmp_path)
    tables = build_tables()
    with pytest.raises(SupersededError, match=second.run_id):
        publish(tmp_path, RUN_ID, tables, manifest(tables), made_of=first.run_id)
    assert [run.run_id for run in runs(tmp_path)] == [first.run_id, second.run_id]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".writing")] == []


def pipeline(*arguments):
    return start("-m", "pipeline", *arguments)


def test_two_processes_that_add_articles_at_once_lose_none(made, tmp_path):
    results = shutil.copytree(made, tmp_path / "results")
    held = set(load_run(results).table("articles")["source_id"])
    (fire,) = (story for story in STORIES if story.name == "fire-courier")
    adding = []
    for name in ("one", "two"):
        more = row(fire) | {"id": name, "outlet": f"The {name.title()} Bell", "url": f"https://{name}.example/fire"}
        adding.append(pipeline("run", write(tmp_path / f"{name}.jsonl", [more]), "--out", results, "--append"))
    assert [status for status, _ in ended(*adding)] == [0, 0]
    newest = load_run(results)
    assert set(newest.table("articles")["source_id"]) == held | {"one", "two"}
    assert verify(newest) == []


def test_an_export_is_of_one_run_while_articles_are_added(made, tmp_path):
    results = shutil.copytree(made, tmp_path / "results")
    run = load_run(results)
    export = resolve("export format", EXPORTERS, "csv")
    alone = {path.name: path.read_bytes() for path in export(run, tmp_path / "alone", Selection())}
    (fire,) = (story for story in STORIES if story.name == "fire-courier")
    more = write(tmp_path / "more.jsonl", [row(fire) | {"id": "more", "url": "https://more.example/fire"}])
    adding = pipeline("run", more, "--out", results, "--append")
    while adding.poll() is None:
        among = export(run, tmp_path / "among", Selection())
        assert {path.name: path.read_bytes() for path in among} == alone
    assert ended(adding)[0][0] == 0
    assert "more" in set(load_run(results).table("articles")["source_id"])


def test_two_people_who_correct_one_event_at_once_both_see_it_done_or_are_told(made, tmp_path):
    results = shutil.copytree(made, tmp_path / "results")
    run = load_run(results)
    articles = run.table("articles").merge(run.table("event_articles")).set_index("source_id")
    fire, goat = articles.loc["fire-courier"], articles.loc["goat-lantern"]
    toll = articles.loc["toll-inland", "article_id"]
    correcting = [
        pipeline("correct", results, "split", toll, "--who", "Ana", "--why", "another bridge"),
        pipeline("correct", results, "merge", fire["event_id"], goat["event_id"], "--who", "Bo", "--why", "one night"),
        pipeline("correct", results, "not-same", fire["event_id"], goat["event_id"], "--who", "Cy", "--why", "a goat"),
    ]
    (split, _), *others = ended(*correcting)
    assert split == 0
    assert sorted(status for status, _ in others) == [0, 2]
    (told,) = (errors for status, errors in others if status == 2)
    assert "contradicts an earlier correction" in told or "are one event at present" in told  # as far as Bo had got
    log, warnings = read(results)
    assert (len(log), warnings) == (2, [])
    newest = load_run(results)
    assert newest.manifest["corrections"]["applied"] == 2
    event_of = newest.table("event_articles").set_index("article_id")["event_id"]
    together = event_of[fire["article_id"]] == event_of[goat["article_id"]]
    assert together == any(one.who == "Bo" for one in log)
    assert (event_of == event_of[toll]).sum() == 1
    assert verify(newest) == []
