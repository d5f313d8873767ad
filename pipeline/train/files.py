"""The files that training reads: JSON lines and CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Text = tuple[str, str | None]
"""An article's text and title."""


def json_lines(path: Path) -> list[Any]:
    """What stands in the lines of `path`, blank ones left out. Raises OSError, and ValueError where one is no JSON.

    A line ends where a file's does, not also at what str.splitlines takes for an end, such as U+2028: JSON may hold
    that in a text as it is.
    """
    with path.open(encoding="utf-8-sig") as file:
        return [json.loads(line) for line in file if line.strip()]


def read_texts(path: Path) -> dict[str, Text]:
    """The articles of JSON lines of id, text and, where there is one, title; by id. Raises OSError and ValueError."""
    found: dict[str, Text] = {}
    for number, row in enumerate(json_lines(path), start=1):
        if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not isinstance(row.get("text"), str):
            raise ValueError(f"{path.name}: article {number} lacks an id or a text")
        title = row.get("title")
        found[row["id"]] = row["text"], title if isinstance(title, str) else None
    return found


def csv_rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of `path`, which has `columns`; a cell that a row lacks is empty. Raises OSError and ValueError."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file, restval="")
        if missing := [column for column in columns if column not in (rows.fieldnames or ())]:
            raise ValueError(f"{path.name} lacks the columns {missing}")
        try:
            return list(rows)
        except csv.Error as error:
            raise ValueError(f"{path.name}: {error}") from error
