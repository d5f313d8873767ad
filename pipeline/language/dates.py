"""Dates and times of day in a sentence, resolved against the time of publication.

What is said stays as vague as it is: "Tuesday night" reaches into Wednesday, "last month" is a month, "yesterday" may
be a day off where the hour of publication or its zone is not known. What cannot be resolved keeps its parts: without a
time of publication a Tuesday is still no Thursday.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from pipeline.language.date_words import (
    CLOCK,
    HINTS,
    MONTH_ALONE,
    MONTH_NUMBERS,
    PARTS,
    PATTERNS,
    SMALL,
    WEEKDAYS,
    YEAR_ALONE,
    ZONES,
)
from pipeline.records import Span

Hours = tuple[float, float]
"""An interval in hours since 1970-01-01 00:00, in the time of the place that is spoken of."""

_DAY, _WEEK = 24.0, 168.0
_EPOCH = date(1970, 1, 1)
_SUMMER_TIME = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time of day in a sentence.

    `grain` is year, month, week, day, part of day or clock. `role` is the word before it that bounds it (since, until,
    by, before, after, from, of), else "at". `intervals` are the times it may mean, none where it cannot be resolved;
    `year`, `month`, `day`, `weekday` (0 is Monday) and `minute` (of the day) are what it says itself; `zone` is in
    minutes ahead of UTC, None where it does not say.
    """

    span: Span
    grain: str
    role: str
    intervals: tuple[Hours, ...]
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    minute: int | None = None
    zone: int | None = None
    part: str = ""


def find_moments(sentence: str, published: float | None) -> list[Moment]:
    """The dates and times of `sentence`, ascending; `published` is in seconds since 1970, UTC, None where unknown."""
    return list(_moments(sentence, published)) if HINTS.search(sentence) else []


@lru_cache(maxsize=16384)
def _moments(sentence: str, published: float | None) -> tuple[Moment, ...]:
    today = datetime.fromtimestamp(published, UTC).date() if published is not None else None
    found: list[Moment] = []
    for moment in (*_dates(sentence, today), *_clock_times(sentence)):
        if not any(moment.span.overlaps(other.span) for other in found):
            found.append(moment)
    return tuple(sorted(found, key=lambda moment: moment.span.start))


def _dates(sentence: str, today: date | None) -> Iterator[Moment]:
    for pattern in (*PATTERNS, YEAR_ALONE, MONTH_ALONE):
        for match in pattern.finditer(sentence):
            moment = _moment(match.groupdict(), Span(*match.span("said")), today)
            if moment is not None and not (pattern is MONTH_ALONE and _is_verb(match)):
                yield moment


def _is_verb(match: re.Match[str]) -> bool:
    """Whether "May" or "March" may be no month: nothing before it says so."""
    return match["said"] in {"May", "March"} and not match["role"]


def _moment(parts: dict[str, str | None], span: Span, today: date | None) -> Moment | None:
    role = _role(parts.get("role"))
    if parts.get("weekday"):
        return _weekday(parts, span, role, today)
    if parts.get("near") or parts.get("period") or parts.get("count"):
        return _relative(parts, span, role, today)
    year = int(parts["year"] or 0) if parts.get("year") else None
    month = MONTH_NUMBERS[str(parts["month"]).lower().rstrip(".")] if parts.get("month") else None
    if month is None:
        assert year is not None
        return Moment(span, "year", role, (whole_year(year),), year=year)
    if parts.get("day"):
        day = int(str(parts["day"]))
        if not 1 <= day <= monthrange(year or 2000, month)[1]:
            return None
        days = [_date(y, month, day) for y in _years(year, today)]
        whole = tuple(_between(d, d) for d in days if d)
        return Moment(span, "day", role, _nearest(whole, today), year=year, month=month, day=day)
    months = tuple(_between(date(y, month, 1), date(y, month, monthrange(y, month)[1])) for y in _years(year, today))
    return Moment(span, "month", role, _nearest(months, today), year=year, month=month)


def _role(word: str | None) -> str:
    word = (word or "").lower()
    return {"till": "until", "through": "until"}.get(word, word) if word not in _AT else "at"


_AT = frozenset({"", "in", "on", "to", "during", "between"})


def _years(year: int | None, today: date | None) -> list[int]:
    if year is not None:
        return [year]
    return [today.year - 1, today.year, today.year + 1] if today else []


