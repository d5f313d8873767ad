"""The Outlets page: chosen outlets over all events. Differences with n, no score of an outlet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from pipeline import charts, outlet_charts, queries
from pipeline.store import StoredRun
from pipeline.ui.components import block, counts, downloads, heading, labelled, rows_of, shorten, soft
from pipeline.ui.grid import Cell, Column, Row, grid_of
from pipeline.ui.outlet_facts import facts
from pipeline.ui.speakers import speakers_grid
from pipeline.ui.state import ask, current_run

FIRST_SHOWN = 8
"""Outlets shown until some are chosen: those of most events."""
LEAST_N = 20
"""Claims below which a cell of a heat map is grey, until the field says otherwise."""
_UNKNOWN = "–"


def render() -> None:
    """Draw the page."""
    run = current_run()
    every = ask(queries.outlet_claims, run)
    heading("Outlets", _totals(every))
    if every.empty:
        block("<p>No event of this run is covered by more than one outlet: there is nothing to compare.</p>")
        facts(run, ask(queries.outlets, run)["outlet_id"].to_list())
        return
    chosen = _chosen(every)
    sections: dict[str, Callable[[StoredRun, list[str]], None]] = {
        "Claims carried": _carried,
        "Shared and conflicting": _pairs,
        "Speakers": _speakers,
        "Coverage": _map,
        "Facts": facts,
    }
    tabs = st.tabs(list(sections), key="profile", on_change="rerun", bind="query-params")
    for tab, section in zip(tabs, sections.values(), strict=True):
        if tab.open:
            with tab:
                section(run, chosen)


def _totals(every: pd.DataFrame) -> str:
    return counts((len(every), "outlet that shares an event", "outlets that share events"))


def _chosen(every: pd.DataFrame) -> list[str]:
    """The ids of the outlets chosen in the box, in the order of `every`; the first where none is."""
    names: dict[str, str] = {}
    for row in rows_of(every):
        name = shorten(row.outlet, 80)
        names[f"{name} ({row.outlet_id})" if name in names else name] = row.outlet_id
    picked = st.multiselect(
        "Outlets to compare",
        list(names),
        key="who",
        bind="query-params",
        placeholder=f"Those of most events, {min(FIRST_SHOWN, len(names))} of {len(names)}",
        wrap=True,
    )
    ids = {names[name] for name in picked} or set(every["outlet_id"][:FIRST_SHOWN])
    return [outlet for outlet in every["outlet_id"] if outlet in ids]


def _carried(run: StoredRun, chosen: list[str]) -> None:
    found = ask(queries.outlet_claims, run)
    found = found[found["outlet_id"].isin(chosen)]
    soft(
        "Over the events that an outlet covers together with another one: how many of the claims that anyone made "
        "there it carries, how many of those no other outlet has, and how many another outlet had before it. Claims "
        "told in very different words are missed, and an outlet of excerpts carries less by nature."
    )
    columns = [
        Column("outlet", "Outlet"),
        Column("events", "Events", "number", "Events that it and another outlet cover"),
        Column("carried", "Carried", "short", "Of the claims of any outlet in those events"),
        Column("alone", "Alone", "short", "Of the claims that it carries, those of no other outlet"),
        Column("late", "Later than another", "short", "Of the shared claims with known dates; without a time, by day"),
    ]
    grid_of(
        found, _share_row, "carried", "Share of claims that each outlet carries, alone or late", columns, "carried-page"
    )
    downloads("outlet-claims", {"outlet_claims": found}, run)


def _share_row(row: Any) -> Row:
    return Row(
        row.outlet_id,
        (
            Cell(shorten(row.outlet, 80)),
            Cell(f"{row.n_events:,}"),
            _share(row.share_carried, row.n_carried, row.n_claims),
            _share(row.share_alone, row.n_alone, row.n_carried),
            _share(row.share_late, row.n_late, row.n_timed),
        ),
    )


def _share(share: Any, part: int, whole: int) -> Cell:
    return Cell(_UNKNOWN if pd.isna(share) else f"{share:.0%}", note=f"{part:,} of {whole:,}")


def _pairs(run: StoredRun, chosen: list[str]) -> None:
    found = ask(queries.outlet_pairs, run, tuple(chosen))
    if found.empty:
        block("<p>None of these outlets share an event.</p>")
        return
    soft(
        "Two outlets at a time, over the events that both cover: the share of the claims of either that both carry, "
        "and how many conflicts there are for each hundred claims of both. n is the number of claims that the share is "
        "of; a share of few claims says little. A conflict of four outlets counts in each of their pairs."
    )
    least = st.number_input("Grey below n claims", 0, None, LEAST_N, key="least_n", bind="query-params", width=160)
    named = labelled(found, "name_a", "name_b")
    for share, n, title in (
        ("share_shared", "n_claims", ("Claims that both carry", "of the claims of either, n")),
        ("share_conflicts", "n_shared", ("Conflicts", "per hundred claims of both, n")),
    ):
        figure = outlet_charts.heat(named, share, n, title, least)
        st.plotly_chart(figure, key=share, config=charts.CONFIG, alt=f"{title[0]}; the table has the same numbers")
    columns = [
        Column("pair", "Outlets"),
        Column("events", "Events of both", "number"),
        Column("shared", "Claims of both", "short", "Of the claims of either, in events that both cover"),
        Column(
            "conflicts",
            "Conflicts",
            "number",
            "Disputes between their articles; the same two values of a claim count once",
        ),
    ]
    once = found[found["outlet_a"] < found["outlet_b"]].sort_values("n_claims", ascending=False, kind="stable")
    grid_of(once, _pair, "pairs", "Outlets in pairs: what both cover, share and contradict", columns, "pairs-page")
    downloads("outlet-pairs", {"outlet_pairs": found}, run)


def _pair(row: Any) -> Row:
    names = f"{shorten(row.name_a, 60)} and {shorten(row.name_b, 60)}"
    return Row(
        f"{row.outlet_a} {row.outlet_b}",
        (
            Cell(names),
            Cell(f"{row.n_events:,}"),
            _share(row.share_shared, row.n_shared, row.n_claims),
            Cell(f"{row.n_conflicts:,}"),
        ),
    )


def _speakers(run: StoredRun, chosen: list[str]) -> None:
    """Whom these outlets quote: a row a speaker, a column an outlet."""
    found = ask(queries.speakers, run)
    found = found[found["outlet_id"].isin(chosen)]
    if found.empty:
        block("<p>No speaker was found in these outlets.</p>")
        return
    soft("Quotations and reported statements by speaker, named as in the articles: one person may have two names.")
    outlets = {row.outlet_id: row.outlet for row in rows_of(found.drop_duplicates("outlet_id"))}
    outlets = {outlet: outlets[outlet] for outlet in chosen if outlet in outlets}
    speakers_grid(found, outlets, "speakers-page", _quoted)
    downloads("speakers", {"speakers": found}, run)


def _quoted(row: Any) -> str:
    return f"{row.n_claims:,} in {row.n_events:,} {'event' if row.n_events == 1 else 'events'}"


def _map(run: StoredRun, chosen: list[str]) -> None:
    found = ask(queries.outlet_map, run, tuple(chosen))
    if len(found) < queries.FEWEST_OUTLETS:
        block(f"<p>A map needs {queries.FEWEST_OUTLETS} outlets that share events; here are fewer.</p>")
        return
    shown = found[found["outlet_id"].isin(chosen)]
    figure = outlet_charts.outlet_map(labelled(shown, "outlet"))
    st.plotly_chart(figure, key="map", config=charts.CONFIG, alt="Outlets near one another cover the same events")
    n, whom = len(ask(queries.outlet_claims, run)), "all outlets of the run"
    if len(found) < n:
        whom = f"{len(found):,} of {n:,} outlets, those of most events and those chosen"
    soft(
        "Outlets near each other cover the same events; a larger disc covers more of them. Up, down, left and right "
        f"mean nothing. Places follow {whom}: distance is one minus the share of events that both "
        "cover, flattened, which keeps the part of the differences given above. It says what is covered, not how."
    )
    downloads("outlet-map", {"outlet_map": found}, run)
