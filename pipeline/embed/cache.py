"""A cache of what an encoder gave on disk, keyed by model, revision, precision and the hash of the text.

One folder an encoder; in it segments, each a file of NumPy arrays written under a temporary name and renamed, so that
a killed run leaves no torn segment. A segment that cannot be read, or that names another encoder, is left out.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

_HASH_BYTES = 16
_COMPUTATION = "end to end"
"""How texts are laid out for the model; another layout changes the vectors' last digits, so that it keys the cache."""


def text_hash(text: str) -> bytes:
    """The first 16 bytes of the SHA-256 of `text` in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_HASH_BYTES]


class Segments:
    """Files of arrays in `folder`, each with the hashes of the texts that its rows are of; None keeps nothing.

    `made_by` names the encoder in each file, so that one copied from another cache is known. Files without are taken.
    """

    def __init__(self, folder: Path | None, made_by: str) -> None:
        self._folder = folder
        self._made_by = made_by
        self._places: dict[bytes, tuple[Path, int]] | None = None

    def holding(
        self, wanted: Collection[bytes], names: Sequence[str]
    ) -> Iterator[tuple[list[tuple[bytes, int]], list[np.ndarray]]]:
        """For each segment with some of `wanted`: their hashes and rows, and its arrays `names`; none where torn."""
        rows: dict[Path, list[tuple[bytes, int]]] = {}
        places = self._index()
        for key in wanted:
            if key in places:
                path, row = places[key]
                rows.setdefault(path, []).append((key, row))
        for path, members in rows.items():
            arrays = [array for name in names if (array := _member(path, name)) is not None]
            if len(arrays) == len(names):
                yield members, arrays

    def _index(self) -> dict[bytes, tuple[Path, int]]:
        """Hash -> its segment and row; read once, so that many small loads do not read the cache many times."""
        if self._places is None:
            paths = sorted(self._folder.glob("*.npz")) if self._folder and self._folder.is_dir() else []
            self._places = {key: (path, row) for path in paths for row, key in enumerate(self._hashes(path))}
        return self._places

    def add(self, hashes: Sequence[bytes], **arrays: np.ndarray) -> None:
        """Keep `arrays`, whose rows are of `hashes`. A folder that cannot be written keeps nothing."""
        if self._folder is None or len(hashes) == 0:
            return
        rows = np.frombuffer(b"".join(hashes), dtype=np.uint8).reshape(-1, _HASH_BYTES)
        staging = self._folder / f".{uuid.uuid4().hex}.writing"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with staging.open("wb") as file:
                np.savez(file, hashes=rows, made_by=np.array(self._made_by), **arrays)  # type: ignore[arg-type]
            path = staging.rename(self._folder / f"{uuid.uuid4().hex}.npz")
            self._index().update((key, (path, row)) for row, key in enumerate(hashes))
        except OSError:
            # The cache saves time and nothing else: a full disk here must not end the run.
            with suppress(OSError):
                staging.unlink(missing_ok=True)

    def _hashes(self, path: Path) -> list[bytes]:
        hashes, made_by = _member(path, "hashes"), _member(path, "made_by")
        if hashes is None or hashes.dtype != np.uint8 or hashes.shape[1:] != (_HASH_BYTES,):
            return []
        if made_by is not None and str(made_by) != self._made_by:
            return []
        return [row.tobytes() for row in hashes]


class VectorCache:
    """Vectors of one encoder in `folder`/<name of the encoder>; `folder` None keeps nothing."""

    def __init__(self, folder: Path | None, name: str, revision: str, precision: str, dimensions: int) -> None:
        self._dimensions = dimensions
        readable = re.sub(r"[^A-Za-z0-9.-]+", "-", f"{name}-{precision}").strip("-")[-60:]
        key = f"{name}\x1f{revision}\x1f{precision}\x1f{dimensions}\x1f{_COMPUTATION}"
        self.made_by = hashlib.sha256(key.encode()).hexdigest()
        self.folder = folder / f"{readable}-{self.made_by[:12]}" if folder else None
        self._segments = Segments(self.folder, self.made_by)

    def load(self, wanted: Collection[bytes]) -> dict[bytes, np.ndarray]:
        """The cached vectors, float16, of those hashes in `wanted` that the cache holds."""
        found: dict[bytes, np.ndarray] = {}
        for members, (vectors,) in self._segments.holding(wanted, ("vectors",)):
            if vectors.dtype == np.float16 and vectors.shape[1:] == (self._dimensions,) and np.isfinite(vectors).all():
                found.update((key, vectors[row]) for key, row in members if row < len(vectors))
        return found

    def add(self, hashes: Sequence[bytes], vectors: np.ndarray) -> None:
        """Keep `vectors`, float16, shape (hashes, dimensions). A folder that cannot be written keeps nothing."""
        self._segments.add(hashes, vectors=vectors)


def _member(path: Path, name: str) -> np.ndarray | None:
    """An array of a segment; None where the file is torn."""
    try:
        with np.load(path, allow_pickle=False) as segment:
            return np.asarray(segment[name])
    except Exception:  # spoilt bytes make zipfile and NumPy fail in many ways; what cannot be read is made again
        return None