def _date(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def _nearest(intervals: tuple[Hours, ...], today: date | None) -> tuple[Hours, ...]:
    """The two intervals nearest to the day of publication: a date without a year is the last or the next."""
    if today is None or len(intervals) < 2:
        return intervals
    now = _hours(today)
    return tuple(sorted(sorted(intervals, key=lambda interval: abs(interval[0] - now))[:2]))


def _weekday(parts: dict[str, str | None], span: Span, role: str, today: date | None) -> Moment:
    weekday = WEEKDAYS.index(str(parts["weekday"]).lower())
    part = str(parts.get("part") or parts.get("edge") or "")
    days: tuple[Hours, ...] = ()
    if today is not None:
        back = (today.weekday() - weekday) % 7
        offsets = [-back, 7 - back]
        if parts.get("which") in {"last", "past"}:
            offsets = [-back, -back - 7]
        elif parts.get("which") in {"next", "coming"}:
            offsets = [7 - back, 14 - back]
        elif back >= 6:  # published just after midnight UTC, when it was still the day before at home
            offsets.append(-back + 7)
        days = tuple(_in_day(today + timedelta(days=offset), part) for offset in sorted(set(offsets)))
    return Moment(span, "part of day" if part else "day", role, days, weekday=weekday, part=part)


def _relative(parts: dict[str, str | None], span: Span, role: str, today: date | None) -> Moment | None:
    if today is None:
        return None
    if near := (parts.get("near") or "").lower():
        offset = {"yesterday": -1, "tomorrow": 1, "last night": -1}.get(near, 0)
        day = today + timedelta(days=offset)
        # Published in UTC and read at home: "today" may be the day before or after.
        return Moment(span, "day", role, ((_hours(day) - _DAY, _hours(day) + 2 * _DAY),))
    if step := parts.get("step"):
        count = SMALL.get(str(parts["count"]).lower()) or int(str(parts["count"]))
        days = {"day": 1, "week": 7, "month": 30.4, "year": 365.25}[step] * count
        slack = {"day": 1, "week": 4, "month": 20, "year": 220}[step]
        around = _hours(today) - days * _DAY
        return Moment(span, step, role, ((around - slack * _DAY, around + (slack + 1) * _DAY),))
    return _period(str(parts["which"]).lower(), str(parts["period"]), span, role, today)


def _period(which: str, period: str, span: Span, role: str, today: date) -> Moment:
    """The calendar's week, month or year; "last week" may be the calendar's or the seven days past."""
    step = -1 if which in {"last", "past"} else 1 if which == "next" else 0
    if period == "year":
        whole = _between(date(today.year + step, 1, 1), date(today.year + step, 12, 31))
    elif period == "month":
        first = date(today.year + (today.month - 1 + step) // 12, (today.month - 1 + step) % 12 + 1, 1)
        whole = _between(first, first.replace(day=monthrange(first.year, first.month)[1]))
    else:
        monday = today - timedelta(days=today.weekday())
        first, last = monday + timedelta(weeks=step), monday + timedelta(weeks=step, days=6)
        if step < 0:
            last = today
        elif which in {"past", "earlier this", "this"}:
            first = monday - timedelta(days=1)
        whole = _between(first, last)
        return Moment(span, "week", role, (whole,))
    if which == "past":
        whole = (whole[0], _hours(today) + _DAY)
    return Moment(span, period, role, (whole,))


def _clock_times(sentence: str) -> Iterator[Moment]:
    for match in CLOCK.finditer(sentence):
        if match["name"]:
            minute = 720 if match["name"] == "noon" else 0
        elif match["half"]:
            hour, late = int(match["hour"]), match["half"][0].lower() == "p"
            if not 1 <= hour <= 12:
                continue
            minute = (hour % 12 + 12 * late) * 60 + int(match["minute"] or 0)
        else:
            minute = int(match["hour24"]) * 60 + int(match["minute24"])
        zone = (match["zone"] or "").lower()
        yield Moment(
            Span(*match.span("said")), "clock", _role(match["role"]), (), minute=minute, zone=ZONES.get(zone),
            part=zone,
        )  # fmt: skip


def whole_year(year: int) -> Hours:
    """The interval of a calendar year."""
    return _between(date(year, 1, 1), date(year, 12, 31))


def _between(first: date, last: date) -> Hours:
    return _hours(first), _hours(last) + _DAY


def _in_day(day: date, part: str) -> Hours:
    start, end = PARTS.get(part, (0, 24))
    return _hours(day) + start, _hours(day) + end


def _hours(day: date) -> float:
    return (day - _EPOCH).days * _DAY


def are_disjoint(a: Moment, b: Moment) -> bool:
    """Whether two moments cannot be the same time, however either is meant."""
    if a.minute is not None or b.minute is not None:
        return a.minute is not None and b.minute is not None and _hours_apart(a, b)
    if a.weekday is not None and b.weekday is not None:
        return not _same_weekday(a, b)
    if a.month is not None and b.month is not None and (a.month != b.month or _other(a.day, b.day)):
        return True
    if _other(a.year, b.year):
        return True
    if not a.intervals or not b.intervals:
        return False
    return not any(one[0] < other[1] and other[0] < one[1] for one in a.intervals for other in b.intervals)


def _other(a: int | None, b: int | None) -> bool:
    return a is not None and b is not None and a != b


def _same_weekday(a: Moment, b: Moment) -> bool:
    """Whether two weekdays with their parts of the day can meet in one week: Tuesday night and early Wednesday do."""
    (start_a, end_a), (start_b, end_b) = PARTS.get(a.part, (0, 24)), PARTS.get(b.part, (0, 24))
    apart = ((b.weekday or 0) - (a.weekday or 0)) * _DAY
    return any(
        start_a < end_b + apart + week and start_b + apart + week < end_a for week in (-_WEEK, 0.0, _WEEK)
    )  # fmt: skip


def _hours_apart(a: Moment, b: Moment) -> bool:
    """Whether two times of day are an hour or more apart however their zones are read; known beside unknown never."""
    if (a.zone is None) != (b.zone is None):
        return False
    shift = (a.zone or 0) - (b.zone or 0)
    slack = _SUMMER_TIME if a.zone is not None and a.zone != b.zone else 0
    apart = abs((a.minute or 0) - (b.minute or 0) - shift) % 1440
    return min(apart, 1440 - apart) >= 60 + slack
