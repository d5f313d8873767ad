"""The names of an article: which forms mean the same person, and of which gender."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language.attribution import grammar
from pipeline.language.attribution.name_words import (
    ANYONE,
    FEMALE_NAMES,
    FEMALE_TITLES,
    MALE_NAMES,
    MALE_TITLES,
    NO_PERSON,
    OFFICES,
    PARTICLES,
    SUFFIXES,
    SURNAMES_TOO,
    TITLES,
)
from pipeline.language.attribution.words import VERBS

_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*\w|[A-Z](?!\w)"
_SHORT = r"(?:Mr|Mrs|Ms|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Sgt|Capt|Maj|Rev|St|Prof|Jr|Sr)\.?(?!\w)|(?:[A-Z]\.){1,4}"
_PARTICLE = f"(?:{'|'.join(sorted(PARTICLES))})"
_RUN = re.compile(
    rf"(?:{_SHORT}|{_WORD})(?:[ \xa0](?:{_PARTICLE}[ \xa0])?(?:{_SHORT}|{_WORD})){{0,9}}(?:,? (?:Jr|Sr)\.)?"
)
_PARTY = re.compile(r"[DRI]-[A-Z]")
_PLURAL = re.compile(r"[A-Z]\w{1,30}(?:ans|crats|ists|ese)$")  # bounded: a word may be a file in base64
_FIRST_NAMES = MALE_NAMES | FEMALE_NAMES
_NO_NAMES = (
    grammar.DETERMINERS | grammar.QUANTIFIERS | grammar.POSSESSIVES | grammar.PREPOSITIONS | grammar.CONJUNCTIONS
    | grammar.SUBORDINATORS | grammar.OPENERS | grammar.PERSONAL | grammar.TIMES | grammar.ADVERBS | grammar.RELATIVE
    | grammar.AUXILIARIES | frozenset("yes no not if there according asked added former ex many other".split())
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at a place in a text: without its titles, with the gender ("m", "f" or "") that a title or name shows."""

    start: int
    end: int
    name: str
    gender: str
    has_title: bool

    @property
    def is_body(self) -> bool:
        """Whether a word of offices, papers or places is in the name, and no first name opens it."""
        words = [_plain(word) for word in self.name.split()]
        return words[0] not in _FIRST_NAMES and any(word in NO_PERSON for word in words)

    @property
    def is_person(self) -> bool:
        """Whether the words look like a person's name: neither a body's nor a word for many."""
        return not self.is_body and not _is_many(self.name)


def read_mentions(text: str) -> Iterator[Mention]:
    """The capitalised names in `text`, in order; words that only open a sentence are left out."""
    for match in _RUN.finditer(text):
        mention = _mention(match[0], match.start())
        if mention is not None:
            yield mention


def _mention(run: str, start: int) -> Mention | None:
    words = [(word[0], word.start()) for word in re.finditer(r"\S+", run)]
    while words and _only_opens(words[0][0].lower()):
        words = words[1:]
    while len(words) > 1 and words[-1][0].lower() in grammar.WEEKDAYS:
        words = words[:-1]  # "Ana Tarn Sunday told"
    owners = [place for place, (word, _) in enumerate(words[:-1]) if word.endswith(("'s", "’s"))]
    words = words[owners[-1] + 1 :] if owners else words
    kept = [re.sub(r"['’]s?$", "", word) for word, _ in words]
    if not words or (len(kept) == 1 and len(_plain(kept[0])) < 2) or _PARTY.match(kept[0]):
        return None
    titles = [place for place, word in enumerate(kept[:-1]) if _plain(word) in TITLES]
    before = {_plain(word) for word in kept[: titles[-1] + 1]} if titles else set()
    first = titles[-1] + 1 if titles else 0
    if titles and (_plain(kept[-1]) in NO_PERSON or _plain(kept[first]) in SUFFIXES):
        first = 0  # "Justice Department", "Martin King Jr."
    gender = _gender(before, kept[first].lower())
    end = start + words[-1][1] + len(kept[-1])
    return Mention(start + words[first][1], end, " ".join(kept[first:]).rstrip(","), gender, bool(before))


def _only_opens(word: str) -> bool:
    """Whether a capitalised word is none of a name's: "The", "Asking Tarn"."""
    return word in _NO_NAMES or (word in VERBS and VERBS[word].form == "ing")


