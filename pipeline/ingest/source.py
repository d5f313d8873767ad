"""One input file: its name for people, its bytes (unpacked and bounded), its encoding and its hash."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TextIO

from pipeline.ingest.encoding import detect
from pipeline.records import Rejection

_CHUNK = 1 << 18


class UnreadableError(Exception):
    """Ends the reading of one file: what was read before it stands, and the file gets one Rejection."""

    def __init__(self, reason: str, detail: str, line: int | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail, self.line = reason, detail, line


@dataclass(frozen=True)
class Source:
    """An input file. `max_bytes` bounds what is read of it, after decompression.

    Where `path` is a local copy, `address` is where the file lies.
    """

    path: Path
    max_bytes: int
    address: str = ""

    @property
    def name(self) -> str:
        """The path or address as people see it; bytes of a file name that are no UTF-8 are replaced."""
        return self.address or os.fsencode(self.path).decode("utf-8", "replace")

    @property
    def suffix(self) -> str:
        """The format's suffix in lower case: of "a.CSV.gz" it is ".csv"."""
        name = self.path.name.lower().removesuffix(".gz")
        return Path(name).suffix

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the file as it lies on disk. Raises OSError."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def open(self) -> io.BufferedReader:
        """The bytes, unpacked where the name ends in .gz; reading past the bound raises UnreadableError."""
        packed = self.path.open("rb")
        stream = gzip.GzipFile(fileobj=packed) if self.path.suffix.lower() == ".gz" else packed
        return io.BufferedReader(_Bounded(stream, packed, self.max_bytes), _CHUNK)

    def open_text(self) -> TextIO:
        """The text, line ends untouched; bytes that are no characters become lone surrogates, which cleaning rejects.

        Raises UnreadableError when it is no text or its encoding cannot be told.
        """
        return io.TextIOWrapper(self.open(), encoding=self.encoding, errors="surrogateescape", newline="")

    def data(self, limit: int | None = None) -> bytes:
        """All bytes. Raises UnreadableError when there are more than `limit`."""
        with self.open() as stream:
            data = stream.read() if limit is None else stream.read(limit + 1)
        if limit is not None and len(data) > limit:
            raise UnreadableError("too long", f"over {limit:,} bytes, too long for one article. Split or drop it")
        return data

    @cached_property
    def encoding(self) -> str:
        """The encoding, told from the first stretch that is not plain ASCII.

        Raises UnreadableError when the file is empty, no text, or in an encoding that cannot be told.
        """
        sample = b""
        with self.open() as stream:
            try:
                while (_is_plain(sample) or len(sample) < _CHUNK) and (chunk := stream.read1(_CHUNK)):
                    sample = chunk if _is_plain(sample) else sample + chunk
            except (EOFError, zlib.error, UnreadableError):
                if not sample:  # else the beginning can be read all the same
                    raise
        if not sample:
            raise UnreadableError("empty file", "the file holds nothing. Drop it, or export it again")
        return encoding_of(sample)

    def reject(self, line: int | None, reason: str, detail: str) -> Rejection:
        """A Rejection of this file, or of its `line`."""
        plain = detail.encode("utf-8", "backslashreplace").decode()  # it may quote broken characters of the input
        return Rejection(self.name, line, "ingest", reason, plain)


def lines(stream: TextIO, most: int) -> Iterator[str | None]:
    """The lines of `stream`, with their ends; None for one over `most` characters, which is never held whole."""
    while line := stream.readline(most + 1):
        if len(line) <= most or line[-1] in "\r\n":
            yield line
            continue
        while line and line[-1] not in "\r\n":
            line = stream.readline(most)
        yield None


def encoding_of(sample: bytes) -> str:
    """The encoding of `sample`. Raises UnreadableError when it is no text or its encoding cannot be told."""
    found = detect(sample)
    if found is None:
        what = "holds binary data" if b"\0" in sample else "is in no encoding that could be told"
        raise UnreadableError("not text", f"the file {what}. Save it as UTF-8, or give it the suffix of its format")
    return found


def _is_plain(sample: bytes) -> bool:
    return sample.isascii() and b"\0" not in sample


class _Bounded(io.RawIOBase):
    """Bytes of `inner` up to `limit`."""

    def __init__(self, inner: io.BufferedReader | gzip.GzipFile, file: io.BufferedReader, limit: int) -> None:
        super().__init__()
        self._inner, self._file, self._limit, self._left = inner, file, limit, limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._inner.read1(min(len(buffer), self._left + 1))  # what is there, before a break in the file
        if len(data) > self._left:
            remedy = "Split the file, or raise max_file_bytes under [ingest]"
            raise UnreadableError("too large", f"over {self._limit:,} bytes unpacked. {remedy}")
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        self._file.close()  # gzip leaves it open
        super().close()
