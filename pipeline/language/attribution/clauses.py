"""Stretches of a sentence that the rules speak of: noun phrases, subjects, clauses.

There is no parser behind it: a noun phrase ends where a mark, a finite verb or a word that opens a clause stands.
"""

from __future__ import annotations

from pipeline.language.attribution.grammar import (
    AUXILIARIES,
    CONJUNCTIONS,
    CONTRACTION,
    DASHES,
    DETERMINERS,
    MARKS,
    OPENERS,
    PERSONAL,
    POSSESSIVES,
    PREPOSITIONS,
    QUOTE_MARKS,
    RELATIVE,
    SUBORDINATORS,
    TIMES,
)
from pipeline.language.attribution.sentence import Sentence, Stretch, has_finite, is_finite
from pipeline.language.attribution.words import VERBS

_LONGEST_PHRASE = 40
_LONGEST_DESCRIPTION = 12
_APPOSITIONS = 3
_OF_PLACE = frozenset(("in", "of", "from", "at", "near"))
_OF_SAYING = frozenset("last late early about via during after before".split())
_DAYTIMES = frozenset("may march week night sunday today month year".split())


def phrase_before(s: Sentence, end: int, floor: int) -> int:
    """First token of the noun phrase whose last token stands before `end`; `end` itself where there is none."""
    floor = max(floor, end - _LONGEST_PHRASE)
    start = end
    while start > floor:
        word = s.words[start - 1]
        if word == ")":
            opened = next((p for p in range(start - 2, floor - 1, -1) if s.words[p] == "("), None)
            if opened is None or opened == floor:
                break
            start = opened
            continue
        if start < end and is_finite(s, start - 1):
            start = _before_relative_clause(s, start, floor)
            break
        if _closes_phrase(s, start - 1, end) or (word in CONJUNCTIONS and _joins_clauses(s, floor, start)):
            break
        start -= 1
    return _without_opener(s, start, end)


def _closes_phrase(s: Sentence, position: int, end: int) -> bool:
    word = s.words[position]
    if word in MARKS or word in QUOTE_MARKS or word in SUBORDINATORS or word in AUXILIARIES:
        return True
    if s.is_quoted(position) and not s.is_quoted(end - 1):
        return True
    inside = position + 1 < end
    return inside and (word in PERSONAL or (word == "to" and s.at(position + 1) in VERBS))


def _joins_clauses(s: Sentence, floor: int, start: int) -> bool:
    opens = start - 1
    while opens > floor and s.words[opens - 1] not in MARKS and s.is_quoted(opens - 1) == s.is_quoted(start - 1):
        opens -= 1
    return s.words[start - 1] == "but" or start - 1 == floor or has_finite(s, (opens, start - 1))


def _before_relative_clause(s: Sentence, start: int, floor: int) -> int:
    """`start`, or the start of the noun phrase before "that", "who" or "which" when one opens the clause at `start`."""
    for position in range(start - 1, max(floor, start - 6), -1):
        if s.words[position] in MARKS:
            break
        if s.words[position] in ("that", "who", "which") and s.words[position - 1] not in MARKS:
            return phrase_before(s, position, floor)
    return start


def _without_opener(s: Sentence, start: int, end: int) -> int:
    while start < end and s.words[start] != "both" and (s.words[start] in OPENERS or s.is_adverb(start)):
        start += 1
    if start < end and s.words[start] in PREPOSITIONS:
        times = [p for p in range(start, min(end, start + 8)) if s.words[p] in TIMES or s.words[p].isdigit()]
        start = min(times[-1] + 1, end) if times else start
    while start < end and s.words[start] in TIMES and s.words[start] not in ("march", "may"):
        start += 1
    return start


def phrase_after(s: Sentence, start: int) -> int:
    """End of the noun phrase that begins at `start`, with its appositions, without a clause with "who"."""
    end = start
    last = min(len(s.words), start + _LONGEST_PHRASE)
    while end < last:
        word = s.words[end]
        if word in MARKS and word not in (",", "(", ")"):
            break
        if end > start and (_opens_quotation(s, end) or _ends_named(s, end)):
            break
        end += 1
    while end > start and s.words[end - 1] in (",", "("):
        end -= 1
    return end


def _opens_quotation(s: Sentence, position: int) -> bool:
    return s.is_quoted(position) and not s.is_quoted(position - 1)


def _ends_named(s: Sentence, position: int) -> bool:
    """Whether what follows a name at `position` speaks no more of the name but of the saying: time, place, manner."""
    word, after = s.words[position], s.at(position + 1)
    if word == ",":
        return (
            after in SUBORDINATORS
            or after in PREPOSITIONS
            or after in CONJUNCTIONS
            or (len(after) > 5 and after.endswith("ing"))
            or s.is_quoted(position + 1)
        )
    if word in _OF_SAYING or word in SUBORDINATORS - RELATIVE:
        return True
    if word in ("in", "on", "at", "this"):
        ahead = (after, s.at(position + 2))
        return any(near in TIMES or near.isdigit() for near in ahead) or after in POSSESSIVES or after in ("a", "an")
    return word in TIMES - _DAYTIMES  # "Sunday" and "Today" are parts of names of papers


