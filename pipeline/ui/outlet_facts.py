"""Section of the Outlets page: what the lists of outlets say of each, with its source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pipeline import queries
from pipeline.store import StoredRun
from pipeline.ui.components import block, downloads, rows_of, shorten, soft
from pipeline.ui.grid import Cell, Column, Row, grid, one_page
from pipeline.ui.state import ask

MOST_COLUMNS = 12
"""Columns of a user's own list that are shown; all are in the downloads."""
USUAL = ("country", "language", "ownership")
"""What every list of outlets may say; a user's list may have any other column."""
UNKNOWN = "unknown"


def facts(run: StoredRun, chosen: list[str]) -> None:
    """Draw a row for each of the outlets `chosen` (ids)."""
    found = ask(queries.outlets, run)
    found = found[found["outlet_id"].isin(chosen)]
    if found.empty:
        block("<p>This run holds no outlet.</p>")
        return
    told = ask(queries.outlet_facts, run)
    told = told[told["outlet_id"].isin(chosen)]
    others = [fact for fact in dict.fromkeys(told["fact"]) if fact not in USUAL]
    soft(
        "What lists of outlets say: first the run's own list, if it was given one, then data/outlets.csv, which comes "
        "with the program. Parallax checks none of it; what no list says is unknown."
    )
    of_outlet = dict(list(told.groupby("outlet_id")))
    table, pager = st.container(), st.container()
    rows = [
        _row(row, of_outlet.get(row.outlet_id, told.head(0)), others[:MOST_COLUMNS])
        for row in rows_of(one_page(found, "facts-page", pager))
    ]
    with table:
        grid("facts", "What is known of each outlet", _columns(others[:MOST_COLUMNS]), rows)
    if len(others) > MOST_COLUMNS:
        soft(f"{len(others) - MOST_COLUMNS:,} more columns of the list are in the downloads.")
    downloads("outlets", {"outlets": found, "outlet_facts": told}, run)
    if len(told):
        soft("The same with a row for each fact and its source:")
        downloads("outlet-facts", {"outlet_facts": told}, run)


def _columns(others: Sequence[str]) -> list[Column]:
    usual = [Column(name, name.capitalize(), "short" if name != "ownership" else "text") for name in USUAL]
    own = [Column(f"fact {name}", shorten(name, 60)) for name in others]
    counted = [Column("articles", "Articles", "number"), Column("events", "Events", "number")]
    return [Column("outlet", "Outlet"), *usual, *own, Column("source", "Source"), *counted]


def _row(outlet: Any, told: pd.DataFrame, others: Sequence[str]) -> Row:
    known = {name: getattr(outlet, name) for name in USUAL if pd.notna(getattr(outlet, name))}
    known |= dict(zip(told["fact"], told["value"], strict=True))
    cells = [Cell(shorten(known.get(name, UNKNOWN), 160)) for name in (*USUAL, *others)]
    counted = Cell(f"{outlet.n_articles:,}"), Cell(f"{outlet.n_events:,}")
    return Row(outlet.outlet_id, (Cell(shorten(outlet.name, 80)), *cells, Cell(_sources(told)), *counted))


def _sources(told: pd.DataFrame) -> str:
    """Where the facts of an outlet are from; which, where they are from several places."""
    by_source = {str(source): list(rows["fact"]) for source, rows in told.groupby("source", sort=False)}
    if len(by_source) < 2:
        return shorten(next(iter(by_source), "–"), 200)
    return "; ".join(f"{', '.join(names)}: {shorten(source, 120)}" for source, names in by_source.items())
