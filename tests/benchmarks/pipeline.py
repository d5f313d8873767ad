"""What a whole run costs, stage by stage, and how that grows: python -m tests.benchmarks.pipeline [--sizes N,N].

Three runs a size, each in a process of its own: of all real articles but those of the last day, with nothing known
before; that run with the last day added to it; and one of everything, with all vectors and readings kept. Prints
Markdown and writes the same as JSON. What is measured is kept in the working folder: begun again, it goes on with the
next run. Needs ../shared. Measure on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import multiprocessing
import pstats
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, sleep

from pipeline.runner import append, run
from pipeline.settings import Run, Settings
from pipeline.store import StoredRun
from tests.benchmarks.report import Found, exponent, machine, table, target, target_table, tell
from tests.benchmarks.texts import newest

SIZES = "1500,6000,24537"
STAGES = ("ingest", "clean", "embed", "events", "claims", "embed claims", "align", "compare", "other")
RUNS = {"cold": "nothing kept", "append": "the last day added", "warm": "everything kept"}
_TODAY = date(2026, 11, 25)
_MOST_GB, _MOST_WARM, _MOST_APPEND, _MOST_EXPONENT = 4.0, 0.10, 0.05, 1.2
_SAMPLED_SECONDS = 0.5


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.pipeline", description=__doc__)
    work = Path(tempfile.gettempdir()) / "parallax-benchmark"
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of articles, joined by commas (default: {SIZES})")
    parser.add_argument("--work", type=Path, default=work, help=f"where runs are kept (default: {work})")
    parser.add_argument("--again", action="store_true", help="measure again what was measured before")
    parser.add_argument("--profile", type=int, default=0, metavar="N", help="only tell which functions N articles need")
    parser.add_argument("--json", type=Path, default=Path("benchmark.json"), help="where the JSON is written")
    options = parser.parse_args()
    if options.profile:
        print(_profiled(options.profile, options.work / f"pipeline-{options.profile}"))
        return
    sizes = [int(size) for size in options.sizes.split(",")]
    measured = {size: _size(size, options.work / f"pipeline-{size}", options.again) for size in sizes}
    growth = {stage: exponent(sizes, [_seconds(measured[size], stage) for size in sizes]) for stage in (*STAGES, "all")}
    report = {
        "machine": machine("torch", "pandas", "pyarrow"),
        "sizes": measured,
        "exponents": growth,
        "targets": _targets(measured[max(sizes)], growth),
    }
    tell(report, _told(report), options.json)


def _size(n: int, folder: Path, again: bool) -> dict[str, Found]:
    """What each of RUNS took for the newest `n` articles: from its file in `folder`, where it is there."""
    if again:
        shutil.rmtree(folder, ignore_errors=True)
    inputs = newest(n, folder / "input")
    results = folder / "results"
    found: dict[str, Found] = {}
    for name in RUNS:
        known = folder / f"{name}.json"
        if not known.exists():
            if name == "cold":  # what an interrupted one left would be known before
                shutil.rmtree(results, ignore_errors=True)
            print(f"{n:,} articles, {RUNS[name]} ...", file=sys.stderr, flush=True)
            known.write_text(json.dumps(_in_process(partial(_run, name, inputs, results))), encoding="utf-8")
        found[name] = json.loads(known.read_text(encoding="utf-8"))
    return found


def _run(name: str, inputs: tuple[Path, Path], results: Path) -> Found:
    """Make the run `name` and tell its seconds, those of its stages, and its sizes."""
    before = perf_counter()
    stored = _made(name, inputs, results)
    seconds = perf_counter() - before
    stages = {stage["stage"]: stage["seconds"] for stage in stored.manifest["stages"]}
    cpu = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "articles": stored.manifest["counts"]["articles"],
        "counts": stored.manifest["counts"],
        "seconds": seconds,
        "cpu_seconds": cpu,
        "stages": stages | {"other": seconds - sum(stages.values())},
        "tables_mb": _folder_mb(stored.path),
        "kept_mb": _folder_mb(results / ".cache"),
    }


def _made(name: str, inputs: tuple[Path, Path], results: Path) -> StoredRun:
    if name == "append":
        return append([inputs[1]], results, today=_TODAY)
    return run(inputs[:1] if name == "cold" else inputs, results, Settings(), today=_TODAY)


def _folder_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _in_process(measure: Callable[[], Found]) -> Found:
    """What `measure` returns in a process of its own, and the most memory that it and its workers held together."""
    context = multiprocessing.get_context("spawn")
    end, other_end = context.Pipe(duplex=False)
    process = context.Process(target=_sent, args=(measure, other_end))
    process.start()
    peak = 0.0
    while process.is_alive():
        peak = max(peak, _memory_mb(process.pid or 0))
        if end.poll():
            break
        sleep(_SAMPLED_SECONDS)
    if not end.poll():
        raise SystemExit(f"the measured process ended with {process.exitcode}; begin again to go on")
    found: Found = end.recv()
    process.join()
    return found | {"peak_mb": peak}


def _sent(measure: Callable[[], Found], end: Connection) -> None:
    end.send(measure())


def _memory_mb(pid: int) -> float:
    """Memory of the process `pid` and of all that it started; what they share counts once (Linux)."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    own = next((int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0.0)
    return own + sum(_memory_mb(int(child)) for child in children)


