"""A person uploads a file of articles and finds them as an event of the new run."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from pipeline import load_run, run_pipeline
from tests.browser.serving import serve
from tests.conftest import TODAY
from tests.test_cli import write_jsonl
from tests.test_correct import ROWS

LIT = "The lighthouse of Nemmer was lit again on Monday after eleven years, the keeper Ilse Marn said."
ADDED = [
    {
        "id": f"lit-{number}",
        "outlet": outlet,
        "title": "Lighthouse of Nemmer is lit again",
        "published_at": f"2026-05-20T1{number}:00:00Z",
        "text": f"{LIT} {more}",
    }
    for number, (outlet, more) in enumerate(
        [
            (
                "Nemmer Evening Post",
                "Some 300 people watched from the pier. The lamp room was shut since a storm.",
            ),
            ("The Dune Post", "The mayor paid for the new lamp. Fishermen had asked for the light for years."),
        ]
    )
]
RUN_MS = 240_000
"""How long reading, grouping and comparing a few articles may take on a busy machine."""


def test_an_uploaded_file_is_an_event_of_the_new_run(page: Page, tmp_path: Path) -> None:
    results, upload = tmp_path / "results", write_jsonl(tmp_path / "lighthouse.jsonl", ADDED)
    before = run_pipeline([write_jsonl(tmp_path / "news.jsonl", ROWS)], results, today=TODAY)
    with serve(results) as app:
        page.goto(app.url("add_articles"))
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(upload)
        expect(page.get_by_text("lighthouse.jsonl")).to_be_visible()
        page.get_by_role("button", name="Add and compare").click()
        expect(page.get_by_role("status")).to_contain_text("Done.", timeout=RUN_MS)
        page.get_by_role("link", name="See the events").click()
        row = page.get_by_role("row", name="Lighthouse of Nemmer is lit again")
        expect(row).to_contain_text("Nemmer Evening Post, The Dune Post")
        row.get_by_role("link").click()
        expect(page.locator("h1")).to_have_text(["Lighthouse of Nemmer is lit again"])
        expect(page.locator("article.card")).to_have_count(2)
    assert load_run(results).run_id != before.run_id
