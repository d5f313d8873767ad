"""Where a run's result comes from: input hashes, settings, versions, the program's own code; and the manifest."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

import pipeline
from pipeline.addresses import Copy, InputFile
from pipeline.align.head import MODELS, head_for
from pipeline.embed import EncoderCard
from pipeline.embed.sentence_transformer import CONFIGURATION
from pipeline.files import file_facts
from pipeline.language.checkworthiness import HEADS, heads_for
from pipeline.language.lexicons import LEXICONS
from pipeline.outlets import OUTLETS_FILE
from pipeline.settings import Settings

_REPORTED_PACKAGES = (
    "numpy", "pandas", "pyarrow", "scikit-learn", "scipy", "sentence-transformers", "syntok", "text2num", "torch",
    "trafilatura", "transformers",
)  # fmt: skip
_NOT_IN_RESULTS = {"ui", "export", "queries", "charts.py", "cli.py", "evaluate.py", "terminal.py", "train", "verify"}
_OF_A_MODEL = {".safetensors", *CONFIGURATION}
_UNITS_A_MEGABYTE = 1024**2 if sys.platform == "darwin" else 1024
"""Of the peak of memory in getrusage(2): bytes on macOS, kilobytes on Linux."""


def input_hashes(files: Sequence[InputFile], settings: Settings) -> list[dict[str, Any]]:
    """Path, size and SHA-256 of each file that can change a result."""
    extra = [Path(settings.corpus.outlets_file)] if settings.corpus.outlets_file else []
    found = []
    for path in [*files, OUTLETS_FILE, *extra]:
        try:
            with Path(path).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found.append({"path": _shown(path), "bytes": Path(path).stat().st_size, "sha256": digest})
        except OSError:  # the reader rejects it and says why
            found.append({"path": _shown(path), "bytes": None, "sha256": None})
    return found


def _shown(path: InputFile) -> str:
    """The path as people gave it; inside the program's own folder relative to it, so that no machine shows."""
    if isinstance(path, Copy):
        return str(path)
    root = Path(pipeline.__file__).resolve().parent.parent
    resolved = path.resolve()
    shown = resolved.relative_to(root) if resolved.is_relative_to(root) else path
    return os.fsencode(shown).decode("utf-8", "replace")  # as sources are named: a name may be no UTF-8


def fingerprint_of(inputs: Sequence[Mapping[str, Any]], settings: Settings, corrected: str = "") -> str:
    """Hash of all that decides a result: input, settings, corrections, the program's own code and its libraries.

    `corrected` is the digest of the corrections that hold; "" where there are none.
    """
    digest = hashlib.sha256(json.dumps([as_read(entry) for entry in inputs]).encode())
    digest.update(settings.fingerprint().encode())
    digest.update(corrected.encode())
    digest.update(_program().encode())
    digest.update(_model(settings).encode())
    return digest.hexdigest()[:16]


def as_read(entry: Mapping[str, Any]) -> tuple[str | None, str, str]:
    """What reading takes of an entry of input_hashes: its bytes, and the names of its folder and of itself.

    Plain text is of the outlet that its folder is named by, its id is its name, and the suffix tells the format.
    """
    path = PurePosixPath(entry["path"])
    return entry["sha256"], path.parent.name, path.name


@cache
def _program() -> str:
    """Hash of the program's code, its models and word lists, and the libraries.

    Worked out once, before the work: a program that is updated meanwhile is not the one that is at work.
    """
    digest = hashlib.sha256(json.dumps(_versions(), sort_keys=True).encode())
    package = Path(pipeline.__file__).parent
    for file in (*sorted(MODELS.glob("*.safetensors")), *sorted(LEXICONS.glob("*.csv"))):
        digest.update(file.read_bytes())
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] not in _NOT_IN_RESULTS:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _model(settings: Settings) -> str:
    """Hash of the files in the folder that is the model; "" where the model is none.

    The packaged model is checked when it is loaded; what a name of the hub stands for is not known before.
    """
    try:
        found = sorted(Path(settings.embed.model).expanduser().rglob("*"))
        files = [path for path in found if path.suffix in _OF_A_MODEL and path.is_file()]
        return " ".join(_sha256(file, file.stat().st_mtime_ns) for file in files)
    except (OSError, RuntimeError):  # who loads it says why
        return ""


@lru_cache(maxsize=32)
def _sha256(file: Path, changed: int) -> str:
    """Of a model's `file`, which was `changed` then: a run asks several times."""
    return str(file_facts(file)["sha256"])


def maker_of(settings: Settings) -> str:
    """Hash of all that decides a result but the input and the corrections."""
    return fingerprint_of([], settings)


def maker_of_both(earlier: Mapping[str, Any], settings: Settings) -> str | None:
    """The maker of a run that holds tables of an earlier one, whose manifest is `earlier`; None where it is not one."""
    maker = maker_of(settings)
    return maker if earlier.get("made_by") == maker else None


def recompared_fingerprint(earlier: Mapping[str, Any], settings: Settings, corrected: str) -> str:
    """The fingerprint of a run made of an earlier one, whose manifest is `earlier`, by other corrections.

    That of a whole run where the program is still the one that made the earlier run; otherwise one that no whole run
    has, for a part of the tables is the earlier program's.
    """
    before = fingerprint_of(earlier["inputs"], settings, earlier.get("corrections", {}).get("digest", ""))
    if before == earlier["fingerprint"]:
        return fingerprint_of(earlier["inputs"], settings, corrected)
    return hashlib.sha256(f"{earlier['fingerprint']} {corrected}".encode()).hexdigest()[:16]


@cache
def _versions() -> dict[str, str]:
    found = {"python": sys.version.split()[0]}
    for package in _REPORTED_PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def manifest(
    run_id: str,
    started: datetime,
    fingerprint: str,
    inputs: Sequence[Mapping[str, Any]],
    settings: Settings,
    card: EncoderCard,
    stages: Sequence[Mapping[str, Any]],
    tables: Mapping[str, pd.DataFrame],
) -> dict[str, Any]:
    """All that is needed to tell where a run's tables come from, as plain values for JSON."""
    head, worth = head_for(settings.align.head, card.sha256), heads_for(card.sha256)
    return {
        "run_id": run_id,
        "created_at": started.isoformat(timespec="seconds"),
        "parallax": pipeline.__version__,
        "fingerprint": fingerprint,
        "made_by": maker_of(settings),
        "corpus": {"title": settings.corpus.title, "notice": settings.corpus.notice},
        "inputs": list(inputs),
        "settings": settings.as_dict(),
        "model": asdict(card),
        "check_worthiness": {"head": HEADS.stem if worth else None, "language": worth.language if worth else None},
        "alignment": {"head": settings.align.head if head else None, "language": head.language if head else None},
        "versions": _versions(),
        "counts": {name: len(frame) for name, frame in tables.items()},
        "stages": list(stages),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNITS_A_MEGABYTE, 1),
    }
