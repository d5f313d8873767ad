"""Dates and times of day: what is read, which times it may mean, and what is no date."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.dates import are_disjoint, find_moments

WEDNESDAY = datetime(2026, 5, 13, 9, tzinfo=UTC).timestamp()


def shown(interval):
    return tuple(datetime.fromtimestamp(hours * 3600, UTC).strftime("%Y-%m-%d %H") for hours in interval)


@pytest.mark.parametrize(
    ("sentence", "words", "grain", "role", "first"),
    [
        ("The dam broke on Tuesday night.", "Tuesday night", "part of day", "at", ("2026-05-12 17", "2026-05-13 06")),
        ("It sank early Monday.", "early Monday", "part of day", "at", ("2026-05-11 00", "2026-05-11 10")),
        ("The court sat on May 12, 2026.", "May 12, 2026", "day", "at", ("2026-05-12 00", "2026-05-13 00")),
        ("The court sat on Tuesday 12 May.", "Tuesday 12 May", "day", "at", ("2026-05-12 00", "2026-05-13 00")),
        ("He leaves by Feb. 28.", "Feb. 28", "day", "by", ("2026-02-28 00", "2026-03-01 00")),
        ("Riots broke out in January 2022.", "January 2022", "month", "at", ("2022-01-01 00", "2022-02-01 00")),
        ("She has led it since 2002.", "2002", "year", "since", ("2002-01-01 00", "2003-01-01 00")),
        ("It began last month.", "last month", "month", "at", ("2026-04-01 00", "2026-05-01 00")),
        ("It closed last year.", "last year", "year", "at", ("2025-01-01 00", "2026-01-01 00")),
        ("It happened earlier this week.", "earlier this week", "week", "at", ("2026-05-10 00", "2026-05-18 00")),
        ("It came out yesterday.", "yesterday", "day", "at", ("2026-05-11 00", "2026-05-14 00")),
        ("It happened two weeks ago.", "two weeks ago", "week", "at", ("2026-04-25 00", "2026-05-04 00")),
        ("It opened in May.", "May", "month", "at", ("2026-05-01 00", "2026-06-01 00")),
    ],
)
def test_a_date_and_the_times_that_it_may_mean(sentence, words, grain, role, first):
    (moment,) = find_moments(sentence, WEDNESDAY)
    assert moment.span.of(sentence) == words
    assert (moment.grain, moment.role, shown(moment.intervals[0])) == (grain, role, first)


@pytest.mark.parametrize(
    ("sentence", "minute", "zone"),
    [
        ("It began at 3:40 a.m.", 220, None),
        ("It began at 7.15 p.m. ET.", 1155, -300),
        ("It began at 15:30 GMT.", 930, 0),
        ("It began at noon.", 720, None),
        ("It began at 11am from his house.", 660, None),
    ],
)
def test_a_time_of_day_and_its_zone(sentence, minute, zone):
    (moment,) = find_moments(sentence, WEDNESDAY)
    assert (moment.grain, moment.minute, moment.zone) == ("clock", minute, zone)


@pytest.mark.parametrize(
    "sentence",
    [
        "He may resign, and they march on.",
        "The 2019 election was close.",
        "They counted 2,014 votes.",
        "It cost 1999.50 talens.",
        "Gate 12 was open.",
        "The vote was 5:4 in the chamber.",
    ],
)
def test_verbs_names_of_years_and_other_numbers_are_no_dates(sentence):
    assert find_moments(sentence, WEDNESDAY) == []


@pytest.mark.parametrize(
    ("a", "b", "disjoint"),
    [
        ("on Tuesday night", "early on Wednesday", False),
        ("on Tuesday", "on Wednesday", True),
        ("on Tuesday", "on 12 May", False),
        ("on Tuesday", "on 11 May", True),
        ("in 2026", "on 12 May", False),
        ("in 2022", "in January 2020", True),
        ("last month", "last week", True),
        ("at 3 p.m. ET", "at 8 p.m. GMT", False),
        ("at 3 p.m. ET", "at 8 p.m.", False),
        ("at 3 p.m.", "at 3.40 p.m.", False),
        ("at 3 p.m.", "at 6 p.m.", True),
        ("at 11.30 p.m.", "at midnight", False),
    ],
)
def test_times_that_cannot_be_the_same(a, b, disjoint):
    (one,), (other,) = (find_moments(f"It happened {words}.", WEDNESDAY) for words in (a, b))
    assert are_disjoint(one, other) is disjoint
    assert are_disjoint(other, one) is disjoint


def test_without_a_time_of_publication_a_tuesday_is_still_no_thursday():
    (one,), (other,) = (find_moments(f"It sank on {day}.", None) for day in ("Tuesday", "Thursday"))
    assert one.intervals == ()
    assert are_disjoint(one, other)


@given(st.text(alphabet=st.sampled_from("0123456789,. :-MayTuesdJnpmlastweko"), max_size=120))
def test_spans_lie_in_the_sentence_and_intervals_are_ordered(sentence):
    for moment in find_moments(sentence, WEDNESDAY):
        assert 0 <= moment.span.start < moment.span.end <= len(sentence)
        assert all(start < end for start, end in moment.intervals)
