"""Gold claim links and their articles, read as the pipeline reads them."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pipeline.align.head import KINDS
from pipeline.align.voices import Voice, voices
from pipeline.claims import read_claims
from pipeline.errors import InputError
from pipeline.language.furniture import marks
from pipeline.records import Span

_STRONGER = {"part": 1, "conflict": 3, "same": 4}
_End = tuple[str, Span]


@dataclass
class GoldEvent:
    """The claims of an event's articles, who says them, and what the gold says of their pairs.

    `label` maps a pair of claim positions a < b to a position in KINDS; a pair that it lacks is none. `links` holds for
    each gold link of kind same or conflict the pairs of claims that meet it, empty where the sentences were cut
    otherwise.
    """

    corpus: str
    event: str
    words: list[str] = field(default_factory=list)
    said: list[Voice] = field(default_factory=list)
    article_of: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    label: dict[tuple[int, int], int] = field(default_factory=dict)
    links: list[set[tuple[int, int]]] = field(default_factory=list)

    def labels(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """The position in KINDS of each pair."""
        return np.array([self.label.get(pair, 0) for pair in zip(a.tolist(), b.tolist(), strict=True)], dtype=np.int64)


def read_gold(gold_file: Path, articles_file: Path) -> list[GoldEvent]:
    """The events of `gold_file` (CSV: event, id_a, start_a, end_a, id_b, start_b, end_b, label).

    Their articles stand in `articles_file` (JSON lines: id, title, text). Raises InputError naming what is missing.
    """
    try:
        texts = {row["id"]: row for row in map(json.loads, articles_file.read_text(encoding="utf-8").splitlines())}
        with gold_file.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{gold_file}, {articles_file}: the gold links cannot be read ({error})") from error
    by_event: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        by_event[row["event"]].append(row)
    corpus = f"{gold_file.parent.name}/{gold_file.stem}"
    return [_event(corpus, event, found, texts) for event, found in by_event.items()]


def _event(corpus: str, event: str, rows: Sequence[dict[str, str]], texts: dict[str, dict[str, str]]) -> GoldEvent:
    ids = sorted({row[side] for row in rows for side in ("id_a", "id_b")})
    read = GoldEvent(corpus, event)
    places: dict[str, list[tuple[Span, int]]] = defaultdict(list)
    article_of: list[int] = []
    for number, article in enumerate(ids):
        text = texts[article]["text"]
        claims = read_claims(article, 0, text, marks(text, texts[article].get("title"))).claims
        read.said += voices([text], claims)
        for claim in claims:
            places[article].append((claim.span, len(read.words)))
            read.words.append(claim.span.of(text))
            article_of.append(number)
    read.article_of = np.array(article_of, dtype=np.int64)
    for row in rows:
        one, other = (_meeting(places[row[f"id_{side}"]], _span(row, side)) for side in ("a", "b"))
        pairs = {(min(i, j), max(i, j)) for i in one for j in other}
        for pair in pairs:
            if _STRONGER[row["label"]] > _STRONGER.get(KINDS[read.label.get(pair, 0)], 0):
                read.label[pair] = KINDS.index(row["label"])
        if row["label"] != "part":
            read.links.append(pairs)
    return read


def _span(row: dict[str, str], side: str) -> Span:
    return Span(int(row[f"start_{side}"]), int(row[f"end_{side}"]))


def _meeting(claims: Sequence[tuple[Span, int]], gold: Span) -> list[int]:
    """The claims that overlap the gold span by half of the shorter one, as the scorer asks."""
    return [number for span, number in claims if _overlap(span, gold) >= 0.5 * max(1, _shorter(span, gold))]


def _overlap(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _shorter(a: Span, b: Span) -> int:
    return min(a.end - a.start, b.end - b.start)
