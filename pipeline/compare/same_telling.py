"""A denial in one of two sentences that tell one thing: rules for pairs that the alignment is all but certain of.

Of such a pair it is known what is told. The act that one denies may then be told in the other voice ("was released" of
"released it"), in another form ("is calling for" of "called for"), or, of saying, with fewer words in common. What the
other sentence denies, doubts or turns round itself is held against nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.compare.opposition import Opposition, is_of_another, is_of_some, subject_of
from pipeline.compare.standing import is_told_whole, same_parties, stands
from pipeline.compare.sure_denials import LIGHT_VERBS, SAYING, act_denied, content_of, things_of
from pipeline.language.acts import (
    LIGHT,
    called,
    has_other_aim,
    have_other_days,
    is_conditional,
    is_one_act,
    is_passive,
    is_predicate,
    is_verb,
)
from pipeline.language.attribution import grammar
from pipeline.language.polarity import ASSERTED, Denial, Polarity
from pipeline.language.polarity_words import TURNING

_NEAR = 4
"""Words behind an act within which a word may turn it round."""
_ASKING = frozenset("whether if how why what".split())
_MANNER = frozenset("time well enough".split())
_NO_VERB_BEFORE = grammar.DETERMINERS | grammar.POSSESSIVES | (grammar.PREPOSITIONS - {"to"})
_BEFORE_PARTICIPLE = grammar.BE | {"but", "and"}
_BEHIND_VERB = grammar.DETERMINERS | grammar.POSSESSIVES | grammar.PREPOSITIONS | {"that"}
_LEAST_SHARE = 0.1
"""Share of the shorter sentence's content words that both hold beside the act, 0 to 1."""
_LEAST_SAID = 0.2
"""Share of what was not said that the other sentence must hold, 0 to 1."""


def denied_of_one(yes: Polarity, no: Polarity) -> Opposition | None:
    """The first denial of `no` whose act `yes` tells; None where there is none. Both tell one thing."""
    if yes.denials:
        return None
    for denial in no.denials:
        head = act_denied(no, denial)
        if head is None or is_of_some(no, denial, yes) or _asks(no, head) or _is_limited(no, head):
            continue
        if not stands(no, denial, head) or not is_told_whole(yes, no, denial):
            continue
        for i in _tellings(yes, no, head):
            is_held = not _is_turned(yes, i, no) and same_parties(yes, i, no, head)
            share = _share(yes, i, no, denial, head) if is_held else 0.0
            if share:
                return Opposition(yes.words[i].span, denial.cue.through(no.words[head].span), "denial", "b", share)
    return None


def _asks(no: Polarity, head: int) -> bool:
    """Whether a question is what was not done: "did not explain in her letter how"."""
    next_clause = [word.text for k, word in enumerate(no.words) if no.clauses[k] == no.clauses[head] + 1]
    return not _ASKING.isdisjoint((*next_clause[:1], no.words[min(head + 1, len(no.words) - 1)].text))


def _is_limited(no: Polarity, head: int) -> bool:
    """Whether the act leaves all to a noun ("made good on"), or the manner alone is denied ("not moved in time")."""
    return no.words[head].lemma in LIGHT_VERBS or any(word.text in _MANNER for word in no.words[head + 1 : head + 3])


def _is_turned(yes: Polarity, i: int, no: Polarity) -> bool:
    """Whether `yes` has a word before the act, or close behind it, that turns it round and that `no` has not."""
    known = {word.lemma for word in no.words}
    return any(word.lemma in TURNING and word.lemma not in known for word in yes.words[: i + 1 + _NEAR])


def _tellings(yes: Polarity, no: Polarity, head: int) -> Iterator[int]:
    """The words of `yes` that tell the denied act as done, in whichever form of the verb."""
    act = no.words[head]
    there = {word.text for i, word in enumerate(no.words) if i != head and act.lemma not in SAYING}
    for i, word in enumerate(yes.words):
        if not is_one_act(word, act) or word.has_capital or word.text in there or yes.signs[i] != ASSERTED:
            continue
        is_told = is_verb(yes, i) or is_predicate(yes, i) or _is_participle(yes, i) or _is_thing_done(yes, i)
        is_open = (i > 0 and yes.words[i - 1].text == "to") or is_conditional(yes, i)
        if is_told and not is_open and yes.tenses[i] == no.tenses[head] and not has_other_aim(yes, i, no, head):
            yield i


