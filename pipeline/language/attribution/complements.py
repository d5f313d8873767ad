"""What follows a verb of saying: a clause, an object, an infinitive, a quotation or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.language.attribution.grammar import (
    CONJUNCTIONS,
    CONTRACTION,
    DETERMINERS,
    MARKS,
    PERSONAL,
    POSSESSIVES,
    PREPOSITIONS,
    QUESTIONS,
    SUBORDINATORS,
    TIMES,
)
from pipeline.language.attribution.sentence import Sentence, is_finite
from pipeline.language.attribution.words import Verb

CLAUSE, THAT, QUESTION, QUOTED, OBJECT, INFINITIVE, PARTICLE, NOTHING, OTHER = (
    "clause", "that", "question", "quoted", "object", "infinitive", "particle", "nothing", "other",
)  # fmt: skip
_OBJECT_PRONOUNS = frozenset("him her them me us you it".split())
_ADVERBIAL = frozenset("on in at during to from through via for with of aboard outside by over".split())
_OPENS_CLAUSE = frozenset("there if despite although unless given".split())
_SKIPPED = frozenset("also again then later earlier once here there".split())
_LONGEST_ADVERBIAL = 14
_LONGEST_ADDRESSEE = 16
_SHORT_QUOTATION = 6
_FARTHEST = 30
_FRAMES_OF = {CLAUSE: "cs", THAT: "cs", QUESTION: "cs", QUOTED: "cosa", OBJECT: "coa", INFINITIVE: "t"}


@dataclass(frozen=True, slots=True)
class Complement:
    """What follows a verb, and the token at which it begins."""

    kind: str
    start: int

    def suits(self, verb: Verb) -> bool:
        """Whether `verb` takes such a complement as what is said."""
        if self.kind == PARTICLE:
            return True
        if self.kind in (THAT, QUESTION, CLAUSE) and "o" in verb.frames and not verb.frames & {"c", "s"}:
            return True  # "called it a trap", "criticised what he saw"
        return any(letter in verb.frames for letter in _FRAMES_OF.get(self.kind, ""))


def complement_of(s: Sentence, verb: Verb, start: int) -> Complement:
    """What follows `verb`, whose last token stands before `start`, after adverbials and somebody addressed."""
    if s.at(start) in verb.particles and not (s.at(start) == "to" and "t" in verb.frames):
        return Complement(PARTICLE, start + 1)
    at = _after_adverbials(s, start)
    if s.at(at) in verb.particles and at > start and s.at(at) != "to":
        return Complement(PARTICLE, at + 1)
    if "a" in verb.frames and at < len(s.words) and not s.is_quoted(at) and s.at(at) not in {"that", "to"} | MARKS:
        at = _after_adverbials(s, _after_addressee(s, at))
        if s.at(at) in verb.particles:
            return Complement(PARTICLE, at + 1)
    return Complement(*_kind(s, at))


def _kind(s: Sentence, at: int) -> tuple[str, int]:
    word = s.at(at)
    if word == ":" or (word == "," and s.is_quoted(at + 1)):
        return QUOTED, at + 1
    if s.is_quoted(at):
        return QUOTED, at
    if not word or word in MARKS:
        return NOTHING, at
    if word == "that":
        return THAT, at
    if word in QUESTIONS:
        return QUESTION, at
    if word == "to" or (word == "not" and s.at(at + 1) == "to"):
        return INFINITIVE, at
    if word in PERSONAL or word in _OPENS_CLAUSE or CONTRACTION.match(word):
        return CLAUSE, at
    if word in PREPOSITIONS or word in SUBORDINATORS or word in CONJUNCTIONS:
        return OTHER, at
    return OBJECT, at


def _after_adverbials(s: Sentence, start: int) -> int:
    """The token after times, adverbs and the phrases of place that lead on to what is said ("in a letter that ...")."""
    at = start
    for _ in range(4):
        word, after = s.at(at), s.at(at + 1)
        if word in TIMES or word in _SKIPPED or (word.endswith("ly") and s.is_adverb(at)):
            at += 1
        elif word in ("on", "in", "at", "since", "by", "this") and (after in TIMES or after.isdigit()):
            at += 2
            while s.at(at) in TIMES or s.at(at).isdigit():
                at += 1
        elif word in _ADVERBIAL and (word != "to" or after in DETERMINERS | POSSESSIVES or s.is_capital(at + 1)):
            return _after_phrase(s, at)
        else:
            break
    return start if at < len(s.words) and is_finite(s, at) and not CONTRACTION.match(s.words[at]) else at


def _after_phrase(s: Sentence, start: int) -> int:
    for at in range(start + 1, min(len(s.words), start + _LONGEST_ADVERBIAL)):
        word = s.words[at]
        if s.is_quoted(at) and s.quotes_title(at):
            continue
        if word in ("that", ":") or s.is_quoted(at):
            return at
        if word in PERSONAL - {"it", "you"} and s.words[at - 1] not in PREPOSITIONS:
            return at
        if word == "," and s.is_quoted(at + 1) and not s.quotes_title(at + 1):
            return at
        if word in MARKS or word in SUBORDINATORS:
            break
    return start


def _after_addressee(s: Sentence, start: int) -> int:
    """The token after "reporters", "the committee" and the like: a word that opens a clause, else a noun phrase."""
    if s.at(start) in _OBJECT_PRONOUNS:
        return start + 1
    at, clause = start, None
    while at < min(len(s.words), start + _LONGEST_ADDRESSEE):
        word = s.words[at]
        if s.is_quoted(at):
            closed = next((p for p in range(at, len(s.words)) if not s.is_quoted(p)), len(s.words))
            if closed - at > _SHORT_QUOTATION or s.at(closed) in MARKS or closed == len(s.words):
                return at
            at = closed
            continue
        if word in MARKS:
            return at if clause is None or word in (",", ":") else clause
        if word in QUESTIONS or word in ("that", "to", "about") or (at > start and word in PERSONAL):
            return at
        if at > start and clause is None and _begins_clause(s, at):
            clause = at
        at += 1
    return at if clause is None else clause


def _begins_clause(s: Sentence, at: int) -> bool:
    """Whether a noun phrase begins at `at` that is no part of the phrase before it."""
    before = s.words[at - 1]
    if before in PREPOSITIONS or before in CONJUNCTIONS or before in DETERMINERS | POSSESSIVES:
        return False
    return s.words[at] in DETERMINERS | POSSESSIVES or (s.is_capital(at) and not s.is_capital(at - 1))


def said_further_on(s: Sentence, start: int) -> Complement | None:
    """What is said after a longer phrase: "said, in reference to the dam, that ...", "said after the vote that ..."."""
    for at in range(start, min(len(s.words), start + _FARTHEST)):
        if s.is_quoted(at) and not s.is_quoted(at - 1) and not s.quotes_title(at):
            return Complement(QUOTED, at)
        if s.words[at] == ":" and at + 1 < len(s.words):
            return Complement(QUOTED, at + 1)
        if s.words[at] == "that" and (s.words[at - 1] in MARKS or at < start + _LONGEST_ADVERBIAL):
            return Complement(THAT, at)
        if s.words[at] in (".", ";"):
            break
    return None


def said_after_colon(s: Sentence, start: int) -> Complement | None:
    """What is said after "said back in May:", where no other mark stands before the colon."""
    mark = next((at for at in range(start, min(len(s.words), start + _FARTHEST)) if s.words[at] in MARKS), None)
    if mark is None or s.words[mark] != ":" or s.is_quoted(mark):
        return None
    return Complement(QUOTED, mark + 1)
