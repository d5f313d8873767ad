"""Whether the newest run is the one that an input asks for: of that input alone, or of it and what was added to it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.progress import Progress
from pipeline.provenance import as_read, maker_of
from pipeline.settings import Settings

_NAMED = 3
"""Files that a warning names."""
Hashes = Sequence[Mapping[str, Any]]
"""Of input files, as provenance.input_hashes gives them."""


def current(results: str | Path, hashes: Hashes, settings: Settings, fingerprint: str) -> store.StoredRun | None:
    """The newest run in the folder `results`, where it is whole and of the input of these `hashes`.

    It has this `fingerprint`, or it was made so and then added to, by the same settings and program; of such a run the
    corrections may be others.
    """
    newest = _newest(results)
    if newest is None:
        return None
    about = newest.manifest
    is_current = about.get("fingerprint") == fingerprint or (
        bool(about.get("added")) and _is_of(about, hashes) and about.get("made_by") == maker_of(settings)
    )
    return newest if is_current else None


def warn_of_added(results: str | Path, hashes: Hashes, progress: Progress) -> None:
    """Say what was added to the newest run in `results` and will not be in one of the input of these `hashes` alone."""
    newest, given = _newest(results), {entry["sha256"] for entry in hashes}
    added = newest.manifest.get("added", []) if newest else []
    left = [entry["path"] for entry in added if entry["sha256"] not in given]
    if newest and left:
        named = ", ".join(left[:_NAMED]) + (f" and {len(left) - _NAMED:,} more" if len(left) > _NAMED else "")
        advice = f"Add them again: python -m pipeline run PATH --append --out {shlex.quote(str(newest.results))}"
        told = f"the run made now is without what was added to {newest.run_id}: {named}"
        progress.warn(f"warning: {told}. {advice}")


def _newest(results: str | Path) -> store.StoredRun | None:
    return next((run for run in store.runs(results)[-1:] if run.is_whole), None)


def _is_of(about: Mapping[str, Any], hashes: Hashes) -> bool:
    """Whether `about` is the manifest of a run of the input of these `hashes`, and of what was added to it.

    Any part of what was added may be in that input as well.
    """
    files = about["inputs"], about["added"], hashes
    held, added, given = ({as_read(entry) for entry in entries} for entries in files)
    return held - added <= given <= held
