"""Start the app as a user does, and find the browser."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 60


@dataclass(frozen=True)
class Served:
    """A running app; `process` is the server's id."""

    address: str
    process: int

    def url(self, page: str = "", **parameters: str) -> str:
        """The address of a page with query parameters."""
        return f"{self.address}/{page}?{urlencode(parameters)}" if parameters else f"{self.address}/{page}"


def chromium() -> dict[str, Any] | None:
    """What Playwright needs to start Chromium; None where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return path and {"executable_path": path, "args": list(FLAGS)}


@contextlib.contextmanager
def serve(
    results: Path,
    log: Path = Path(os.devnull),
    options: Sequence[str] = (),
    script: Path = ROOT / "dashboard.py",
) -> Iterator[Served]:
    """The app over the results folder `results`, on a free port of this machine, until the block ends.

    `log` takes all that the server says; `options` are of Streamlit's own. `script` is run in its own folder.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script.name]
    place = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    with log.open("ab") as said:
        process = subprocess.Popen(
            [*command, *place, *options, "--", "--results", str(results)], cwd=script.parent, stdout=said, stderr=said
        )
    try:
        app = Served(f"http://127.0.0.1:{port}", process.pid)
        _wait(process, f"{app.address}/_stcore/health")
        yield app
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(process: subprocess.Popen[bytes], health: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the app ended with status {process.returncode}")
        with contextlib.suppress(OSError), urllib.request.urlopen(health, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the app did not start within {START_SECONDS} s")
