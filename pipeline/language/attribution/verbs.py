"""Verbs of saying in a sentence: who says it, and where what is said stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.language.attribution.clauses import clause_subject, phrase_after, phrase_before, subject_before
from pipeline.language.attribution.complements import (
    CLAUSE,
    INFINITIVE,
    NOTHING,
    OBJECT,
    OTHER,
    PARTICLE,
    QUESTION,
    QUOTED,
    THAT,
    Complement,
    complement_of,
    said_after_colon,
    said_further_on,
)
from pipeline.language.attribution.grammar import (
    AUXILIARIES,
    CONJUNCTIONS,
    DASHES,
    DETERMINERS,
    MARKS,
    PERSONAL,
    PREPOSITIONS,
    QUANTIFIERS,
    RELATIVE,
    SUBORDINATORS,
    TIMES,
)
from pipeline.language.attribution.groups import (
    ACTIVE,
    BARE,
    INFINITIVE_VOICE,
    PARTICIPLE,
    PASSIVE,
    REDUCED,
    VerbGroup,
    stands_after,
    verb_group,
    voice_of,
)
from pipeline.language.attribution.sentence import Sentence, Stretch, has_finite
from pipeline.language.attribution.words import MENTION, SPEECH, VERBS, Verb

_SAID_OF = frozenset("expect say report believe think know consider estimate understand allege see".split())
_NO_NOUN_BEFORE = MARKS | PREPOSITIONS | CONJUNCTIONS | SUBORDINATORS | AUXILIARIES | {""}
_NO_SUBJECT_AFTER = MARKS | PREPOSITIONS | SUBORDINATORS | TIMES | CONJUNCTIONS | {"", "this", "it"}
_SUBJECTS_AFTER = DETERMINERS | QUANTIFIERS | {"he", "she", "they"}
_AFTER_SUBJECT = MARKS | {"", "in", "on", "at", "during", "after"}
_REACH = 14


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that attributes, in positions of tokens: who says it, and where what is said begins or stands.

    `left` is what is said before the cue or, in a passive, its subject; `right` where it begins after the cue.
    `clause` is the first token of the cue's own clause. `is_named` says that the source stands beside the cue,
    `is_narrow` that what is said is an object, not a clause. `voice` is that of the verb, "bare" where the sentence
    holds nothing but "X said", or the kind of a cue that is no verb. `stop` bounds what begins at `right`.
    """

    words: Stretch
    source: Stretch | None
    act: str
    clause: int
    left: Stretch | None = None
    right: int | None = None
    is_named: bool = False
    is_narrow: bool = False
    voice: str = ACTIVE
    stop: int | None = None


def verb_cue(s: Sentence, position: int, verb: Verb, main: Cue | None) -> Cue | None:
    """The attribution that the verb at `position` opens; None where it opens none. `main` is the sentence's, so far."""
    group = verb_group(s, position, verb)
    voice = voice_of(s, group)
    if voice is None:
        return None
    if voice == REDUCED:
        return _reduced_passive(s, group)
    complement = complement_of(s, verb, position + 1)
    if voice == PASSIVE:
        return _passive(s, group, complement)
    if voice != ACTIVE:
        return _dependent(s, group, complement, voice, main)
    return _inverted(s, group) or _active(s, group, complement, main)


def _completed(s: Sentence, cue: Cue, group: VerbGroup, complement: Complement) -> Cue | None:
    """`cue` with what follows the verb as what is said; None where the verb does not take it.

    Who criticises a plan says something of it, but what is not told: such a cue only mentions.
    """
    verb = group.verb
    if not complement.suits(verb):
        return None
    end = complement.start if complement.kind == PARTICLE else group.position + 1
    told = {"c", "a"} if complement.kind == OBJECT else {"c", "a", "s", "t"}
    is_object = not verb.frames & told or (complement.kind == OBJECT and _is_noun_phrase(s, verb, complement.start))
    act = MENTION if verb.act == SPEECH and (is_object or complement.kind == PARTICLE) else verb.act
    is_narrow = is_object or act == MENTION
    return replace(cue, words=(cue.words[0], end), act=act, right=complement.start, is_narrow=is_narrow)


def _is_noun_phrase(s: Sentence, verb: Verb, start: int) -> bool:
    """Whether what follows a verb that takes both is an object: "announced a plan", not "announced the plan failed"."""
    ends = (p for p in range(start, len(s.words)) if s.words[p] in SUBORDINATORS | MARKS)
    return "o" in verb.frames and not has_finite(s, (start, next(ends, len(s.words))))


