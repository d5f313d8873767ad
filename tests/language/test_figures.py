"""Quantities: what is read, as which interval, and what is left alone."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.figures import find_figures
from pipeline.language.number_words import differing_numbers


@pytest.mark.parametrize(
    ("sentence", "words", "low", "high", "unit", "counted"),
    [
        ("14 people had been confirmed dead.", "14", 14, 14, "", {"dead"}),
        ("Seventeen people had died by dusk.", "Seventeen", 17, 17, "", {"dead"}),
        ("The number of dead stood at 17.", "17", 17, 17, "", {"dead"}),
        ("Twenty-one people were injured.", "Twenty-one", 21, 21, "", {"injured"}),
        ("Officers made 23 arrests.", "23", 23, 23, "", {"arrested"}),
        ("Employers reported 67,000 unfilled vacancies.", "67,000", 66_500, 67_500, "", {"unfilled", "vacancy"}),
        ("Nearly 70,000 posts were open.", "70,000", 60_000, 70_000, "", {"post"}),
        ("More than 60 buses burned.", "60", 60, math.inf, "", {"buse", "burned"}),
        ("Unemployment hit 8.3 per cent in April.", "8.3 per cent", 8.25, 8.35, "%", {"jobless"}),
        ("It is worth $310 million in all.", "$310 million", 305e6, 319.5e6, "$", set()),
        ("A million tonnes were lost.", "A million", 0.9e6, 1.19e6, "tonne", set()),
    ],
)
def test_a_figure_its_interval_unit_and_what_is_counted(sentence, words, low, high, unit, counted):
    (figure,) = find_figures(sentence)
    assert figure.span.of(sentence) == words
    assert (figure.low, figure.high) == (pytest.approx(low), pytest.approx(high))
    assert (figure.unit, set(figure.counted)) == (unit, counted)


@pytest.mark.parametrize(
    "sentence",
    [
        "It happened on 12 May 2026 at 3:40 a.m.",
        "On May 12, 2026 the court sat.",
        "Gate No. 4 was cracked.",
        "Gerda Olm, 38, lost everything.",
        "A 45-year-old man was there.",
        "One of them asked for water.",
        "Two of them were children.",
        "Many were hurt, including three children.",
        "One in twelve is without work.",
        "The plan of 1968 was good.",
        "Several hundred people came.",
        "1 200 people were killed.",
        "1\N{NO-BREAK SPACE}200\N{NO-BREAK SPACE}000 people were killed.",
    ],
)
def test_dates_labels_ages_parts_and_fractions_are_no_quantities(sentence):
    assert find_figures(sentence) == []


@pytest.mark.parametrize("mark", ["¹", "²", "①", "⁶"])
def test_the_number_of_a_footnote_is_no_number(mark):
    sentence = "Fourteen passengers were injured when the ferry hit the pier {}"
    assert differing_numbers(sentence.format(mark), sentence.format("2")) is None
    assert differing_numbers(f"Fourteen people {mark} died here.", f"Sixteen people {mark} died here.") is not None


@given(st.text(alphabet=st.sampled_from("0123456789,. %$€-–twomilnhudre"), max_size=200))
def test_spans_lie_in_the_sentence_and_intervals_are_ordered(sentence):
    for figure in find_figures(sentence):
        assert 0 <= figure.span.start < figure.span.end <= len(sentence)
        assert figure.low <= figure.high
