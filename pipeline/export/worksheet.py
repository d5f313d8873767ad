"""A worksheet of one event for a class, and its answer key: the comparison with blanks, on two pages that print.

The exercises are made from the same frames as the report; the key says what the program found, which may be wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.export.files import publish_files
from pipeline.export.html import articles, matrix, origin
from pipeline.export.page import named, page, quote, table
from pipeline.export.report import Report, reports
from pipeline.inert import markup
from pipeline.queries import Selection, against
from pipeline.schema import rows
from pipeline.store import StoredRun

INDEX = "parallax-worksheets.html"
MOST_CLAIMS, MOST_PAIRS, MOST_SENTENCES = 12, 6, 8
"""Rows of each exercise: what a class can do in a lesson."""
_BLANK = '<span class="blank" role="img" aria-label="to fill in">&nbsp;</span>'
_EXERCISES = ("Who says it?", "Do these sentences agree?", "Only one outlet has this. Which?")
_NOTE = (
    "What the program found, for a check by eye. Open the articles where in doubt: it misses claims that are told in "
    "very different words."
)


def export(run: StoredRun, folder: Path, selection: Selection) -> list[Path]:
    """Write for each selected event a worksheet and its answer key, parallax-DAY-TITLE-ID-worksheet and -answers.html.

    Events of one outlet are left out. Beside them parallax-worksheets.html lists them. Returns the files' paths. Raises
    ExportError when the folder cannot be written.
    """

    def write(staging: Path) -> None:
        listed = []
        for report in reports(run, selection):
            if report.summary.n_outlets > 1:
                for kind, text in (("worksheet", worksheet(report)), ("answers", answers(report))):
                    (staging / f"{report.stem}-{kind}.html").write_text(text, encoding="utf-8")
                    link = f'<a href="{report.stem}-{kind}.html">{named(report.summary.title)}</a>'
                    listed.append(f"<li>{link}: {kind}</li>")
        text = page("Worksheets", [f"<ul>{''.join(listed)}</ul>" if listed else "<p>No event of several outlets.</p>"])
        (staging / INDEX).write_text(text, encoding="utf-8")

    return publish_files(folder, write)


def worksheet(report: Report) -> str:
    """The exercises with blanks."""
    claims, grid = _first_claims(report.matrix), ""
    if len(claims):
        outlets = claims.drop_duplicates("outlet_id")
        lines = [[named(lead), *[_BLANK] * len(outlets)] for lead in claims.drop_duplicates("group_id")["lead"]]
        filled = table("Claims against outlets, to fill in", ["Claim", *map(named, outlets["outlet"])], lines)
        grid = f"<p>Read the articles. Write into each cell: said, said differently, or not found.</p>{filled}"
    pairs = (_pair(row, f"<p>Do they agree? {_BLANK} What differs? {_BLANK}</p>") for row in _pairs(report))
    whose = (f'<section class="item">{quote(row.sentence)}<p>Outlet: {_BLANK}</p></section>' for row in _whose(report))
    head = [f"<p>Name: {_BLANK} Class: {_BLANK}</p>", articles(report.articles)]
    exercises = _exercises(grid, "".join(pairs), "".join(whose))
    return page(f"Worksheet: {report.summary.title}", [*head, *exercises, origin(report.about)])


def answers(report: Report) -> str:
    """The answer key to `worksheet` of the same report."""
    pairs = (_pair(row, f"<p>{markup(_difference(row))}</p>") for row in _pairs(report))
    whose = (
        f'<section class="item">{quote(row.sentence)}<p>Outlet: {named(row.outlet)}</p></section>'
        for row in _whose(report)
    )
    exercises = _exercises(matrix(_first_claims(report.matrix)), "".join(pairs), "".join(whose))
    notice = f'<p class="notice">{markup(_NOTE)}</p>'
    return page(f"Answers: {report.summary.title}", [notice, *exercises, origin(report.about)])


def _exercises(*contents: str) -> list[str]:
    """The exercises that have something in them, numbered; the same ones in the worksheet and its key."""
    asked = [(title, content) for title, content in zip(_EXERCISES, contents, strict=True) if content]
    return [f"<h2>{number}. {title}</h2>{content}" for number, (title, content) in enumerate(asked, start=1)]


def _first_claims(found: pd.DataFrame) -> pd.DataFrame:
    return found[found["group_id"].isin(found["group_id"].drop_duplicates()[:MOST_CLAIMS])]


def _pairs(report: Report) -> Iterator[Any]:
    return rows(report.divergences.head(MOST_PAIRS))


def _whose(report: Report) -> Iterator[Any]:
    """Some of the sentences that one outlet has, in an order that says nothing and is always the same."""
    order = [hashlib.sha256(claim.encode()).hexdigest() for claim in report.alone["claim_id"]]
    return rows(report.alone.assign(order=order).head(3 * MOST_SENTENCES).sort_values("order").head(MOST_SENTENCES))


def _pair(row: Any, below: str) -> str:
    return f'<section class="item">{quote(row.sentence_a)}{quote(row.sentence_b)}{below}</section>'


def _difference(row: Any) -> str:
    values = [str(value) for value in (row.value_a, row.value_b) if pd.notna(value)]
    told = f": {against(values)}" if values else ""
    return f"{row.outlet_a} and {row.outlet_b}, {row.kind}{told}"
