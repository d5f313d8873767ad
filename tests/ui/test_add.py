"""The Add articles page: what is pasted or uploaded is in the results afterwards, by the real command line."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipeline import load_run, run_pipeline
from pipeline.ui.commands import ADDING_VARIABLE, READ_ONLY_VARIABLE, Job
from tests.conftest import TODAY
from tests.test_cli import write_jsonl
from tests.test_correct import ROWS
from tests.ui.conftest import Open, words

PAGE = "add_articles"
TEXT = (
    "The lighthouse of Nemmer was lit again on Monday after eleven years. The keeper, Ilse Marn, opened the lamp room."
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    run_pipeline([write_jsonl(folder / "news.jsonl", ROWS)], folder / "results", today=TODAY)
    return folder / "results"


@pytest.fixture
def folder(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(ADDING_VARIABLE, "1")
    shutil.copytree(small, tmp_path / "results")
    return tmp_path / "results"


def until_done(app: AppTest) -> AppTest:
    """Rerun the page as its fragment does, until the commands have ended."""
    end = time.monotonic() + 240
    while "are read, grouped and compared" in words(app):
        assert time.monotonic() < end, [code.value for code in app.code]
        time.sleep(0.5)
        app.run()
    return app


def test_a_pasted_text_is_in_the_results(open_page: Open, folder: Path) -> None:
    before = len(load_run(folder).table("articles"))
    app = open_page(PAGE, folder)
    app.text_area(key="add-text").set_value(TEXT)
    app.text_input(key="add-outlet").set_value("Nemmer Evening Post")
    app.text_input(key="add-title").set_value("Lighthouse lit again")
    app.text_input(key="add-published_at").set_value("2026-05-24")
    app.button(key="add-start").click().run()
    until_done(app)
    assert not app.exception
    assert "Done." in words(app)
    articles = load_run(folder).table("articles")
    assert len(articles) == before + 1
    added = articles[articles["outlet"] == "Nemmer Evening Post"].iloc[0]
    assert added["text"] == TEXT
    assert str(added["published_at"]) == "2026-05-24 00:00:00+00:00"


def test_an_error_is_that_of_the_command_line_and_the_results_stay(open_page: Open, folder: Path) -> None:
    before = load_run(folder).run_id
    app = open_page(PAGE, folder)
    app.text_area(key="add-links").set_value("not an address")
    app.button(key="add-start").click().run()
    until_done(app)
    assert not app.exception
    assert 'role="alert"' in words(app)
    assert load_run(folder).run_id == before


def test_nothing_given_says_so(open_page: Open, folder: Path) -> None:
    app = open_page(PAGE, folder)
    app.button(key="add-start").click().run()
    assert not app.exception
    assert "Give a file, a link or a text." in words(app)
    assert not (folder / "added").exists()


def test_where_nothing_can_be_written_the_page_says_so(open_page: Open, folder: Path) -> None:
    (folder / "added").write_text("a file where the folder would be")
    app = open_page(PAGE, folder)
    app.text_area(key="add-text").set_value(TEXT)
    app.button(key="add-start").click().run()
    assert not app.exception
    assert "the results folder cannot be written" in words(app)


def test_several_who_look_at_a_job_start_each_command_once(tmp_path: Path) -> None:
    names = [f"{number}" for number in range(8)]
    job = Job([["sh", "-c", f"echo {name} >> {tmp_path}/done"] for name in names], tmp_path / "log")

    def look() -> None:
        while job.running:
            job.advance()

    with ThreadPoolExecutor(4) as people:
        for done in [people.submit(look) for _ in range(4)]:
            done.result()
    assert (tmp_path / "done").read_text().split() == names


@pytest.mark.parametrize(("variable", "value"), [(ADDING_VARIABLE, "0"), (READ_ONLY_VARIABLE, "1")])
def test_where_adding_is_off_the_page_names_the_command(
    open_page: Open, folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    app = open_page(PAGE, folder)
    assert not app.exception
    assert not app.text_area
    assert f"python -m pipeline run PATH --append --out {folder}" in words(app)


def test_adding_is_off_where_the_app_serves_others(
    open_page: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ADDING_VARIABLE)
    monkeypatch.setattr("streamlit.get_option", lambda name: "0.0.0.0" if name == "server.address" else None)
    assert not open_page(PAGE, folder).text_area
