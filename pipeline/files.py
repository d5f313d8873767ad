"""The files of a run: tables as Parquet, and the manifest with their hashes, sealed by its own."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schema import TABLES

RUN_NAME = re.compile(r"(\d{8}T\d{6}Z)(-[0-9a-f]{8})(-\d+)?")
"""Of a run's folder: the time of its start and its fingerprint."""
NEWEST = "newest.json"
"""At an address, names the newest run: run_id, and the SHA-256 of its manifest."""
STAGING = ".writing-"
"""How the names of folders begin that are being written."""
_ABANDONED_SECONDS = 86_400.0
"""Age at which what is half-written is taken for that of a killed process."""
MANIFEST = "manifest.json"
SEAL = "manifest_sha256"
"""Key of the manifest that holds the SHA-256 of all else in it."""
_ROWS_AT_ONCE = 20_000
"""Rows that lie together in a file: what is searched by two cores at once, and what is passed over in one step."""


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, Any]]:
    """Write `tables` into `folder`; returns the facts of each file, by its name. Raises OSError, pa.ArrowException."""
    files = {}
    for name in TABLES:
        path = folder / f"{name}.parquet"
        table = pa.Table.from_pandas(tables[name], preserve_index=False)
        pq.write_table(table, path, row_group_size=_ROWS_AT_ONCE, compression="zstd")
        on_disk(path)
        files[path.name] = file_facts(path)
    return files


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write `manifest` with its seal into `folder`. Raises OSError."""
    sealed = {**manifest, SEAL: seal(json.loads(json.dumps(manifest)))}
    path = folder / MANIFEST
    path.write_text(json.dumps(sealed, indent=2, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    on_disk(path)
    on_disk(folder)


def seal(manifest: Mapping[str, Any]) -> str:
    """SHA-256 of all that `manifest` holds beside its own SEAL: no value of it changes unseen."""
    content = {name: value for name, value in manifest.items() if name != SEAL}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def file_facts(path: Path) -> dict[str, Any]:
    """Size and SHA-256 of the file at `path`, as the manifest lists a run's tables. Raises OSError."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def on_disk(path: Path) -> None:
    """Have the system write the file or folder out, so that a power cut after the rename leaves no empty tables."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put(staging: Path, target: Path) -> None:
    """Give the folder `staging` of a run its place `target`. Raises OSError.

    Where results are a mirror, a reader or the publisher may have put the same run there meanwhile: that one stays.
    """
    try:
        staging.replace(target)
    except OSError:
        if not (target / MANIFEST).is_file():
            raise
        shutil.rmtree(staging, ignore_errors=True)


def age(path: Path) -> float:
    """Seconds since `path` was changed; 0 where another process has taken it away."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def clear_abandoned(folder: Path) -> None:
    """Take away what killed processes left half-written in `folder`."""
    for left in folder.glob(f"{STAGING}*"):
        if age(left) > _ABANDONED_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
