"""A table for people: wrapped text, links in cells, a row a card on phones; keyboard and screen readers work in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import streamlit as st
from streamlit.components.v2.types import ComponentRenderer
from streamlit.delta_generator import DeltaGenerator

from pipeline.ui.components import inert, rows_of

PAGE_ROWS = 25
Tone = Literal["", "good", "bad", "unsure", "none"]
_HTML = '<div class="frame"><div class="scroll" tabindex="0" role="region"><table></table></div></div>'


@dataclass(frozen=True)
class Column:
    """A column: `key` names it to the program, `label` to people; `kind` says how it is set."""

    key: str
    label: str
    kind: Literal["text", "short", "number", "mark"] = "text"
    help: str = ""


@dataclass(frozen=True)
class Cell:
    """What a cell shows. `href`, an address in the app, makes it a link; `tone` only adds to `symbol` and `words`."""

    words: str
    symbol: str = ""
    tone: Tone = ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A row: `id` names it to the program."""

    id: str
    cells: tuple[Cell, ...]


def grid(key: str, caption: str, columns: Sequence[Column], rows: Sequence[Row], selected: str = "") -> None:
    """Draw the table; `caption` names it to screen readers, `selected` is the id of a row to mark.

    A link changes the app's address, and so what is shown, as one step of the browser's history.
    """
    data = {
        "caption": inert(caption),
        "columns": [{**asdict(column), "label": inert(column.label)} for column in columns],
        "rows": [{"id": row.id, "cells": [_plain(cell) for cell in row.cells]} for row in rows],
        "selected": selected,
    }
    _component()(key=key, data=data)


def grid_of(
    found: pd.DataFrame, row: Callable[[Any], Row], key: str, caption: str, columns: Sequence[Column], page_key: str
) -> None:
    """Draw one page of `found` as a table, each of its rows as `row` has it, and the pager below it; see `grid`.

    `page_key` keeps the page's number apart from those of other tables.
    """
    table, pager = st.container(), st.container()
    rows = [row(one) for one in rows_of(one_page(found, page_key, pager))]
    with table:
        grid(key, caption, columns, rows)


def one_page(frame: pd.DataFrame, key: str, below: DeltaGenerator, *, in_address: bool = False) -> pd.DataFrame:
    """The rows of `frame` on the page chosen in the pager, which is drawn in `below` where there is more than one.

    `in_address` binds the page's number to the query parameter `key`.
    """
    if len(frame) <= PAGE_ROWS:
        return frame
    number = below.pagination(-(-len(frame) // PAGE_ROWS), key=key, bind="query-params" if in_address else None)
    return frame.iloc[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]


def _plain(cell: Cell) -> dict[str, str]:
    """The cell's filled fields, its texts made inert."""
    fields = {name: value for name, value in asdict(cell).items() if value}
    return {**fields, "words": inert(cell.words), "note": inert(cell.note)}


def _component() -> ComponentRenderer:
    # Registered at each call: the registry belongs to the running server, and the same definition again costs nothing.
    code = _text("history.js") + _text("grid.js")
    return st.components.v2.component("parallax-grid", html=_HTML, css=_text("grid.css"), js=code)


@cache
def _text(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
