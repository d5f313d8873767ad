"""The word lists of data/lexicons that detectors read; what each holds and its licence stand in the README there."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from pipeline.errors import ModelError

LEXICONS = Path(__file__).parents[2] / "data" / "lexicons"


@lru_cache(maxsize=8)
def read_lexicon(name: str) -> tuple[dict[str, str], ...]:
    """The rows of the list `name`, column -> cell. Raises ModelError where the file is missing or no CSV in UTF-8."""
    path = LEXICONS / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ModelError(f"the word list data/lexicons/{name}.csv cannot be read ({error})", "Restore it") from error
