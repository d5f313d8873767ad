"""The Event page: one event as its outlets tell it, every comparison with its exact sentences."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from pipeline import queries
from pipeline.errors import QueryError
from pipeline.queries import EventSummary, Selection
from pipeline.store import StoredRun
from pipeline.ui import (
    comparisons,
    corrections,
    coverage,
    divergences,
    event_grouping,
    highlights,
    matrix,
    origins,
    page,
)
from pipeline.ui.components import block, counts, day, downloads, event_stem, heading, link, markup, shorten, span
from pipeline.ui.events import listing
from pipeline.ui.origin_page import notes
from pipeline.ui.saving import save_button
from pipeline.ui.state import address, ask, current_run, parameter, remembered_list

SECTIONS: dict[str, Callable[[StoredRun, str], None]] = {
    "Claims": matrix.render,
    "Shared": comparisons.shared,
    "Divergences": divergences.render,
    "Not found": comparisons.omissions,
    "Only one outlet": comparisons.only_one_outlet,
    "Quotations": comparisons.quotations,
    "Timeline": coverage.render,
    "Origins": origins.render,
    "Why together": event_grouping.render,
    "Corrections": corrections.render,
}
"""Tab -> what it shows. A new section is one function and one line here."""
_REPORTS = {
    "html": ("Report to print (HTML)", ".html", "text/html"),
    "markdown": ("Report (Markdown)", ".md", "text/markdown"),
    "worksheet": ("Worksheet for a class", "-worksheet.html", "text/html"),
    "answers": ("Answers to the worksheet", "-answers.html", "text/html"),
}
"""Kind of report -> its button's label, the ending of its file's name, and its media type."""
ALWAYS = ("Why together", "Corrections")
"""Tabs that an event of one outlet has too."""


def render() -> None:
    """Draw the page of the event that the address names."""
    run, event_id = current_run(), parameter("event")
    event_id = next(iter(ask(queries.present_events, run, event_id)), event_id) if event_id else event_id
    st.page_link(page("events"), label="All events", icon=":material/arrow_back:", query_params=remembered_list())
    try:
        summary = ask(queries.event_summary, run, event_id)
    except QueryError:
        _choose(run, lost=bool(event_id))
        return
    articles = ask(queries.event_articles, run, event_id)
    heading(shorten(summary.title, 300), _header(summary))
    highlights.render(run, event_id)
    block(f'<div class="cards">{"".join(_card(article) for _, article in articles.iterrows())}</div>')
    downloads("articles", {"event_articles": articles}, run, event_id)
    _reports(run, summary)
    sections = SECTIONS
    if summary.n_outlets < 2:
        block('<p class="notice">Only one outlet covers this event: there is nothing to compare.</p>')
        sections = {name: SECTIONS[name] for name in ALWAYS}
    tabs = st.tabs(list(sections), key="section", on_change="rerun", bind="query-params")
    for tab, section in zip(tabs, sections.values(), strict=True):
        if tab.open:
            with tab:
                section(run, event_id)
    matrix.evidence(run, event_id)


def _reports(run: StoredRun, summary: EventSummary) -> None:
    """Buttons that save the event as a report, and as a worksheet with its answers."""
    kinds = ["html", "markdown"] + (["worksheet", "answers"] if summary.n_outlets > 1 else [])
    stem = event_stem(run, summary.event_id)
    with st.container(horizontal=True, gap="small"):
        for kind in kinds:
            label, ending, mime = _REPORTS[kind]
            build = partial(_report, run, summary.event_id, kind)
            save_button(label, build, f"{stem}{ending}", mime, f"save-{kind}", "description")


# The writers are imported at the click: the page opens without them.
def _report(run: StoredRun, event_id: str, kind: str) -> bytes:
    from pipeline.export import html, markdown, worksheet
    from pipeline.export.report import report_of

    write = {
        "html": html.html,
        "markdown": markdown.markdown,
        "worksheet": worksheet.worksheet,
        "answers": worksheet.answers,
    }
    return write[kind](report_of(run, event_id)).encode("utf-8")


def _choose(run: StoredRun, lost: bool) -> None:
    """Where the address names no event of the run: the widest covered ones."""
    lead = "This run holds no such event; the link may come from another run. " if lost else ""
    heading("Choose an event", f'<p class="soft">{lead}The most widely covered are here.</p>')
    listing(ask(queries.events, run, Selection(sort="outlets"))[:10])


def _header(event: EventSummary) -> str:
    facts = counts(
        (event.n_articles, "article", "articles"),
        (event.n_outlets, "outlet", "outlets"),
        (event.n_origins, "independent origin", "independent origins"),
    )
    undated = 0 if event.first_seen is None else event.n_undated
    gaps = ((undated, "without a date"), (event.n_excerpts, "not as a full text"))
    when = ", ".join([span(event.first_seen, event.last_seen), *(f"{n} {words}" for n, words in gaps if n)])
    keywords = f" · <bdi>{markup(shorten(event.keywords, 200))}</bdi>" if event.keywords else ""
    about = f'<p class="soft">{when}{keywords} · named by the headline of its most central article</p>'
    return about + facts + (_comparison(event) if event.n_outlets > 1 else "")


def _comparison(event: EventSummary) -> str:
    """What the comparison counts; a conflict is two values that clash, so one claim may have several or none."""
    disputed = event.groups.get("conflicting", 0)
    return counts(
        (event.findings.get("conflict", 0), "conflict", "conflicts"),
        (event.findings.get("update", 0), "update", "updates"),
        (event.groups.get("shared", 0), "claim in every outlet", "claims in every outlet"),
        (event.groups.get("several", 0), "in several outlets", "in several outlets"),
        *([(disputed, "claim told in conflicting ways", "claims told in conflicting ways")] if disputed else []),
        (event.groups.get("single", 0), "found in one only", "found in one only"),
    )


def _card(article: pd.Series) -> str:
    """One article: outlet and time, headline, lead, and what to know of its text."""
    tags = []
    if article["n_same_origin"] > 1:
        tags.append(f"one of {article['n_same_origin']} copies")
    tags += notes(article)
    shown = "".join(f'<span class="tag">{markup(tag)}</span> ' for tag in tags)
    title = "no headline" if pd.isna(article["title"]) else shorten(article["title"], 200)
    read = f'<a class="in-app" href="{markup(address("reader", article=article["article_id"]))}">Read annotated</a>'
    lead = "" if pd.isna(article["lead"]) else f'<p dir="auto">{markup(shorten(article["lead"], 400))}</p>'
    return (
        f'<article class="card"><p class="by"><b><bdi>{markup(article["outlet"])}</bdi></b>'
        f"<span>{day(article['published_at'], clock=True)}</span></p><h2><bdi>{markup(title)}</bdi></h2>{lead}"
        f'<p class="foot">{read} {link(article["url"], "Original")} '
        f"<small>{article['n_words']:,} words</small> {shown}</p></article>"
    )
