"""Opposite outcomes: "passed" against "rejected", "was fired" against "resigned", opposite words in one place."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from pipeline.compare.frames import one_slot
from pipeline.compare.opposition import YEAR, Opposition, is_of_another, is_of_some
from pipeline.language.acts import COLOURLESS, DAYS, have_other_days, is_asserted, is_conditional, is_passive, is_verb
from pipeline.language.attribution import grammar
from pipeline.language.attribution.grammar import WEEKDAYS
from pipeline.language.attribution.name_words import TITLES
from pipeline.language.lemmas import Word, lemmas_of
from pipeline.language.opposites import FATE, OUTCOME, opposites
from pipeline.language.polarity import OPEN, Polarity, read_polarity
from pipeline.language.polarity_words import PARTIAL

_LEAST_SHARED, _LEAST_COVER = 2, 0.6
"""Content words that two clauses share, and their share on either side of the outcome, 0 to 1, to be of one matter."""
_NEAR = 3
_DONE_TO_SOMEBODY = frozenset("fire sack dismiss oust convict acquit exonerate".split())
_LEAST_OF_TWIN, _SHARED_BY_TWINS = 5, 0.85
"""Words, and the share of them, 0 to 1, that two sentences have in common which only a denial tells apart."""
_MOST_OTHER_WORDS = 2
_OF_DENIAL = frozenset("not never do does did cannot can no".split())


def opposite_words(a: str, b: str) -> Opposition | None:
    """Opposite words in the one place where two sentences differ that are otherwise the same; None without them."""
    slot = one_slot(a, b)
    if slot is None:
        return None
    sides = []
    for read, span in ((read_polarity(a), slot.a), (read_polarity(b), slot.b)):
        inside = [i for i, word in enumerate(read.words) if word.span.overlaps(span)]
        telling = [i for i in inside if read.words[i].is_content] or inside[-1:]
        if len(telling) != 1:
            return None  # "failed to reject" is not the opposite of "passed"
        sides.append(read.words[telling[0]])
    if any(_forms(sides[1]) & opposites()[form] for form in _forms(sides[0])):
        return Opposition(sides[0].span, sides[1].span, "opposites", "", 1.0)
    return None


def _forms(word: Word) -> set[str]:
    """The forms of a word that the list of opposites knows: as written, its dictionary form, a verb without "ing"."""
    stem = word.text.removesuffix("ing")
    return {word.text, word.lemma, stem, stem[:-1], stem + "e"} & opposites().keys()


def negated_twin(a: Polarity, b: Polarity) -> Opposition | None:
    """The one denial by which two sentences differ that are otherwise nearly the same; None where there is none."""
    sides = [
        [word.lemma for word in read.words if word.text not in _OF_DENIAL and not word.text.endswith("n't")]
        for read in (a, b)
    ]
    if {len(a.denials), len(b.denials)} != {0, 1} or min(map(len, sides)) < _LEAST_OF_TWIN:
        return None
    matcher = SequenceMatcher(None, sides[0], sides[1], autojunk=False)
    changes = [max(j - i, m - k) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]
    if matcher.ratio() < _SHARED_BY_TWINS or sum(changes) > _MOST_OTHER_WORDS:
        return None
    denying, other = (a, b) if a.denials else (b, a)
    denial = denying.denials[0]
    reach = range(denial.first, denial.end)
    if denial.is_open or any(denying.words[i].text in PARTIAL for i in reach) or OPEN in (*a.signs[:1], *b.signs[:1]):
        return None
    act = next((i for i in reach if denying.words[i].is_content), None)
    told = [k for k, word in enumerate(other.words) if act is not None and word.lemma == denying.words[act].lemma]
    if act is None or not told or is_of_some(denying, denial, other):
        return None
    at = told[0]
    is_open = other.signs[at] == OPEN or is_conditional(other, at) or have_other_days(other, at, denying, act)
    if is_open or is_of_another(other, at, denying, denial, act):
        return None
    span = denial.cue.through(denying.words[act].span)
    found = Opposition(other.words[at].span, span, "denial", "b", matcher.ratio())
    return found.turned() if a.denials else found


def may_have_opposite_outcomes(a: str, b: str) -> bool:
    """Whether a word of one sentence may tell the opposite of a word of the other: asked before they are read."""
    lemmas, others = lemmas_of(a), lemmas_of(b)
    known = opposites(OUTCOME, FATE)
    return any(not known[lemma].isdisjoint(others) for lemma in lemmas & known.keys())


def opposite_outcomes(a: Polarity, b: Polarity, uses: Sequence[str] = (OUTCOME, FATE)) -> Opposition | None:
    """The first two opposite outcomes of `uses` that two sentences tell of the same; None where there are none."""
    lemmas_a, lemmas_b = ({word.lemma for word in read.words} for read in (a, b))
    for i, one in enumerate(a.words):
        for use in uses:
            rivals = opposites(use).get(one.lemma, frozenset()) & lemmas_b
            if not rivals or rivals & lemmas_a or one.lemma in lemmas_b or not is_asserted(a, i):
                continue
            for j, other in enumerate(b.words):
                if other.lemma in rivals and is_asserted(b, j) and a.tenses[i] == b.tenses[j]:
                    cover = _one_person(a, i, b, j) if use == FATE else _one_matter(a, i, b, j)
                    if cover:
                        return Opposition(one.span, other.span, "outcome", "", cover)
    return None


def _one_matter(a: Polarity, i: int, b: Polarity, j: int) -> float:
    """The share of what two clauses have in common where both tell an outcome of one subject and object; else 0."""
    if not is_verb(a, i) or not is_verb(b, j) or is_passive(a, i) != is_passive(b, j) or have_other_days(a, i, b, j):
        return 0.0
    sides = [(_clause(a, i, side), _clause(b, j, side)) for side in ("before", "after")]
    covers = [len(x & y) / min(len(x), len(y)) if x and y else 1.0 for x, y in sides]
    n_common = sum(len(x & y) for x, y in sides)
    return min(covers) if n_common >= _LEAST_SHARED and min(covers) >= _LEAST_COVER else 0.0


def _one_person(a: Polarity, i: int, b: Polarity, j: int) -> float:
    """1 where two verbs tell the end of a person of one name: "fired Ivo Tarn", "Tarn resigned"; else 0.

    "Tarn's resignation" may be one that was forced; an end of another year or month is that of another office.
    """
    if not (is_verb(a, i) and is_verb(b, j)) or _at_other_times(a, i, b, j):
        return 0.0
    return float(bool((_whose(a, i) & _whose(b, j)) - TITLES - DAYS))


def _at_other_times(a: Polarity, i: int, b: Polarity, j: int) -> bool:
    """Whether two acts are of other years, or only one of a year that it names, or of other months or weekdays."""
    times = [_with_office(a, i), _with_office(b, j)]
    years, *days = ([words & kind for words in times] for kind in (_years(*times), WEEKDAYS, DAYS - WEEKDAYS))
    return (any(years) and years[0].isdisjoint(years[1])) or any(x and y and x.isdisjoint(y) for x, y in days)


def _years(*times: set[str]) -> set[str]:
    return {text for words in times for text in words if YEAR.fullmatch(text)}


def _with_office(read: Polarity, at: int) -> set[str]:
    """The words of an act's clause, with "as" what somebody was, which opens a clause of its own."""
    own = read.clauses[at]
    opens = next((word.text for word, clause in zip(read.words, read.clauses, strict=True) if clause == own + 1), "")
    last = own + 1 if opens == "as" else own
    return {word.text for word, clause in zip(read.words, read.clauses, strict=True) if own <= clause <= last}


