"""What the benchmarks share to tell what they found: the machine, tables in Markdown, and the same as JSON."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

Found = dict[str, Any]


def machine(*packages: str) -> Found:
    """Cores, how many programs wanted them in the last minutes, and versions."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = {name: version(name) for name in packages} | {"python": platform.python_version()}
    return {"processor": _processor(), "cores": cores, "load": os.getloadavg(), "versions": versions}


def _processor() -> str:
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf-8").splitlines() if cpu.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows, the first of them the head, in Markdown."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def tell(report: Found, told: Sequence[str], path: Path) -> None:
    """Print the Markdown `told`, and write `report` as JSON to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print("\n\n".join(told))
    print(f"\nThe same as JSON: {path}", file=sys.stderr)


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float | None:
    """The slope of the line through ln cost over ln size; None where there are fewer than two or some cost nothing."""
    if len(sizes) < 2 or min(costs) <= 0:
        return None
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def target(what: str, value: float, limit: float, *, at_least: bool = False) -> Found:
    """A target of the program, what was measured, and whether it is met."""
    return {"what": what, "measured": value, "limit": limit, "at_least": at_least, "met": (value >= limit) == at_least}


def target_table(targets: Sequence[Found]) -> str:
    """A row a target."""
    rows = [["target", "limit", "measured", "met"]]
    for found in targets:
        limit = f"{'at least' if found['at_least'] else 'less than'} {found['limit']:g}"
        rows.append([found["what"], limit, f"{found['measured']:.4g}", "yes" if found["met"] else "no"])
    return table(rows)
