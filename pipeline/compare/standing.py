"""Whether a sentence stands by what it denies, and whether two sentences speak of the same parties to an act.

A sentence may report a denial and say in the same breath that it was untrue, was taken back, or held up to a day only;
and one verb may be told of two people, or of what two people did it to.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.language.acts import COLOURLESS, DAYS, GENERIC, called, is_one_act, is_passive, is_predicate, is_verb
from pipeline.language.attribution import grammar
from pipeline.language.lemmas import Word
from pipeline.language.polarity import ASSERTED, Denial, Polarity
from pipeline.language.polarity_words import EVER

_AT_FIRST = frozenset("initially originally first previously formerly earlier once".split())
"""Words close before a denial by which it was given up later."""
_TAKEN_BACK = frozenset("admit acknowledge concede confess recant retract backtrack".split())
_UNTRUE = frozenset("mislead lie perjure falsely wrongly untruthfully inaccurately dishonest dishonestly".split())
_UP_TO = frozenset("until unless since".split())
"""Words behind a denial that bound the time, or name the condition, for which it holds."""
_CLOSE, _NEAR = 2, 4
_LEAST_TOLD = 0.7
"""Share of the words of a denial's clause that a sentence must hold to tell what is denied, 0 to 1."""
_SAYING = frozenset("say tell".split())
_UNNAMED = grammar.PERSONAL | frozenset("who which that whom this these those one some others nobody".split())
_TIMES = grammar.TIMES | DAYS
_HE = frozenset("he she him her".split())


def stands(no: Polarity, denial: Denial, head: int) -> bool:
    """Whether a sentence stands by its denial of the act at `head`: nothing in it says otherwise, or up to when."""
    before = [word for word in no.words if word.span.end <= denial.cue.start]
    behind = no.words[denial.first :]
    return (
        _AT_FIRST.isdisjoint(word.text for word in before[-_CLOSE:])
        and _TAKEN_BACK.isdisjoint(word.lemma for word in behind)
        and _UP_TO.isdisjoint(word.text for word in behind)
        and not any(word.lemma in _UNTRUE and not word.span.overlaps(denial.cue) for word in no.words)
        and not _is_told_too(no, denial, head)
    )


def _is_told_too(no: Polarity, denial: Denial, head: int) -> bool:
    """Whether the sentence itself tells the act as done elsewhere: "denied meeting him, whom he had met in May"."""
    act = no.words[head]
    if act.lemma in COLOURLESS:
        return False
    return any(
        is_one_act(word, act) and no.signs[k] == ASSERTED and (is_verb(no, k) or is_predicate(no, k))
        for k, word in enumerate(no.words)
        if k != head and not denial.first <= k < denial.end and not word.span.overlaps(denial.cue)
    )


def is_told_whole(yes: Polarity, no: Polarity, denial: Denial) -> bool:
    """Whether `yes` holds most of what the clause of a denial names: a few words in common are of another matter.

    One case speaks against a denial of any ("no payment"), and what was not said has rules of its own.
    """
    reach = no.words[max(0, denial.first - 1) : denial.end]
    if any(word.lemma in _SAYING for word in reach[1:3]) or any(word.text in EVER - {"never"} for word in reach):
        return True
    own = no.clauses[max(0, denial.first - 1)]
    named = [
        word
        for k, word in enumerate(no.words)
        if (no.clauses[k] == own or denial.first <= k < denial.end)
        and not word.span.overlaps(denial.cue)
        and _named([word])
    ]
    told = [
        word for word in named if any(is_one_act(word, other) or called(word) == called(other) for other in yes.words)
    ]
    return len(told) >= _LEAST_TOLD * len(named)


def same_parties(yes: Polarity, i: int, no: Polarity, head: int) -> bool:
    """Whether nothing shows that the act at `i` and the denied one at `head` are of other doers, or done to others.

    A side is compared where both sentences name it by words; a pronoun may be anybody, "he" no plural.
    """
    if not (is_verb(yes, i) and is_verb(no, head)):
        return True  # of a noun the words around do not tell whose act it is
    if is_passive(yes, i) != is_passive(no, head):
        passive = _before(yes, i) if is_passive(yes, i) else _before(no, head)
        return not any(word.text in grammar.PERSONAL for word in passive)  # "they were sent"
    doers, done_to = (_before(yes, i), _before(no, head)), (_behind(yes, i), _behind(no, head))
    is_turned = _share_a_name(doers[1], done_to[0]) or _share_a_name(doers[0], done_to[1])  # "passed", "did not pass"
    if _are_other(*doers) and not is_turned:
        return False
    is_told = yes.words[i].lemma in _SAYING or is_turned
    is_elsewhere = _share_a_name(done_to[0], no.words[head:]) or _share_a_name(done_to[1], yes.words[i:])
    is_other_role = _preposition(done_to[0]) != _preposition(done_to[1])  # "apologized to the farmers", "for the words"
    return is_told or is_elsewhere or is_other_role or _is_general(no, head) or not _are_other(*done_to)


def _is_general(no: Polarity, head: int) -> bool:
    return any(word.text in EVER for word in no.words[max(0, head - _NEAR) : head + 1 + _NEAR])


def _preposition(words: Sequence[Word]) -> str:
    """The preposition that opens what follows an act; "" for "with", too: "met with her" is "met her"."""
    first = words[0].text if words else ""
    return first if first in grammar.PREPOSITIONS and first != "with" else ""


def _share_a_name(one: Sequence[Word], other: Sequence[Word]) -> bool:
    return not _named(one).isdisjoint(_named(other))


def _before(read: Polarity, at: int) -> Sequence[Word]:
    """The words of the clause before an act, those that tell who it is of."""
    return [word for k, word in enumerate(read.words[:at]) if read.clauses[k] == read.clauses[at]]


def _behind(read: Polarity, at: int) -> Sequence[Word]:
    """The words that follow an act up to the next preposition, past one that follows at once ("met with")."""
    found: list[Word] = []
    for k in range(at + 1, min(at + 1 + _NEAR, len(read.words))):
        word = read.words[k]
        if read.clauses[k] != read.clauses[at] or (word.text in grammar.PREPOSITIONS and k > at + 1):
            break
        found.append(word)
    return found


def _are_other(one: Sequence[Word], other: Sequence[Word]) -> bool:
    """Whether two runs of words name parties of which none can be one: no word in common, and no pronoun."""
    if _are_many_and_one(one, other) or _are_many_and_one(other, one):
        return True
    if any(word.text in _UNNAMED for word in (*one, *other)):
        return False
    named, others = _named(one), _named(other)
    return bool(named and others) and named.isdisjoint(others) and not (named | others) & GENERIC


def _are_many_and_one(one: Sequence[Word], other: Sequence[Word]) -> bool:
    """Whether "he" stands against people in the plural, of no name: "critics criticized", "he declined to"."""
    if _HE.isdisjoint(word.text for word in one) or not other:
        return False
    nouns = [word for word in other if _named([word])]
    return bool(nouns) and all(word.lemma != word.text and word.text.endswith("s") for word in nouns)


def _named(words: Sequence[Word]) -> set[str]:
    found = {called(word) for word in words if word.is_content and not grammar.is_adverb(word.text)}
    return found - COLOURLESS - _TIMES
