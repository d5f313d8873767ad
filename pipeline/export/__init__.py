"""Results as files for other programs. An exporter is one file with a function export(run, folder, selection).

export writes the tables of the selected events into the folder and returns the paths it wrote; nothing of it is left
behind when it fails. It raises ExportError when the folder cannot be written or the format cannot hold the tables.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.queries import Selection
from pipeline.registry import resolve
from pipeline.store import StoredRun

EXPORTERS = {
    "csv": "pipeline.export.csv:export",
    "datapackage": "pipeline.export.datapackage:export",
    "gold": "pipeline.export.gold:export",
    "html": "pipeline.export.html:export",
    "jsonl": "pipeline.export.jsonl:export",
    "markdown": "pipeline.export.markdown:export",
    "scoring": "pipeline.export.scoring:export",
    "worksheet": "pipeline.export.worksheet:export",
    "xlsx": "pipeline.export.xlsx:export",
}


def export_run(run: StoredRun, name: str, folder: str | Path, selection: Selection | None = None) -> list[Path]:
    """The paths of the files that the exporter `name` wrote into `folder`, which is made where it is not there.

    Raises UnknownNameError for a format that there is none of, ExportError as the exporters do.
    """
    paths: list[Path] = resolve("export format", EXPORTERS, name)(run, Path(folder), selection or Selection())
    return paths
