"""Processes on this machine."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

_WORTH_A_POOL = 400
"""Items below which the start of worker processes takes longer than they save."""


class LocalEngine:
    """Maps in this process, or over worker processes where there is enough to do."""

    def __init__(self, workers: int = 0) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def map(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """The function's results in the order of `items`."""
        if self._workers == 1 or len(items) < _WORTH_A_POOL:
            yield from map(function, items)
            return
        if self._pool is None:
            # Spawned, not forked: a fork of a process that has run torch can hang.
            self._pool = ProcessPoolExecutor(self._workers, mp_context=multiprocessing.get_context("spawn"))
        yield from self._pool.map(function, items, chunksize=max(1, min(64, len(items) // (self._workers * 8))))

    def close(self) -> None:
        """End the worker processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
