"""JSON lines: one file a table, one object a row, every text as it is; null is null, times are ISO 8601 in UTC."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from pipeline.export.cells import iso_times
from pipeline.export.files import publish_files
from pipeline.export.tables import about, parts
from pipeline.queries import Selection
from pipeline.store import StoredRun


def export(run: StoredRun, folder: Path, selection: Selection) -> list[Path]:
    """Write the tables of the selected events as TABLE.jsonl, with about.json.

    Returns the files' paths. Raises ExportError when the folder cannot be written.
    """

    def write(staging: Path) -> None:
        for name, frame in parts(run, selection):
            with (staging / f"{name}.jsonl").open("a", encoding="utf-8") as file:
                file.write(jsonl(frame))
        (staging / "about.json").write_text(json.dumps(about(run), indent=2, ensure_ascii=False), encoding="utf-8")

    return publish_files(folder, write)


def jsonl(frame: pd.DataFrame) -> str:
    """The rows of `frame`, a JSON object and a line each."""
    values = iso_times(frame).astype(object)
    rows = values.where(values.notna(), None).to_dict("records")
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
