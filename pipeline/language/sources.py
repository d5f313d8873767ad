"""What kind of source an attribution names: a person by name, a body, or somebody who stays unnamed."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.language.attribution.people import Mention, is_anyone, read_mentions
from pipeline.language.lexicons import read_lexicon

NAMED, UNNAMED, OTHER = "named", "unnamed", "other"
_ASKED_NOT_TO_BE_NAMED = re.compile(r"anonym|not to be (?:named|identified)|unnamed|unidentified", re.IGNORECASE)
_FEWEST_NAMES = 2


def kind_of_source(words: str, speaker: str | None) -> str:
    """The kind of the source that a text names by `words`; `speaker` is its fullest name in the article.

    NAMED: a person by first and last name. UNNAMED: somebody of data/lexicons/unnamed_sources.csv without a person's
    name, or who asked not to be named. OTHER: bodies, papers, titles, pronouns, last names alone.
    """
    if any(" " in mention.name and _is_somebody(mention) for mention in read_mentions(words)):
        return NAMED
    if _unnamed().search(words) or _ASKED_NOT_TO_BE_NAMED.search(words):
        return UNNAMED
    return NAMED if speaker and len(speaker.split()) >= _FEWEST_NAMES and _is_person(speaker) else OTHER


def _is_person(name: str) -> bool:
    mention = next(read_mentions(name), None)
    return mention is not None and _is_somebody(mention)


def _is_somebody(mention: Mention) -> bool:
    return mention.is_person and not is_anyone(mention.name)


@lru_cache(maxsize=1)
def _unnamed() -> re.Pattern[str]:
    words = "|".join(re.escape(row["words"]) for row in read_lexicon("unnamed_sources"))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
