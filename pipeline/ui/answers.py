"""Answers of queries, kept for all who use the app, within a bound of memory: lists of a large run take tens of MB."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

import pandas as pd

MOST_BYTES = 200_000_000
"""Of all answers that are kept; the app of 200,000 articles stays below 1 GB with it."""
_SMALL = 1_000
"""Bytes that an answer which is no table counts for."""


class Answers:
    """Keeps answers by key; beyond `most_bytes` it forgets those that were asked for longest ago, never the newest."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes, self._bytes = most_bytes, 0
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], object]) -> object:
        """The answer to `key`, made by `make` where it is not kept; who asks the same meanwhile waits for it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    return self._kept[key][0]
            try:
                answer = make()
                with self._lock:
                    self._keep(key, answer)
            finally:
                with self._lock:
                    self._making.pop(key, None)
            return answer

    def _keep(self, key: Hashable, answer: object) -> None:
        size = int(answer.memory_usage(deep=True).sum()) if isinstance(answer, pd.DataFrame) else _SMALL
        self._kept[key] = (answer, size)
        self._bytes += size
        while self._bytes > self._most_bytes and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1][1]
