"""What finished stages of a run gave, kept beside the results until the run is published.

A run that was killed, and is begun again with the same input, settings and program, goes on from there. What is kept is
found by all that decides it, and left out where a byte of it is not as it was written.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import StoreError
from pipeline.files import SEAL, file_facts, seal
from pipeline.schema import TABLES, conform

_ABOUT = "about.json"
_OTHERS = 1
"""Of runs that were begun and not published, beside the one at work, so many keep their stages: the latest."""


@dataclass(frozen=True)
class Kept:
    """What a stage gave: tables by name, and what else is told of it, as plain values for JSON."""

    tables: dict[str, pd.DataFrame]
    facts: dict[str, Any]


class Finished:
    """The finished stages of one run in `folder`/<hash of `key`>; `folder` None keeps nothing.

    `key` is all that decides what the stages give, as plain values for JSON.
    """

    def __init__(self, folder: Path | None, key: object = None) -> None:
        self._folder = folder / _digest(key) if folder else None
        self.reused: list[str] = []
        """Names of the stages that were taken over."""

    def kept(self, stage: str, key: object = None) -> Kept | None:
        """What `stage` gave; None where it was not kept with this `key`, or is not as it was written."""
        try:
            found = _read(self._folder / _name(stage, key)) if self._folder else None
        except (OSError, ValueError, TypeError, LookupError, pa.ArrowException, StoreError):
            return None
        if found is not None and stage not in self.reused:
            self.reused.append(stage)
        return found

    def keep(self, stage: str, kept: Kept, key: object = None) -> Kept:
        """`kept` itself, which is kept for `stage`. A folder that cannot be written keeps nothing."""
        if self._folder is None:
            return kept
        staging = self._folder / f".{uuid.uuid4().hex}.writing"
        try:
            self._clear_others()
            staging.mkdir(parents=True)
            _write(staging, kept)
            place = self._folder / _name(stage, key)
            shutil.rmtree(place, ignore_errors=True)  # what is there was not as it was written
            staging.rename(place)
        except (OSError, pa.ArrowException):  # it saves time and nothing else: a full disk must not end the run
            shutil.rmtree(staging, ignore_errors=True)
        return kept

    def forget(self) -> None:
        """Clear away what was kept: the run is published."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _clear_others(self) -> None:
        if self._folder is None or self._folder.exists() or not self._folder.parent.is_dir():
            return
        by_age = sorted(self._folder.parent.iterdir(), key=lambda other: other.stat().st_mtime, reverse=True)
        for other in by_age[_OTHERS:]:
            shutil.rmtree(other, ignore_errors=True)


def _name(stage: str, key: object) -> str:
    return f"{stage}-{_digest(key)}"


def _digest(key: object) -> str:
    return hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:32]


def _write(folder: Path, kept: Kept) -> None:
    files: dict[str, Any] = {}
    for name, frame in kept.tables.items():
        path = folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path, compression="zstd")
        files[name] = file_facts(path)
    about: Mapping[str, Any] = json.loads(json.dumps({"files": files, "facts": kept.facts}))
    (folder / _ABOUT).write_text(json.dumps({**about, SEAL: seal(about)}), encoding="utf-8")


def _read(folder: Path) -> Kept | None:
    about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    if about[SEAL] != seal(about):
        return None
    tables = {}
    for name, facts in about["files"].items():
        path = folder / f"{name}.parquet"
        if file_facts(path) != facts:
            return None
        tables[name] = conform(pq.read_table(path).to_pandas(), TABLES[name])
    return Kept(tables, about["facts"])
