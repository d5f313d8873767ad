"""The command line, run by the app in processes of its own: the app imports no stage, and its errors are the CLI's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock

import streamlit as st

import pipeline

READ_ONLY_VARIABLE = "PARALLAX_READ_ONLY"
"""Where it is set, the app changes nothing: neither corrections nor added articles."""
ADDING_VARIABLE = "PARALLAX_ADD_ARTICLES"
"""1 lets people add articles also where the app serves others, 0 nowhere."""
ROOT = Path(pipeline.__file__).resolve().parent.parent
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def command(*arguments: str | Path) -> list[str]:
    """The command line with `arguments`, as a process takes it: nothing of it goes through a shell."""
    return [sys.executable, "-m", "pipeline", *map(str, arguments)]


def read_only() -> bool:
    """Whether the app may change nothing."""
    return bool(os.environ.get(READ_ONLY_VARIABLE))


def adding_is_on() -> bool:
    """Whether people may add articles: unless it is set otherwise, only where the app serves its own machine."""
    told = os.environ.get(ADDING_VARIABLE)
    if read_only() or told == "0":
        return False
    return told == "1" or str(st.get_option("server.address")) in _THIS_MACHINE


def told_error(lines: Sequence[str], otherwise: str) -> str:
    """The last error that the command line told in `lines`; `otherwise` where there is none."""
    told = [line for line in lines if line.startswith("error: ")]
    return (told or [otherwise])[-1].removeprefix("error: ")


@dataclass
class Job:
    """Commands that run one after the other; the first that fails is the last. `log` takes all that they say."""

    commands: list[list[str]]
    log: Path
    done: int = 0
    failed: bool = False
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _lock: RLock = field(default_factory=RLock, repr=False, compare=False)
    """Everybody who looks at the page advances the same job: a command is started once, and its end counts once."""

    @property
    def running(self) -> bool:
        """Whether there is something left to do."""
        return not self.failed and self.done < len(self.commands)

    def advance(self) -> None:
        """Start the next command where none runs; notice one that has ended."""
        with self._lock:
            if not self.running:
                return
            if self._process is None:
                with self.log.open("ab") as log:
                    self._process = subprocess.Popen(  # noqa: S603 - fixed commands; no argument goes through a shell
                        self.commands[self.done], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
                    )
            status = self._process.poll()
            if status is not None:
                self._process = None
                self.done += status == 0
                self.failed = status != 0
                self.advance()

    def lines(self) -> list[str]:
        """What the commands have said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
