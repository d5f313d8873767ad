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
from pipeline.errors import ModelError

LONGEST = 64
"""Tokens of a text that are read."""
_BEGINNING, _SEPARATOR = 101, 102
_MARKS = 3
_MASKED = -1e4
_ROUNDED_TO = 8
"""Lengths of batches are multiples of this: the matrix library prepares itself anew for each shape."""
_TOKENS_AT_ONCE = 4096


class Layer(nn.Module):  # type: ignore[misc]
    """A transformer layer of the BERT kind (Devlin et al. 2019)."""

    def __init__(self, width: int, heads: int, hidden: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.after_attention = nn.LayerNorm(width, eps=epsilon)
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, width)
        self.after_hidden = nn.LayerNorm(width, eps=epsilon)

    def forward(self, x: Tensor, unread: Tensor, dropout: float) -> Tensor:
        """States, shape (pairs, tokens, width), to states; `unread`, (pairs, 1, 1, tokens), is added to attention."""
        pairs, tokens, width = x.shape
        q, k, v = self.qkv(x).view(pairs, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=unread)
        attended = self.out(attended.transpose(1, 2).reshape(pairs, tokens, width))
        x = self.after_attention(x + functional.dropout(attended, dropout, self.training))
        hidden = self.down(functional.gelu(self.up(x)))
        return self.after_hidden(x + functional.dropout(hidden, dropout, self.training))


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
        mean = (x * read).sum(1) / read.sum(1)
        pooled = torch.tanh(self.pooled(torch.cat([x[:, 0], mean], 1)))
        return self.output(functional.dropout(pooled, self.dropout, self.training)).float()


def embedded(pairs: Sequence[tuple[np.ndarray, np.ndarray]], embeddings: Any) -> tuple[Tensor, Tensor]:
    """The input of PairReader for pairs of texts, each as the numbers of its tokens; `embeddings` is the encoder's."""
    sizes = [(min(len(a), LONGEST), min(len(b), LONGEST)) for a, b in pairs]
    tokens = math.ceil((max(n + m for n, m in sizes) + _MARKS) / _ROUNDED_TO) * _ROUNDED_TO
    ids, second = np.zeros((2, len(pairs), tokens), dtype=np.int64)
    mask = np.zeros((len(pairs), tokens), dtype=bool)
    for row, ((a, b), (n, m)) in enumerate(zip(pairs, sizes, strict=True)):
        ids[row, 0], ids[row, n + 1], ids[row, n + m + 2] = _BEGINNING, _SEPARATOR, _SEPARATOR
        ids[row, 1 : n + 1], ids[row, n + 2 : n + m + 2] = a[:n], b[:m]
        second[row, n + 2 : n + m + 3] = 1
        mask[row, : n + m + 3] = True
    device = next(embeddings.parameters()).device
    numbers, which, read = (torch.from_numpy(part).to(device) for part in (ids, second, mask))
    with torch.no_grad():
        return embeddings(numbers, token_type_ids=which), read


def from_layers(layers: Any, kinds: int) -> PairReader:
    """An untrained PairReader, float32, whose layers are the `layers` of a BERT model of MiniLM's size."""
    reader = PairReader(kinds, layers=len(layers))
    for own, layer in zip(reader.layers, layers, strict=True):
        attention, output = layer.attention.self, layer.attention.output
        for name in ("weight", "bias"):
            parts = [getattr(part, name) for part in (attention.query, attention.key, attention.value)]
            getattr(own.qkv, name).data.copy_(torch.cat(parts))
            for ours, theirs in (
                (own.out, output.dense), (own.after_attention, output.LayerNorm), (own.up, layer.intermediate.dense),
                (own.down, layer.output.dense), (own.after_hidden, layer.output.LayerNorm),
            ):  # fmt: skip
                getattr(ours, name).data.copy_(getattr(theirs, name))
    return reader


class CrossEncoder:
    """A trained PairReader with the embeddings of the encoder that it was trained over."""

    def __init__(self, reader: PairReader, embeddings: Any) -> None:
        self._reader, self._embeddings = reader.eval(), embeddings

    def read(self, pairs: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
        """Logits of the pairs of texts, each given as the numbers of its tokens: float32, shape (pairs, kinds)."""
        lengths = [min(len(a), LONGEST) + min(len(b), LONGEST) for a, b in pairs]
        order = sorted(range(len(pairs)), key=lambda number: lengths[number])
        kinds = self._reader.output.out_features
        logits = np.zeros((len(pairs), int(kinds)), dtype=np.float32)
        start = 0
        while start < len(order):
            many = max(1, _TOKENS_AT_ONCE // (lengths[order[min(start + 63, len(order) - 1)]] + _MARKS))
            here = order[start : start + many]
            with torch.inference_mode():
                logits[here] = self._reader(*embedded([pairs[number] for number in here], self._embeddings)).numpy(
                    force=True
                )
            start += many
        return logits


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
