"""Floors under the measured attributions; the figures themselves are in docs/attribution.md."""

import pytest

from tests.quality.attribution import articles, score

FLOORS = {
    "sentence f1": 0.89,
    "sentence precision": 0.93,
    "source exact f1": 0.64,
    "source overlap f1": 0.74,
    "cue exact f1": 0.64,
    "cue overlap f1": 0.73,
    "content exact f1": 0.57,
    "content overlap f1": 0.83,
}


@pytest.fixture(scope="module")
def scores(shared):
    return score(articles(shared, "test"))


@pytest.mark.parametrize("name", FLOORS)
def test_attributions_on_the_test_part_of_polnear(scores, name):
    assert scores[name] >= FLOORS[name], scores


def test_it_is_better_than_calling_every_sentence_positive(scores):
    assert scores["sentence f1"] > scores["sentence f1 if all were positive"] + 0.05


def test_an_article_takes_less_than_ten_milliseconds(scores):
    assert scores["milliseconds"] < 10
