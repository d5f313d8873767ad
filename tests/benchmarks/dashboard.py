"""How long people wait for the app, and what it takes: python -m tests.benchmarks.dashboard [--sizes N,N] [--run RUN].

The real app is driven in Chromium over runs that are made of a small real one (tests.benchmarks.replicas): by one
person, then by five at once, without a pause and as people who read for some seconds after each step. A step lasts from
the click until what it asks for is drawn and the server is done. Prints Markdown and writes the same as JSON. Without
--run the small run is made of ../shared. Measure on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from pipeline import Settings, queries, run_pipeline
from pipeline.store import StoredRun, open_run
from tests.benchmarks.corpora import DATA
from tests.benchmarks.replicas import replicated
from tests.benchmarks.visits import AGAIN, STEPS, visited

SIZES = "24000,200000"
Found = dict[str, Any]


def main() -> None:
    """Measure, print, write."""
    options = _options()
    base = open_run(options.run) if options.run else _base(options.work)
    measured = []
    for size in map(int, options.sizes.split(",")):
        results = replicated(base, size, options.work / f"dashboard-{size}")
        queries.work_out(open_run(results))  # as the command line does at the end of a run
        for people in map(int, options.people.split(",")):
            for pause in (0.0, options.pause) if people > 1 and options.pause else (0.0,):
                print(f"{size:,} articles, {people} at once, reading {pause:g} s ...", file=sys.stderr, flush=True)
                measured.append(_measured(open_run(results), people, options.visits, pause))
    report = {"machine": _machine(), "base": base.manifest["counts"], "measured": measured}
    options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(_table(measured))
    print(f"\nThe same as JSON: {options.json}", file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.dashboard", description=__doc__)
    work = Path(tempfile.gettempdir()) / "parallax-benchmark"
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of articles, joined by commas (default: {SIZES})")
    parser.add_argument("--run", type=Path, help="a small real run to make them of")
    parser.add_argument("--people", default="1,5", help="people at once, joined by commas (default: 1,5)")
    parser.add_argument(
        "--pause", type=float, default=5, help="seconds that several people read after a step, on average"
    )
    parser.add_argument("--visits", type=int, default=5, help="visits of each person (default: 5)")
    parser.add_argument("--work", type=Path, default=work, help=f"where runs are kept (default: {work})")
    parser.add_argument("--json", type=Path, default=Path("benchmark.json"), help="where the JSON is written")
    return parser.parse_args()


def _base(work: Path) -> StoredRun:
    """A run of the articles of allsides; made where it is not there yet, which takes minutes."""
    folder = work / "dashboard-base"
    if not folder.is_dir():
        run_pipeline([DATA / "allsides" / "articles.jsonl"], folder, Settings())
    return open_run(folder)


def _measured(run: StoredRun, people: int, visits: int, pause: float) -> Found:
    seconds, memory = asyncio.run(visited(run, people, visits, pause))
    counts = {name: run.manifest["counts"][name] for name in ("articles", "events", "claims")}
    again = len(seconds.pop(AGAIN, []))
    steps = {step: _told(took) for step, took in seconds.items()}
    return (
        counts
        | {"people": people, "pause": pause, "visits": visits, "steps": steps, "downloads_begun_again": again}
        | memory
    )


def _told(took: list[tuple[float, float]]) -> Found:
    clock, cpu = zip(*took, strict=True)
    return {"median": median(clock), "most": max(clock), "cpu_median": median(cpu), "n": len(took)}


def _machine() -> Found:
    names = ("streamlit", "duckdb", "pandas", "plotly")
    versions = {name: version(name) for name in names} | {"python": platform.python_version()}
    return {"cores": os.cpu_count(), "load": os.getloadavg(), "versions": versions}


def _table(measured: list[Found]) -> str:
    """A row a size and number of people: median seconds of each step, the longest in brackets, and memory.

    For one person a row of the seconds that the processor spent on the server follows, also medians.
    """
    rows = [["articles", "at once", *STEPS, "memory, MB", "peak, MB"]]
    for found in measured:
        steps = [found["steps"][step] for step in STEPS]
        told = [f"{step['median']:.2f} ({step['most']:.1f})" for step in steps]
        memory = [f"{found[name]:,.0f}" for name in ("memory_mb", "peak_mb")]
        at_once = f"{found['people']}, reading {found['pause']:g} s" if found["pause"] else str(found["people"])
        rows.append([f"{found['articles']:,}", at_once, *told, *memory])
        if found["people"] == 1:
            rows.append(["", "CPU seconds", *(f"{step['cpu_median']:.2f}" for step in steps), "", ""])
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


if __name__ == "__main__":
    main()
