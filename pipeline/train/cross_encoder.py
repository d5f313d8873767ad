"""Train the cross-encoder: entailment first, then the gold links; measured on half of the events, shipped from all."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.nn import functional

from pipeline.align.head import MODELS
from pipeline.align.shortlist import log_odds
from pipeline.embed.cross_encoder import CrossEncoder, PairReader, embedded, from_layers
from pipeline.embed.readings import N_KINDS
from pipeline.embed.sentence_transformer import SentenceTransformerEncoder, packaged
from pipeline.settings import Settings
from pipeline.train.align import Example, cross_validated, examples_of, figures, pooled
from pipeline.train.gold_links import read_gold
from pipeline.train.pairs import LABELS, TextPair, read_pairs
from pipeline.train.scoring import calibration_error, precision_from, reliability

_RATE = 6e-5
_OUTPUT_RATE = 5.0
"""How much faster the new parameters learn than the encoder's layers."""
_BATCH = 32
_EPOCHS = 2
"""Passes over the gold links: after five the model knows them by heart and reads other events worse."""
_NEGATIVES, _FEWEST_NEGATIVES = 2.5, 8
"""Pairs that say nothing alike, for each pair that the gold joins; likelier ones more often."""
_LEAST = 0.003
"""The head's probability from which a pair may be such a one."""
_WEIGHTS = (1.0, 0.6, 1.0)
_KIND = (0, 1, 2, 2)
"""What the gold's kinds (none, part, same, conflict) are to the cross-encoder."""
Pair = tuple[np.ndarray, np.ndarray, int]
"""The numbers of the tokens of two texts, and the kind."""
Material = tuple[Example, list[np.ndarray], np.ndarray]
"""An event's pairs, the tokens of its claims, and the head's probability of each pair, from other events."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m pipeline.train cross-encoder`."""
    parser.add_argument("--pairs", required=True, type=Path, metavar="FOLDER", help="entailment pairs as JSON lines")
    parser.add_argument("--gold", nargs=2, action="append", required=True, type=Path, metavar=("LINKS", "ARTICLES"))
    parser.add_argument("--extra", nargs=2, action="append", default=[], type=Path, metavar=("LINKS", "ARTICLES"),
                        help="gold for training alone, never scored")  # fmt: skip
    parser.add_argument("--name", default=Settings().align.reader)
    parser.add_argument("--cache", type=Path, default=None, help="folder that keeps the encoder's output")
    parser.add_argument("--folds", type=int, default=5)


