"""What lies in what: countries, states, cities, and the words that stand for a country's rulers."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from pipeline.language.country_words import CAPITALS, COUNTRY_OF, PEOPLE_OF, STATE_OF

_PLACES = Path(__file__).parents[2] / "data" / "lexicons" / "places.csv"
_DOTTED = re.compile(r"(?<!\w)(?:[A-Za-z]\.){2,}")
_WHOLE_OF = {
    "england": "britain", "scotland": "britain", "wales": "britain", "hong kong": "china", "macao": "china",
    "puerto rico": "united states", "crimea": "ukraine", "gaza": "palestine", "gaza strip": "palestine",
    "west bank": "palestine", "guam": "united states", "northern ireland": "britain",
}  # fmt: skip
_OF_BRITAIN = frozenset({"england", "scotland", "wales", "northern ireland"})
_SHORT = {
    "nyc": "new york city", "l.a.": "los angeles", "la": "los angeles", "vegas": "las vegas", "philly": "philadelphia",
    "new york": "new york city", "quebec": "québec", "san fran": "san francisco",
}  # fmt: skip


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """`name` in lower case without accents and dots of initials, with plain apostrophes and hyphens as spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = _DOTTED.sub(lambda match: match[0].replace(".", ""), plain)
    return " ".join(plain.lower().replace("’", "'").replace("-", " ").split()).removeprefix("the ")


def is_place(name: str) -> bool:
    """Whether `name` is a known country, capital, seat of power, state or city."""
    key = folded(name)
    return key in COUNTRY_OF or key in STATE_OF or key in _WHOLE_OF or key in _SHORT or key in _cities()


def country_of_people(word: str) -> str | None:
    """The country of an adjective or noun of nationality ("Kazakh", "Indians"); None where it is none."""
    return PEOPLE_OF.get(word.lower())


@lru_cache(maxsize=65536)
def forms(name: str) -> frozenset[str]:
    """`name` and the name that lists know the same country or state by, folded: "U.S." and "united states".

    A capital has only itself: it may stand for its country, but another city of the country is another place.
    """
    key = folded(name)
    if key in CAPITALS:
        return frozenset({key})
    return frozenset({key, folded(COUNTRY_OF.get(key, key)), folded(STATE_OF.get(key, key)), _SHORT.get(key, key)})


@lru_cache(maxsize=65536)
def wholes(name: str) -> frozenset[str]:
    """`name` itself and all that it may lie in, folded: "Bellingham" lies in Washington and in the United States.

    A name that several places bear has the wholes of all of them; an unknown name has only itself.
    """
    key = folded(name)
    found = {key, _SHORT.get(key, key)}
    for form in (key, _SHORT.get(key, key)):
        if form in STATE_OF:
            found |= {folded(STATE_OF[form]), "united states"}
        if form in COUNTRY_OF:
            found.add(folded(COUNTRY_OF[form]))
        found |= _cities().get(form, frozenset())
        if "britain" in _cities().get(form, frozenset()):
            found |= _OF_BRITAIN  # the list does not say which
    found |= {_WHOLE_OF[form] for form in found if form in _WHOLE_OF}
    return frozenset(found)


def are_one_power(a: str, b: str) -> bool:
    """Whether both stand for the rulers of one country: "Moscow" and "the Kremlin", "London" and "Downing Street"."""
    one, other = folded(a), folded(b)
    return one in CAPITALS and other in CAPITALS and COUNTRY_OF[one] == COUNTRY_OF[other]


@lru_cache(maxsize=1)
def _cities() -> dict[str, frozenset[str]]:
    """City, folded -> countries and states that it lies in."""
    wholes_of: dict[str, set[str]] = defaultdict(set)
    with _PLACES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            wholes_of[folded(row["name"])] |= {folded(part) for part in (row["country"], row["region"]) if part}
    return {name: frozenset(found) for name, found in wholes_of.items()}
