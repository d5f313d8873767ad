"""Which sentences state or report a fact that can be checked, and which of those the public would want checked.

Three logistic regressions over a sentence's embedding and its wording (`sentence_features`):

- prose: the article's own text, no question and no page furniture;
- fact: of prose, what states a fact or reports what was said, no opinion and no scene-setting; in an article it also
  looks at how the other sentences fare, since judgements stand together;
- interest: what ClaimBuster calls check-worthy (Hassan and others, KDD 2017), against facts that nobody would check.

Weights, training data and figures are in data/models.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open

from pipeline.errors import ModelError
from pipeline.language.sentence_features import FEATURES, sentence_features

HEADS = Path(__file__).parents[2] / "data" / "models" / "checkworthiness-minilm-l6-v2.safetensors"
TOLD = ("quotation", "reported speech")
"""The kinds of claims that report what somebody said: opinions in them are the speaker's, and the report is a fact."""


PROSE, FACT, INTEREST = range(3)


@dataclass(frozen=True)
class Worth:
    """Two probabilities, 0 to 1, for each of some sentences: shape (sentences,).

    `factuality`: it states or reports a checkable fact. `check_worthiness`: it does, and the public would want it
    checked.
    """

    factuality: np.ndarray
    check_worthiness: np.ndarray


@dataclass(frozen=True)
class Heads:
    """The three regressions, in the order PROSE, FACT, INTEREST.

    `encoder` is the SHA-256 of the weights of the encoder that they were trained with. `weights`, shape (3, columns),
    weigh the columns of `inputs`; `biases` has shape (3,). `context` is bias, weight of a sentence's own log odds of
    FACT and of the mean log odds of its article's others.
    """

    encoder: str
    language: str
    weights: np.ndarray
    biases: np.ndarray
    context: np.ndarray

    def worth(
        self, sentences: Sequence[str], vectors: np.ndarray, kinds: Sequence[str] = (), articles: Sequence[int] = ()
    ) -> Worth:
        """How factual and how check-worthy each sentence is.

        `vectors` are the sentences' embeddings, shape (sentences, dimensions); `kinds` their kinds as in the table
        claims, taken for statements where none are given; `articles` says which sentences stand in one article, each
        by itself where none are given.
        """
        log_odds = inputs(sentences, vectors, kinds) @ self.weights.T + self.biases
        fact = in_context(log_odds[:, FACT], articles, self.context)
        factuality = sigmoid(log_odds[:, PROSE]) * sigmoid(fact)
        return Worth(factuality, factuality * sigmoid(log_odds[:, INTEREST]))


def check_worthiness(
    sentences: Sequence[str], vectors: np.ndarray, kinds: Sequence[str] = (), articles: Sequence[int] = ()
) -> np.ndarray:
    """Worth.check_worthiness by the heads in data/models: arguments as of Heads.worth."""
    return load_heads().worth(sentences, vectors, kinds, articles).check_worthiness


def inputs(sentences: Sequence[str], vectors: np.ndarray, kinds: Sequence[str] = ()) -> np.ndarray:
    """The columns that the heads weigh: embedding, FEATURES, and one for each of TOLD; shape (sentences, columns)."""
    told = np.zeros((len(sentences), len(TOLD)), dtype=np.float32)
    for row, kind in enumerate(kinds):
        if kind in TOLD:
            told[row, TOLD.index(kind)] = 1.0
    return np.concatenate([vectors, sentence_features(sentences), told], axis=1)


def in_context(own: np.ndarray, articles: Sequence[int], context: np.ndarray) -> np.ndarray:
    """The log odds `own` with those of their article's other sentences; `own` itself where a sentence is alone."""
    if len(articles) == 0:
        return own
    _, article = np.unique(np.asarray(articles), return_inverse=True)
    others = np.bincount(article)[article] - 1
    mean = (np.bincount(article, weights=own)[article] - own) / np.maximum(others, 1)
    return np.where(others > 0, context[0] + context[1] * own + context[2] * mean, own)


def sigmoid(log_odds: np.ndarray) -> np.ndarray:
    """Probabilities of log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -50.0, 50.0))))


@lru_cache(maxsize=2)
def load_heads(path: Path = HEADS) -> Heads:
    """The heads in the file `path`. Raises ModelError when it is missing, damaged or of other features."""
    try:
        with safe_open(path, framework="numpy") as file:
            about = file.metadata() or {}
            tensors = {key: file.get_tensor(key).astype(np.float32) for key in file.keys()}  # noqa: SIM118
        features = tuple(json.loads(about["features"]))
        heads = Heads(about["encoder"], about["language"], tensors["weights"], tensors["biases"], tensors["context"])
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError(f"{path}: the check-worthiness heads cannot be read ({error})", "Restore the file") from error
    if features != FEATURES:
        raise ModelError(
            f"{path}: the heads were trained on other features", "Train them: python -m pipeline.train checkworthiness"
        )
    return heads


def heads_for(encoder: str | None) -> Heads | None:
    """The heads in data/models where they were trained with the encoder of the SHA-256 `encoder`, else None.

    Raises ModelError as `load_heads`.
    """
    heads = load_heads()
    return heads if heads.encoder == encoder else None
