"""Score a run against gold files: event grouping, claim links and claim groups.

Events and claim groups by B-cubed (Bagga and Baldwin 1998), events by pairs too. Claim links by spans: a predicted link
meets a gold link when it joins the same two articles and on both sides the spans overlap by at least half of the
shorter one.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from pipeline.errors import InputError
from pipeline.store import StoredRun

Scores = dict[str, float | int]
_End = tuple[str, int, int]
_Link = tuple[_End, _End, str]
_SIDES = ["id_a", "start_a", "end_a", "id_b", "start_b", "end_b"]
_LABELS = ("same", "part", "conflict")


def score_events(run: StoredRun, gold_file: Path) -> Scores:
    """B-cubed and pairwise precision, recall and F1 of the run's events over the articles that `gold_file` names.

    `gold_file` is a CSV with the columns id (the input's own) and event. An article that the run lacks counts as an
    event of its own. Raises InputError when the file cannot be used, or several articles have an id that it names.
    """
    gold = dict(_read(gold_file, ["id", "event"]).itertuples(index=False, name=None))
    _check_ids(run, gold, gold_file)
    found = run.table("event_articles", ["event_id", "article_id"]).merge(
        run.table("articles", ["article_id", "source_id"])
    )
    return score_event_labels(gold, dict(zip(found["source_id"], found["event_id"], strict=True)))


def score_event_labels(gold: Mapping[str, str], event_of: Mapping[str, str]) -> Scores:
    """The same figures from two groupings, article -> event; one that `event_of` lacks is an event of its own."""
    labels = {article: event_of.get(article, f"missing {article}") for article in gold}
    by_gold, by_run = Counter(gold.values()), Counter(labels.values())
    joint = Counter((gold[article], labels[article]) for article in gold)
    precision, recall = _b_cubed(joint, by_gold, by_run)
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
    gold = _gold_links(run, gold_file)
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


def score_claim_groups(run: StoredRun, gold_file: Path) -> Scores:
    """B-cubed precision, recall and F1 of the run's claim groups over the sentences that `gold_file` names.

    `gold_file` is that of `score_claim_links`. A sentence is a span that a link of any label names; other sentences are
    not judged. The gold groups are the connected components of the `same` links, so that a sentence of `part` or
    `conflict` links alone is a group of its own. A sentence's group in the run is that of the grouped claim which
    overlaps it most, by at least half of the shorter one; a sentence without such a claim is a group of its own.
    Raises InputError when the file cannot be used.
    """
    links = _gold_links(run, gold_file)
    sentences = sorted({end for link in links for end in link[:2]})
    gold = _connected(sentences, [link[:2] for link in links if link[2] == "same"])
    group_of = _group_of(run, sentences)
    labels = [group_of.get(sentence, f"missing {number}") for number, sentence in enumerate(sentences)]
    by_gold, by_run = Counter(gold), Counter(labels)
    precision, recall = _b_cubed(Counter(zip(gold, labels, strict=True)), by_gold, by_run)
    return {
        "sentences": len(sentences), "sentences_missing": len(sentences) - len(group_of),
        "groups_gold": len(by_gold), "groups_predicted": len(by_run),
        "groups_b3_precision": precision, "groups_b3_recall": recall, "groups_b3_f1": _f1(precision, recall),
    }  # fmt: skip


def _connected(sentences: list[_End], links: list[tuple[_End, _End]]) -> list[str]:
    """For each of `sentences` the name of its connected component under `links`."""
    place = {sentence: number for number, sentence in enumerate(sentences)}
    ends = np.array([[place[one], place[other]] for one, other in links], dtype=np.int64).reshape(-1, 2)
    shape = (len(sentences), len(sentences))
    graph = csr_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=shape)
    _, labels = connected_components(graph, directed=False)
    return [str(label) for label in labels]


def _group_of(run: StoredRun, sentences: list[_End]) -> dict[_End, str]:
    """The run's group of each of `sentences` that one of its claims meets."""
    claims = run.table("claims", ["claim_id", "article_id", "start", "end"])
    claims = claims.merge(run.table("articles", ["article_id", "source_id"])).merge(run.table("claim_group_members"))
    places: dict[str, list[tuple[_End, str]]] = defaultdict(list)
    for article, start, end, group in claims[["source_id", "start", "end", "group_id"]].itertuples(index=False):
        places[article].append(((article, start, end), group))
    found: dict[_End, str] = {}
    for sentence in sentences:
        meeting = [(_shared(claim, sentence), group) for claim, group in places[sentence[0]] if _half(claim, sentence)]
        if meeting:
            found[sentence] = max(meeting)[1]
    return found


def _predicted(run: StoredRun) -> list[_Link]:
    claims = run.table("claims", ["claim_id", "article_id", "start", "end"])
    claims = claims.merge(run.table("articles", ["article_id", "source_id"])).set_index("claim_id")
    claims = claims.rename(columns={"source_id": "id"})[["id", "start", "end"]]
    links = run.table("claim_links", ["claim_a", "claim_b", "relation"])
    links = links.join(claims.add_suffix("_a"), on="claim_a").join(claims.add_suffix("_b"), on="claim_b")
    return _links(links, "relation")


def _gold_links(run: StoredRun, gold_file: Path) -> list[_Link]:
    try:
        links = _links(_read(gold_file, [*_SIDES, "label"]), "label")
    except ValueError as error:
        raise InputError(f"{gold_file}: a start or end is no whole number ({error})") from error
    if other := sorted({label for *_, label in links} - set(_LABELS)):
        raise InputError(f"{gold_file}: there is no label {other[0]!r}", f"Choose one of: {', '.join(_LABELS)}")
    _check_ids(run, {end[0] for link in links for end in link[:2]}, gold_file)
    return links


def _check_ids(run: StoredRun, ids: Iterable[str], gold_file: Path) -> None:
    """Raise InputError where one of the gold's `ids` is that of several articles: which of them is meant is unknown."""
    own = run.table("articles", ["source_id"])["source_id"]
    if several := sorted(set(own[own.duplicated()]) & set(ids)):
        raise InputError(
            f"{gold_file}: several articles of the run have the id {several[0]!r}",
            "Give each article its own id, also in different files, and run the pipeline again",
        )


def _links(frame: pd.DataFrame, label: str) -> list[_Link]:
    found: list[_Link] = []
    for id_a, start_a, end_a, id_b, start_b, end_b, name in frame[[*_SIDES, label]].itertuples(index=False, name=None):
        first, second = sorted(((str(id_a), int(start_a), int(end_a)), (str(id_b), int(start_b), int(end_b))))
        found.append((first, second, str(name)))
    return found


def _meets(p: _Link, g: _Link) -> bool:
    return _half(p[0], g[0]) and _half(p[1], g[1])


def _half(a: _End, b: _End) -> bool:
    shared = _shared(a, b)
    return shared > 0 and shared >= 0.5 * max(1, min(a[2] - a[1], b[2] - b[1]))


def _shared(a: _End, b: _End) -> int:
    return min(a[2], b[2]) - max(a[1], b[1])


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    found: list[dict[str, str]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream, restval="")
            names = list(rows.fieldnames or ())
            for row in rows:
                if any(row.pop(None, [])):
                    problem = f"{path}, line {rows.line_num}: more cells than the file has columns"
                    raise InputError(problem, 'Put a cell that holds a comma into "quotes"')
                found.append(row)
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(f"{path}: the gold file cannot be read ({error})") from error
    missing = [column for column in columns if column not in names]
    if missing:
        raise InputError(f"{path}: the gold file lacks the columns {missing}", f"It has {names}")
    return pd.DataFrame(found, columns=columns)


def _b_cubed(
    joint: Mapping[tuple[str, str], int], by_gold: Mapping[str, int], by_run: Mapping[str, int]
) -> tuple[float, float]:
    """Precision and recall from the sizes of the gold's groups, the run's, and what each two of them share."""
    n = max(1, sum(joint.values()))
    precision = sum(count * count / by_run[group] for (_, group), count in joint.items()) / n
    recall = sum(count * count / by_gold[group] for (group, _), count in joint.items()) / n
    return precision, recall


def _pairs(counts: Counter[str] | Counter[tuple[str, str]]) -> float:
    return sum(count * (count - 1) / 2 for count in counts.values())


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return _ratio(2 * precision * recall, precision + recall)
