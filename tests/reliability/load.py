"""How the app bears many people at once: python -m tests.reliability.load --run RUN [--clients 50] [--minutes 10].

The real server is asked by clients that speak its protocol as a browser does (tests.reliability.tab). Each goes through
the app again and again, every time in a new session, and thinks before each click: the events page, a filter, a search,
an event, a cell, another section, downloads. A step lasts from the click until the server's last message for it is
there; the drawing that a browser adds is not in it. Meanwhile the server's memory, threads and open files are sampled.
Prints Markdown, writes the same as JSON, and ends with status 1 where anything failed or the server logged an error.
Clients and server share the machine: run it on one that does nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from time import perf_counter

from websockets.exceptions import WebSocketException

from pipeline import queries
from pipeline.store import StoredRun, open_run
from pipeline.ui.event import SECTIONS
from tests.browser.serving import Served, serve
from tests.reliability.load_report import Found, Sample, markdown, report
from tests.reliability.tab import GoneError, Tab, TabError

THINK_SECONDS = (2.0, 6.0)
"""Before each click: a person reads what came."""
_SAMPLE_SECONDS = 5.0
_MOST_AGAIN = 3
"""Times that one file is asked for again before it counts as a failure."""
_TICK = 1 / os.sysconf("SC_CLK_TCK")
_TROUBLE = ("Traceback", "ERROR", "CRITICAL", "Error:", "Exception")


class _Over(Exception):
    pass


@dataclass
class Visitor:
    """A person who goes through the app; `words` are what may be searched for."""

    app: Served
    found: Found
    words: list[str]
    chance: random.Random
    think: tuple[float, float]
    end: float
    walks: float
    step: str = ""

    async def visit(self) -> None:
        """Walk until the time is up or enough walks are made; what fails ends a walk, is kept, and the next begins."""
        try:
            while self.walks > 0:
                self.walks -= 1
                try:
                    await self._walk()
                    self.found.walks += 1
                except (TabError, WebSocketException, OSError) as error:
                    self.found.failures.append(f"{self.step}: {error!r}")
        except _Over:
            return

    async def _walk(self) -> None:
        """Every step once, in a session of its own."""
        async with AsyncExitStack() as stack:
            async with self._timed("events page, new session"):
                tab = await stack.enter_async_context(Tab.opened(self.app.address))
                await tab.show()
            await self._event(tab, await self._found(tab))
            async with self._timed("events page again"):
                await tab.show()
            async with self._timed("list saved (CSV)"):
                await self._save(tab, "Download CSV")

    async def _found(self, tab: Tab) -> dict[str, str]:
        """Filter and search; the query parameters of one of the events that are then listed."""
        async with self._timed("outlets at least 2"):
            await tab.enter("slider", "Outlets, at least", 2.0)
        listed = tab.shown.links("Events")
        async with self._timed("words searched"):
            await tab.enter("text_input", "Search titles and texts", self.chance.choice(self.words))
        return self.chance.choice(tab.shown.links("Events") or listed)[0]

    async def _event(self, tab: Tab, event: dict[str, str]) -> None:
        """Open an event, read a claim in one of its outlets, look at a section, save."""
        async with self._timed("event opened"):
            await tab.show("event", **event)
        claims = tab.shown.links("Claims against outlets")
        if claims:  # an event of several outlets may share no claim
            async with self._timed("cell opened"):
                await tab.show("event", **self.chance.choice(self.chance.choice(claims)))
        async with self._timed("section opened"):
            await tab.show("event", **event, section=self.chance.choice(list(SECTIONS)))
        async with self._timed("event saved (XLSX)"):
            await self._save(tab, "Download XLSX")

    async def _save(self, tab: Tab, button: str) -> None:
        """Save a file; one that is gone when it is fetched is asked for again, as people do, and counted."""
        for _ in range(_MOST_AGAIN):
            try:
                await tab.save(button)
                return
            except GoneError:
                self.found.again += 1
        await tab.save(button)

    @asynccontextmanager
    async def _timed(self, step: str) -> AsyncIterator[None]:
        """Think, then time what is done in the block as `step`."""
        await asyncio.sleep(self.chance.uniform(*self.think))
        if perf_counter() >= self.end:
            raise _Over
        self.step, start = step, perf_counter()
        yield
        self.found.seconds.setdefault(step, []).append(perf_counter() - start)


async def loaded(
    run: StoredRun,
    clients: int,
    log: Path,
    *,
    minutes: float = inf,
    walks: float = inf,
    think: tuple[float, float] = THINK_SECONDS,
) -> Found:
    """What `clients` see who use the app over `run` at once, for `minutes` or for `walks` walks each.

    `log` takes what the server says. A step that has begun when the time is up is waited for.
    """
    found, words = Found(), _words(run)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(clients))  # one request each at a time
    with serve(run.path.parent, log) as app:
        start, spent, own = perf_counter(), _cpu_seconds(app), time.process_time()
        end = start + 60 * minutes
        visitors = [Visitor(app, found, words, random.Random(number), think, end, walks) for number in range(clients)]
        sampling = asyncio.create_task(_sampled(app, found, start))
        await asyncio.gather(*(visitor.visit() for visitor in visitors))
        sampling.cancel()
        found.samples.append(_sample(app, start))
        found.lasted = perf_counter() - start
        found.server_cpu, found.clients_cpu = _cpu_seconds(app) - spent, time.process_time() - own
    found.trouble = [line for line in log.read_text("utf-8").splitlines() if any(sign in line for sign in _TROUBLE)]
    return found


def _words(run: StoredRun) -> list[str]:
    """What people search for: two keywords of an event of several outlets."""
    events = queries.events(run)
    keywords = events.loc[events["n_outlets"] > 1, "keywords"].dropna().drop_duplicates()
    return [" ".join(words.split(", ")[:2]) for words in keywords]


async def _sampled(app: Served, found: Found, start: float) -> None:
    while True:
        found.samples.append(_sample(app, start))
        await asyncio.sleep(_SAMPLE_SECONDS)


def _sample(app: Served, start: float) -> Sample:
    process = Path("/proc", str(app.process))
    told = dict(line.split(":", 1) for line in (process / "status").read_text("ascii").splitlines())
    memory = int(told["VmRSS"].split()[0]) / 1024
    return Sample(perf_counter() - start, memory, int(told["Threads"]), len(list((process / "fd").iterdir())))


def _cpu_seconds(app: Served) -> float:
    fields = Path("/proc", str(app.process), "stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK


def main() -> None:
    """Load, print, write; status 1 where anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.load", description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="a results folder")
    parser.add_argument("--clients", type=int, default=50, help="clients at once (default: 50)")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default: 10)")
    parser.add_argument("--json", type=Path, default=Path("load.json"), help="where the JSON is written")
    options = parser.parse_args()
    run = open_run(options.run)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(loaded(run, options.clients, Path(folder, "log"), minutes=options.minutes))
    told = report(found, run, options.clients)
    options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(markdown(told))
    print(f"\nThe same as JSON: {options.json}", file=sys.stderr)
    sys.exit(bool(found.failures or found.trouble))


if __name__ == "__main__":
    main()
