"""Corrections in real runs, from the command line: applied, taken back, kept over re-runs, exported as gold."""

import json
import shutil
import sys
from dataclasses import replace
from functools import partial

import pytest

from pipeline import Settings, load_run, run_pipeline
from pipeline.cli import main
from pipeline.corrections import LOG, Correction, append, read
from pipeline.progress import Silent
from pipeline.queries import present_events
from pipeline.schema import EVENT_ALIASES, TABLES, conform
from pipeline.store import publish
from pipeline.verify import verify
from tests.conftest import TODAY
from tests.test_cli import BUDGET, FERRY, CtrlC, article, pipeline, write_jsonl

COPY = "A ferry with 120 people on board ran aground at dawn." + FERRY + " The company said that it was sorry." * 20
ROWS = [
    article(0),
    article(1),
    article(2),
    article(2, id="n3", outlet="Orsen Gazette", title="Members vote for the budget", text="They voted." + BUDGET),
    article(0, id="n4", outlet="Talen & Trade", text=COPY),
    article(0, id="n5", outlet="The Sluicegate", text=COPY),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The input, and a results folder with one run of it: a ferry of four articles, a budget of two."""
    folder = tmp_path_factory.mktemp("made")
    source = write_jsonl(folder / "news.jsonl", ROWS)
    run = run_pipeline([source], folder / "results", today=TODAY)
    assert sorted(run.table("events")["n_articles"]) == [2, 4]
    return source, folder / "results"


@pytest.fixture
def results(made, tmp_path):
    shutil.copytree(made[1], tmp_path / "results")
    return tmp_path / "results"


@pytest.fixture
def command(capsys):
    """The command line in this process, for its imports take seconds: what it printed, where it ends as expected."""

    def call(*arguments, status=0):
        capsys.readouterr()
        assert main([str(argument) for argument in arguments]) == status
        return capsys.readouterr()

    return call


@pytest.fixture
def correct(command):
    return partial(command, "correct")


def event_of(run, name):
    members = run.table("event_articles").merge(run.table("articles", ["article_id", "source_id"]))
    return members.set_index("source_id")["event_id"][name]


def together(run):
    """The grouping as sets of the input's ids."""
    members = run.table("event_articles").merge(run.table("articles", ["article_id", "source_id"]))
    return {frozenset(ids) for ids in members.groupby("event_id")["source_id"].agg(list)}


def same_tables(one, other):
    return [name for name in TABLES if not one.table(name).equals(other.table(name))] == []


FERRY_IDS, BUDGET_IDS = frozenset({"n0", "n1", "n4", "n5"}), frozenset({"n2", "n3"})


def test_two_events_are_merged_and_taken_apart_again(command, correct, results):
    first = load_run(results)
    ferry, budget = event_of(first, "n0"), event_of(first, "n2")
    done = correct(results, "merge", ferry, budget, "--why", "one debate", "--who", "Ana")
    merged = load_run(results)
    assert together(merged) == {FERRY_IDS | BUDGET_IDS}
    (event,) = merged.table("events").itertuples()
    assert (event.n_articles, event.n_outlets) == (6, 5)
    assert event.n_origins == merged.table("articles")["origin_id"].nunique()
    assert f"--event {event.event_id}" in done.out
    assert set(merged.table("claims")["event_id"]) == {event.event_id}
    for reasons in merged.table("event_articles")["reasons"]:
        (told,) = json.loads(reasons)["corrections"]
        assert told.startswith("merged by Ana on ")
        assert told.endswith(": one debate")
    assert merged.manifest["corrections"]["applied"] == 1
    gone = {ferry, budget} - {event.event_id}
    shown = command("show", results, "--event", *gone).out
    assert f"was corrected into: {event.event_id}" in shown
    assert "merged by Ana on " in shown

    correct(results, "undo", done.out.split(":")[0], "--why", "two debates", "--who", "Bo")
    undone = load_run(results)
    assert len({first.run_id, merged.run_id, undone.run_id}) == 3
    assert same_tables(undone, first)
    assert undone.manifest["fingerprint"] == first.manifest["fingerprint"]
    listed = correct(results, "list").out
    assert "[taken back]" in listed
    assert "two debates" in listed


def test_an_id_of_an_earlier_run_leads_on_through_corrections_and_back(command, correct, results, tmp_path):
    first = load_run(results)
    events = [event_of(first, name) for name in ("n0", "n2")]
    led = conform([{"alias_id": f"gone-{event}", "event_id": event} for event in events], EVENT_ALIASES)
    tables = {name: first.table(name) for name in TABLES} | {"event_aliases": led}
    publish(results, first.run_id, tables, first.manifest)

    def leads_to():
        run = load_run(results)
        assert verify(run) == []
        return [present_events(run, f"gone-{event}") for event in events]

    done = correct(results, "merge", *events, "--why", "one debate")
    (merged,) = load_run(results).table("events")["event_id"]
    assert leads_to() == [[merged], [merged]]
    more = write_jsonl(tmp_path / "more.jsonl", [article(2, id="n9", outlet="The Sluicegate", text="More." + BUDGET)])
    command("run", more, "--out", results, "--append")
    assert leads_to() == [[merged], [merged]]
    correct(results, "undo", done.out.split(":")[0], "--why", "two debates")
    assert leads_to() == [[event] for event in events]


def test_a_corrected_run_is_the_one_that_a_whole_run_gives(command, correct, made, results):
    first = load_run(results)
    correct(results, "split", "n0", "--why", "an earlier ferry")
    correct(results, "move", "n3", event_of(first, "n1"), "--why", "it is about the ferry")
    corrected = load_run(results)
    assert together(corrected) == {frozenset({"n0"}), frozenset({"n1", "n4", "n5", "n3"}), frozenset({"n2"})}
    assert event_of(corrected, "n1") == event_of(first, "n1")
    command("run", made[0], "--out", results)
    assert load_run(results).run_id != corrected.run_id
    assert same_tables(load_run(results), corrected)


def test_copies_of_one_text_can_be_told_apart(correct, made, results):
    correct(results, "split", "n5", "--why", "a test page")
    corrected = load_run(results)
    assert together(corrected) == {FERRY_IDS - {"n5"}, BUDGET_IDS, frozenset({"n5"})}
    origins = corrected.table("articles").set_index("source_id")["origin_id"]
    assert (origins == origins["n5"]).sum() == 1
    assert same_tables(run_pipeline([made[0]], results, today=TODAY), corrected)


def test_only_stale_runs_are_made_again_and_a_correction_makes_one_stale(command, correct, made, results):
    def run():
        return command("run", made[0], "--out", results, "--if-stale").out

    assert "up to date" in run()
    correct(results, "split", "n0", "--why", "an earlier ferry", "--no-apply")
    assert "up to date" not in run()
    assert frozenset({"n0"}) in together(load_run(results))
    assert "up to date" in run()


def test_adding_nothing_new_applies_what_was_noted(command, correct, made, results):
    correct(results, "split", "n0", "--why", "an earlier ferry", "--no-apply")
    assert "nothing new" in command("run", made[0], "--out", results, "--append").err
    corrected = load_run(results)
    assert frozenset({"n0"}) in together(corrected)
    command("run", made[0], "--out", results, "--append")
    assert load_run(results).run_id == corrected.run_id


class Correcting(Silent):
    """A person who corrects while a run is being made."""

    def __init__(self, results, articles):
        super().__init__()
        self.results, self.articles = results, articles

    def start(self, stage, total):
        if stage == "embed" and self.articles:
            append(self.results, Correction.made("split", "Ana", "an earlier ferry", **self.articles))
            self.articles = None


def test_a_correction_made_while_a_run_is_being_made_is_in_it(made, results):
    ids = load_run(results).table("articles").set_index("source_id")["article_id"]
    progress = Correcting(results, {"articles": (ids["n0"],), "parted_from": (ids["n1"], ids["n4"], ids["n5"])})
    run = run_pipeline([made[0]], results, today=TODAY, progress=progress)
    assert frozenset({"n0"}) in together(run)
    assert load_run(results).run_id == run.run_id


def test_events_kept_apart_stay_apart_when_a_later_run_would_join_them(correct, made, tmp_path):
    careful = replace(Settings(), events=replace(Settings().events, threshold=0.9999))
    apart = run_pipeline([made[0]], tmp_path / "r", careful, today=TODAY)
    one, other = (min(event) for event in sorted(together(apart), key=min) if event < FERRY_IDS)
    correct(tmp_path / "r", "not-same", one, other, "--why", "two ferries")
    run = run_pipeline([made[0]], tmp_path / "r", today=TODAY)
    assert event_of(run, one) != event_of(run, other)
    assert run.table("event_articles")["uncorrected_event_id"].nunique() == 2


def test_articles_that_are_no_more_in_the_input_are_told(command, correct, results, tmp_path):
    correct(results, "merge", "n0", "n2", "--why", "one debate")
    fewer = write_jsonl(tmp_path / "fewer.jsonl", ROWS[1:])
    done = command("run", fewer, "--out", results)
    assert "1 of its 6 articles are no longer in the input" in done.err
    run = load_run(results)
    assert len(together(run)) == 1
    (warning,) = run.manifest["corrections"]["warnings"]
    assert "no longer in the input" in warning


def test_a_contradiction_is_one_clear_line_and_status_2(correct, results):
    first = load_run(results)
    correct(results, "not-same", "n0", "n2", "--why", "two stories", "--who", "Ana", "--no-apply")
    before = (results / LOG).read_bytes()
    done = correct(results, "merge", "n0", "n2", "--why", "one story", status=2)
    (line,) = done.err.splitlines()
    assert line.startswith("error: this contradicts an earlier correction: kept apart from another event by Ana on ")
    assert "undo k" in line
    assert (results / LOG).read_bytes() == before
    assert load_run(results).run_id == first.run_id


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["merge", "n0", "n1", "--why", "x"], "one event already"),
        (["merge", "n0", "enone", "--why", "x"], "no event 'enone'"),
        (["merge", "n0", "n2", "--why", " "], "--why TEXT"),
        (["undo", "knone", "--why", "x"], "correct RUN list"),
        (["undo", "", "--why", "x"], "correct RUN list"),
    ],
)
def test_what_cannot_be_corrected_is_one_clear_line(correct, results, arguments, told):
    done = correct(results, *arguments, status=2)
    (line,) = done.err.splitlines()
    assert told in line
    assert read(results) == ([], [])


