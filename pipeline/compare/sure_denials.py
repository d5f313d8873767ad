"""A denial in one of two sentences that surely tell the same: there the act and its thing alone must be the same.

Where nothing is known of two sentences, a denial is held only against what names the same subject and things. Two that
the alignment surely joins have the same matter already; what is asked here is that the very act that one denies is told
in the other as done, of no other person and on no other day.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.compare.opposition import Opposition, is_of_another, is_of_some
from pipeline.compare.standing import is_told_whole, same_parties, stands
from pipeline.language.acts import (
    COLOURLESS,
    LIGHT,
    has_other_aim,
    have_other_days,
    is_asserted,
    is_one_act,
    is_passive,
    is_predicate,
    is_verb,
)
from pipeline.language.attribution import grammar
from pipeline.language.lemmas import Word
from pipeline.language.polarity import ASSERTED, DENIED, Denial, Polarity
from pipeline.language.polarity_words import PARTIAL

_NEAR = 3
_REACH = 4
"""Words behind a denial among which the denied verb stands, and behind a verb among which its thing does."""
_LIMITING = frozenset("because until unless than".split())
_OPEN = frozenset("if whether unless".split())
SAYING = frozenset("say tell".split())
LIGHT_VERBS = LIGHT | {"go", "come", "feel"}
_NO_THINGS = frozenset("feel like look seem".split())
_IN_PART = PARTIAL - {"out", "time"}
_LIMITS = _IN_PART | _LIMITING | {"to", "going"}
"""Words between a denial and a verb that leave the act open: "decided not to attend", "is not going to get"."""
_NO_ACT = frozenset("be have do".split())
_QUESTIONS = frozenset("whether if when where what who whom which why how much many for anything more so".split())
_NOUN_BEFORE = (grammar.DETERMINERS - {"that"}) | grammar.POSSESSIVES | (grammar.PREPOSITIONS - {"to"})
_LEAST_SHARED, _LEAST_SHARE = 2, 0.2
"""Content words that the two sentences share beside the act, and their share of the shorter's, 0 to 1."""
_ALIKE = 0.5
"""The same share from which a verb that leaves the act to a noun ("make") needs one thing in common beside it."""
_LEAST_SAID, _SHARE_SAID, _MOST_SAID = 3, 0.3, 0.4
"""The same where an act of saying is denied, and the share of what was not said that the other must hold."""


def denied_surely(yes: Polarity, no: Polarity) -> Opposition | None:
    """The first denial of `no` whose act `yes` tells as done; None where there is none. Both surely tell the same."""
    denied_too = {_first(yes, denial) for denial in yes.denials}
    if not denied_too <= {_first(no, denial) for denial in no.denials}:
        return None
    for denial in no.denials:
        head = act_denied(no, denial)
        if head is None or _first(no, denial) in denied_too or is_of_some(no, denial, yes):
            continue
        if not stands(no, denial, head) or not is_told_whole(yes, no, denial):
            continue
        for i, word in enumerate(yes.words):
            if not _is_the_act(word, no.words[head]) or not _is_told(yes, i, no, head):
                continue
            share = _share(yes, i, no, head)
            if share and same_parties(yes, i, no, head) and not is_of_another(yes, i, no, denial, head):
                span = denial.cue.through(no.words[head].span)
                return Opposition(word.span, span, "denial", "b", share)
    return None


def _is_the_act(word: Word, denied: Word) -> bool:
    """Whether both tell one act; of saying, by the same verb or its like: "report" tells more than that it was said."""
    return is_one_act(word, denied) and (denied.lemma not in SAYING or word.lemma == denied.lemma)


def _first(read: Polarity, denial: Denial) -> str:
    """The first word that a denial reaches, as its dictionary form."""
    return read.words[denial.first].lemma if denial.first < len(read.words) else ""


def act_denied(no: Polarity, denial: Denial) -> int | None:
    """The number of the verb, or the adjective behind a form of "be", that a denial stands before."""
    for i in range(denial.first, min(denial.end, denial.first + _REACH)):
        word = no.words[i]
        if word.text in _LIMITS:
            return None
        if word.lemma not in _NO_ACT and (is_verb(no, i) or is_predicate(no, i)):
            return i if _is_plain(no, denial, i) else None
        if word.is_content and not grammar.is_adverb(word.text):
            return None
    return None


