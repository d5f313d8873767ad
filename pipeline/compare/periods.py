"""Whether two claims speak of other times: other years, quarters, months, spans of years, days or hours."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from pipeline.compare.pairs import Pair

_HOUR = re.compile(r"\b(\d{1,2}(?:[:.]\d\d)?\s?(?:a\.?m|p\.?m)|noon|midnight)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_PERIODS = (
    re.compile(r"\b(first|second|third|fourth)[\s-]quarter\b"),
    re.compile(r"\b(Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)(?:r?uary|ust|o?ber|ember)?\b"),
    re.compile(r"\b(?:[Oo]ver|[Dd]uring|[Ww]ithin|in)\s(?:the\s)?(?:(?:next|past|last|coming|first)\s)?"
               r"(\w+[\s-](?:year|month|decade)s?|decade)\b"),
    re.compile(r"\b((?:this|last|next)\s(?:week|month|quarter|year))\b"),
)  # fmt: skip
"""Kinds of periods: sentences that each name some of a kind, and none in common, speak of other ones."""
_SECONDS_A_DAY = 86_400.0


def are_of_other_years(pair: Pair, is_sure: bool) -> bool:
    """Whether the sentences speak of different years: the rate of 2014 is not that of 2007 to 2014, nor this year's.

    Where they surely say the same, one may name the year and the other leave it out.
    """
    years_a, years_b = _years(pair.a, pair.published_a), _years(pair.b, pair.published_b)
    return bool(years_a ^ years_b) if years_a and years_b else bool(years_a | years_b) and not is_sure


def are_of_other_periods(pair: Pair) -> bool:
    """Whether the sentences name other months, quarters or spans of years, or both "this" and "last" ones."""
    return any(_are_apart(period, pair) for period in _PERIODS)


def are_of_other_days(pair: Pair) -> bool:
    """Whether the sentences name no day of the week in common, and both name some or were published days apart."""
    days_a, days_b = set(_WEEKDAY.findall(pair.a)), set(_WEEKDAY.findall(pair.b))
    return name_other_days(pair) or (not days_a & days_b and are_days_apart(pair))


def name_other_days(pair: Pair) -> bool:
    """Whether both sentences name days of the week, and none in common."""
    return _are_apart(_WEEKDAY, pair)


def are_days_apart(pair: Pair) -> bool:
    """Whether the articles are known to be published a day or more apart: early returns and the final count."""
    if pair.published_a is None or pair.published_b is None:
        return False
    return abs(pair.published_a - pair.published_b) >= _SECONDS_A_DAY


def name_one_hour(pair: Pair) -> bool:
    """Whether both sentences name the same hour."""
    hours = [match[1].lower() if (match := _HOUR.search(words)) else None for words in (pair.a, pair.b)]
    return hours[0] is not None and hours[0] == hours[1]


def _are_apart(period: re.Pattern[str], pair: Pair) -> bool:
    found_a, found_b = (set(map(str.lower, period.findall(words))) for words in (pair.a, pair.b))
    return bool(found_a and found_b) and found_a.isdisjoint(found_b)


def _years(sentence: str, published: float | None) -> frozenset[str]:
    """The years that `sentence` names, but for that of its publication, of which it need not say so."""
    own = str(datetime.fromtimestamp(published, UTC).year) if published is not None else ""
    return frozenset(_YEAR.findall(sentence)) - {own}
