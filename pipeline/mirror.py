"""Results that lie at an address: a local folder stands for them, from which all is read and in which all is written.

At the address lie the runs, each a folder of its own, the log of corrections, and a small file that names the newest
run and is written last: readers go by it and never see half a run. The local folder, a mirror, holds the newest run,
checked against its hashes, and the vectors that were computed on this machine. One machine at a time may write.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline import addresses
from pipeline.addresses import Address
from pipeline.errors import StoreError, SupersededError
from pipeline.files import MANIFEST, NEWEST, RUN_NAME, STAGING, age, file_facts, put

CORRECTIONS = "corrections.jsonl"
_MARK, _LOCK, _PROBE = ".address", ".mirror-lock", ".writable"
_FILE_NAME = re.compile(r"\w[\w.=-]*(/\w[\w.=-]*)*")
_KEPT_SECONDS = 86_400.0
"""For so long an older run stays in a mirror: somebody may still be reading it."""


def local_folder(results: str | Path) -> Path:
    """The local folder of `results`: itself, or the mirror of an address, brought up to date; of a run, the run's.

    A mirror's own path stands for its address. Raises AddressError, StoreError where a run is not what was published.
    """
    there = addresses.place(results)
    if isinstance(there, Address):
        if RUN_NAME.fullmatch(there.name):
            return _fetched(there.parent, there.name)
        return refreshed(_folder_of(there))
    return refreshed(there)


def refreshed(folder: Path) -> Path:
    """`folder`, with the newest run and the corrections of the address that it mirrors, where it is a mirror."""
    address = address_of(folder)
    if address is None:
        return folder
    with _locked(folder):
        _take_corrections(address, folder)
        newest = _newest(address)
        _clear(folder, "" if newest is None else newest["run_id"])
        if newest is not None and not (folder / newest["run_id"] / MANIFEST).is_file():
            _fetch(address, folder, newest["run_id"], newest["manifest_sha256"])
    return folder


def fresh_copy(address: Address) -> Path:
    """Another mirror of `address`, all its files copied anew and not held against their hashes, for who checks them."""
    named = RUN_NAME.fullmatch(address.name)
    results = address.parent if named else address
    folder = _folder_of(results, "-checked")
    with _locked(folder):
        for entry in folder.iterdir():
            if RUN_NAME.fullmatch(entry.name):
                shutil.rmtree(entry)
        _take_corrections(results, folder)
        newest = {"run_id": address.name} if named else _newest(results)
        if newest is not None:
            _fetch(results, folder, newest["run_id"], as_it_is=True)
    return folder


def address_of(folder: Path) -> Address | None:
    """The address that `folder` mirrors; None where it is no mirror. Raises StoreError where that cannot be told."""
    try:
        there = addresses.place((folder / _MARK).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{folder}: cannot be read ({error})", "Name a folder that you may read") from error
    return there if isinstance(there, Address) else None


def check_writable(folder: Path) -> None:
    """Write a small file at the address that `folder` mirrors, if any. Raises AddressError where that cannot be."""
    if address := address_of(folder):
        addresses.write(address / _PROBE, b"Parallax writes this before a run, to see whether it can.\n")


def publish(folder: Path, run: Path, run_id: str) -> None:
    """Copy the files of `run` to the address that `folder` mirrors, if any, and name it the newest run there.

    Raises AddressError, SupersededError where another machine published a run meanwhile.
    """
    if (address := address_of(folder)) is None:
        return
    before = _newest(address)
    files = [path for path in sorted(run.rglob("*")) if path.is_file() and path.name != MANIFEST]
    for path in [*files, run / MANIFEST]:
        addresses.upload(path, address / run_id / path.relative_to(run).as_posix())
    if _newest(address) != before:
        raise SupersededError(f"{address}: a run was published from elsewhere meanwhile", "Do the same again")
    newest = {"run_id": run_id, "manifest_sha256": file_facts(run / MANIFEST)["sha256"]}
    addresses.write(address / NEWEST, json.dumps(newest).encode())


@contextmanager
def corrections_of(results: Path) -> Iterator[None]:
    """While a correction is noted in the log of the folder `results`: of a mirror, the log is that at its address."""
    if (address := address_of(results)) is None:
        yield
        return
    with _locked(results):
        _take_corrections(address, results)
        yield
        addresses.upload(results / CORRECTIONS, address / CORRECTIONS)


def _folder_of(address: Address, kind: str = "") -> Path:
    """The mirror of `address` in the user's cache, made where it is not there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    readable = re.sub(r"[^A-Za-z0-9.-]+", "-", str(address))[-60:].strip("-.")
    name = f"{readable}-{hashlib.sha256(str(address).encode()).hexdigest()[:12]}{kind}"
    folder = cache / "parallax" / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if address_of(folder) is None:
            (folder / _MARK).write_text(str(address), encoding="utf-8")
    except OSError as error:
        raise _no_copy(folder, error) from error
    return folder


