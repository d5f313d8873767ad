"""A table for people: wrapped text, links in cells, a row a card on phones; keyboard and screen readers work in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from pipeline.ui.components import inert

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


def _plain(cell: Cell) -> dict[str, str]:
    """The cell's filled fields, its texts made inert."""
    fields = {name: value for name, value in asdict(cell).items() if value}
    return {**fields, "words": inert(cell.words), "note": inert(cell.note)}


def _component() -> ComponentRenderer:
    # Registered at each call: the registry belongs to the running server, and the same definition again costs nothing.
    return st.components.v2.component("parallax-grid", html=_HTML, css=_text("grid.css"), js=_text("grid.js"))


@cache
def _text(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
