"""Transformer layers of the BERT kind over texts laid end to end, without padding and masks.

Most of a layer's work is done token by token, so that texts of any length share its matrix products. Attention alone
needs to know where a text ends: texts of one length attend together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

_ROWS = 2048
"""Tokens at once: fewer make more groups of texts of one length, and the states of more do not fit a core's cache of a
megabyte (with 4,096 leads take 7% to 14% longer)."""
_ROUNDED_TO = 256
"""Rows are multiples of it: the matrix library prepares itself anew for each shape."""


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
        """States, shape (texts, tokens, width), to states; `unread`, (texts, 1, 1, tokens), is added to attention."""
        attended = self.out(self._attended(self.qkv(x), unread))
        x = self.after_attention(x + functional.dropout(attended, dropout, self.training))
        hidden = self.down(functional.gelu(self.up(x)))
        return self.after_hidden(x + functional.dropout(hidden, dropout, self.training))

    def packed(self, x: Tensor, block: Block) -> Tensor:
        """States of all texts of `block`, shape (rows, width), to states."""
        qkv = self.qkv(x)
        attended = torch.zeros_like(x)
        for group in block.alike:
            own = qkv[group.rows].view(len(group.texts), group.tokens, -1)
            attended[group.rows] = self._attended(own).flatten(0, 1)
        x = self.after_attention(x + self.out(attended))
        return self.after_hidden(x + self.down(functional.gelu(self.up(x))))

    def _attended(self, qkv: Tensor, unread: Tensor | None = None) -> Tensor:
        """What each token takes from all of its text: shape (texts, tokens, width)."""
        texts, tokens, _ = qkv.shape
        q, k, v = qkv.view(texts, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=unread)
        return attended.transpose(1, 2).reshape(texts, tokens, -1)


def from_bert(layer: Any, heads: int) -> Layer:
    """A copy of the layer of a BERT model of the transformers library, in its precision."""
    attention, output = layer.attention.self, layer.attention.output
    hidden, width = layer.intermediate.dense.weight.shape
    own: Layer = Layer(width, heads, hidden, output.LayerNorm.eps).to(output.dense.weight)
    for name in ("weight", "bias"):
        parts = [getattr(part, name) for part in (attention.query, attention.key, attention.value)]
        getattr(own.qkv, name).data.copy_(torch.cat(parts))
        for ours, theirs in (
            (own.out, output.dense), (own.after_attention, output.LayerNorm), (own.up, layer.intermediate.dense),
            (own.down, layer.output.dense), (own.after_hidden, layer.output.LayerNorm),
        ):  # fmt: skip
            getattr(ours, name).data.copy_(getattr(theirs, name))
    return own


@dataclass(frozen=True)
class Alike:
    """The numbers of texts that have the same number of `tokens`, and their `rows` in a block."""

    texts: np.ndarray
    tokens: int
    rows: slice


@dataclass(frozen=True)
class Block:
    """Texts that are read together, by length; `rows` are their tokens, and some more that belong to no text."""

    alike: tuple[Alike, ...]
    rows: int

    def by_text(self, x: Tensor) -> Iterator[tuple[np.ndarray, Tensor]]:
        """Numbers of texts, and of the states `x` of the block theirs, shape (texts, tokens, width)."""
        for group in self.alike:
            yield group.texts, x[group.rows].view(len(group.texts), group.tokens, -1)


def blocks(lengths: Sequence[int]) -> Iterator[Block]:
    """Texts of these numbers of tokens, none 0, in blocks of about _ROWS tokens, the shortest first."""
    order = np.argsort(lengths, kind="stable")
    ends = np.cumsum(np.asarray(lengths, dtype=np.int64)[order])
    start = 0
    while start < len(order):
        before = int(ends[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(ends, before + _ROWS, side="right")))
        yield _block(order[start:end], lengths)
        start = end


def _block(texts: np.ndarray, lengths: Sequence[int]) -> Block:
    alike, row = [], 0
    for tokens, group in groupby(texts.tolist(), key=lambda text: lengths[text]):
        same = np.array(list(group))
        alike.append(Alike(same, tokens, slice(row, row + len(same) * tokens)))
        row += len(same) * tokens
    return Block(tuple(alike), -(-row // _ROUNDED_TO) * _ROUNDED_TO)


def first_states(
    block: Block, ids: Sequence[np.ndarray], kinds: Sequence[np.ndarray] | None, embeddings: Any
) -> Tensor:
    """The states before the first layer of the texts of `block`, shape (rows, width).

    `ids` and `kinds` are the numbers and the types, None for 0, of the tokens of each text; `embeddings` is a model's.
    """
    device = next(embeddings.parameters()).device
    texts = [text for group in block.alike for text in group.texts.tolist()]
    places = [np.arange(len(ids[text])) for text in texts]
    parts = [[ids[text] for text in texts], places, [kinds[text] for text in texts] if kinds is not None else []]
    laid = np.zeros((len(parts), 1, block.rows), dtype=np.int64)
    for row, part in zip(laid[:, 0], parts, strict=True):
        if part:
            joined = np.concatenate(part)
            row[: len(joined)] = joined
    numbers, positions, types = torch.from_numpy(laid).to(device)
    return embeddings(numbers, position_ids=positions, token_type_ids=types)[0]
