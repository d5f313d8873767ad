"""An encoder of the BERT kind that reads texts laid end to end: no time goes into padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from pipeline.embed import EncoderCard
from pipeline.embed.layers import blocks, first_states, from_bert
from pipeline.embed.sentence_transformer import SentenceTransformerEncoder, unit


def packs(model: Any, device: str) -> bool:
    """Whether PackedEncoder gives what the sentence-transformers `model` gives: BERT's layers, and the mean of states.

    On a GPU, where many small steps cost more than padding, the model itself is called.
    """
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertModel

    kinds = [type(module) for module in model]
    if device != "cpu" or kinds not in ([Transformer, Pooling], [Transformer, Pooling, Normalize]):
        return False
    bert = model[0].auto_model
    plain = isinstance(bert, BertModel) and bert.config.hidden_act == "gelu" and not bert.config.is_decoder
    return plain and model[1].pooling_mode == "mean" and model.default_prompt_name is None


class PackedEncoder(SentenceTransformerEncoder):
    """The same for a model of the BERT kind, whose layers read texts laid end to end (pipeline.embed.layers)."""

    def __init__(self, model: Any, card: EncoderCard, batch_size: int) -> None:
        super().__init__(model, card, batch_size)
        transformer = self._transformer()
        self._layers = [from_bert(layer, transformer.config.num_attention_heads) for layer in self.layers()]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """As SentenceTransformerEncoder.encode."""
        vectors = np.zeros((len(texts), self._card.dimensions), dtype=np.float32)
        for numbers, states in self._states(self._read(texts)):
            vectors[numbers] = states.float().mean(1).numpy(force=True)
        return unit(vectors)

    def encode_tokens(self, texts: Sequence[str]) -> tuple[np.ndarray, list[tuple[np.ndarray, np.ndarray]]]:
        """As SentenceTransformerEncoder.encode_tokens."""
        ids = self._read(texts)
        vectors = np.zeros((len(texts), self._card.dimensions), dtype=np.float32)
        tokens = [(own[1:-1], np.zeros(0)) for own in ids]
        for numbers, states in self._states(ids):
            vectors[numbers] = states.float().mean(1).numpy(force=True)
            for number, embeddings in zip(numbers.tolist(), states[:, 1:-1].float().numpy(force=True), strict=True):
                tokens[number] = (ids[number][1:-1], embeddings)
        return unit(vectors), tokens

    def _read(self, texts: Sequence[str]) -> list[np.ndarray]:
        """The numbers of the tokens of each text, with the marks of beginning and end."""
        longest = self._model.max_seq_length
        read = self._model.tokenizer(list(texts), truncation="longest_first", max_length=longest)["input_ids"]
        return [np.array(ids, dtype=np.int64) for ids in read]

    def _states(self, ids: Sequence[np.ndarray]) -> Iterator[tuple[np.ndarray, Tensor]]:
        """Numbers of texts, and the last states of their tokens, shape (texts, tokens, width)."""
        for block in blocks([len(own) for own in ids]):
            with torch.inference_mode():
                x = first_states(block, ids, None, self.word_embeddings())
                for layer in self._layers:
                    x = layer.packed(x, block)
            yield from block.by_text(x)
