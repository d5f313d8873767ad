"""Train the check-worthiness heads: annotated sentences to data/models/checkworthiness-*.safetensors.

Those of prose and fact are trained on annotated articles and measured by cross-validation over events, that of
interest on sentences that were written for it.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_recall_curve, roc_auc_score
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.preprocessing import StandardScaler

from pipeline.claims import read_claims
from pipeline.embed import VectorCache, encode, load_encoder
from pipeline.errors import InputError
from pipeline.language.checkworthiness import HEADS, Heads, in_context, inputs, sigmoid
from pipeline.language.furniture import marks
from pipeline.language.sentence_features import FEATURES
from pipeline.settings import Settings
from pipeline.train.files import Text, csv_rows, read_texts
from pipeline.train.scoring import calibration_error, reliability

KINDS = ("claim", "opinion", "question", "scene", "furniture")


@dataclass(frozen=True)
class _Task:
    """What a regression tells apart: these kinds from the others, some left out.

    `freedom` is the inverse of its regularisation, C of scikit-learn: of 0.001, 0.003, 0.01 ... the least that comes
    within 0.002 of the least log loss on held-out folds.
    """

    positive: tuple[str, ...]
    ignored: tuple[str, ...] = ()
    freedom: float = 0.01


_PROSE = _Task(("claim", "opinion", "scene"))
_FACT = _Task(("claim",), ignored=("question", "furniture"))
_INTEREST = _Task(("claim",), freedom=0.03)
_Fold = tuple[np.ndarray, np.ndarray]


@dataclass
class Annotated:
    """Annotated sentences: event and article of each, words, kind in the table claims, one of KINDS."""

    events: list[str] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m pipeline.train checkworthiness`."""
    parser.add_argument("--annotations", required=True, type=Path, help="CSV: event, id, start, end, kind")
    parser.add_argument("--articles", required=True, type=Path, help="JSON lines: id, title, text")
    parser.add_argument("--spoken", required=True, type=Path, help="CSV: kind, text; invented sentences of speeches")
    parser.add_argument("--out", type=Path, default=HEADS, help="file to write (%(default)s)")
    parser.add_argument("--cache", type=Path, default=None, help="folder that keeps the encoder's output")
    parser.add_argument("--folds", type=int, default=5)


def main(options: argparse.Namespace) -> Iterator[str]:
    """Train, measure and save; yields the lines of the report."""
    annotated = read_annotated(options.annotations, options.articles)
    spoken, spoken_kinds = read_spoken(options.spoken)
    encoder = load_encoder(Settings().embed)
    card = encoder.card
    cache = VectorCache(options.cache, card.name, card.revision, card.precision, card.dimensions)
    columns = inputs(annotated.words, encode(annotated.words, encoder, cache), annotated.told)
    kinds = np.array(annotated.kinds)
    yield f"{len(kinds):,} sentences of {len(set(annotated.events)):,} events, {(kinds != 'claim').sum():,} no claims"
    folds = list(GroupKFold(options.folds).split(columns, groups=annotated.events))
    prose, fact = (held_out(columns, kinds, training, folds) for training in (_PROSE, _FACT))
    context, in_place = _fit_context(fact, annotated, folds)
    yield from _figures("factuality, each sentence alone", sigmoid(prose) * sigmoid(fact), kinds)
    yield from _figures("factuality, in its article", sigmoid(prose) * sigmoid(in_place), kinds)
    yield from reliability(sigmoid(prose) * sigmoid(in_place), kinds == "claim")
    speech, worth = inputs(spoken, encode(spoken, encoder, cache)), spoken_kinds == "claim"
    folds = list(StratifiedKFold(options.folds, shuffle=True, random_state=0).split(speech, worth))
    interest = held_out(speech, spoken_kinds, _INTEREST, folds)
    yield (
        f"interest: n {len(worth):,}, AUC {roc_auc_score(worth, interest):.3f}, F1 {f1_score(worth, interest > 0):.3f}"
    )
    regressions = fitted(columns, kinds, _PROSE), fitted(columns, kinds, _FACT), fitted(speech, spoken_kinds, _INTEREST)
    weights = np.stack([regression[0] for regression in regressions])
    biases = np.array([regression[1] for regression in regressions], dtype=np.float32)
    save(Heads(str(card.sha256), "en", weights, biases, context), options.out)
    yield f"saved {options.out.name}, {options.out.stat().st_size:,} bytes"


