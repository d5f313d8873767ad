"""News agencies that a text credits: "(Reuters) -", "By Associated Press", "AP contributed to this report", "- AFP"."""

from __future__ import annotations

import re

_NAMES = {
    "AFP": r"AFP|Agence[ -]France[ -]Presse",
    "ANSA": r"ANSA",
    "AP": r"AP|(?:The )?Associated Press|ASSOCIATED PRESS",
    "Bloomberg": r"Bloomberg News",
    "dpa": r"dpa|DPA|Deutsche Presse-Agentur",
    "EFE": r"EFE",
    "Interfax": r"Interfax",
    "Kyodo": r"Kyodo(?: News)?",
    "PA": r"PA Media|Press Association",
    "Reuters": r"(?:Thomson )?Reuters|REUTERS",
    "RIA Novosti": r"RIA Novosti",
    "TASS": r"ITAR-TASS|TASS",
    "UPI": r"UPI|United Press International",
    "Xinhua": r"Xinhua(?: News Agency)?",
    "Yonhap": r"Yonhap(?: News Agency)?",
}
_ANY = "|".join(_NAMES.values())
_HEAD = 300
"""Characters at a text's beginning in which a dateline or byline stands."""
_TAIL = 600
# A name in brackets at a line's end is as a rule a photograph's: a dateline goes on after a dash or colon.
_DATELINE = re.compile(rf"\((?P<agency>{_ANY})\)[,.]?\s*[-–—:]")
_BYLINE = re.compile(
    rf"^(?i:by|from|source:)[ \t]+(?:[A-Z][\w.'’-]*(?:[ \t]+[A-Z][\w.'’-]*){{0,3}},?[ \t]+)?(?i:the[ \t]+)?"
    rf"(?P<agency>{_ANY})(?=[ \t]*(?:$|[|,;-]|writers?\b|and\b))",
    re.MULTILINE,
)
_SIGNED = re.compile(rf"(?:[-–—][ \t]*|\((?i:with inputs from) |^)(?P<agency>{_ANY})\)?[ \t.]*$", re.MULTILINE)
_HELPED = re.compile(
    rf"\b(?P<agency>{_ANY})\b[^.\n]{{0,80}}\bcontributed\b|\b(?i:copyright)\b[^.\n]{{0,30}}\b(?P<owner>{_ANY})\b"
    rf"|\b(?i:(?:with|additional) (?:reporting|material|files?|inputs?) (?:by|from)) (?i:the )?(?P<source>{_ANY})\b"
)


def credited_agencies(text: str, author: str | None = None) -> frozenset[str]:
    """The agencies that an article credits as its source, wholly or in part, by their usual short names.

    Read from `author`, from a dateline or byline at the beginning of `text`, and from a signature or a note on who
    contributed at its end. An agency that the text only quotes ("..., Interfax reported") is no credit.
    """
    head, tail = text[:_HEAD], text[-_TAIL:]
    found = [*_DATELINE.finditer(head), *_BYLINE.finditer(head), *_SIGNED.finditer(tail), *_HELPED.finditer(tail)]
    if author:
        alone = re.fullmatch(rf"(?:.+, )?(?i:the )?(?P<agency>{_ANY})", author.strip())
        found += [*_BYLINE.finditer(author), *([alone] if alone else [])]
    return frozenset(_usual_name(next(name for name in match.groupdict().values() if name)) for match in found)


def _usual_name(written: str) -> str:
    return next(usual for usual, name in _NAMES.items() if re.fullmatch(name, written))
