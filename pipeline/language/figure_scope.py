"""What a figure is said of, beyond what it counts: the names and places in its clause, whether it is expected,
outdated, a reading of one hour, or a part of what was counted before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from pipeline.language.figures import singular
from pipeline.language.quantity_words import MONTHS, STOP_WORDS, TIMES
from pipeline.records import Figure

_CLAUSE_END = re.compile(r"[;:()“”\"—]|,\s|\.\s|\s-{1,2}\s|\b(?:while|but)\b")
_WINDOW = 110
"""Characters of the clause that are read on either side."""
_NAME = re.compile(r"[A-ZÀ-Þ][\w’'&-]*(?:\.[A-Z])*")
_NO_NAME = re.compile(
    rf"(?:{MONTHS}|Mr|Mrs|Ms|Dr|Gov|Sen|Rep|President|Police|Officials?|Authorities|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)"
    r"(?:day)?\.?$"
)
_PLACE = re.compile(
    r"\b(?:[Ii]n|at|near|across|outside|around|throughout|nationwide|worldwide|from)\b"
    r"(?:\s(?:the|central|northern|southern|eastern|western|neighbou?ring|downtown))*\s?(?P<name>[A-ZÀ-Þ][\w.’'-]*)?"
)
_WIDE = frozenset({"nationwide", "worldwide"})
_GROW = r"(?:exceed|reach|top|rise|climb|grow|hit|surpass|approach|be as|get|see|receive|lose|face|total|pass)"
_EXPECTED = re.compile(
    rf"\b(?:could|may|might|would|will)\s(?:\w+\s)?{_GROW}\b|(?<!than )\b(?:expected|forecasts?|feared|fears?|"
    r"projected|projects|likely|potentially|possibly)\b",
    re.IGNORECASE,
)
_OUTDATED = re.compile(
    r"\b(?:earlier|initial(?:ly)?|previous(?:ly)?|original(?:ly)?|at first|first reported|revised|formerly|used to|"
    r"had been|last year|a year ago|anniversary|in recent years)\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom\s(?:about\s|some\s|nearly\s|an?\s(?:\w+\s)?of\s)?$")
"""What a figure has changed from is its earlier value."""
_READING = re.compile(
    r"\bas of\b|\bby\s(?:mid|early|late)|\b\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b|\b(?:noon|midnight|midday)\b|"
    r"\bopening bell\b|\bat the (?:open|close)\b|\bearly trading\b|\bat one point\b|"
    r"\bcurrently\b|\bso far\b|\bto date\b|\b(?:minutes|hours|days|weeks|months) into\b|"
    r"\b[\d.]+\s?(?:%|percent|per cent) "
    r"of (?:the\s|all\s)?(?:precincts|(?:votes?|ballots|returns) (?:counted|in|reporting)\b)",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"\b(?:adjusted|net|gross|average|median|combined|altogether)\b", re.IGNORECASE)
"""What a figure is taken of: what was earned and the adjusted income are two sums, a combined count holds others."""
_PART = re.compile(r"\b(?:all|both|also|these|those|of the|least one of)\s(?:the\s)?$|\balso\b", re.IGNORECASE)
_JOINED = re.compile(r"([A-ZÀ-Þ][\w.]+)\s(?:and|plus)\s$")
"""What comes on top of somebody named: Orvale and five states are six."""
_DEFINITE = re.compile(r"\bthe\s$", re.IGNORECASE)
_WHO = re.compile(
    r"\s(?:who|that|whose)\b|\s(?:dead|killed|injured|victims|missing)\s(?:were|was|had|have|included?)\b"
)
_ANSWER = re.compile(r"\s(?:of\s(?:\w+\s){1,3})?(?:who|that)\b")
"""Shares of those who answered so: a poll has many, and only their question tells them apart."""
_DISTANCE = re.compile(
    r"[\s-](?:miles?|kilomet(?:er|re)s?|km|met(?:er|re)s?|yards|feet|blocks)\)?,?\s"
    r"(?:(?:to the\s)?(?:north|south|east|west)\w*|away|from|off|inland|outside|offshore)\b"
)
"""How far one place is from another: the two ends are seldom the same."""
_FIRST_IN = re.compile(r"\bin\s(?:more than\s|over\s|nearly\s|almost\s|about\s|the (?:last|past)\s)?$")
"""The strongest storm in 13 years, in 50 years: what it is the strongest of decides."""
_RATE = re.compile(
    r"^(?:\s[^\W\d_]+)?\s(?:(?:an?|each|every)\s(second|minute|hour|day|night|week|month|year|litre|liter|gallon|barrel|"
    r"tonne|ton|share|head|mile|acre)|per\s(\w+))\b"
)
_OF = re.compile(r"\s(?:of|among)\s(?:(?:all|the|its|their|those|these|his|her)\s)*(?P<whole>[^,;:()]{2,60})")


@dataclass(frozen=True, slots=True)
class Scope:
    """What bounds a figure. `whole` holds the words of the X in "40 percent of X", `rate` the word of "a year"."""

    names: frozenset[str]
    places: frozenset[str]
    whole: frozenset[str]
    rate: str
    is_expected: bool
    is_outdated: bool
    reading: frozenset[str]
    is_part: bool
    is_distance: bool
    joined: str
    measure: frozenset[str]


def scope_of(sentence: str, figure: Figure) -> Scope:
    """The scope of `figure`, which was read from `sentence`."""
    start, end = figure.span.start, figure.span.end
    before = sentence[max(0, start - _WINDOW) : start]
    after = sentence[end : end + _WINDOW]
    clause_before, clause_after = _CLAUSE_END.split(before)[-1], _CLAUSE_END.split(after, maxsplit=1)[0]
    clause = f"{clause_before}{sentence[start:end]}{clause_after}"
    whole = _OF.match(after)
    return Scope(
        names=_names(clause_before, clause_after),
        places=_places(clause_before) | _places(clause_after),
        whole=_first_nouns(whole["whole"]) if whole else frozenset(),
        rate=(rate[1] or rate[2]).lower() if (rate := _RATE.search(clause_after)) else "",
        is_expected=bool(_EXPECTED.search(clause)),
        is_outdated=bool(_OUTDATED.search(clause_before) or _FROM.search(before)),
        reading=frozenset(map(str.lower, _READING.findall(sentence))),
        is_part=bool(
            _PART.search(clause_before)
            or (_DEFINITE.search(before) and _WHO.match(after))
            or (figure.unit == "%" and _ANSWER.match(after))
            or _DISTANCE.match(after)
            or (figure.unit in TIMES and _FIRST_IN.search(before))
            or (figure.counted and _one_more(figure).search(sentence))
        ),
        is_distance=bool(_DISTANCE.match(after)),
        joined=joined[1] if (joined := _JOINED.search(before)) else "",
        measure=frozenset(map(str.lower, _MEASURE.findall(clause))),
    )


def are_of_one_scope(a: Scope, b: Scope) -> bool:
    """Whether two figures may be of the same thing: no other names, no other whole, both expected or neither."""
    if a.is_outdated or b.is_outdated or a.is_part or b.is_part:
        return False
    if (
        a.rate != b.rate
        or a.joined != b.joined
        or a.measure != b.measure
        or a.is_expected != b.is_expected
        or are_read_apart(a, b)
    ):
        return False
    return all(not one or not other or one & other for one, other in ((a.names, b.names), (a.whole, b.whole)))


def are_read_apart(a: Scope, b: Scope) -> bool:
    """Whether only one of two figures is a reading of some hour or stage, or both are of others."""
    return bool(a.reading or b.reading) and a.reading.isdisjoint(b.reading)


def _one_more(figure: Figure) -> re.Pattern[str]:
    """Finds "one count" beside "five counts": the sentence lists parts."""
    return re.compile(rf"\b(?:one|another)\s(?:{'|'.join(map(re.escape, sorted(figure.counted)))})\b", re.IGNORECASE)


def may_be_part(small: Scope, large: Scope) -> bool:
    """Whether the figure of `small` may be a part of that of `large`: it is of some place, and not of the same."""
    return bool(small.places) and not small.places & large.places


def _names(before: str, after: str) -> frozenset[str]:
    found: set[str] = set()
    for text in (before, after):
        for match in _NAME.finditer(text):
            word = match[0].rstrip("'’.").removesuffix("'s").removesuffix("’s")
            if word.lower() not in STOP_WORDS and len(word) > 1 and not _NO_NAME.match(word):
                found.add(word.lower())
    return frozenset(found)


def _places(clause: str) -> frozenset[str]:
    found = set()
    for match in _PLACE.finditer(clause):
        name = match["name"]
        if name and not _NO_NAME.match(name):
            found.add(name.rstrip(".").removesuffix("'s").removesuffix("’s").lower())
        elif match[0].strip() in _WIDE:
            found.add(match[0].strip())
    return frozenset(found)


def _first_nouns(words: str) -> frozenset[str]:
    """The content words at the head of `words`, up to the first without content."""
    found = re.findall(r"[^\W\d_]+", words.lower())
    return frozenset(singular(word) for word in takewhile(lambda word: word not in STOP_WORDS, found))
