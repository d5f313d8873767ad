"""Figures that clash: two aligned claims that count the same thing and give incompatible numbers.

Precision first. Two figures are of the same thing when their units agree and either the concept counted is the same
(dead, injured, ...), or the thing counted and some word around the figure agree, or the sentences are word for word the
same but for it. Where the alignment is sure, the unit or the thing counted and one more word around are enough. A
figure is never compared when the other sentence holds one that is compatible with it, nor when only one sentence speaks
of another year or period, nor when they play other parts (same_count), nor when one article gives both. A count that
can only grow and that the later article gives higher is an update, no conflict, unless both sentences fix it to the
same hour.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from pipeline.compare.closeness import is_of_one_telling
from pipeline.compare.frames import shared
from pipeline.compare.growth import series
from pipeline.compare.pairs import Pair, evidence, linked_pairs
from pipeline.compare.periods import (
    are_days_apart,
    are_of_other_days,
    are_of_other_periods,
    are_of_other_years,
    name_one_hour,
    name_other_days,
)
from pipeline.compare.same_count import are_close, are_of_other_people, play_one_role
from pipeline.compare.told_together import FiguresTold
from pipeline.language.figure_scope import are_of_one_scope, are_read_apart, may_be_part, scope_of
from pipeline.language.figures import context_words, find_figures, find_numbers
from pipeline.language.number_words import differing_numbers
from pipeline.language.quantity_words import A_DAY, CUMULATIVE, GENERIC, TIMES, UNIT_OF
from pipeline.records import Event, Figure, Finding, Span
from pipeline.settings import Compare

_SECONDS_AN_HOUR = 3600.0
_SHARED_CONTEXT = 2
_SURE = 0.91
"""Alignment score from which two sentences surely say the same: then few words around their figures need agree."""
_LIKELY = 0.85
"""The same below which two counts of the dead, the injured, ... of one day, or any two figures of two days, may as well
be an older and a newer one."""
_LEAST_SHARE = 0.25
_DESCRIBED_WELL = 3
"""Words in common around two bare numbers that stand for their counting the same."""
_COVER, _COVER_OF_MONEY = 0.45, 0.55
"""Share of the shorter sentence's content words, 0 to 1, that both must hold beside figures that clash."""
_AN_OCCASION = frozenset({"arrested"})
"""Of these every day, or every protest, has a count of its own."""
_LIST = 3
_CUT_FROM = 1000
_MOST_FIGURES = 25
"""A "sentence" of more figures is a table, in which the words around a number do not say what it counts."""


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield a finding of kind "conflict" or "update" for each pair of linked claims whose figures clash.

    The first update of a count in a group carries how it grew: each of thousands with all steps fills the memory.
    """
    told = FiguresTold(event)
    grown: set[tuple[int | None, frozenset[str]]] = set()
    for pair in linked_pairs(event, settings.conflict_score):
        clash = _clash(pair)
        if clash is None:
            continue
        a, b = clash
        kind, detail = _kind(pair, a, b, settings), _detail(pair, a, b)
        if kind == "conflict" and not (
            _tell_the_same(pair, a, b) and not told.together(pair, a, b, pair.link.score >= _SURE)
        ):
            continue
        passages = evidence(event, pair, a.span, b.span)
        found = Finding("figures", kind, pair.link.score, passages, pair.group, pair.claims, detail)
        count = pair.group, a.counted & b.counted & CUMULATIVE
        is_first = pair.group is None or count not in grown
        if kind == "update" and is_first and is_of_one_telling(event, found, settings.in_common):
            grown.add(count)
            alike = event.alignment.groups[pair.group].members if pair.group is not None else ()
            detail["series"] = series(event, (*alike, *pair.claims), count[1])
        yield found


def _tell_the_same(pair: Pair, a: Figure, b: Figure) -> bool:
    """Whether the sentences share enough words beside the figures, or name one hour; else they tell of two things.

    Where they surely say the same, one word that both put beside the figure and that is not what is counted is enough.
    """
    may_be_newer = bool(a.counted & b.counted & CUMULATIVE)
    if may_be_newer and name_one_hour(pair):
        return True
    may_be_newer = may_be_newer and differing_numbers(pair.a, pair.b) is None  # one sentence, but for the number
    if pair.link.score < _LIKELY and (may_be_newer or are_days_apart(pair)):
        return False
    if pair.link.score >= _SURE and _described(pair, a, b):
        return True
    _, cover = shared(pair.a, pair.b, (a.span,), (b.span,))
    return cover >= (_COVER_OF_MONEY if a.unit.endswith(("$", "£", "€", "¥")) else _COVER)


def _described(pair: Pair, a: Figure, b: Figure) -> frozenset[str]:
    """The words of content around both figures, without what bare numbers count: that alone is of many things."""
    counted = frozenset() if a.unit else a.counted | b.counted
    return (context_words(pair.a, a) & context_words(pair.b, b)) - counted - GENERIC - set(UNIT_OF)


def _clash(pair: Pair) -> tuple[Figure, Figure] | None:
    """The first pair of figures of the same thing that cannot both be right; None where there is none."""
    figures_a, figures_b = _figures(pair.a), _figures(pair.b)
    if max(len(figures_a), len(figures_b)) > _MOST_FIGURES:
        return None
    if are_of_other_periods(pair):
        return None
    facing = differing_numbers(pair.a, pair.b)
    if facing is not None:
        clash = _facing_figures(figures_a, figures_b, *facing)
        return clash if clash is not None and play_one_role(pair, *clash, is_sure=True) else None
    is_sure = pair.link.score >= _SURE
    if are_of_other_years(pair, is_sure):
        return None
    free_a = [a for a in figures_a if not _is_met(a, figures_b, pair.b)]
    free_b = [b for b in figures_b if not _is_met(b, figures_a, pair.a)]
    rivals = [
        (likeness, a, b)
        for a in free_a
        for b in free_b
        if (likeness := _likeness(pair, a, b)) and play_one_role(pair, a, b, pair.link.score >= _SURE)
    ]
    if _are_lists(figures_a, figures_b):
        return None
    if rivals:
        _, a, b = max(rivals, key=lambda rival: rival[0])
        return a, b
    return _likeliest(pair, free_a, free_b) if is_sure else None


def _likeliest(pair: Pair, free_a: list[Figure], free_b: list[Figure]) -> tuple[Figure, Figure] | None:
    """The two figures of one unit with the most words in common around, where both sentences surely say the same."""
    rivals = [
        (a, b)
        for a in free_a
        for b in free_b
        if a.unit == b.unit and _may_be_rivals(pair, a, b) and play_one_role(pair, a, b, pair.link.score >= _SURE)
    ]
    return max(rivals, key=lambda rival: len(_described(pair, *rival)), default=None)


def _may_be_rivals(pair: Pair, a: Figure, b: Figure) -> bool:
    scope_a, scope_b = scope_of(pair.a, a), scope_of(pair.b, b)
    if scope_a.is_outdated or scope_b.is_outdated or scope_a.is_part != scope_b.is_part or scope_a.rate != scope_b.rate:
        return False
    if scope_a.is_distance or scope_b.is_distance or scope_a.measure != scope_b.measure:
        return False
    if (
        scope_a.joined != scope_b.joined
        or are_read_apart(scope_a, scope_b)
        or scope_a.is_expected != scope_b.is_expected
    ):
        return False
    if _adds_up(pair.a, b) or _adds_up(pair.b, a) or are_of_other_people(pair, a, b):
        return False
    described = _described(pair, a, b)
    if a.unit or a.counted & b.counted:
        return bool(described)
    return not (a.counted or b.counted) and len(described) >= _DESCRIBED_WELL


def _adds_up(sentence: str, figure: Figure) -> bool:
    """Whether a number of `sentence`, the sum of two, or what is left to a hundred percent makes `figure`."""
    numbers = find_numbers(sentence)
    sums = [*numbers, *map(sum, combinations(numbers, 2)), *(100 - number for number in numbers if figure.unit == "%")]
    return any(figure.low <= number <= figure.high for number in sums)


def _is_met(figure: Figure, others: tuple[Figure, ...], sentence: str) -> bool:
    """Whether one of `others`, the figures of `sentence`, is compatible with `figure`, or the sum of those that count
    the same, or what is left of a hundred percent; or whether the sentence gives the same number as a part.
    """
    if figure.value in find_numbers(sentence) or any(_is_rest(figure, other) for other in others):
        return True
    alike = [other.value for other in others if other.unit == figure.unit and other.counted & figure.counted]
    met = any(other.unit == figure.unit and is_compatible(figure, other) for other in others)
    return met or (len(alike) > 1 and figure.low <= sum(alike) <= figure.high)


def _is_rest(figure: Figure, other: Figure) -> bool:
    """Whether two shares make up the whole: 95 percent without power, power for 5 percent."""
    return figure.unit == other.unit == "%" and 100 - other.high <= figure.high and figure.low <= 100 - other.low


def _are_lists(figures_a: tuple[Figure, ...], figures_b: tuple[Figure, ...]) -> bool:
    """Whether a sentence lists shares of rivals, or each gives several: the words around do not say whose one is."""
    shares = sorted(sum(figure.unit == "%" for figure in figures) for figures in (figures_a, figures_b))
    return shares[1] >= _LIST or shares[0] > 1


def _facing_figures(
    figures_a: tuple[Figure, ...], figures_b: tuple[Figure, ...], span_a: Span, span_b: Span
) -> tuple[Figure, Figure] | None:
    """The figures at `span_a` and `span_b`; a rank or a name ("third", "gate 4") that is no quantity as a bare one."""
    a = next((figure for figure in figures_a if figure.span.overlaps(span_a)), None)
    b = next((figure for figure in figures_b if figure.span.overlaps(span_b)), None)
    if a is not None and b is not None:
        return None if is_compatible(a, b) else (a, b)
    return _bare(span_a), _bare(span_b)


def _bare(span: Span) -> Figure:
    return Figure(span, math.nan, math.nan, "", frozenset(), math.nan)


@lru_cache(maxsize=65536)
def _figures(sentence: str) -> tuple[Figure, ...]:
    return tuple(find_figures(sentence))


def _likeness(pair: Pair, a: Figure, b: Figure) -> int:
    """How many words around two figures agree, if they are of the same thing; 0 where they are not."""
    if a.unit != b.unit:
        return 0
    shared = a.counted & b.counted
    scope_a, scope_b = scope_of(pair.a, a), scope_of(pair.b, b)
    if not are_of_one_scope(scope_a, scope_b):
        return 0
    context = (context_words(pair.a, a) & context_words(pair.b, b)) - shared
    if shared & CUMULATIVE:
        small, large = (scope_a, scope_b) if a.value < b.value else (scope_b, scope_a)
        may_differ = (
            may_be_part(small, large)
            or (shared <= _AN_OCCASION and are_of_other_days(pair))
            or (shared <= A_DAY and name_other_days(pair))
        )
        return 0 if may_differ or are_of_other_people(pair, a, b) else len(context) + len(shared)
    described = context - scope_a.names
    own = shared - GENERIC
    # "Six northern states" and "two southern states" share their noun alone: more must agree than names.
    noun_alone = not (described or a.counted <= b.counted or b.counted <= a.counted)
    if own and context and not noun_alone and a.unit not in TIMES and len(own) + len(context) > _SHARED_CONTEXT:
        return len(context) + len(shared)
    around = min(len(context_words(pair.a, a)), len(context_words(pair.b, b)))
    fewest = _SHARED_CONTEXT + 1 + (a.unit in TIMES) - (are_close(a, b))
    enough = len(context) >= fewest and len(context) >= _LEAST_SHARE * around
    return len(context) if enough and (a.unit or shared) else 0


def is_compatible(a: Figure, b: Figure) -> bool:
    """Whether both can be right: bounds that overlap, else one number within what the other may be rounded from."""
    if a.value == b.value or _is_cut(*sorted((a.value, b.value))):
        return True
    if math.inf in (a.high, b.high) or 0 in (a.low, b.low):
        if (a.low, a.high != math.inf) == (b.low, b.high != math.inf) == (0, True):
            return abs(a.value - b.value) <= min(a.value, b.value) * 0.05
        return (a.low < b.high and b.low < a.high) or (a.low <= b.value <= a.high and b.low == b.high)
    return a.low <= b.value <= a.high or b.low <= a.value <= b.high


def _is_cut(small: float, large: float) -> bool:
    """Whether `small` is `large` with its last digits cut off: 2,800 of 2,891."""
    if small < _CUT_FROM or small != int(small):
        return False
    return large - small < 10.0 ** (len(str(int(small))) - len(str(int(small)).rstrip("0")))


def _kind(pair: Pair, a: Figure, b: Figure, settings: Compare) -> str:
    if not (a.counted & b.counted & CUMULATIVE) or pair.published_a is None or pair.published_b is None:
        return "conflict"
    gap = (pair.published_b - pair.published_a) / _SECONDS_AN_HOUR
    grows = b.low > a.high if gap > 0 else a.low > b.high
    return "update" if abs(gap) >= settings.update_hours and grows and not name_one_hour(pair) else "conflict"


def _detail(pair: Pair, a: Figure, b: Figure) -> dict[str, object]:
    return {
        "value_a": a.span.of(pair.a),
        "value_b": b.span.of(pair.b),
        "normal_a": _normal(a),
        "normal_b": _normal(b),
        "counted": ", ".join(sorted(a.counted & b.counted)),
        "unit": a.unit,
    }


def _normal(figure: Figure) -> str | None:
    """The interval that a figure stands for, e.g. "60" or "59.5 to 60.5" or "60 or more"; None for a rank or a name."""
    if math.isnan(figure.value):
        return None
    if figure.high == math.inf:
        return f"{figure.low:,.10g} or more"
    if figure.low == figure.high:
        return f"{figure.low:,.10g}"
    return f"up to {figure.high:,.10g}" if figure.low == 0 else f"{figure.low:,.10g} to {figure.high:,.10g}"
