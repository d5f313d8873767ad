"""Words in quotation marks, and who says them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.records import Quotation, Span

_OPENING, _CLOSING, _STRAIGHT = "“„«", "”»", '"'
_PARAGRAPH = re.compile(r"(?:\r?\n){2,}|\Z")
_LONGEST_QUOTATION = 3000
_FEWEST_WORDS = 3
_LONGEST_INTERRUPTION = 200

CUES = (
    "said|says|say|saying|told|tells|added|adds|asked|asks|wrote|writes|tweeted|stated|states|announced|announces|declared|"
    "declares|insisted|insists|argued|argues|claimed|claims|warned|warns|explained|explains|replied|replies|responded|"
    "continued|noted|notes|recalled|remarked|acknowledged|admitted|conceded|confirmed|confirms|denied|denies|stressed|"
    "suggested|testified|vowed|urged|promised|complained|joked|concluded|reported|reports|described|called|thundered"
)
_TITLE = (
    r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Rev|St)\.|President|Prime Minister|Minister|Senator|"
    r"Mayor|Chancellor|Judge|Justice|Secretary|Speaker|Governor|Representative|Ambassador|Chief|King|Queen|Pope)"
)
_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\wÀ-ÿĀ-ſ’'-]*"
_PARTICLE = r"(?:de|del|der|van|von|bin|al|el|la|le|da|di)\b"
_NAME = rf"(?:{_TITLE}\s+)?(?:[A-Z]\.|{_WORD})(?:\s+{_PARTICLE}|\s+[A-Z]\.|\s+{_WORD}){{0,6}}"
_OF_PLACE = rf"(?:,?\s+of\s+{_WORD}(?:\s+{_WORD}){{0,2}})?"
_ROLE = r"(?:[^.,;:!?“”\"\n]{1,60}?,?\s)??"
_NOT_NAMES = re.compile(
    r"(?:The|A|An|He|She|It|They|We|I|You|But|And|In|On|At|As|If|When|While|That|This|There|Still|Then|Now|Yet|So|Also|"
    r"Later|Earlier|Meanwhile|However|Instead|Another|Some|Many|To|Trying|Moments|Added|Asked|According|"
    r"Officials|Police|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$"
)
_NAME_SAYS = re.compile(rf"[\s,]*{_ROLE}(?P<name>{_NAME}){_OF_PLACE}(?:,[^,.\n]{{1,80}},|,)?\s+(?:{CUES})\b")
_SAYS = re.compile(rf"[\s,]*(?!saying\b)(?:{CUES})\s+")
_PHRASE_END = re.compile(
    r"[,;:“”\"(]|(?<=[a-zà-ÿ]{2})\.(?=\s|$)|\b(?:who|that|which|while|after|before|because|when|in|on|at|about|during|to|from|"
    r"as|but|following|outside|by|with)\b"
)
_APPOSITION = re.compile(rf",\s*(?P<name>{_NAME})\s*[,.]")
_TITLE_INSIDE = re.compile(rf"^.+?\s(?={_TITLE}\s)")
_THE_PLACE = re.compile(rf"the\s+{_WORD}$")
_PRONOUN_AFTER = re.compile(rf"[\s,]*(?:(?:he|she)\s+(?:{CUES})\b|(?:{CUES})\s+(?:he|she)\b)")
_BEFORE = re.compile(
    rf"(?P<name>{_NAME}){_OF_PLACE}(?:,[^,.\n]{{1,80}},)?\s+(?:also\s+)?(?:{CUES})\b[^.!?“\"\n]{{0,60}}$"
)
_INTRODUCED = re.compile(rf"(?:^|[.!?]\s)\s*(?P<name>{_NAME})(?:,[^,.\n]{{1,80}},)?\s[^.!?“\"\n]{{1,60}}:\s*$")
_FULL_NAME = re.compile(rf"{_WORD}\s+{_WORD}")
_PRONOUN_BEFORE = re.compile(rf"\b(?:he|she)\s+(?:also\s+)?(?:{CUES})\b[^.!?“\"\n]{{0,60}}$", re.IGNORECASE)
_REPORTED = re.compile(
    rf"\baccording to\b|\b(?:{CUES})\b(?:\s+(?:on|in|at|late|early)\s+\w+)?\s+"
    r"(?:that|it|he|she|they|the|there|its|his|her)\b|"
    rf",\s*(?:[^,.]{{1,60}}\s)?(?:{CUES})(?:\s+[^,.]{{1,40}})?[.,]|\breportedly\b|\ballegedly\b",
    re.IGNORECASE,
)
_REPORTED_BY = re.compile(
    rf"(?P<name>{_NAME}){_OF_PLACE}(?:,[^,.\n]{{1,80}},)?\s+(?:also\s+)?(?:{CUES})\b|"
    rf"according to\s+(?:the\s+)?{_ROLE}(?P<source>{_NAME})"
)


def find_quotations(text: str) -> list[Quotation]:
    """The quotations of `text`, ascending: spans of the words inside the marks, of three words or more.

    A quotation that no mark closes ends with its paragraph. The speaker is the name beside a verb of saying next to
    the quotation; "he said" takes the speaker of the quotation before it when it stands at most one paragraph away.
    """
    found: list[Quotation] = []
    for span in _quoted_spans(text):
        if len(span.of(text).split()) < _FEWEST_WORDS:
            continue
        found.append(Quotation(span, _speaker(text, span, found[-1] if found else None)))
    return found


def reported_speaker(sentence: str) -> str | None:
    """Who is said to say what `sentence` reports without quotation marks; None where no name stands there."""
    match = _REPORTED_BY.search(sentence)
    return _clean(match["name"] or match["source"]) if match else None


def is_reported(sentence: str) -> bool:
    """Whether `sentence` reports what somebody said."""
    return bool(_REPORTED.search(sentence))


def quoted_share(span: Span, quotations: Sequence[Quotation]) -> tuple[float, Quotation | None]:
    """The share of `span` inside quotation marks, 0 to 1, and the quotation that holds most of it."""
    best, most, total = None, 0, 0
    for quotation in quotations:
        shared = min(span.end, quotation.span.end) - max(span.start, quotation.span.start)
        if shared > 0:
            total += shared
            if shared > most:
                best, most = quotation, shared
    return min(1.0, total / max(1, span.end - span.start)), best


def _quoted_spans(text: str) -> Iterator[Span]:
    start = 0
    for boundary in _PARAGRAPH.finditer(text):
        yield from _quoted_in_paragraph(text, start, boundary.start())
        start = boundary.end()


def _quoted_in_paragraph(text: str, start: int, end: int) -> Iterator[Span]:
    opened: int | None = None
    for position in range(start, end):
        mark = text[position]
        if mark not in _OPENING and mark not in _CLOSING and mark != _STRAIGHT:
            continue
        if opened is None:
            if mark not in _CLOSING:
                opened = position + 1
        elif _closes(text, opened, position):
            if opened < position <= opened + _LONGEST_QUOTATION:
                yield Span(opened, position)
            opened = None
        else:
            opened = position + 1
    if opened is not None and opened < end <= opened + _LONGEST_QUOTATION and opened == start + 1:
        yield Span(opened, end)


def _closes(text: str, opened: int, position: int) -> bool:
    """Whether the mark at `position` ends the quotation whose words begin at `opened`: “…”, "…", «…», „…“ and mixes."""
    mark = text[position]
    if mark == _STRAIGHT:
        return not _opens(text, position)
    return mark in _CLOSING or (mark == "“" and text[opened - 1] == "„")


def _opens(text: str, position: int) -> bool:
    """Whether a straight mark stands where a quotation opens: after space, before a word."""
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    return (not before or before.isspace() or before in "([—") and bool(after) and not after.isspace()


def _speaker(text: str, span: Span, previous: Quotation | None) -> str | None:
    after = text[span.end + 1 : span.end + 180]
    before = text[max(0, span.start - 180) : max(0, span.start - 1)]
    paragraph = max(before.rfind("\n"), -1)
    before = before[paragraph + 1 :]
    after = after.split("\n", 1)[0]
    if _leads_on(text, span) and (name := _named_after(after)):
        return name
    if match := _BEFORE.search(before) or _INTRODUCED.search(before):
        name = _clean(match["name"])
        if name:
            return name
    if previous is None or text.count("\n\n", previous.span.end, span.start) > 1:
        return None
    if _PRONOUN_AFTER.match(after) or _PRONOUN_BEFORE.search(before):
        return previous.speaker
    return previous.speaker if _goes_on(text[previous.span.end : span.start], previous.speaker) else None


def _leads_on(text: str, span: Span) -> bool:
    """Whether the sentence goes on after the quotation: "…," said X. Not where it ends inside the marks."""
    return text[span.end - 1] in ",?!—–" or text[span.end + 1 : span.end + 2] == ","


def _named_after(after: str) -> str | None:
    """The speaker in what follows a quotation: "X said", "said X", "said the minister, X"."""
    if match := _NAME_SAYS.match(after):
        return _clean(match["name"])
    says = _SAYS.match(after)
    if says is None:
        return None
    rest = after[says.end() :]
    end = _PHRASE_END.search(rest)
    phrase, beyond = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    if _THE_PLACE.match(phrase.strip()):  # "said the Brooklyn, N.Y., chapter": no name of a speaker
        return None
    before_of, _, after_of = phrase.partition(" of ")
    for part in (before_of, after_of):
        if full := [name for name in re.findall(_NAME, part) if " " in name]:
            return _clean(_TITLE_INSIDE.sub("", full[-1]))
    if single := re.search(_NAME, phrase):
        return _clean(single[0])
    apposition = _APPOSITION.match(beyond)
    return _clean(apposition["name"]) if apposition else None


def _goes_on(between: str, speaker: str | None) -> bool:
    """Whether two quotations with `between` in the middle are one speech: close by, and nobody else is named."""
    if "\n" in between or len(between) >= _LONGEST_INTERRUPTION:
        return False
    return all(name in (speaker or "") for name in _FULL_NAME.findall(between))


def _clean(name: str | None) -> str | None:
    words = (name or "").split()
    while words and _NOT_NAMES.match(words[0]):
        words = words[1:]
    return re.sub(r"['’]s?$", "", " ".join(words)).rstrip(",'’") or None
