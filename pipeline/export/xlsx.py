"""XLSX: one workbook, a sheet a table, with sheets that say where it comes from and what the columns mean.

Text is text: no formula and no link is made of it, and text that a spreadsheet would take for a formula when it is
saved as CSV has an apostrophe before it. Columns of addresses are links where they are http or https. Times are dates
in UTC, null is an empty cell; texts over 32,767 characters are cut with a mark.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from pipeline.errors import ExportError
from pipeline.export.cells import is_null, iso, iso_times, xlsx_text
from pipeline.export.files import publish_files
from pipeline.export.tables import about as about_run
from pipeline.export.tables import parts
from pipeline.queries import VIEWS, Selection, data_dictionary
from pipeline.schema import Table
from pipeline.store import StoredRun

FILE = "parallax.xlsx"
MAX_ROWS = 1_048_575
"""Rows of a sheet below its header."""
MAX_LINKS = 65_000
"""Links of a sheet; the format allows 65,530."""
MAX_URL = 2_000
"""Characters of a link; the format allows 2,079."""
FIRST_YEAR = 1901
"""Earlier times are written as text: the format's calendar begins in 1900, with a day that never was."""
_LINK = re.compile(r"https?://[^\s\x00-\x1f]+")
_URL_COLUMN = re.compile(r"url(_.*)?|.*_url")
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDTHS = (9, 60)
"""Narrowest and widest column, in characters; longer text wraps."""
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def export(run: StoredRun, folder: Path, selection: Selection) -> list[Path]:
    """Write the tables of the selected events as parallax.xlsx; returns its path.

    Raises ExportError when the folder cannot be written or a table has more rows than a sheet can hold.
    """

    def write(staging: Path) -> None:
        try:
            _write(str(staging / FILE), parts(run, selection), about_run(run), {"constant_memory": True})
        except FileCreateError as error:
            raise OSError(str(error)) from error

    return publish_files(folder, write)


def xlsx_bytes(sheets: Mapping[str, pd.DataFrame], about: Mapping[str, str]) -> bytes:
    """`sheets` (name -> frame) as a workbook, for a download; `about` says where they come from.

    The columns of sheets that are named as in queries.VIEWS are explained on a sheet of their own. Raises ExportError
    when a frame has more rows than a sheet can hold.
    """
    target = io.BytesIO()
    _write(target, sheets.items(), about, {"in_memory": True})
    return target.getvalue()


def _write(
    target: str | io.BytesIO,
    tables: Iterable[tuple[str, pd.DataFrame]],
    about: Mapping[str, str],
    options: Mapping[str, bool],
) -> None:
    with closing(xlsxwriter.Workbook(target, {**_OPTIONS, **options})) as book:
        formats = {
            "header": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "time": book.add_format({"num_format": 'yyyy-mm-dd"T"hh:mm:ss"Z"', "valign": "top", "align": "left"}),
            "link": book.add_format({"font_color": "#0563C1", "underline": 1, "text_wrap": True, "valign": "top"}),
        }
        sheets: dict[str, _Sheet] = {}
        for name, frame in tables:
            if name not in sheets:
                sheets[name] = _Sheet(book, name, frame, formats)
            sheets[name].append(frame)
        explained = [_explained(name, sheet.columns) for name, sheet in sheets.items() if name in VIEWS]
        origin = pd.DataFrame(about.items(), columns=["property", "value"])
        for name, frame in (("about", origin), ("data dictionary", data_dictionary(explained))):
            if len(frame):
                _Sheet(book, name, frame, formats).append(frame)


def _explained(name: str, columns: list[str]) -> Table:
    """The table `name` with those of its columns that the sheet shows."""
    view = VIEWS[name]
    return Table(view.name, view.meaning, tuple(column for column in view.columns if column.name in columns))


class _Sheet:
    """A sheet that grows downwards: frozen header, a filter over the columns, widths after its first rows."""

    def __init__(self, book: Any, name: str, frame: pd.DataFrame, formats: Mapping[str, Any]) -> None:
        self.name, self.columns, self._formats = name, [str(column) for column in frame.columns], formats
        self._sheet = book.add_worksheet(_sheet_name(name, {sheet.name for sheet in book.worksheets()}))
        self._rows = self._links = 0
        self._sheet.freeze_panes(1, 0)
        for column, width in enumerate(_widths(frame)):
            self._sheet.set_column(column, column, width, formats["text"])
        for column, title in enumerate(self.columns):
            self._sheet.write_string(0, column, title, formats["header"])

    def append(self, frame: pd.DataFrame) -> None:
        """Write the rows of `frame` below those that are there. Raises ExportError when they are too many."""
        if self._rows + len(frame) > MAX_ROWS:
            raise ExportError(
                f"the table {self.name} has more than the {MAX_ROWS} rows that a sheet can hold",
                "Select fewer events, or export csv or jsonl",
            )
        for values in frame.itertuples(index=False, name=None):
            self._rows += 1
            for column, value in enumerate(values):
                if not is_null(value):
                    self._cell(self._rows, column, value)
        if self.columns:
            self._sheet.autofilter(0, 0, max(self._rows, 1), len(self.columns) - 1)

    def _cell(self, row: int, column: int, value: Any) -> None:
        if isinstance(value, (bool, np.bool_)):
            self._sheet.write_boolean(row, column, bool(value), self._formats["text"])
        elif isinstance(value, (int, float, np.number)) and np.isfinite(value):
            self._sheet.write_number(row, column, value, self._formats["text"])
        elif isinstance(value, pd.Timestamp) and value.year >= FIRST_YEAR:
            naive = value.tz_convert(None) if value.tzinfo else value
            self._sheet.write_datetime(row, column, naive.to_pydatetime(warn=False), self._formats["time"])
        elif isinstance(value, pd.Timestamp):
            self._sheet.write_string(row, column, iso(value), self._formats["text"])
        elif self._is_link(column, str(value)):
            self._links += 1
            self._sheet.write_url(row, column, str(value), self._formats["link"], string=str(value))
        else:
            self._sheet.write_string(row, column, xlsx_text(str(value)), self._formats["text"])

    def _is_link(self, column: int, value: str) -> bool:
        of_addresses = _URL_COLUMN.fullmatch(self.columns[column])
        short = len(value) <= MAX_URL and self._links < MAX_LINKS
        return bool(of_addresses and short and _LINK.fullmatch(value))


def _widths(frame: pd.DataFrame) -> list[int]:
    """A width in characters for each column, after its title and its first rows."""
    narrow, wide = _WIDTHS
    first = iso_times(frame.head(200)).astype(object)
    longest = [max([len(str(column)) + 3, *(len(str(value)) for value in first[column])]) for column in first.columns]
    return [min(max(length + 1, narrow), wide) for length in longest]


def _sheet_name(name: str, taken: set[str]) -> str:
    """`name` as a sheet may be called: at most 31 characters, no brackets, colons or slashes, unlike `taken`."""
    clean = _NO_SHEET_NAME.sub(" ", name).strip("' ")[:31] or "table"
    lower, number, free = {other.lower() for other in taken} | {"history"}, 1, clean
    while free.lower() in lower:
        number += 1
        free = f"{clean[:27]} {number}"
    return free
