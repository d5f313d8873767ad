"""Stretches of a text in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.records import Span

_PARAGRAPH = re.compile(r"(?:\r?\n){2,}|\Z")
_MARK = re.compile(r"''|``|[“”„«»\"]")
_SINGLE = re.compile(r"(?<![\w’'])[‘'](?=[^\W\d])[^‘\n“”\"]{8,600}?(?<=[\w.,!?…])[’'](?![\w’'])")
_SINGLE_MARK = re.compile("[‘']")
_OPENING = frozenset(("“", "„", "«", "``"))
_CLOSING = frozenset(("”", "»"))
_LONGEST = 3000


def quoted_spans(text: str) -> list[Span]:
    """Stretches of `text` in quotation marks, marks included, ascending.

    A quotation that no mark closes ends with its paragraph where that begins with it, or the next one with a mark.
    Single marks count where no double ones stand around them, from ten characters on.
    """
    found: list[Span] = []
    start = 0
    for boundary in _PARAGRAPH.finditer(text):
        goes_on = text[boundary.end() : boundary.end() + 1] in _OPENING | {'"'}
        double = list(_in_paragraph(text, start, boundary.start(), goes_on))
        found.extend(_with_single(text, start, boundary.start(), double))
        start = boundary.end()
    return found


def inside(text: str, quoted: Span) -> Span:
    """The words of a quoted stretch, without its marks."""
    start, end = quoted.start, quoted.end
    opening = _MARK.match(text, start, end) or _SINGLE_MARK.match(text, start, end)
    start = opening.end() if opening else start
    if end - start > 2 and text[end - 2 : end] == "''":
        return Span(start, end - 2)
    return Span(start, end - 1) if end > start and text[end - 1] in "”»“\"’'" else Span(start, end)


def is_closed(text: str, quoted: Span) -> bool:
    """Whether a mark ends the quoted stretch."""
    return inside(text, quoted).end < quoted.end


def quoted_share(span: Span, quoted: Sequence[Span]) -> float:
    """The share of `span` inside quotation marks, 0 to 1; `quoted` as from `quoted_spans`."""
    inner = 0
    for at in range(bisect_right(quoted, span.start, key=lambda other: other.end), len(quoted)):
        if quoted[at].start >= span.end:
            break
        inner += min(span.end, quoted[at].end) - max(span.start, quoted[at].start)
    return inner / max(1, span.end - span.start)


def _in_paragraph(text: str, start: int, end: int, goes_on: bool) -> Iterator[Span]:
    opened: int | None = None
    for match in _MARK.finditer(text, start, end):
        mark = match[0]
        if opened is None:
            opened = None if mark in _CLOSING else match.start()
        elif _closes(text, opened, match):
            if match.end() - opened <= _LONGEST and match.start() > opened + 1:
                yield Span(opened, match.end())
            opened = None
        else:
            opened = match.start()
    if opened is not None and (goes_on or opened <= start + 1) and 2 < end - opened <= _LONGEST:
        yield Span(opened, end)


def _closes(text: str, opened: int, match: re.Match[str]) -> bool:
    """Whether a mark ends the quotation that began at `opened`: “…”, "…", «…», „…“, ''…'' and mixes."""
    mark = match[0]
    if mark in _CLOSING or (mark == "“" and text[opened] == "„"):
        return True
    if mark in _OPENING:
        return False
    before, after = text[match.start() - 1], text[match.end() : match.end() + 1]
    return not ((before.isspace() or before in "([—") and bool(after) and not after.isspace())


def _with_single(text: str, start: int, end: int, double: list[Span]) -> Iterator[Span]:
    """The quotations in double marks and those in single marks between them."""
    position = start
    for quoted in (*double, Span(end, end)):
        for match in _SINGLE.finditer(text, position, quoted.start):
            yield Span(*match.span())
        if quoted.end > quoted.start:
            yield quoted
        position = quoted.end
