"""Train the alignment head: gold claim links to data/models/align-*.safetensors, measured by cross-validation."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn

from pipeline.align.features import FEATURES, pair_features
from pipeline.align.head import MODELS, Head
from pipeline.align.search import candidates
from pipeline.align.similarity import Similarity
from pipeline.embed import VectorCache, load_encoder
from pipeline.embed.tokens import Reduction, TokenCache, encode_with_tokens
from pipeline.settings import Settings
from pipeline.train.gold_links import GoldEvent, read_gold
from pipeline.train.scoring import LinkCounts, best_threshold, calibration_error, precision_from, reliability

_DIRECTIONS = 64
_HIDDEN = 64
_NETWORKS = 3
_EPOCHS = 12
_BATCH = 1024
_RATE = 3e-3
_PART_WEIGHT = 0.5
_SAMPLED_TOKENS = 60_000


@dataclass
class Example:
    """The candidate pairs of an event with their features and labels."""

    gold: GoldEvent
    a: np.ndarray
    b: np.ndarray
    features: np.ndarray
    labels: np.ndarray


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m pipeline.train align`."""
    parser.add_argument("--gold", nargs=2, action="append", required=True, type=Path, metavar=("LINKS", "ARTICLES"))
    parser.add_argument("--extra", nargs=2, action="append", default=[], type=Path, metavar=("LINKS", "ARTICLES"),
                        help="gold for training alone, never scored")  # fmt: skip
    parser.add_argument("--name", default=Settings().align.head)
    parser.add_argument("--cache", type=Path, default=None, help="folder that keeps the encoder's output")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--shares", type=float, nargs="*", default=[], help="learning curve at these training shares")


def main(options: argparse.Namespace) -> Iterator[str]:
    """Train, measure and save; yields the lines of the report."""
    torch.manual_seed(0)
    scored = [event for links, articles in options.gold for event in read_gold(links, articles)]
    extra = [event for links, articles in options.extra for event in read_gold(links, articles)]
    encoder_sha256, reduction, examples = examples_of([*scored, *extra], options)
    measured, others = examples[: len(scored)], examples[len(scored) :]
    yield f"{len(scored)} events scored, {len(extra)} more for training, {sum(len(e.a) for e in examples):,} pairs"
    for share in options.shares:
        probabilities = cross_validated(measured, others, options.folds, share)
        yield f"share {share:.2f} of the training events: " + "; ".join(figures(measured, probabilities))
    probabilities = cross_validated(measured, others, options.folds)
    yield from figures(measured, probabilities)
    likely, right = pooled(measured, probabilities)
    yield f"expected calibration error {calibration_error(likely, right):.3f}"
    yield from reliability(likely, right)
    levels = Settings().align
    yield from precision_from((levels.sure, levels.likely, levels.head_threshold), likely, right)
    head = fitted(examples, list(range(_NETWORKS)))
    head = replace(head, encoder=encoder_sha256, mean=reduction[0], directions=reduction[1])
    path = MODELS / f"{options.name}.safetensors"
    save(head, path)
    yield f"saved {path.name}, {path.stat().st_size / 1e6:.2f} MB"


def examples_of(
    events: Sequence[GoldEvent], options: argparse.Namespace
) -> tuple[str, tuple[np.ndarray, np.ndarray], list[Example]]:
    """The encoder's SHA-256, the reduction of its token embeddings, and the candidate pairs of each event."""
    settings = Settings()
    encoder = load_encoder(settings.embed)
    words = sorted({claim for event in events for claim in event.words})
    mean, directions = principal_directions(encoder.encode_tokens(_sampled(words))[1])
    card = encoder.card
    cache = VectorCache(options.cache, card.name, card.revision, card.precision, card.dimensions)
    kept = TokenCache(cache, Reduction(mean, directions))
    examples = []
    for event in events:
        vectors, tokens = encode_with_tokens(event.words, encoder, cache, kept)
        similarity = Similarity(event.words, vectors, settings.align)
        a, b = candidates(similarity, event.article_of, settings.align.candidates)
        features = pair_features(event.words, event.article_of, similarity, tokens, event.said, a, b)
        examples.append(Example(event, a, b, features, event.labels(a, b)))
    return str(card.sha256), (mean, directions), examples


