"""Who an article names as a person, and whom a title stands for."""

import pytest

from pipeline.language.names import UNKNOWN, Name
from pipeline.language.persons import read_persons, surname
from pipeline.records import Span

ARTICLE = (
    "Orsenian President Petr Kolvan opened the port of Tolmen. Mr. Dorrel, the harbour master, was not asked. "
    "Brandt Works built the quay, and Ada Quist paid."
)


def name(text):
    return Name(Span(0, len(text)), text, UNKNOWN)


@pytest.mark.parametrize(("text", "known"), [("Kolvan", True), ("Dorrel", True), ("Quist", True), ("Tolmen", False)])
def test_a_title_or_a_first_name_anywhere_shows_a_person(text, known):
    assert read_persons(ARTICLE).know(name(text)) is known


@pytest.mark.parametrize(("text", "held"), [("Kolvan", True), ("Ivo Brandt", True), ("Olm", False), ("I. Tarn", False)])
def test_any_word_of_a_name_that_stands_in_the_article_is_held_by_it(text, held):
    assert read_persons(ARTICLE).hold(name(text)) is held


@pytest.mark.parametrize(
    ("sentence", "described"),
    [
        ("The Orsenian president opened the port.", True),
        ("The president of Orsenia opened it.", True),
        ("The mayor of Tolmen opened it.", False),
        ("The presidential yacht sank.", False),
    ],
)
def test_a_title_that_an_article_gives_stands_for_the_person(sentence, described):
    assert read_persons(ARTICLE).described(name("Kolvan"), sentence) is described


def test_a_form_of_address_stands_for_nobody():
    assert not read_persons(ARTICLE).described(name("Dorrel"), "Mr. Tarn left.")


@pytest.mark.parametrize(("text", "last"), [("Ivo Tarn Jr.", "tarn"), ("Quist", "quist"), ("Jörg Älm", "alm")])
def test_the_surname_is_the_last_word_that_is_no_suffix(text, last):
    assert surname(text) == last
