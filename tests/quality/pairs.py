"""Aligned sentence pairs of the development corpora, changed and put through compare().

The pairs are those that gold links of kind same join in BASIL and AllSides, each with its two whole articles.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np

from pipeline.claims import read_claims
from pipeline.compare import compare
from pipeline.records import Alignment, Article, Claim, Event, Finding, Group, Link, Span
from pipeline.settings import Compare
from tests.quality.corpora import corpus_folder

SETS = ("basil", "allsides")
SURE = 0.95
"""Alignment score that the pairs are given: that they say the same is known."""
_AROUND = 300


@dataclass(frozen=True)
class Side:
    """A sentence of an article; `published` is seconds since 1970, None where unknown."""

    article: str
    outlet: str
    published: float | None
    text: str
    span: Span

    @property
    def sentence(self) -> str:
        """The sentence's words."""
        return self.span.of(self.text)

    def saying(self, sentence: str) -> "Side":
        """The same article with `sentence` in the sentence's place."""
        start = self.span.start
        text = self.text[:start] + sentence + self.text[self.span.end :]
        return replace(self, text=text, span=Span(start, start + len(sentence)))


Pair = tuple[Side, Side]


def read_pairs(shared: Path) -> list[Pair]:
    """The pairs of both sets in the order of their files."""
    return [pair for name in SETS for pair in _of_corpus(corpus_folder(shared, name))]


def _of_corpus(folder: Path) -> Iterator[Pair]:
    lines = (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    articles = {row["id"]: row for row in map(json.loads, lines)}
    with (folder / "gold_claim_links.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["label"] == "same":
                yield _side(articles, row, "a"), _side(articles, row, "b")


def _side(articles: dict[str, dict], row: dict[str, str], side: str) -> Side:
    article = articles[row[f"id_{side}"]]
    day = article["published_at"]
    published = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() if day else None
    span = Span(int(row[f"start_{side}"]), int(row[f"end_{side}"]))
    return Side(article["id"], article["outlet"] or article["id"], published, article["text"], span)


def findings(a: Side, b: Side, settings: Compare) -> list[Finding]:
    """What the detectors say of the two sentences; findings within one article alone are left out."""
    sides = (a, b)
    articles = tuple(
        Article(f"{number} {side.article}", f"{number} {side.outlet}", str(number), side.published, side.text, True)
        for number, side in enumerate(sides)
    )
    claims = tuple(_claim(number, side) for number, side in enumerate(sides))
    nearest = np.array([[-1, 1], [0, -1]], dtype=np.int32)
    score = np.array([[0.0, SURE], [SURE, 0.0]], dtype=np.float32)
    alignment = Alignment((Link(0, 1, SURE),), (Group((0, 1), 0),), nearest, score)
    found = compare(Event("pair", articles, claims, alignment), settings)
    return [finding for finding in found if {passage.article for passage in finding.evidence} == {0, 1}]


def _claim(number: int, side: Side) -> Claim:
    """The claim that the pipeline reads at the sentence's place; the bare sentence where it cuts otherwise.

    Only the text around the sentence is read: who speaks is rarely said further off.
    """
    first, last = max(0, side.span.start - _AROUND), side.span.end + _AROUND
    for claim in _claims(number, side.text[first:last]):
        if (claim.span.start + first, claim.span.end + first) == (side.span.start, side.span.end):
            content = claim.content and Span(claim.content.start + first, claim.content.end + first)
            return replace(claim, span=side.span, content=content)
    return Claim(f"claim {number}", number, side.span, "statement", None)


@lru_cache(maxsize=2048)
def _claims(number: int, text: str) -> tuple[Claim, ...]:
    return read_claims("article", number, text, ()).claims
