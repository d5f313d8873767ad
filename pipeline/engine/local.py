"""Processes on this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import TypeVar

from pipeline.engine import one_thread
from pipeline.errors import EngineError

A = TypeVar("A")
B = TypeVar("B")

_WORTH_A_POOL = 400
"""Items below which the start of worker processes takes longer than they save. Those that stand already could take
fewer, as the events of a batch: a tenth of the time less for a seventh of the memory more (docs/benchmarks.md)."""


class LocalEngine:
    """Maps in this process, or over worker processes where there is enough to do."""

    def __init__(self, workers: int = 0) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._processes: set[BaseProcess] = set()

    def map(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """The function's results in the order of `items`. Raises EngineError when a worker process dies."""
        if self._workers == 1 or len(items) < _WORTH_A_POOL:
            with one_thread():
                yield from map(function, items)
            return
        if self._pool is None:
            # Spawned, not forked: a fork of a process that has run torch can hang.
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, mp_context=spawn, initializer=_begin)
        chunk = max(1, min(64, len(items) // (self._workers * 8)))
        others = set(multiprocessing.active_children())
        try:
            with _interrupts_held():
                results = self._pool.map(function, items, chunksize=chunk)  # the first call starts the workers
            self._processes |= set(multiprocessing.active_children()) - others
            yield from results
        except BrokenProcessPool as error:
            raise EngineError(
                "the worker processes ended early: out of memory, or started by a script that has no main guard",
                'In a script, call under: if __name__ == "__main__":. To save memory, set workers = 1 under [run]',
            ) from error

    def map_large(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """Maps in this process: NumPy and torch use all its cores, and nothing large is copied."""
        return map(function, items)

    map_model = map_large

    def close(self) -> None:
        """End the worker processes, also those at work: after an interrupt nobody waits for their results."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in self._processes:
                process.terminate()
            self._pool, self._processes = None, set()


def _begin() -> None:
    """What a worker does first."""
    _end_with_parent()
    one_thread()  # the others have work too


def _end_with_parent() -> None:
    """Have this worker end when the process that started it was killed: else it would wait for work for ever."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Processes started meanwhile never see Ctrl-C, which a terminal sends to all: this process ends them."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
