"""Tables that follow from a run alone and take long to work out: kept beside the runs, in files of their own.

A published run never changes, so neither do they. They are no part of a run: whoever deletes them loses time only.
"""

from __future__ import annotations

import hashlib
import tempfile
from glob import escape
from pathlib import Path
from threading import Lock

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import StoreError
from pipeline.files import MANIFEST, STAGING, clear_abandoned, on_disk
from pipeline.store import StoredRun

FOLDER = Path(".cache") / "derived"
"""Where in a results folder they lie, a file each: the run's id, and a hash of the query and of when the run came."""
FEWEST_ARTICLES = 5_000
"""Of smaller runs nothing is kept: working it out takes no longer than reading a file."""
_MAKING = Lock()


def derived(run: StoredRun, query: str) -> str:
    """The rows of `query`, which has no parameters, as a table expression for StoredRun.sql.

    A file of them, else the query itself.
    """
    file = kept(run, query)
    return f"({query})" if file is None else f"read_parquet('{_quoted(escape(str(file)))}', hive_partitioning = false)"


def kept(run: StoredRun, query: str) -> Path | None:
    """The file of the rows of `query`, in their order, which the first call writes.

    None for runs of less than FEWEST_ARTICLES, and where nothing can be written: a full disk is no damage. Where a
    table's file is damaged, whoever asks the query itself is told.
    """
    if int(run.manifest.get("counts", {}).get("articles", 0)) < FEWEST_ARTICLES:
        return None
    try:
        changed = (run.path / MANIFEST).stat().st_mtime_ns
        digest = hashlib.sha256(f"{changed} {query}".encode()).hexdigest()[:16]
        folder = run.path.parent / FOLDER
        file = folder / f"{run.run_id}-{digest}.parquet"
        with _MAKING:
            if not _is_whole(file):
                _write(run, query, file)
    except (OSError, StoreError):
        return None
    return file


def _is_whole(file: Path) -> bool:
    """Whether `file` is there with its end, where Parquet tells what is in it."""
    try:
        pq.read_metadata(file)
    except (OSError, pa.ArrowException):
        return False
    return True


def _write(run: StoredRun, query: str, file: Path) -> None:
    """The rows of `query` as the Parquet file `file`, whole or not at all.

    What was kept of runs that are gone goes, and what killed processes left half-written.
    """
    folder = file.parent
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=STAGING, dir=folder) as made:
        rows = Path(made) / "rows"
        run.sql(f"COPY ({query}) TO '{_quoted(rows)}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20_000)")
        on_disk(rows)
        rows.replace(file)
    for other in folder.glob("*.parquet"):
        if not (folder.parent.parent / other.stem.rpartition("-")[0]).is_dir():
            other.unlink(missing_ok=True)
    clear_abandoned(folder)


def _quoted(path: Path | str) -> str:
    return str(path).replace("'", "''")
