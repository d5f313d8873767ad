"""The log of corrections: one JSON object a line, only ever appended to.

A correction names articles, never events: article ids are hashes of content and stay the same over runs, while the
grouping that it corrects may change. Taking a correction back is another line.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.corrections.statements import contradicted, related
from pipeline.corrections.values import UNDO, Correction
from pipeline.errors import CorrectionError, StoreError

LOG = "corrections.jsonl"


def read(results: str | Path) -> tuple[list[Correction], list[str]]:
    """The corrections in the results folder `results`, oldest first, and a warning for each line that is none.

    Raises StoreError when the log is there but cannot be read.
    """
    path = Path(results) / LOG
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return [], []
    except OSError as error:
        raise StoreError(f"{path}: the corrections cannot be read ({error.strerror})", "Make it readable") from error
    return _parsed(content, path)


def active(log: Sequence[Correction]) -> list[Correction]:
    """The corrections of `log` that hold: those that were not taken back, without the lines that take back."""
    taken_back = _all_taken_back(log)
    return [one for one in log if one.action != UNDO and one.id not in taken_back]


def holds(correction: Correction, log: Sequence[Correction]) -> bool:
    """Whether `correction`, one of `log`, was not taken back."""
    return correction.id not in _all_taken_back(log)


def _all_taken_back(log: Sequence[Correction]) -> set[str]:
    taken_back: set[str] = set()
    for correction in reversed(log):  # an undo may itself be taken back, by a later line
        if correction.action == UNDO and correction.id not in taken_back:
            taken_back.add(correction.undoes)
    return taken_back


def digest(corrections: Sequence[Correction]) -> str:
    """What tells one set of corrections from another; "" for none."""
    ids = "\n".join(correction.id for correction in corrections)
    return hashlib.sha256(ids.encode()).hexdigest() if ids else ""


def append(results: str | Path, correction: Correction) -> Correction:
    """Add `correction` to the log of the results folder `results`, on disk when this returns.

    Several processes may append at the same time: each sees what the others added. Raises CorrectionError, which names
    the earlier correction, who made it and when, when the two contradict each other; StoreError when the log cannot
    be written, which then is as it was.
    """
    path = Path(results) / LOG
    try:
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            content = file.read()
            _check(correction, _parsed(content, path)[0])
            _write(file.fileno(), content, correction)
    except OSError as error:
        raise StoreError(
            f"{path}: the correction cannot be written ({error.strerror})", "Free space or make the folder writable"
        ) from error
    return correction


def _write(file: int, content: bytes, correction: Correction) -> None:
    """Append the line; what a full disk left of it is taken away again."""
    torn = b"" if not content or content.endswith(b"\n") else b"\n"
    line = torn + json.dumps(correction.as_dict(), ensure_ascii=False).encode() + b"\n"
    try:
        if os.write(file, line) < len(line):
            raise OSError(28, "No space left on device")
        os.fsync(file)
    except OSError:
        os.ftruncate(file, len(content))
        raise


def _check(correction: Correction, log: Sequence[Correction]) -> None:
    after = active([*log, correction])
    subject = _taken_back(correction, log) if correction.action == UNDO else correction
    after = related(after, subject)
    if not contradicted(after):
        return
    others = [one for one in reversed(after) if one is not subject]
    # The latest that says the contrary by itself, else one without which all would hold, else the latest.
    contrary = (one for one in others if contradicted([other for other in after if other in (one, subject)]))
    at_odds = (one for one in others if not contradicted([other for other in after if other is not one]))
    earlier = next(chain(contrary, at_odds), others[0])
    raise CorrectionError(
        f"this contradicts an earlier correction: {earlier.sentence()}",
        f"Take that one back first: python -m pipeline correct RUN undo {earlier.id} --why TEXT",
    )


def _taken_back(undo: Correction, log: Sequence[Correction]) -> Correction:
    """The correction of which `undo` decides whether it holds: the one that it names, or that one takes back.

    Raises CorrectionError when the named one is not there or does not hold any more.
    """
    named = next((correction for correction in log if correction.id == undo.undoes), None)
    if named is None:
        raise CorrectionError(
            f"there is no correction {undo.undoes!r}", "See them with: python -m pipeline correct RUN list"
        )
    if not holds(named, log):
        raise CorrectionError(f"the correction {named.id} is taken back already", "Nothing is left to do")
    for one in reversed(log):  # an undo names an earlier line
        if named.action == UNDO and one.id == named.undoes:
            named = one
    return named


def _parsed(content: bytes, path: Path) -> tuple[list[Correction], list[str]]:
    found: list[Correction] = []
    warnings: list[str] = []
    seen: set[str] = set()
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            correction = _correction(json.loads(line.decode("utf-8")))
            if correction.id in seen:
                raise ValueError(f"the id {correction.id} stands there twice")
        except (ValueError, RecursionError) as error:
            problem = f"{path}:{number}: not a correction ({error}); the line is left out"
            warnings.append(f"{problem}. Restore it or delete it, then: python -m pipeline correct RUN list")
            continue
        seen.add(correction.id)
        found.append(correction)
    return found, warnings


def _correction(values: Any) -> Correction:
    """The correction of a line's JSON. Raises ValueError, saying what is wrong with it."""
    if not isinstance(values, dict):
        raise ValueError("no JSON object")
    json.dumps(values, ensure_ascii=False).encode()  # half a character, written "\ud800", could be stored nowhere
    known = {field.name for field in fields(Correction)}
    if unknown := set(values) - known:
        raise ValueError(f"unknown key {min(unknown)!r}")
    lists = ("articles", "joined_to", "parted_from")
    for name, value in values.items():
        if name in lists and not (isinstance(value, list) and all(isinstance(entry, str) for entry in value)):
            raise ValueError(f"{name} is no list of article ids")
        if name not in lists and not isinstance(value, str):
            raise ValueError(f"{name} is no text")
    if missing := [name for name in ("id", "at", "who", "why", "action") if not values.get(name)]:
        raise ValueError(f"{missing[0]} is missing")
    datetime.fromisoformat(values["at"])
    correction = Correction(**(values | {name: tuple(values[name]) for name in lists if name in values}))
    correction.validate()
    return correction