def _is_participle(yes: Polarity, i: int) -> bool:
    """Whether a form in "ing" tells what somebody does: "calling for", not "the funding deadline"."""
    before, after = yes.words[max(0, i - 1) : i], yes.words[i + 1 : i + 2]
    if not yes.words[i].text.endswith("ing") or any(w.owns or w.text in _NO_VERB_BEFORE for w in before):
        return False
    return any(w.text in _BEFORE_PARTICIPLE for w in before) or any(
        word.has_capital or word.text in _BEHIND_VERB for word in after
    )


def _is_thing_done(yes: Polarity, i: int) -> bool:
    """Whether a noun of an act stands behind a verb that leaves the act to it: "received subpoenas"."""
    return i > 0 and yes.words[i - 1].lemma in LIGHT and yes.words[i - 1].text not in grammar.AUXILIARIES


def _share(yes: Polarity, i: int, no: Polarity, denial: Denial, head: int) -> float:
    """The share of the shorter sentence's content words that both hold beside the act; 0 where it is too small."""
    own, others = content_of(yes.words, yes, i), content_of(no.words, no, head)
    share = len(own & others) / max(1, min(len(own), len(others)))
    if no.words[head].lemma in SAYING:
        said, told = _said(no, head), {called(word) for word in yes.words} | own
        enough = len(said & told) >= max(1, _LEAST_SAID * min(len(said), len(own)))
        return max(share, _LEAST_SHARE) if enough and not _says_another(yes, i, no, denial) else 0.0
    if have_other_days(yes, i, no, head) or share < _LEAST_SHARE:
        return 0.0
    if is_passive(yes, i) != is_passive(no, head):
        return share if _suffers(yes, i, no, denial, head) else 0.0
    things, others = things_of(yes, i), things_of(no, head)
    is_other_thing = bool(things and others) and things.isdisjoint(others)
    return 0.0 if is_other_thing or is_of_another(yes, i, no, denial, head) else share


def _says_another(yes: Polarity, i: int, no: Polarity, denial: Denial) -> bool:
    """Whether "he" did not say what some that are no "he" and have no name said ("engineers said")."""
    before = no.words[max(0, denial.first - 3) : denial.first]
    speaker = yes.words[i - 1] if i else yes.words[i]
    is_mere_noun = speaker.is_content and not speaker.has_capital
    return is_mere_noun and any(word.text in grammar.PERSONAL for word in before)


def _said(no: Polarity, head: int) -> frozenset[str]:
    """The content words of what was not said: behind the verb; where a preposition follows it, wherever else."""
    behind = [k for k in range(head + 1, len(no.words)) if no.clauses[k] == no.clauses[head]]
    if behind and no.words[behind[0]].text not in grammar.PREPOSITIONS:
        return content_of([no.words[k] for k in behind], no, head)
    return content_of([word for k, word in enumerate(no.words) if no.clauses[k] != no.clauses[head]], no, head)


def _suffers(yes: Polarity, i: int, no: Polarity, denial: Denial, head: int) -> bool:
    """Whether what one sentence has before the act stands behind it in the other, with no other name in its place."""
    before, behind = yes.words[max(0, i - _NEAR) : i], no.words[head + 1 : head + 1 + _NEAR]
    names = [{word.lemma for word in words if word.has_capital} for words in (before, behind)]
    if names[0] and names[1] and names[0].isdisjoint(names[1]):
        return False
    subject = frozenset(word.lemma for word in subject_of(no, denial))
    if subject & content_of(yes.words[i + 1 :], yes, i):
        return True
    done_to = content_of(no.words[head + 1 :], no, head) & content_of(yes.words[:i], yes, i)
    return bool(done_to) and is_passive(yes, i)
