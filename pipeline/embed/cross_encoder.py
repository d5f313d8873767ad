"""Two texts read together: a small cross-encoder over an encoder's own word embeddings.

The six layers of all-MiniLM-L6-v2, trained further on pairs, read both texts at once, as BERT reads a pair (Devlin et
al. 2019; cross-encoder: Humeau et al. 2020). The word embeddings stay those of the encoder.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from torch.nn import functional

from pipeline.embed import Encoder
from pipeline.embed.layers import Block, Layer, blocks, first_states, from_bert
from pipeline.errors import ModelError

LONGEST = 64
"""Tokens of a text that are read."""
_BEGINNING, _SEPARATOR = 101, 102
_MASKED = -1e4
_ROUNDED_TO = 8
"""Lengths of batches are multiples of this: the matrix library prepares itself anew for each shape."""


class PairReader(nn.Module):  # type: ignore[misc]
    """Layers over the word embeddings of two texts, and an output of `kinds` logits."""

    def __init__(self, kinds: int, layers: int = 6, width: int = 384, heads: int = 12, hidden: int = 1536) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(width, heads, hidden, 1e-12) for _ in range(layers))
        self.pooled = nn.Linear(2 * width, width)
        self.output = nn.Linear(width, kinds)
        self.dropout = 0.1

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Logits, float32, shape (pairs, kinds), from the state of the mark of beginning and the mean state.

        `x` are word embeddings, shape (pairs, tokens, width); `mask` is true where there is a token.
        """
        unread = torch.where(mask, 0.0, _MASKED)[:, None, None, :].to(x.dtype)
        for layer in self.layers:
            x = layer(x, unread, self.dropout)
        read = mask.to(x.dtype)[:, :, None]
        return self._logits(x[:, 0], (x * read).sum(1) / read.sum(1))

    def packed(self, x: Tensor, block: Block) -> tuple[np.ndarray, Tensor]:
        """The numbers of the pairs of `block`, and their logits; `x` are word embeddings, shape (rows, width)."""
        for layer in self.layers:
            x = layer.packed(x, block)
        numbers, states = zip(*block.by_text(x), strict=True)
        first, mean = torch.cat([own[:, 0] for own in states]), torch.cat([own.mean(1) for own in states])
        return np.concatenate(numbers), self._logits(first, mean)

    def _logits(self, first: Tensor, mean: Tensor) -> Tensor:
        pooled = torch.tanh(self.pooled(torch.cat([first, mean], 1)))
        return self.output(functional.dropout(pooled, self.dropout, self.training)).float()


def embedded(pairs: Sequence[tuple[np.ndarray, np.ndarray]], embeddings: Any) -> tuple[Tensor, Tensor]:
    """The input of PairReader for pairs of texts, each as the numbers of its tokens; `embeddings` is the encoder's."""
    ids, kinds = _marked(pairs)
    tokens = math.ceil(max(len(pair) for pair in ids) / _ROUNDED_TO) * _ROUNDED_TO
    numbers, types = np.zeros((2, len(pairs), tokens), dtype=np.int64)
    for row, pair in enumerate(ids):
        numbers[row, : len(pair)], types[row, : len(pair)] = pair, kinds[row]
    mask = np.arange(tokens) < np.array([[len(pair)] for pair in ids])
    device = next(embeddings.parameters()).device
    padded, which, read = (torch.from_numpy(part).to(device) for part in (numbers, types, mask))
    with torch.no_grad():
        return embeddings(padded, token_type_ids=which), read


def from_layers(layers: Any, kinds: int) -> PairReader:
    """An untrained PairReader, float32, whose layers are the `layers` of a BERT model of MiniLM's size."""
    reader: PairReader = PairReader(kinds, layers=len(layers)).float()
    reader.layers = nn.ModuleList(from_bert(layer, own.heads) for own, layer in zip(reader.layers, layers, strict=True))
    return reader


class CrossEncoder:
    """A trained PairReader with the embeddings of the encoder that it was trained over."""

    def __init__(self, reader: PairReader, embeddings: Any) -> None:
        self._reader, self._embeddings = reader.eval(), embeddings

    def read(self, pairs: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
        """Logits of the pairs of texts, each given as the numbers of its tokens: float32, shape (pairs, kinds)."""
        ids, kinds = _marked(pairs)
        logits = np.zeros((len(pairs), int(self._reader.output.out_features)), dtype=np.float32)
        with torch.inference_mode():
            for block in blocks([len(pair) for pair in ids]):
                states = first_states(block, ids, kinds, self._embeddings)
                numbers, found = self._reader.packed(states, block)
                logits[numbers] = found.numpy(force=True)
        return logits


def _marked(pairs: Sequence[tuple[np.ndarray, np.ndarray]]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """For each pair the numbers of its tokens, with the marks around, and of each token which text it is of, 0 or 1."""
    ids, kinds = [], []
    for a, b in pairs:
        first, second = a[:LONGEST], b[:LONGEST]
        ids.append(np.concatenate([[_BEGINNING], first, [_SEPARATOR], second, [_SEPARATOR]]))
        kinds.append(np.repeat([0, 1], [len(first) + 2, len(second) + 1]))
    return ids, kinds


def load_cross_encoder(path: Path, encoder: Encoder) -> CrossEncoder:
    """The cross-encoder in the file `path` over the word embeddings of `encoder`, in the encoder's precision.

    Raises ModelError when the file is missing or damaged.
    """
    try:
        with safe_open(path, framework="pt") as file:
            about = file.metadata() or {}
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        reader = PairReader(int(about["kinds"]))
        reader.load_state_dict(tensors)
    except (OSError, SafetensorError, KeyError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"{path}: the cross-encoder cannot be read ({error})", 'Restore it, or set reader = "" under [align]'
        ) from error
    embeddings = encoder.word_embeddings()
    at = next(embeddings.parameters())
    return CrossEncoder(reader.to(device=at.device, dtype=at.dtype), embeddings)
