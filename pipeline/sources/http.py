"""One request, bounded in every direction: redirects, time, bytes on the wire and bytes after unpacking."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urljoin

import httpcore2

from pipeline.settings import Fetch
from pipeline.sources.addresses import GuardedNetwork, RefusedError, Resolve, request_address, resolve_name

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WAIT_AND_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5"
_CHUNK = 1 << 16


class FailedError(Exception):
    """A request that gave no usable response. `again` tells whether another try may help, `status` what was answered.

    `wait` is what the server asks for in Retry-After, None where it does not.
    """

    def __init__(self, reason: str, *, again: bool, status: int | None = None, wait: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.again, self.status, self.wait = reason, again, status, wait


@dataclass(frozen=True)
class Response:
    """What a server answered: `body` unpacked, `headers` by lower-case name, `url` after the redirects."""

    requested_url: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


Turn = Callable[[str], Awaitable[None]]
"""Called with each address before it is asked, the redirects too: waits its turn, or raises."""


class Client:
    """Asks one address at a time for each caller; use it as an async context manager."""

    def __init__(self, settings: Fetch, agent: str, resolve: Resolve = resolve_name) -> None:
        self._settings = settings
        self._agent = agent
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=2 * settings.hosts_at_once,
            max_keepalive_connections=settings.hosts_at_once,
            keepalive_expiry=30.0,
            network_backend=GuardedNetwork(settings.allow_addresses, resolve),
        )

    async def __aenter__(self) -> Client:
        await self._pool.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pool.__aexit__(kind, error, trace)

    async def get(self, url: str, turn: Turn, conditions: Mapping[str, str] | None = None) -> Response:
        """The response at `url` after at most `max_redirects`; 304 where `conditions` say that it is known.

        Raises RefusedError for an address that may not be asked, FailedError for every other failure.
        """
        asked = current = request_address(url)
        for _ in range(self._settings.max_redirects + 1):
            await turn(current)
            response = await self._once(asked, current, conditions or {})
            if response.status not in _REDIRECTS:
                return response
            target = response.headers.get("location")
            if not target:
                raise FailedError("a redirect to nowhere", again=False, status=response.status)
            try:
                current = request_address(urljoin(current, target))
            except ValueError as error:
                reason = f"a redirect to no valid address ({error})"
                raise FailedError(reason, again=False, status=response.status) from None
        raise FailedError(f"over {self._settings.max_redirects} redirects", again=False)

    async def _once(self, asked: str, url: str, conditions: Mapping[str, str]) -> Response:
        limit = self._settings.response_seconds
        try:
            async with asyncio.timeout(limit):
                return await self._exchange(asked, url, conditions)
        except TimeoutError:
            raise FailedError(f"not complete after {limit:g} seconds", again=True) from None
        except httpcore2.TimeoutException:
            raise FailedError("no answer in time", again=True) from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError, ValueError) as error:
            raise FailedError(f"the connection failed ({str(error) or type(error).__name__})", again=True) from None

    async def _exchange(self, asked: str, url: str, conditions: Mapping[str, str]) -> Response:
        headers = {"User-Agent": self._agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate", **conditions}
        waits = {"connect": self._settings.connect_seconds, "read": self._settings.idle_seconds}
        waits |= {"write": self._settings.idle_seconds, "pool": self._settings.response_seconds}
        async with self._pool.stream(
            "GET", url, headers=list(headers.items()), extensions={"timeout": waits}
        ) as answer:
            names = {name.decode("latin-1").lower(): _text(value) for name, value in answer.headers}
            status = answer.status
            if status in _REDIRECTS or status == 304:
                return Response(asked, url, status, names, b"")
            if status != 200:
                again = status in _WAIT_AND_RETRY
                raise FailedError(f"status {status}", again=again, status=status, wait=names.get("retry-after"))
            return Response(asked, url, status, names, await self._body(answer, names.get("content-encoding", "")))

    async def _body(self, answer: httpcore2.Response, encoding: str) -> bytes:
        body = _Unpacked(encoding.strip().lower(), self._settings.max_bytes)
        async for chunk in answer.aiter_stream():
            body.add(chunk)
        return body.whole()


def _text(value: bytes) -> str:
    """A header's value: Latin-1 by the book, UTF-8 where servers write addresses with letters beyond it."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


class _Unpacked:
    """The bytes of a body as they come in, unpacked and counted."""

    def __init__(self, encoding: str, limit: int) -> None:
        if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise FailedError(f"packed by {encoding!r}, which was not asked for", again=False)
        self._packed = encoding not in ("", "identity")
        self._inflate = zlib.decompressobj(wbits=47)  # gzip or zlib, told by the header
        self._inside = False
        self._limit, self._parts, self._size = limit, list[bytes](), 0

    def add(self, chunk: bytes) -> None:
        """Take a stretch of the wire. Raises FailedError beyond the limit, or where it cannot be unpacked."""
        if not self._packed:
            self._keep(chunk)
        while self._packed and chunk:
            try:
                self._keep(self._inflate.decompress(chunk, _CHUNK))
            except zlib.error as error:
                raise FailedError(f"the packed body is damaged ({error})", again=True) from None
            chunk, self._inside = self._inflate.unconsumed_tail, not self._inflate.eof
            if self._inflate.eof:  # a file may be of several members, and what follows the last is padding
                chunk = self._inflate.unused_data.lstrip(b"\0")
                self._inflate = zlib.decompressobj(wbits=47)

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._limit:
            raise FailedError(f"over {self._limit:,} bytes unpacked", again=False)
        self._parts.append(data)

    def whole(self) -> bytes:
        """All of it. Raises FailedError where the packed body breaks off."""
        if self._inside:
            raise FailedError("the packed body breaks off", again=True)
        return b"".join(self._parts)


def unpacked(body: bytes, limit: int) -> bytes:
    """`body`, unpacked where it is a gzip file itself, as sitemaps often are. Raises FailedError as a response does."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    file = _Unpacked("gzip", limit)
    file.add(body)
    return file.whole()


__all__ = ["Client", "FailedError", "RefusedError", "Response", "Turn", "unpacked"]
