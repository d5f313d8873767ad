"""Results on disk: the only module that reads or writes them.

A results folder holds one folder a run, named by time and fingerprint. A run is written beside its place and put there
by one rename, its manifest last, so that a reader never sees half a run. Several processes may publish into one folder:
one at a time, under a lock that the system lets go when its holder dies. Results may lie at an address, as
s3://bucket/results: a local folder stands for them (pipeline.mirror).
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from glob import escape
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import addresses, mirror
from pipeline.errors import StoreError, SupersededError
from pipeline.files import MANIFEST, RUN_NAME, STAGING, clear_abandoned, on_disk, put, write_manifest, write_tables
from pipeline.mirror import local_folder
from pipeline.schema import BOOLEAN, INTEGER, REAL, STRING, TABLES, TIME, empty, validate

DEFAULT_RESULTS = Path("data") / "results"
_LOCK = ".lock"
_SECOND = "%Y%m%dT%H%M%SZ"
_MOST_MEMORY = "400MB"
"""Of DuckDB; what a query needs beyond it goes to temporary files: the app of 200,000 articles takes under 1 GB so."""
_WAITS = (0.1, 0.5, 2.0, 5.0, 10.0, 20.0)
"""Seconds after which a query that found no memory is asked again."""
_SQL = {STRING: "VARCHAR", INTEGER: "BIGINT", REAL: "DOUBLE", BOOLEAN: "BOOLEAN", TIME: "TIMESTAMPTZ"}
_NO_ROWS = "SELECT 1 AS none, 0::BIGINT AS file_row_number WHERE false"


@dataclass(frozen=True)
class StoredRun:
    """A published run, opened for reading; `path` is its folder."""

    path: Path

    @property
    def run_id(self) -> str:
        """Name of the run: time of its start and fingerprint of input and settings."""
        return self.path.name

    @property
    def results(self) -> Path | addresses.Address:
        """The results folder that it is in, or the address that this folder mirrors."""
        return mirror.address_of(self.path.parent) or self.path.parent

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Settings, model, versions, input hashes, counts and timings of the run."""
        try:
            manifest = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise StoreError(
                f"{self.path}: the run's manifest cannot be read ({error})", "Run the pipeline again"
            ) from error
        if not isinstance(manifest, dict):
            raise StoreError(f"{self.path}: the run's manifest is no object", "Run the pipeline again")
        return manifest

    def file(self, table: str) -> Path:
        """Where the Parquet file of `table` lies."""
        return self.path / f"{table}.parquet"

    @property
    def is_whole(self) -> bool:
        """Whether its manifest can be read and the file of every table is there."""
        try:
            return bool(self.manifest) and all(self.file(name).is_file() for name in TABLES)
        except StoreError:
            return False

    def table(self, name: str, columns: list[str] | None = None) -> pd.DataFrame:
        """The table `name` with its columns' own types; only `columns` where given.

        What an earlier version of the program did not write is unknown: a table that it did not have is empty, a column
        null where it may be. Raises StoreError when its file is missing, damaged or not of the schema.
        """
        schema = TABLES[name]
        if not self._has(name):
            return empty(schema)[columns or schema.column_names]
        try:
            written = pq.read_schema(self.file(name)).names
            frame = pq.read_table(self.file(name), columns=columns and [c for c in columns if c in written]).to_pandas()
        except (OSError, ValueError, TypeError, LookupError, pa.ArrowException) as error:  # also of spoilt metadata
            raise StoreError(f"{self.file(name)} cannot be read ({error})", "Run the pipeline again") from error
        kept = [column for column in schema.columns if columns is None or column.name in columns]
        missing = [column for column in kept if column.name not in frame.columns]
        if lost := [column.name for column in missing if not column.nullable]:
            raise StoreError(f"{self.file(name)} lacks the columns {lost}", "Run the pipeline again")
        frame = frame.assign(**{column.name: empty(schema)[column.name].reindex(frame.index) for column in missing})
        try:
            frame = frame[[column.name for column in kept]].astype({column.name: column.dtype for column in kept})
        except (ValueError, TypeError) as error:
            raise StoreError(
                f"{self.file(name)}: columns of other types ({error})", "Run the pipeline again"
            ) from error
        return frame if columns else validate(frame, schema)

    @cached_property
    def _database(self) -> duckdb.DuckDBPyConnection:
        """An empty database in which each table of the schema is a view of its file; opened once, it costs 20 ms.

        The view numbered_NAME has a column more, file_row_number: by it DuckDB passes over the rest of the file.
        """
        connection = duckdb.connect(config={"memory_limit": _MOST_MEMORY, "temp_directory": _spill_folder()})
        for name, table in TABLES.items():
            file, known = escape(str(self.file(name))), self._has(name)  # DuckDB takes it for a pattern
            view = connection.read_parquet(file, file_row_number=True) if known else connection.sql(_NO_ROWS)
            missing = [column for column in table.columns if column.nullable or not self._has(name)]
            missing = [column for column in missing if column.name not in view.columns]
            columns = ["*", *(f'NULL::{_SQL[c.dtype]} AS "{c.name}"' for c in missing)]
            view.project(", ".join(columns)).create_view(f"numbered_{name}")
            connection.view(f"numbered_{name}").project("* EXCLUDE (file_row_number)").create_view(name)
        return connection

    def _has(self, name: str) -> bool:
        """Whether the program that made the run knew the table `name`."""
        counts = self.manifest.get("counts")
        return not isinstance(counts, dict) or name in counts

    def sql(self, query: str, parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Rows of a DuckDB `query` in which each table of the schema is a view; `$name` takes a parameter.

        Threads may call it at the same time. Raises StoreError where a file is missing or damaged, or room is short.
        """
        try:
            for seconds in _WAITS:
                try:
                    return self._rows(query, parameters)
                except duckdb.OutOfMemoryException:  # what others ask at the same time needs it
                    time.sleep(seconds)
            return self._rows(query, parameters)
        except duckdb.Error as error:
            problem = f"{self.path}: its tables cannot be read ({str(error).splitlines()[0]})"
            full = isinstance(error, duckdb.OutOfMemoryException) or "No space left" in str(error)
            advice = "Try again later, or set TMPDIR to a folder with more room" if full else "Run the pipeline again"
            raise StoreError(problem, advice) from error

    def _rows(self, query: str, parameters: Mapping[str, object] | None) -> pd.DataFrame:
        with self._database.cursor() as cursor:
            frame: pd.DataFrame = cursor.execute(query, dict(parameters or {})).df()
            return frame


def _spill_folder() -> str:
    """Where DuckDB puts what its memory does not hold, a folder for each process; DuckDB makes and removes it.

    "" where no folder can be written, as on a full disk: then it has its memory alone.
    """
    try:
        return str(Path(tempfile.gettempdir()) / f"parallax-duckdb-{os.getpid()}")
    except FileNotFoundError:
        return ""


def prepare(results: str | Path) -> None:
    """Make the folder `results`, and clear away what killed runs left half-written in it.

    Raises StoreError when nothing can be written there: a run asks before its work, not after.
    """
    folder = local_folder(results)
    mirror.check_writable(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        clear_abandoned(folder)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: Exception) -> StoreError:
    return StoreError(
        f"{folder}: the results cannot be written ({error})", "Free space or choose another folder with --out"
    )


def runs(results: str | Path) -> list[StoredRun]:
    """The published runs in the folder `results`, oldest first; none where it does not exist.

    Of results at an address the newest, and those that this machine has read lately. Raises StoreError.
    """
    return _published(local_folder(results))


def _published(folder: Path) -> list[StoredRun]:
    try:
        there = folder.iterdir() if folder.is_dir() else ()
        found = sorted(entry for entry in there if RUN_NAME.fullmatch(entry.name) and (entry / MANIFEST).is_file())
    except OSError as error:
        raise StoreError(f"{folder}: cannot be read ({error})", "Name a folder that you may read") from error
    return [StoredRun(entry) for entry in found]


def open_run(path: str | Path) -> StoredRun:
    """The run at `path`: a run's folder, or a results folder, of which the newest run is taken; either at an address.

    Raises StoreError when there is none, AddressError when an address cannot be reached.
    """
    return _opened(local_folder(path), path)


def open_held(folder: Path) -> StoredRun:
    """The same of a local folder as it is: a mirror is not held against its address. Raises StoreError."""
    return _opened(folder, folder)


def _opened(folder: Path, path: str | Path) -> StoredRun:
    if (folder / MANIFEST).is_file():
        return StoredRun(folder)
    found = _published(folder)
    if not found:
        raise StoreError(f"{path}: no run is stored here", f"Make one: python -m pipeline run PATH --out {path}")
    return found[-1]


def stored_at(path: str | Path) -> StoredRun | None:
    """The run at `path`, whole or not: a run's folder or the newest of a results folder; None where there is none."""
    there = addresses.place(path)
    if isinstance(there, addresses.Address):
        return _stored_in(mirror.fresh_copy(there))
    try:
        return _stored_in(there.resolve())
    except (OSError, RuntimeError):  # who takes it for input says why it cannot be read; RuntimeError: a link to itself
        return None


def _stored_in(folder: Path) -> StoredRun | None:
    if not folder.is_dir():
        return None
    named = RUN_NAME.fullmatch(folder.name)
    if named or ((folder / MANIFEST).is_file() and StoredRun(folder).file("articles").is_file()):
        return StoredRun(folder)
    names = [entry.name for entry in folder.iterdir() if RUN_NAME.fullmatch(entry.name) and entry.is_dir()]
    return StoredRun(folder / max(names)) if names else None


def publish(
    results: str | Path,
    run_id: str,
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    made_of: str | None = None,
) -> StoredRun:
    """Write `tables` and `manifest` as the run `run_id` into the folder `results`, whole or not at all.

    Where that id would not make it the newest run, its time moves on to the second after the newest. `made_of` is the
    id of the run that this one takes the place of. Raises SupersededError when that is not the newest any more,
    StoreError when a table breaks its schema or the folder cannot be written; earlier runs stay as they are.
    """
    folder = local_folder(results)
    for name, table in TABLES.items():
        validate(tables[name], table)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=folder))
        try:
            files = write_tables(staging, tables)
            with _locked(folder):
                target = folder / _newest_name(mirror.refreshed(folder), run_id, made_of)
                write_manifest(staging, {**manifest, "run_id": target.name, "files": files})
                mirror.publish(folder, staging, target.name)
                staging.chmod(0o755)
                put(staging, target)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        on_disk(folder)
    except (OSError, pa.ArrowException) as error:
        raise _unwritable(folder, error) from error
    return StoredRun(target)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _newest_name(folder: Path, run_id: str, made_of: str | None) -> str:
    """`run_id`, or of a later second where the newest run in `folder` would come after it by name."""
    if made_of is not None and (newest := _published(folder)[-1:]) and newest[0].run_id != made_of:
        raise SupersededError(f"{folder}: the run {newest[0].run_id} was published meanwhile", "Do the same again")
    names = [entry.name for entry in folder.iterdir() if RUN_NAME.fullmatch(entry.name)]
    wanted, last = RUN_NAME.fullmatch(run_id), RUN_NAME.fullmatch(max(names, default=""))
    if wanted is None or last is None or wanted[1] > last[1]:
        return run_id
    following = datetime.strptime(last[1], _SECOND).replace(tzinfo=UTC) + timedelta(seconds=1)
    return f"{following:{_SECOND}}{wanted[2]}"
