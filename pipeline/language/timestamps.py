"""The time that an input's date field states, in UTC, or the reason why it stays unknown."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import dateutil.parser

_NUMBER = re.compile(r"\d+(\.\d*)?")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_UNITS = {9: 1.0, 10: 1.0, 12: 1e3, 13: 1e3, 15: 1e6, 16: 1e6, 18: 1e9, 19: 1e9}
"""Digits of a number of seconds since 1970, or of a thousandth, millionth, billionth of them -> how many a second."""
_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}  # RFC 822, section 5
_HOURS |= {"ET": -5, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3}
_ZONES = {name: hours * 3600 for name, hours in _HOURS.items()}
_DEFAULTS = datetime(2000, 1, 1), datetime(2001, 2, 2)
_LONGEST = 100
_ABSOLUTE = {
    "PARSERS": ["absolute-time"],
    "REQUIRE_PARTS": ["day", "month", "year"],
    "TIMEZONE": "UTC",
    "RETURN_AS_TIMEZONE_AWARE": True,
}


def month_comes_first(values: Iterable[str | None]) -> bool:
    """Whether dates such as 3/14/2026 among `values`, taken from one file, show that it writes the month first.

    Where they show nothing, or both orders, the day is taken to come first, as in most of the world.
    """
    pairs = [(int(found[1]), int(found[3])) for value in values if value and (found := _ambiguous(value))]
    return any(second > 12 for _, second in pairs) and not any(first > 12 for first, _ in pairs)


@dataclass(frozen=True)
class Reader:
    """Reads dates from `earliest` to `latest`, both included; `month_first` settles 3/4/2026."""

    earliest: date
    latest: date
    month_first: bool = False

    def read(self, value: str | None, source: str) -> tuple[datetime | None, str]:
        """The time that `value` states, and `source` with what was assumed; or None and the reason.

        A time without a zone is taken for UTC, a date without a time for midnight.
        """
        value = (value or "").strip()
        if not value:
            return None, "unknown: not given"
        found = _iso(value) or _epoch(value) or _other(value, not self.month_first)
        if found is None:
            return None, f"unknown: {_reason(value)}"
        if found.date() < self.earliest:
            early = f"year {found.year}" if found.year < self.earliest.year else found.date()
            bound = self.earliest.year if (self.earliest.month, self.earliest.day) == (1, 1) else self.earliest
            return None, f"unknown: {early} is before {bound}"
        if found.date() > self.latest:
            return None, f"unknown: {found.date()} is in the future"
        return found, source + self._assumed(value)

    def _assumed(self, value: str) -> str:
        parts = _ambiguous(value)
        if not parts or parts[1] == parts[3] or int(parts[1]) > 12 or int(parts[3]) > 12:
            return ""
        return " (month first)" if self.month_first else " (day first)"


def _ambiguous(value: str) -> re.Match[str] | None:
    """A date in which the numbers alone do not tell day from month; with full stops the day comes first."""
    found = _DAY_AND_MONTH.match(value.strip())
    return found if found and found[2] != "." else None


def _utc(found: datetime) -> datetime | None:
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:  # year 1 or 9999 with an offset
        return found.replace(tzinfo=UTC)
    except ValueError:  # an offset of a day or more
        return None


def _iso(value: str) -> datetime | None:
    if value.isdigit() and len(value) != 8:
        return None
    try:
        return _utc(datetime.fromisoformat(value))
    except ValueError:
        return None


def _epoch(value: str) -> datetime | None:
    """Seconds since 1970, or a smaller unit, or fourteen digits from year to second."""
    if not _NUMBER.fullmatch(value):
        return None
    whole = value.split(".")[0]
    if len(whole) == 14:
        try:
            return datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            return None
    unit = _UNITS.get(len(whole))
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(value) / unit) if unit else None


@lru_cache(maxsize=4096)
def _other(value: str, day_first: bool) -> datetime | None:
    """A date in words or in another order: English through dateutil, other languages through dateparser."""
    if len(value) > _LONGEST or _NUMBER.fullmatch(value) or not any(character.isdigit() for character in value):
        return None
    numeric = _DAY_AND_MONTH.match(value)
    day_first = bool(numeric and (day_first or numeric[2] == "."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", dateutil.parser.UnknownTimezoneWarning)
            # dateutil takes what the text leaves out from the default: two defaults show whether it leaves out a part.
            found, again = (
                dateutil.parser.parse(value, default=default, dayfirst=day_first, tzinfos=_ZONES)
                for default in _DEFAULTS
            )
    except (ValueError, OverflowError, TypeError):
        return _in_any_language(value)
    return _utc(found) if found == again else None


def _in_any_language(value: str) -> datetime | None:
    found = _dateparser(value, _ABSOLUTE)
    return None if found is None else _utc(found)


@lru_cache(maxsize=4096)
def _reason(value: str) -> str:
    shown = value if len(value) <= 40 else value[:39] + "…"
    plain = re.sub(r"^\w+ed:? ", "", value)  # "Updated 2 hours ago"
    if len(value) <= _LONGEST and not _NUMBER.fullmatch(value) and _dateparser(plain, {"PARSERS": ["relative-time"]}):
        return f"relative date {shown!r}"
    return f"no full date in {shown!r}"


def _dateparser(value: str, settings: dict[str, Any]) -> datetime | None:
    import dateparser  # type: ignore[import-untyped]  # slow to import, and seldom needed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found: datetime | None = dateparser.parse(value, settings=settings)
        return found
