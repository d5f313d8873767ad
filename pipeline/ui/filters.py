"""The filters in the sidebar: each is bound to a query parameter, so a copied link and the back button keep them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd
import streamlit as st

from pipeline.queries import Selection, events, outlets
from pipeline.store import StoredRun
from pipeline.ui.components import day, shorten
from pipeline.ui.state import ask

SORTS = {
    "Latest first": "latest",
    "Earliest first": "earliest",
    "Most outlets": "outlets",
    "Most articles": "articles",
    "Most conflicts": "conflicts",
}
DEFAULTS: dict[str, object] = {
    "q": "",
    "outlet": [],
    "only": [],
    "since": None,
    "until": None,
    "country": [],
    "min_outlets": 1,
    "min_origins": 1,
    "conflicts": False,
    "sort": "Latest first",
    "page": 1,
}
"""The filters' query parameters, and their values when nothing is filtered."""
MOST_CHOICES = 1000
"""Longer lists of events are not offered for choosing: the search field finds an event faster."""


def filters(run: StoredRun) -> Selection:
    """Draw the filters in the sidebar; what they select."""
    every = ask(events, run, Selection())
    with st.sidebar:
        text = st.text_input(
            "Search titles and texts", key="q", bind="query-params", placeholder="All words must occur", type="search"
        )
        chosen_outlets = _outlets(run)
        chosen_events = _events(every)
        countries = _countries(run)
        since, until = _days(every)
        least = st.slider("Outlets, at least", 1, _most(every["n_outlets"]), key="min_outlets", bind="query-params")
        origins = st.slider(
            "Independent origins, at least",
            1,
            _most(every["n_origins"]),
            key="min_origins",
            bind="query-params",
            help="Copies of one text count once",
        )
        conflicts = st.toggle("Only with conflicts", key="conflicts", bind="query-params")
        sort = st.selectbox("Sort by", list(SORTS), key="sort", bind="query-params")
        st.button("Reset filters", on_click=reset, width="stretch")
    return Selection(
        text=text or "",
        outlets=chosen_outlets,
        events=chosen_events,
        since=since,
        until=until,
        countries=countries,
        min_outlets=least,
        min_origins=origins,
        has_conflicts=conflicts,
        sort=SORTS[sort],
    )


def reset() -> None:
    """Drop every filter; a button's callback."""
    for key, value in DEFAULTS.items():
        st.session_state[key] = value


def _outlets(run: StoredRun) -> tuple[str, ...]:
    known = ask(outlets, run)
    names = _choices(known["outlet_id"], known["name"])
    chosen = st.multiselect(
        "Outlets", list(names), key="outlet", bind="query-params", placeholder="Any outlet", wrap=True
    )
    return tuple(names[name] for name in chosen)


def _countries(run: StoredRun) -> tuple[str, ...]:
    """The countries of outlets chosen; the box is there where the run's table of outlets names some."""
    known = sorted(ask(outlets, run)["country"].dropna().unique())
    if not known:
        return ()
    names = _choices(known, known)
    chosen = st.multiselect(
        "Countries of outlets", list(names), key="country", bind="query-params", placeholder="Any country", wrap=True
    )
    return tuple(names[name] for name in chosen)


def _events(every: pd.DataFrame) -> tuple[str, ...]:
    if len(every) > MOST_CHOICES:
        return ()
    titles = [f"{title} ({day(first)})" for title, first in zip(every["title"], every["first_seen"], strict=True)]
    names = _choices(every["event_id"], titles)
    chosen = st.multiselect("Events", list(names), key="only", bind="query-params", placeholder="Any event", wrap=True)
    return tuple(names[name] for name in chosen)


def _choices(ids: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """What is chosen from -> its id; where a name comes twice, its id tells it apart."""
    choices: dict[str, str] = {}
    for key, name in zip(ids, names, strict=True):
        shown = shorten(name, 120)
        choices[f"{shown} ({key})" if shown in choices else shown] = key
    return choices


def _most(counts: pd.Series) -> int:
    """The end of a slider over `counts`; it needs two values."""
    return int(max(2, counts.max())) if len(counts) else 2


def _days(every: pd.DataFrame) -> tuple[date | None, date | None]:
    first, last = every["first_seen"].min(), every["last_seen"].max()
    if pd.isna(first):
        return None, None
    bounds = {"min_value": first.date(), "max_value": last.date(), "format": "YYYY-MM-DD", "bind": "query-params"}
    return (
        st.date_input("From", value=None, key="since", **bounds),
        st.date_input("To", value=None, key="until", **bounds),
    )
