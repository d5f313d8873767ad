"""The figures of tests.reliability.load, as JSON and as Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any

import numpy as np

from pipeline.store import StoredRun

Figures = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """The server at a moment: seconds since the start, resident memory in MB, threads, open files (Linux)."""

    at: float
    memory_mb: float
    threads: int
    files: int


@dataclass
class Found:
    """What was seen.

    Seconds of each step, by its name; failures in words; lines of trouble in the server's log; samples of the server;
    downloads asked for again; walks that were finished; seconds that it lasted, and seconds of processor time of the
    server and of all clients.
    """

    seconds: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    again: int = 0
    walks: int = 0
    lasted: float = 0.0
    server_cpu: float = 0.0
    clients_cpu: float = 0.0


def report(found: Found, run: StoredRun, clients: int) -> Figures:
    """All figures, ready for JSON."""
    counts = {name: run.manifest["counts"][name] for name in ("articles", "events", "claims")}
    names = ("streamlit", "duckdb", "pandas", "websockets")
    versions = {name: version(name) for name in names} | {"python": platform.python_version()}
    return {
        "machine": {"cores": os.cpu_count(), "load": os.getloadavg(), "versions": versions},
        "run": counts,
        "clients": clients,
        "seconds": found.lasted,
        "walks": found.walks,
        "server_cpu_seconds": found.server_cpu,
        "clients_cpu_seconds": found.clients_cpu,
        "steps": {step: _quantiles(seconds) for step, seconds in found.seconds.items()},
        "memory": _memory(found.samples),
        "samples": [asdict(sample) for sample in found.samples],
        "downloads_asked_for_again": found.again,
        "failures": found.failures,
        "trouble_in_log": found.trouble,
    }


def _quantiles(seconds: list[float]) -> Figures:
    half, most = np.quantile(seconds, [0.5, 0.95])
    return {"n": len(seconds), "median": float(half), "p95": float(most), "longest": max(seconds)}


def _memory(samples: list[Sample]) -> Figures:
    """Median MB of each minute, the most at once, and MB a minute by which the second half of the time grew."""
    at, mb = np.array([[sample.at, sample.memory_mb] for sample in samples]).T
    minutes = [float(np.median(mb[at // 60 == minute])) for minute in np.unique(at // 60)]
    later = at >= at[-1] / 2
    growth = float(np.polyfit(at[later] / 60, mb[later], 1)[0]) if later.sum() > 2 else None
    return {"by_minute_mb": minutes, "peak_mb": float(mb.max()), "growth_mb_a_minute": growth}


def markdown(told: Figures) -> str:
    """The figures of `report` as a table of steps, and lines on the server."""
    memory, last = told["memory"], told["samples"][-1]
    busy = {name: told[f"{name}_cpu_seconds"] / told["seconds"] for name in ("server", "clients")}
    growth = "not measured" if memory["growth_mb_a_minute"] is None else f"{memory['growth_mb_a_minute']:+.1f} MB"
    by_minute = ", ".join(f"{mb:,.0f}" for mb in memory["by_minute_mb"])
    lines = [
        f"{told['clients']} clients for {told['seconds'] / 60:.1f} minutes over {told['run']['articles']:,} articles, "
        f"{told['machine']['cores']} cores: {told['walks']:,} walks, {len(told['failures'])} failures, "
        f"{told['downloads_asked_for_again']} downloads asked for again, "
        f"{len(told['trouble_in_log'])} lines of trouble in the server's log.",
        "",
        *_table(
            ("step", "n", "median, s", "95th percentile, s", "longest, s"),
            (
                (step, f"{of['n']:,}", f"{of['median']:.2f}", f"{of['p95']:.2f}", f"{of['longest']:.2f}")
                for step, of in told["steps"].items()
            ),
        ),
        "",
        f"Memory of the server in MB, median of each minute: {by_minute}; at most {memory['peak_mb']:,.0f}. "
        f"In the second half it changed by {growth} a minute.",
        f"Cores busy: server {busy['server']:.2f}, clients {busy['clients']:.2f}. "
        f"At the end {last['threads']} threads, {last['files']} open files.",
        *(f"- {words}" for words in [*told["failures"][:20], *told["trouble_in_log"][:20]]),
    ]
    return "\n".join(lines)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    names = list(head)
    return [f"| {' | '.join(row)} |" for row in (names, ["---"] * len(names), *rows)]
