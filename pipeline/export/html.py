"""HTML: one report an event that needs nothing beside itself, with a list of them; to be read, heard and printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.export.files import publish_files
from pipeline.export.page import named, page, quote, table
from pipeline.export.report import CAUTION, STATUSES, SYMBOLS, Report, reports, when
from pipeline.inert import markup, web_address
from pipeline.queries import Selection
from pipeline.schema import rows
from pipeline.store import StoredRun

INDEX = "parallax-events.html"


def export(run: StoredRun, folder: Path, selection: Selection) -> list[Path]:
    """Write a report of each selected event as parallax-DAY-TITLE-ID.html, and parallax-events.html, which lists them.

    Returns the files' paths. Raises ExportError when the folder cannot be written.
    """

    def write(staging: Path) -> None:
        listed = []
        for report in reports(run, selection):
            (staging / f"{report.stem}.html").write_text(html(report), encoding="utf-8")
            link = f'<a href="{report.stem}.html">{named(report.summary.title)}</a>'
            listed.append(f"<li>{link}: {markup(', '.join(report.facts))}</li>")
        text = page("Events", [f"<ul>{''.join(listed)}</ul>" if listed else "<p>No event was selected.</p>"])
        (staging / INDEX).write_text(text, encoding="utf-8")

    return publish_files(folder, write)


def html(report: Report) -> str:
    """The report of one event as a whole document."""
    event = report.summary
    notice = report.about["Notice"]
    parts = [
        f'<p class="soft">{when(event.first_seen)} to {when(event.last_seen)}: {markup(", ".join(report.facts))}</p>',
        f'<p class="notice">{markup(notice)}</p>' if notice != "unknown" else "",
        f"<p>{markup(CAUTION)}</p>",
        articles(report.articles),
        _section("Claims against outlets", matrix(report.matrix)),
        _section("Every outlet's sentences", "".join(_claims(report.sentences))),
        _section("Divergences", "".join(_divergences(report.divergences))),
        _section("Claims that one outlet makes", _alone(report.alone)),
        _section("Not found", _omissions(report.omissions)),
        _section("Quotations", _quotations(report.quotations)),
        origin(report.about),
    ]
    return page(event.title, parts)


def articles(found: pd.DataFrame) -> str:
    """The event's articles, a section."""
    cells = ((named(row.outlet), when(row.published_at), _headline(row), f"{row.n_words:,}") for row in rows(found))
    heads = ("Outlet", "Published", "Headline", "Words")
    return f"<h2>Articles</h2>{table(f'Articles, n = {len(found):,}', heads, cells)}"


def matrix(found: pd.DataFrame) -> str:
    """A table of the claims against the outlets; "" where no claim is in several."""
    if found.empty:
        return ""
    outlets = found.drop_duplicates("outlet_id")
    lines = []
    for _, cells in found.groupby("group_id", sort=False):
        states = cells.set_index("outlet_id")["state"]
        told = (_state(str(states[outlet])) for outlet in outlets["outlet_id"])
        lines.append([named(cells["lead"].iloc[0]), *told])
    caption = "Each row is a claim, given by the sentence of one article; each column an outlet"
    return table(caption, ["Claim", *map(named, outlets["outlet"])], lines)


def origin(about: dict[str, str]) -> str:
    """Where the report comes from, a section."""
    items = "".join(f"<li>{markup(name)}: {markup(value)}</li>" for name, value in about.items())
    return f"<h2>Where this comes from</h2><ul>{items}</ul>"


def _section(title: str, content: str) -> str:
    return f"<h2>{markup(title)}</h2>{content or '<p>None was found.</p>'}"


def _headline(row: Any) -> str:
    title = "no headline" if pd.isna(row.title) else row.title
    target = web_address(row.url)
    return f'<a href="{markup(target)}" rel="noreferrer">{named(title)}</a>' if target else named(title)


def _state(state: str) -> str:
    return f'<span aria-hidden="true">{SYMBOLS.get(state, "?")}</span> {markup(state)}'


def _claims(sentences: pd.DataFrame) -> Iterator[str]:
    compared = sentences[sentences["status"].isin(list(STATUSES))]
    for _, group in compared.groupby("group_id", sort=False):
        first = group.iloc[0]
        told = f"{STATUSES[first['status']]}, independent origins: {first['n_origins']}"
        said = "".join(
            f"<p>{named(row.outlet)}, {when(row.published_at)}</p>{quote(row.sentence)}" for row in rows(group)
        )
        yield f'<section class="item"><h3>{named(first["lead"])}</h3><p class="soft">{markup(told)}</p>{said}</section>'


def _divergences(found: pd.DataFrame) -> Iterator[str]:
    for row in rows(found):
        score = "" if pd.isna(row.score) else f", {row.score_meaning} {row.score:.2f}"
        sides = "".join(
            f"<p>{named(outlet)}, {when(published)}</p>{quote(sentence)}"
            for outlet, published, sentence in (
                (row.outlet_a, row.published_a, row.sentence_a),
                (row.outlet_b, row.published_b, row.sentence_b),
            )
        )
        title = f"{str(row.kind).capitalize()}, found by {row.detector}{score}"
        yield f'<section class="item"><h3>{markup(title)}</h3>{sides}</section>'


def _alone(found: pd.DataFrame) -> str:
    return "".join(
        f'<section class="item"><p>{named(row.outlet)}</p>{quote(row.sentence)}</section>' for row in rows(found)
    )


def _omissions(found: pd.DataFrame) -> str:
    if found.empty:
        return ""
    cells = (
        (
            named(row.claim),
            named(row.outlet),
            _state(row.state),
            "nothing similar"
            if pd.isna(row.nearest_sentence)
            else f"{named(row.nearest_sentence)} <small>({row.nearest_score:.2f})</small>",
        )
        for row in rows(found)
    )
    return table("Claims not found in an outlet", ("Claim", "Outlet", "State", "Nearest sentence there (score)"), cells)


def _quotations(found: pd.DataFrame) -> str:
    return "".join(
        f'<section class="item"><p>{"speaker not named" if pd.isna(row.speaker) else named(row.speaker)}, in '
        f"{named(row.outlet)}{'' if pd.isna(row.drift) else f': {markup(row.drift)}'}</p>{quote(row.words)}</section>"
        for row in rows(found)
    )
