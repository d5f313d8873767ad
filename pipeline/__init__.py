"""Parallax: compare how outlets cover the same event.

from pipeline import Settings, load_run, run_pipeline

if __name__ == "__main__":  # large input is read by worker processes, which import the script
    run_pipeline(["articles.jsonl"], "results", Settings())
    events = load_run("results").table("events")
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.settings import Settings, load_settings

if TYPE_CHECKING:
    from pipeline.store import StoredRun

__all__ = ["Settings", "load_run", "load_settings", "run_pipeline"]
__version__ = "0.1.0"


def run_pipeline(
    inputs: list[str | Path], results: str | Path, settings: Settings | None = None, **options: Any
) -> StoredRun:
    """Run every stage over `inputs` (files and folders) and publish the run in the folder `results`.

    `options` are those of pipeline.runner.run. Raises ParallaxError.
    """
    from pipeline.runner import run

    return run(inputs, results, settings or Settings(), **options)


def load_run(path: str | Path) -> StoredRun:
    """The run at `path`, or the newest run of the results folder at `path`. Raises StoreError when there is none."""
    from pipeline.store import open_run

    return open_run(path)