def _whose(read: Polarity, at: int) -> set[str]:
    """The name next to a verb that tells somebody's end, of whose end it is, not of who brings it about."""
    if read.words[at].lemma in _DONE_TO_SOMEBODY and not is_passive(read, at):
        relative = next((k for k in range(max(0, at - _NEAR), at) if read.words[k].text in ("who", "whom")), at)
        doer = [word for word in read.words[relative + 1 : at] if not grammar.is_adverb(word.text)]
        return _name_before(read, relative) if doer else _name_behind(read, at)  # "whom he fired", "who fired"
    return _name_before(read, at)


def _name_before(read: Polarity, at: int) -> set[str]:
    """The nearest name before a word, of one clause; none that owns ("Tarn's aide") or hangs on a preposition."""
    near = range(at - 1, max(-1, at - 1 - _NEAR), -1)
    last = next((k for k in near if read.words[k].has_capital and read.words[k].is_content), -1)
    first = last
    while first > 0 and read.words[first - 1].has_capital and read.clauses[first - 1] == read.clauses[last]:
        first -= 1
    if last < 0 or read.words[last].owns:
        return set()
    is_apart = read.clauses[last] != read.clauses[at]  # "the tenure of Ivo Tarn, who was fired"
    hangs = first > 0 and read.words[first - 1].text in grammar.PREPOSITIONS and not is_apart
    return set() if hangs else {word.lemma for word in read.words[first : last + 1]}


def _name_behind(read: Polarity, at: int) -> set[str]:
    """The name that stands as the object of a verb: none behind a preposition ("fired at Tarn") or that owns."""
    found: set[str] = set()
    for word in read.words[at + 1 : at + 1 + _NEAR]:
        if word.text in grammar.PREPOSITIONS or word.owns:
            break
        found |= {word.lemma} if word.has_capital else set()
    return found


def _clause(read: Polarity, i: int, side: str) -> frozenset[str]:
    """The content words of a word's clause on one side of it."""
    return frozenset(
        word.lemma
        for k, word in enumerate(read.words)
        if read.clauses[k] == read.clauses[i] and (k < i if side == "before" else k > i)
        and word.is_content and word.lemma not in COLOURLESS
    )  # fmt: skip
