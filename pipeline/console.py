"""Progress in a terminal: a bar while a stage runs, a line when it has ended."""

from __future__ import annotations

import sys
from typing import Any

from tqdm import tqdm

from pipeline.inert import inert


class ConsoleProgress:
    """A Progress on standard error, so that standard output stays the command's result."""

    def __init__(self) -> None:
        self.started = False
        self._bar: tqdm[Any] | None = None
        self._stage = ""

    def start(self, stage: str, total: int | None) -> None:
        """Show a bar for `stage`; one that only counts where `total` is unknown."""
        self.started = True
        self._stage = stage
        self._bar = tqdm(total=total, desc=stage, leave=False, file=sys.stderr, dynamic_ncols=True, disable=None)

    def advance(self, n: int = 1) -> None:
        """Move the bar on by `n` items."""
        if self._bar is not None:
            self._bar.update(n)

    def finish(self, summary: str) -> None:
        """Replace the bar by a line."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
        self.warn(f"{self._stage:24} {summary}")

    def warn(self, message: str) -> None:
        """Write a line; what it tells of hostile input cannot rewrite the terminal."""
        tqdm.write(inert(message), file=sys.stderr)
