"""How far the probabilities of membership can be trusted: python -m tests.quality.calibration [--cache DIR].

Fits the calibration of pipeline/events/membership.py and prints, for the settings and for docs/experiments-events.md,
its numbers, reliability tables and expected calibration errors (Naeini and others 2015) on held-out folds.

Right is a member that shares its gold event with at least half of the event's other articles; a near miss that does so
with at least half of that event's articles; an article alone whose gold event has no other article. No gold event of
the development sets has one article, so that nobody could rightly be alone: each set stands beside a thinned draw of
it, in which half of the events are cut to one article and the others to a random number; articles alone are measured
on these. All eight weigh the same.
"""

import argparse
import zlib
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from pipeline import Settings
from pipeline.embed import load_encoder
from pipeline.events import group
from pipeline.settings import Events
from tests.conftest import SHARED
from tests.quality.corpora import CORPORA, Corpus, load_corpus

FOLDS, BINS = 5, 10
KINDS = ("member", "near miss", "alone")
RAW = {"member_bias": 0.0, "member_weight": 1.0, "other_bias": 0.0, "other_weight": 1.0, "near_miss_from": 0.05}
"""Settings by which the probabilities are the means that are to be calibrated."""


def thinned(corpus: Corpus, seed: int = 1) -> Corpus:
    """`corpus` with half of its events cut to one article, the others to a random number of them."""
    generator = np.random.default_rng(seed)
    kept = np.zeros(len(corpus.gold), dtype=bool)
    for _, articles in corpus.gold.groupby(corpus.gold):
        order = generator.permutation(articles.index)
        kept[order[: 1 if generator.random() < 0.5 else generator.integers(1, len(order) + 1)]] = True
    return corpus.part(kept, f"{corpus.name}, thinned")


def judged(corpus: Corpus, settings: Events) -> pd.DataFrame:
    """What the program says of each article's membership and of its near miss, and whether it is right.

    Columns: kind, probability, right, and the fold of the article's gold event.
    """
    _, rows = group(corpus.articles, corpus.leads, corpus.titles, settings)
    gold = dict(zip(corpus.articles["article_id"], corpus.gold, strict=True))
    event_of = dict(zip(rows["article_id"], rows["event_id"], strict=True))
    within: dict[str, Counter[str]] = defaultdict(Counter)
    for article, event in event_of.items():
        within[event][gold[article]] += 1
    sizes = Counter(gold.values())
    told = []
    for row in rows.itertuples():
        event, n = gold[row.article_id], within[row.event_id].total()
        alike = within[row.event_id][event]
        if n > 1:
            told.append(("member", row.probability, alike - 1 >= (n - 1) / 2, event))
        elif 1 in sizes.values():
            told.append(("alone", row.probability, sizes[event] == 1, event))
        if pd.notna(row.other_article_id):
            other = within[event_of[row.other_article_id]]
            told.append(("near miss", row.other_probability, other[event] >= other.total() / 2, event))
    frame = pd.DataFrame(told, columns=["kind", "probability", "right", "event"])
    fold = [zlib.crc32(event.encode()) % FOLDS for event in frame.pop("event")]
    return frame.assign(fold=fold, corpus=corpus.name)


def fit(rows: pd.DataFrame) -> tuple[float, float]:
    """Bias and weight of Platt's calibration of the means in `rows`; every corpus weighs the same."""
    model = LogisticRegression(C=1000).fit(log_odds(rows["probability"])[:, None], rows["right"], weights(rows))
    return float(model.intercept_[0]), float(model.coef_[0, 0])


def weights(rows: pd.DataFrame) -> pd.Series:
    """A weight for each of `rows`, by which every corpus counts the same; one on average."""
    return len(rows) / rows["corpus"].nunique() / rows.groupby("corpus")["corpus"].transform("size")


def log_odds(probability: pd.Series) -> np.ndarray:
    """Log odds, of probabilities clipped as the program clips them."""
    clipped = probability.to_numpy(dtype=float).clip(0.001, 0.999)
    return np.log(clipped / (1 - clipped))


def calibrated(rows: pd.DataFrame, member: tuple[float, float], other: tuple[float, float]) -> np.ndarray:
    """The means of `rows` as probabilities; an article alone has what its near miss leaves."""

    def line(mean: pd.Series, of: tuple[float, float]) -> np.ndarray:
        return 1 / (1 + np.exp(-of[0] - of[1] * log_odds(mean)))

    kinds = [rows["kind"] == "member", rows["kind"] == "near miss"]
    near, own = line(rows["probability"], other), line(rows["probability"], member)
    return np.select(kinds, [own, near], 1 - line(1 - rows["probability"], other))


def calibration_error(probability: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error, 0 to 1, over ten bins of equal width."""
    in_bin = np.minimum((probability * BINS).astype(int), BINS - 1)
    gaps = np.bincount(in_bin, probability - right.astype(float), BINS)
    return float(np.abs(gaps).sum() / max(1, len(probability)))


def held_out(rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` with the probabilities that the calibration of the other folds gives."""
    parts = []
    for fold in range(FOLDS):
        train = rows[rows["fold"] != fold]
        lines = [fit(train[train["kind"] == kind]) for kind in KINDS[:2]]
        test = rows[rows["fold"] == fold]
        parts.append(test.assign(probability=calibrated(test, *lines)))
    return pd.concat(parts)


def reliability(rows: pd.DataFrame) -> str:
    """Probability against the share that is right, as the rows of a table; every corpus weighs the same."""
    in_bin = np.minimum((rows["probability"] * BINS).astype(int), BINS - 1)
    lines = ["| probability | mean | right | n |", "|---|---|---|---|"]
    for number, found in rows.assign(weight=weights(rows)).groupby(in_bin):
        mean, right = (np.average(found[name], weights=found["weight"]) for name in ("probability", "right"))
        bounds = f"{number / BINS:.1f} to {(number + 1) / BINS:.1f}"
        lines.append(f"| {bounds} | {mean:.2f} | {right:.2f} | {len(found):,} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, help="folder in which vectors are kept between calls")
    options = parser.parse_args()
    encoder = load_encoder(Settings().embed)
    whole = [load_corpus(SHARED, name, encoder, options.cache) for name in CORPORA]
    corpora = whole + [thinned(corpus) for corpus in whole]
    rows = pd.concat([judged(corpus, replace(Events(), **RAW)) for corpus in corpora], ignore_index=True)
    rows["probability"] = rows["probability"].astype(float)
    for kind, name in zip(KINDS[:2], ("member", "other"), strict=True):
        bias, weight = fit(rows[rows["kind"] == kind])
        print(f"{name}_bias = {bias:.2f}, {name}_weight = {weight:.2f}")
    tested = held_out(rows)
    print("\n| set | " + " | ".join(KINDS) + " |\n|---|---|---|---|")
    for corpus in corpora:
        of_corpus = tested[tested["corpus"] == corpus.name]
        cells = [_error(of_corpus[of_corpus["kind"] == kind]) for kind in KINDS]
        print(f"| {corpus.name} | {' | '.join(cells)} |")
    for kind in KINDS:
        print(f"\n{kind}\n\n{reliability(tested[tested['kind'] == kind])}")


def _error(rows: pd.DataFrame) -> str:
    if rows.empty:
        return ""
    probability, right = rows["probability"].to_numpy(), rows["right"].to_numpy()
    return f"{calibration_error(probability, right):.3f} (n = {len(rows):,}, {right.mean():.2f} right)"


if __name__ == "__main__":
    main()
