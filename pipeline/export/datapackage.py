"""A data package: the exact tables as CSV beside datapackage.json, as frictionlessdata.io describes it (version 1).

Unlike the exporter csv, which makes files for spreadsheet programs, every text stands as it is: no byte-order mark, no
apostrophe. Null is an empty cell.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from csv import QUOTE_NONNUMERIC
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.export.cells import iso_times
from pipeline.export.files import publish_files
from pipeline.export.tables import about, parts
from pipeline.queries import VIEWS, Selection
from pipeline.schema import BOOLEAN, INTEGER, REAL, STRING, TIME, Table
from pipeline.store import StoredRun

DESCRIPTOR = "datapackage.json"
_TYPES = {STRING: "string", INTEGER: "integer", REAL: "number", BOOLEAN: "boolean", TIME: "datetime"}
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of the members of an archive: the same tables are the same bytes."""


def export(run: StoredRun, folder: Path, selection: Selection) -> list[Path]:
    """Write the tables of the selected events as TABLE.csv, with datapackage.json, which describes each column.

    Returns the files' paths. Raises ExportError when the folder cannot be written.
    """
    return publish_files(folder, lambda staging: _write(run, staging, selection))


def archive(run: StoredRun, selection: Selection) -> bytes:
    """The data package as one ZIP file, for a download."""
    target = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        _write(run, Path(folder), selection)
        for path in sorted(Path(folder).iterdir()):
            member = zipfile.ZipInfo(path.name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(member, path.read_bytes())
    return target.getvalue()


def _write(run: StoredRun, staging: Path, selection: Selection) -> None:
    names: list[str] = []
    for name, frame in parts(run, selection):
        with (staging / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
            file.write(_csv(frame, header=name not in names))
        names = [*dict.fromkeys([*names, name])]
    resources = [_resource(VIEWS[name], (staging / f"{name}.csv").read_bytes()) for name in names]
    text = json.dumps(_descriptor(run, resources), indent=2, ensure_ascii=False)
    (staging / DESCRIPTOR).write_text(text, encoding="utf-8")


def _csv(frame: pd.DataFrame, header: bool) -> str:
    # A carriage return inside a text must stand in quotes; pandas would leave it bare beside "\n" as the line's end.
    table = iso_times(frame).to_csv(index=False, header=header, quoting=QUOTE_NONNUMERIC, lineterminator="\n")
    return str(table)


def _descriptor(run: StoredRun, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": f"parallax-{run.run_id.lower()}",
        "title": (run.manifest.get("corpus") or {}).get("title") or "Comparison of news articles",
        "description": "Claims, divergences, omissions and quotations of articles on the same events.",
        "created": run.manifest.get("created_at"),
        "parallax": about(run),
        "resources": resources,
    }


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "description": table.meaning,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [
                {
                    "name": column.name,
                    "type": _TYPES[column.dtype],
                    "description": column.meaning,
                    "constraints": {"required": not column.nullable},
                }
                for column in table.columns
            ],
            "missingValues": [""],
            **({"primaryKey": list(table.key)} if table.key else {}),
        },
    }
