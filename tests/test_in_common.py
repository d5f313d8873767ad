"""What two articles have in common, for people. All texts are invented."""

import pytest

from pipeline.events.common import shared_figures, shared_names
from pipeline.events.words import read_words


def test_names_and_figures_in_common_are_told_the_rarest_first():
    known = read_words(["kolvin", "skarra", "skarra dam", "brennick", "brennick town", "brennick flood"])
    one = "The Skarra dam broke. Fire chief Marta Kolvin counted 14 dead in Brennick. Nobody slept. We saw 30 cows."
    other = "In Brennick, Kolvin said that fourteen people were killed when Skarra broke. Nobody knew. 30 boats came."
    assert shared_names(one, other, known) == ["Skarra", "Brennick", "Kolvin"]
    assert shared_names(one, one, known) == ["Marta Kolvin", "Skarra", "Brennick"]
    assert shared_figures(one, other) == ["14 (dead)"]
    assert shared_figures("", other) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Skarra Dam Breaks And Kolvin Counts", "In Brennick, Kolvin said that Skarra broke."),
        ("Orlen rose again, for the orlen is a fish.", "They saw the great Orlen there."),
        ("They met on Tuesday in May.", "It rained on Tuesday in May."),
        ("", "In Brennick it rained."),
    ],
)
def test_what_may_be_no_name_is_not_told_as_one(one, other):
    assert shared_names(one, other, read_words([one, other])) == []