def _is_plain(no: Polarity, denial: Denial, head: int) -> bool:
    """Whether the act is denied without condition or limit; "did not say when" denies no saying."""
    word = no.words[head]
    before = {other.text for other in no.words[:head]}
    behind = [other.text for other in no.words[head + 1 : denial.end + 1]]
    if word.has_capital or not before.isdisjoint(_OPEN):
        return False
    if word.lemma in SAYING:
        return _QUESTIONS.isdisjoint(behind[:_NEAR])
    near = behind[:_REACH]
    return no.signs[head] == DENIED and _LIMITING.isdisjoint(behind) and (_OPEN | _IN_PART).isdisjoint(near)


def _is_told(yes: Polarity, i: int, no: Polarity, head: int) -> bool:
    """Whether the word at `i` tells the act as done, in the tense of the denial, with no other aim and day."""
    told = _is_form_of_verb(yes, i) if is_verb(no, head) else is_predicate(yes, i)
    return (
        told
        and yes.signs[i] == ASSERTED
        and is_passive(yes, i) == is_passive(no, head)
        and is_asserted(yes, i)
        and not yes.words[i].has_capital
        and yes.tenses[i] == no.tenses[head]
        and not has_other_aim(yes, i, no, head)
        and (no.words[head].lemma in SAYING or not have_other_days(yes, i, no, head))
    )


def _is_form_of_verb(yes: Polarity, i: int) -> bool:
    """Whether a word tells an act: a verb in any form, or the noun of one that is somebody's ("her announcement")."""
    word, before = yes.words[i], yes.words[max(0, i - 2) : i]
    if before and before[-1].text in _NOUN_BEFORE:
        return before[-1].text in grammar.POSSESSIVES and word.lemma != word.text and not word.text.endswith("s")
    if is_verb(yes, i) or (word.lemma != word.text and word.text.endswith("ed")):
        return True
    if word.text.endswith("ing"):  # "was attending", not "friends attending"
        return bool(before) and before[-1].lemma == "be"
    return any(other.owns for other in before) and word.lemma != word.text and word.text != word.lemma + "s"


def _share(yes: Polarity, i: int, no: Polarity, head: int) -> float:
    """The share of the shorter sentence's content words that both hold, beside the act; 0 where it is too small.

    It may be small where the thing that is done stands beside the verb in both.
    """
    own, others = content_of(yes.words, yes, i), content_of(no.words, no, head)
    common = len(own & others)
    share = common / max(1, min(len(own), len(others)))
    lemma = no.words[head].lemma
    if lemma in SAYING:
        said = _said(no, head)
        has_words = bool(said) or no.words[min(head + 1, len(no.words) - 1)].text != "that"
        enough = common >= _LEAST_SAID and share >= _SHARE_SAID and has_words
        return share if enough and len(own & said) >= _MOST_SAID * len(said) else 0.0
    things = len(things_of(yes, i) & things_of(no, head))
    if things >= (_LEAST_SHARED if lemma in LIGHT_VERBS and share < _ALIKE else 1):
        return max(share, _LEAST_SHARE)
    return share if common >= _LEAST_SHARED and share >= _LEAST_SHARE and lemma not in LIGHT_VERBS else 0.0


def _said(no: Polarity, head: int) -> frozenset[str]:
    """The content words of what was not said, in its clause; none where it stands before the verb ("..." she said)."""
    own = no.clauses[head]
    behind = no.words[head + 1 :]
    before = [word for word, clause in zip(no.words, no.clauses, strict=True) if clause < own]
    if len(content_of(before, no, head)) >= _LEAST_SAID and not (behind and behind[0].text == "that"):
        return frozenset()
    said = [word for word, clause in zip(behind, no.clauses[head + 1 :], strict=True) if clause == own]
    return content_of(said, no, head)


def things_of(read: Polarity, act: int) -> frozenset[str]:
    """The content words right behind an act in its clause."""
    end = act + 1 + _REACH
    behind = [word for word, clause in zip(read.words[:end], read.clauses, strict=False) if clause == read.clauses[act]]
    return content_of([word for word in behind if word.start > read.words[act].start], read, act) - _NO_THINGS


def content_of(words: Sequence[Word], read: Polarity, act: int) -> frozenset[str]:
    """The dictionary forms of the content words among `words`, but for the act's own and those that tell nothing."""
    lemma = read.words[act].lemma
    return frozenset(w.lemma for w in words if w.is_content and w.lemma != lemma and w.lemma not in COLOURLESS)
