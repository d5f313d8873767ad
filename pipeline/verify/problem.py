"""What a check reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from pipeline.schema import TABLES

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Problem:
    """Something wrong with a stored run: in which table or file, what in a few words, and where."""

    place: str
    what: str
    detail: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}: {self.detail}"


def in_rows(table: str, what: str, bad: pd.DataFrame) -> Iterator[Problem]:
    """The Problem `what` of the rows `bad` of `table`, with their number and the first one's key; none where empty."""
    if len(bad):
        key = TABLES[table].key or tuple(TABLES[table].column_names)
        first = ", ".join(f"{name} {bad.iloc[0][name]}" for name in key if name in bad.columns)
        yield Problem(table, what, f"{len(bad):,} rows, the first: {first}")
