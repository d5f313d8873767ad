"""The claim that stands for its group: the clearest member's own sentence, never a rewrite.

Clear is a sentence that holds what the group has in common, can be read alone, and says little beside it. The rules for
pronouns are for English; the word lists are this project's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

_READABLE_WORDS = range(8, 36)
_HOLDS_CORE, _HOLDS_MUCH = 0.85, 0.6
"""Shares of the best member's likeness to the others from which a member holds the group's core, or much of it."""
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_QUOTES = "\"“”'‘’«» "
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PERSON = _set("he she him his her hers himself herself")
_OTHER = _set("they them their theirs it its this that these those")
_SUBJECTS = _set("he she they it")
_SPEAKER = _set("i we me us my our mine ours")
_DETERMINERS = _set("the a an one another some many several most two three four five no every each both")
_LINKS = _set("and but or so yet still also however meanwhile instead moreover then though nor plus")
_CLAUSES = _set("when while as if until after before since once although though because asked")
_PREPOSITIONS = _CLAUSES | _set(
    "in on at during for with by from under despite among amid to of about against without within following over"
)
_TIMES = _set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas easter"
)
_PERIODS = _set("week month year morning afternoon evening day weekend time spring summer autumn winter")
_CROWDS = _set("police officials authorities prosecutors investigators critics supporters lawmakers reporters")
"""Openings of a sentence that "he" or "she" does not mean."""


def lead(words: Sequence[str], group: Sequence[int], likeness: np.ndarray) -> int:
    """The member of `group` that stands for it: the clearest, of these one of the core, then the shortest.

    `words` are the event's claims; `likeness` is each one's sum of scores with the others of its group. A member holds
    the core when its likeness is nearly that of the best: the shortest of all would as a rule be the tabloid's, with
    its loaded words and its trimmed quotation. Clear is of readable length, without a pronoun that nothing in it
    explains, and with its quotation marks closed; a clear member leads only where it holds much of the core.
    """
    best = max(float(likeness[claim]) for claim in group)
    share = {claim: float(likeness[claim]) / best if best > 0 else 1.0 for claim in group}
    return min(
        (claim for claim in group if share[claim] >= _HOLDS_MUCH),
        key=lambda claim: (_faults(words[claim]), share[claim] < _HOLDS_CORE, len(words[claim]), claim),
    )


def _faults(sentence: str) -> int:
    unreadable = len(sentence.split()) not in _READABLE_WORDS
    torn = sentence.count("“") != sentence.count("”") or sentence.count('"') % 2 == 1
    return unreadable + torn + dangles(sentence)


def dangles(sentence: str) -> bool:
    """Whether an English `sentence` has a pronoun that only the sentences around it explain.

    "He" and "she" need a name or a "the minister" before them, outside what is quoted and an opening "In March, ...";
    "they", "it" and "this" must not begin the sentence; "we" and "I" need a name anywhere, as a rule the speaker's.
    """
    found = _WORD.findall(_main_part(_QUOTED.sub(" ", sentence))) or _WORD.findall(_main_part(sentence))
    lowered = [_bare(word) for word in found]
    if not found:
        return True
    if lowered[0] in _PERSON | _OTHER and not (lowered[0] in _OTHER and set(lowered[1:2]) & _PERIODS):
        return True
    person = next((place for place, word in enumerate(lowered) if word in _PERSON), None)
    if person is not None and not _names_somebody(found[:person], lowered[:person]):
        return True
    own_words = _WORD.findall(sentence)
    return not _SPEAKER.isdisjoint(map(_bare, own_words)) and not _names(own_words[1:])


def _main_part(sentence: str) -> str:
    """`sentence` from where a pronoun is no longer explained by what follows: after "But", after "In her speech, "."""
    rest = sentence.lstrip(_QUOTES + ",")
    while (first := _WORD.match(rest)) and _bare(first[0]) in _LINKS:
        rest = rest[first.end() :].lstrip(" ,")
    if not first or _bare(first[0]) not in _PREPOSITIONS:
        return rest
    opening, comma, after = rest.partition(", ")
    subject = next((word for word in _WORD.finditer(opening) if _bare(word[0]) in _SUBJECTS), None)
    if comma and (subject is None or _bare(first[0]) in _CLAUSES):
        return after.lstrip(_QUOTES)
    return rest[subject.start() :] if subject else rest


def _names_somebody(found: Sequence[str], lowered: Sequence[str]) -> bool:
    """Whether words before "he" or "she" may be whom it means."""
    if _names(found[1:]) or any(word in _DETERMINERS for word in lowered[:-1]):
        return True
    return bool(found) and found[0][0].isupper() and lowered[0] not in _CROWDS | _TIMES | _PREPOSITIONS | _SPEAKER


def _names(words: Sequence[str]) -> bool:
    return any(word[0].isupper() and _bare(word) not in _TIMES | _SPEAKER for word in words)


def _bare(word: str) -> str:
    """A word in lower case without what is contracted to it: he's, we'll."""
    return re.split(r"[’']", word.lower(), maxsplit=1)[0]
