"""A cache of vectors on disk, keyed by model, revision, precision and the hash of the text.

One folder an encoder; in it segments, each a NumPy file pair written under a temporary name and renamed, so that a
killed run leaves no torn segment. A segment that cannot be read is left out, never trusted.
"""

from __future__ import annotations

import hashlib
import re
import uuid
import zipfile
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

_HASH_BYTES = 16


def text_hash(text: str) -> bytes:
    """The first 16 bytes of the SHA-256 of `text` in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_HASH_BYTES]


class VectorCache:
    """Vectors of one encoder in `folder`/<name of the encoder>; `folder` None keeps nothing."""

    def __init__(self, folder: Path | None, name: str, revision: str, precision: str, dimensions: int) -> None:
        self._dimensions = dimensions
        readable = re.sub(r"[^A-Za-z0-9.-]+", "-", f"{name}-{precision}").strip("-")[-60:]
        key = hashlib.sha256(f"{name}\x1f{revision}\x1f{precision}\x1f{dimensions}".encode()).hexdigest()[:12]
        self._folder = folder / f"{readable}-{key}" if folder else None
        self._places: dict[bytes, tuple[Path, int]] | None = None

    def load(self, wanted: Collection[bytes]) -> dict[bytes, np.ndarray]:
        """The cached vectors, float16, of those hashes in `wanted` that the cache holds."""
        rows: dict[Path, list[tuple[bytes, int]]] = {}
        places = self._index()
        for key in wanted:
            if key in places:
                path, row = places[key]
                rows.setdefault(path, []).append((key, row))
        found: dict[bytes, np.ndarray] = {}
        for path, members in rows.items():
            vectors = self._vectors(path)
            found.update((key, vectors[row]) for key, row in members if row < len(vectors))
        return found

    def _index(self) -> dict[bytes, tuple[Path, int]]:
        """Hash -> its segment and row; read once, so that many small loads do not read the cache many times."""
        if self._places is None:
            paths = sorted(self._folder.glob("*.npz")) if self._folder and self._folder.is_dir() else []
            self._places = {key: (path, row) for path in paths for row, key in enumerate(_hashes(path))}
        return self._places

    def _vectors(self, path: Path) -> np.ndarray:
        """The vectors of a segment; none where it is torn or not of this encoder's form."""
        vectors = _member(path, "vectors")
        if vectors is None or vectors.dtype != np.float16 or vectors.shape[1:] != (self._dimensions,):
            return np.zeros((0, self._dimensions), dtype=np.float16)
        return vectors if np.isfinite(vectors).all() else vectors[:0]

    def add(self, hashes: Sequence[bytes], vectors: np.ndarray) -> None:
        """Keep `vectors`, float16, shape (hashes, dimensions). A folder that cannot be written keeps nothing."""
        if self._folder is None or len(hashes) == 0:
            return
        rows = np.frombuffer(b"".join(hashes), dtype=np.uint8).reshape(-1, _HASH_BYTES)
        staging = self._folder / f".{uuid.uuid4().hex}.writing"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with staging.open("wb") as file:
                np.savez(file, hashes=rows, vectors=vectors)
            path = staging.rename(self._folder / f"{uuid.uuid4().hex}.npz")
            self._index().update((key, (path, row)) for row, key in enumerate(hashes))
        except OSError:
            # The cache saves time and nothing else: a full disk here must not end the run.
            with suppress(OSError):
                staging.unlink(missing_ok=True)


def _hashes(path: Path) -> list[bytes]:
    hashes = _member(path, "hashes")
    if hashes is None or hashes.dtype != np.uint8 or hashes.shape[1:] != (_HASH_BYTES,):
        return []
    return [row.tobytes() for row in hashes]


def _member(path: Path, name: str) -> np.ndarray | None:
    """An array of a segment; None where the file is torn."""
    try:
        with np.load(path, allow_pickle=False) as segment:
            return np.asarray(segment[name])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
