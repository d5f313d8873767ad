"""The real server and Debian's Chromium; both are skipped with a reason where one is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.serving import Served, chromium, serve

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright (requirements-dev.txt)")
PATIENCE_MS = 60_000
"""How long a step may take on a busy machine; it ends as soon as what it waits for is there."""
playwright.expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")  # not longer: its event loop would stand in the way of tests with a loop of their own
def browser() -> Iterator[playwright.Browser]:
    path = chromium()
    if path is None:
        pytest.skip("needs Chromium on the PATH (Debian: apt install chromium)")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(**path)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: playwright.Browser) -> Iterator[playwright.Page]:
    """A fresh desktop window; a dialog of a script, or an error in ours, fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    shown = context.new_page()
    shown.set_default_timeout(PATIENCE_MS)
    seen: list[str] = []
    shown.on("dialog", lambda dialog: (seen.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    shown.on("pageerror", lambda error: seen.append(f"error: {error}"))
    yield shown
    context.close()
    assert seen == []


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app over the hand-made run."""
    from tests.support import build_run

    folder = tmp_path_factory.mktemp("results")
    build_run(folder)
    with serve(folder) as app:
        yield app
