"""Score a run against gold files: event grouping and claim links.

Events by B-cubed (Bagga and Baldwin 1998) and by pairs. Claim links by spans: a predicted link meets a gold link when
it joins the same two articles and on both sides the spans overlap by at least half of the shorter one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from pipeline.errors import InputError
from pipeline.store import StoredRun

Scores = dict[str, float | int]
_End = tuple[str, int, int]
_Link = tuple[_End, _End, str]
_SIDES = ["id_a", "start_a", "end_a", "id_b", "start_b", "end_b"]


def score_events(run: StoredRun, gold_file: Path) -> Scores:
    """B-cubed and pairwise precision, recall and F1 of the run's events over the articles that `gold_file` names.

    `gold_file` is a CSV with the columns id (the input's own) and event. An article that the run lacks counts as an
    event of its own. Raises InputError when the file cannot be used.
    """
    gold = dict(_read(gold_file, ["id", "event"]).itertuples(index=False, name=None))
    found = run.table("event_articles", ["event_id", "article_id"]).merge(
        run.table("articles", ["article_id", "source_id"])
    )
    return score_event_labels(gold, dict(zip(found["source_id"], found["event_id"], strict=True)))


def score_event_labels(gold: Mapping[str, str], event_of: Mapping[str, str]) -> Scores:
    """The same figures from two groupings, article -> event; one that `event_of` lacks is an event of its own."""
    labels = {article: event_of.get(article, f"missing {article}") for article in gold}
    by_gold, by_run = Counter(gold.values()), Counter(labels.values())
    joint = Counter((gold[article], labels[article]) for article in gold)
    n = max(1, len(gold))
    precision = sum(count * count / by_run[event] for (_, event), count in joint.items()) / n
    recall = sum(count * count / by_gold[event] for (event, _), count in joint.items()) / n
    pairs, pairs_run, pairs_gold = (_pairs(counts) for counts in (joint, by_run, by_gold))
    pair_precision, pair_recall = _ratio(pairs, pairs_run), _ratio(pairs, pairs_gold)
    return {
        "articles": len(gold), "missing": sum(article not in event_of for article in gold),
        "b3_precision": precision, "b3_recall": recall, "b3_f1": _f1(precision, recall),
        "pair_precision": pair_precision, "pair_recall": pair_recall, "pair_f1": _f1(pair_precision, pair_recall),
        "events_predicted": len(by_run), "events_gold": len(by_gold),
    }  # fmt: skip


def score_claim_links(run: StoredRun, gold_file: Path) -> Scores:
    """Precision, recall and F1 of aligned claims and of conflicts, over the articles that `gold_file` names.

    `gold_file` is a CSV with the columns id_a, start_a, end_a, id_b, start_b, end_b and label: same, part or conflict.
    Aligned: right when it meets a same or conflict link, left out of the count when it meets only part links.
    Conflict: the run's conflicts against the conflict links alone. Raises InputError when the file cannot be used.
    """
    rows = _read(gold_file, [*_SIDES, "label"])
    try:
        gold = _links(rows, "label")
    except ValueError as error:
        raise InputError(f"{gold_file}: a start or end is no whole number ({error})") from error
    by_pair: dict[tuple[str, str], list[_Link]] = defaultdict(list)
    for link in gold:
        by_pair[link[0][0], link[1][0]].append(link)
    covered = {article for pair in by_pair for article in pair}
    predicted = [link for link in _predicted(run) if {link[0][0], link[1][0]} <= covered and link[0][0] != link[1][0]]
    met = [[g for g in by_pair.get((p[0][0], p[1][0]), ()) if _meets(p, g)] for p in predicted]
    strong = [[g for g in found if g[2] != "part"] for found in met]
    right, wrong = sum(map(bool, strong)), sum(not found for found in met)
    wanted = [g for g in gold if g[2] != "part"]
    precision, recall = _ratio(right, right + wrong), _ratio(len({g for found in strong for g in found}), len(wanted))
    clashes = [
        [g for g in found if g[2] == "conflict"] for p, found in zip(predicted, met, strict=True) if p[2] == "conflict"
    ]
    n_gold = sum(g[2] == "conflict" for g in gold)
    conflict_precision = _ratio(sum(map(bool, clashes)), len(clashes))
    conflict_recall = _ratio(len({g for found in clashes for g in found}), n_gold)
    return {
        "links_predicted": len(predicted), "links_gold": len(wanted),
        "aligned_precision": precision, "aligned_recall": recall, "aligned_f1": _f1(precision, recall),
        "conflicts_predicted": len(clashes), "conflicts_gold": n_gold,
        "conflict_precision": conflict_precision, "conflict_recall": conflict_recall,
        "conflict_f1": _f1(conflict_precision, conflict_recall),
    }  # fmt: skip


def _predicted(run: StoredRun) -> list[_Link]:
    claims = run.table("claims", ["claim_id", "article_id", "start", "end"])
    claims = claims.merge(run.table("articles", ["article_id", "source_id"])).set_index("claim_id")
    claims = claims.rename(columns={"source_id": "id"})[["id", "start", "end"]]
    links = run.table("claim_links", ["claim_a", "claim_b", "relation"])
    links = links.join(claims.add_suffix("_a"), on="claim_a").join(claims.add_suffix("_b"), on="claim_b")
    return _links(links, "relation")


def _links(frame: pd.DataFrame, label: str) -> list[_Link]:
    found: list[_Link] = []
    for id_a, start_a, end_a, id_b, start_b, end_b, name in frame[[*_SIDES, label]].itertuples(index=False, name=None):
        first, second = sorted(((str(id_a), int(start_a), int(end_a)), (str(id_b), int(start_b), int(end_b))))
        found.append((first, second, str(name)))
    return found


def _meets(p: _Link, g: _Link) -> bool:
    return _half(p[0], g[0]) and _half(p[1], g[1])


def _half(a: _End, b: _End) -> bool:
    shared = min(a[2], b[2]) - max(a[1], b[1])
    return shared > 0 and shared >= 0.5 * max(1, min(a[2] - a[1], b[2] - b[1]))


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: the gold file cannot be read ({error})") from error
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise InputError(f"{path}: the gold file lacks the columns {missing}", f"It has {list(frame.columns)}")
    return frame[columns]


def _pairs(counts: Counter[str] | Counter[tuple[str, str]]) -> float:
    return sum(count * (count - 1) / 2 for count in counts.values())


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return _ratio(2 * precision * recall, precision + recall)
