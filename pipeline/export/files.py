"""Files appear whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import ExportError


def publish_files(folder: Path, write: Callable[[Path], None]) -> list[Path]:
    """Let `write` fill an empty folder beside the files' place, then put each of its files into `folder` by a rename.

    Returns the files' paths in alphabetical order; those of the same names are replaced. Raises ExportError when
    `folder` cannot be written; whatever `write` raises goes through, and nothing is left behind.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
        try:
            write(staging)
            written = sorted(staging.iterdir())
            return [path.replace(folder / path.name) for path in written]
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise ExportError(
            f"{folder}: the export cannot be written ({error.strerror or error})", "Free space or choose another folder"
        ) from error
