"""What the pages show of a whole run, worked out once: by whoever makes the run, or else whoever asks first."""

from __future__ import annotations

from pipeline.derived import kept
from pipeline.queries.overview import LISTED_ROWS, OUTLETS_ROWS
from pipeline.queries.profiles import WHOLE_RUN
from pipeline.queries.slices import STRETCHES
from pipeline.store import StoredRun


def work_out(run: StoredRun) -> None:
    """Work it out, so that no page waits for it; nothing of a small run, and where nothing can be written."""
    for query in (LISTED_ROWS, OUTLETS_ROWS, STRETCHES, *WHOLE_RUN):
        kept(run, query)
