"""CSV: one file a table, in UTF-8 with a byte-order mark, as spreadsheet programs need it.

Times are ISO 8601 in UTC, null is an empty cell. All text stands in quotes, and text that a spreadsheet would take for
a formula has an apostrophe before it; jsonl has the exact words. The run's data dictionary and origin lie beside.
"""

from __future__ import annotations

from csv import QUOTE_NONNUMERIC
from pathlib import Path

import pandas as pd

from pipeline.export.cells import is_text, iso_times, neutral
from pipeline.export.files import publish_files
from pipeline.export.tables import TABLES, about, parts
from pipeline.queries import VIEWS, Selection, data_dictionary
from pipeline.store import StoredRun

_BOM = "\ufeff"


def export(run: StoredRun, folder: Path, selection: Selection) -> list[Path]:
    """Write the tables of the selected events as TABLE.csv, with data_dictionary.csv and about.csv.

    Returns the files' paths. Raises ExportError when the folder cannot be written.
    """

    def write(staging: Path) -> None:
        for name, frame in parts(run, selection):
            path = staging / f"{name}.csv"
            text = _csv(frame, header=not path.exists())
            with path.open("a", encoding="utf-8", newline="") as file:
                file.write(text)
        dictionary = data_dictionary(VIEWS[name] for name in TABLES)
        (staging / "data_dictionary.csv").write_bytes(csv_bytes(dictionary))
        origin = pd.DataFrame(about(run).items(), columns=["property", "value"])
        (staging / "about.csv").write_bytes(csv_bytes(origin))

    return publish_files(folder, write)


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """`frame` as a CSV file, for a download."""
    return _csv(frame, header=True).encode("utf-8")


def _csv(frame: pd.DataFrame, header: bool) -> str:
    frame = iso_times(frame)
    texts = {name: frame[name].map(_cell, na_action="ignore") for name in frame.columns if is_text(frame[name])}
    table = frame.assign(**texts).to_csv(index=False, header=header, quoting=QUOTE_NONNUMERIC, lineterminator="\n")
    return (_BOM if header else "") + table


def _cell(value: object) -> object:
    return neutral(value) if isinstance(value, str) else value
