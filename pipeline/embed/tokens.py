"""Texts to sentence vectors and reduced token embeddings in one pass, each text once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from pipeline.embed import Encoder
from pipeline.embed.cache import Segments, VectorCache, text_hash
from pipeline.mapping import Mapper, here
from pipeline.records import Tokens

_CHUNK = 2048
_LONGEST = 64
"""Tokens kept of a text: nine sentences of ten have fewer."""


class Reduction:
    """Token embeddings to `directions` around `mean`, shapes (d, k) and (d,), as unit vectors of int8."""

    def __init__(self, mean: np.ndarray, directions: np.ndarray) -> None:
        self._mean, self._directions = mean, directions
        self.dimensions = int(directions.shape[1])
        self.digest = hashlib.sha256(mean.tobytes() + directions.tobytes()).hexdigest()

    def __call__(self, ids: np.ndarray, embeddings: np.ndarray) -> Tokens:
        """The first `_LONGEST` tokens of a text."""
        reduced = (embeddings[:_LONGEST] - self._mean) @ self._directions
        reduced /= np.maximum(np.linalg.norm(reduced, axis=1, keepdims=True), 1e-6)
        return Tokens(ids[:_LONGEST].astype(np.uint16), np.round(127 * reduced).astype(np.int8))


class TokenCache:
    """Tokens by one `reduction` on disk, beside the vectors of their encoder; keyed by text."""

    def __init__(self, vectors: VectorCache, reduction: Reduction) -> None:
        folder: Path | None = vectors.folder / f"tokens-{reduction.digest[:12]}" if vectors.folder else None
        self._segments = Segments(folder, f"{vectors.made_by} {reduction.digest}")
        self.reduction = reduction

    def load(self, wanted: Collection[bytes]) -> dict[bytes, Tokens]:
        """The cached tokens of those hashes in `wanted` that the cache holds."""
        found: dict[bytes, Tokens] = {}
        width = self.reduction.dimensions
        for members, arrays in self._segments.holding(wanted, ("ends", "ids", "vectors")):
            ends, ids, vectors = arrays
            if ids.dtype != np.uint16 or vectors.dtype != np.int8 or vectors.shape != (len(ids), width):
                continue
            for key, row in members:
                if row < len(ends) and ends[row] <= len(ids):
                    here = slice(int(ends[row - 1]) if row else 0, int(ends[row]))
                    found[key] = Tokens(ids[here], vectors[here])
        return found

    def add(self, hashes: Sequence[bytes], tokens: Sequence[Tokens]) -> None:
        """Keep `tokens`, one a hash. A folder that cannot be written keeps nothing."""
        if hashes:
            self._segments.add(
                hashes,
                ends=np.cumsum([len(text.ids) for text in tokens]),
                ids=np.concatenate([text.ids for text in tokens]),
                vectors=np.concatenate([text.vectors for text in tokens]),
            )


def encode_with_tokens(
    texts: Sequence[str],
    encoder: Encoder,
    vectors: VectorCache,
    tokens: TokenCache,
    mapper: Mapper = here,
) -> tuple[np.ndarray, list[Tokens]]:
    """Vectors of `texts`, float32, shape (texts, d), rounded to float16 as the cache keeps them, and their tokens.

    Equal texts are encoded once, and those that both caches hold not at all, in chunks as `encode` does. No text may be
    empty.
    """
    hashes = [text_hash(text) for text in texts]
    wanted = dict(zip(hashes, texts, strict=True))
    known_vectors, known_tokens = vectors.load(wanted), tokens.load(wanted)
    missing = [key for key in wanted if key not in known_vectors or key not in known_tokens]
    missing.sort(key=lambda key: (len(wanted[key]), key))
    chunks = [missing[start : start + _CHUNK] for start in range(0, len(missing), _CHUNK)]
    read = mapper(partial(_read, encoder, tokens.reduction), [[wanted[key] for key in keys] for keys in chunks])
    for keys, (rounded, reduced) in zip(chunks, read, strict=True):
        new = [place for place, key in enumerate(keys) if key not in known_vectors]
        vectors.add([keys[place] for place in new], rounded[new])
        tokens.add(keys, reduced)
        known_tokens.update(zip(keys, reduced, strict=True))
        known_vectors.update((keys[place], rounded[place]) for place in new)
    if not hashes:
        return np.zeros((0, encoder.card.dimensions), dtype=np.float32), []
    return np.stack([known_vectors[key] for key in hashes]).astype(np.float32), [known_tokens[key] for key in hashes]


def _read(encoder: Encoder, reduction: Reduction, texts: Sequence[str]) -> tuple[np.ndarray, list[Tokens]]:
    """Vectors, float16, and tokens. Reduced where they are read: unreduced they are thirty times as large."""
    encoded, read = encoder.encode_tokens(texts)
    return encoded.astype(np.float16), [reduction(ids, embeddings) for ids, embeddings in read]
