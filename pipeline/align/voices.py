"""Who says a claim: one speaker or two, and how a quotation stands to a report of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from pipeline.language.quotations import quoted_share, quoted_spans
from pipeline.records import Claim, Span

VOICE_FEATURES = (
    "one speaker", "two speakers", "share quoted low", "share quoted high", "one quotes", "said there low",
    "said there high",
)  # fmt: skip
ABSENT = -0.2
"""Of an overlap of quoted words where there are none."""
WORD = re.compile(r"\w+(?:['’]\w+)?")


@dataclass(frozen=True, slots=True)
class Voice:
    """How a claim is said.

    `speaker` is the last word of its speaker's name, lower case, "" where nobody is known; `share` of its characters, 0
    to 1, and the words `quoted` stand inside quotation marks of its article, also in the middle of a long quotation.
    """

    speaker: str
    is_quotation: bool
    share: float
    quoted: frozenset[str]


def voices(texts: Sequence[str], claims: Sequence[Claim]) -> list[Voice]:
    """The voice of each claim; `texts` are those of the event's articles."""
    quoted = [quoted_spans(text) for text in texts]
    return [_voice(texts[claim.article], claim, quoted[claim.article]) for claim in claims]


def _voice(text: str, claim: Claim, quoted: Sequence[Span]) -> Voice:
    first = bisect_right(quoted, claim.span.start, key=lambda span: span.end)
    here = list(takewhile(claim.span.overlaps, quoted[first:]))
    parts = [text[max(span.start, claim.span.start) : min(span.end, claim.span.end)] for span in here]
    words = frozenset(word.lower() for part in parts for word in WORD.findall(part)) - ENGLISH_STOP_WORDS
    name = (claim.speaker or "").lower().split()
    return Voice(name[-1] if name else "", claim.kind == "quotation", quoted_share(claim.span, here), words)


def by_voice(
    said: Sequence[Voice], content: Sequence[frozenset[str]], a: np.ndarray, b: np.ndarray
) -> list[np.ndarray]:
    """VOICE_FEATURES of the pairs of claims `a` and `b`; `content` are each claim's words, lower case."""
    rows = [_compared(said[i], said[j], content[i], content[j]) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
    return list(np.array(rows, dtype=np.float64).reshape(-1, len(VOICE_FEATURES)).T)


def _compared(x: Voice, y: Voice, in_x: frozenset[str], in_y: frozenset[str]) -> tuple[float, ...]:
    known = bool(x.speaker and y.speaker)
    low, high = sorted((x.share, y.share))
    there = sorted((said_there(x.quoted, in_y), said_there(y.quoted, in_x)))
    return (
        known and x.speaker == y.speaker, known and x.speaker != y.speaker, low, high,
        x.is_quotation != y.is_quotation, *there,
    )  # fmt: skip


def said_there(quoted: frozenset[str], content: frozenset[str]) -> float:
    """Share of the words that one quotes which the other has, quoted or not, 0 to 1; ABSENT where none is quoted."""
    return len(quoted & content) / len(quoted) if quoted else ABSENT