def test_a_correction_that_was_noted_before_an_interrupt_stays(correct, results, monkeypatch, capsys):
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", CtrlC("take it back"))
        assert main(["correct", str(results), "split", "n0", "--why", "an earlier ferry"]) == 130
    assert "what was published or noted before stays" in capsys.readouterr().err
    assert "an earlier ferry" in correct(results, "list").out


def test_the_program_itself_corrects_in_a_process_of_its_own(results):
    done = pipeline("correct", results, "split", "n0", "--why", "an earlier ferry")
    assert done.returncode == 0, done.stderr
    assert frozenset({"n0"}) in together(load_run(results))
    done = pipeline("correct", results, "split", "n0", "--why", "again")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_folder_without_a_run_is_told(correct, tmp_path):
    assert "python -m pipeline run" in correct(tmp_path, "merge", "a", "b", "--why", "x", status=2).err


def test_a_spoilt_line_of_the_log_ends_nothing(correct, results):
    (results / LOG).write_text("{torn\n", encoding="utf-8")
    done = correct(results, "split", "n0", "--why", "an earlier ferry")
    assert f"{LOG}:1: not a correction" in done.err
    assert frozenset({"n0"}) in together(load_run(results))
    assert "not a correction" in correct(results, "list").out


def test_corrections_become_gold(command, correct, results, tmp_path):
    command("export", results, "--format", "gold", tmp_path)
    assert (tmp_path / "gold_events.csv").read_text(encoding="utf-8").split() == ["id,event"]
    correct(results, "split", "n0", "--why", "an earlier ferry")
    command("export", results, "--format", "gold", tmp_path)
    rows = [line.split(",") for line in (tmp_path / "gold_events.csv").read_text(encoding="utf-8").split()[1:]]
    assert {name for name, _ in rows} == {"n0"}
    chosen = ["--event", event_of(load_run(results), "n0"), "--event", event_of(load_run(results), "n1")]
    command("export", results, "--format", "gold", *chosen, tmp_path)
    scored = command("evaluate", results, "--gold-events", tmp_path / "gold_events.csv").out
    assert "b3_f1                1.0000" in scored
    correct(results, "merge", "n0", "n1", "--why", "no", status=2)
