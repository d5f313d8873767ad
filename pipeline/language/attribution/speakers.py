"""The source of an attribution as a name: "Mr. Tarn" and "he" lead to the person whom the article names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.language.attribution.contents import Draft
from pipeline.language.attribution.grammar import FINITE, PREPOSITIONS
from pipeline.language.attribution.name_words import TITLES
from pipeline.language.attribution.people import Mention, People, is_anyone, read_mentions
from pipeline.language.attribution.words import VERBS
from pipeline.records import Span

_GENDER_OF = {"he": "m", "his": "m", "she": "f", "her": "f"}
_RELATIVE = frozenset(("who", "which", "that"))
_ROLE = re.compile(
    r"the (?:former )?(president|vice president|prime minister|senator|governor|mayor|judge|justice|speaker|chancellor|"
    r"secretary|minister|congressman|congresswoman|representative|ambassador|sheriff|king|queen|pope|professor|general|"
    r"attorney general)$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s?$")
_VERB_AFTER = re.compile(rf"(?:,|\s+(?:{'|'.join(sorted(FINITE))}|\w+ed)\b)")
_NO_SUBJECT_BEFORE = re.compile(rf"\b(?:the|{'|'.join(sorted(PREPOSITIONS))})\s+$", re.IGNORECASE)
_SECRETARY_OF = re.compile(r".*?\bSecretary of (?:the )?[A-Z]\w+(?: (?:and|of) [A-Z]\w+)* (?=[A-Z])")
_APPOSITION = re.compile(r"[,(—–]\s*")
_POSTMODIFIER = re.compile(r"\s(?:of|for|at|in|on|from|with|to|who|which|that|and other|near|outside)\s")
_SOMEBODY = re.compile(
    r"(?:an?|one|another|his|her|[\w .]+['’]s) [\w '’-]*?\w*(?:man|woman|person|er|or|ist|ney|ide|ial|ent|ess|ert)$",
    re.IGNORECASE,
)
"""Somebody whom no name stands for: "he" after "Tarn's lawyer said" is the lawyer."""
_DESCRIBED = re.compile(r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ur|\w+['’]s)\s|[a-z]")
_WORD = re.compile(r"[a-z]+")
_IN_PLACE = re.compile(r"\b(?:in|at|near|from) [A-Z][\w ]*$")
_INDEFINITE = re.compile(r"(?:an?|one|another|some|many|several|two|three|every|each|other)\s", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*(?:,|\band\b|&)\s")
_OFFICE = re.compile(
    rf"\s+and(?:\s(?!(?:{'|'.join(sorted(title.title() for title in TITLES))})\b)[A-Z]\w+)+\s[A-Z]\w+\s"
)
_THE_PLACE = re.compile(r"the [A-Z]\w*")
_JOINS_BODIES = re.compile(r",? (?:and|&) (?:the )?|, ")
_REST_OF_BODY = re.compile(r"(?: (?:(?:of|for|on|against|and|in|the) ){1,2}[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)+")
_FARTHEST_ANTECEDENT = 700
_MOST_ANTECEDENTS = 12
_REACH_BEFORE_RELATIVE = 120
_LONGEST_ROLE = 30


@dataclass(frozen=True, slots=True)
class _Named:
    """Somebody named whom "he" or "she" may mean; a subject where the sentence is about them, or they speak."""

    position: int
    name: str
    gender: str
    is_subject: bool = True


class Speakers:
    """Resolves the sources of one article, in the order of its text."""

    def __init__(self, text: str, sentences: Sequence[Span], quotations: Sequence[Span]) -> None:
        self._text = text
        self._people = People(text, {sentence.start for sentence in sentences})
        self._quotations = quotations
        self._named = list(self._people_named(sentences))
        self._holders: dict[str, str | None] = {}

    def resolve(self, drafts: Sequence[Draft]) -> list[str | None]:
        """The speaker of each of the `drafts`, None where the article names nobody."""
        return [self._speaker(draft.source) if draft.source else None for draft in drafts]

    def _people_named(self, sentences: Sequence[Span]) -> Iterator[_Named]:
        """People named outside quotation marks; the first in a sentence is its subject where no verb stands before."""
        starts = [mention.start for mention in self._people.mentions]
        for sentence in sentences:
            is_first = True
            for at in range(bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)):
                mention = self._people.mentions[at]
                if self._may_be_meant(mention):
                    name = self._people.fullest(mention)
                    gender = mention.gender or self._people.gender(name)
                    is_subject = is_first and not self._has_verb(sentence.start, mention.start)
                    yield _Named(mention.start, name, gender, is_subject)
                    is_first = False

    def _may_be_meant(self, mention: Mention) -> bool:
        if self._text[mention.end : mention.end + 2] in ("'s", "’s") or not mention.is_person:
            return False
        if self._text[max(0, mention.start - 4) : mention.start] == "the ":
            return False  # "the Tarn government"
        if not self._people.is_known(mention) and not self._is_subject(mention):
            return False
        at = bisect_right(self._quotations, mention.start, key=lambda quoted: quoted.end)
        return at == len(self._quotations) or self._quotations[at].start > mention.start

    def _has_verb(self, start: int, end: int) -> bool:
        words = _WORD.findall(self._text, start, end)
        return any(word in FINITE or (word in VERBS and VERBS[word].form in ("past", "s")) for word in words)

    def _is_subject(self, mention: Mention) -> bool:
        """Whether a name of two words or more stands as a subject does: a verb or comma after, no "in the" before."""
        before = (self._text, max(0, mention.start - _LONGEST_ROLE), mention.start)
        is_followed = _VERB_AFTER.match(self._text, mention.end)
        return " " in mention.name and bool(is_followed) and not _NO_SUBJECT_BEFORE.search(*before)

    def _speaker(self, source: Span) -> str | None:
        words = _POSSESSIVE.sub("", source.of(self._text))
        if words.lower() in _GENDER_OF:
            return self._antecedent(source.start, _GENDER_OF[words.lower()])
        if words.lower() in _RELATIVE:
            return self._before_relative(source.start)
        if role := _ROLE.match(words):
            return self._holder(role[1].lower())
        mention = head_name(words)
        if mention is None or self._people.is_word(mention):
            if _SOMEBODY.match(_POSTMODIFIER.split(words, maxsplit=1)[0]):
                self._remember(source, _Named(source.start, "", ""))
            return None
        name = self._people.fullest(mention)
        if mention.is_person and (" " in name or self._people.is_known(mention)):
            self._remember(source, _Named(source.start, name, mention.gender or self._people.gender(name)))
        return name

    def _remember(self, source: Span, speaker: _Named) -> None:
        """Put a speaker in place of whoever else is named in the source: "Ana Tarn, a spokeswoman for Ivo Lund"."""
        first = bisect_left(self._named, source.start, key=lambda named: named.position)
        last = bisect_left(self._named, source.end, key=lambda named: named.position)
        self._named[first:last] = [speaker]

    def _antecedent(self, position: int, gender: str) -> str | None:
        """The last subject before `position` whom "he" or "she" fits, or somebody since who is of that gender."""
        at = bisect_left(self._named, position, key=lambda named: named.position)
        certain: str | None = None
        for named in reversed(self._named[max(0, at - _MOST_ANTECEDENTS) : at]):
            if position - named.position > _FARTHEST_ANTECEDENT:
                break
            if named.is_subject and named.gender in ("", gender):
                return (named.name if named.gender or certain is None else certain) or None
            if named.gender == gender:
                certain = certain or named.name
        return certain

    def _before_relative(self, position: int) -> str | None:
        """The name directly before "who" at `position`."""
        phrase = self._text[max(0, position - _REACH_BEFORE_RELATIVE) : position].rstrip(" ,")
        *_, last = (None, *read_mentions(re.split(r"[.;:!?]\s", phrase)[-1]))
        if last is None or not phrase.endswith(last.name.split()[-1]) or is_anyone(last.name):
            return None
        return self._people.fullest(last)

    def _holder(self, role: str) -> str | None:
        """The only person whom the article calls by the title `role`, in lower case."""
        if role in self._holders:
            return self._holders[role]
        title = re.compile(rf"\b{role}\s+$", re.IGNORECASE)
        holders = {
            self._people.fullest(mention)
            for mention in self._people.mentions
            if mention.has_title and title.search(self._text, max(0, mention.start - _LONGEST_ROLE), mention.start)
        }
        self._holders[role] = holders.pop() if len(holders) == 1 else None
        return self._holders[role]


def head_name(source: str) -> Mention | None:
    """The name in a source such as "Ana Tarn, the mayor of Colmere", "the mayor, Ana Tarn" or "party whip Ana Tarn".

    None for several people, for groups ("Officials") and for somebody who is only described.
    """
    pieces = [piece.strip() for piece in _APPOSITION.split(_SECRETARY_OF.sub("", source)) if piece.strip()]
    if not pieces:
        return None
    core = _POSTMODIFIER.split(pieces[0], maxsplit=1)[0].rstrip()
    mentions = list(read_mentions(core))
    if mentions and mentions[0].start == 0 and core != pieces[0] and (titled := _titled_at_end(pieces[0])):
        return titled
    if mentions and mentions[-1].end >= len(core) - 1:
        head = None if len(pieces) > 1 and _THE_PLACE.fullmatch(core) else _head(core, pieces[0], mentions)
        if head is not None or not is_anyone(mentions[-1].name):
            return head
    following = next(read_mentions(pieces[1]), None) if len(pieces) > 1 and _DESCRIBED.match(core) else None
    if following is None or " " not in following.name or is_anyone(following.name):
        return None
    if _IN_PLACE.search(pieces[0]) and not following.gender:
        return None  # "an officer in Colmere, Upper Orsenia"
    return following if following.start == 0 or following.has_title else None


def _titled_at_end(piece: str) -> Mention | None:
    """The person after a body and an office: "Friends of Colmere Director Ana Tarn"."""
    *_, last = (None, *read_mentions(piece))
    return last if last and last.has_title and last.is_person and last.end == len(piece) else None


def _head(core: str, piece: str, mentions: Sequence[Mention]) -> Mention | None:
    """The last of the names in `core`, the noun phrase without what follows its noun in `piece`."""
    last = mentions[-1]
    body = _REST_OF_BODY.match(piece, last.end) if last.is_body else None
    if (is_anyone(last.name) and not body) or (_INDEFINITE.match(core) and " " not in last.name):
        return None
    if not last.is_body:
        between = core[mentions[-2].end : last.start] if len(mentions) > 1 else ""
        return None if _SEVERAL.match(between) and not _OFFICE.fullmatch(between) else last
    first, end = last.start, body.end() if body else last.end
    for before, after in zip(mentions[-2::-1], mentions[:0:-1], strict=True):
        joins = _JOINS_BODIES.fullmatch(core, before.end, after.start)
        if joins and before.is_person and "the" in joins[0]:
            return None  # "Tarn and the Ministry"
        if not joins:
            break
        first = before.start
    return replace(last, start=first, end=end, name=piece[first:end])
