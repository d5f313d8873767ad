"""The files of a run against its manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.files import MANIFEST, SEAL, file_facts, seal
from pipeline.schema import BOOLEAN, INTEGER, REAL, STRING, TABLES, TIME, Table
from pipeline.store import StoredRun
from pipeline.verify.problem import Problem, Tables

_STORED: dict[str, Callable[[pa.DataType], bool]] = {
    STRING: lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind),
    INTEGER: pa.types.is_int64,
    REAL: pa.types.is_float64,
    BOOLEAN: pa.types.is_boolean,
    TIME: lambda kind: kind == pa.timestamp("us", tz="UTC"),
}


def check_files(run: StoredRun, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """The manifest as it was sealed, every table's file with the size and hash it lists, and no file beside them.

    A table that an earlier version of the program did not have may be missing.
    """
    yield from _check_seal(run, manifest)
    listed, counts = _held(manifest, "files"), _held(manifest, "counts")
    for name, table in TABLES.items():
        path = run.file(name)
        if not path.is_file():
            if not counts or name in counts:
                yield Problem(name, "file is missing", str(path))
            continue
        try:
            found = file_facts(path)
        except OSError as error:
            yield Problem(name, "cannot be read", str(error))
            continue
        if path.name in listed and found != listed[path.name]:
            yield Problem(name, "file was changed", f"{found}, in the manifest {listed[path.name]}")
            yield from _check_columns(run, table)
    expected = {MANIFEST, *(run.file(name).name for name in TABLES)}
    for entry in sorted(run.path.iterdir()):
        if entry.name not in expected:
            yield Problem(entry.name, "no part of a run", f"{entry}: move it elsewhere")


def check_counts(manifest: Mapping[str, Any], tables: Tables) -> Iterator[Problem]:
    """Rows of each table as the manifest counts them; what a stage took in is what it gave out or rejected."""
    counts = _held(manifest, "counts")
    for name, frame in tables.items():
        if counts.get(name, 0) != len(frame):
            yield Problem(name, "count differs", f"{len(frame):,} rows, in the manifest {counts.get(name)}")
    stages = manifest.get("stages")
    for stage in stages if isinstance(stages, list) else []:
        if isinstance(stage, dict) and stage.get("stage") in ("ingest", "clean") and _loses_rows(stage):
            yield Problem(MANIFEST, "rows are lost", f"stage {stage['stage']}: {stage}")


def _loses_rows(stage: Mapping[str, Any]) -> bool:
    n_in, n_out, n_rejected = (stage.get(name) for name in ("n_in", "n_out", "n_rejected"))
    return not (isinstance(n_out, int) and isinstance(n_rejected, int) and n_in == n_out + n_rejected)


def _held(manifest: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The object at `key`; empty where a hand has made something else of it, which the seal tells."""
    found = manifest.get(key)
    return found if isinstance(found, dict) else {}


def _check_seal(run: StoredRun, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    if SEAL not in manifest:
        yield Problem(MANIFEST, "not sealed", "made by a version that kept no hashes of the tables; run again")
    elif manifest[SEAL] != seal(manifest):
        yield Problem(MANIFEST, "was changed", f"its SHA-256 is {seal(manifest)}, it says {manifest[SEAL]}")
    if manifest.get("run_id") != run.run_id:
        yield Problem(MANIFEST, "is of another run", f"{manifest.get('run_id')}, its folder is {run.run_id}")


def _check_columns(run: StoredRun, table: Table) -> Iterator[Problem]:
    """The file's own columns and types against the schema: reading converts, and fills in what may be null."""
    try:
        schema = pq.read_schema(run.file(table.name))
        stored = list(zip(schema.names, schema.types, strict=True))
    except (OSError, ValueError, pa.ArrowException):  # told when the table is read; names may be no UTF-8
        return
    kinds = dict(stored)
    for column in table.columns:
        if column.name not in kinds:
            yield Problem(table.name, "column is missing", column.name)
        elif not _STORED[column.dtype](kind := kinds[column.name]):
            yield Problem(table.name, "column of another type", f"{column.name} is {kind}, expected {column.dtype}")
    if extra := [name for name in kinds if name not in table.column_names]:
        yield Problem(table.name, "unknown column", ", ".join(extra))
    if len(kinds) < len(stored):
        twice = sorted(name for name, count in Counter(schema.names).items() if count > 1)
        yield Problem(table.name, "columns of one name", ", ".join(twice))
