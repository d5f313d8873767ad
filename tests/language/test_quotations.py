"""Quotations and their speakers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.quotations import find_quotations, is_reported, reported_speaker


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            "“The gate passed its inspection,” said Dr. Emrik Solane.",
            "The gate passed its inspection,",
            "Dr. Emrik Solane",
        ),
        ('"The gate passed its inspection," Solane said.', "The gate passed its inspection,", "Solane"),
        (
            "Žofie Háleková told the chamber: “I will close these streets.”",
            "I will close these streets.",
            "Žofie Háleková",
        ),
        (
            "“I expect a conviction,” said the prosecutor, Helga Ruun, on the steps.",
            "I expect a conviction,",
            "Helga Ruun",
        ),
        ('"We are not leaving,” said Hanne Tormald, the president.', "We are not leaving,", "Hanne Tormald"),
        ("“It is late,” said Ardak campaign manager Jim Messerin.", "It is late,", "Jim Messerin"),
        ("“It is late,” said Representative Luis V. Garat of Colmere.", "It is late,", "Representative Luis V. Garat"),
        (
            "“It is late,” tweeted former Housing and Town Development Secretary Jul Castrel.",
            "It is late,",
            "Secretary Jul Castrel",
        ),
        ("“It is late,” tweeted the Colmere, Orsenia, chapter of the union.", "It is late,", None),
        ("He warned of “a law nobody reads.” The Talen Doctrine argued for war.", "a law nobody reads.", None),
        ("“It is late,” said Blue Hall Press Secretary Josua Ernes.", "It is late,", "Secretary Josua Ernes"),
        ("“It is late,” saying that papers like The Courier lied.", "It is late,", None),
        ("„Wir bleiben hier stehen“", "Wir bleiben hier stehen", None),
        ("“My girls are alive,” she said through tears.", "My girls are alive,", None),
    ],
)
def test_the_words_and_who_says_them(text, words, speaker):
    (quotation,) = find_quotations(text)
    assert quotation.span.of(text) == words
    assert quotation.speaker == speaker


def test_he_said_takes_the_speaker_before_it():
    text = "“The dam held,” said Jarl Ottmar. “It held for an hour,” he added."
    assert [quotation.speaker for quotation in find_quotations(text)] == ["Jarl Ottmar", "Jarl Ottmar"]


def test_somebody_named_in_between_is_the_next_speaker():
    text = (
        "“It held,” said Dr. Ruta Menkel. Ivo Stellan, the labour minister, struck the same note: “It broke at last.”"
    )
    assert [quotation.speaker for quotation in find_quotations(text)] == ["Ivo Stellan"]
    text = "“It held well,” said Ruta Menkel. Behind Ivo Stellan a sign read “We are all waiting”."
    assert [quotation.speaker for quotation in find_quotations(text)] == ["Ruta Menkel", None]


@pytest.mark.parametrize(
    "text",
    [
        "Senator Ruta Menkel of Upper Ausel said: “We will not sign it.”",
        "Senator Ruta Menkel of Upper Ausel, who leads the committee, said: “We will not sign it.”",
        "“We will not sign it,” said Senator Ruta Menkel of Upper Ausel.",
        "“We will not sign it,” Senator Ruta Menkel of Upper Ausel told reporters.",
    ],
)
def test_the_place_that_somebody_is_from_is_not_the_speaker(text):
    assert [quotation.speaker for quotation in find_quotations(text)] == ["Senator Ruta Menkel"]


def test_a_scare_quote_of_a_word_is_no_quotation():
    assert find_quotations("The so-called “people’s budget” was passed by the “Blue Hall”.") == []


def test_reported_speech_and_its_speaker():
    assert is_reported("The minister said that the gate was sound.")
    assert is_reported("The gate was sound, according to the ministry.")
    assert not is_reported("The gate broke at dawn.")
    assert reported_speaker("Helga Ruun said that the papers were lost.") == "Helga Ruun"
    assert reported_speaker("It was said that the papers were lost.") is None


@given(st.text(alphabet='“”"„«» ab.\n', max_size=300))
def test_spans_are_ascending_and_lie_in_the_text(text):
    reached = 0
    for quotation in find_quotations(text):
        assert reached <= quotation.span.start < quotation.span.end <= len(text)
        reached = quotation.span.end