def _active(s: Sentence, group: VerbGroup, complement: Complement, main: Cue | None) -> Cue | None:
    verb = group.verb
    source, is_named = _subject(s, group.start, main)
    clause = source[0] if source and is_named else group.start
    cue = Cue((group.start, group.position + 1), source, verb.act, clause, is_named=is_named)
    if is_named and _is_postposed(s, verb, clause, complement):
        left = _left(s, clause, main)
        if left and (s.is_quoted(clause - 1) or has_finite(s, left) or s.at(complement.start) == ","):
            return replace(cue, left=left, right=_rest(s, group.position + 1, left))
        # What stands before the comma is no clause but a name: "Ana Tarn, the mayor said"
        cue = replace(cue, source=(left[0] if left else 0, group.start), clause=0)
    if verb.act == SPEECH and verb.frames & {"c", "a"}:
        complement = _farther(s, complement)
    if "c" in verb.frames and complement.kind == NOTHING:
        if s.at(cue.clause - 1) == "as":
            return _as_said(s, cue, complement, main)
        if cue.clause == 0 and is_named:
            return _alone(s, cue, complement)
    return _completed(s, cue, group, complement)


def _subject(s: Sentence, verb: int, main: Cue | None) -> tuple[Stretch | None, bool]:
    """Who does what the verb group at `verb` says, and whether that stands directly before it."""
    if s.at(verb - 1) in CONJUNCTIONS:
        inherited = main.source if main and main.voice == ACTIVE else None
        return inherited or clause_subject(s, verb - 1, 0), False
    source = subject_before(s, verb, 0)
    return source, source is not None


def _farther(s: Sentence, complement: Complement) -> Complement:
    """What is said where more than an adverbial stands between: "said, of the dam, that ..."."""
    if complement.kind in (NOTHING, OTHER):
        return said_further_on(s, complement.start) or complement
    return said_after_colon(s, complement.start) or complement if complement.kind == OBJECT else complement


def _as_said(s: Sentence, cue: Cue, complement: Complement, main: Cue | None) -> Cue | None:
    """What stands after "as X said," or before "as X said"."""
    if s.at(complement.start) == ",":
        return replace(cue, clause=cue.clause - 1, right=complement.start + 1)
    left = _left(s, cue.clause - 1, main)
    return replace(cue, clause=cue.clause - 1, left=left) if left else None


def _alone(s: Sentence, cue: Cue, complement: Complement) -> Cue | None:
    """What follows "X said," at the head of a sentence; alone it speaks of the quotation before."""
    if s.at(complement.start) == "," and complement.start + 4 < len(s.words):
        return replace(cue, right=complement.start + 1)
    return replace(cue, voice=BARE) if cue.act == SPEECH else None


def _is_postposed(s: Sentence, verb: Verb, clause: int, complement: Complement) -> bool:
    """Whether what is said stands before: "..., X said", "...," X told reporters in Colmere."""
    if not stands_after(s, clause) or not verb.frames & {"c", "a"}:
        return False
    if s.is_quoted(clause - 1):
        return complement.kind not in (THAT, CLAUSE, QUESTION)
    return complement.kind in (NOTHING, OTHER, PARTICLE)


def _left(s: Sentence, end: int, main: Cue | None) -> Stretch | None:
    """The clause before `end`, less what the cue before it governs."""
    start = 0
    if main is not None and main.words[1] < end and not s.is_quoted(end - 1):
        joints = range(main.words[1], end - 2)
        start = next((p + 2 for p in joints if s.words[p] in (",", ";") and s.words[p + 1] in CONJUNCTIONS), 0)
    while end > start and (s.words[end - 1] == "," or s.words[end - 1] in DASHES):
        end -= 1
    return (start, end) if start < end else None


def _rest(s: Sentence, start: int, left: Stretch) -> int | None:
    """Where what is said goes on after "..., X said," or "..., X said in May:"; None where it does not."""
    for position in range(start, min(len(s.words), start + _REACH)):
        word, after = s.words[position], s.at(position + 1)
        if word not in (",", ":", *DASHES):
            continue
        if s.is_quoted(position + 1):
            return position + 1
        if word != "," or s.is_quoted(left[1] - 1) or not after or after.endswith("ing"):
            return None
        return None if after in CONJUNCTIONS | SUBORDINATORS | PREPOSITIONS else position + 1
    return None


def _inverted(s: Sentence, group: VerbGroup) -> Cue | None:
    """The subject follows the verb: "...," said X."""
    start, verb = group.start, group.verb
    if group.position != start or verb.form == "ing" or not ("c" in verb.frames or verb.lemma == "ask"):
        return None
    if not stands_after(s, start) or not _may_be_subject(s, start + 1, s.is_quoted(start - 1)):
        return None
    end = start + 2 if s.at(start + 1) in PERSONAL else phrase_after(s, start + 1)
    left = _left(s, start, None)
    if end == start + 1 or left is None or not (s.is_quoted(start - 1) or _is_clause_before(s, left, start, end)):
        return None
    cue = Cue((start, start + 1), (start + 1, end), verb.act, start, left, is_named=True)
    return replace(cue, right=_rest(s, end, left))


