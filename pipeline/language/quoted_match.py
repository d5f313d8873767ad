"""How one quotation stands to a longer one: which of its words are the longer one's, which differ, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from pipeline.language.quoted_words import CUT, INSERTED, Word

_FEWEST_SPLICED, _LONGEST_SPLICED = 3, 25
_LONGEST_INSERTION = 10
_LONGEST_CHANGE = 3
"""How many words more the longer one may have where both differ; with more, it is something left out."""
_LONGEST_EDGE = 2
"""Words at the end of a quotation that may differ from the longer one's; more are another statement."""
_MEANT = frozenset("not no never nobody nothing none always all every only must can will would i he we they".split())
_FILLERS = frozenset("uh um er ah oh well know you mean like so now and that just the a an very really".split())


@dataclass(frozen=True)
class Match:
    """A quotation against a longer one.

    `covered` are the positions of the longer one's words that it gives; `changed` pairs of word ranges, of the longer
    and of the shorter, that differ without a mark of editing; `spliced` word ranges of the longer that are left out
    between two given stretches without such a mark. `share` is the share of the shorter one's words that agree, 0 to 1.
    """

    covered: frozenset[int]
    changed: tuple[tuple[range, range], ...]
    spliced: tuple[range, ...]
    share: float


def match_words(longer: list[Word], shorter: list[Word]) -> Match:
    """Compare two quotations word by word by the longest common stretches (Ratcliff and Metzener 1988)."""
    forms_l, forms_s = [word.form for word in longer], [word.form for word in shorter]
    codes = SequenceMatcher(None, forms_l, forms_s, autojunk=False).get_opcodes()
    covered: set[int] = set()
    changed: list[tuple[range, range]] = []
    spliced: list[range] = []
    agreeing = 0
    for number, (tag, l0, l1, s0, s1) in enumerate(codes):
        inner = 0 < number < len(codes) - 1
        own = [form for form in forms_s[s0:s1] if form not in (CUT, INSERTED)]
        others = [form for form in forms_l[l0:l1] if form not in (CUT, INSERTED)]
        if tag == "equal" or "".join(own) == "".join(others):
            covered.update(range(l0, l1))
            agreeing += len(own)
        elif not own and INSERTED in forms_s[s0:s1] and len(others) <= _LONGEST_INSERTION:
            covered.update(range(l0, l1))
        elif _is_open(forms_l[l0:l1], forms_s[s0:s1]) or not (inner or _is_short_end(number, own, others)):
            continue
        elif not own and _joins(codes, number):
            spliced.append(range(l0, l1))
        elif len(others) <= len(own) + _LONGEST_CHANGE:
            changed.append((range(l0, l1), range(s0, s1)))
    n_words = sum(form not in (CUT, INSERTED) for form in forms_s)
    return Match(frozenset(covered), tuple(changed), tuple(spliced), agreeing / max(1, n_words))


def _is_short_end(number: int, own: list[str], others: list[str]) -> bool:
    """Whether only the last words of the shorter one differ; its first words may be fitted to the sentence around."""
    return number > 0 and 0 < len(own) <= min(len(others), _LONGEST_EDGE)


def _is_open(forms_l: list[str], forms_s: list[str]) -> bool:
    """Whether a mark of editing stands where the two differ."""
    return any(form in (CUT, INSERTED) for form in (*forms_l, *forms_s))


def _joins(codes: Sequence[tuple[str, int, int, int, int]], number: int) -> bool:
    """Whether what is left out is long and stands between two given stretches of some length."""
    _, l0, l1, _, _ = codes[number]
    around = [codes[number - 1], codes[number + 1]]
    lengths = [l1 - l0, *(code[2] - code[1] for code in around)]
    return (
        all(code[0] == "equal" for code in around)
        and min(lengths) >= _FEWEST_SPLICED
        and lengths[0] <= _LONGEST_SPLICED
    )


def weighty(words: list[str]) -> list[str]:
    """The words among `words` that carry meaning: no articles and fillers, but "not", "all" and who is meant."""
    return [word for word in words if word in _MEANT or (word not in ENGLISH_STOP_WORDS and word not in _FILLERS)]
