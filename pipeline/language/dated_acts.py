"""Whether two dates are of two acts that one verb tells of: votes of two chambers, words said on two occasions, an
answer to what was said before, words of two speakers.
"""

from __future__ import annotations

import re

from pipeline.language.attribution.name_words import TITLES
from pipeline.language.dated_verbs import CLAUSE_END, SAID
from pipeline.language.dates import Moment
from pipeline.language.figures import singular

_BODIES = frozenset(
    "senate house congress committee subcommittee panel assembly parliament commons lords council court board "
    "commission cabinet jury".split()
)
"""Those that decide in turn: a committee approves a bill on Tuesday, the senate passes it on Friday."""
_OCCASIONS = {
    word: kind
    for kind, words in {
        "statement": "statement release", "letter": "letter memo email e-mail", "tweet": "tweet tweeted",
        "speech": "speech keynote", "interview": "interview", "meeting": "meeting", "rally": "rally",
        "conference": "briefing", "hearing": "hearing testimony", "debate": "debate", "call": "call",
    }.items()
    for word in words.split()
}  # fmt: skip
_ANSWERS = re.compile(
    r"\b(?:apologi[sz]\w+|retract\w*|den(?:y|ied|ies)|confirm\w*|reiterat\w+|push\w* back|react\w*)\b", re.IGNORECASE
)
"""What supposes that something was said before, on that day or another."""
_NAME = re.compile(r"\b[A-ZÀ-Þ][^\W\d_]+")
_NO_NAME = TITLES | frozenset("the a an in on at he she they it his her their but and after house senate".split())
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SUBJECT_BEHIND = 40
"""Characters behind a date that opens a clause in which its subject stands."""


def are_of_other_acts(a: str, moment_a: Moment, b: str, moment_b: Moment, verb: str) -> bool:
    """Whether `moment_a` in `a` and `moment_b` in `b`, both of `verb` (dated_verb), are surely of two acts."""
    clauses = _clause(a, moment_a), _clause(b, moment_b)
    subjects = _subject(a, moment_a), _subject(b, moment_b)
    if _are_apart(*(_words(subject.replace("White House", "")) & _BODIES for subject in subjects)):
        return True
    if verb != SAID:
        return False
    if _are_apart(*(frozenset(_OCCASIONS[word] for word in _words(clause) & _OCCASIONS.keys()) for clause in clauses)):
        return True
    answers = [bool(_ANSWERS.search(clause)) for clause in clauses]
    if answers[0] != answers[1] and not all(_ANSWERS.search(sentence) for sentence in (a, b)):
        return True
    names = [_names(subject) for subject in subjects]
    is_named = any(name in b for name in names[0]) or any(name in a for name in names[1])
    return _are_apart(*names) and not is_named


def _are_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both say something, and nothing in common."""
    return bool(one and other) and one.isdisjoint(other)


def _clause(sentence: str, moment: Moment) -> str:
    before, after = sentence[: moment.span.start], sentence[moment.span.end :]
    return f"{CLAUSE_END.split(before)[-1]} {CLAUSE_END.split(after, maxsplit=1)[0]}"


def _subject(sentence: str, moment: Moment) -> str:
    """The words of the clause before the date, or the next ones where it opens the clause."""
    before = CLAUSE_END.split(sentence[: moment.span.start])[-1]
    if len(before.split()) > 1:
        return before
    return CLAUSE_END.split(sentence[moment.span.end :].lstrip(", "), maxsplit=1)[0][:_SUBJECT_BEHIND]


def _names(words: str) -> frozenset[str]:
    return frozenset(name for name in _NAME.findall(words) if name.lower() not in _NO_NAME)


def _words(text: str) -> frozenset[str]:
    return frozenset(singular(match[0].lower()) for match in _TOKEN.finditer(text))