def _may_be_subject(s: Sentence, position: int, after_quotation: bool) -> bool:
    word = s.at(position)
    if word in _NO_SUBJECT_AFTER or s.is_quoted(position):
        return False
    return after_quotation or s.is_capital(position) or word in _SUBJECTS_AFTER


def _is_clause_before(s: Sentence, left: Stretch, start: int, end: int) -> bool:
    """Whether "..., said X" reads so without quotation marks: a clause before, none in what would be the subject."""
    parenthesis = s.at(end) == "," and has_finite(s, (end, len(s.words)))
    head = next((p for p in range(start + 1, end) if s.words[p] in RELATIVE or s.words[p] == ","), end)
    return (has_finite(s, left) or parenthesis) and not has_finite(s, (start + 1, head)) and s.at(end) in _AFTER_SUBJECT


def _dependent(s: Sentence, group: VerbGroup, complement: Complement, voice: str, main: Cue | None) -> Cue | None:
    """A participle ("saying that ...") or infinitive ("to say that ..."): the subject is that of its clause."""
    start, verb = group.start, group.verb
    if voice == INFINITIVE_VOICE:
        start -= 1
        if verb.act != SPEECH or complement.kind not in (THAT, QUOTED):
            return None
    source = (main.source if main and main.is_named else None) or clause_subject(s, start, 0)
    noun = None
    if voice == PARTICIPLE and s.at(start - 1) not in _NO_NOUN_BEFORE:
        noun = _noun_before(s, start)  # "a statement saying that ..."
    cue = Cue((start, group.position + 1), noun or source, verb.act, start, is_named=noun is not None, voice=voice)
    return _completed(s, cue, group, complement)


def _noun_before(s: Sentence, end: int) -> Stretch | None:
    if s.is_quoted(end - 1) or s.is_adverb(end - 1):
        return None
    start = phrase_before(s, end, 0)
    verbs = [p for p in range(start, end) if s.words[p].endswith("ed") and s.at(p + 1) in DETERMINERS]
    start = verbs[-1] + 1 if verbs else start
    while start < end and s.words[start] in PREPOSITIONS:
        start += 1
    return (start, end) if start < end else None


def _passive(s: Sentence, group: VerbGroup, complement: Complement) -> Cue | None:
    verb, position = group.verb, group.position
    subject = subject_before(s, group.start, 0)
    clause = subject[0] if subject else group.start
    cue = Cue((group.start, position + 1), None, verb.act, clause, voice=PASSIVE)
    if s.at(position + 1) == "as" and s.at(position + 2) in ("saying", "telling"):
        said = complement_of(s, VERBS[s.at(position + 2)], position + 3)
        words = (group.start, position + 3)
        return replace(cue, words=words, act=SPEECH, source=subject, right=said.start, is_named=subject is not None)
    if "o" in verb.frames and subject and (source := _by_whom(s, position + 1)):
        right, stop = (position + 1, source[0] - 1) if source[0] > position + 2 else (None, None)
        return replace(cue, act=MENTION, source=source, left=subject, right=right, is_named=True, stop=stop)
    if complement.kind in (THAT, QUESTION, QUOTED) and verb.frames & {"a", "c", "s"}:
        return replace(cue, right=complement.start)
    if complement.kind == INFINITIVE and verb.lemma in _SAID_OF:
        return replace(cue, left=subject, right=complement.start)
    if "o" in verb.frames and verb.act == SPEECH and subject:
        right = complement.start if complement.kind != NOTHING else None
        return replace(cue, act=MENTION, left=subject, right=right, is_narrow=True)
    return None


def _by_whom(s: Sentence, start: int) -> Stretch | None:
    """The noun phrase after "by", where no mark stands before it."""
    near = range(start, min(len(s.words), start + _REACH))
    by = next((position for position in near if s.words[position] in MARKS | {"by"}), None)
    if by is None or s.words[by] != "by":
        return None
    end = phrase_after(s, by + 1)
    return (by + 1, end) if end > by + 1 else None


def _reduced_passive(s: Sentence, group: VerbGroup) -> Cue | None:
    """A participle with "by" after a noun: "the plan proposed by X"."""
    position = group.position
    first = phrase_before(s, position, 0)
    source = _by_whom(s, position + 1)
    if source is None or first == position:
        return None
    return Cue((position, position + 2), source, MENTION, first, (first, position), is_named=True, voice=PASSIVE)
