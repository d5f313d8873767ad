"""Results on disk: the only module that reads or writes them.

A results folder holds one folder a run, named by time and fingerprint. A run is written beside its place and put there
by one rename, its manifest last, so that a reader never sees half a run. Several processes may publish into one folder:
one at a time, under a lock that the system lets go when its holder dies.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import StoreError, SupersededError
from pipeline.schema import BOOLEAN, INTEGER, REAL, STRING, TABLES, TIME, empty, validate

MANIFEST = "manifest.json"
DEFAULT_RESULTS = Path("data") / "results"
SEAL = "manifest_sha256"
"""Key of the manifest that holds the SHA-256 of all else in it."""
_STAGING, _LOCK = ".writing-", ".lock"
_ABANDONED_SECONDS = 86_400.0
"""Age at which half-written results are taken for those of a killed run."""
_RUN_NAME = re.compile(r"(\d{8}T\d{6}Z)(-[0-9a-f]{8})(-\d+)?")
_SECOND = "%Y%m%dT%H%M%SZ"
_ROWS_AT_ONCE = 20_000
"""Rows that lie together in a file: what is searched by two cores at once, and what is passed over in one step."""
_SQL = {STRING: "VARCHAR", INTEGER: "BIGINT", REAL: "DOUBLE", BOOLEAN: "BOOLEAN", TIME: "TIMESTAMPTZ"}
_NO_ROWS = "SELECT 1 AS none WHERE false"


@dataclass(frozen=True)
class StoredRun:
    """A published run, opened for reading; `path` is its folder."""

    path: Path

    @property
    def run_id(self) -> str:
        """Name of the run: time of its start and fingerprint of input and settings."""
        return self.path.name

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Settings, model, versions, input hashes, counts and timings of the run."""
        try:
            manifest = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
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
        """An empty database in which each table of the schema is a view of its file; opened once, it costs 20 ms."""
        connection = duckdb.connect()
        for name, table in TABLES.items():
            view = connection.read_parquet(str(self.file(name))) if self._has(name) else connection.sql(_NO_ROWS)
            missing = [column for column in table.columns if column.nullable or not self._has(name)]
            missing = [column for column in missing if column.name not in view.columns]
            view.project(", ".join(["*", *(f'NULL::{_SQL[c.dtype]} AS "{c.name}"' for c in missing)])).create_view(name)
        return connection

    def _has(self, name: str) -> bool:
        """Whether the program that made the run knew the table `name`."""
        counts = self.manifest.get("counts")
        return not isinstance(counts, dict) or name in counts

    def sql(self, query: str, parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Rows of a DuckDB `query` in which each table of the schema is a view; `$name` takes a parameter.

        Threads may call it at the same time. Raises StoreError when a table's file is missing or damaged.
        """
        try:
            with self._database.cursor() as cursor:
                frame: pd.DataFrame = cursor.execute(query, dict(parameters or {})).df()
                return frame
        except duckdb.Error as error:
            problem = f"{self.path}: its tables cannot be read ({str(error).splitlines()[0]})"
            raise StoreError(problem, "Run the pipeline again") from error


def prepare(results: str | Path) -> None:
    """Make the folder `results`, and clear away what killed runs left half-written in it.

    Raises StoreError when nothing can be written there: a run asks before its work, not after.
    """
    folder = Path(results)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        for left in folder.glob(f"{_STAGING}*"):
            if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: Exception) -> StoreError:
    return StoreError(
        f"{folder}: the results cannot be written ({error})", "Free space or choose another folder with --out"
    )


def runs(results: str | Path) -> list[StoredRun]:
    """The published runs in the folder `results`, oldest first; none where it does not exist."""
    folder = Path(results)
    if not folder.is_dir():
        return []
    found = sorted(
        entry for entry in folder.iterdir() if _RUN_NAME.fullmatch(entry.name) and (entry / MANIFEST).is_file()
    )
    return [StoredRun(entry) for entry in found]


def open_run(path: str | Path) -> StoredRun:
    """The run at `path`: a run's folder, or a results folder, of which the newest run is taken.

    Raises StoreError when there is none.
    """
    folder = Path(path)
    if (folder / MANIFEST).is_file():
        return StoredRun(folder)
    found = runs(folder)
    if not found:
        raise StoreError(f"{folder}: no run is stored here", f"Make one: python -m pipeline run PATH --out {folder}")
    return found[-1]


def stored_at(path: str | Path) -> StoredRun | None:
    """The run at `path`, whole or not: a run's folder or the newest of a results folder; None where there is none."""
    folder = Path(path).resolve()
    if not folder.is_dir():
        return None
    named = _RUN_NAME.fullmatch(folder.name)
    if named or ((folder / MANIFEST).is_file() and StoredRun(folder).file("articles").is_file()):
        return StoredRun(folder)
    names = [entry.name for entry in folder.iterdir() if _RUN_NAME.fullmatch(entry.name) and entry.is_dir()]
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
    folder = Path(results)
    for name, table in TABLES.items():
        validate(tables[name], table)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
        try:
            files = _write_tables(staging, tables)
            with _locked(folder):
                target = folder / _newest_name(folder, run_id, made_of)
                _write_manifest(staging, {**manifest, "run_id": target.name, "files": files})
                staging.chmod(0o755)
                staging.replace(target)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        _to_disk(folder)
    except (OSError, pa.ArrowException) as error:
        raise _unwritable(folder, error) from error
    return StoredRun(target)


def seal(manifest: Mapping[str, Any]) -> str:
    """SHA-256 of all that `manifest` holds beside its own SEAL: no value of it changes unseen."""
    content = {name: value for name, value in manifest.items() if name != SEAL}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def file_facts(path: Path) -> dict[str, Any]:
    """Size and SHA-256 of the file at `path`, as the manifest lists a run's tables. Raises OSError."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _write_tables(staging: Path, tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, Any]]:
    files = {}
    for name in TABLES:
        path = staging / f"{name}.parquet"
        table = pa.Table.from_pandas(tables[name], preserve_index=False)
        pq.write_table(table, path, row_group_size=_ROWS_AT_ONCE, compression="zstd")
        _to_disk(path)
        files[path.name] = file_facts(path)
    return files


def _write_manifest(staging: Path, manifest: Mapping[str, Any]) -> None:
    sealed = {**manifest, SEAL: seal(json.loads(json.dumps(manifest)))}
    path = staging / MANIFEST
    path.write_text(json.dumps(sealed, indent=2, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    _to_disk(path)
    _to_disk(staging)


def _to_disk(path: Path) -> None:
    """Have the system write the file or folder out, so that a power cut after the rename leaves no empty tables."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _newest_name(folder: Path, run_id: str, made_of: str | None) -> str:
    """`run_id`, or of a later second where the newest run in `folder` would come after it by name."""
    if made_of is not None and (newest := runs(folder)[-1:]) and newest[0].run_id != made_of:
        raise SupersededError(f"{folder}: the run {newest[0].run_id} was published meanwhile", "Do the same again")
    names = [entry.name for entry in folder.iterdir() if _RUN_NAME.fullmatch(entry.name)]
    wanted, last = _RUN_NAME.fullmatch(run_id), _RUN_NAME.fullmatch(max(names, default=""))
    if wanted is None or last is None or wanted[1] > last[1]:
        return run_id
    following = datetime.strptime(last[1], _SECOND).replace(tzinfo=UTC) + timedelta(seconds=1)
    return f"{following:{_SECOND}}{wanted[2]}"
