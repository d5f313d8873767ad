"""What a million articles a day would cost, on paper: python -m tests.benchmarks.costs PIPELINE.json.

From the unit costs that tests.benchmarks.pipeline measured (its file of JSON), and from what is assumed beside them;
prints Markdown. docs/costs.md says how far that carries.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tests.benchmarks.report import Found, table

ARTICLES_A_DAY = 1_000_000
PAGES_A_CORE_SECOND = 21.7
"""Fetch and extraction, measured: docs/fetching.md."""
GROUPING = {"articles": 1_000_000, "cpu_seconds": 2_192.1, "search_cpu_seconds": 801.0, "memory_gb": 9.0}
"""A million made articles, 20,000 a day, measured: docs/benchmarks.md. The memory is the process's own."""
WINDOW_DAYS, GROUPING_A_DAY = 10, 20_000
SEARCH_EXPONENT = 0.47
"""How the search for one article's neighbours grows with the articles in its window, measured: docs/benchmarks.md."""
ASSUMED = {
    "page": 150_000, "busy": 0.6, "core_hour": 0.04, "gpu_hour": 2.5, "storage_month_gb": 0.023, "gpu_flops": 989e12,
    "gpu_share": 0.2, "core_flops": 400e9, "core_share": 0.6,
}  # fmt: skip
"""Bytes of a page as sent; the share of a day that cores work; prices in dollars; operations a second of a GPU (H100,
bfloat16, its maker's figure) and the share of them that short texts reach; the same for a core, as measured."""
_MODELS = ("embed", "embed claims", "align")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.costs", description=__doc__)
    parser.add_argument("pipeline", type=Path, help="what tests.benchmarks.pipeline wrote")
    report = json.loads(parser.parse_args().pipeline.read_text(encoding="utf-8"))
    measured = max(report["sizes"].values(), key=lambda runs: runs["cold"]["articles"])
    units = core_seconds(measured["cold"])
    print("\n\n".join([_work_table(units, measured["cold"]["articles"]), _needs_table(units, measured["warm"])]))


def core_seconds(cold: Found) -> dict[str, float]:
    """Core-seconds an article by stage: those of the whole run, shared out by the stages' seconds of the clock."""
    share = cold["cpu_seconds"] / cold["seconds"] / cold["articles"]
    return {stage: seconds * share for stage, seconds in cold["stages"].items() if stage not in ("events", "other")}


def grouping_core_seconds() -> float:
    """Core-seconds a day: all that lies within twice the window around the day is grouped again (run --append)."""
    grouped = ARTICLES_A_DAY * (2 * WINDOW_DAYS + 1)
    search = GROUPING["search_cpu_seconds"] * (ARTICLES_A_DAY / GROUPING_A_DAY) ** SEARCH_EXPONENT
    others = GROUPING["cpu_seconds"] - GROUPING["search_cpu_seconds"]
    return (search + others) * grouped / GROUPING["articles"]


def _hours(units: dict[str, float]) -> dict[str, float]:
    """Core-hours a day by stage."""
    hours = {stage: seconds * ARTICLES_A_DAY / 3600 for stage, seconds in units.items()}
    fetch = {"fetch and extract": ARTICLES_A_DAY / PAGES_A_CORE_SECOND / 3600}
    return fetch | hours | {"events": grouping_core_seconds() / 3600}


def _work_table(units: dict[str, float], articles: int) -> str:
    """A row a stage: core-seconds an article and core-hours a day."""
    rows = [["stage", "core-seconds an article", "core-hours a day", "source"]]
    for stage, hours in _hours(units).items():
        source = {"fetch and extract": "docs/fetching.md", "events": "docs/benchmarks.md, carried on"}.get(
            stage, f"run of {articles:,} articles"
        )
        rows.append([stage, f"{hours * 3600 / ARTICLES_A_DAY:.3f}", f"{hours:,.0f}", source])
    total = sum(_hours(units).values())
    return table([*rows, ["all", f"{total * 3600 / ARTICLES_A_DAY:.3f}", f"{total:,.0f}", ""]])


def _needs_table(units: dict[str, float], warm: Found) -> str:
    """What that asks of machines, disks and lines, and what it costs."""
    hours = _hours(units)
    total, models = sum(hours.values()), sum(hours[stage] for stage in _MODELS)
    operations = models * 3600 * ASSUMED["core_flops"] * ASSUMED["core_share"]
    gpu = operations / (ASSUMED["gpu_flops"] * ASSUMED["gpu_share"]) / 3600
    stored = (warm["tables_mb"] + warm["kept_mb"]) / warm["articles"] * ARTICLES_A_DAY / 1000
    tables = warm["tables_mb"] / warm["articles"] * ARTICLES_A_DAY / 1000
    network = ARTICLES_A_DAY * ASSUMED["page"] / 1e9
    memory = GROUPING["memory_gb"] * (2 * WINDOW_DAYS + 1) * ARTICLES_A_DAY / GROUPING["articles"]
    cores, others = total / 24 / ASSUMED["busy"], total - models
    alone, with_gpu = total * ASSUMED["core_hour"], others * ASSUMED["core_hour"] + gpu * ASSUMED["gpu_hour"]
    return table([
        ["what", "a day", "how it is reckoned"],
        ["core-hours, without a GPU", f"{total:,.0f}", "the table above"],
        ["cores for that", f"{cores:,.0f}", f"at work {ASSUMED['busy']:.0%} of the day (assumed)"],
        ["core-hours beside a GPU", f"{others:,.0f}", "all but embedding and reading pairs"],
        ["GPU-hours instead of the models' core-hours", f"{gpu:,.1f}", "operations, at a fifth of an H100 (assumed)"],
        ["tables, GB", f"{tables:,.0f}", "bytes of the measured run"],
        ["tables, vectors and readings, GB", f"{stored:,.0f}", "bytes of the measured run"],
        ["network in, GB", f"{network:,.0f}", f"{ASSUMED['page'] / 1000:.0f} kB a page (assumed)"],
        ["network in, Mbit a second", f"{network * 8000 / 86400:,.0f}", "the same, spread over the day"],
        ["memory of grouping in one process, GB", f"{memory:,.0f}", "9.0 GB a million, 21 days' articles"],
        ["dollars, without a GPU", f"{alone:,.0f}", f"${ASSUMED['core_hour']} a core-hour (assumed)"],
        ["dollars, with one", f"{with_gpu:,.0f}", f"${ASSUMED['gpu_hour']} a GPU-hour (assumed)"],
        ["dollars a month for each day kept", f"{stored * ASSUMED['storage_month_gb']:,.1f}",
         f"${ASSUMED['storage_month_gb']} a GB and month (assumed)"],
    ])  # fmt: skip


if __name__ == "__main__":
    main()
