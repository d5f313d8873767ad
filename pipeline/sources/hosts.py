"""Manners: one request at a time a host, a delay between two, robots.txt, and rest where a host asks for it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from protego import Protego

from pipeline.settings import Fetch
from pipeline.sources.addresses import host_of
from pipeline.sources.http import Client, FailedError, Response

_ROBOTS_BYTES = 512_000
"""What is read of a robots.txt (RFC 9309, section 2.5, asks for 500 KiB at least)."""
_ROBOTS_NAME = "Parallax"


class ResignedError(Exception):
    """A host that is left alone until the next fetch, and why."""


@dataclass
class Host:
    """What is known of a host while a fetch runs. Times are seconds of a clock that only goes forward."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_at: float = 0.0
    delay: float = 0.0
    failures: int = 0
    """Failures of the host itself, one after the other."""
    resigned: str = ""
    robots: dict[str, Protego | None] = field(default_factory=dict)
    """Scheme -> its rules; None where it has none."""


class Hosts:
    """All hosts of a fetch."""

    def __init__(self, client: Client, settings: Fetch) -> None:
        self._client = client
        self._settings = settings
        self._hosts: dict[str, Host] = {}

    def at(self, url: str) -> Host:
        """The host of a request address."""
        return self._hosts.setdefault(host_of(url), Host(delay=self._settings.delay_seconds))

    async def get(self, url: str, conditions: dict[str, str] | None = None) -> Response:
        """The response at the request address `url`, asked for as its host and every host it leads to wish.

        Raises ResignedError where a host is left alone, RefusedError and FailedError, also by robots.txt.
        """
        turns = _Turns(self)
        try:
            response = await self._client.get(url, turns, conditions)
        except FailedError as error:
            self._count(turns.last or url, error)
            raise
        finally:
            turns.release()
        self.at(turns.last).failures = 0
        return response

    async def rules(self, url: str) -> Protego | None:
        """The robots.txt that holds for `url`; None where there is none. Raises ResignedError where it cannot be read.

        The host must be held.
        """
        host, scheme = self.at(url), urlsplit(url).scheme
        if scheme not in host.robots:
            found = host.robots[scheme] = await self._read_robots(f"{scheme}://{urlsplit(url).netloc}/robots.txt")
            wished = found.crawl_delay(_ROBOTS_NAME) if found else None
            host.delay = max(host.delay, float(wished or 0))
            if host.delay > self._settings.longest_wait_seconds:
                host.resigned = f"robots.txt asks for {host.delay:g} seconds between requests"
            host.next_at = time.monotonic() + host.delay
        return host.robots[scheme]

    async def _read_robots(self, url: str) -> Protego | None:
        """As RFC 9309 has it: a client error means no rules, a server error that nothing may be asked."""

        async def any_turn(_: str) -> None:
            return None

        reason = ""
        for attempt in range(self._settings.attempts):
            try:
                response = await self._client.get(url, any_turn)
                return Protego.parse(response.body[:_ROBOTS_BYTES].decode("utf-8", "replace"))
            except FailedError as error:
                if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                    return None
                reason = error.reason
                wait = seconds_of(error.wait) or self._settings.backoff_seconds * 2**attempt
            if wait > self._settings.longest_wait_seconds or attempt + 1 == self._settings.attempts:
                break
            await asyncio.sleep(wait)
        self.at(url).resigned = f"its robots.txt cannot be read: {reason}"
        raise ResignedError(self.at(url).resigned)

    def _count(self, url: str, error: FailedError) -> None:
        """Let the host of `url` rest where it asks for it, and leave it alone where it fails again and again."""
        host = self.at(url)
        if not error.again:
            host.failures = 0
            return
        host.failures += 1
        wait = seconds_of(error.wait)
        if wait is not None and wait > self._settings.longest_wait_seconds:
            host.resigned = f"it asks to wait {wait:,.0f} seconds"
        elif wait is not None:
            host.next_at = max(host.next_at, time.monotonic() + wait)
        if host.failures >= self._settings.host_failures:
            host.resigned = f"{host.failures} failures one after the other, the last: {error.reason}"


class _Turns:
    """Called with an address, waits until it may be asked; the host stays held for the request."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts
        self._held: Host | None = None
        self.last = ""

    async def __call__(self, url: str) -> None:
        host = self._hosts.at(url)
        if host is not self._held:
            self.release()
            await host.lock.acquire()
            self._held = host
        self.last = url
        await self._wait(host)
        rules = await self._hosts.rules(url)
        if rules is not None and not rules.can_fetch(url, _ROBOTS_NAME):
            raise FailedError("robots.txt does not allow it", again=False)
        await self._wait(host)
        host.next_at = time.monotonic() + host.delay

    async def _wait(self, host: Host) -> None:
        if host.resigned:
            raise ResignedError(host.resigned)
        await asyncio.sleep(max(0.0, host.next_at - time.monotonic()))

    def release(self) -> None:
        """Let others ask the host that was held; the delay counts from the end of the request."""
        if self._held is not None:
            self._held.next_at = max(self._held.next_at, time.monotonic() + self._held.delay)
            self._held.lock.release()
            self._held = None


def seconds_of(retry_after: str | None) -> float | None:
    """The seconds that a Retry-After header asks for, a number or a date; None where it says nothing usable."""
    value = (retry_after or "").strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
