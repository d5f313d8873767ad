"""Every page of the app as a picture: python -m tests.browser.screenshots --results DIR --out DIR [--event ID]."""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from pipeline import queries
from pipeline.queries import Selection
from pipeline.store import StoredRun, open_run
from pipeline.ui.event import SECTIONS
from tests.browser.serving import Served, chromium, serve

WIDTHS, SCHEMES = (1440, 390), ("light", "dark")
TALLEST = 6000
"""Pixels; longer pages are cut."""
SETTLE_MS = 900
"""Time for charts and tables to be drawn after the page says that it is done."""


def views(run: StoredRun, event: str | None) -> dict[str, tuple[str, dict[str, str]]]:
    """Name of a picture -> page and query parameters; by default of the event with most conflicts."""
    event = event or str(queries.events(run, Selection(sort="conflicts"))["event_id"].iloc[0])
    shown = {
        "events": ("", {}),
        "timeline": ("", {"view": "Timeline"}),
        "coverage": ("", {"view": "Coverage by outlet"}),
        "method": ("method", {}),
    }
    for section in SECTIONS:
        name = f"event-{section.lower().replace(' ', '-')}"
        shown[name] = ("event", {"event": event, "section": section})
    articles = queries.event_articles(run, event)
    reader = {"article": str(articles["article_id"].iloc[0])}
    shown["reader"] = ("reader", reader)
    shown["reader-two-texts"] = ("reader", reader | {"full": "true"})
    for profile in ("Claims carried", "Shared and conflicting", "Speakers", "Coverage", "Facts"):
        shown[f"outlets-{profile.lower().replace(' ', '-')}"] = ("outlets", {"profile": profile})
    shown["add"] = ("add_articles", {})
    matrix = queries.claim_matrix(run, event)
    if len(matrix):
        cell = matrix.iloc[0]
        shown["event-cell"] = ("event", {"event": event, "claim": cell["group_id"], "cell": cell["outlet_id"]})
    return shown


def take(page: Page, app: Served, name: str, address: tuple[str, dict[str, str]], out: Path) -> None:
    """Save one view at the page's present width and colours, as tall as its content."""
    width = page.viewport_size["width"] if page.viewport_size else WIDTHS[0]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(app.url(address[0], **address[1]))
    page.locator(".px h1").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(SETTLE_MS)
    if name != "event-cell":
        height = page.get_by_test_id("stMain").evaluate("element => element.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(900, min(TALLEST, height))})
        page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=out)


def main() -> None:
    """Take all pictures and print their paths."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--event")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    run = open_run(options.results)
    with serve(options.results) as app, sync_playwright() as started:
        browser = started.chromium.launch(**(chromium() or {}))
        for width in WIDTHS:
            for scheme in SCHEMES:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                for name, address in views(run, options.event).items():
                    path = options.out / f"{name}-{width}-{scheme}.png"
                    take(page, app, name, address, path)
                    print(path)
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
