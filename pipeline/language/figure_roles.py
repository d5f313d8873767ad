"""What part a figure plays in its sentence: the side it is of, what is counted together with it, the group of which it
is a share, the number that it stands against. Figures of other parts are of two things, whatever words they share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from pipeline.language.figures import singular
from pipeline.language.quantity_words import GENERIC, KINDS_OF_PEOPLE, MONTHS, STOP_WORDS
from pipeline.language.quotations import quoted_spans
from pipeline.records import Figure

_CLAUSE_END = re.compile(r"[;:()“”\"—]|,\s|\.\s|\s-{1,2}\s|\b(?:while|but|compared)\b")
_WINDOW = 110
"""Characters that are read on either side."""
_SIDES = {
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for name, words in {
        "for": r"vot\w+ (?:for|yes|to)|in favou?r|support(?:s|ed|ing)?|back(?:s|ed|ing)|approv\w+",
        "against": r"vot\w+ no|against|oppos\w+|in opposition|disapprov\w+|reject\w*",
        "ahead": r"leads?|leading|tops|topp\w+|ahead",
        "behind": r"trail\w*|behind|lag\w*",
        "gain": r"gain\w*|add(?:s|ed|ing)|creat(?:es|ed|ing)|surplus",
        "loss": r"los(?:es|t|ing)|loss(?:es)?|shed(?:s|ding)?|deficits?",
    }.items()
}
_OPPOSITE = {"for": "against", "ahead": "behind", "gain": "loss"}
_OPPOSITE |= {other: one for one, other in _OPPOSITE.items()}
_TOGETHER = re.compile(
    r"\s(?:[\w-]+\s){0,2}[\w-]+s\s(?:and|or|plus)\s(?P<other>[a-z][\w-]+s)(?!\s(?:the|a|an|it|its)\b)\b"
)
"""Two things counted as one: "1,200 nurses and doctors"."""
_SHARES = frozenset({"%", "point", "percentage point"})
_KINDS = frozenset(
    "white black hispanic latino independent democrat republican evangelical conservative liberal moderate senior "
    "millennial catholic graduate".split()
)
"""What sets some people apart from the others that are counted by one noun."""
_GROUPS = (KINDS_OF_PEOPLE - {"member", "other"}) | _KINDS
_FOR_EACH = re.compile(r"\b(?:each|every|apiece)\b")
_SAME_QUOTATION = 0.7
"""Share of their words, 0 to 1, that two quotations with another figure must have in common to be one."""
_IN_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]cross|[Tt]hroughout)\s(?:the\s(?:state|city)\sof\s)?(?P<place>[A-ZÀ-Þ][\w’'-]+)"
)
_AMONG = re.compile(r"\b[Aa]mong\s([^,;:.]{2,40})")
_POLLSTER = re.compile(
    r"(?P<name>[A-ZÀ-Þ][\w/&.-]+(?:\s(?:[A-ZÀ-Þ][\w/&.-]+|News|of))*)\s(?:[a-z-]+\s){0,2}(?:poll|survey)s?\b"
)
_AGAINST = re.compile(
    r"(?<![\d.,])(\d+(?:\.\d+)?)\s?(?:%|per\s?cent)?\s?(?:\sto\s|-|–)\s?(\d+(?:\.\d+)?)(?![\d]|[.,]\d)"
)
"""The two numbers of a result: "60% to 39%", "60-38"."""
_NO_PLACE = re.compile(rf"(?:{MONTHS})\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_DEFINITE = re.compile(r"\b(?:the|its|his|her|their|our|[\w.]+['’]s)\s$", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SAY_LITTLE = GENERIC | frozenset("worth fund funding money cash total value taxpayer".split())


@dataclass(frozen=True, slots=True)
class Role:
    """The part of a figure; `rivals` maps each number of a result in the sentence to the one it stands against."""

    sides: frozenset[str]
    together: str
    groups: frozenset[str]
    places: frozenset[str]
    pollsters: frozenset[str]
    is_definite: bool
    is_for_each: bool
    quoted: str
    kinds: frozenset[str]
    rivals: tuple[tuple[float, float], ...]
    words: frozenset[str]


@lru_cache(maxsize=65536)
def role_of(sentence: str, figure: Figure) -> Role:
    """The role of `figure`, which was read from `sentence`."""
    start, end = figure.span.start, figure.span.end
    before, after = sentence[max(0, start - _WINDOW) : start], sentence[end : end + _WINDOW]
    clause = f"{_CLAUSE_END.split(before)[-1]} {_CLAUSE_END.split(after, maxsplit=1)[0]}"
    together = _TOGETHER.match(after)
    among = " ".join(_AMONG.findall(sentence))
    return Role(
        sides=frozenset(name for name, words in _SIDES.items() if words.search(clause)),
        together=together["other"] if together and together["other"] not in STOP_WORDS else "",
        groups=_words(f"{clause} {among}") & _GROUPS,
        places=frozenset(_places(sentence)),
        pollsters=frozenset(
            name for match in _POLLSTER.finditer(sentence) for name in re.split(r"[\s/]", match["name"])
        ),
        is_definite=bool(_DEFINITE.search(before)),
        is_for_each=bool(_FOR_EACH.search(clause)),
        quoted=next((span.of(sentence) for span in quoted_spans(sentence) if span.overlaps(figure.span)), ""),
        kinds=figure.counted & _KINDS,
        rivals=tuple(_rivals(sentence)),
        words=_words(sentence),
    )


def are_of_one_role(a: Figure, role_a: Role, b: Figure, role_b: Role) -> bool:
    """Whether two figures may be of the same thing: one side, one group, counted together with the same, or alone."""
    if any(_OPPOSITE[side] in role_b.sides and side not in role_b.sides for side in role_a.sides - role_b.sides):
        return False
    if bool(role_a.together) != bool(role_b.together) or _is_of_other_result(a, role_a, b, role_b):
        return False
    if role_a.is_for_each != role_b.is_for_each or _are_of_other_quotations(role_a.quoted, role_b.quoted):
        return False
    if not (role_a.kinds <= role_b.words and role_b.kinds <= role_a.words):
        return False
    return a.unit not in _SHARES or _are_of_one_population(role_a, role_b)


def names_what_is_counted(figure: Figure, other: Role) -> bool:
    """Whether the sentence of `other` holds a word of what `figure` counts, if it counts something that says much."""
    counted = figure.counted - _SAY_LITTLE
    return not counted or not counted.isdisjoint(other.words)


def _are_of_one_population(a: Role, b: Role) -> bool:
    """Whether two shares or leads are of the same people: no group or place that only one of the sentences names."""
    if a.pollsters and b.pollsters and not a.pollsters & b.pollsters:
        return False
    return all(
        own <= other
        for own, other in ((a.groups, b.words), (b.groups, a.words), (a.places, b.words), (b.places, a.words))
    )


def _are_of_other_quotations(a: str, b: str) -> bool:
    """Whether both figures are quoted, in words that differ in more: a quotation keeps its words."""
    if not a or not b:
        return False
    one, other = sorted((a.lower().split(), b.lower().split()))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() < _SAME_QUOTATION


def _is_of_other_result(a: Figure, role_a: Role, b: Figure, role_b: Role) -> bool:
    """Whether both sentences hold one number of a result, and only one of the figures stands against that number."""
    against_a, against_b = dict(role_a.rivals), dict(role_b.rivals)
    rival_a, rival_b = against_a.get(a.value), against_b.get(b.value)
    return (rival_a in against_b and rival_a != rival_b) or (rival_b in against_a and rival_a != rival_b)


def _rivals(sentence: str) -> Iterator[tuple[float, float]]:
    for match in _AGAINST.finditer(sentence):
        one, other = float(match[1]), float(match[2])
        yield from ((one, other), (other, one))


def _places(sentence: str) -> Iterator[str]:
    for match in _IN_PLACE.finditer(sentence):
        if not _NO_PLACE.match(match["place"]):
            yield singular(match["place"].lower())


def _words(text: str) -> frozenset[str]:
    return frozenset(singular(match[0].lower()) for match in _TOKEN.finditer(text))
