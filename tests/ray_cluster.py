"""Ray in the tests: all that it writes lies in one folder, which is removed, and no process of it is left."""

from __future__ import annotations

import os
import secrets
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_LINGERING = (b"ray::DashboardAgent", b"ray::RuntimeEnvAgent")
"""Processes of Ray that do no work of a run, and look for their cluster for minutes after it is gone."""


@contextmanager
def own_folder() -> Iterator[str]:
    """Have Ray write into a folder of its own until the end, know a token of its own, and listen on loopback alone.

    Not into the folder of a test, whose path would be too long for the sockets in it (107 bytes in all). Without a
    token Ray would write one into the home folder. This counts in processes that import ray later.
    """
    with tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_TMPDIR", folder)
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(32))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")  # as pipeline.engine.cluster does
        patch.setenv("RAY_worker_niceness", "0")  # Ray's 15 has a test wait for whatever else the machine does
        yield folder


@contextmanager
def cluster(cores: int) -> Iterator[None]:
    """A cluster of this machine with so many cores, which also other processes find at RAY_ADDRESS until the end."""
    with own_folder() as folder, pytest.MonkeyPatch.context() as patch:
        import ray

        ray.init("local", num_cpus=cores, include_dashboard=False, log_to_driver=False, logging_level="error")
        try:
            patch.setenv("RAY_ADDRESS", ray.get_runtime_context().gcs_address)
            yield
        finally:
            ray.shutdown()
            assert _end(lambda process: process != os.getpid() and _has_open(process, folder))


def all_ended(session: int) -> bool:
    """Whether every process of the session ends within half a minute; Ray's lingering agents are ended here."""
    return _end(lambda process: os.getsid(process) == session)  # not the group: workers of Ray have groups of their own


def _end(is_one: Callable[[int], bool]) -> bool:
    for _ in range(300):
        left = _running(is_one)
        if not left:
            return True
        if all(command.startswith(_LINGERING) for command in left.values()):
            for process in left:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        time.sleep(0.1)
    return False


def _running(is_one: Callable[[int], bool]) -> dict[int, bytes]:
    """Process -> its command line; one that has ended and waits for its parent has none."""
    found: dict[int, bytes] = {}
    for path in Path("/proc").glob("[0-9]*"):
        # It may end meanwhile, or be another user's.
        with suppress(ProcessLookupError, FileNotFoundError, PermissionError):
            if is_one(int(path.name)) and (command := (path / "cmdline").read_bytes()):
                found[int(path.name)] = command
    return found


def _has_open(process: int, folder: str) -> bool:
    """Whether it has a file in the folder open, as all processes of Ray have their logs."""
    return any(str(link.readlink()).startswith(folder) for link in Path(f"/proc/{process}/fd").iterdir())
