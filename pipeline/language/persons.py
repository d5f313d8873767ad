"""Who an article names as a person, and by which titles: "Kazakh President Tokayev" makes "the president" Tokayev.

A surname is a person's where the article gives it a title or a common first name anywhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.language.attribution.name_words import FEMALE_NAMES, MALE_NAMES, SUFFIXES, TITLES
from pipeline.language.attribution.people import read_mentions
from pipeline.language.names import Name
from pipeline.language.places import folded

_FIRST_NAMES = FEMALE_NAMES | MALE_NAMES
_FORMS_OF_ADDRESS = frozenset("mr mrs ms miss sir dr lady lord madam".split())
_SHORTEST = 3
_LONGEST = 4
_WORDS_OF_TITLE = 4
_APPOSITION = re.compile(r", (?:the |a |an )?((?:[\w’'-]+ ){0,3}[\w-]+)")


@dataclass(frozen=True, slots=True)
class Persons:
    """The people of an article by surname, folded, each with the titles that it gives them; and its folded text."""

    titles: Mapping[str, frozenset[str]]
    text: str

    def know(self, name: Name) -> bool:
        """Whether the article shows that `name` is a person's."""
        return surname(name.text) in self.titles

    def hold(self, name: Name) -> bool:
        """Whether any word of `name` stands anywhere in the article."""
        words = [word for word in folded(name.text).split() if len(word) >= _SHORTEST]
        return any(re.search(rf"\b{re.escape(word)}\b", self.text) for word in words)

    def described(self, name: Name, sentence: str) -> bool:
        """Whether `sentence` may speak of `name` by a title that the article gives it: "the president"."""
        titles = self.titles.get(surname(name.text), frozenset())
        return any(re.search(rf"\b{re.escape(title)}\b", sentence) for title in titles)


def surname(name: str) -> str:
    """The last word of a person's name, folded, without "Jr." and the like."""
    words = [word for word in folded(name).split() if word.strip(".,") not in SUFFIXES]
    return words[-1].strip(".,") if words else ""


def read_persons(text: str) -> Persons:
    """The people that `text` names."""
    titles: dict[str, set[str]] = defaultdict(set)
    for mention in read_mentions(text):
        words = mention.name.split()
        has_first = len(words) > 1 and words[0].lower() in _FIRST_NAMES
        if mention.is_person and len(words) <= _LONGEST and (mention.has_title or has_first):
            titles[surname(mention.name)] |= _titles(text, mention.start, mention.end)
    plain = text.lower() if text.isascii() else folded(text)
    return Persons({name: frozenset(found) for name, found in titles.items()}, plain)


def _titles(text: str, start: int, end: int) -> set[str]:
    """The titles right before and behind a name, in lower case, without "Mr." and the like."""
    before = text[max(0, start - 60) : start].split()[-_WORDS_OF_TITLE:]
    behind = _APPOSITION.match(text, end)
    words = {word.lower().strip(".,") for word in (*before, *(behind[1].split() if behind else ()))}
    return (words & TITLES) - _FORMS_OF_ADDRESS
