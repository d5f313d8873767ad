"""The Reader page: one article with each sentence marked, and what another outlet has beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pipeline import queries
from pipeline.errors import QueryError
from pipeline.queries import Selection
from pipeline.store import StoredRun
from pipeline.ui import page
from pipeline.ui.annotated import beside, marks_legend, whole
from pipeline.ui.components import block, day, downloads, heading, link, markup, rows_of, shorten, soft
from pipeline.ui.events import listing
from pipeline.ui.origin_page import notes, origin_page
from pipeline.ui.state import ask, current_run, parameter

NONE = "none"
"""The query parameter's word for no other outlet."""


def render() -> None:
    """Draw the page of the article that the address names, beside the outlet that it names."""
    run, article_id = current_run(), parameter("article")
    try:
        event_id = ask(queries.event_of, run, article_id)
    except QueryError:
        _choose(run, lost=bool(article_id))
        return
    articles = ask(queries.event_articles, run, event_id)
    article = articles[articles["article_id"] == article_id].iloc[0]
    st.page_link(page("event"), label="The event", icon=":material/arrow_back:", query_params={"event": event_id})
    others = articles[articles["outlet_id"] != article["outlet_id"]].drop_duplicates("outlet_id")
    outlet_id, both = _choices(articles, article, others)
    heading(_title(article), _by(article))
    origin_page(run, event_id, article)
    pieces = ask(queries.reading, run, article_id)
    marks_legend(pieces)
    if outlet_id and both:
        _two_texts(run, article, pieces, articles[articles["outlet_id"] == outlet_id])
    elif outlet_id:
        _counterparts(run, article_id, pieces, others[others["outlet_id"] == outlet_id].iloc[0])
    else:
        block(whole("The article", pieces))
        _save(run, article_id, {"reading": pieces})


def _choose(run: StoredRun, lost: bool) -> None:
    lead = "This run holds no such article; the link may come from another run. " if lost else ""
    told = "Articles are opened from their event. The most widely covered events are here."
    heading("Choose an article", f'<p class="soft">{lead}{told}</p>')
    found = ask(queries.events, run, Selection(sort="outlets"))[:10]
    listing(found)
    downloads("events", {"events": found}, run)


def _choices(articles: pd.DataFrame, article: Any, others: pd.DataFrame) -> tuple[str, bool]:
    """Boxes for the article and for what stands beside it; the outlet chosen ("" for none), and whether in full."""
    names = {
        row.article_id: f"{shorten(row.outlet, 40)}: {shorten(row.title, 80) or 'no headline'}"
        for row in rows_of(articles)
    }
    outlets = {"": "no other outlet"} | {row.outlet_id: shorten(row.outlet, 60) for row in rows_of(others)}
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    with left:
        _bound("Article", "article", names, article["article_id"])
    with middle:
        asked = "" if parameter("beside") == NONE else parameter("beside")
        first = next((outlet for outlet in outlets if outlet), "")
        open_to = asked if asked in outlets and parameter("beside") else first
        chosen = _bound("Beside it", "beside", outlets, open_to)
    with right:
        both = st.toggle("Two full texts", key="full", bind="query-params")
    return chosen, both


def _bound(label: str, name: str, choices: Mapping[str, str], value: str) -> str:
    """A box whose choice, an id, is the query parameter `name`."""
    options = list(choices)

    def remember() -> None:
        st.query_params[name] = st.session_state[key] or NONE

    key = f"reader-{name}-{value}"
    st.selectbox(
        label, options, index=options.index(value), format_func=choices.__getitem__, key=key, on_change=remember
    )
    return value


def _title(article: Any) -> str:
    return "no headline" if pd.isna(article["title"]) else shorten(article["title"], 300)


def _by(article: Any) -> str:
    """Outlet, time, address and what to know of the text, as HTML."""
    told = [f"{article['n_words']:,} words", *notes(article)]
    if article["n_same_origin"] > 1:
        told.append(f"one of {article['n_same_origin']} copies of one text")
    return (
        f'<p class="by"><b><bdi>{markup(article["outlet"])}</bdi></b>'
        f"<span>{day(article['published_at'], clock=True)}</span>{link(article['url'], 'Original')}"
        f"<span>{markup(', '.join(told))}</span></p>"
    )


def _counterparts(run: StoredRun, article_id: str, pieces: pd.DataFrame, other: Any) -> None:
    found = ask(queries.counterparts, run, article_id, other["outlet_id"])
    soft(
        "Beside each paragraph stands what the other outlet has for its sentences, with a score from 0 to 1 of how "
        "alike the two are. Nothing beside a sentence means that nothing was noted, not that the outlet is silent."
    )
    block(beside(pieces, found, shorten(other["outlet"], 80)))
    _save(run, article_id, {"reading": pieces, "counterparts": found})


def _two_texts(run: StoredRun, article: Any, pieces: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Both texts in full; of an outlet with several articles in the event, each below the other."""
    soft("Both texts in full, each sentence marked for its own article; the numbers above are of the first.")
    texts = [ask(queries.reading, run, other["article_id"]) for _, other in theirs.iterrows()]
    own = whole(_named(article), pieces)
    their = "".join(whole(_named(other), text) for (_, other), text in zip(theirs.iterrows(), texts, strict=True))
    block(f'<div class="beside"><div class="own">{own}</div><div class="other">{their}</div></div>')
    _save(run, article["article_id"], {"reading": pd.concat([pieces, *texts])})


def _save(run: StoredRun, article_id: str, sheets: Mapping[str, pd.DataFrame]) -> None:
    downloads(f"reading-{article_id}", sheets, run, ask(queries.event_of, run, article_id))


def _named(article: Any) -> str:
    name = f"<bdi>{markup(article['outlet'])}</bdi>: <bdi>{markup(_title(article))}</bdi>"
    return f"{name} <small>{day(article['published_at'], clock=True)}</small>"
