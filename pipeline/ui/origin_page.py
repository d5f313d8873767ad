"""What is known of the page that an article came from, and what its outlet changed there since."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pipeline import queries
from pipeline.store import StoredRun
from pipeline.ui.components import block, day, downloads, link, markup, rows_of, shorten, soft
from pipeline.ui.state import ask

_MOST_LINES = 200


def notes(article: Any) -> list[str]:
    """What to know of an article's text, in words: that it is no full text, and how often it was changed."""
    told = [] if article["is_full_text"] else [queries.text_kind(article["page_kind"], False)]
    n_changes = article["n_versions"] - 1
    return [*told, *([f"changed {n_changes} {'time' if n_changes == 1 else 'times'}"] if n_changes else [])]


def origin_page(run: StoredRun, event_id: str, article: Any) -> None:
    """Draw a box on the page of `article`, a row of event_articles, with its edits; nothing where it was no page."""
    if pd.isna(article["fetched_at"]) and pd.isna(article["page_kind"]) and pd.isna(article["updated_at"]):
        return
    found = ask(queries.edits, run, event_id)
    found = found[found["article_id"] == article["article_id"]]
    label = f"The page, and {article['n_versions'] - 1} changes of it" if len(found) else "The page"
    with st.expander(label, icon=":material/web:"):
        block(_facts(article))
        if found.empty:
            return
        soft("Lines that the outlet cut (−) and added (+); the comparison reads the newest version.")
        block("".join(_edit(lines) for _, lines in found.head(_MOST_LINES).groupby("version")))
        if len(found) > _MOST_LINES:
            soft(f"The first {_MOST_LINES} of {len(found):,} lines are shown; all are in the downloads.")
        downloads(f"edits-{article['article_id']}", {"edits": found}, run, event_id)


def _facts(article: Any) -> str:
    kind = "unknown" if pd.isna(article["page_kind"]) else article["page_kind"]
    facts = {
        "Kind of page": markup(kind if article["is_full_text"] else f"{kind}; not compared as a full text"),
        "Published": f"{day(article['published_at'], clock=True)} ({markup(article['published_at_source'])})",
        "Updated": _moment(article["updated_at"]),
        "Fetched": _moment(article["fetched_at"]),
        "Asked for": link(article["requested_url"], shorten(article["requested_url"], 120)),
        "Answered by": link(article["final_url"], shorten(article["final_url"], 120)),
        "Status": "" if pd.isna(article["http_status"]) else str(article["http_status"]),
        "SHA-256": markup(article["content_sha256"]),
    }
    rows = "".join(f"<dt>{name}</dt><dd>{told}</dd>" for name, told in facts.items() if told)
    return f'<dl class="facts">{rows}</dl>'


def _moment(moment: Any) -> str:
    return "" if pd.isna(moment) else day(moment, clock=True)


def _edit(lines: pd.DataFrame) -> str:
    """The lines of one version."""
    first = lines.iloc[0]
    told = "the page tells of no update" if first["silent"] else "the page tells of an update"
    times = f"{day(first['fetched_before'], clock=True)} to {day(first['fetched_at'], clock=True)}"
    items = "".join(
        f"<li><b>{'−' if line.change == 'cut' else '+'}</b> {'headline: ' if line.part == 'title' else ''}"
        f"<bdi>{markup(line.line)}</bdi></li>"
        for line in rows_of(lines)
    )
    return f"<h3>Version {first['version']} <small>{times}; {told}</small></h3><ul>{items}</ul>"