def _seconds(found: dict[str, Found], stage: str) -> float:
    cold = found["cold"]
    return float(cold["seconds"] if stage == "all" else cold["stages"].get(stage, 0.0))


def _targets(largest: dict[str, Found], growth: dict[str, float | None]) -> list[Found]:
    cold = largest["cold"]["seconds"]
    peak = max(found["peak_mb"] for found in largest.values()) / 1000
    steepest = [value for value in growth.values() if value is not None]
    return [
        target("peak memory, GB", peak, _MOST_GB),
        target("everything kept, share of the first run's time", largest["warm"]["seconds"] / cold, _MOST_WARM),
        target("last day added, share of the first run's time", largest["append"]["seconds"] / cold, _MOST_APPEND),
        *([target("steepest growth exponent of a stage", max(steepest), _MOST_EXPONENT)] if steepest else []),
    ]


def _told(report: Found) -> list[str]:
    head = ["articles", "run", "seconds", "CPU seconds", *STAGES, "peak memory, MB"]
    rows = [head]
    for found in report["sizes"].values():
        for name, one in found.items():
            stages = [f"{one['stages'].get(stage, 0.0):.1f}" for stage in STAGES]
            total = [f"{one[key]:,.1f}" for key in ("seconds", "cpu_seconds")]
            rows.append([f"{one['articles']:,}", RUNS[name], *total, *stages, f"{one['peak_mb']:,.0f}"])
    speeds = [["articles a second", *STAGES, "all"]]
    for found in report["sizes"].values():
        n = found["cold"]["articles"]
        taken = [_seconds(found, stage) for stage in (*STAGES, "all")]
        speeds.append([f"{n:,}", *(f"{n / seconds:,.0f}" if seconds > 0 else "" for seconds in taken)])
    growth = report["exponents"].values()
    speeds.append(["growth exponent", *("" if value is None else f"{value:.2f}" for value in growth)])
    sizes = [["articles", "events", "claims", "links", "findings", "tables, MB", "kept vectors and readings, MB"]]
    for found in report["sizes"].values():
        warm = found["warm"]
        counted = [f"{warm['counts'][name]:,}" for name in ("articles", "events", "claims", "claim_links", "findings")]
        sizes.append([*counted, *(f"{warm[key]:,.0f}" for key in ("tables_mb", "kept_mb"))])
    return [table(rows), table(speeds), table(sizes), target_table(report["targets"])]


def _profiled(n: int, folder: Path) -> str:
    """The functions in which a run of `n` articles by one process, with nothing kept, spends most, in Markdown."""
    inputs, results = newest(n, folder / "input"), folder / "profiled"
    shutil.rmtree(results, ignore_errors=True)
    profile = cProfile.Profile()
    profile.runcall(run, inputs, results, replace(Settings(), run=Run(workers=1)), today=_TODAY)
    stats = pstats.Stats(profile)
    shutil.rmtree(results, ignore_errors=True)
    rows = [["function", "calls", "seconds", "seconds with what it calls"]]
    found = sorted(stats.stats.items(), key=lambda item: -item[1][2])[:25]  # type: ignore[attr-defined]
    for (path, _, name), (_, calls, own, whole, _) in found:
        rows.append([f"{Path(path).stem}.{name}".replace("|", ""), f"{calls:,}", f"{own:.1f}", f"{whole:.1f}"])
    return table(rows)


if __name__ == "__main__":
    main()
