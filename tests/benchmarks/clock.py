"""Time by the clock and by the processor: the second tells more where other programs run on the same cores."""

from __future__ import annotations

from time import perf_counter, process_time


class Clock:
    """Counts from when it is made."""

    def __init__(self) -> None:
        self._seconds, self._cpu_seconds = perf_counter(), process_time()

    def read(self) -> dict[str, float]:
        """Seconds since, and those that all cores together spent on this process."""
        return {"seconds": perf_counter() - self._seconds, "cpu_seconds": process_time() - self._cpu_seconds}
