"""Pages -> articles in worker processes: extraction takes more time than all the rest of a fetch."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import threading
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any

from pipeline.ingest.page import read_page
from pipeline.ingest.source import UnreadableError
from pipeline.sources.http import FailedError

NO_TEXT = "no text"
"""Kind of a page in which no article was found."""
_SECONDS = 120.0
"""For one page, many times what a long one takes."""


def extract(body: bytes, url: str, charset: str | None) -> dict[str, Any] | str:
    """The article in the page `body` as plain values; where it is no page, the reason."""
    try:
        page = read_page(body, url, charset)
    except UnreadableError as error:
        return error.reason
    except Exception as error:  # whatever a hostile page breaks in the libraries, it must not end the fetch
        return f"it cannot be read ({type(error).__name__})"
    if page is None or not page.text.strip():
        return {"kind": NO_TEXT, "text": "", "title": page.title if page else None}
    names = ("text", "title", "url", "author", "site", "published", "day_in_address", "guessed", "updated", "language")
    return {"kind": page.kind} | {name: getattr(page, name) for name in names}


class Extractor:
    """Extracts in `workers` processes (0: one a core), or in a thread of this one; use it as a context manager."""

    def __init__(self, workers: int) -> None:
        self._workers = workers or len(os.sched_getaffinity(0))
        self._pool: Executor | None = None
        _quiet()

    def __enter__(self) -> Extractor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    async def read(self, body: bytes, url: str, charset: str | None) -> dict[str, Any]:
        """The article in the page `body`. Raises FailedError where it is none, or breaks its process."""
        pool = self._started()
        try:
            work = asyncio.get_running_loop().run_in_executor(pool, extract, body, url, charset)
            found = await asyncio.wait_for(work, _SECONDS)
        except TimeoutError:
            self._give_up(pool)
            raise FailedError("the extraction of the page takes too long", again=False) from None
        except BrokenProcessPool:  # by this page or by one beside it: which, another try tells
            self._give_up(pool)
            raise FailedError("the extraction of the page broke down", again=True) from None
        if isinstance(found, str):
            raise FailedError(f"not a page: {found}", again=False)
        return found

    def _started(self) -> Executor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = (
                ThreadPoolExecutor(1)
                if self._workers == 1
                else ProcessPoolExecutor(self._workers, context, initializer=_prepare_worker)
            )
        return self._pool

    def _give_up(self, pool: Executor) -> None:
        """Start anew with other processes; a page that hangs would keep its process, and this one at its end."""
        if isinstance(pool, ProcessPoolExecutor):
            for process in (pool._processes or {}).values():  # kill_workers() from Python 3.14 on
                process.kill()
        if self._pool is pool:
            self._pool = None


def _quiet() -> None:
    """Keep the library from writing on standard error what the reasons tell already."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def _prepare_worker() -> None:
    """Be quiet, and end when the parent was killed, which otherwise nobody would tell a worker."""
    _quiet()
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
