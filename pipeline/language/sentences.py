"""Sentence spans with exact offsets into the unchanged text.

syntok (Leitner 2017) segments; on the 5,804 sentences that the development sets' gold links name it found 92% of the
borders exactly, against 89% for pysbd on a sample, at a fifth of its time. What it cuts after titles, party and state
abbreviations and inside enumerations is joined again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from syntok import segmenter

from pipeline.records import Mark, Span

_TITLES = (
    "Adm|Ald|Asst|Atty|Brig|Capt|Cdr|Cmdr|Col|Comdr|Cpl|Dep|Dr|Drs|Fr|Gen|Gens|Gov|Govs|Hon|Insp|Lt|Maj|Messrs|Mr|Mrs|Ms|"
    "Mx|No|Nos|Ofc|Pres|Prof|Pvt|Rep|Reps|Rev|Sec|Sen|Sens|Sgt|St|Ste|Supt|Treas|vs|Vs|Mt|Ft"
)
_PLACES_AND_MONTHS = (
    "Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|"
    "Tex|Va|Vt|Wash|Wis|Wyo|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec|Jr|Sr|Bros"
)
_NEVER_LAST = re.compile(rf"(?:(?<!\w)(?:{_TITLES}|[A-Z])\.|;)$")
_SELDOM_LAST = re.compile(rf"(?:(?<!\w)(?:{_PLACES_AND_MONTHS})\.|(?:[A-Z]\.){{2,}})$")
_OPENS_NEW = re.compile(
    r"[“\"«„‘']?(?:The|A|An|It|He|She|They|We|I|In|On|At|But|And|This|That|These|Those|There|While|When|After|Before|If|As|For|So)\b"
)
_CONTINUES = re.compile(r"[a-z]|\([a-z]|[-–—,;]")
_BULLET = re.compile(r"\s*(?:[•▪●◦‣·*–—-]|\(?\d{1,2}[.)])\s+")
_LINE = re.compile(r"[^\r\n]+")
_ENDS_SENTENCE = re.compile(r"[.!?…;:][\"”’»)\]]*\s*$")
_WRAP_WIDTH = range(50, 100)
_LONGEST_PIECE = 20_000


def split(text: str, marks: Sequence[Mark] = ()) -> list[Span]:
    """The sentences of `text` outside `marks`, as ascending, non-overlapping spans without surrounding space.

    A line break ends a sentence unless the paragraph is hard-wrapped; bullets stand outside the span.
    """
    spans: list[Span] = []
    for piece in _pieces(text, marks):
        spans.extend(_sentences(text, piece))
    return spans


def _pieces(text: str, marks: Sequence[Mark]) -> Iterator[Span]:
    """Stretches of `text` that no sentence crosses: paragraphs or lines, less the marks, bounded in length."""
    barriers = sorted((mark.span for mark in marks), key=lambda span: span.start)
    position = 0
    for block in _blocks(text):
        start = block.start
        while position < len(barriers) and barriers[position].end <= start:
            position += 1
        at = position
        while at < len(barriers) and barriers[at].start < block.end:
            yield from _bounded(text, start, barriers[at].start)
            start = max(start, barriers[at].end)
            at += 1
        yield from _bounded(text, start, block.end)


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretch in pieces of bounded length, cut after a full stop where one is near, since syntok slows down."""
    while end - start > _LONGEST_PIECE:
        stop = text.rfind(". ", start + _LONGEST_PIECE // 2, start + _LONGEST_PIECE)
        cut = stop + 1 if stop >= 0 else start + _LONGEST_PIECE
        yield Span(start, cut)
        start = cut
    yield Span(start, end)


def _blocks(text: str) -> Iterator[Span]:
    """Lines of `text`, with the lines of hard-wrapped paragraphs taken together."""
    paragraph: list[Span] = []
    for match in _LINE.finditer(text):
        line = Span(*match.span())
        if paragraph and _blank_between(text, paragraph[-1].end, line.start):
            yield from _unwrapped(text, paragraph)
            paragraph = []
        paragraph.append(line)
    yield from _unwrapped(text, paragraph)


def _blank_between(text: str, start: int, end: int) -> bool:
    gap = text[start:end]
    return gap.count("\n") > 1 or gap.count("\r") > 1


def _unwrapped(text: str, lines: list[Span]) -> Iterable[Span]:
    inner = lines[:-1]
    wrapped = len(lines) >= 3 and all(line.end - line.start in _WRAP_WIDTH for line in inner)
    if wrapped and sum(bool(_ENDS_SENTENCE.search(line.of(text))) for line in inner) <= len(inner) / 2:
        return [Span(lines[0].start, lines[-1].end)]
    return lines


def _sentences(text: str, piece: Span) -> Iterator[Span]:
    bullet = _BULLET.match(text, piece.start, piece.end)
    start = bullet.end() if bullet else piece.start
    found: list[Span] = []
    for paragraph in segmenter.analyze(text[start : piece.end]):
        for tokens in paragraph:
            first, last = tokens[0], tokens[-1]
            span = _trimmed(text, start + first.offset, start + last.offset + len(last.value))
            if span is None:
                continue
            if found and _belong_together(text, found[-1], span):
                found[-1] = Span(found[-1].start, span.end)
            else:
                found.append(span)
    return iter(found)


def _belong_together(text: str, before: Span, after: Span) -> bool:
    """Whether the border between two spans is one that syntok sets by mistake, after an abbreviation say."""
    words = text[max(before.start, before.end - 12) : before.end]
    if _NEVER_LAST.search(words) or _CONTINUES.match(text, after.start) or not _ENDS_SENTENCE.search(words):
        return True
    return bool(_SELDOM_LAST.search(words)) and not _OPENS_NEW.match(text, after.start)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return Span(start, end) if any(character.isalnum() for character in text[start:end]) else None
