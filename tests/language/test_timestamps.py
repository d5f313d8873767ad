"""Dates of input fields, to UTC, or unknown with a reason."""

from datetime import UTC, date, datetime

import pytest

from pipeline.language.timestamps import Reader, month_comes_first

READER = Reader(date(1900, 1, 1), date(2026, 11, 27))


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-02", utc(2026, 3, 2)),
        ("20260302", utc(2026, 3, 2)),
        ("2026-03-02T08:30:00Z", utc(2026, 3, 2, 8, 30)),
        ("2026-03-02 08:30:00+05:30", utc(2026, 3, 2, 3, 0)),
        ("2026-03-02T23:30:00-0500", utc(2026, 3, 3, 4, 30)),
        ("2026-03-02T08:30:00.123456789Z", utc(2026, 3, 2, 8, 30, 0, 123456)),
        (" 2026/3/2 ", utc(2026, 3, 2)),
        ("Mon, 02 Mar 2026 08:30:00 GMT", utc(2026, 3, 2, 8, 30)),
        ("Mon, 02 Mar 2026 08:30:00 EST", utc(2026, 3, 2, 13, 30)),
        ("Mon Mar 02 08:30:00 +0000 2026", utc(2026, 3, 2, 8, 30)),
        ("March 2, 2026", utc(2026, 3, 2)),
        ("2 March 2026 4:05 PM", utc(2026, 3, 2, 16, 5)),
        ("2 марта 2026", utc(2026, 3, 2)),
        ("2 mars 2026", utc(2026, 3, 2)),
        ("2. März 2026", utc(2026, 3, 2)),
        ("2 de marzo de 2026", utc(2026, 3, 2)),
        ("2026年3月2日", utc(2026, 3, 2)),
        ("02.03.2026", utc(2026, 3, 2)),
        ("14/3/2026", utc(2026, 3, 14)),
        ("3/14/2026", utc(2026, 3, 14)),
        ("3/3/2026", utc(2026, 3, 3)),
        ("1772440200", utc(2026, 3, 2, 8, 30)),
        ("1772440200.0", utc(2026, 3, 2, 8, 30)),
        ("1772440200000", utc(2026, 3, 2, 8, 30)),
        ("20260302083000", utc(2026, 3, 2, 8, 30)),
    ],
)
def test_dates_are_read(value, expected):
    assert READER.read(value, "date") == (expected, "date")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "not given"),
        ("  ", "not given"),
        ("0001-01-01T00:00:00Z", "year 1 is before 1900"),
        ("0001-01-01T00:00:00+05:00", "year 1 is before 1900"),
        ("1899-12-31", "year 1899 is before 1900"),
        ("2050-01-01", "2050-01-01 is in the future"),
        ("2026-11-28", "2026-11-28 is in the future"),
        ("9999-12-31T23:59:59-05:00", "9999-12-31 is in the future"),
        ("yesterday", "relative date 'yesterday'"),
        ("2 hours ago", "relative date '2 hours ago'"),
        ("vor 3 Tagen", "relative date 'vor 3 Tagen'"),
        ("Updated 5 hours ago", "relative date 'Updated 5 hours ago'"),
        ("March 2026", "no full date in 'March 2026'"),
        ("12:30", "no full date in '12:30'"),
        ("2026", "no full date in '2026'"),
        ("soon", "no full date in 'soon'"),
        ("2026-02-30", "no full date in '2026-02-30'"),
        ("9" * 41, "no full date in '" + "9" * 39 + "…'"),
        ("x1" * 100, "no full date in '" + "x1" * 19 + "x…'"),
    ],
)
def test_what_cannot_be_believed_is_unknown_with_the_reason(value, reason):
    assert READER.read(value, "date") == (None, f"unknown: {reason}")


def test_the_day_comes_first_unless_the_file_shows_otherwise():
    assert READER.read("3/4/2026", "date") == (utc(2026, 4, 3), "date (day first)")
    assert READER.read("03-04-2026 12:00", "date") == (utc(2026, 4, 3, 12), "date (day first)")
    american = Reader(READER.earliest, READER.latest, month_first=True)
    assert american.read("3/4/2026", "date") == (utc(2026, 3, 4), "date (month first)")
    assert american.read("02.03.2026", "date") == (utc(2026, 3, 2), "date")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["3/4/2026", None, "3/14/2026"], True),
        (["3/4/2026", "14/3/2026"], False),
        (["14/3/2026", "3/14/2026"], False),
        (["3/4/2026", "2026-03-14", "14.03.2026"], False),
        ([], False),
    ],
)
def test_a_file_shows_its_order_by_days_over_twelve(values, expected):
    assert month_comes_first(values) is expected


def test_the_last_day_believed_is_included():
    assert READER.read("2026-11-27T23:59:59Z", "date")[0] == utc(2026, 11, 27, 23, 59, 59)
