"""Text to vectors: encoders, and a cache so that no text is encoded twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, Protocol

import numpy as np

from pipeline.embed.cache import VectorCache, text_hash
from pipeline.errors import ModelError
from pipeline.mapping import Mapper, here
from pipeline.progress import Progress, Silent
from pipeline.registry import resolve
from pipeline.settings import Embed

__all__ = ["ENCODERS", "Encoder", "EncoderCard", "StoredEncoder", "VectorCache", "encode", "load_encoder"]

ENCODERS = {
    "all-MiniLM-L6-v2": "pipeline.embed.sentence_transformer:packaged",
    "sentence-transformers": "pipeline.embed.sentence_transformer:named",
}
_CHUNK = 4096


@dataclass(frozen=True)
class EncoderCard:
    """What identifies an encoder's output; stands in the manifest and keys the cache."""

    name: str
    revision: str
    precision: str
    dimensions: int
    sha256: str | None
    device: str


class Encoder(Protocol):
    """Turns texts into vectors."""

    @property
    def card(self) -> EncoderCard:
        """What identifies its output."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of unit length, float32, shape (texts, dimensions), in the order of `texts`."""

    def encode_tokens(self, texts: Sequence[str]) -> tuple[np.ndarray, list[tuple[np.ndarray, np.ndarray]]]:
        """As `encode`, and for each text the numbers of its tokens, shape (n,), and their embeddings, shape (n, d)."""

    def word_embeddings(self) -> Any:
        """The torch module that turns the numbers of tokens into the first states."""


def load_encoder(settings: Embed) -> Encoder:
    """The encoder that `settings.model` names: a key of ENCODERS, else a folder or hub name for sentence-transformers.

    Raises ModelError when it cannot be loaded or its weights fail their checksum.
    """
    name = settings.model.removeprefix("sentence-transformers/")
    entry = name if name in ENCODERS else "sentence-transformers"
    encoder: Encoder = resolve("encoder", ENCODERS, entry)(settings)
    return encoder


class StoredEncoder:
    """The encoder of an earlier run, or of another process, loaded when a text comes that the cache lacks.

    What is pickled of it is how to load it, which takes seconds; `loaded` is it, where this process has it already.
    """

    def __init__(self, settings: Embed, card: EncoderCard, loaded: Encoder | None = None) -> None:
        self.card = card
        self._settings = settings
        self._loaded = loaded

    def __reduce__(self) -> tuple[Callable[[Embed, EncoderCard], StoredEncoder], tuple[Embed, EncoderCard]]:
        return _arrived, (self._settings, self.card)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """As Encoder.encode. Raises ModelError when the model here is not that of the earlier run."""
        return self._model().encode(texts)

    def encode_tokens(self, texts: Sequence[str]) -> tuple[np.ndarray, list[tuple[np.ndarray, np.ndarray]]]:
        """As Encoder.encode_tokens. Raises ModelError as `encode` does."""
        return self._model().encode_tokens(texts)

    def word_embeddings(self) -> Any:
        """As Encoder.word_embeddings. Raises ModelError as `encode` does."""
        return self._model().word_embeddings()

    def _model(self) -> Encoder:
        if self._loaded is None:
            loaded = load_encoder(self._as_made())
            if replace(loaded.card, device=self.card.device) != self.card:
                raise ModelError(
                    f"the run was made with {self.card.name} ({self.card.precision}, revision {self.card.revision}), "
                    f"here it is {loaded.card.name} ({loaded.card.precision}, revision {loaded.card.revision})",
                    "Run the pipeline again on the input: python -m pipeline run PATH",
                )
            self._loaded = loaded
        return self._loaded

    def _as_made(self) -> Embed:
        """The settings that load it again: "auto" may be another precision here, and a hub's branch has moved on."""
        revision = self._settings.revision if self.card.sha256 else self.card.revision
        return replace(self._settings, precision=self.card.precision, revision=revision)


@lru_cache(maxsize=1)
def _arrived(settings: Embed, card: EncoderCard) -> StoredEncoder:
    """The encoder in a worker process: one for all its tasks, so that it is loaded once."""
    return StoredEncoder(settings, card)


def encode(
    texts: Sequence[str],
    encoder: Encoder,
    cache: VectorCache,
    progress: Progress | None = None,
    mapper: Mapper = here,
) -> np.ndarray:
    """Vectors of `texts`, float32, shape (texts, dimensions); an empty text has the zero vector.

    Equal texts are encoded once, and those in the cache not at all. Vectors are rounded to float16, as the cache
    keeps them, so that a first and a later run give the same. Texts are encoded in chunks, each where `mapper` has it
    done; a chunk is always of the same texts, so that this changes no vector.
    """
    progress = progress or Silent()
    hashes = [text_hash(text) for text in texts]
    wanted = {key: text for key, text in zip(hashes, texts, strict=True) if text.strip()}
    known = cache.load(wanted)
    missing = sorted((key for key in wanted if key not in known), key=lambda key: (len(wanted[key]), key))
    progress.advance(len(wanted) - len(missing))
    chunks = [missing[start : start + _CHUNK] for start in range(0, len(missing), _CHUNK)]
    encoded = mapper(partial(_rounded, encoder), [[wanted[key] for key in keys] for keys in chunks])
    for keys, vectors in zip(chunks, encoded, strict=True):
        cache.add(keys, vectors)
        known.update(zip(keys, vectors, strict=True))
        progress.advance(len(keys))
    zero = np.zeros(encoder.card.dimensions, dtype=np.float16)
    rows = [known.get(key, zero) for key in hashes]
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, encoder.card.dimensions), dtype=np.float32)


def _rounded(encoder: Encoder, texts: Sequence[str]) -> np.ndarray:
    return encoder.encode(texts).astype(np.float16)
