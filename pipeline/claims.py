"""Articles to claims: the sentences that are no page furniture, each with its kind and speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.language.quotations import find_quotations, is_reported, quoted_share, reported_speaker
from pipeline.language.sentences import split
from pipeline.records import Claim, Mark, Quotation
from pipeline.schema import content_id

_MOSTLY_QUOTED = 0.5
_FEWEST_WORDS = 3


@dataclass(frozen=True)
class ArticleClaims:
    """What was read from one article."""

    claims: tuple[Claim, ...]
    quotations: tuple[Quotation, ...]


def read_claims(article_id: str, position: int, text: str, marks: Sequence[Mark]) -> ArticleClaims:
    """The claims and quotations of the article `text`, ascending; `position` is its place in its event.

    A claim is a sentence of three words or more. Its kind is quotation when half of it or more stands inside quotation
    marks, reported speech when a verb of saying or "according to" carries it, else statement.
    """
    quotations = find_quotations(text)
    claims: list[Claim] = []
    reached = 0
    for span in split(text, marks):
        words = span.of(text)
        if len(words.split()) < _FEWEST_WORDS:
            continue
        while reached < len(quotations) and quotations[reached].span.end <= span.start:
            reached += 1
        share, quotation = quoted_share(span, quotations[reached : reached + 4])
        if share >= _MOSTLY_QUOTED and quotation:
            kind, speaker = "quotation", quotation.speaker
        elif is_reported(words):
            kind, speaker = "reported speech", reported_speaker(words)
        else:
            kind, speaker = "statement", None
        claim_id = content_id("c", article_id, span.start, span.end)
        claims.append(Claim(claim_id, position, span, kind, speaker))
    return ArticleClaims(tuple(claims), tuple(quotations))
