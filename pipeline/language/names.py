"""The names in a sentence - people, places, organisations, nationalities - and which names mean the same.

Capitals, titles, first names, word lists and the words around a name tell its kind; no model is needed. `Aliases`
learns from the sentences of an event which forms go together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.language.attribution import grammar
from pipeline.language.attribution.name_words import FEMALE_NAMES, MALE_NAMES, NO_PERSON, SUFFIXES, TITLES
from pipeline.language.attribution.people import Mention, is_anyone, read_mentions
from pipeline.language.country_words import PEOPLE_OF
from pipeline.language.places import are_one_power, country_of_people, folded, forms, is_place, wholes
from pipeline.records import Span

PERSON, PLACE, ORGANISATION, PEOPLE, UNKNOWN = "person", "place", "organisation", "people", "name"
_PEOPLE = re.compile(
    rf"(?<![\w-])(?:{'|'.join(re.escape(word.title()) for word in sorted(PEOPLE_OF, key=len, reverse=True))})(?!\w)"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|near|outside|at|from|to|toward|towards|of|around|across|visit(?:ed|ing)?|left|reached)\s+"
    r"(?:(?:the\s+)?(?:town|city|village|port|capital|district|suburb|region|state)\s+of\s+|(?:central|downtown|nearby|"
    r"north(?:ern)?|south(?:ern)?|east(?:ern)?|west(?:ern)?)\s+)?$"
)
_LOCATIVE = re.compile(r"\b(?:in|near|outside)\s+(?:(?:central|downtown|nearby|\w+ern)\s+|\w+\s+of\s+)?$")
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,6}s?$")
_INITIALS = re.compile(r"(?:[A-Z]\.)+[A-Z]")
_ALIKE = 85.0
"""Similarity, 0 to 100, from which two spellings are one name, once letters that transcriptions exchange are one."""
_SHORTEST_SPELT = 5
_PARTISAN = frozenset("republican democrat democratic conservative liberal independent".split())
_FIRST_NAMES = FEMALE_NAMES | MALE_NAMES
_NO_NAMES = (
    grammar.TIMES | {"i", "god", "internet", "covid", "christmas", "easter", "thanksgiving", "mr", "mrs", "ms", "dr"}
    | frozenset("jan feb mar apr jun jul aug sep sept oct nov dec am pm".split())
)  # fmt: skip
_OFFICE_OF = re.compile(rf"\b(?:{'|'.join(sorted(TITLES))}|head|department)\s+of\s+(?:the\s+)?$", re.IGNORECASE)
_DOMAINS = frozenset(
    """staff state defense defence commerce energy labor labour education treasury transportation agriculture justice
    homeland security health house senate national intelligence foreign affairs finance navy army""".split()
)
"""What an office is of that stands before its holder's name: "Chief of Staff Tarn"."""
_LITTLE = frozenset("of the and for de la a in & inc inc. corp corp. co co. ltd group company".split())
_ONE_BODY = (
    {"gop", "republican party", "republican", "republicans"}, {"doj", "justice department", "department of justice"},
    {"dod", "pentagon", "defense department", "department of defense"}, {"va", "veterans affairs"},
    {"democrats", "democratic", "democratic party", "dems"}, {"isis", "isil", "islamic state", "daesh"},
    {"obamacare", "affordable care act"}, {"white house", "administration"},
)  # fmt: skip
"""Names of one body that no spelling shows to be one."""
_NICKNAMES = (
    "william bill billy will", "robert bob bobby rob", "richard dick rick", "james jim jimmy", "john jack johnny",
    "joseph joe joey", "michael mike mick", "thomas tom tommy", "edward ed eddie ted", "theodore ted teddy",
    "charles chuck charlie", "elizabeth liz beth betsy", "margaret maggie peggy meg", "katherine kate kathy katie",
    "anthony tony", "daniel dan danny", "david dave", "donald don", "ronald ron", "stephen steve steven",
    "christopher chris", "matthew matt", "gregory greg", "benjamin ben", "samuel sam", "alexander alex sasha",
    "nicholas nick", "andrew andy", "jeffrey jeff", "kenneth ken", "lawrence larry", "patrick pat", "timothy tim",
    "gerald jerry", "raymond ray", "frederick fred", "philip phil", "rudolph rudy", "bernard bernie",
    "vladimir volodymyr", "benjamin bibi", "geoffrey jeffrey geoff jeff",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A name at a place in a sentence, without its titles. `kind` is one of the kinds above.

    `within` is the larger place that the text names behind it ("Bellingham, Wash."), "" where it names none.
    """

    span: Span
    text: str
    kind: str
    within: str = ""


@lru_cache(maxsize=16384)
def find_names(sentence: str) -> tuple[Name, ...]:
    """The names of `sentence`, ascending, with spans relative to it.

    A capital at the head of the sentence shows nothing: a single word there is a name only where a list knows it.
    """
    found = [name for mention in read_mentions(sentence) for name in _named(sentence, mention)]
    taken = [name.span for name in found]
    for match in _PEOPLE.finditer(sentence):
        span = Span(match.start(), match.end())
        if not any(span.overlaps(other) for other in taken):
            found.append(Name(span, match[0], PEOPLE))
    return tuple(_joined(sentence, sorted(found, key=lambda name: name.span.start)))


def name_of(span: Span, text: str) -> Name:
    """The name that `text` is known to be: of a people or a place where lists know it, else of no known kind."""
    text = f"{text}." if _INITIALS.fullmatch(text) else text
    return Name(span, text, PEOPLE if country_of_people(text) else PLACE if is_place(text) else UNKNOWN)


def _named(sentence: str, mention: Mention) -> Iterator[Name]:
    """The name that a run of capitals holds: none for "Monday", nothing but the place for "Bellingham"."""
    words = mention.name.split()
    if n_office := _words_of_office(sentence, mention):
        yield Name(Span(mention.end - len(last := " ".join(words[n_office:])), mention.end), last, PERSON)
        return
    if all(word.lower().strip(".,") in _NO_NAMES for word in words) or country_of_people(mention.name):
        return
    peoples = (words[0], words[-1], " ".join(words[-2:]))
    if len(words) > 1 and any(country_of_people(people) for people in peoples) and not mention.has_title:
        return  # "Kazakh Senate", "Four North Koreans": the nationality alone is read
    if len(words) > 2 and words[0].lower() in _PARTISAN and words[1].lower() in _FIRST_NAMES:
        start = mention.start + len(words[0]) + 1
        yield Name(Span(start, mention.end), sentence[start : mention.end], PERSON)
        return
    kind = _kind(sentence, mention)
    if kind and not (is_anyone(mention.name) and not mention.has_title and kind != PLACE):
        yield Name(Span(mention.start, mention.end), sentence[mention.start : mention.end], kind)


def _words_of_office(sentence: str, mention: Mention) -> int:
    """How many words before a name in a run of capitals tell an office: "President-elect", "(Chief of) Staff"."""
    words = [word.lower() for word in mention.name.split()]
    if sentence[mention.start : mention.end] != mention.name:
        return 0
    found = max((n for n, word in enumerate(words) if word.endswith(("-elect", "-designate"))), default=-1) + 1
    if _OFFICE_OF.search(sentence[: mention.start]):
        found = next((n for n, word in enumerate(words) if word not in _DOMAINS), 0)
    return found if found < len(words) and words[found] not in NO_PERSON else 0


def _kind(sentence: str, mention: Mention) -> str:
    """The kind of a name; "" for a word that has its capital only from the head of the sentence."""
    words = mention.name.split()
    if is_place(mention.name) and not mention.has_title:
        return PLACE
    first = words[0].lower()
    if mention.has_title or (len(words) > 1 and first in _FIRST_NAMES):
        return PERSON if not mention.is_body else ORGANISATION
    if mention.is_body or _ACRONYM.fullmatch(mention.name):
        return ORGANISATION
    before = sentence[: mention.start]
    if _LOCATIVE.search(before) and len(words) <= 2:
        return PLACE
    if len(words) == 1 and not before.strip(" \"“'‘"):
        return UNKNOWN if first in _FIRST_NAMES else ""
    return UNKNOWN


def _joined(sentence: str, names: list[Name]) -> Iterator[Name]:
    """The names with "City, State" and "Ministry of Works" made one."""
    position = 0
    while position < len(names):
        name = names[position]
        after = names[position + 1] if position + 1 < len(names) else None
        if after and _lies_in(sentence, name, after):
            yield Name(name.span, name.text, PLACE, folded(after.text))
            position += 2
            continue
        if after and name.kind == ORGANISATION and sentence[name.span.end : after.span.start] in (" of ", " of the "):
            span = Span(name.span.start, after.span.end)
            yield Name(span, span.of(sentence), ORGANISATION)
            position += 2
            continue
        yield name
        position += 1


def _lies_in(sentence: str, name: Name, after: Name) -> bool:
    """Whether "name, after" reads as a place and what it lies in; two known places must fit each other."""
    if sentence[name.span.end : after.span.start] != ", " or name.kind not in (PLACE, UNKNOWN):
        return False
    if after.kind == UNKNOWN:  # "in Tolmen, Orsenia, ..."
        return (
            name.kind == PLACE and " " not in after.text and sentence[after.span.end : after.span.end + 1] in (",", ".")
        )
    is_known = is_place(name.text)
    fits = bool(wholes(after.text) & (wholes(name.text) - {folded(name.text)}))
    return after.kind == PLACE and (fits or not is_known)


class Aliases:
    """Which names of an event mean the same, by what they are and by what its articles say of them.

    Forms of one person by surname and first name, spellings, titles, initials ("RNC"), capitals and seats of power for
    their country, a place and what it lies in. Where it is not certain that two names differ, they count as the same.
    """

    def __init__(self) -> None:
        self._within: dict[str, set[str]] = defaultdict(set)
        self._decided: dict[tuple[str, str, str, str, str, str], bool] = {}

    def learn(self, names: Iterable[Name]) -> None:
        """Take up what the names of an article say of places: that Bellingham lies in Washington."""
        for name in names:
            if name.within:
                self._within[folded(name.text)].add(name.within)
                self._decided.clear()

    def same(self, a: Name, b: Name) -> bool:
        """Whether `a` and `b` may mean the same person, organisation, place or people."""
        key = (a.text, a.kind, a.within, b.text, b.kind, b.within)
        if key not in self._decided:
            self._decided[key] = self._may_be_one(a, b)
        return self._decided[key]

    def _may_be_one(self, a: Name, b: Name) -> bool:
        one, other = folded(a.text), folded(b.text)
        if one.replace(".", "") == other.replace(".", "") or _acronym_of(one, other) or _acronym_of(other, one):
            return True
        if any(one in bodies and other in bodies for bodies in _ONE_BODY):
            return True
        if PEOPLE in (a.kind, b.kind) or (a.kind == b.kind == PLACE):
            return self._related(a, b)
        if a.kind == b.kind == PERSON:
            return _one_person(one, other)
        return _part_of(one, other) or _one_person(one, other) or self._related(a, b)

    def _related(self, a: Name, b: Name) -> bool:
        """Whether one place lies in the other, or a nationality is that of the country."""
        one, other = self._wholes(a), self._wholes(b)
        return (
            bool(forms(country_of_people(a.text) or a.text) & other)
            or bool(forms(country_of_people(b.text) or b.text) & one)
            or are_one_power(a.text, b.text)
            or _part_of(folded(a.text), folded(b.text))
            or _alike(folded(a.text), folded(b.text))
        )

    def names_as_much(self, place: Name, other: Name) -> bool:
        """Whether `place` is no larger than `other`: "Seattle" names Washington, "Washington" does not name Seattle."""
        return bool(forms(other.text) & self._wholes(place)) or _alike(folded(place.text), folded(other.text))

    def _wholes(self, name: Name) -> set[str]:
        country = country_of_people(name.text)
        found = set(wholes(country or name.text))
        for whole in self._within.get(folded(name.text), set()) | ({name.within} if name.within else set()):
            found |= wholes(whole)
        return found


def _acronym_of(short: str, long: str) -> bool:
    letters = short.replace(".", "")
    words = long.split()
    initials = {"".join(word[0] for word in chosen) for chosen in (words, [w for w in words if w not in _LITTLE])}
    return len(letters) > 1 and bool({letters, letters.removesuffix("s")} & initials) and len(words) > 1


def _part_of(a: str, b: str) -> bool:
    """Whether the words of one name are all among the other's: "Norvane" and "Norvane Works"."""
    one, other = ({word.strip(".,") for word in name.split()} - _LITTLE for name in (a, b))
    return bool(one and other) and (one <= other or other <= one)


def _one_person(a: str, b: str) -> bool:
    """Whether two names may be one person's: surnames alike, and first names that do not exclude each other."""
    one, other = _parts(a), _parts(b)
    if not one or not other:
        return True
    if len(one) == 1 or len(other) == 1:
        short, long = sorted((one, other), key=len)
        return any(_alike(short[0], part) for part in long)
    if not _alike(one[-1], other[-1]):
        return False
    return any(_first_names_fit(x, y) for x in one[:-1] for y in other[:-1])


def _parts(name: str) -> list[str]:
    words = [word.strip(".,").removeprefix("al-") for word in name.removeprefix("al ").split()]
    return [word for word in words if word not in SUFFIXES and word not in TITLES]


def _first_names_fit(a: str, b: str) -> bool:
    if len(a) == 1 or len(b) == 1 or a.startswith(b) or b.startswith(a):
        return a[0] == b[0] and (len(a) > 1 or len(b) > 1)
    return _alike(a, b) or a[:3] == b[:3] or any(a in row.split() and b in row.split() for row in _NICKNAMES)


def _alike(a: str, b: str) -> bool:
    """Whether two words are one name in two spellings or transcriptions."""
    if a == b:
        return True
    if min(len(a), len(b)) < _SHORTEST_SPELT:
        return False
    return fuzz.ratio(_sounds(a), _sounds(b)) >= _ALIKE


@lru_cache(maxsize=65536)
def _sounds(word: str) -> str:
    """A folded word with the letters that transcriptions exchange made one."""
    for letters, sound in (("kh", "h"), ("dh", "d"), ("gh", "k"), ("g", "k"), ("q", "k"), ("ck", "k"), ("ph", "f"),
                           ("w", "v"), ("yi", "i"), ("ye", "e"), ("ie", "e"), ("iy", "i"), ("y", "i"),
                           ("j", "i"), ("ou", "u"), ("oo", "u"), ("ae", "ai")):  # fmt: skip
        word = word.replace(letters, sound)
    return re.sub(r"(.)\1", r"\1", word)
