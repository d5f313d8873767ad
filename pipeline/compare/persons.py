"""Another person in the role of one: rules for two sentences that the alignment all but certainly joins.

Two such sentences often name different people, and both are right: who said it, whom it was told to, who was there,
too. What tells a clash is that one of the two names stands nowhere else, neither in its own article nor in the other,
that the other is a person's, and that both hold one role.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from pipeline.compare.frames import roles
from pipeline.language.attribution import grammar
from pipeline.language.attribution.name_words import FEMALE_NAMES, MALE_NAMES, TITLES
from pipeline.language.lemmas import Word, words_of
from pipeline.language.names import PERSON, UNKNOWN, Name, find_names
from pipeline.language.places import folded
from pipeline.language.verbs_of_saying import shade_of_cue
from pipeline.records import Span

_HEAD = re.compile(r"[\"“'‘]?(?P<name>[A-Z][a-z]{3,})(?=['’]s\b|\s)")
"""A single word at the head of a sentence, where its capital shows nothing."""
_RUN_TOGETHER = re.compile(r"[a-z]{3}[A-Z][a-z]")
"""Names that a page ran together ("SmithSenators"), or of an account ("JoeSmith")."""
_APPOSITION = re.compile(r",[^,]{1,80},")
_OFFICES = TITLES - frozenset("mr mrs ms miss dr sir president".split())
_SAID = frozenset("said says wrote tweeted added".split())
_LONGEST, _MOST = 4, 12
_NEAR, _ALIKE = 4, 2
"""Words on each side of a name, and how many content words of these two names that hold one role may share instead."""


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence in its article, with the names of the whole article."""

    sentence: str
    text: str
    names: tuple[Name, ...]


def other_person(a: Side, b: Side, same: Callable[[Name, Name], bool]) -> tuple[Name, Name] | None:
    """The first two people of one role that two sentences name, of whom one is named nowhere else; None without any.

    `same` says whether two names may mean one person.
    """
    known = _surnames(a.names) | _surnames(b.names)
    named_a, named_b = _people(a, b, known), _people(b, a, known)
    alone_a = [name for name in named_a if not _is_named(name, b.sentence, same)]
    alone_b = [name for name in named_b if not _is_named(name, a.sentence, same)]
    for name_a, name_b in product(alone_a, alone_b):
        is_odd = _is_odd(name_a, a, name_b, b) or _is_odd(name_b, b, name_a, a)
        may_be_one = same(name_a, name_b) or bool(_words(name_a.text) & _words(name_b.text))
        if is_odd and not may_be_one and _hold_one_role(a.sentence, name_a, b.sentence, name_b):
            return name_a, name_b
    return None


def _is_named(name: Name, sentence: str, same: Callable[[Name, Name], bool]) -> bool:
    return _last(name) in _counted(sentence) or any(same(name, other) for other in find_names(sentence))


def _surnames(names: tuple[Name, ...]) -> frozenset[str]:
    return frozenset(_last(name) for name in names if name.kind == PERSON)


def _people(own: Side, other: Side, known: frozenset[str]) -> list[Name]:
    """The names of a sentence that are a person's, by what they are, by the articles, or by what they do."""
    names = [*find_names(own.sentence), *_at_head(own, other)]
    if len(names) > _MOST or _RUN_TOGETHER.search(own.sentence):
        return []
    return [name for name in names if len(name.text.split()) <= _LONGEST and _is_person(own.sentence, name, known)]


def _at_head(own: Side, other: Side) -> Iterator[Name]:
    """The word that opens a sentence before a verb of saying, where neither article writes it in lower case."""
    match = _HEAD.match(own.sentence)
    if match and not any(name.span.start <= match.start("name") < name.span.end for name in find_names(own.sentence)):
        word = match["name"]
        says = shade_of_cue(next(iter(own.sentence[match.end("name") :].split()), ""))
        is_plain = not says or word.endswith("s")
        if not is_plain and not any(re.search(rf"\b{word.lower()}\b", side.text) for side in (own, other)):
            yield Name(Span(match.start("name"), match.end("name")), word, UNKNOWN)


def _is_person(sentence: str, name: Name, known: frozenset[str]) -> bool:
    if name.kind == PERSON or _titles(sentence, name) or (_last(name) in known and " " not in name.text):
        return folded(name.text) not in FEMALE_NAMES | MALE_NAMES
    is_plain = name.kind == UNKNOWN and name.text.isalpha() and name.text.istitle()
    return is_plain and _is_subject(sentence, name)


