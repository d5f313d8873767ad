"""A table of speakers against the outlets that quote them, for one event or for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.ui.components import rows_of, shorten
from pipeline.ui.grid import Cell, Column, Row, grid, one_page


def speakers_grid(found: pd.DataFrame, outlets: Mapping[str, str], key: str, told: Callable[[Any], str]) -> None:
    """Draw `found`, in the columns of queries.speakers: a row a speaker, a column each of `outlets` (id -> name).

    `told` says what stands in the cell of a row of `found`; `key` tells the table's pages apart.
    """
    table, pager = st.container(), st.container()
    shown = one_page(found.drop_duplicates("speaker")[["speaker"]], key, pager)
    cells = {(row.speaker, row.outlet_id): row for row in rows_of(found[found["speaker"].isin(shown["speaker"])])}
    rows = [
        Row(str(speaker), (Cell(shorten(speaker, 120)), *(_cell(cells.get((speaker, one)), told) for one in outlets)))
        for speaker in shown["speaker"]
    ]
    columns = [Column(outlet, shorten(name, 40), "mark") for outlet, name in outlets.items()]
    with table:
        grid("speakers", "Speakers against outlets: statements of each", [Column("speaker", "Speaker"), *columns], rows)


def _cell(row: Any, told: Callable[[Any], str]) -> Cell:
    return Cell("none", "○", "none") if row is None else Cell(told(row), "●", "good")
