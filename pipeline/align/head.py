"""The trained head: features of a pair of claims to the probability that they say the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open

from pipeline.align.features import FEATURES
from pipeline.errors import ModelError

MODELS = Path(__file__).parents[2] / "data" / "models"
KINDS = ("none", "part", "same", "conflict")
_LIMIT = 4.0
_AT_ONCE = 65_536


@dataclass(frozen=True)
class Head:
    """Small networks of two hidden layers over the same features, averaged.

    `encoder` is the SHA-256 of the encoder's weights; `mean` and `directions`, shapes (d,) and (d, k), reduce its
    token embeddings to what the features read; `layers` are the networks' weights and biases.
    """

    encoder: str
    language: str
    mean: np.ndarray
    directions: np.ndarray
    center: np.ndarray
    scale: np.ndarray
    layers: tuple[tuple[tuple[np.ndarray, np.ndarray], ...], ...]

    @property
    def n_directions(self) -> int:
        """Dimensions of a reduced token embedding."""
        return int(self.directions.shape[1])

    def probability(self, features: np.ndarray) -> np.ndarray:
        """The probability that the pairs say the same or contradict each other, against none: shape (pairs,).

        A pair that shares only a part counts for neither side, as in the gold links that it was trained on.
        """
        kinds = self.kinds(features)
        aligned = kinds[:, 2] + kinds[:, 3]
        return np.asarray(aligned / (aligned + kinds[:, 0]))

    def kinds(self, features: np.ndarray) -> np.ndarray:
        """The probability of each of KINDS: shape (pairs, 4)."""
        parts = [np.zeros((0, len(KINDS)))]
        for start in range(0, len(features), _AT_ONCE):
            x = np.clip((features[start : start + _AT_ONCE] - self.center) / self.scale, -_LIMIT, _LIMIT)
            parts.append(np.mean([_softmax(_forward(x, network)) for network in self.layers], axis=0))
        return np.concatenate(parts)


@lru_cache(maxsize=4)
def load_head(name: str) -> Head:
    """The head `name` of data/models. Raises ModelError when it is missing, damaged or of other features."""
    path = MODELS / f"{name}.safetensors"
    try:
        with safe_open(path, framework="numpy") as file:
            about = file.metadata() or {}
            tensors = {key: file.get_tensor(key).astype(np.float32) for key in file.keys()}  # noqa: SIM118
        networks, depth = int(about["networks"]), int(about["depth"])
        layers = tuple(
            tuple((tensors[f"{n}.{d}.weight"], tensors[f"{n}.{d}.bias"]) for d in range(depth)) for n in range(networks)
        )
        features = tuple(json.loads(about["features"]))
        head = Head(
            about["encoder"], about["language"], tensors["mean"], tensors["directions"], tensors["center"],
            tensors["scale"], layers,
        )  # fmt: skip
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError(
            f"{path}: the alignment head cannot be read ({error})", 'Restore it, or set head = ""'
        ) from error
    if features != FEATURES:
        raise ModelError(f"{path}: the head was trained on other features", "Train it: python -m pipeline.train align")
    return head


def head_for(name: str, encoder: str | None) -> Head | None:
    """The head `name` where it was trained with the encoder of the SHA-256 `encoder`, else None; "" names none.

    Raises ModelError as `load_head`.
    """
    head = load_head(name) if name else None
    return head if head is not None and head.encoder == encoder else None


def _forward(x: np.ndarray, network: tuple[tuple[np.ndarray, np.ndarray], ...]) -> np.ndarray:
    for number, (weight, bias) in enumerate(network):
        x = x @ weight.T + bias
        if number < len(network) - 1:
            x = np.maximum(x, 0.0)
    return x


def _softmax(x: np.ndarray) -> np.ndarray:
    shifted = np.exp(x - x.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
