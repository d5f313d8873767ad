"""Markdown: one report an event, with a list of them; every text of an article stands as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.export.files import publish_files
from pipeline.export.report import CAUTION, STATUSES, SYMBOLS, Report, reports, when
from pipeline.inert import inert, web_address
from pipeline.queries import Selection
from pipeline.schema import rows
from pipeline.store import StoredRun

INDEX = "parallax-events.md"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:@=^&\"'])")


def export(run: StoredRun, folder: Path, selection: Selection) -> list[Path]:
    """Write a report of each selected event as parallax-DAY-TITLE-ID.md, and parallax-events.md, which lists them.

    Returns the files' paths. Raises ExportError when the folder cannot be written.
    """

    def write(staging: Path) -> None:
        listed = ["# Events", ""]
        for report in reports(run, selection):
            (staging / f"{report.stem}.md").write_text(markdown(report), encoding="utf-8")
            listed.append(f"- [{plain(report.summary.title)}]({report.stem}.md): {', '.join(report.facts)}")
        (staging / INDEX).write_text("\n".join([*listed, ""]), encoding="utf-8")

    return publish_files(folder, write)


def markdown(report: Report) -> str:
    """The report of one event."""
    event = report.summary
    lines = [f"# {plain(event.title)}", "", f"{when(event.first_seen)} to {when(event.last_seen)}: "]
    lines[-1] += f"{', '.join(map(plain, report.facts))}."
    lines += ["", CAUTION, "", "## Articles", ""]
    lines += [_article(row) for row in rows(report.articles)]
    for title, found in (
        ("Claims against outlets", list(_matrix(report.matrix))),
        ("Every outlet's sentences", list(_claims(report.sentences))),
        ("Divergences", list(_divergences(report.divergences))),
        ("Claims that one outlet makes", list(_alone(report.alone))),
        ("Not found", list(_omissions(report.omissions))),
        ("Quotations", list(_quotations(report.quotations))),
    ):
        lines += ["", f"## {title}", "", *(found or ["None was found."])]
    lines += [
        "",
        "## Where this comes from",
        "",
        *(f"- {name}: {plain(value)}" for name, value in report.about.items()),
    ]
    return "\n".join([*lines, ""])


def plain(text: object) -> str:
    """`text` on one line, with nothing in it that Markdown or HTML reads."""
    return _SPECIAL.sub(r"\\\1", " ".join(inert(text).split())).replace("\\<", "&lt;").replace("\\&", "&amp;")


def _quote(text: object) -> str:
    return f"“{plain(text)}”"


def _speaker(speaker: Any) -> str:
    return "speaker not named" if pd.isna(speaker) else plain(speaker)


def _article(row: Any) -> str:
    title = "no headline" if pd.isna(row.title) else plain(row.title)
    address = web_address(row.url)
    linked = f"[{title}](<{address.replace('<', '%3C').replace('>', '%3E')}>)" if address else title
    return f"- {plain(row.outlet)}, {when(row.published_at)}: {linked}"


def _matrix(matrix: pd.DataFrame) -> Iterator[str]:
    """A table: a claim a row, an outlet a column."""
    if matrix.empty:
        return
    outlets = matrix.drop_duplicates("outlet_id")
    yield f"| Claim | {' | '.join(map(plain, outlets['outlet']))} |"
    yield "|---" * (len(outlets) + 1) + "|"
    for _, cells in matrix.groupby("group_id", sort=False):
        states = cells.set_index("outlet_id")["state"]
        told = (f"{SYMBOLS.get(states[outlet], '?')} {states[outlet]}" for outlet in outlets["outlet_id"])
        yield f"| {plain(cells['lead'].iloc[0])} | {' | '.join(told)} |"


def _claims(sentences: pd.DataFrame) -> Iterator[str]:
    compared = sentences[sentences["status"].isin(list(STATUSES))]
    for number, (_, group) in enumerate(compared.groupby("group_id", sort=False), start=1):
        first = group.iloc[0]
        yield f"{number}. {STATUSES[first['status']]}, independent origins: {first['n_origins']}"
        yield from (f"    - {plain(row.outlet)}: {_quote(row.sentence)}" for row in rows(group))


def _divergences(found: pd.DataFrame) -> Iterator[str]:
    for row in rows(found):
        yield f"- {plain(row.kind)} ({plain(row.detector)})"
        for side in ("a", "b"):
            told = (getattr(row, f"{name}_{side}") for name in ("outlet", "published", "sentence"))
            outlet, published, sentence = told
            yield f"    - {plain(outlet)}, {when(published)}: {_quote(sentence)}"


def _alone(found: pd.DataFrame) -> Iterator[str]:
    return (f"- {plain(row.outlet)}: {_quote(row.sentence)}" for row in rows(found))


def _quotations(found: pd.DataFrame) -> Iterator[str]:
    return (f"- {_speaker(row.speaker)}, in {plain(row.outlet)}: {_quote(row.words)}" for row in rows(found))


def _omissions(found: pd.DataFrame) -> Iterator[str]:
    for row in rows(found):
        yield f"- {plain(row.outlet)}, {row.state}: {_quote(row.claim)} (said by {plain(row.said_by)})"
        if pd.notna(row.nearest_sentence):
            yield f"    - nearest there, {row.nearest_score:.2f}: {_quote(row.nearest_sentence)}"
