"""One fetch: hosts beside each other, the addresses of one host one after the other, every result into the queue."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

from pipeline.progress import Progress
from pipeline.settings import Fetch
from pipeline.sources.addresses import RefusedError, host_of, page_address
from pipeline.sources.extraction import Extractor
from pipeline.sources.feeds import Entry, read_feed
from pipeline.sources.hosts import Hosts, ResignedError
from pipeline.sources.http import Client, FailedError, Response, unpacked
from pipeline.sources.queue import FAILED, FEED, REFUSED, Job, Queue, Recheck

_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "")


@dataclass
class Round:
    """Works off `queue`. `wanted` tells which entries of a feed are asked for."""

    queue: Queue
    settings: Fetch
    agent: str
    progress: Progress
    raw: Path
    wanted: Callable[[Entry], bool]
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Ask every waiting address; those of hosts that are left alone keep waiting."""
        async with Client(self.settings, self.agent) as client:
            with Extractor(self.settings.workers) as extractor:
                await self._work(Hosts(client, self.settings), extractor)

    async def _work(self, hosts: Hosts, extractor: Extractor) -> None:
        running: dict[str, asyncio.Task[None]] = {}
        left_alone: set[str] = set()
        try:
            while True:
                self._more.clear()
                for host in self.queue.hosts():
                    if host not in running and host not in left_alone and len(running) < self.settings.hosts_at_once:
                        running[host] = asyncio.create_task(self._host(host, hosts, extractor, left_alone))
                if not running:
                    return
                more = asyncio.create_task(self._more.wait())
                await asyncio.wait([*running.values(), more], return_when=asyncio.FIRST_COMPLETED)
                more.cancel()
                for host in [host for host, task in running.items() if task.done()]:
                    running.pop(host).result()
        finally:
            for task in running.values():
                task.cancel()
            await asyncio.gather(*running.values(), return_exceptions=True)

    async def _host(self, host: str, hosts: Hosts, extractor: Extractor, left_alone: set[str]) -> None:
        """The addresses of one host, until none waits or it is left alone."""
        while (job := self.queue.next_job(host)) is not None:
            if isinstance(job, float):
                await asyncio.sleep(job)
                continue
            try:
                await self._job(job, hosts, extractor)
            except ResignedError as error:
                if not hosts.at(job.url).resigned:  # it is another host, to which this address leads
                    self.queue.failed(job, FAILED, f"leads to a host that is left alone: {error}", again=True)
            if reason := hosts.at(job.url).resigned:
                left_alone.add(host)
                self.queue.postpone(host, f"left for the next fetch: {reason}")
                self.progress.warn(f"{host} is left alone until the next fetch: {reason}")
                return
            self.progress.advance()

    async def _job(self, job: Job, hosts: Hosts, extractor: Extractor) -> None:
        try:
            response = await hosts.get(job.url, job.conditions)
            await self._take(job, response, extractor)
        except RefusedError as error:
            self.queue.failed(job, REFUSED, str(error), again=False)
        except FailedError as error:
            host = hosts.at(job.url)
            if host.resigned:
                return
            if error.again and job.attempts + 1 < self.settings.attempts:
                wait = self.settings.backoff_seconds * 2**job.attempts
                self.queue.retry(job, min(wait, self.settings.longest_wait_seconds), error.reason)
            else:
                self.queue.failed(job, FAILED, error.reason, again=error.again)

    async def _take(self, job: Job, response: Response, extractor: Extractor) -> None:
        headers = dict(response.headers)
        if response.status == 304:
            self.queue.unchanged(job)
        elif job.kind == FEED:
            await self._take_feed(job, response, headers)
        else:
            await self._take_page(job, response, headers, extractor)

    async def _take_feed(self, job: Job, response: Response, headers: dict[str, str]) -> None:
        body = unpacked(response.body, self.settings.max_bytes)
        content_type = headers.get("content-type", "")
        entries, children = await asyncio.to_thread(read_feed, body, response.url, content_type)
        usable = [entry for entry in self._usable(entries, job.entry.outlet, job.url) if self.wanted(entry)]
        deeper = [] if job.entry.place else children  # an index leads to sitemaps, not to further indexes
        feeds = self._usable([Entry(url, place=job.url) for url in deeper], job.entry.outlet, job.url)
        recheck = Recheck(self.settings.recheck_hours, self.settings.recheck_days)
        self.queue.feed_read(job, usable[: self.settings.max_links], feeds, headers, recheck)
        self._more.set()

    def _usable(self, entries: Sequence[Entry], outlet: str | None, place: str) -> list[Entry]:
        """`entries` under the names of their pages; those that may not be asked are noted."""
        kept = []
        for entry in entries:
            found = replace(entry, outlet=outlet, place=place)
            try:
                kept.append(replace(found, url=page_address(entry.url)))
            except RefusedError as error:
                self.queue.refuse(found, host_of(place), str(error))
        return kept

    async def _take_page(self, job: Job, response: Response, headers: dict[str, str], extractor: Extractor) -> None:
        message = Message()
        message["content-type"] = headers.get("content-type", "")
        if (kind := message.get_content_type()) not in _PAGES and message["content-type"]:
            raise FailedError(f"not a page but {kind}", again=False, status=response.status)
        page = await extractor.read(response.body, response.url, message.get_content_charset())
        digest = _keep(response.body, self.raw if self.settings.keep_raw else None)
        fetched_at = datetime.now(UTC).isoformat(timespec="seconds")
        page |= {"final_url": response.url, "http_status": response.status, "fetched_at": fetched_at}
        self.queue.page_read(job, page | {"raw_sha256": digest}, headers)


def _keep(body: bytes, folder: Path | None) -> str:
    """The SHA-256 of `body`, under whose name it is kept in `folder` where there is one."""
    digest = hashlib.sha256(body).hexdigest()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        staging = folder / f".{digest}.new"
        staging.write_bytes(gzip.compress(body, mtime=0))
        staging.replace(folder / f"{digest}.html.gz")
    return digest
