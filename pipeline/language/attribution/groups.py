"""A verb with its auxiliaries: active, passive or participle, or a noun or adjective of the same form."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.language.attribution.clauses import phrase_before
from pipeline.language.attribution.grammar import (
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    CONTRACTION,
    DASHES,
    DETERMINERS,
    HAVE,
    MARKS,
    PERSONAL,
    POSSESSIVES,
    PREPOSITIONS,
    QUANTIFIERS,
    RELATIVE,
)
from pipeline.language.attribution.sentence import Sentence
from pipeline.language.attribution.words import FINDING, NOUNS_TOO, Verb

ACTIVE, PASSIVE, REDUCED = "active", "passive", "reduced passive"
PARTICIPLE, INFINITIVE_VOICE, BARE = "participle", "infinitive", "bare"

_CONTINUES = frozenset("continued continues continue began begun proceeded took rose".split())
_PLURALS = QUANTIFIERS | {"people", "women", "men"}
_BEFORE_ADJECTIVES = (
    (DETERMINERS - {"this", "that", "another"}) | POSSESSIVES | PREPOSITIONS | frozenset(("as", "more", "most"))
)


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb at `position`, with the auxiliaries and adverbs before it from `start`."""

    start: int
    position: int
    verb: Verb
    has_be: bool
    has_have: bool


def verb_group(s: Sentence, position: int, verb: Verb) -> VerbGroup:
    """The group that `verb` at `position` ends: "has also said", "went on to say"."""
    start = position
    while start > 0 and not s.is_quoted(start - 1) and (s.words[start - 1] in AUXILIARIES or s.is_adverb(start - 1)):
        start -= 1
    while start < position and s.is_adverb(start) and (start == 0 or s.words[start - 1] in MARKS):
        start += 1
    start = _before_went_on(s, start)
    words = s.words[start:position]
    before = s.at(start - 1)
    short = before[before.find("'") :] if CONTRACTION.match(before) else ""
    has_be = any(word in BE for word in words) or short in ("'s", "'re", "'m")
    has_have = any(word in HAVE for word in words) or short in ("'ve", "'d")
    return VerbGroup(start, position, verb, has_be, has_have)


def _before_went_on(s: Sentence, start: int) -> int:
    """`start`, or the start of "went on to", "has continued to" and the like before it."""
    if s.at(start - 1) != "to":
        return start
    if s.at(start - 2) == "on" and s.at(start - 3) in ("went", "goes", "going", "go"):
        start -= 3
    elif s.at(start - 2) in _CONTINUES:
        start -= 2
    while s.at(start - 1) in AUXILIARIES or s.is_adverb(start - 1):
        start -= 1
    return start


def voice_of(s: Sentence, group: VerbGroup) -> str | None:
    """The voice of a verb group; None for a noun or an adjective, as in "her support" and "the proposed law"."""
    position, form = group.position, group.verb.form
    before, after = s.at(position - 1), s.at(position + 1)
    if form == "ing":
        if group.has_be:
            return ACTIVE
        return None if before in DETERMINERS | POSSESSIVES or before.endswith("'s") else PARTICIPLE
    if form in ("base", "s"):
        if not _is_finite_present(s, group):
            return None
        return INFINITIVE_VOICE if s.at(group.start - 1) == "to" else ACTIVE
    if group.has_be and not (group.has_have and "been" not in s.words[group.start : position]):
        return PASSIVE
    if group.has_have:
        return ACTIVE
    if before in _BEFORE_ADJECTIVES or (before.endswith("'s") and not CONTRACTION.match(before)):
        return None
    if after == "by" and before not in PERSONAL and "o" in group.verb.frames:
        return PASSIVE if before == "," else REDUCED
    return ACTIVE


def _is_finite_present(s: Sentence, group: VerbGroup) -> bool:
    """Whether a base form or third person is a verb here."""
    position, verb = group.position, group.verb
    before = s.at(group.start - 1)
    helped = any(word in AUXILIARIES for word in s.words[group.start : position])
    if helped or before == "to" or CONTRACTION.match(before):
        return verb.form == "base"
    if before in PERSONAL or before in RELATIVE:
        return True
    if group.start == 0 or before in DETERMINERS | POSSESSIVES | PREPOSITIONS or before.endswith("'s"):
        return False
    return verb.lemma not in NOUNS_TOO or _agrees(s, group)


def _agrees(s: Sentence, group: VerbGroup) -> bool:
    """Whether what stands around a form that may be a noun, such as "claims", fits it as a verb."""
    position, verb = group.position, group.verb
    before, after = s.at(group.start - 1), s.at(position + 1)
    leads_on = after in DETERMINERS | PERSONAL | verb.particles | {"that", "to", ":"}
    leads_on = leads_on or (verb.act == FINDING and after not in MARKS | PREPOSITIONS)
    leads_on = leads_on or (after in MARKS and stands_after(s, phrase_before(s, group.start, 0)))
    if before in CONJUNCTIONS or before == ",":
        return verb.form == "s" and leads_on
    is_plural = before in _PLURALS or (before.endswith("s") and not before.endswith("ss"))
    suits = is_plural if verb.form == "base" else not is_plural or s.is_capital(group.start - 1)
    return suits and (leads_on or s.is_quoted(position + 1) or s.is_capital(position + 1))


def stands_after(s: Sentence, clause: int) -> bool:
    """Whether a comma, a dash or the end of a quotation stands before the token at `clause`."""
    return clause > 0 and (s.is_quoted(clause - 1) or s.words[clause - 1] == "," or s.words[clause - 1] in DASHES)
