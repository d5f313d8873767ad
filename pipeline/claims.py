"""Articles to claims: the sentences that are no page furniture, each with its kind, its speaker and what is said."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.language.attribution import find_attributions, find_quotations
from pipeline.language.quotations import quoted_share, quoted_spans
from pipeline.language.sentences import split
from pipeline.records import Attribution, Claim, Mark, Quotation, Span
from pipeline.schema import content_id

_MOSTLY_QUOTED = 0.5
_MOSTLY_REPORTED = 0.5
_FEWEST_WORDS = 3
_TOLD = frozenset(("speech", "finding"))
_AROUND = " \t\r\n\"'`“”„«»‘’.,;:–—-"


@dataclass(frozen=True)
class _Part:
    """What of a sentence an attribution says."""

    attribution: Attribution
    pieces: tuple[Span, ...]

    @property
    def length(self) -> int:
        """Characters that are said."""
        return sum(piece.end - piece.start for piece in self.pieces)

    def room(self, sentence: Span) -> int:
        """Characters of the sentence beside its "X said"."""
        by_whom = (self.attribution.source, self.attribution.cue)
        beside = sum(span.end - span.start for span in by_whom if span is not None and span.overlaps(sentence))
        return sentence.end - sentence.start - beside


@dataclass(frozen=True)
class ArticleClaims:
    """What was read from one article."""

    claims: tuple[Claim, ...]
    quotations: tuple[Quotation, ...]


def read_claims(article_id: str, position: int, text: str, marks: Sequence[Mark]) -> ArticleClaims:
    """The claims and quotations of the article `text`, ascending; `position` is its place in its event.

    A claim is a sentence of three words or more. Its kind is quotation when half of it or more stands inside quotation
    marks, reported speech when half of it, less "X said", is what somebody said or a paper showed, else statement.
    """
    sentences = split(text, marks)
    attributions = find_attributions(text, sentences)
    quoted = quoted_spans(text)
    claims: list[Claim] = []
    for sentence, said in zip(sentences, _said_in(sentences, attributions), strict=True):
        if len(sentence.of(text).split()) < _FEWEST_WORDS:
            continue
        kind, part = _kind(sentence, said, quoted)
        claim_id = content_id("c", article_id, sentence.start, sentence.end)
        speaker = part.attribution.speaker if part else None
        content = _content(text, sentence, part)
        told = tuple(dict.fromkeys(each.attribution for each in said))
        claims.append(Claim(claim_id, position, sentence, kind, speaker, content, attributions=told))
    return ArticleClaims(tuple(claims), tuple(find_quotations(text, attributions)))


def _said_in(sentences: Sequence[Span], attributions: Sequence[Attribution]) -> list[list[_Part]]:
    """For each sentence, what of it each attribution says."""
    starts = [sentence.start for sentence in sentences]
    found: list[list[_Part]] = [[] for _ in sentences]
    for attribution in attributions:
        pieces: dict[int, list[Span]] = {}
        for span in attribution.content:
            number = max(0, bisect_right(starts, span.start) - 1)
            while number < len(sentences) and starts[number] < span.end:
                if span.overlaps(sentence := sentences[number]):
                    piece = Span(max(span.start, sentence.start), min(span.end, sentence.end))
                    pieces.setdefault(number, []).append(piece)
                number += 1
        for number, own in pieces.items():
            found[number].append(_Part(attribution, tuple(own)))
    return found


def _kind(sentence: Span, said: Sequence[_Part], quoted: Sequence[Span]) -> tuple[str, _Part | None]:
    """The kind of a claim, and the part of it that decides who says it: of several the largest, so the outermost."""
    if quoted_share(sentence, quoted) >= _MOSTLY_QUOTED:
        return "quotation", max(said, key=lambda part: part.length, default=None)
    told = [part for part in said if part.attribution.act in _TOLD]
    largest = max(told, key=lambda part: part.length, default=None)
    if largest and largest.length >= _MOSTLY_REPORTED * largest.room(sentence):
        return "reported speech", largest
    return "statement", None


def _content(text: str, sentence: Span, part: _Part | None) -> Span | None:
    """The longest piece of what is said in the sentence, without marks around it; None where that is all of it."""
    if part is None:
        return None
    piece = max(part.pieces, key=lambda span: span.end - span.start)
    words = piece.of(text)
    start = piece.start + len(words) - len(words.lstrip(_AROUND))
    end = piece.end - len(words) + len(words.rstrip(_AROUND))
    whole = sentence.of(text)
    if end - start <= 0 or end - start >= len(whole.strip(_AROUND)):
        return None
    return Span(start, end)