def _is_odd(name: Name, own: Side, rival: Name, other: Side) -> bool:
    """Whether a surname stands in its own sentence and nowhere else in the two articles.

    Where its article names the rival, too, somebody who is introduced by a full name may be a second person; a surname
    that nothing introduces is a slip.
    """
    last = _last(name)
    if last in _counted(other.text) or _counted(own.text)[last] > _counted(own.sentence)[last]:
        return False
    return _last(rival) not in _counted(own.text) or " " not in name.text


def _hold_one_role(a: str, name_a: Name, b: str, name_b: Name) -> bool:
    """Whether both are of one office, act, own, or stand between the same words."""
    offices_a, offices_b = _offices(a, name_a), _offices(b, name_b)
    if offices_a and offices_b and offices_a.isdisjoint(offices_b):
        return False
    if roles(a, name_a.span) & roles(b, name_b.span):
        return True
    if _is_subject(a, name_a) and _is_subject(b, name_b):
        return True
    (words_a, first_a, last_a), (words_b, first_b, last_b) = _place(a, name_a.span), _place(b, name_b.span)
    if words_a[last_a].owns and words_b[last_b].owns:
        return True
    return _around(words_a, first_a, last_a, words_b) == _around(words_b, first_b, last_b, words_a) != ("", "")


def _around(words: tuple[Word, ...], first: int, last: int, others: tuple[Word, ...]) -> tuple[str, str]:
    """The nearest content word on each side that the other sentence holds, too; none where one side has none."""
    both = {word.lemma for word in others if word.is_content}
    before = next((word.lemma for word in reversed(words[:first]) if word.lemma in both), "")
    after = next((word.lemma for word in words[last + 1 :] if word.lemma in both), "")
    return (before, after) if before and after else ("", "")


def _is_subject(sentence: str, name: Name) -> bool:
    """Whether a verb of saying, an auxiliary or a past form follows the name, or such a verb stands before it."""
    words, first, _ = _place(sentence, name.span)
    before = words[first - 1].text if first else ""
    if before in grammar.PREPOSITIONS:
        return False
    rest = next((word.text for word in words if word.start >= name.span.end), "")
    if before in _SAID:
        return not rest or rest in grammar.PREPOSITIONS or sentence[name.span.end] in ",.;"
    apposition = _APPOSITION.match(sentence, name.span.end)
    end = apposition.end() if apposition else name.span.end
    after = next((word.text for word in words if word.start >= end and not grammar.is_adverb(word.text)), "")
    is_apart = not apposition and "," in sentence[name.span.end : name.span.end + 1]
    return not is_apart and (after in grammar.AUXILIARIES or after.endswith("ed") or bool(shade_of_cue(after)))


def _place(sentence: str, span: Span) -> tuple[tuple[Word, ...], int, int]:
    """The words of a sentence, and the numbers of the first and the last word of the span with its titles."""
    words = words_of(sentence)
    inside = [i for i, word in enumerate(words) if word.span.overlaps(span)]
    first = inside[0]
    while first and _is_title(sentence, words[first - 1], words[first]):
        first -= 1
    return words, first, inside[-1]


def _is_title(sentence: str, word: Word, after: Word) -> bool:
    return word.text.rstrip(".") in TITLES and "," not in sentence[word.end : after.start]


def _offices(sentence: str, name: Name) -> frozenset[str]:
    """The offices that titles before a name tell, by their first letters: "Rep." and "Representative"."""
    return frozenset(title[:3] for title in _titles(sentence, name) & _OFFICES)


def _titles(sentence: str, name: Name) -> frozenset[str]:
    words, first, last = _place(sentence, name.span)
    return frozenset(word.text.rstrip(".") for word in words[first:last] if word.text.rstrip(".") in TITLES)


def _last(name: Name) -> str:
    return folded(name.text).split()[-1].strip(".,")


def _words(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())


@lru_cache(maxsize=512)
def _counted(text: str) -> Counter[str]:
    """How often each word stands in a text; 0 for what does not."""
    return Counter(word.removesuffix("'s").strip(".,;:!?\"'”“‘()") for word in folded(text).split())
