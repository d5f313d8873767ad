"""Attributions measured on PolNeAR (Newell, Margolin and Ruths, LREC 2018): by sentences and by spans.

    python -m tests.quality.attribution [train | dev | test]

A sentence is positive when it holds a character of the content of an attribution; sentences are those of the pipeline.
Spans are compared without marks and spaces around them, each once; spans of one content with nothing but marks between
them are one. Exact: both ends agree. Overlap: precision is the share of found spans that have a character in common
with a gold span of the same role, recall the share of gold spans that have one with a found span.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import process_time

from pipeline.language.attribution import find_attributions
from pipeline.language.sentences import split
from tests.conftest import SHARED

SHA256 = "00d4eef29e6f65948a7e6abd2b623e6dd6310e52aff18af5818166db6ec404de"
ROLES = ("source", "cue", "content")
Pair = tuple[int, int]


def articles(shared: Path, part: str) -> list[dict]:
    """The articles of a part of PolNeAR; fails where the file is not the one that was measured."""
    path = shared / "data" / "attribution" / "polnear.jsonl"
    raw = path.read_bytes()
    assert hashlib.sha256(raw).hexdigest() == SHA256, "PolNeAR has changed: measure anew, set hash and floors together"
    return [row for row in map(json.loads, raw.decode("utf-8").splitlines()) if row["split"] == part]


def score(rows: Iterable[dict]) -> dict[str, float]:
    """Precision, recall and F1, 0 to 1, of sentences ("sentence f1") and spans ("cue exact f1", "cue overlap f1")."""
    counts: Counter[str] = Counter()
    for row in rows:
        text = row["text"]
        sentences = split(text)
        started = process_time()
        found = find_attributions(text, sentences)
        counts["seconds"] += process_time() - started
        counts["articles"] += 1
        spans = {
            "source": [[(a.source.start, a.source.end)] for a in found if a.source],
            "cue": [[(a.cue.start, a.cue.end)] for a in found if a.cue],
            "content": [[(span.start, span.end) for span in a.content] for a in found],
        }
        for role in ROLES:
            gold = _spans(text, (a.get(role) or [] for a in row["attributions"]))
            _count(counts, role, gold, _spans(text, spans[role]))
            if role == "content":
                _count_sentences(counts, sentences, gold, _spans(text, spans[role]))
    return _scores(counts)


def _spans(text: str, groups: Iterable[Iterable[Pair]]) -> set[Pair]:
    """The spans of each attribution, trimmed; those with nothing but marks between them as one."""
    return {span for group in groups for span in _merged(text, sorted(_trimmed(text, *pair) for pair in group))}


def _merged(text: str, spans: list[Pair]) -> Iterator[Pair]:
    kept: Pair | None = None
    for span in spans:
        if kept and not any(character.isalnum() for character in text[kept[1] : span[0]]):
            kept = (kept[0], max(kept[1], span[1]))
            continue
        if kept:
            yield kept
        kept = span
    if kept:
        yield kept


def _trimmed(text: str, start: int, end: int) -> Pair:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _count(counts: Counter[str], role: str, gold: set[Pair], found: set[Pair]) -> None:
    gold, found = ({span for span in spans if span[0] < span[1]} for spans in (gold, found))
    counts[f"{role} gold"] += len(gold)
    counts[f"{role} found"] += len(found)
    counts[f"{role} exact"] += len(gold & found)
    counts[f"{role} found near"] += sum(_touches(span, gold) for span in found)
    counts[f"{role} gold near"] += sum(_touches(span, found) for span in gold)


def _touches(span: Pair, others: set[Pair]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _count_sentences(counts: Counter[str], sentences: list, gold: set[Pair], found: set[Pair]) -> None:
    for sentence in sentences:
        pair = (sentence.start, sentence.end)
        is_gold, is_found = _touches(pair, gold), _touches(pair, found)
        counts["sentences"] += 1
        counts["sentence gold"] += is_gold
        counts["sentence found"] += is_found
        counts["sentence both"] += is_gold and is_found
        counts["sentence right"] += is_gold == is_found


def _scores(counts: Counter[str]) -> dict[str, float]:
    scores = {
        "articles": counts["articles"],
        "sentences": counts["sentences"],
        "milliseconds": 1000 * counts["seconds"] / counts["articles"],
        "sentence accuracy": counts["sentence right"] / counts["sentences"],
        "sentence f1 if all were positive": _f1(counts["sentence gold"] / counts["sentences"], 1.0),
    }
    rates = {
        "sentence": (
            counts["sentence both"] / counts["sentence found"],
            counts["sentence both"] / counts["sentence gold"],
        )
    }
    for role in ROLES:
        gold, found = counts[f"{role} gold"], counts[f"{role} found"]
        rates[f"{role} exact"] = (counts[f"{role} exact"] / found, counts[f"{role} exact"] / gold)
        rates[f"{role} overlap"] = (counts[f"{role} found near"] / found, counts[f"{role} gold near"] / gold)
    for name, (precision, recall) in rates.items():
        scores |= {f"{name} precision": precision, f"{name} recall": recall, f"{name} f1": _f1(precision, recall)}
    return scores


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall)


def table(scores: dict[str, float]) -> str:
    """The scores as lines of a Markdown table."""
    lines = ["| what | precision | recall | F1 |", "|---|---|---|---|"]
    for name in ("sentence", *(f"{role} {how}" for role in ROLES for how in ("exact", "overlap"))):
        rates = " | ".join(f"{scores[f'{name} {rate}']:.3f}" for rate in ("precision", "recall", "f1"))
        lines.append(f"| {name} | {rates} |")
    return "\n".join(lines)


def main(part: str = "test") -> None:
    """Print the scores of a part of PolNeAR."""
    scores = score(articles(SHARED, part))
    print(
        f"PolNeAR {part}: {scores['articles']} articles, {scores['sentences']:,} sentences, "
        f"{scores['milliseconds']:.1f} ms of processor time an article\n"
        f"all sentences called positive: F1 {scores['sentence f1 if all were positive']:.3f}; "
        f"accuracy {scores['sentence accuracy']:.3f}\n\n{table(scores)}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
