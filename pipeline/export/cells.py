"""Values as cells of a table file."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

# What spreadsheet programs take for the beginning of a formula, full-width forms included
# (OWASP, "CSV Injection").
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
# Characters that XML 1.0, and with it XLSX, cannot hold.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAX_XLSX_TEXT = 32_767
"""UTF-16 units that a cell of XLSX holds."""
CUT = " … [cut]"
"""Stands at the end of a text that was longer than a cell."""


def neutral(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def xlsx_text(text: str) -> str:
    """`text` as a cell of XLSX can hold it: neutral, without what XML forbids, cut with a mark where too long."""
    text = neutral(_NO_XML.sub("", text))
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_XLSX_TEXT:
        return text
    return units[: 2 * (MAX_XLSX_TEXT - len(CUT))].decode("utf-16-le", "ignore") + CUT


def is_text(column: pd.Series) -> bool:
    """Whether the column holds text (or values of mixed kinds)."""
    return bool(pd.api.types.is_string_dtype(column) or pd.api.types.is_object_dtype(column))


def is_null(value: Any) -> bool:
    """Whether a single value is null."""
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def iso_times(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with its times as text in ISO 8601, UTC as Z; null stays null."""
    times = {name: frame[name].map(iso, na_action="ignore") for name in frame.columns if _is_time(frame[name])}
    return frame.assign(**times)


def _is_time(column: pd.Series) -> bool:
    return bool(pd.api.types.is_datetime64_any_dtype(column))


def iso(time: pd.Timestamp) -> str:
    """A time in ISO 8601, UTC as Z."""
    return time.isoformat().replace("+00:00", "Z")