def main(options: argparse.Namespace) -> Iterator[str]:
    """Train, measure on half of the events of --gold, train on all and save; yields the lines of the report."""
    encoder = packaged(replace(Settings().embed, precision="float32"))
    torch.manual_seed(0)
    embeddings = encoder.word_embeddings()
    start = from_layers(encoder.layers(), len(LABELS))
    yield from _trained(start, embeddings, _batches(_entailment(read_pairs(options.pairs), encoder), 0), None)
    start.output = nn.Linear(start.output.in_features, N_KINDS)
    scored = [event for links, articles in options.gold for event in read_gold(links, articles)]
    extra = [event for links, articles in options.extra for event in read_gold(links, articles)]
    material = _material([*scored, *extra], encoder, options)
    half = np.random.default_rng(11).permutation(len(scored))[: len(scored) // 2]
    held = [material[number] for number in half.tolist()]
    others = [known for number, known in enumerate(material) if number not in set(half.tolist())]
    model = deepcopy(start)
    yield from _trained(model, embeddings, _gold_batches(others), torch.tensor(_WEIGHTS))
    yield from _measured(held, CrossEncoder(model, embeddings), options.folds)
    yield from _trained(start, embeddings, _gold_batches(material), torch.tensor(_WEIGHTS))
    path = MODELS / f"{options.name}.safetensors"
    save(start, str(encoder.card.sha256), path)
    yield f"saved {path.name}, {path.stat().st_size / 1e6:.1f} MB"


def _entailment(pairs: Sequence[TextPair], encoder: SentenceTransformerEncoder) -> list[Pair]:
    ids = encoder.token_ids([text for pair in pairs for text in (pair.a, pair.b)])
    return [(ids[2 * n], ids[2 * n + 1], pair.label) for n, pair in enumerate(pairs)]


def _material(events: Any, encoder: SentenceTransformerEncoder, options: argparse.Namespace) -> list[Material]:
    examples = examples_of(events, options)[2]
    tokens = [encoder.token_ids(example.gold.words) for example in examples]
    return list(zip(examples, tokens, cross_validated(examples, [], options.folds), strict=True))


def _gold_batches(material: Sequence[Material]) -> list[list[Pair]]:
    """Batches of _EPOCHS passes over what the gold joins, each with other pairs that it does not, in either order."""
    chance, turned, batches = np.random.default_rng(1), random.Random(1), []
    for epoch in range(_EPOCHS):
        pairs = [pair for known in material for pair in _chosen(*known, chance)]
        batches += _batches([(b, a, kind) if turned.random() < 0.5 else (a, b, kind) for a, b, kind in pairs], epoch)
    return batches


def _chosen(example: Example, tokens: Sequence[np.ndarray], probability: np.ndarray, chance: Any) -> Iterator[Pair]:
    for (a, b), kind in example.gold.label.items():
        yield tokens[a], tokens[b], _KIND[kind]
    joined = sum(kind > 1 for kind in example.gold.label.values())
    others = np.flatnonzero((example.labels == 0) & (probability >= _LEAST))
    many = int(min(len(others), max(_FEWEST_NEGATIVES, _NEGATIVES * joined)))
    if many:
        weight = np.sqrt(probability[others]) + 0.03
        for pair in chance.choice(others, many, replace=False, p=weight / weight.sum()):
            yield tokens[example.a[pair]], tokens[example.b[pair]], 0


def _batches(pairs: Sequence[Pair], seed: int) -> list[list[Pair]]:
    """Batches of pairs of like length, in random order."""
    rng, shuffled, batches = random.Random(seed), list(pairs), []
    rng.shuffle(shuffled)
    for start in range(0, len(shuffled), _BATCH * 32):
        chunk = sorted(shuffled[start : start + _BATCH * 32], key=lambda pair: len(pair[0]) + len(pair[1]))
        batches += [chunk[at : at + _BATCH] for at in range(0, len(chunk), _BATCH)]
    rng.shuffle(batches)
    return batches


def _trained(
    model: PairReader, embeddings: Any, batches: Sequence[Sequence[Pair]], weights: torch.Tensor | None
) -> Iterator[str]:
    """Train `model` on `batches` in bfloat16, the rate rising for the first of them, then falling to nothing."""
    fresh = [*model.pooled.parameters(), *model.output.parameters()]
    body = list(model.layers.parameters())
    rates = (_RATE, _OUTPUT_RATE * _RATE)
    groups = [{"params": body}, {"params": fresh}]
    optimizer = torch.optim.AdamW(groups, lr=_RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    started, mean = perf_counter(), 0.0
    model.train()
    for step, batch in enumerate(batches):
        share = min(1.0, (step + 1) / (0.06 * len(batches))) * max(0.01, 1 - step / len(batches))
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * share
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(*embedded([pair[:2] for pair in batch], embeddings))
        loss = functional.cross_entropy(logits, torch.tensor([pair[2] for pair in batch]), weight=weights)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        mean += 0.01 * (loss.item() - mean) if step else loss.item()
        if step % 500 == 499:
            yield f"batch {step + 1} of {len(batches)}: loss {mean:.3f}, {perf_counter() - started:.0f} s"


def _measured(held: Sequence[Material], reader: CrossEncoder, folds: int) -> Iterator[str]:
    """Figures of the head alone, and with what `reader` reads, weighed by a regression on other held-out events."""
    settings = Settings().align
    examples, alone = [example for example, _, _ in held], [probability for _, _, probability in held]
    yield "the head alone"
    yield from figures(examples, alone)
    read = [np.flatnonzero(probability >= settings.read_from) for probability in alone]
    odds = [_odds(known, here, reader) for known, here in zip(held, read, strict=True)]
    labels = [example.labels[here] for example, here in zip(examples, read, strict=True)]
    both = [probability.copy() for probability in alone]
    for fold in range(folds):
        known = [number for number in range(len(held)) if number % folds != fold]
        weighing = _weighing([odds[number] for number in known], [labels[number] for number in known])
        for number in range(fold, len(held), folds):
            if len(read[number]):
                both[number][read[number]] = weighing.predict_proba(odds[number])[:, 1]
    yield f"with the cross-encoder, {sum(map(len, read)):,} pairs read"
    yield from figures(examples, both)
    likely, right = pooled(examples, both)
    yield f"expected calibration error {calibration_error(likely, right):.3f}"
    yield from reliability(likely, right)
    yield from precision_from((settings.sure, settings.likely, settings.read_threshold), likely, right)
    weighing = _weighing(odds, labels)
    yield f"settings: bias {weighing.intercept_[0]:.2f}, weights {weighing.coef_[0].round(2).tolist()}"


def _odds(known: Material, here: np.ndarray, reader: CrossEncoder) -> np.ndarray:
    """Log odds of the head and of the cross-encoder, shape (pairs, 2)."""
    example, tokens, probability = known
    logits = reader.read([(tokens[example.a[pair]], tokens[example.b[pair]]) for pair in here.tolist()])
    return np.column_stack([log_odds(probability[here]), logits[:, 2] - logits[:, 0]])


def _weighing(odds: Sequence[np.ndarray], labels: Sequence[np.ndarray]) -> LogisticRegression:
    x, y = np.concatenate(list(odds)), np.concatenate(list(labels))
    return LogisticRegression(C=10.0).fit(x[y != 1], y[y != 1] > 1)


def save(model: PairReader, encoder: str, path: Path) -> None:
    """Write the weights of `model` to `path`, in bfloat16, for the encoder of that SHA-256."""
    state = {key: value.to(torch.bfloat16).contiguous() for key, value in model.state_dict().items()}
    save_file(state, path, {"encoder": encoder, "kinds": str(N_KINDS), "language": "en"})
