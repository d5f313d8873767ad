"""What people do in the app, step by step and timed: each in a window of their own, all at once."""

from __future__ import annotations

import asyncio
import os
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from playwright.async_api import Page, async_playwright

from pipeline import queries
from pipeline.store import StoredRun
from tests.browser.serving import Served, chromium, serve

COLD = "first view, cold"
"""The first of the server's life: nothing has been asked before."""
STEPS = (
    COLD, "first view", "outlet chosen", "words searched", "event opened", "cell opened", "event saved (XLSX)",
    "list saved (CSV)", "outlets opened",
)  # fmt: skip
AGAIN = "downloads begun again"
PATIENCE_MS = 300_000
_DONE = "[data-testid=stApp][data-test-script-state=notRunning]"
Seconds = dict[str, list[tuple[float, float]]]
"""Step -> seconds by the clock, and seconds that all cores spent on the server meanwhile, for each time."""
_TICK = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Errand:
    """What one visit is about: no two are the same, so that no answer is known from another visit."""

    outlet: str
    words: str


@dataclass(frozen=True)
class Visitor:
    """A person; `seconds` takes what each step lasts."""

    page: Page
    app: Served
    seconds: Seconds
    pause: float
    """Seconds that they read after each step, on average: half of it to one and a half."""

    async def visit(self, errand: Errand, first: str = "first view") -> None:
        """Every step once; `first` is what the first view is called."""
        page = self.page
        async with self._timed(first):
            await page.goto(self.app.url())
            await self._drawn("Events", "tbody tr")
        async with self._timed("list saved (CSV)"):
            await self._save("Download CSV")
        await page.get_by_role("combobox", name="Outlets", exact=True).click()
        await page.keyboard.type(errand.outlet)
        option = page.get_by_role("option", name=errand.outlet, exact=True)
        await option.wait_for()
        before = await self._counts()
        async with self._timed("outlet chosen"):
            await option.click()
            await self._changed(before)
        await page.goto(self.app.url())
        await self._drawn("Events", "tbody tr")
        await page.get_by_label("Search titles and texts").fill(errand.words)
        before = await self._counts()
        async with self._timed("words searched"):
            await page.keyboard.press("Enter")
            await self._changed(before)
        await self._event()
        async with self._timed("outlets opened"):
            await page.goto(self.app.url("outlets"))
            await self._drawn("Outlets", "tbody tr")

    async def _event(self) -> None:
        """The first event of the list: it is opened, saved, and one of its claims is read, where there is one."""
        page = self.page
        title = await page.locator("tbody tr a").first.inner_text()
        async with self._timed("event opened"):
            await page.locator("tbody tr a").first.click()
            await self._drawn(title, ".px .card")
        async with self._timed("event saved (XLSX)"):
            await self._save("Download XLSX")
        if not await page.locator("tbody tr a").count():  # an event without a claim of several outlets
            return
        async with self._timed("cell opened"):
            await page.locator("tbody tr a").first.click()
            await page.get_by_role("dialog").locator(".passage").first.wait_for()
            await page.locator(_DONE).wait_for()

    @asynccontextmanager
    async def _timed(self, step: str) -> AsyncIterator[None]:
        before, spent = perf_counter(), _cpu_seconds(self.app)
        yield
        self.seconds[step].append((perf_counter() - before, _cpu_seconds(self.app) - spent))
        await asyncio.sleep(self.pause * random.uniform(0.5, 1.5))

    async def _drawn(self, title: str, shown: str) -> None:
        """Wait for the page with this heading, for what the selector `shown` names, and until the server is done."""
        await self.page.locator(".px h1", has_text=title[:60]).wait_for()
        await self.page.locator(shown).first.wait_for()
        await self.page.locator(_DONE).wait_for()

    async def _counts(self) -> str:
        return await self.page.locator(".px .counts").first.inner_text()

    async def _changed(self, before: str) -> None:
        """Wait until the line of counts says something else, and the server is done."""
        script = "before => document.querySelector('.px .counts').innerText !== before"
        await self.page.wait_for_function(script, arg=before)
        await self.page.locator(_DONE).wait_for()

    async def _save(self, button: str) -> None:
        """Save a file; one that the browser gives up is asked for again, and counted."""
        async with self.page.expect_download() as saved:
            await self.page.get_by_role("button", name=button).first.click()
        if await (await saved.value).failure():
            self.seconds[AGAIN].append((0.0, 0.0))
            await self._save(button)


async def visited(run: StoredRun, people: int, visits: int, pause: float) -> tuple[Seconds, dict[str, float]]:
    """Seconds of each step of `visits` visits by each of `people`, and the server's memory in MB, after and at most.

    People read for `pause` seconds after a step, on average.
    """
    seconds: Seconds = defaultdict(list)
    errands = _errands(run)
    with serve(run.path.parent) as app:
        async with async_playwright() as started:
            browser = await started.chromium.launch(**(chromium() or {}))
            windows = [await browser.new_page(viewport={"width": 1440, "height": 900}) for _ in range(people)]
            for window in windows:
                window.set_default_timeout(PATIENCE_MS)
            visitors = [Visitor(window, app, seconds, pause) for window in windows]
            await visitors[0].visit(next(errands), COLD)
            for _ in range(visits):
                await asyncio.gather(*(visitor.visit(next(errands)) for visitor in visitors))
            await browser.close()
        return seconds, {"memory_mb": _memory_mb(app, "VmRSS"), "peak_mb": _memory_mb(app, "VmHWM")}


def _errands(run: StoredRun) -> Iterator[Errand]:
    """An outlet and two keywords of an event of several outlets each, none twice."""
    outlets = queries.outlets(run)["name"]
    events = queries.events(run)
    words = events.loc[events["n_outlets"] > 1, "keywords"].drop_duplicates().sample(frac=1, random_state=0)
    for outlet, keywords in zip(outlets, words, strict=False):
        yield Errand(outlet, " ".join(keywords.split(", ")[:2]))


def _cpu_seconds(app: Served) -> float:
    """Of the server so far, in its own code and in the system's, from /proc/PID/stat (Linux)."""
    fields = Path("/proc", str(app.process), "stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK


def _memory_mb(app: Served, field: str) -> float:
    """A line of the server's /proc/PID/status (Linux)."""
    lines = Path("/proc", str(app.process), "status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024