def read_annotated(annotations: Path, articles: Path) -> Annotated:
    """The annotated sentences, by article and place. Raises InputError naming what cannot be read."""
    try:
        texts = read_texts(articles)
        by_article: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
        for row in csv_rows(annotations, ("event", "id", "start", "end", "kind")):
            if row["kind"] not in KINDS:
                raise ValueError(f"kind {row['kind']!r} is none of {', '.join(KINDS)}")
            by_article[row["event"], row["id"]].append(row)
        found = Annotated()
        for number, ((event, article), rows) in enumerate(by_article.items()):
            _add(found, event, number, article, texts[article], rows)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{annotations}, {articles}: the annotations cannot be read ({error!r})") from error
    return found


def _add(found: Annotated, event: str, number: int, article: str, given: Text, rows: Sequence[dict[str, str]]) -> None:
    text, title = given
    claims = read_claims(article, 0, text, marks(text, title)).claims
    told = {(claim.span.start, claim.span.end): claim.kind for claim in claims}
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        found.events.append(event)
        found.articles.append(number)
        found.words.append(text[start:end])
        found.told.append(told.get((start, end), "statement"))
        found.kinds.append(row["kind"])


def read_spoken(path: Path) -> tuple[list[str], np.ndarray]:
    """The sentences of a CSV of kind and text, and their kinds. Raises InputError."""
    try:
        rows = [(row["text"], row["kind"]) for row in csv_rows(path, ("text", "kind"))]
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: the sentences cannot be read ({error!r})") from error
    return [text for text, _ in rows], np.array([kind for _, kind in rows])


def held_out(columns: np.ndarray, kinds: np.ndarray, task: _Task, folds: Sequence[_Fold]) -> np.ndarray:
    """The log odds of each row from a regression that was fitted without its fold."""
    log_odds = np.zeros(len(kinds))
    for training, held in folds:
        weights, bias = fitted(columns[training], kinds[training], task)
        log_odds[held] = columns[held] @ weights + bias
    return log_odds


def fitted(columns: np.ndarray, kinds: np.ndarray, task: _Task) -> tuple[np.ndarray, float]:
    """Weights and bias of a logistic regression on the standardised columns, for columns as they are."""
    counted = ~np.isin(kinds, task.ignored)
    scaler = StandardScaler().fit(columns[counted])
    model = LogisticRegression(C=task.freedom, max_iter=1000)
    model.fit(scaler.transform(columns[counted]), np.isin(kinds[counted], task.positive))
    weights = model.coef_[0] / scaler.scale_
    return weights.astype(np.float32), float(model.intercept_[0] - weights @ scaler.mean_)


def _fit_context(own: np.ndarray, rows: Annotated, folds: Sequence[_Fold]) -> tuple[np.ndarray, np.ndarray]:
    """Heads.context fitted on the held-out log odds `own` of FACT, and the log odds that it gives on held-out folds."""
    kinds = np.array(rows.kinds)
    columns = np.stack([own, in_context(own, rows.articles, np.array([0.0, 0.0, 1.0]))], axis=1)
    counted, labels = ~np.isin(kinds, _FACT.ignored), np.isin(kinds, _FACT.positive)
    in_place = np.zeros(len(kinds))
    for training, held in folds:
        known = training[counted[training]]
        model = LogisticRegression().fit(columns[known], labels[known])
        in_place[held] = model.decision_function(columns[held])
    model = LogisticRegression().fit(columns[counted], labels[counted])
    return np.array([model.intercept_[0], *model.coef_[0]], dtype=np.float32), in_place


def best_f1(labels: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """The highest F1 of `labels` over all thresholds of `scores`, and the threshold that gives it."""
    precision, recall, thresholds = precision_recall_curve(labels, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    best = int(f1[:-1].argmax())
    return float(f1[best]), float(thresholds[best])


def _figures(name: str, probability: np.ndarray, kinds: np.ndarray) -> Iterator[str]:
    claims = kinds == "claim"
    f1, threshold = best_f1(~claims, 1 - probability)
    yield (
        f"{name}: AUC {roc_auc_score(claims, probability):.3f}, "
        f"F1 of claims {f1_score(claims, probability >= 0.5):.3f}, "
        f"of no claims {f1_score(~claims, probability < 0.5):.3f} at 0.5, {f1:.3f} at {1 - threshold:.2f}, "
        f"expected calibration error {calibration_error(probability, claims):.3f}"
    )
    for level in (0.3, 0.4, 0.5):
        below = ", ".join(f"{kind} {(probability[kinds == kind] < level).mean():.3f}" for kind in KINDS)
        yield f"  share under {level}: {below}"


def save(heads: Heads, path: Path) -> None:
    """Write `heads` to `path` in safetensors form."""
    tensors = {"weights": heads.weights, "biases": heads.biases, "context": heads.context}
    about = {"encoder": heads.encoder, "language": heads.language, "features": json.dumps(FEATURES)}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(value, dtype=np.float32) for name, value in tensors.items()}, path, about)
