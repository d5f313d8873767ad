"""Gold claim links and their articles, read as the pipeline reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pipeline.align.head import KINDS
from pipeline.align.voices import Voice, voices
from pipeline.claims import read_claims
from pipeline.errors import InputError
from pipeline.language.furniture import marks
from pipeline.records import Span
from pipeline.train.files import Text, csv_rows, read_texts

_STRONGER = {"part": 1, "conflict": 3, "same": 4}
_End = tuple[str, Span]
_COLUMNS = ("event", "id_a", "start_a", "end_a", "id_b", "start_b", "end_b", "label")


@dataclass(frozen=True)
class _Link:
    """A row of the gold."""

    event: str
    a: _End
    b: _End
    label: str


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
        texts = read_texts(articles_file)
        links = [_link(row, texts) for row in csv_rows(gold_file, _COLUMNS)]
    except (OSError, ValueError) as error:
        raise InputError(f"{gold_file}, {articles_file}: the gold links cannot be read ({error})") from error
    by_event: dict[str, list[_Link]] = defaultdict(list)
    for link in links:
        by_event[link.event].append(link)
    corpus = f"{gold_file.parent.name}/{gold_file.stem}"
    return [_event(corpus, event, found, texts) for event, found in by_event.items()]


def _link(row: dict[str, str], articles: Container[str]) -> _Link:
    """Raises ValueError, naming what is wrong with the row."""
    a, b = ((row[f"id_{side}"], Span(int(row[f"start_{side}"]), int(row[f"end_{side}"]))) for side in "ab")
    for article, _ in (a, b):
        if article not in articles:
            raise ValueError(f"no article has the id {article!r}")
    if row["label"] not in _STRONGER:
        raise ValueError(f"label {row['label']!r} is none of {', '.join(_STRONGER)}")
    return _Link(row["event"], a, b, row["label"])


def _event(corpus: str, event: str, links: Sequence[_Link], texts: Mapping[str, Text]) -> GoldEvent:
    ids = sorted({article for link in links for article, _ in (link.a, link.b)})
    read = GoldEvent(corpus, event)
    places: dict[str, list[tuple[Span, int]]] = defaultdict(list)
    article_of: list[int] = []
    for number, article in enumerate(ids):
        text, title = texts[article]
        claims = read_claims(article, 0, text, marks(text, title)).claims
        read.said += voices([text], claims)
        for claim in claims:
            places[article].append((claim.span, len(read.words)))
            read.words.append(claim.span.of(text))
            article_of.append(number)
    read.article_of = np.array(article_of, dtype=np.int64)
    for link in links:
        one, other = (_meeting(places[article], span) for article, span in (link.a, link.b))
        pairs = {(min(i, j), max(i, j)) for i in one for j in other}
        for pair in pairs:
            if _STRONGER[link.label] > _STRONGER.get(KINDS[read.label.get(pair, 0)], 0):
                read.label[pair] = KINDS.index(link.label)
        if link.label != "part":
            read.links.append(pairs)
    return read


def _meeting(claims: Sequence[tuple[Span, int]], gold: Span) -> list[int]:
    """The claims that overlap the gold span by half of the shorter one, as the scorer asks."""
    return [number for span, number in claims if _overlap(span, gold) >= 0.5 * max(1, _shorter(span, gold))]


def _overlap(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _shorter(a: Span, b: Span) -> int:
    return min(a.end - a.start, b.end - b.start)
