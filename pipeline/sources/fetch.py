"""Fetch articles from feeds, sitemaps and links into a folder that `run` reads; and try whether feeds answer."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pipeline
from pipeline.errors import SettingsError, StoreError
from pipeline.progress import Progress, Silent
from pipeline.settings import Fetch
from pipeline.sources.addresses import RefusedError, page_address
from pipeline.sources.corpus import ARTICLES, PROBLEMS, STATE, write_corpus, write_problems
from pipeline.sources.feeds import Entry, about, read_feed
from pipeline.sources.hosts import Hosts, ResignedError
from pipeline.sources.http import Client, FailedError, unpacked
from pipeline.sources.links import read_links
from pipeline.sources.loops import run_to_end
from pipeline.sources.outlets import FeedOutlet
from pipeline.sources.queue import DONE, FEED, PAGE, WAITING, Queue
from pipeline.sources.rounds import Round


@dataclass(frozen=True)
class Fetched:
    """What a fetch gave: `articles` is the file that `run` reads, `problems` the reasons of what did not go through.

    The counts are of the whole folder: articles in the file, addresses asked with success, and those still waiting.
    """

    articles: Path
    problem_file: Path
    n_articles: int
    n_pages: int
    n_feeds: int
    n_waiting: int
    problems: tuple[tuple[str, str, str, str], ...]
    resumed: bool


def fetch(
    folder: str | Path,
    outlets: Sequence[FeedOutlet] = (),
    urls: Sequence[str] = (),
    lists: Sequence[str | Path] = (),
    *,
    since: date | None = None,
    topic: str = "",
    settings: Fetch | None = None,
    progress: Progress | None = None,
) -> Fetched:
    """Fetch what the feeds of `outlets` list, the pages `urls` and the links in the files `lists` into `folder`.

    Of feeds, only entries not older than `since` and about `topic` (see feeds.about) are taken; an entry without a
    date is taken. A fetch that was interrupted goes on where it was, when it is asked for again with the same
    arguments. Raises ParallaxError.
    """
    settings, progress, folder = settings or Fetch(), progress or Silent(), Path(folder)
    feeds = [Entry(url, outlet=outlet.name) for outlet in outlets for url in outlet.feeds]
    links, refused = _named(Entry(url, place="--url") for url in urls)
    if refused:
        raise SettingsError(f"{refused[0][0].url} cannot be asked ({refused[0][1]})", "Give http or https addresses")
    listed, refused = _named(link for path in lists for link in read_links(path))
    links += listed
    if not feeds and not links:
        raise SettingsError("nothing to fetch", "Give a list of feeds, --url or --urls")
    selection = _digest([entry.url for entry in (*feeds, *links)], since, topic)
    with Queue(folder / STATE / "queue.sqlite") as queue:
        resumed = queue.begin(selection, feeds, links, settings.recheck_days)
        if resumed:
            progress.warn("an interrupted fetch goes on where it was")
        for link, reason in refused:
            queue.refuse(link, "", reason)
        progress.start("fetch", None)
        round_ = Round(queue, settings, agent_of(settings), progress, folder / STATE / "raw", _wanted(since, topic))
        made = _worked_off(round_, folder, resumed)
    progress.finish(f"{made.n_feeds:,} feeds, {made.n_pages:,} pages, {made.n_articles:,} articles")
    return made


def _worked_off(round_: Round, folder: Path, resumed: bool) -> Fetched:
    queue = round_.queue
    try:
        run_to_end(round_.run())
        n_articles = write_corpus(folder, queue)
        problems = write_problems(folder, queue)
        queue.finish()
        counts = queue.counts()
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{folder}: nothing can be written ({error})", "Free space and fetch again") from error
    n_waiting = sum(count for (_, state), count in counts.items() if state == WAITING)
    n_pages, n_feeds = counts.get((PAGE, DONE), 0), counts.get((FEED, DONE), 0)
    places = folder / ARTICLES, folder / STATE / PROBLEMS
    return Fetched(*places, n_articles, n_pages, n_feeds, n_waiting, tuple(problems), resumed)


def agent_of(settings: Fetch) -> str:
    """The name that the program gives itself to servers."""
    return f"Parallax/{pipeline.__version__} (news comparison; +{settings.contact or 'no contact given'})"


def _named(entries: Iterable[Entry]) -> tuple[list[Entry], list[tuple[Entry, str]]]:
    """`entries` under the names of their pages, and those that may not be asked, each with the reason."""
    named: list[Entry] = []
    refused: list[tuple[Entry, str]] = []
    for entry in entries:
        try:
            named.append(replace(entry, url=page_address(entry.url)))
        except RefusedError as error:
            refused.append((entry, str(error)))
    return named, refused


def _digest(urls: Iterable[str], since: date | None, topic: str) -> str:
    asked = [sorted(urls), since.isoformat() if since else None, topic.casefold().split()]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _wanted(since: date | None, topic: str) -> Callable[[Entry], bool]:
    is_about = about(topic)

    def wanted(entry: Entry) -> bool:
        told = entry.published or entry.updated
        return is_about(entry) and not (since and told and told[:10] < since.isoformat())

    return wanted


@dataclass(frozen=True)
class FeedCheck:
    """Whether a feed answers: its entries and the newest's time, or the problem."""

    outlet: str
    url: str
    n_entries: int
    newest: str | None
    problem: str

    @property
    def told(self) -> str:
        """The finding, for people."""
        found = self.problem or f"{self.n_entries} entries, the newest of {self.newest or 'an unknown time'}"
        return f"{'no' if self.problem else 'ok':3} {self.outlet}: {self.url}: {found}"


def check_feeds(
    outlets: Sequence[FeedOutlet], settings: Fetch | None = None, progress: Progress | None = None
) -> list[FeedCheck]:
    """Ask every feed of `outlets` once, as politely as a fetch, and keep nothing."""
    settings, progress = settings or Fetch(), progress or Silent()
    progress.start("check feeds", sum(len(outlet.feeds) for outlet in outlets))
    found = run_to_end(_check_all(outlets, settings, progress))
    progress.finish(f"{sum(not check.problem for check in found):,} of {len(found):,} answer")
    return found


async def _check_all(outlets: Sequence[FeedOutlet], settings: Fetch, progress: Progress) -> list[FeedCheck]:
    slots = asyncio.Semaphore(settings.hosts_at_once)
    async with Client(settings, agent_of(settings)) as client:
        hosts = Hosts(client, settings)

        async def check(outlet: str, url: str) -> FeedCheck:
            async with slots:
                entries, problem = list[Entry](), ""
                try:
                    response = await hosts.get(url)
                    body = unpacked(response.body, settings.max_bytes)
                    content_type = response.headers.get("content-type", "")
                    entries, children = await asyncio.to_thread(read_feed, body, response.url, content_type)
                    problem = "" if entries or children else "no entries"
                except (RefusedError, FailedError, ResignedError) as error:
                    problem = str(error)
                progress.advance()
                newest = max((told for entry in entries if (told := entry.published or entry.updated)), default=None)
                return FeedCheck(outlet, url, len(entries), newest, problem)

        return await asyncio.gather(*(check(outlet.name, url) for outlet in outlets for url in outlet.feeds))
