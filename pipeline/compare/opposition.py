"""Acts that one sentence denies and another asserts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.compare.standing import is_told_whole, same_parties, stands
from pipeline.language.acts import (
    ACT,
    COLOURLESS,
    DAYS,
    GENERIC,
    LIGHT,
    ONE_ACT,
    called,
    has_other_aim,
    have_other_days,
    is_asserted,
    is_done,
    is_number,
    is_one_act,
    is_passive,
    is_verb,
)
from pipeline.language.attribution import grammar
from pipeline.language.attribution.name_words import TITLES
from pipeline.language.lemmas import Word
from pipeline.language.polarity import DENIED, Denial, Polarity
from pipeline.language.polarity_words import EVER, PARTIAL, TURNING
from pipeline.records import Span

_NOUNS_OF_ACTS = frozenset({"report", "claim", "charge"})
_RESTRICTING = frozenset("who which why how what where whose if when".split())
_LIMITING = frozenset("because until unless than".split())
_OF_SOME = grammar.QUANTIFIERS | PARTIAL
YEAR = re.compile(r"(?:19|20)\d\d")
_NO_ACT_BEHIND = grammar.DETERMINERS | grammar.PREPOSITIONS
_LEAST_COVER, _LEAST_COVER_EVER = 0.5, 0.3
"""Share, 0 to 1, of what a denial names that a claim must name; the lower one of a general denial ("any", "never")."""
_NEAR = 4
"""Words before a verb among which the name of who does it stands."""
_CLOSE = 2
"""Words that a denial and a claim without a link must share in one clause."""


@dataclass(frozen=True, slots=True)
class Opposition:
    """What two sentences oppose each other in: words of the first and of the second.

    `why` is denial, "yet to", outcome or opposites; `denies` is the side that denies, "" where none does; `cover` is
    the share, 0 to 1, of what the one names that the other names, too; `is_close` says that all of it, with a name,
    stands in one clause.
    """

    a: Span
    b: Span
    why: str
    denies: str
    cover: float
    is_close: bool = False

    def turned(self) -> Opposition:
        """The same with the two sentences exchanged."""
        return replace(self, a=self.b, b=self.a, denies={"a": "b", "b": "a"}.get(self.denies, ""))


def denied(yes: Polarity, no: Polarity) -> Opposition | None:
    """The first denial of `no` whose act `yes` asserts; None where there is none."""
    if yes.denials:
        return None
    both = {word.lemma for word in no.words}
    turning = [yes.clauses[i] for i, word in enumerate(yes.words) if word.lemma in TURNING and word.lemma not in both]
    turned = min(turning, default=len(yes.words))
    for denial in no.denials:
        head = _head(no, denial)
        if head is None or not stands(no, denial, head) or not is_told_whole(yes, no, denial):
            continue
        for i, word in enumerate(yes.words):
            if yes.tenses[i] != no.tenses[head] or not is_one_act(word, no.words[head]) or word.has_capital:
                continue
            if (
                has_other_aim(yes, i, no, head)
                or yes.clauses[i] >= turned
                or not is_asserted(yes, i)
                or not is_done(yes, i)
                or not same_parties(yes, i, no, head)
            ):
                continue
            found = _of_the_same(yes, i, no, denial, head)
            if found and not is_of_another(yes, i, no, denial, head):
                return found
    return None


def acts_denied(read: Polarity) -> frozenset[str]:
    """The dictionary forms of the acts that a sentence denies and another may assert; none where it denies none."""
    heads = {read.words[head].lemma for denial in read.denials if (head := _head(read, denial)) is not None}
    return frozenset(heads.union(*(ONE_ACT[head] for head in heads if head in ONE_ACT)))


def _head(no: Polarity, denial: Denial) -> int | None:
    """The act that a denial denies: the verb that it stands before, or the noun of a verb ("no payment")."""
    reach = range(denial.first, denial.end)
    if denial.is_open or not reach or _is_restricted(no, denial):
        return None
    light = no.words[denial.first - 1].text == "no"
    for i in reach:
        word = no.words[i]
        is_plain = word.lemma in COLOURLESS and (denial.is_verb or word.lemma not in _NOUNS_OF_ACTS)
        if no.signs[i] != DENIED or not word.is_content or is_plain:
            light |= word.lemma in LIGHT
            continue
        if word.has_capital:
            return None
        noun = light and (word.lemma in ACT or (word.lemma != word.text and word.text != word.lemma + "s"))
        return i if noun or (word.lemma not in COLOURLESS and is_verb(no, i)) else None
    return None


def _is_restricted(no: Polarity, denial: Denial) -> bool:
    """Whether a denial holds of a part, a degree or a condition only, or names those of whom it is true."""
    own = [word.text for i, word in enumerate(no.words) if no.clauses[i] == no.clauses[denial.first - 1]]
    before = [word.text for word in no.words if word.span.end <= denial.cue.start]
    return (
        any(word.text == "if" for word in no.words)
        or (denial.end < len(no.words) and no.words[denial.end].text in _LIMITING)
        or any(is_number(text) and before[i - 1] != "the" for i, text in enumerate(before))
        or not _RESTRICTING.isdisjoint(own[:1])
        or not PARTIAL.isdisjoint(own)
        or _is_relative(before)
        or (no.words[denial.first - 1].text in ("not", "never") and no.words[denial.first].text in _NO_ACT_BEHIND)
    )


def _is_relative(before: list[str]) -> bool:
    """Whether the last "that" before a denial stands for a noun: "statements that were not"."""
    auxiliaries = before[len(before) - before[::-1].index("that") :] if "that" in before else []
    return bool(auxiliaries) and all(text in grammar.AUXILIARIES for text in auxiliaries)


def _of_the_same(yes: Polarity, at: int, no: Polarity, denial: Denial, head: int) -> Opposition | None:
    """The opposition of the act at `at` to the denied one at `head`, where subject and things are the same."""
    subject = subject_of(no, denial)
    reach = [no.words[i] for i in range(denial.first, denial.end) if i != head]
    named = [*subject, *(word for word in reach if word.is_content and word.lemma not in COLOURLESS)]
    there = [word for i, word in enumerate(yes.words) if i != at]
    common = {word.lemma for word in named if any(_one_thing(word, other) for other in there)}
    if not common or not _has_subject(yes, at, subject, no, head) or have_other_days(yes, at, no, head):
        return None
    cover = (len(common) + 1) / (len({word.lemma for word in named}) + 1)
    general = any(word.text in EVER for word in (*reach, no.words[denial.first - 1]))
    why = "yet to" if any(word.text == "yet" and word.span.overlaps(denial.cue) for word in no.words) else "denial"
    things = {word.lemma for word in named} - {word.lemma for word in subject}
    other_thing = bool(things) and not things & common and why != "yet to" and not is_passive(no, head)
    if cover < (_LEAST_COVER_EVER if general else _LEAST_COVER) or (other_thing and not general):
        return None
    span = denial.cue.through(no.words[head].span)
    is_close = _is_close(yes, at, no, subject, common, general)
    return Opposition(yes.words[at].span, span, why, "b", cover, is_close)


def is_of_some(no: Polarity, denial: Denial, yes: Polarity) -> bool:
    """Whether a denial holds of some only ("several were not paid"), or of a number that `yes` does not name, too."""
    own, known = no.clauses[denial.first - 1], {word.text for word in yes.words}
    before = [word.text for word, clause in zip(no.words[: denial.first], no.clauses, strict=False) if clause == own]
    return any(
        text in _OF_SOME or (is_number(text) and text not in known and not YEAR.fullmatch(text)) for text in before
    )


def is_of_another(yes: Polarity, at: int, no: Polarity, denial: Denial, head: int) -> bool:
    """Whether the act at `at` and the denied one at `head` are of people or bodies of other names."""
    own = no.clauses[denial.first - 1]
    clause = [word.text for word, number in zip(no.words[: denial.first], no.clauses, strict=False) if number == own]
    near = yes.words[max(0, at - _NEAR) : at]
    is_he = not grammar.PERSONAL.isdisjoint((*clause, *(word.text for word in near)))
    if is_he or is_passive(yes, at) != is_passive(no, head):
        return False
    names, others = _names(subject_of(no, denial)), _names(near)
    return bool(names and others) and names.isdisjoint(others)


def _names(words: Sequence[Word]) -> set[str]:
    """The words with a capital, but for a plural or a verb that opens the sentence ("Residents rang ...")."""
    found = [word for word in words if word.has_capital and word.is_content]
    return {called(word) for word in found if word.start or word.lemma == word.text} - TITLES - DAYS


def _is_close(yes: Polarity, at: int, no: Polarity, subject: list[Word], common: set[str], general: bool) -> bool:
    """Whether one clause of `yes` names the subject of the denial and, unless the denial is general, its things.

    A subject that is a mere noun ("the company") may be named otherwise, where both sentences share two names.
    """
    clause = {word.lemma for i, word in enumerate(yes.words) if yes.clauses[i] == yes.clauses[at] and i != at}
    names = [{word.lemma for word in read.words if word.has_capital} for read in (yes, no)]
    named = {word.lemma for word in subject if word.has_capital} & common
    things = common - {word.lemma for word in subject}
    if not common <= clause:
        return False
    if named:
        return len(common) >= _CLOSE and (general or bool(things))
    generic = bool(subject) and all(word.lemma in GENERIC for word in subject)
    return generic and general and bool(things) and len(names[0] & names[1]) >= _CLOSE


def _one_thing(a: Word, b: Word) -> bool:
    """Whether two words may mean one thing: "Gas" in a name is not "gas", but "the Ministry" is "the ministry"."""
    return is_one_act(a, b) and (a.has_capital == b.has_capital or a.lemma in GENERIC)


def _has_subject(yes: Polarity, at: int, subject: list[Word], no: Polarity, head: int) -> bool:
    """Whether one of `subject`, or a pronoun, does the act at `at`, or suffers it where the denial is passive, too."""
    if all(word.lemma in GENERIC for word in subject) or (at and yes.words[at - 1].text in grammar.PERSONAL):
        return True
    side = [word for i, word in enumerate(yes.words) if not word.owns and (i < at or i > at)]
    if is_verb(no, head) and is_verb(yes, at):  # "received no report": who receives is not who reports
        before = is_passive(no, head) == is_passive(yes, at)
        side = [word for i, word in enumerate(yes.words) if not word.owns and (i < at if before else i > at)]
    return any(_one_thing(word, other) for word in subject for other in side)


def subject_of(no: Polarity, denial: Denial) -> list[Word]:
    """The words before a denial in its clause that tell whose act it is; for "he" the names before it."""
    cue = next(i for i, word in enumerate(no.words) if word.span.overlaps(denial.cue))
    clause = [word for i, word in enumerate(no.words) if no.clauses[i] == no.clauses[cue] and i < cue]
    if not any(word.is_content or word.text in grammar.PERSONAL for word in clause):  # "The firm, Norvane, had not"
        clause = list(no.words[:cue])
    if pronouns := {word.text for word in clause if word.text in grammar.PERSONAL}:
        own = not pronouns.isdisjoint(("i", "we", "you"))
        clause = [] if own else [word for word in no.words[:cue] if word.has_capital and word.text not in DAYS]
    return [word for word in clause if word.is_content and word.lemma not in COLOURLESS]