def _plain(word: str) -> str:
    return word.lower().strip(".,")


def _gender(titles: Collection[str], first: str) -> str:
    if any(title in FEMALE_TITLES for title in titles):
        return "f"
    if first in MALE_NAMES or any(title in MALE_TITLES for title in titles):
        return "m"
    return "f" if first in FEMALE_NAMES else ""


class People:
    """Names of one article by their forms: "Mr. Tarn" and "Tarn" lead to "Ivo Tarn" where one such person is named.

    `starts` are the offsets at which sentences begin, where a capital shows nothing.
    """

    def __init__(self, text: str, starts: Collection[int]) -> None:
        self.mentions = list(read_mentions(text))
        self._inner = {mention.name.lower() for mention in self.mentions if mention.start not in starts}
        self._alone = {mention.name.lower() for mention in self.mentions if " " not in mention.name}
        self._titled = {mention.name for mention in self.mentions if mention.has_title}
        self._by_last: dict[str, list[str]] = {}
        self._by_first: dict[str, list[str]] = {}
        self._gender: dict[str, str] = {}
        for mention in self.mentions:
            if " " in mention.name and mention.is_person:
                self._add(mention)

    def _add(self, mention: Mention) -> None:
        """Take up a name of two words or more; of two forms of one name the longer is kept."""
        first, last = _ends(mention.name)
        known = next((name for name in self._by_last.get(last, []) if _ends(name)[0] == first), None)
        gender = (self._gender[known] if known else "") or mention.gender
        if known and len(known) >= len(mention.name):
            self._gender[known] = gender
            return
        if known:
            self._by_last[last].remove(known)
            self._by_first[first].remove(known)
        self._gender[mention.name] = gender
        self._by_last.setdefault(last, []).append(mention.name)
        self._by_first.setdefault(first, []).append(mention.name)

    def fullest(self, mention: Mention) -> str:
        """The fullest form of the name in the article, where only one person can be meant; else the name itself."""
        first, last = _ends(mention.name)
        names = self._by_last.get(last) or self._by_last.get(last + " jr") or []
        if first != last.split()[0] and first not in PARTICLES:
            names = [name for name in names if _ends(name)[0] == first]
        elif not names and first in _FIRST_NAMES:
            names = self._by_first.get(first, [])
        fitting = [name for name in names if not mention.gender or self._gender[name] in ("", mention.gender)]
        certain = [name for name in fitting if mention.gender and self._gender[name] == mention.gender]
        return next((found[0] for found in (fitting, certain) if len(found) == 1), mention.name)

    def gender(self, name: str) -> str:
        """The gender of the person of that full name: m, f, or "" where the article does not show it."""
        return self._gender.get(name, "")

    def is_word(self, mention: Mention) -> bool:
        """Whether a single word may be no name at all: it has its capital only at the head of a sentence."""
        name = mention.name.lower()
        return " " not in name and name not in self._inner and name not in self._by_last

    def is_known(self, mention: Mention) -> bool:
        """Whether more than capitals shows a person: a title, a known first name, or the last name alone elsewhere."""
        full = self.fullest(mention)
        first, last = _ends(full)
        return mention.is_person and (
            full in self._titled or first in _FIRST_NAMES or (" " in full and last in self._alone)
        )


@lru_cache(maxsize=16384)
def _ends(name: str) -> tuple[str, str]:
    """First and last word in lower case; "Jr." stays with the last."""
    words = name.lower().replace(",", "").split()
    suffix = words.pop().strip(".") if len(words) > 1 and _plain(words[-1]) in SUFFIXES else ""
    return words[0], f"{words[-1]} {suffix}".strip()


def is_anyone(name: str) -> bool:
    """Whether a capitalised name is nobody's own: "Officials", "Senate Republicans", "Press Secretary"."""
    words = name.lower().split()
    is_title = words[-1] in TITLES - SURNAMES_TOO and words[0] not in _FIRST_NAMES
    return is_title or _is_many(name) or (len(words) == 1 and words[0] in OFFICES)


def _is_many(name: str) -> bool:
    last = name.split()[-1]
    return last.lower() in ANYONE or bool(_PLURAL.search(last))
