"""Places that are no local path: `scheme://place/path`, as s3://bucket/folder.

pyarrow reaches s3:// and gs://, fsspec every other scheme that it knows, where the package for it is installed.
Credentials come from the environment alone, as each service's own tools read them; an address with any is refused.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.errors import AddressError

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://(.*)", re.DOTALL)
_SECRET = re.compile(r"[^/]*:.*@|[^?]*\?", re.DOTALL)
_BUCKETS = ("s3", "gs", "gcs")
_SECRETS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID")
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_GCS_ENDPOINT = "CLOUD_STORAGE_EMULATOR_ENDPOINT"
_GCS_SECONDS = 20.0
"""For so long a request to gs:// is tried again; its own default is 15 minutes, also without credentials."""
_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
_AT_ONCE = 16
"""Objects that are copied at the same time: each waits for the network most of its time."""
_TRIES = 3
"""Of one object, beside those that pyarrow makes of one request."""
_CHUNK = 1 << 22
_CONNECT_SECONDS, _ANSWER_SECONDS = 10.0, 60.0
_LONGEST_NAME = 60
_WHY = (
    (r"NO_SUCH_BUCKET|NoSuchBucket|Bucket '.*' not found", "there is no such bucket", "Make it, or correct its name"),
    (
        r"ACCESS_DENIED|FORBIDDEN|INVALID_ACCESS_KEY_ID|SIGNATURE|InvalidAccessKeyId|Forbidden|AccessDenied|PERMISSION"
        r"|CREDENTIALS|OAuth2|HTTP status code: 40[13]",
        "access is denied",
        "Set credentials that are allowed to use it in the environment, e.g. AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY",
    ),
    (
        r"NETWORK_CONNECTION|curlCode|REQUEST_TIMEOUT|UNAVAILABLE|SLOW_DOWN|INTERNAL_FAILURE",
        "the server does not answer",
        "Try again; the endpoint of a server of your own is set by AWS_ENDPOINT_URL",
    ),
)
"""What a service's message tells, its words for people, what to do. pyarrow raises a plain OSError for all of them."""
DENIED, UNREACHABLE = _WHY[1][1], _WHY[2][1]
_NOTHING, _NO_ROOM = "nothing is stored there", "no local copy can be written"
_FINAL = (DENIED, _NOTHING)  # no second try is made


@dataclass(frozen=True)
class Address:
    """A file or folder elsewhere; `path` holds the bucket and the name in it, without a slash at either end."""

    scheme: str
    path: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.path}"

    def __truediv__(self, name: str) -> Address:
        return Address(self.scheme, f"{self.path}/{name}" if self.path else name)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def parent(self) -> Address:
        """The folder that it lies in."""
        return Address(self.scheme, self.path.rpartition("/")[0])


@dataclass(frozen=True)
class Stored:
    """A file that lies elsewhere."""

    address: Address
    size: int
    """In bytes."""


@dataclass(frozen=True)
class Copy:
    """A local copy of the file at `address`: its bytes for `open`, its address for people.

    It is there as long as something refers to it. `problem` says why nothing was copied.
    """

    address: Address
    path: Path
    problem: str = ""
    folder: object = field(default=None, repr=False, compare=False)

    def __fspath__(self) -> str:
        return str(self.path)

    def __str__(self) -> str:
        return str(self.address)


InputFile = Path | Copy


def place(given: str | Path) -> Path | Address:
    """Where `given` is: a local path, or an address. Raises AddressError for one that holds credentials or options."""
    found = _ADDRESS.fullmatch(given) if isinstance(given, str) else None
    if not found:
        return Path(given)
    scheme, path = found.groups()
    if _SECRET.match(path) or (scheme in _BUCKETS and re.search("[:@]", path.split("/")[0])):  # never told again
        raise AddressError(
            f"an address {scheme}://... with a name, a password or options in it is not taken",
            "Set them in the environment, e.g. AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL, AWS_REGION",
        )
    if scheme in ("http", "https"):
        raise AddressError(f"{given}: pages are not read from the web here", "Use: python -m pipeline fetch")
    if scheme == "file":
        return Path(path)
    if not path.strip("/"):
        raise AddressError(f"{given}: names no bucket or folder", "Write it as s3://bucket/folder")
    return Address(scheme, path.strip("/"))


def listed(address: Address) -> list[Stored]:
    """The file at `address`, or all files under it, in the order of their names; none where nothing is there.

    Raises AddressError where that cannot be told.
    """
    from pyarrow import fs

    with _told(address):
        files = _filesystem(address)
        info = files.get_file_info(address.path)
        if info.type == fs.FileType.File:
            return [Stored(address, info.size)]
        try:
            found = files.get_file_info(fs.FileSelector(address.path, recursive=True))
        except FileNotFoundError:
            return []
    stored = (Stored(Address(address.scheme, one.path.strip("/")), one.size) for one in found if one.is_file)
    return sorted(stored, key=lambda one: one.address.path)