def subject_before(s: Sentence, verb: int, floor: int) -> Stretch | None:
    """The subject that stands directly before the verb group that begins at `verb`, with its appositions."""
    if verb <= floor:
        return None
    before = s.words[verb - 1]
    if before in PERSONAL or before in RELATIVE or before == "that" or CONTRACTION.match(before):
        return (verb - 1, verb)
    if before == ",":
        return _trimmed(s, _subject_with_appositions(s, verb - 1, floor))
    if before in DASHES:
        opening = next((p for p in range(verb - 2, floor, -1) if s.words[p] in DASHES), None)
        verb = opening or verb
    elif before in MARKS and before != ")":
        return None
    start = phrase_before(s, verb, floor)
    return _trimmed(s, (start, verb)) if start < verb else None


def _trimmed(s: Sentence, phrase: Stretch | None) -> Stretch | None:
    """`phrase` without what tells only the age, adds a clause with "who" or belongs to the verb ("on Monday")."""
    if phrase is None:
        return None
    start, end = phrase
    for position in range(start + 1, end - 1):
        after = s.words[position + 1]
        if s.words[position] == "," and (after in RELATIVE or after.isdigit() or s.is_adverb(position + 1)):
            end = position
            break
    while end - 1 > start and (s.words[end - 1] in TIMES or s.words[end - 1] in ("here", "there", "on", "in", "at")):
        end -= 1
    return (start, end)


def _subject_with_appositions(s: Sentence, end: int, floor: int) -> Stretch | None:
    """The subject before the comma at `end`: "Ana Lund, the mayor, who leads the council," and the like."""
    start = end
    for _ in range(_APPOSITIONS):
        comma = _comma_before(s, start, floor)
        if comma is None:
            break
        piece = comma + 1
        if start < end and has_finite(s, (piece, start)):
            return (start + 1, end)  # a clause of its own stands before
        if _is_name(s, piece, start, end) and not (start == end and _ends_in_place(s, comma)):
            described = start == end and _is_described(s, comma, floor)
            return (phrase_before(s, comma, floor) if described else piece, end)
        start = comma
    head = phrase_before(s, start, floor)
    return (head, end) if head < start else (min(start + 1, end), end)


def _is_name(s: Sentence, piece: int, piece_end: int, end: int) -> bool:
    """Whether a piece between commas is a name: not "Democrat of Colmere" nor, next to the verb, a place or a party."""
    if not s.is_capital(piece) or s.words[piece].endswith(("'s", "s'")):
        return False
    return piece_end < end if piece_end == piece + 1 else s.words[piece + 1] not in PREPOSITIONS


def _ends_in_place(s: Sentence, comma: int) -> bool:
    """Whether a name after the comma goes on a place: "officials in Colmere, Upper Orsenia,"."""
    start = comma
    while s.is_capital(start - 1):
        start -= 1
    if start == comma or s.at(start - 1) not in _OF_PLACE:
        return False
    described = s.at(phrase_before(s, comma, 0)) in DETERMINERS | POSSESSIVES  # "the mayor of Colmere, Ana Lund,"
    return not (described and s.at(start - 1) == "of")


def _is_described(s: Sentence, comma: int, floor: int) -> bool:
    """Whether the phrase before `comma` is one such as "the mayor of Colmere" that a name may follow."""
    start = phrase_before(s, comma, floor)
    if start == comma or s.words[start] not in DETERMINERS | POSSESSIVES or comma - start > _LONGEST_DESCRIPTION:
        return False
    return not has_finite(s, (start, comma)) and (start == floor or s.at(start - 1) in MARKS)


def _comma_before(s: Sentence, end: int, floor: int) -> int | None:
    depth = 0
    for position in range(end - 1, max(floor, end - _LONGEST_PHRASE) - 1, -1):
        word = s.words[position]
        depth += (word == ")") - (word == "(")
        if s.is_quoted(position) or (word in MARKS and word not in (",", "(", ")", ".")):
            return None
        if word == "," and depth == 0:
            return position
    return None


def clause_subject(s: Sentence, verb: int, floor: int) -> Stretch | None:
    """The first noun phrase of the clause that begins at `floor`: whom a later verb or participle speaks of."""
    start = floor
    while start < verb:
        word = s.words[start]
        if word in OPENERS or word in CONJUNCTIONS or word in MARKS or word in QUOTE_MARKS or s.is_adverb(start):
            start += 1
        elif word in PREPOSITIONS or word in SUBORDINATORS or (word in VERBS and VERBS[word].form == "ing"):
            comma = next((p for p in range(start, verb) if s.words[p] == ","), None)
            if comma is None:
                return None
            start = comma + 1
        else:
            break
    end = start
    while end < verb and end - start < _LONGEST_PHRASE and not _ends_subject(s, end, start):
        end += 1
    while end > start and (s.words[end - 1] == "," or s.is_adverb(end - 1)):
        end -= 1
    return (start, end) if end > start else None


def _ends_subject(s: Sentence, position: int, start: int) -> bool:
    word, after = s.words[position], s.at(position + 1)
    if position > start and (s.words[position - 1] in PERSONAL or CONTRACTION.match(s.words[position - 1])):
        return True
    if is_finite(s, position):
        return not CONTRACTION.match(word)
    if word == ",":
        return not (s.is_capital(position + 1) or after in DETERMINERS | RELATIVE | {"former"} or after.isdigit())
    if word in MARKS and word not in ("(", ")"):
        return True
    ed = len(word) > 4 and word.endswith("ed") and position > start
    return ed and s.words[position - 1] not in DETERMINERS and after != "by"