def _sampled(words: Sequence[str]) -> list[str]:
    """Claims of about _SAMPLED_TOKENS tokens, spread over all."""
    step = max(1, len(words) * 30 // _SAMPLED_TOKENS)
    return list(words[::step])


def principal_directions(tokens: Sequence[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Mean, shape (d,), and the first _DIRECTIONS principal directions, shape (d, _DIRECTIONS), of token embeddings."""
    sample = np.concatenate([embeddings for _, embeddings in tokens])
    mean = sample.mean(axis=0)
    _, directions = np.linalg.eigh(np.cov((sample - mean).T))
    return mean, np.ascontiguousarray(directions[:, ::-1][:, :_DIRECTIONS]).astype(np.float32)


def cross_validated(
    measured: Sequence[Example], others: Sequence[Example], folds: int, share: float = 1.0
) -> list[np.ndarray]:
    """The probabilities of each example's pairs from a head that saw neither it nor its fold's events."""
    found: list[np.ndarray] = [np.zeros(0)] * len(measured)
    order = np.random.default_rng(3).permutation(len(measured))
    for fold in range(folds):
        held = set(order[fold::folds].tolist())
        training = [example for number, example in enumerate(measured) if number not in held] + list(others)
        kept = np.random.default_rng(fold).permutation(len(training))[: max(1, round(share * len(training)))]
        head = fitted([training[number] for number in kept], list(range(_NETWORKS)))
        for number in held:
            found[number] = head.probability(measured[number].features)
    return found


def fitted(examples: Sequence[Example], seeds: Sequence[int]) -> Head:
    """A head of one network a seed; it names no encoder yet."""
    x = np.concatenate([example.features for example in examples])
    y = np.concatenate([example.labels for example in examples])
    center, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    inputs = torch.from_numpy(np.clip((x - center) / scale, -4.0, 4.0).astype(np.float32))
    layers = tuple(_network(inputs, torch.from_numpy(y), seed) for seed in seeds)
    nothing = np.zeros(0, dtype=np.float32)
    return Head("", "en", nothing, nothing, center, scale, layers)


def _network(inputs: torch.Tensor, labels: torch.Tensor, seed: int) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    torch.manual_seed(seed)
    network = nn.Sequential(
        nn.Linear(inputs.shape[1], _HIDDEN), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(_HIDDEN, _HIDDEN), nn.ReLU(), nn.Dropout(0.2), nn.Linear(_HIDDEN, 4),
    )  # fmt: skip
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=1e-4)
    steps = _EPOCHS * -(-len(labels) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps, pct_start=0.1)
    loss = nn.CrossEntropyLoss(weight=torch.tensor([1.0, _PART_WEIGHT, 1.0, 1.0]))
    for _ in range(_EPOCHS):
        for batch in torch.randperm(len(labels)).split(_BATCH):
            optimizer.zero_grad()
            loss(network(inputs[batch]), labels[batch]).backward()
            optimizer.step()
            schedule.step()
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    return tuple((layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in linear)


def save(head: Head, path: Path) -> None:
    """Write `head` to `path` in safetensors form."""
    tensors = {"mean": head.mean, "directions": head.directions, "center": head.center, "scale": head.scale}
    for n, network in enumerate(head.layers):
        for d, (weight, bias) in enumerate(network):
            tensors[f"{n}.{d}.weight"], tensors[f"{n}.{d}.bias"] = weight, bias
    about = {
        "encoder": head.encoder, "language": head.language, "features": json.dumps(FEATURES),
        "networks": str(len(head.layers)), "depth": str(len(head.layers[0])),
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(value, dtype=np.float32) for name, value in tensors.items()}, path, about)


def figures(measured: Sequence[Example], probabilities: Sequence[np.ndarray]) -> Iterator[str]:
    """Precision, recall and F1 of each corpus at the threshold that is best for all."""
    corpora = sorted({example.gold.corpus for example in measured})
    counts = {
        corpus: LinkCounts(
            [
                (example.gold, example.a, example.b, probability)
                for example, probability in zip(measured, probabilities, strict=True)
                if example.gold.corpus == corpus
            ]
        )
        for corpus in corpora
    }
    threshold = best_threshold(list(counts.values()))
    for corpus, counted in counts.items():
        precision, recall, f1 = counted.at(threshold)
        yield f"{corpus}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f} at {threshold:.3f}"


def pooled(measured: Sequence[Example], probabilities: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of all pairs that are not part, and whether each is aligned."""
    labels = np.concatenate([example.labels for example in measured])
    known = labels != 1
    return np.concatenate(list(probabilities))[known], labels[known] > 1
