"""Corrections on the Event page: a person's words and choices reach the log, and the page shows what came of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline import load_run, run_pipeline
from pipeline.corrections import read
from pipeline.ui.commands import READ_ONLY_VARIABLE
from tests.conftest import TODAY
from tests.support import event_id
from tests.test_cli import write_jsonl
from tests.test_correct import ROWS, event_of
from tests.ui.conftest import Open, words

SECTION = "Corrections"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder with a small run of the whole pipeline: a ferry, a budget."""
    folder = tmp_path_factory.mktemp("small")
    run_pipeline([write_jsonl(folder / "news.jsonl", ROWS)], folder / "results", today=TODAY)
    return folder / "results"


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    shutil.copytree(small, tmp_path / "results")
    return tmp_path / "results"


def test_two_events_are_merged_and_taken_apart_again(open_page: Open, folder: Path) -> None:
    run = load_run(folder)
    budget = event_of(run, "n2")
    app = open_page("event", folder, event=event_of(run, "n0"), section=SECTION)
    app.selectbox(key="other-event").select(budget)
    app.text_input(key="correct-why").set_value("one <b>debate</b> & $x$")
    app.text_input(key="correct-who").set_value("Ana")
    app.button(key="correct-apply").click().run()
    assert not app.exception
    assert "<b>6</b> articles" in words(app)
    assert "one &lt;b&gt;debate&lt;/b&gt; &amp; $x$" in words(app)
    assert app.text_input(key="undo-who").value == "Ana"
    assert app.text_input(key="correct-why").value == ""
    (merged,) = read(folder)[0]
    assert (merged.who, merged.why) == ("Ana", "one <b>debate</b> & $x$")

    app.selectbox(key="undo-which").select(merged.id)
    app.text_input(key="undo-why").set_value("two debates")
    app.button(key="undo-apply").click().run()
    assert not app.exception
    assert "taken back" in words(app)
    assert load_run(folder).table("events")["event_id"].nunique() == 2


@pytest.mark.parametrize("action", ["split", "move"])
def test_an_article_leaves_and_the_page_stays_with_the_others(open_page: Open, folder: Path, action: str) -> None:
    run = load_run(folder)
    ids = run.table("articles").set_index("source_id")["article_id"]
    app = open_page("event", folder, event=event_of(run, "n0"), section=SECTION)
    app.radio(key="correct-action").set_value(action).run()
    if action == "split":
        app.multiselect(key="split-which").select(ids["n0"])
    else:
        app.selectbox(key="move-which").select(ids["n0"])
        app.selectbox(key="other-event").select(event_of(run, "n2"))
    app.text_input(key="correct-why").set_value("another ferry")
    app.text_input(key="correct-who").set_value("Bo")
    app.button(key="correct-apply").click().run()
    assert not app.exception
    assert "<b>3</b> articles" in words(app)
    now = load_run(folder)
    assert event_of(now, "n0") != event_of(now, "n1")
    assert (event_of(now, "n0") == event_of(now, "n2")) == (action == "move")


def test_what_the_command_line_refuses_is_told_in_its_words(open_page: Open, folder: Path) -> None:
    run = load_run(folder)
    app = open_page("event", folder, event=event_of(run, "n0"), section=SECTION)
    for action in ("not-same", "merge"):
        app.radio(key="correct-action").set_value(action).run()
        app.selectbox(key="other-event").select(event_of(run, "n2"))
        app.text_input(key="correct-why").set_value(f"because {action}")
        app.text_input(key="correct-who").set_value("Ana")
        app.button(key="correct-apply").click().run()
        assert not app.exception
    assert "this contradicts an earlier correction" in words(app)
    assert "because not-same" in words(app)
    assert len(read(folder)[0]) == 1


def test_without_a_reason_nothing_happens(open_page: Open, folder: Path) -> None:
    run = load_run(folder)
    app = open_page("event", folder, event=event_of(run, "n0"), section=SECTION)
    app.selectbox(key="other-event").select(event_of(run, "n2"))
    app.button(key="correct-apply").click().run()
    assert "give a reason" in words(app)
    assert read(folder) == ([], [])


def test_a_search_narrows_the_other_events(open_page: Open) -> None:
    app = open_page("event", event=event_id("fire"), section=SECTION)
    assert len(app.selectbox(key="other-event").options) == 2
    app.text_input(key="correct-search").set_value("goat").run()
    (only,) = app.selectbox(key="other-event").options
    assert only.startswith("@goat")


def test_a_read_only_app_shows_corrections_and_offers_none(
    open_page: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(READ_ONLY_VARIABLE, "1")
    line = {
        "id": "k1", "at": "2026-05-04T10:00:00+00:00", "who": "Ana", "why": "seen it", "action": "not_same",
        "articles": load_run(folder).table("articles")["article_id"].to_list()[:1], "parted_from": ["agone"],
    }  # fmt: skip
    (folder / "corrections.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    app = open_page("event", folder, event=event_of(load_run(folder), "n0"), section=SECTION)
    assert not app.exception
    assert "read-only" in words(app)
    assert "kept apart from another event by Ana on 2026-05-04: seen it" in words(app)
    assert not [button for button in app.button if "apply" in str(button.key)]
