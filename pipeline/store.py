"""Results on disk: the only module that reads or writes them.

A results folder holds one folder a run, named by time and fingerprint. A run is written beside its place and put there
by one rename, its manifest last, so that a reader never sees half a run.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import StoreError
from pipeline.schema import TABLES, validate

MANIFEST = "manifest.json"
DEFAULT_RESULTS = Path("data") / "results"
_STAGING = ".writing-"
_ABANDONED_SECONDS = 86_400.0
"""Age at which half-written results are taken for those of a killed run."""
_RUN_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}(-\d+)?")


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

        Raises StoreError when its file is missing, damaged or not of the schema.
        """
        schema = TABLES[name]
        try:
            frame = pq.read_table(self.file(name), columns=columns).to_pandas()
        except (OSError, pa.ArrowException) as error:
            raise StoreError(f"{self.file(name)} cannot be read ({error})", "Run the pipeline again") from error
        kept = [column for column in schema.columns if columns is None or column.name in columns]
        missing = [column.name for column in kept if column.name not in frame.columns]
        if missing:
            raise StoreError(f"{self.file(name)} lacks the columns {missing}", "Run the pipeline again")
        frame = frame[[column.name for column in kept]].astype({column.name: column.dtype for column in kept})
        return frame if columns else validate(frame, schema)

    @cached_property
    def _database(self) -> duckdb.DuckDBPyConnection:
        """An empty database in which each table of the schema is a view of its file; opened once, it costs 20 ms."""
        connection = duckdb.connect()
        for name in TABLES:
            connection.read_parquet(str(self.file(name))).create_view(name)
        return connection

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


def publish(
    results: str | Path, run_id: str, tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any]
) -> StoredRun:
    """Write `tables` and `manifest` as the run `run_id` into the folder `results`, whole or not at all.

    Raises StoreError when a table breaks its schema or the folder cannot be written; earlier runs stay as they are.
    """
    folder = Path(results)
    for name, table in TABLES.items():
        validate(tables[name], table)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
        try:
            for name in TABLES:
                pq.write_table(
                    pa.Table.from_pandas(tables[name], preserve_index=False),
                    staging / f"{name}.parquet",
                    compression="zstd",
                )
            (staging / MANIFEST).write_text(
                json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True), encoding="utf-8"
            )
            target = _free_name(folder, run_id)
            staging.chmod(0o755)
            staging.replace(target)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
    except (OSError, pa.ArrowException) as error:
        raise _unwritable(folder, error) from error
    return StoredRun(target)


def _free_name(folder: Path, run_id: str) -> Path:
    """`run_id` itself, or with a number where a run of the same second and fingerprint is there already."""
    number, target = 1, folder / run_id
    while target.exists():
        number += 1
        target = folder / f"{run_id}-{number}"
    return target
