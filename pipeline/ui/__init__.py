"""The pages of the dashboard. A new page is one module with `render() -> None`, and one line here."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page

from pipeline.registry import resolve

PAGES: dict[str, str] = {
    "events": "pipeline.ui.events:render",
    "event": "pipeline.ui.event:render",
    "reader": "pipeline.ui.reader:render",
    "outlets": "pipeline.ui.outlets:render",
    "add_articles": "pipeline.ui.add:render",
    "method": "pipeline.ui.method:render",
}


def page(name: str) -> Page:
    """The page `name` of the registry; its module is imported when it is shown. The first is the start page."""
    return st.Page(
        lambda: resolve("page", PAGES, name)(),
        title=name.replace("_", " ").capitalize(),
        url_path=name,
        default=name == next(iter(PAGES)),
    )
