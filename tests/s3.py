"""A real S3 server on this machine for the tests, and a proxy before it that breaks off the first answer for an object
and refuses to take some.

The server is moto's, in an environment of its own: `make s3-server`.
"""

from __future__ import annotations

import http.client
import http.server
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_SERVER = Path(sys.prefix) / "s3-server" / "bin" / "moto_server"
_SECONDS = 60
_NO_AUTHORIZATION = 1_000_000
_OF_THE_WAY = {"transfer-encoding", "connection", "content-length", "date", "server", "expect"}


@dataclass(frozen=True)
class Server:
    """An S3 server that listens on `port` and holds one bucket, "news"."""

    port: int

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(f"{self.endpoint}/{path}", data=body, method=method)
        request.add_header("Content-Type", "application/octet-stream")
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            return answer.read()

    def put(self, name: str, body: bytes) -> None:
        self.ask("PUT", f"news/{name}", body)

    def authorize(self, wanted: bool) -> None:
        """Whether requests are held against the accounts that the server has, which are none."""
        self.ask("POST", "moto-api/reset-auth", b"0" if wanted else str(_NO_AUTHORIZATION).encode())


@contextmanager
def serving() -> Iterator[Server]:
    """The server, until the end; the test is skipped where it is not installed."""
    if not _SERVER.exists():
        pytest.skip("no S3 server is installed: make s3-server")
    server = Server(_free_port())
    environment = os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": str(_NO_AUTHORIZATION)}
    process = subprocess.Popen(
        [_SERVER, "-H", "127.0.0.1", "-p", str(server.port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment,
    )  # fmt: skip
    try:
        _wait_for(server)
        server.ask("PUT", "news")
        yield server
    finally:
        process.terminate()
        process.wait(_SECONDS)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(server: Server) -> None:
    until = time.monotonic() + _SECONDS
    while True:
        try:
            server.ask("GET", "moto-api/data.json")
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@contextmanager
def breaking(server: Server, refused: str = "") -> Iterator[tuple[Server, set[str]]]:
    """A server before `server` that sends half of its first answer for each object, and the names of those objects.

    With `refused` it sends all, and takes no object whose name ends so.
    """
    broken: set[str] = set()

    class Proxy(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self._body()
            if refused and self.command in ("PUT", "POST") and self.path.split("?")[0].endswith(refused):
                self.send_response(403)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            there = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_SECONDS)
            kept = {name: self.headers[name] for name in self.headers if name.lower() not in _OF_THE_WAY}
            there.request(self.command, self.path, body, kept | {"Content-Length": str(len(body))})
            answer = there.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _OF_THE_WAY:
                    self.send_header(name, value)
            length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(content))
            self.send_header("Content-Length", length or "0")
            self.end_headers()
            whole = refused or self.command != "GET" or "?" in self.path or self.path in broken
            self.wfile.write(content if whole else content[: len(content) // 2])
            if not whole:
                broken.add(self.path)
                self.close_connection = True

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass_on

        def log_message(self, *args: object) -> None:
            pass

    proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield Server(proxy.server_address[1]), broken
    finally:
        proxy.shutdown()
        proxy.server_close()
