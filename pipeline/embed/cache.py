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

    def load(self, wanted: Collection[bytes]) -> dict[bytes, np.ndarray]:
        """The cached vectors, float16, of those hashes in `wanted` that the cache holds."""
        found: dict[bytes, np.ndarray] = {}
        if self._folder is None or not self._folder.is_dir() or not wanted:
            return found
        for path in sorted(self._folder.glob("*.npz")):
            for key, vector in self._segment(path):
                if key in wanted:
                    found[key] = vector
        return found

    def _segment(self, path: Path) -> Sequence[tuple[bytes, np.ndarray]]:
        try:
            with np.load(path, allow_pickle=False) as segment:
                hashes, vectors = segment["hashes"], segment["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return []
        shape = (len(hashes), self._dimensions)
        if hashes.dtype != np.uint8 or hashes.shape[1:] != (_HASH_BYTES,):
            return []
        if vectors.dtype != np.float16 or vectors.shape != shape or not np.isfinite(vectors).all():
            return []
        return list(zip((row.tobytes() for row in hashes), vectors, strict=True))

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
            staging.rename(self._folder / f"{uuid.uuid4().hex}.npz")
        except OSError:
            # The cache saves time and nothing else: a full disk here must not end the run.
            with suppress(OSError):
                staging.unlink(missing_ok=True)
