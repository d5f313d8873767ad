"""Section of the Event page: who reported it first, and who followed when."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pipeline import charts, queries
from pipeline.store import StoredRun
from pipeline.ui.components import day, downloads, labelled, shorten, soft
from pipeline.ui.grid import Cell, Column, Row, grid_of
from pipeline.ui.state import address, ask

_COLUMNS = (Column("outlet", "Outlet", "short"), Column("time", "Published", "short"), Column("title", "Article"))


def render(run: StoredRun, event_id: str) -> None:
    """The times of publication as a figure and, below it, as a table."""
    articles = ask(queries.event_articles, run, event_id)
    named = labelled(articles.assign(title=articles["title"].fillna("no headline")), "outlet", "title")
    figure = charts.publication(named)
    told = "Time of publication of each article, by outlet; the table has the same times"
    st.plotly_chart(figure, key="publication", config=charts.CONFIG, alt=told)
    soft("Times are those that the articles give, the earliest first; an article with a day alone stands at midnight.")
    grid_of(
        articles,
        _row,
        "publication-times",
        "Articles in the order of their publication",
        _COLUMNS,
        f"coverage-{event_id}",
    )
    downloads("timeline", {"event_articles": articles}, run, event_id)


def _row(article: Any) -> Row:
    title = shorten(article.title, 200) or "no headline"
    return Row(
        article.article_id,
        (
            Cell(shorten(article.outlet, 60)),
            Cell(day(article.published_at, clock=True)),
            Cell(title, href=address("reader", article=article.article_id)),
        ),
    )
