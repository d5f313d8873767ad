"""The check-worthiness heads on sets that they were not trained on: python -m tests.quality.checkworthiness.

ClaimBuster (Arslan and others, ICWSM 2020): sentences of American presidential debates, 1 where the public would want
a factual claim checked. Subjectivity (CheckThat! 2025, task 1): English news sentences, SUBJ or OBJ. Neither trains
what ships: their licences forbid it. Printed beside the figures of the shipped heads are those of a regression of the
same kind trained on the sets themselves, which is what their labels allow with this encoder.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from pipeline import Settings
from pipeline.embed import load_encoder
from pipeline.language.checkworthiness import Worth, inputs, load_heads
from pipeline.train.checkworthiness import best_f1
from tests.conftest import SHARED

SHA256 = {
    "claimbuster": "e2f01e9f7e6d7d4a6824a730befec04f25b28ce9adc4f99e7a07bdfa9adf2bde",
    "subjectivity": "0cdbce5e27002a07b9304be044458d2427323f2caf70fde57d9b8eca1d35a848",
}
POSITIVE = {"claimbuster": 1, "subjectivity": "OBJ"}
WORTHY = 0.17
"""Check-worthiness of the best F1 on ClaimBuster's training part, both classes weighed equally as in its test part."""


class Sentences:
    """A set of labelled sentences with their vectors; `parts` limits it to some of its splits."""

    def __init__(self, shared: Path, name: str, encoder, parts: tuple[str, ...] = ()):
        raw = (shared / "data" / "sentences" / f"{name}.jsonl").read_bytes()
        assert hashlib.sha256(raw).hexdigest() == SHA256[name], f"{name} has changed: measure anew, set hash and floors"
        rows = [row for row in map(json.loads, raw.decode("utf-8").splitlines()) if not parts or row["split"] in parts]
        self.words = [row["text"] for row in rows]
        self.labels = np.array([row["label"] == POSITIVE[name] for row in rows])
        self.split = np.array([row["split"] for row in rows])
        self.vectors = encoder.encode(self.words)

    def worth(self) -> Worth:
        """What the shipped heads say."""
        return load_heads().worth(self.words, self.vectors)


def best_macro_f1(labels: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """The highest macro-F1 over a hundred thresholds of `scores`, and the threshold that gives it."""
    thresholds = np.quantile(scores, np.linspace(0.01, 0.99, 99))
    return max((f1_score(labels, scores >= threshold, average="macro"), threshold) for threshold in thresholds)


def lost(run, links: Path) -> tuple[float, float]:
    """Of the sentences that gold links of kind same name, the share that the run compares with nothing; of all too."""
    grouped = set(run.table("claim_group_members")["claim_id"])
    articles = run.table("articles").set_index("article_id")["source_id"]
    wanted: dict[str, list[tuple[int, int]]] = {}
    with links.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for side in "ab" if row["label"] == "same" else "":
                wanted.setdefault(row[f"id_{side}"], []).append((int(row[f"start_{side}"]), int(row[f"end_{side}"])))
    claims = run.table("claims")
    named = np.array([_covers(claim, wanted.get(articles[claim.article_id], [])) for claim in claims.itertuples()])
    out = ~claims["claim_id"].isin(grouped).to_numpy()
    return float(out[named].mean()), float(out.mean())


def _covers(claim, spans: list[tuple[int, int]]) -> bool:
    """Whether half or more of the shorter of the claim and one of `spans` lies in the other."""
    return any(
        min(claim.end, end) - max(claim.start, start) >= 0.5 * min(claim.end - claim.start, end - start)
        for start, end in spans
    )


def trained_on(found: Sentences) -> tuple[np.ndarray, np.ndarray]:
    """Scores of a regression of the heads' kind, trained on the set: five folds; and its training part on all."""
    columns = inputs(found.words, found.vectors)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=1000))
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    held_out = cross_val_predict(model, columns, found.labels, cv=folds, method="decision_function")
    train = found.split == "train"
    return held_out, model.fit(columns[train], found.labels[train]).decision_function(columns)


def claimbuster(found: Sentences) -> Iterator[str]:
    """The lines on ClaimBuster."""
    worthy, test = found.worth().check_worthiness, found.split == "test"
    share = best_balanced_threshold(found.labels[~test], worthy[~test])
    yield f"ClaimBuster, shipped heads: AUC {roc_auc_score(found.labels, worthy):.3f} on all {len(worthy):,}"
    for threshold in (share, 0.5):
        yield f"  test part: F1 {f1_score(found.labels[test], worthy[test] >= threshold):.3f} from {threshold:.2f}"
    yield "  test part: best F1 {:.3f} from {:.2f}".format(*best_f1(found.labels[test], worthy[test]))
    yield "  all: best F1 {:.3f} from {:.2f}".format(*best_f1(found.labels, worthy))
    held_out, scores = trained_on(found)
    yield f"  trained on it, five folds: AUC {roc_auc_score(found.labels, held_out):.3f}, " + (
        f"best F1 {best_f1(found.labels, held_out)[0]:.3f}"
    )
    yield f"  trained on its training part: best F1 {best_f1(found.labels[test], scores[test])[0]:.3f} on the test part"


def best_balanced_threshold(labels: np.ndarray, scores: np.ndarray) -> float:
    """The threshold of the highest F1 where both classes weigh the same."""
    thresholds = np.linspace(0.05, 0.95, 91)
    return float(max(thresholds, key=lambda threshold: _balanced_f1(labels, scores >= threshold)))


def _balanced_f1(labels: np.ndarray, called: np.ndarray) -> float:
    recall, false_alarms = called[labels].mean(), called[~labels].mean()
    return float(2 * recall / (recall + false_alarms + 1))


def subjectivity(found: Sentences) -> Iterator[str]:
    """The lines on the subjectivity set: factuality against OBJ."""
    fact = found.worth().factuality
    yield f"Subjectivity, shipped heads: AUC {roc_auc_score(found.labels, fact):.3f} on all {len(fact):,}"
    for name, part in (("all", np.ones(len(fact), dtype=bool)), ("test part", found.split == "test")):
        macro = f1_score(found.labels[part], fact[part] >= 0.5, average="macro")
        best, threshold = best_macro_f1(found.labels[part], fact[part])
        yield f"  {name}: macro-F1 {macro:.3f} from 0.5, best {best:.3f} from {threshold:.2f}"
    held_out, scores = trained_on(found)
    test = found.split == "test"
    yield f"  trained on it, five folds: best macro-F1 {best_macro_f1(found.labels, held_out)[0]:.3f}"
    best, _ = best_macro_f1(found.labels[test], scores[test])
    yield f"  trained on its training part: best macro-F1 {best:.3f} on the test part"


def main() -> None:
    """Measure and print."""
    encoder = load_encoder(Settings().embed)
    for measure, name in ((claimbuster, "claimbuster"), (subjectivity, "subjectivity")):
        for line in measure(Sentences(SHARED, name, encoder)):
            print(line)


if __name__ == "__main__":
    main()
