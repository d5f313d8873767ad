"""A run that was stopped goes on from the stages that it had finished, and only where nothing has changed since."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline import Settings, runner, stages
from pipeline.comparison import compare_events
from pipeline.correcting import correct
from pipeline.corrections import LOG
from pipeline.embed import load_encoder
from pipeline.finished import Finished, Kept
from pipeline.progress import Silent
from pipeline.schema import TABLES
from pipeline.settings import Embed
from pipeline.store import runs
from tests.conftest import TODAY
from tests.reliability.corpus import all_of_them, row, write
from tests.stories import STORIES
from tests.support import build_tables

COMPARE = "claims, align, compare"
STAGES = ["ingest", "clean", "embed", "events", COMPARE, "store"]


class Stopped(Silent):
    """A Progress that notes which stages begin, and interrupts the run as Ctrl-C does when the stage `at` begins."""

    def __init__(self, at=""):
        self.at = at
        self.begun = []

    def start(self, stage, total):
        if stage == self.at:
            raise KeyboardInterrupt
        self.begun.append(stage)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder with an input, and results of an undisturbed run of it in which something was corrected."""
    folder = tmp_path_factory.mktemp("whole")
    run = runner.run([all_of_them(folder / "all.jsonl")], folder / "results", Settings(), today=TODAY)
    events = run.table("events").sort_values("n_articles")["event_id"].tolist()
    correct(folder / "results", "merge", events[:2], "Ana", "one night")
    runner.run([folder / "all.jsonl"], folder / "results", Settings(), today=TODAY)
    return folder


@pytest.fixture
def results(whole, tmp_path):
    """A results folder with the vectors of that run and its corrections, and no run."""
    shutil.copytree(whole / "results" / ".cache", tmp_path / "results" / ".cache")
    shutil.copyfile(whole / "results" / LOG, tmp_path / "results" / LOG)
    return tmp_path / "results"


def made(whole, results, at="", settings=None, today=TODAY, name="all.jsonl"):
    """Run, up to the stage `at`; the stages that began, and the run."""
    progress = Stopped(at)
    try:
        run = runner.run([whole / name], results, settings or Settings(), progress=progress, today=today)
    except KeyboardInterrupt:
        run = None
    return progress.begun, run


def kept_in(results):
    return sorted((results / ".cache" / "finished").iterdir())


def is_the_same(run, whole):
    other = runs(whole / "results")[-1]
    assert all(run.table(name).equals(other.table(name)) for name in TABLES)
    assert run.manifest["corrections"] == other.manifest["corrections"]
    assert [(one["stage"], one["n_in"], one["n_out"]) for one in run.manifest["stages"]] == [
        (one["stage"], one["n_in"], one["n_out"]) for one in other.manifest["stages"]
    ]
    return True


@pytest.mark.parametrize(
    ("at", "reused", "begun"),
    [
        ("clean", [], STAGES),
        ("embed", ["ingest"], ["ingest", "embed", "events", COMPARE, "store"]),
        (COMPARE, ["ingest", "events"], ["ingest", "events", COMPARE, "store"]),
        ("store", ["ingest", "events", "comparison"], ["ingest", "events", COMPARE, "store"]),
    ],
)
def test_a_run_that_was_stopped_does_no_finished_stage_again_and_gives_the_same(whole, results, at, reused, begun):
    assert made(whole, results, at) == (STAGES[: STAGES.index(at)], None)
    then, run = made(whole, results)
    assert (then, run.manifest["reused"]) == (begun, reused)
    assert is_the_same(run, whole)
    assert kept_in(results) == []


def other_settings():
    settings = Settings()
    return replace(settings, events=replace(settings.events, threshold=settings.events.threshold + 0.001))


