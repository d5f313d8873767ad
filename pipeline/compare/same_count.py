"""Whether two figures may count the same thing, by the parts they play in the sentences of a pair."""

from __future__ import annotations

from pipeline.compare.pairs import Pair
from pipeline.compare.periods import name_other_days
from pipeline.language.figure_roles import are_of_one_role, names_what_is_counted, role_of
from pipeline.language.figures import counted_words
from pipeline.language.quantity_words import CUMULATIVE, KINDS_OF_PEOPLE, TIMES
from pipeline.records import Figure

_CLOSE = 0.75
"""Share of the larger from which the smaller looks like another version of it: that takes fewer words around."""


def play_one_role(pair: Pair, a: Figure, b: Figure, is_sure: bool) -> bool:
    """Whether the figures play one part in their sentences, and each sentence names what the other's figure counts.

    Two shares that are close may leave out whose they are. Where the sentences do not surely say the same (`is_sure`),
    "the four judges" are all that there are, and "three judges" some.
    """
    role_a, role_b = role_of(pair.a, a), role_of(pair.b, b)
    if not are_of_one_role(a, role_a, b, role_b):
        return False
    if a.counted & b.counted & CUMULATIVE:
        return True
    if a.unit == "%" and name_other_days(pair):
        return False
    if not is_sure and role_a.is_definite != role_b.is_definite:
        return False
    if a.unit in TIMES or (a.unit == "%" and are_close(a, b)):
        return True
    return names_what_is_counted(a, role_b) and names_what_is_counted(b, role_a)


def are_of_other_people(pair: Pair, a: Figure, b: Figure) -> bool:
    """Whether two counts of the dead, the injured, ... are of other kinds of people: three children, twelve people."""
    kinds = [counted_words(words, figure) & KINDS_OF_PEOPLE for words, figure in ((pair.a, a), (pair.b, b))]
    return bool(a.counted & b.counted & CUMULATIVE) and kinds[0] != kinds[1]


def are_close(a: Figure, b: Figure) -> bool:
    """Whether one figure looks like another version of the other: at least three quarters of it."""
    return min(a.value, b.value) >= _CLOSE * max(a.value, b.value)
