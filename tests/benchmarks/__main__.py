"""All benchmarks by one command: python -m tests.benchmarks [--out FOLDER] [--only NAME,NAME].

Each runs in a process of its own; what it prints and its JSON are kept in the folder, so that a command which was
stopped goes on with the next one when it is given again. At the end benchmarks.md and benchmarks.json hold all of it,
the targets first. Needs ../shared and what tests/benchmarks/requirements.txt lists. Measure on a machine that does
nothing else: all together take hours.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.benchmarks.report import Found, machine, target_table

BENCHMARKS: dict[str, list[str]] = {
    "embedding": [],
    "pipeline": [],
    "alignment": [],
    "events": ["--peers"],
    "append": [],
    "claims": [],
    "fetch": [],
    "dashboard": [],
}
"""The modules of this package, in the order in which they run, and their arguments."""
_WITHOUT_JSON = frozenset(("claims", "fetch"))


def main() -> None:
    """Run what has not been run, and put all of it together."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "parallax-benchmarks")
    parser.add_argument("--only", default=",".join(BENCHMARKS), help="names, joined by commas (default: all)")
    parser.add_argument("--sizes", default="", help="numbers of articles of the whole pipeline, joined by commas")
    parser.add_argument("--again", action="store_true", help="run also what has been run before")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    names = [name for name in options.only.split(",") if name]
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    if options.sizes:
        BENCHMARKS["pipeline"] += ["--sizes", options.sizes]
    failed = [name for name in names if not _run(name, options.out, options.again)]
    _together([name for name in BENCHMARKS if (options.out / f"{name}.md").exists()], options.out)
    print(f"{options.out / 'benchmarks.md'} and .json", file=sys.stderr)
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}; see what is printed above")


def _run(name: str, out: Path, again: bool) -> bool:
    """Run the benchmark `name`, unless its Markdown is there already; whether it is now."""
    told = out / f"{name}.md"
    if told.exists() and not again:
        return True
    arguments = BENCHMARKS[name] + ([] if name in _WITHOUT_JSON else ["--json", str(out / f"{name}.json")])
    if again and name == "pipeline":
        arguments += ["--again"]
    print(f"{name} ...", file=sys.stderr, flush=True)
    before = perf_counter()
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode == 0:
        told.write_text(done.stdout.strip() + "\n", encoding="utf-8")
    print(f"{name}: {perf_counter() - before:,.0f} s", file=sys.stderr, flush=True)
    return done.returncode == 0


def _together(names: list[str], out: Path) -> None:
    """Write all that was told as one file of Markdown and one of JSON."""
    found: dict[str, Found] = {}
    for name in names:
        path = out / f"{name}.json"
        found[name] = {"report": json.loads(path.read_text(encoding="utf-8"))} if path.exists() else {}
        found[name]["markdown"] = (out / f"{name}.md").read_text(encoding="utf-8")
    reports = [each["report"] for each in found.values() if isinstance(each.get("report"), dict)]
    targets = [check for report in reports for check in report.get("targets", [])]
    about = machine("torch", "sentence-transformers", "numpy", "pandas", "scikit-learn", "pyarrow", "duckdb")
    parts = [f"{about['processor']}, {about['cores']} cores, Python {about['versions']['python']}"]
    parts += [target_table(targets)] if targets else []
    parts += [f"## {name}\n\n{each['markdown']}" for name, each in found.items()]
    (out / "benchmarks.md").write_text("\n\n".join(part.strip() for part in parts) + "\n", encoding="utf-8")
    whole = {"machine": about, "targets": targets, "benchmarks": found}
    (out / "benchmarks.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