def copied(files: Sequence[Stored]) -> list[Copy]:
    """Local copies of `files`, in a temporary folder that goes with them.

    A file that is gone or may not be read is a Copy with a problem. Raises AddressError where a server does not answer
    or the disk is too small.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="parallax-"))
    except OSError as error:
        raise _no_room(files[0].address, error) from error
    holder = _Folder()
    weakref.finalize(holder, shutil.rmtree, folder, ignore_errors=True)
    size, free = sum(file.size for file in files), shutil.disk_usage(folder).free
    if size > free:
        raise AddressError(
            f"{files[0].address.parent}: its {size:,} bytes do not fit in {folder.parent}, which has {free:,} left",
            "Set TMPDIR to a folder with room, or run over a part and add the rest with --append",
        )

    def copy(number: int, file: Stored) -> Copy:
        path = folder / f"{number:06d}-{file.address.name[-_LONGEST_NAME:]}"
        try:
            download(file, path)
        except AddressError as error:
            if UNREACHABLE in error.problem or _NO_ROOM in error.problem:
                raise
            return Copy(file.address, path, error.problem, holder)
        return Copy(file.address, path, "", holder)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(copy, range(len(files)), files))


def download(file: Stored, path: Path) -> None:
    """Copy `file` to `path`, whole; tried again where it breaks off. Raises AddressError."""
    for left in reversed(range(_TRIES)):
        try:
            with path.open("wb") as copy:
                for chunk in _chunks(file):
                    copy.write(chunk)
            return
        except OSError as error:  # of the file here; what fails there is an AddressError
            raise _no_room(path, error) from error
        except AddressError as error:
            path.unlink(missing_ok=True)
            if not left or any(problem in error.problem for problem in _FINAL):
                raise


def _chunks(file: Stored) -> Iterator[bytes]:
    """The bytes of `file`. Raises AddressError, also where it ends too early."""
    with _told(file.address), _filesystem(file.address).open_input_stream(file.address.path) as stream:
        came = 0
        while chunk := stream.read(_CHUNK):
            came += len(chunk)
            yield chunk
        if came != file.size:
            raise OSError(f"NETWORK_CONNECTION: {came:,} of {file.size:,} bytes came")


def _no_room(copy: object, error: OSError) -> AddressError:
    advice = "Free space, or set TMPDIR (for input) or XDG_CACHE_HOME (for results) to a folder with room"
    return AddressError(f"{copy}: {_NO_ROOM} ({error.strerror or error})", advice)


def upload(path: Path, address: Address) -> None:
    """Copy the local file at `path` to `address`. Raises AddressError."""
    with _told(address), path.open("rb") as file, _filesystem(address).open_output_stream(address.path) as stream:
        shutil.copyfileobj(file, stream, _CHUNK)


def read(address: Address) -> bytes | None:
    """The bytes of the file at `address`; None where there is none. Raises AddressError."""
    with _told(address):
        try:
            with _filesystem(address).open_input_stream(address.path) as stream:
                data: bytes = stream.read()
                return data
        except FileNotFoundError:
            return None


def write(address: Address, data: bytes) -> None:
    """Write `data` as the file at `address`, in the place of what is there. Raises AddressError."""
    with _told(address), _filesystem(address).open_output_stream(address.path) as stream:
        stream.write(data)


class _Folder:
    """Stands for a temporary folder: when the last Copy in it goes, it goes."""


def _filesystem(address: Address) -> Any:
    """What reads and writes `address`, a pyarrow.fs.FileSystem."""
    from pyarrow import fs

    if address.scheme == "s3":
        return _s3(address.path.split("/")[0], tuple(map(os.environ.get, (*_ENDPOINTS, *_REGIONS, *_SECRETS))))
    if address.scheme in ("gs", "gcs"):
        own_server = bool(os.environ.get(_GCS_ENDPOINT))  # which asks for no account
        return fs.GcsFileSystem(anonymous=own_server, retry_time_limit=timedelta(seconds=_GCS_SECONDS))
    import fsspec

    return fs.PyFileSystem(fs.FSSpecHandler(fsspec.filesystem(address.scheme)))


@lru_cache(maxsize=8)
def _s3(bucket: str, environment: tuple[str | None, ...]) -> Any:
    """Opened once for a `bucket` and the `environment` that it is reached with."""
    from pyarrow import fs

    endpoint, region = _first_set(_ENDPOINTS), _first_set(_REGIONS)
    if not endpoint and not region:
        region = fs.resolve_s3_region(bucket)
    return fs.S3FileSystem(
        endpoint_override=endpoint, region=region, connect_timeout=_CONNECT_SECONDS, request_timeout=_ANSWER_SECONDS
    )


def _first_set(names: Sequence[str]) -> str | None:
    return next((value for name in names if (value := os.environ.get(name))), None)


@contextmanager
def _told(address: Address) -> Iterator[None]:
    """Turn what a service, pyarrow or fsspec raise into an AddressError of one line, without credentials."""
    try:
        yield
    except ImportError as error:
        raise AddressError(
            f"{address}: a package that reaches {address.scheme}:// is missing ({error})", "Install it with pip"
        ) from error
    except (OSError, ValueError) as error:  # pyarrow's own derive from these
        problem, remedy = _why(error)
        raise AddressError(f"{address}: {problem}", remedy) from error


def _why(error: Exception) -> tuple[str, str]:
    """What `error` tells, and what to do."""
    message = str(error).splitlines()[0] if str(error) else type(error).__name__
    if isinstance(error, PermissionError):
        return _WHY[1][1:]
    if isinstance(error, FileNotFoundError):
        return _NOTHING, "Correct the address"
    for pattern, problem, remedy in _WHY:
        if re.search(pattern, message):
            return problem, remedy
    for secret in filter(None, map(os.environ.get, _SECRETS)):
        message = message.replace(secret, "...")
    return message, "Correct the address"