def _fetched(results: Address, run_id: str) -> Path:
    """The local folder of the run `run_id` at `results`, whichever run is the newest there."""
    folder = _folder_of(results)
    with _locked(folder):
        if not (folder / run_id / MANIFEST).is_file():
            _fetch(results, folder, run_id)
    return folder / run_id


def _fetch(address: Address, folder: Path, run_id: str, manifest_sha256: str = "", *, as_it_is: bool = False) -> None:
    """Copy the run `run_id` at `address` into `folder`, whole or not at all; checked where its manifest is known.

    The manifest is the last file to be uploaded: what has none is taken only `as_it_is`.
    """
    there = {
        one.address.path.removeprefix(f"{address.path}/{run_id}/"): one for one in addresses.listed(address / run_id)
    }
    if MANIFEST not in there and not manifest_sha256 and not as_it_is:
        raise StoreError(f"{address / run_id}: no run is stored here", "Name one that is, or the results folder")
    staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=folder))
    try:
        for name, stored in there.items():
            if _FILE_NAME.fullmatch(name):  # else no file of a run, and perhaps a way out of the folder
                (staging / name).parent.mkdir(parents=True, exist_ok=True)
                addresses.download(stored, staging / name)
        if manifest_sha256:
            _check(staging, address / run_id, manifest_sha256)
        put(staging, folder / run_id)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _check(run: Path, address: Address, manifest_sha256: str) -> None:
    """Raises StoreError unless the files in `run` are those that were published at `address`."""
    try:
        files = json.loads((run / MANIFEST).read_text(encoding="utf-8")).get("files", {})
        wrong = [name for name, facts in files.items() if file_facts(run / name)["sha256"] != facts["sha256"]]
        if file_facts(run / MANIFEST)["sha256"] != manifest_sha256:
            wrong.append(MANIFEST)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise StoreError(f"{address}: not what was published ({error})", _REMEDY.format(address)) from error
    if wrong:
        raise StoreError(f"{address}: {', '.join(wrong)} was changed after it was published", _REMEDY.format(address))


_REMEDY = "See what is wrong: python -m pipeline check {}"


def _newest(address: Address) -> Mapping[str, Any] | None:
    """What NEWEST says at `address`; None where no run was published there."""
    content = addresses.read(address / NEWEST)
    if content is None:
        return None
    try:
        newest = json.loads(content)
        if RUN_NAME.fullmatch(newest["run_id"]) and isinstance(newest["manifest_sha256"], str):
            return {"run_id": newest["run_id"], "manifest_sha256": newest["manifest_sha256"]}
    except (ValueError, LookupError, TypeError, RecursionError):
        pass
    raise StoreError(f"{address / NEWEST}: names no run", "Run the pipeline again into another folder")


def _take_corrections(address: Address, folder: Path) -> None:
    content = addresses.read(address / CORRECTIONS)
    path = folder / CORRECTIONS
    if content is None:
        path.unlink(missing_ok=True)
    elif not path.is_file() or path.read_bytes() != content:
        path.write_bytes(content)


def _clear(folder: Path, newest: str) -> None:
    """Take away runs that the address does not name newest any more, and what is half-copied: also half an upload."""
    for entry in folder.iterdir():
        old = age(entry) > _KEPT_SECONDS
        if RUN_NAME.fullmatch(entry.name):
            half = not (entry / MANIFEST).is_file()
            gone = half or entry.name > newest or (old and entry.name < newest)
        else:
            gone = old and entry.name.startswith(STAGING)
        if gone:
            shutil.rmtree(entry, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """While the mirror `folder` is written. Raises StoreError where it cannot be."""
    try:
        with (folder / _LOCK).open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise _no_copy(folder, error) from error


def _no_copy(folder: Path, error: OSError) -> StoreError:
    advice = "Free space, or set XDG_CACHE_HOME to a folder with room that can be written"
    return StoreError(f"{folder}: no local copy can be made ({error})", advice)
