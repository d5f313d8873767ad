"""Reading input: files and folders -> articles as they were found, and a Rejection for whatever is none.

A reader is one file with one function, `read(source, settings)`, which yields RawArticle and Rejection and may raise
UnreadableError to give up on the rest of its file.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Collection, Container, Iterable, Iterator
from pathlib import Path, PurePath, PurePosixPath

from pipeline.addresses import Address, Copy, InputFile, copied, listed, place
from pipeline.corrections import LOG
from pipeline.errors import InputError, ParallaxError
from pipeline.files import MANIFEST, NEWEST, RUN_NAME
from pipeline.ingest.source import Source, UnreadableError
from pipeline.records import RawArticle, Rejection
from pipeline.registry import resolve
from pipeline.settings import Ingest

READERS: dict[str, str] = {
    ".jsonl": "pipeline.ingest.jsonl:read",
    ".ndjson": "pipeline.ingest.jsonl:read",
    ".json": "pipeline.ingest.json:read",
    ".csv": "pipeline.ingest.csv:read",
    ".tsv": "pipeline.ingest.csv:read",
    ".parquet": "pipeline.ingest.parquet:read",
    ".txt": "pipeline.ingest.text:read",
    ".html": "pipeline.ingest.html:read",
    ".htm": "pipeline.ingest.html:read",
    ".mhtml": "pipeline.ingest.mhtml:read",
    ".mht": "pipeline.ingest.mhtml:read",
    ".eml": "pipeline.ingest.eml:read",
    ".warc": "pipeline.ingest.warc:read",
    ".xml": "pipeline.ingest.xml:read",
}
"""Suffix -> reader; each also takes the suffix with .gz behind it."""

_TEXTS = {".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".xls", ".xlsx", ".ods", ".rss"}
_ARCHIVES = {".zip", ".tar", ".gz", ".bz2", ".xz", ".zst", ".7z"}
DOCUMENTS = frozenset(_TEXTS | _ARCHIVES)
"""Formats that may well hold articles but have no reader: reported in a folder, where other files are passed over."""
HELPERS = frozenset({"outlets.csv", "truth.json", "manifest.json", "robots.txt", "requirements.txt", "license.txt"})
"""Names of files that lie beside articles and are none, in lower case; so are names that begin with "readme"."""
_BESIDE_RUNS = frozenset({LOG, NEWEST})
"""Names of files in a folder of results, on disk and at an address."""

__all__ = ["READERS", "InputFile", "RawArticle", "Rejection", "Source", "input_files", "read_files", "read_inputs"]


def input_files(paths: Iterable[str | Path]) -> list[InputFile]:
    """The files to read, in the order of `paths`; those of a folder in the order of their names, subfolders included.

    Passed over in folders: hidden files, HELPERS, the `_files` folders that browsers save beside a page, runs that were
    stored there, and files of formats that hold no articles. A file that is named itself is always taken. A file is
    taken once. Of what lies at an address a local copy is made. Raises InputError when a path is not there, may not be
    read, or is a folder with nothing to read, AddressError as addresses.copied does.
    """
    found: dict[str | Path, InputFile] = {}
    for given in map(place, paths):
        files = _at_address(given) if isinstance(given, Address) else _on_disk(given)
        if not files:
            raise InputError(f"{given}: nothing in this folder can be read", f"Formats: {' '.join(READERS)}, also .gz")
        for file in files:
            found.setdefault(str(file) if isinstance(file, Copy) else file.resolve(), file)
    return list(found.values())


def _on_disk(path: Path) -> list[Path]:
    try:
        files = _in_folder(path) if path.is_dir() else [path]
        if files == [path]:
            path.open("rb").close()
    except OSError as error:
        raise InputError(f"{path}: {_why(error)}", "Give a file or folder that can be read") from error
    return files


def _at_address(address: Address) -> list[Copy]:
    there = listed(address)
    if not there:
        raise InputError(f"{address}: nothing is stored there", "Give the address of a file or folder")
    if there[0].address == address:
        return copied(there)
    inside = {PurePosixPath(one.address.path.removeprefix(f"{address.path}/")): one for one in there}
    runs = {path.parent for path in inside if path.name == MANIFEST and RUN_NAME.fullmatch(path.parent.name)}
    wanted = [path for path in inside if _is_wanted(path.name) and not _is_beside(path, inside)]
    return copied([inside[path] for path in wanted if not _is_of_results(path, runs)])


def read_inputs(paths: Iterable[str | Path], settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """All articles of `paths`, files and folders; what cannot be read comes as a Rejection.

    Raises InputError and AddressError as `input_files` does.
    """
    yield from read_files(input_files(paths), settings)


def read_files(files: Iterable[InputFile], settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """All articles of `files`, as `input_files` found them: one that cannot be opened is a Rejection, no error."""
    for file in files:
        source = Source(Path(file), settings.max_file_bytes, str(file) if isinstance(file, Copy) else "")
        if isinstance(file, Copy) and file.problem:
            yield source.reject(None, "cannot be read", f"{file.problem}. Correct it, or leave the file out")
        else:
            yield from read_file(source, settings)


def read_file(source: Source, settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """The articles of one file, and a Rejection for each row that is none, or for what is left of a broken file."""
    try:
        if source.suffix not in READERS:
            source.path.open("rb").close()
            raise UnreadableError("unknown format", f"no reader for it. Convert it to one of: {' '.join(READERS)}")
        yield from resolve("reader", READERS, source.suffix)(source, settings)
    except UnreadableError as problem:
        yield source.reject(problem.line, problem.reason, problem.detail)
    except (EOFError, zlib.error, UnicodeError) as error:
        yield source.reject(None, "broken file", f"{error}. What was read before it is kept; get the file again")
    except OSError as error:
        yield source.reject(None, "cannot be read", f"{_why(error)}. Correct it, or leave the file out")
    except ParallaxError:
        raise
    except Exception as error:  # what a parser's own code fails with on hostile bytes must not end the whole run
        failure = f"{type(error).__name__}: {error}".splitlines()[0]
        yield source.reject(None, "broken file", f"{failure}. What was read before it is kept; get the file again")


def _in_folder(folder: Path) -> list[Path]:
    """The files in `folder` worth reading, and subfolders that may not be entered."""
    found: list[Path] = []
    runs: set[Path] = set()

    def closed(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise error
        found.append(Path(error.filename))

    for root, folders, files in os.walk(folder, onerror=closed):
        if MANIFEST in files and RUN_NAME.fullmatch(Path(root).name):
            runs.add(Path(root))
        pages = {Path(name).stem for name in files}
        folders[:] = [
            name
            for name in folders
            if not _is_aside(name) and not (name.endswith("_files") and name.removesuffix("_files") in pages)
        ]
        found += [Path(root) / name for name in files if _is_wanted(name) and (Path(root) / name).is_file()]
    return sorted(path for path in found if not _is_of_results(path, runs))


def _is_aside(name: str) -> bool:
    return name.startswith((".", "__MACOSX"))


def _is_wanted(name: str) -> bool:
    """Whether a file of this name in a folder is worth reading."""
    name = name.lower()
    suffix = Path(name.removesuffix(".gz")).suffix or Path(name).suffix
    if _is_aside(name) or name in HELPERS or name.startswith("readme"):
        return False
    return suffix in READERS or suffix in DOCUMENTS


def _is_beside(path: PurePosixPath, others: Container[PurePosixPath]) -> bool:
    """Whether one of the folders of `path` is hidden, or lies beside the page among `others` that it was saved with."""
    for folder in list(path.parents)[:-1]:
        pages = (folder.with_name(folder.name.removesuffix("_files") + suffix) for suffix in (".html", ".htm"))
        if _is_aside(folder.name) or (folder.name.endswith("_files") and any(page in others for page in pages)):
            return True
    return False


def _is_of_results(path: PurePath, runs: Collection[PurePath]) -> bool:
    """Whether `path` lies in one of `runs`, the folders of earlier runs, or beside one in its folder of results."""
    beside = path.name in _BESIDE_RUNS and any(run.parent == path.parent for run in runs)
    return beside or any(folder in runs for folder in path.parents)


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
