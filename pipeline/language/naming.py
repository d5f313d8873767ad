"""Words that name the same thing in other shades: "government" and "regime", "died" and "murdered".

The words are those of data/lexicons/naming.csv: words of one concept and one shade are synonyms that take no stance
against one another. What stands in quotation marks is a speaker's word and left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language.lexicons import read_lexicon
from pipeline.records import Span

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PLAIN_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NAME = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*\w"
_NAME_AFTER = re.compile(rf"(?: (?:of|in))? ((?:{_NAME} ){{0,2}}{_NAME})")
_NAME_BEFORE = re.compile(rf"({_NAME}) $")
_CAPITAL_BEFORE = re.compile(r"\b[A-Z][\w-]*(?: (?:for|of|on))? $")
_CAPITAL_AFTER = re.compile(r" [A-Z]")
_COMMON = frozenset(("event", "thing"))
_NO_NAMES = frozenset("The A An In On At This That These Those His Her Their Its But And When While As If".split())


@dataclass(frozen=True, slots=True)
class Naming:
    """A word of the list in a text; `about` is the name that it stands beside, or "".

    `scope` is where words of the concept name the same thing: "claim", in aligned claims alone; "event", mostly in all
    of an event; "thing", always; "name", beside the same name.
    """

    concept: str
    scope: str
    shade: str
    span: Span
    about: str


def find_namings(text: str, span: Span, quoted: Sequence[Span]) -> list[Naming]:
    """The words of the list in `text` within `span`, ascending; `quoted` are the text's quotations, ascending.

    Of two entries at one place the longer counts: "illegal immigrants", not "immigrants".
    """
    entries = _entries()
    if entries.keys().isdisjoint(_PLAIN_WORD.findall(text[span.start : span.end].lower())):
        return []
    words = list(_WORD.finditer(text, span.start, span.end))
    plain = [match[0].lower().replace("’", "'").removesuffix("'s") for match in words]
    found: list[Naming] = []
    done = 0
    for at in (at for at, word in enumerate(plain) if word in entries):
        form, row = next((entry for entry in entries[plain[at]] if _stands(entry[0], words, plain, at)), ((), {}))
        if at < done or not form:
            continue
        done = at + len(form)
        place = Span(words[at].start(), words[done - 1].end())
        if not _is_quoted(place, quoted) and not (row["scope"] in _COMMON and _is_in_a_name(text, place)):
            found.append(Naming(row["concept"], row["scope"], row["shade"], place, _about(text, place)))
    return found


_Entry = tuple[tuple[str, ...], dict[str, str]]
"""The words of a form, and its row of the list."""


@lru_cache(maxsize=1)
def _entries() -> dict[str, list[_Entry]]:
    """First word -> the entries that begin with it, those of most words first."""
    found: dict[str, list[_Entry]] = defaultdict(list)
    for row in read_lexicon("naming"):
        for form in row["forms"].split("|"):
            words = tuple(form.split())
            found[words[0]].append((words, row))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return found


def _stands(form: tuple[str, ...], words: Sequence[re.Match[str]], plain: Sequence[str], at: int) -> bool:
    """Whether the words of an entry stand one space apart from the word at `at` on."""
    if tuple(plain[at : at + len(form)]) != form:
        return False
    return all(words[i].start() - words[i - 1].end() == 1 for i in range(at + 1, at + len(form)))


def _is_quoted(place: Span, quoted: Sequence[Span]) -> bool:
    at = bisect_right(quoted, place.start, key=lambda span: span.end)
    return at < len(quoted) and quoted[at].start <= place.start


def _is_in_a_name(text: str, place: Span) -> bool:
    """Whether a word is part of a longer name: "Unborn Child Protection Act", "Caucus for Gun Safety"."""
    if not text[place.start].isupper():
        return False
    before = _CAPITAL_BEFORE.search(text, max(0, place.start - 40), place.start)
    return bool(before or _CAPITAL_AFTER.match(text, place.end))


def _about(text: str, place: Span) -> str:
    """The last word of the name right after, or else right before: "dictator Okar", "the Okar regime"."""
    after = _NAME_AFTER.match(text, place.end)
    if after and not text.startswith(("'", "’"), place.end):
        return after[1].split()[-1].removesuffix("'s").removesuffix("’s").lower()
    before = _NAME_BEFORE.search(text, max(0, place.start - 40), place.start)
    if before is None or before[1] in _NO_NAMES:
        return ""
    return before[1].removesuffix("'s").removesuffix("’s").lower()
