"""A cross-encoder's readings of pairs of texts, each pair once, kept beside the vectors of the encoder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError, safe_open

from pipeline.embed import Encoder
from pipeline.embed.cache import Segments, VectorCache
from pipeline.errors import ModelError
from pipeline.mapping import Mapper, here
from pipeline.records import Tokens

if TYPE_CHECKING:
    from pipeline.embed.cross_encoder import CrossEncoder

_CHUNK = 8192
_HASH_BYTES = 16
N_KINDS = 3
"""What a pair of texts is read as: none of it the same, a part, and the same or its contrary."""


class Readings:
    """Logits of pairs of texts by the cross-encoder in the file `path`; loaded when a pair comes that is not kept."""

    def __init__(self, path: Path, encoder: Encoder, cache: VectorCache) -> None:
        made_by = f"{cache.made_by} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        self._kept = Segments(cache.folder / f"readings-{path.stem}" if cache.folder else None, made_by)
        self._reader = _Reader(path, made_by, encoder)

    def logits(self, pairs: Sequence[tuple[Tokens, Tokens]], mapper: Mapper = here) -> np.ndarray:
        """Logits, float32, shape (pairs, N_KINDS), rounded to float16 as the cache keeps them.

        Pairs are read in chunks, each where `mapper` has it done. Raises ModelError when the cross-encoder cannot be
        loaded.
        """
        keys = [_key(*pair) for pair in pairs]
        wanted = dict(zip(keys, pairs, strict=True))
        known = self._load(wanted)
        missing = sorted((key for key in wanted if key not in known), key=lambda key: (_size(*wanted[key]), key))
        chunks = [missing[start : start + _CHUNK] for start in range(0, len(missing), _CHUNK)]
        unread = [[_in_order(*wanted[key]) for key in chunk] for chunk in chunks]
        for new, read in zip(chunks, mapper(self._reader, unread), strict=True):
            self._kept.add(new, logits=read)
            known.update(zip(new, read, strict=True))
        return np.stack([known[key] for key in keys]).astype(np.float32) if keys else np.zeros((0, N_KINDS), np.float32)

    def _load(self, wanted: dict[bytes, tuple[Tokens, Tokens]]) -> dict[bytes, np.ndarray]:
        found: dict[bytes, np.ndarray] = {}
        for members, (logits,) in self._kept.holding(wanted, ("logits",)):
            if logits.dtype == np.float16 and logits.shape[1:] == (N_KINDS,):
                found.update((key, logits[row]) for key, row in members if row < len(logits))
        return found


class _Reader:
    """The cross-encoder in the file `path`, loaded where it first reads; what is pickled of it is how to load it."""

    def __init__(self, path: Path, made_by: str, encoder: Encoder) -> None:
        self._made_of = path, made_by, encoder
        self._loaded: CrossEncoder | None = None

    def __call__(self, pairs: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
        """Logits of pairs of texts, each as the numbers of its tokens: float16, shape (pairs, N_KINDS)."""
        if self._loaded is None:
            from pipeline.embed.cross_encoder import load_cross_encoder

            path, _, encoder = self._made_of
            self._loaded = load_cross_encoder(path, encoder)
        return self._loaded.read(pairs).astype(np.float16)

    def __reduce__(self) -> tuple[Any, ...]:
        return _arrived, self._made_of


@lru_cache(maxsize=1)
def _arrived(path: Path, made_by: str, encoder: Encoder) -> _Reader:
    """The cross-encoder in a worker process: one for all its tasks, so that it is loaded once."""
    return _Reader(path, made_by, encoder)


def readings_for(path: Path, encoder: Encoder, cache: VectorCache) -> Readings | None:
    """The readings by the cross-encoder in `path`; None where it was trained over another encoder.

    Raises ModelError when the file is missing or damaged.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            about = file.metadata() or {}
    except (OSError, SafetensorError) as error:
        raise ModelError(
            f"{path}: the cross-encoder cannot be read ({error})", 'Restore it, or set reader = "" under [align]'
        ) from error
    return Readings(path, encoder, cache) if about.get("encoder") == encoder.card.sha256 else None


def _in_order(a: Tokens, b: Tokens) -> tuple[np.ndarray, np.ndarray]:
    """Both texts, in an order that does not depend on which came first."""
    first, second = sorted((a.ids, b.ids), key=lambda ids: ids.tobytes())
    return first, second


def _key(a: Tokens, b: Tokens) -> bytes:
    """The same for both orders."""
    both = b"".join(hashlib.sha256(ids.tobytes()).digest() for ids in _in_order(a, b))
    return hashlib.sha256(both).digest()[:_HASH_BYTES]


def _size(a: Tokens, b: Tokens) -> int:
    return len(a.ids) + len(b.ids)
