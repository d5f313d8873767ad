"""All that attributes in a sentence: verbs, "according to", nouns, adjectives, adverbs of hearsay, and headings."""

from __future__ import annotations

from dataclasses import replace

from pipeline.language.attribution.clauses import phrase_after, phrase_before, subject_before
from pipeline.language.attribution.grammar import (
    AUXILIARIES,
    CONJUNCTIONS,
    DASHES,
    MARKS,
    POSSESSIVES,
    PREPOSITIONS,
    SUBORDINATORS,
)
from pipeline.language.attribution.sentence import Sentence, Stretch, has_finite
from pipeline.language.attribution.verbs import Cue, verb_cue
from pipeline.language.attribution.words import ATTITUDES, CONTENT_NOUNS, HEARSAY, MENTION, SPEECH, THOUGHT, VERBS

PREPOSITION, ADVERB, NOUN, ATTITUDE, HEADING = "preposition", "adverb", "noun", "attitude", "heading"
"""Voices of cues that are no verbs."""

JOINTS = DASHES | {",", ";"}
"""Marks that may part a cue's clause from what another cue governs."""

_OPENING_WORDS = VERBS.keys() | CONTENT_NOUNS.keys() | ATTITUDES.keys() | HEARSAY | {"according", "put", "puts"}
_FARTHEST_MARK = 8
_FARTHEST_OWNER = 3
_LONGEST_HEADING = 6
_NO_SPEAKERS = frozenset(
    """note update related photo photos video watch read more correction exclusive breaking opinion analysis q a editor
    editors background here question answer how what when where why help""".split()
)


def find_cues(s: Sentence) -> list[Cue]:
    """The cues of a sentence outside quotation marks, in order."""
    found: list[Cue] = []
    main: Cue | None = None
    heading = _heading(s)
    position = 0
    if heading:
        found.append(heading)
        position = heading.words[1]
    while position < len(s.words):
        cue = None if s.is_quoted(position) else _cue_at(s, position, main)
        if cue:
            main = cue if main is None or _stands_beside(s, main, cue) else main
            found.append(cue)
        position = max(position + 1, cue.words[1] if cue else 0)
    return found


def _stands_beside(s: Sentence, main: Cue, cue: Cue) -> bool:
    """Whether `cue` is joined to `main`, not part of what `main` says."""
    if main.right is None or main.right >= cue.clause:
        return True
    return s.at(cue.clause - 1) in JOINTS or s.at(cue.clause - 2) in JOINTS


def _cue_at(s: Sentence, position: int, main: Cue | None) -> Cue | None:
    word = s.words[position]
    if word not in _OPENING_WORDS or (position and s.is_capital(position) and not s.is_headline):
        return None  # a capital makes "States" and "Post" names
    if word == "according":
        return _according_to(s, position)
    if word in ("put", "puts"):
        return _put_it(s, position)
    if word in HEARSAY:
        left = (0, position) if position else None
        return Cue((position, position + 1), None, SPEECH, 0, left, position + 1, voice=ADVERB)
    if word in ATTITUDES:
        return _attitude(s, position)
    cue = verb_cue(s, position, VERBS[word], main) if word in VERBS else None
    return cue or (_noun(s, position) if word in CONTENT_NOUNS else None)


def _according_to(s: Sentence, position: int) -> Cue | None:
    start = position + 2
    if s.at(position + 1) != "to":
        return None
    cue = Cue((position, start), None, SPEECH, position, is_named=True, voice=PREPOSITION)
    before = s.at(position - 1)
    if position == 0 or (position == 1 and before in CONJUNCTIONS) or before in SUBORDINATORS:
        comma = next((p for p in range(start, len(s.words)) if s.words[p] == ","), None)
        return replace(cue, source=(start, comma), right=comma + 1) if comma is not None else None
    end = phrase_after(s, start)
    if end == start:
        return None
    goes_on = before == "," == s.at(end) and s.at(end + 1) not in CONJUNCTIONS | SUBORDINATORS | {""}
    left = (0, position - 1 if before == "," else position)
    return replace(cue, source=(start, end), left=left, right=end + 1 if goes_on else None)


def _put_it(s: Sentence, position: int) -> Cue | None:
    """What follows "as X put it" and a comma or a colon is said, or what stands before it."""
    source = subject_before(s, start := _with_auxiliaries(s, position), 0)
    if source is None or s.at(position + 1) != "it":
        return None
    clause = source[0] - 1 if s.at(source[0] - 1) == "as" else source[0]
    cue = Cue((start, position + 2), source, SPEECH, clause, is_named=True)
    near = range(position + 2, min(len(s.words) - 1, position + _FARTHEST_MARK))
    mark = next((p for p in near if s.words[p] in (",", ":") or s.is_quoted(p)), None)
    if mark is not None:
        return replace(cue, right=mark if s.is_quoted(mark) else mark + 1)
    return replace(cue, left=(0, clause)) if clause > 0 else None


def _with_auxiliaries(s: Sentence, position: int) -> int:
    while position > 0 and (s.words[position - 1] in AUXILIARIES or s.is_adverb(position - 1)):
        position -= 1
    return position


def _attitude(s: Sentence, position: int) -> Cue | None:
    """Somebody is "confident that ...", "worried about ..."."""
    if s.at(position + 1) not in ATTITUDES[s.words[position]]:
        return None
    start = _with_auxiliaries(s, position)
    source = subject_before(s, start, 0)
    clause = source[0] if source else start
    words, right = (start, position + 1), position + 1
    return Cue(words, source, THOUGHT, clause, None, right, is_named=source is not None, voice=ATTITUDE)


def _noun(s: Sentence, position: int) -> Cue | None:
    """A noun for what is said: "X's claim that ...", "criticism of ..."; the source is the possessor, if any."""
    link = s.at(position + 1)
    if link not in CONTENT_NOUNS[s.words[position]]:
        return None
    end = position + 1 if link in ("that", "to", "whether") else position + 2
    act = SPEECH if link == "that" else MENTION
    source = _possessor(s, position)
    is_named = source is not None
    return Cue((position, end), source, act, position, None, end, is_named, is_narrow=True, voice=NOUN)


def _possessor(s: Sentence, position: int) -> Stretch | None:
    for owner in range(position - 1, max(-1, position - 1 - _FARTHEST_OWNER), -1):
        word = s.words[owner]
        if word in POSSESSIVES:
            return (owner, owner + 1)
        if word.endswith(("'s", "s'")):
            start = phrase_before(s, owner + 1, 0)
            links = [p for p in range(start, owner) if s.words[p] in PREPOSITIONS and s.words[p] != "of"]
            return (links[-1] + 1 if links else start, owner + 1)
        if word in MARKS:
            break
    return None


def _heading(s: Sentence) -> Cue | None:
    """A name and a colon at the head: "Tarn: no more dams", "Poll: most are against"."""
    colon = next((p for p in range(1, min(len(s.words), _LONGEST_HEADING + 1)) if s.words[p] == ":"), None)
    start = 1 if s.at(0) in ('"', "“") else 0
    if colon is None or colon + 3 >= len(s.words) or start >= colon:
        return None
    if not all(s.is_capital(p) and s.words[p] not in _NO_SPEAKERS for p in range(start, colon)):
        return None
    if has_finite(s, (start, colon)):
        return None
    return Cue((colon, colon + 1), (start, colon), SPEECH, start, None, colon + 1, is_named=True, voice=HEADING)
