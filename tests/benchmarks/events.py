"""How the cost of grouping grows, and how other methods compare: python -m tests.benchmarks.events [--peers].

Prints Markdown and writes the same as JSON. Embedding is left out, for it is the same for all. Needs ../shared, and
--peers what tests/benchmarks/requirements.txt lists. Measure on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks import corpora
from tests.benchmarks.measure import PARALLAX, STEPS
from tests.benchmarks.peers import PEERS

SIZES = "2000,8000,24000,100000,1000000"
Found = dict[str, Any]


def main() -> None:
    """Measure, print, write."""
    options = _options()
    work: Path = options.work
    sizes = [int(size) for size in options.sizes.split(",") if size]
    grown = [_measured(corpora.corpus_of(n, work), PARALLAX) for n in sizes]
    methods = [PARALLAX, *(PEERS if options.peers == "all" else options.peers.split(","))] if options.peers else []
    compared = {method: _measured(corpora.scored(work), method) for method in methods}
    report = {"machine": _machine(), "sizes": grown, "exponents": _exponents(grown), "methods": compared}
    options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    tables = [_growth_table(grown, report["exponents"])] if grown else []
    print("\n\n".join([*tables, *([_method_table(compared)] if compared else [])]))
    print(f"\nThe same as JSON: {options.json}", file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.events", description=__doc__)
    work = Path(tempfile.gettempdir()) / "parallax-benchmark"
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of articles, joined by commas (default: {SIZES})")
    parser.add_argument(
        "--peers",
        nargs="?",
        const="all",
        default="",
        help=f"compare with other methods: {', '.join(PEERS)} (default: all)",
    )
    parser.add_argument("--work", type=Path, default=work, help=f"where corpora and vectors are kept (default: {work})")
    parser.add_argument("--json", type=Path, default=Path("benchmark.json"), help="where the JSON is written")
    return parser.parse_args()


def _measured(folder: Path, method: str) -> Found:
    """What tests.benchmarks.measure prints, run in a process of its own."""
    print(f"{method} on {folder.name} ...", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "tests.benchmarks.measure", str(folder), method]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found


def _machine() -> Found:
    names = ("numpy", "scipy", "scikit-learn", "pandas")
    return {"cores": os.cpu_count(), "versions": {name: version(name) for name in names}}


def _exponents(grown: list[Found]) -> Found:
    """Slopes of ln CPU seconds over ln articles: one a step of the sizes, and that of the line through all."""
    if len(grown) < 2:
        return {}
    articles, seconds = (np.log([found[name] for found in grown]) for name in ("articles", "cpu_seconds"))
    return {"fitted": np.polyfit(articles, seconds, 1)[0], "between": (np.diff(seconds) / np.diff(articles)).tolist()}


def _growth_table(grown: list[Found], exponents: Found) -> str:
    steps = [*STEPS, "other"]
    rows = [["articles", "events", "seconds", "CPU seconds", *steps, "peak memory, MB", "of it the input"]]
    for found in grown:
        spent = [f"{found['steps'].get(step, 0):.1f}" for step in steps]
        memory = [f"{found[name]:,.0f}" for name in ("peak_mb", "input_mb")]
        sizes = [f"{found[name]:,}" for name in ("articles", "events")]
        total = [f"{found[name]:.1f}" for name in ("seconds", "cpu_seconds")]
        rows.append([*sizes, *total, *spent, *memory])
    fitted = f"\n\nFitted growth exponent of the CPU seconds: {exponents['fitted']:.2f}." if exponents else ""
    return _table(rows) + fitted


def _method_table(compared: dict[str, Found]) -> str:
    head = ["seconds", "CPU seconds", "times Parallax (CPU)", "peak memory, MB", "B-cubed F1", "pairwise F1"]
    rows = [["method", "setting", *head]]
    for method, found in compared.items():
        times = found["cpu_seconds"] / compared[PARALLAX]["cpu_seconds"]
        spent = [f"{found[name]:.1f}" for name in ("seconds", "cpu_seconds")]
        scores = [f"{found[name]:.3f}" for name in ("b3_f1", "pair_f1")]
        setting = found.get("setting", "defaults")
        rows.append([method, setting, *spent, f"{times:.1f}", f"{found['peak_mb']:,.0f}", *scores])
    return _table(rows)


def _table(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


if __name__ == "__main__":
    main()
