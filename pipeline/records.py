"""Small values that stages pass on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as a reader found it: every value is the input's own text, or None."""

    source_file: str
    line: int | None
    text: str
    source_id: str | None = None
    outlet: str | None = None
    title: str | None = None
    url: str | None = None
    author: str | None = None
    published_at: str | None = None
    published_at_source: str = "input"
    language: str | None = None
    is_full_text: bool | None = None
    raw_sha256: str | None = None
    updated_at: str | None = None
    page_kind: str | None = None
    requested_url: str | None = None
    final_url: str | None = None
    fetched_at: str | None = None
    http_status: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input row or file that did not go through; a row of the table `rejected`."""

    source_file: str
    line: int | None
    stage: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of the span in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans have a character in common."""
        return self.start < other.end and other.start < self.end

    def through(self, other: Span) -> Span:
        """From the start of the first of both to the end of the last, whichever stands first."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text that is no claim."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words inside quotation marks; `speaker` as the text names them, None where it does not say."""

    span: Span
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """What somebody is said to say, show or think.

    `source` and `cue` are the words that name who and how, None where the text has none beside the content. `kind` is
    direct (all in quotation marks), indirect (none) or mixed. `act` is speech, finding (a poll, a paper shows it),
    thought, or mention (an object that names what was said: "criticised the plan"). `speaker` is the source as the
    fullest name in the article, None where it names nobody.
    """

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    kind: str
    act: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in a text: an interval of values, its unit, and what is counted.

    `low` and `high` are equal for a plain number; "more than 60" has `high` infinite. `unit` is "" for a count,
    otherwise "%", a currency code or a unit's name; `counted` holds the stems of the words that say what is counted.
    `value` is the number as written, the middle of a range.
    """

    span: Span
    low: float
    high: float
    unit: str
    counted: frozenset[str]
    value: float


@dataclass(frozen=True, slots=True)
class Article:
    """What comparison needs to know of one article of an event."""

    article_id: str
    outlet_id: str
    origin_id: str
    published: float | None
    text: str
    is_full_text: bool
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A verbatim span of an article; `article` is the article's position in its event.

    `content` is what is said, without "X said"; None where that is the whole claim. `factuality` and
    `check_worthiness` are probabilities, 0 to 1, as in the table claims; None where they were not measured.
    `attributions` are those that say something of it, in the order of the text.
    """

    claim_id: str
    article: int
    span: Span
    kind: str
    speaker: str | None
    content: Span | None = None
    factuality: float | None = None
    check_worthiness: float | None = None
    attributions: tuple[Attribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text as an encoder sees them, reduced for storage.

    `ids` are the tokenizer's numbers, uint16, shape (n,); `vectors` their directions in the text, int8, shape (n, k),
    127 for 1.
    """

    ids: np.ndarray
    vectors: np.ndarray


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims (positions in the event, a < b) that speak of the same fact; `score` is 0 to 1."""

    a: int
    b: int
    score: float


@dataclass(frozen=True, slots=True)
class Group:
    """Claims (positions in the event, ascending) that say the same; `lead` stands for them."""

    members: tuple[int, ...]
    lead: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of evidence: a span of the article at position `article` in the event, and its role."""

    article: int
    span: Span
    role: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that differs between outlets, with the passages that show it.

    `group` is the position of the claim group it speaks of; `claims` the pair of claim positions of a conflict.
    """

    detector: str
    kind: str
    score: float | None
    evidence: tuple[Passage, ...]
    group: int | None = None
    claims: tuple[int, int] | None = None
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which claims of an event say the same.

    `nearest_claim` and `nearest_score` have shape (claims, articles): the best counterpart of each claim in each
    article, as a claim position and a score from 0 to 1; -1 and 0 where there is none, and in the claim's own article.
    `reached` has the same shape: the trained head's probability that the claim stands in the article, as its best pair
    there has it; NaN where no pair was worth its look, None where no head holds.
    """

    links: tuple[Link, ...]
    groups: tuple[Group, ...]
    nearest_claim: np.ndarray
    nearest_score: np.ndarray
    reached: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event of several articles, read and aligned: all that a detector sees.

    `articles` are its distinct texts; `copies` maps a position to the articles that print that very text again.
    `quotations` maps a position to the article's quotations, ascending.
    """

    event_id: str
    articles: tuple[Article, ...]
    claims: tuple[Claim, ...]
    alignment: Alignment
    copies: Mapping[int, tuple[Article, ...]] = field(default_factory=dict)
    quotations: Mapping[int, tuple[Quotation, ...]] = field(default_factory=dict)

    def prints(self, position: int) -> tuple[Article, ...]:
        """The articles that print the text at `position`: the first and its copies."""
        return (self.articles[position], *self.copies.get(position, ()))

    def words(self, claim: int) -> str:
        """The verbatim text of the claim at position `claim`."""
        found = self.claims[claim]
        return found.span.of(self.articles[found.article].text)
