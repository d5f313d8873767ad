"""The Events page: which events there are, who covered them and when."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from pipeline import charts, queries
from pipeline.queries import Selection
from pipeline.store import StoredRun
from pipeline.ui.components import block, counts, downloads, heading, labelled, rows_of, shorten, soft, span
from pipeline.ui.filters import filters, reset
from pipeline.ui.grid import Cell, Column, Row, grid, one_page
from pipeline.ui.saving import save_button
from pipeline.ui.state import address, ask, current_run, remember_list

MOST_COLUMNS = 12
"""Outlets with a column of their own in the coverage table; all are in its downloads."""
MOST_WITH_ABSENT = 2000
"""Events whose absent outlets are saved with them: a sheet holds a million rows, some hundred outlets an event."""
_COLUMNS = (
    Column("title", "Event"),
    Column("when", "When", "short"),
    Column("articles", "Articles", "number"),
    Column("outlets", "Outlets", "number"),
    Column("origins", "Origins", "number", "Independent origins: copies of one text count once"),
    Column("shared", "Shared claims", "number", "Claims that every outlet carries"),
    Column(
        "conflicts",
        "Conflicts",
        "mark",
        "Two versions of one claim count once, however many outlets give them",
    ),
)


def render() -> None:
    """Draw the page."""
    run = current_run()
    selection = filters(run)
    remember_list()
    found = ask(queries.events, run, selection)
    heading("Events", _totals(found))
    if found.empty:
        _nothing(run)
        return
    if selection.text:  # the texts are searched once, not for each figure and table
        selection = replace(selection, text="", events=tuple(found["event_id"]))
    # Only the open tab is drawn: a figure costs a browser as much time as the rest of the page.
    names = ["Events", "Timeline", "Coverage by outlet"]
    listed, dated, covered = st.tabs(names, key="view", on_change="rerun", bind="query-params")
    if dated.open:
        with dated:
            _timeline(run, selection)
        return
    shown = one_page(found, "page", st.container(), in_address=True)
    if listed.open:
        with listed:
            listing(shown, ask(queries.absent, run, tuple(shown["event_id"])))
            soft(
                f"“Without it” names the outlets that published within {queries.NEAR_DAYS} days of the event and have "
                "no article in it here. What they published elsewhere is not known."
            )
            _save(run, found)
            _package(run, selection)
    if covered.open:
        with covered:
            _coverage(run, selection, shown)


def _save(run: StoredRun, found: pd.DataFrame) -> None:
    """Buttons that save the events; who did not cover them is in the workbook of not too many."""
    if len(found) > MOST_WITH_ABSENT:
        downloads("events", {"events": found}, run)
        soft(
            f"Who did not cover them is in the workbook of up to {MOST_WITH_ABSENT:,} events: filter, then download it."
        )
        return
    downloads("events", {"events": found, "absent": lambda: queries.absent(run, tuple(found["event_id"]))}, run)


def _package(run: StoredRun, selection: Selection) -> None:
    """A button that saves every table of the selected events, described, as one archive."""
    label, name = "Download all tables as a data package (ZIP)", f"parallax-{run.run_id.lower()}.zip"
    save_button(label, partial(_archive, run, selection), name, "application/zip", "save-package", "folder_zip")
    soft("A Frictionless data package: CSV files, and datapackage.json, which says what each column means.")


# The writer is imported at the click: the page opens without it.
def _archive(run: StoredRun, selection: Selection) -> bytes:
    from pipeline.export.datapackage import archive

    return archive(run, selection)


def listing(found: pd.DataFrame, absent: pd.DataFrame | None = None) -> None:
    """The events of `found`, a frame of queries.events, with counts; choosing one opens it.

    `absent`, a frame of queries.absent, adds who published at the time and did not cover it.
    """
    without = {} if absent is None else absent.groupby("event_id")["outlet"].agg(", ".join).to_dict()
    rows = [_row(event, without.get(event.event_id, "")) for event in rows_of(found)]
    grid("events", "Events, with counts", _COLUMNS, rows)


def _totals(found: pd.DataFrame) -> str:
    totals = queries.totals(found)
    conflicts = [] if totals.n_conflicts is None else [(totals.n_conflicts, "conflict", "conflicts")]
    return counts(
        (totals.n_events, "event", "events"),
        (totals.n_of_several, "of several outlets", "of several outlets"),
        (totals.n_articles, "article", "articles"),
        *conflicts,
    )


def _nothing(run: StoredRun) -> None:
    if ask(queries.events, run, Selection()).empty:
        block(
            "<p>This run holds no event: no article went through. The Method page lists what was rejected and why.</p>"
        )
        return
    block("<p>No event matches these filters.</p>")
    st.button("Show all events", on_click=reset, key="reset-here")


def _timeline(run: StoredRun, selection: Selection) -> None:
    """Who published when, as a figure; its numbers to take away."""
    found = ask(queries.timeline, run, selection)
    figure = charts.timeline(labelled(found, "outlet"))
    st.plotly_chart(figure, key="timeline", config=charts.CONFIG, alt="Articles by day and outlet of these events")
    soft("A larger disc is more articles. Those out of view are far from all others in time: zoom out to see them.")
    downloads("timeline", {"timeline": found}, run)


def _row(event: Any, without: str) -> Row:
    covered = shorten(event.outlets, 160) + (f"; without it: {shorten(without, 160)}" if without else "")
    return Row(
        event.event_id,
        (
            Cell(shorten(event.title, 200), href=_to(event.event_id), note=covered),
            Cell(span(event.first_seen, event.last_seen)),
            Cell(f"{event.n_articles:,}"),
            Cell(f"{event.n_outlets:,}"),
            Cell(f"{event.n_origins:,}"),
            Cell("–" if pd.isna(event.n_shared) else f"{event.n_shared:,}"),
            _conflicts(event.n_conflicts, event.n_conflict_outlets),
        ),
    )


def _conflicts(n: Any, outlets: Any) -> Cell:
    if pd.isna(n):
        return Cell("one outlet", "", "none")
    return Cell(f"{n:,} found", "≠", "bad", note=f"{outlets:,} outlets") if n else Cell("none found", "", "none")


def _coverage(run: StoredRun, selection: Selection, shown: pd.DataFrame) -> None:
    """Events against outlets: how many articles each has, and since when."""
    covered = ask(queries.coverage, run, selection)
    here = covered[covered["event_id"].isin(shown["event_id"])]
    outlets = here.groupby(["outlet_id", "outlet"])["n_articles"].sum().sort_values(ascending=False, kind="stable")
    columns = [(str(outlet), str(name)) for outlet, name in outlets.index[:MOST_COLUMNS]]
    cells = {(row.event_id, row.outlet_id): row for row in rows_of(here)}
    absent = ask(queries.absent, run, tuple(shown["event_id"]))
    there = set(zip(absent["event_id"], absent["outlet_id"], strict=True))
    rows = [
        Row(
            event.event_id,
            (
                Cell(shorten(event.title, 120), href=_to(event.event_id), note=span(event.first_seen, event.last_seen)),
                *(
                    _covered(cells.get((event.event_id, outlet)), (event.event_id, outlet) in there)
                    for outlet, _ in columns
                ),
            ),
        )
        for event in rows_of(shown)
    ]
    heads = [Column("title", "Event"), *(Column(outlet, shorten(name, 40), "mark") for outlet, name in columns)]
    grid("coverage", "Events against outlets: articles of each", heads, rows)
    soft(
        f"None: the outlet published within {queries.NEAR_DAYS} days of the event, but has no article in it here. "
        "Nothing then: the corpus holds no article of the outlet from those days at all."
    )
    if len(outlets) > MOST_COLUMNS:
        soft(f"{len(outlets) - MOST_COLUMNS:,} more outlets are in the downloads.")
    downloads("coverage", {"coverage": covered}, run)


def _covered(row: Any, there: bool) -> Cell:
    """An outlet's articles; of one without any, whether it published at the time."""
    if row is None:
        return Cell("none", "○", "none") if there else Cell("nothing then", "·", "none")
    return Cell(f"{row.n_articles:,} {'article' if row.n_articles == 1 else 'articles'}", "●", "good")


def _to(event_id: str) -> str:
    return address("event", event=event_id)