@pytest.mark.parametrize(
    "changed",
    [{"settings": other_settings()}, {"today": TODAY + timedelta(days=1)}, {"name": "renamed.jsonl"}],
    ids=["settings", "day", "file"],
)
def test_nothing_is_taken_over_where_something_has_changed(whole, results, changed):
    shutil.copyfile(whole / "all.jsonl", whole / "renamed.jsonl")
    made(whole, results, "store")
    begun, run = made(whole, results, **changed)
    assert (begun, run.manifest["reused"]) == (STAGES, [])


def test_an_input_or_a_correction_that_changed_is_read_again(whole, results, tmp_path):
    source = shutil.copyfile(whole / "all.jsonl", tmp_path / "all.jsonl")
    made(tmp_path, results, "store")
    with source.open("a", encoding="utf-8") as file:
        file.write(write(tmp_path / "more.jsonl", [row(STORIES[0]) | {"id": "more", "url": None}]).read_text())
    begun, run = made(tmp_path, results, "store")
    assert (begun, run) == (STAGES[:-1], None)
    (results / LOG).unlink()
    begun, run = made(tmp_path, results)
    assert (begun, run.manifest["corrections"]["applied"]) == (STAGES, 0)


def test_what_is_not_as_it_was_written_is_made_again(whole, results):
    made(whole, results, "store")
    (folder,) = kept_in(results)
    for number, path in enumerate(sorted(folder.rglob("*.*"))):
        content = bytearray(path.read_bytes())
        if number % 3 == 0:
            path.write_bytes(content[: len(content) // 2])
        elif number % 3 == 1:
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
        else:
            path.unlink()
    begun, run = made(whole, results)
    assert (begun, run.manifest["reused"]) == (STAGES, [])
    assert is_the_same(run, whole)


def test_runs_that_are_never_finished_do_not_pile_up(whole, results):
    for days in range(4):
        made(whole, results, "embed", today=TODAY + timedelta(days=days))
        assert len(kept_in(results)) == min(days + 1, 2)
    _, run = made(whole, results, today=TODAY + timedelta(days=3))
    assert run.manifest["reused"] == ["ingest"]
    assert len(kept_in(results)) == 1


def test_an_append_that_was_stopped_goes_on_from_there(whole, results):
    first = write(whole / "first.jsonl", [row(story) for story in STORIES[:5]])
    runner.run([first], results, Settings(), today=TODAY)
    stopped = Stopped("store")
    with pytest.raises(KeyboardInterrupt):
        runner.append([whole / "all.jsonl"], results, progress=stopped, today=TODAY)
    run = runner.append([whole / "all.jsonl"], results, today=TODAY)
    assert run.manifest["reused"] == ["ingest", "comparison"]
    assert len(runs(results)) == 2


def test_where_nothing_can_be_kept_nothing_is_and_the_work_goes_on(tmp_path):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    kept = Kept({"claims": build_tables()["claims"]}, {"seconds": 1.5})
    for finished in (Finished(tmp_path / "file", "key"), Finished(None)):
        assert finished.keep("stage", kept) is kept
        assert finished.kept("stage") is None
        finished.forget()
    there = Finished(tmp_path / "folder", "key")
    there.keep("stage", kept, "x")
    assert there.kept("stage", "x").facts == kept.facts
    assert there.kept("stage", "x").tables["claims"].equals(kept.tables["claims"])
    assert there.kept("stage", "y") is None
    assert Finished(tmp_path / "folder", "another key").kept("stage", "x") is None


def test_compared_events_are_taken_over_for_the_encoder_alone_that_they_were_compared_with(whole, tmp_path):
    run = runs(whole / "results")[-1]
    tables = {name: run.table(name) for name in ("articles", "text_marks", "event_articles")}

    def reused(precision):
        finished, encoder = Finished(tmp_path, "key"), load_encoder(Embed(precision=precision))
        with stages.engine_of(Settings().run) as engine:
            cache = stages.vector_cache(tmp_path, encoder)
            compare_events(tables, encoder, cache, engine, Settings(), Silent(), finished)
        return finished.reused

    assert [reused(precision) for precision in ("float32", "bfloat16", "float32")] == [[], [], ["comparison"]]
