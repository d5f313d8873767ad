"""Whether two names of speakers, as two articles give them, are of two people."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher

from pipeline.language.attribution.name_words import FEMALE_NAMES, MALE_NAMES, NO_PERSON, SUFFIXES, TITLES
from pipeline.language.attribution.people import is_anyone

_FIRST_NAMES = MALE_NAMES | FEMALE_NAMES
_ALIKE = 0.7
_SHORTEST = 3


def are_different_people(a: str | None, b: str | None) -> bool:
    """Whether both name a person by a known first name and a last name, and no part of one is like one of the other.

    A title, a body, a last name alone, or no name at all says too little: it may be the same person. Spellings of one
    name in two transcriptions are alike.
    """
    names = [_parts(name) for name in (a, b)]
    if any(len(parts) < 2 for parts in names):
        return False
    return not any(_are_alike(one, other) for one in names[0] for other in names[1])


def may_be_one(a: str | None, b: str | None) -> bool:
    """Whether two names have a word in common or are alike, or one of them is unknown."""
    if not a or not b:
        return True
    names = [[word.strip(".,").lower() for word in name.split() if len(word) >= _SHORTEST] for name in (a, b)]
    return not all(names) or any(_are_alike(one, other) for one in names[0] for other in names[1])


def _parts(name: str | None) -> list[str]:
    """The parts of a person's name, in lower case without accents and titles; none where it is no person's."""
    if not name or is_anyone(name):
        return []
    folded = unicodedata.normalize("NFKD", name)
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    words = [word.strip(".,'’\"“”()").lower() for word in plain.replace("-", " ").split() if word[:1].isupper()]
    parts = [word for word in words if len(word) >= _SHORTEST and word not in TITLES and word not in SUFFIXES]
    return [] if not parts or parts[0] not in _FIRST_NAMES or any(word in NO_PERSON for word in parts) else parts


def _are_alike(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
