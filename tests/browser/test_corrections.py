"""A person corrects an event in the browser: merges it with another, sees one, takes it back, sees two."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pipeline import load_run, run_pipeline
from tests.browser.serving import serve
from tests.conftest import TODAY
from tests.test_cli import write_jsonl
from tests.test_correct import ROWS, event_of

SETTLE_MS = 700


@pytest.fixture
def results(tmp_path: Path) -> Path:
    run_pipeline([write_jsonl(tmp_path / "news.jsonl", ROWS)], tmp_path / "results", today=TODAY)
    return tmp_path / "results"


def sign(page: Page, form: str, why: str) -> None:
    fields = page.get_by_test_id("stForm").filter(has=page.get_by_role("button", name=form))
    fields.get_by_label("Reason").fill(why)
    fields.get_by_label("Your name").fill("Ana")
    fields.get_by_role("button", name=form).click()


def settled(page: Page) -> None:
    """Wait until the page is drawn: a form that is filled in meanwhile may be drawn anew, empty."""
    expect(page.get_by_role("heading", name="Corrections of these articles")).to_be_visible()
    for _ in range(2):
        page.wait_for_timeout(SETTLE_MS)
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)


def choose(page: Page, field: str, words: str) -> None:
    page.get_by_role("combobox", name=field).click()
    page.get_by_role("option", name=words).first.click()


def test_two_events_are_merged_and_taken_apart_again(page: Page, results: Path) -> None:
    ferry = event_of(load_run(results), "n0")
    page.set_viewport_size({"width": 1440, "height": 1800})  # scrolling closes an open list
    with serve(results) as app:
        page.goto(app.url("event", event=ferry, section="Corrections"))
        expect(page.locator("article.card")).to_have_count(4)
        settled(page)
        choose(page, "Other event", "budget")
        sign(page, "Apply", "one debate")
        expect(page.locator("article.card")).to_have_count(6, timeout=60_000)
        expect(page.get_by_role("status")).to_contain_text("applied")
        expect(page.get_by_text("one debate").first).to_be_visible()

        settled(page)
        choose(page, "Take a correction back", "one debate")
        sign(page, "Take back", "two debates")
        expect(page.get_by_text("taken back")).to_be_visible(timeout=60_000)
        expect(page.locator("article.card")).to_have_count(4)
        page.get_by_role("link", name="All events").click()
        expect(page.locator("tbody tr")).to_have_count(2)
