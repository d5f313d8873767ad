"""Lines that name who wrote, edited or pictured an article."""

from __future__ import annotations

import re

_LONGEST = 160
_PARTICLES = frozenset(
    ("al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le", "van", "von")
)
_AUTHOR = re.compile(
    r"(?:by|author(?:[`'’]?s)?(?: name)?|written by|words by|story by|byline)(?:\s*[:–—-])?\s+", re.IGNORECASE
)
_OTHERS = re.compile(
    r"(?:edit(?:or|ors|ed by|ing by)|(?:additional |with )?reporting by|reported by|contributing|contributors?"
    r"|(?:photos?|photographs?|pictures?|illustrations?|video|graphics?) by|photo(?:graph)?)(?:\s*:)?\s+",
    re.IGNORECASE,
)
_POST = re.compile(
    r",[^,]*\b(?:correspondents?|editors?|reporters?|writers?|columnists?|contributors?|staff|desk|news)\b.*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:,|;|&|/|\band\b)\s*")


def author_of(line: str) -> str | None:
    """The author whom a line such as "By Ana Lindqvist" or "Author: Ana Lindqvist" names; None for other lines."""
    return _named(_AUTHOR, line)


def is_credit(line: str) -> bool:
    """Whether `line` does nothing but name authors, editors, contributors or photographers."""
    return bool(_named(_AUTHOR, line) or _named(_OTHERS, line))


def _named(role: re.Pattern[str], line: str) -> str | None:
    """The names after `role`, up to a comma or bar that is followed by something else, such as a post."""
    line = line.strip(" \t•-—–()[]")
    found = role.match(line) if len(line) <= _LONGEST else None
    if not found:
        return None
    names = line[found.end() :].strip().rstrip(".")
    return next(
        (part for part in (_POST.sub("", names), names, re.split(r"\s*[,|]", names)[0]) if _are_names(part)), None
    )


def _are_names(words: str) -> bool:
    """Whether `words` are one or more names of two to five words in capitals."""
    return all(
        2 <= len(name.split()) <= 5
        and name[0].isupper()
        and all(word[0].isupper() or word in _PARTICLES for word in name.split())
        and not any(character.isdigit() or character in '"“”?!:' for character in name)
        for name in _BETWEEN.split(words)
    )
