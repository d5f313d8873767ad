"""Which addresses may be asked: http and https on the public network, checked where the connection is made.

A name is resolved once, all its answers are checked, and the connection goes to a checked answer: a name that changes
its answer between the check and the connection (DNS rebinding) gains nothing. The name itself stays in the Host header
and in the check of the certificate.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from httpcore2 import AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream, ConnectError

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_PORTS = {"http": 80, "https": 443}
_TRACKERS = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|cmpid|ito|at_(?:medium|campaign)\w*")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNSAFE_PATH = "/%:@!$&'()*+,;=~-._"


class RefusedError(Exception):
    """An address that may not be asked, and why."""


def request_address(url: str) -> str:
    """`url` as it is sent: host in lower case and ASCII, path quoted, without fragment.

    Raises RefusedError when it is not http(s), names no host, or carries a user name or password.
    """
    try:
        url.encode()  # which a lone surrogate has no bytes for
        parts = urlsplit(url.strip())  # which drops tabs and line ends inside, as browsers do
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.encode("idna").decode()
    except ValueError as error:  # UnicodeError is one
        raise RefusedError(f"not a valid address ({error})") from None
    if parts.scheme not in _PORTS:
        raise RefusedError(f"not http or https: {parts.scheme or 'no scheme'}")
    if not host:
        raise RefusedError("the address names no host")
    if parts.username is not None or parts.password is not None:
        raise RefusedError("the address carries a user name or password")
    place = f"[{host}]" if ":" in host else host.rstrip(".")
    place += f":{port}" if port and port != _PORTS[parts.scheme] else ""
    query = quote(parts.query, safe=_UNSAFE_PATH + "?")
    return urlunsplit((parts.scheme, place, quote(parts.path or "/", safe=_UNSAFE_PATH), query, ""))


def page_address(url: str) -> str:
    """`url` as the name of a page: as `request_address`, without parameters that only tell how a reader came."""
    parts = urlsplit(request_address(url))
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKERS.fullmatch(name.casefold())]
    return urlunsplit(parts._replace(query=urlencode(kept) if len(kept) < len(pairs) else parts.query))


def host_of(url: str) -> str:
    """Host and port of a request address, as "host:port": what requests are spaced by."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or _PORTS[parts.scheme]}"


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public network, whatever it is wrapped in (IPv4 in IPv6, 6to4, NAT64)."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


async def resolve_name(host: str, port: int) -> Sequence[str]:
    """The IP addresses of `host`, as the system resolves it. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in found))


class GuardedNetwork(AsyncNetworkBackend):
    """Opens connections to public addresses alone, and to the exact "host:port" pairs in `allowed`."""

    def __init__(self, allowed: Iterable[str] = (), resolve: Resolve = resolve_name) -> None:
        self._inner = AnyIOBackend()
        self._allowed = frozenset(allowed)
        self._resolve = resolve

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        """A connection to a checked address of `host`. Raises RefusedError, or ConnectError where none answers."""
        try:
            answers = await self._resolve(host, port)
        except OSError as error:
            raise ConnectError(f"{host} has no address ({error.strerror})") from error
        if f"{host}:{port}" not in self._allowed and (inner := [ip for ip in answers if not is_public(ip)]):
            raise RefusedError(f"{host} is at {inner[0]}, which is not on the public network")
        problem: Exception = ConnectError(f"{host} has no address")
        for ip in answers:
            try:
                return await self._inner.connect_tcp(ip, port, timeout, local_address, socket_options)
            except ConnectError as error:
                problem = error
        raise problem

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
