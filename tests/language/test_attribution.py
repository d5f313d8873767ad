"""Attributions: golden cases of invented people, and what holds for any text."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claims import read_claims
from pipeline.language.attribution import find_attributions, find_quotations
from pipeline.language.sentences import split
from tests.conftest import ROOT

CASES = json.loads((ROOT / "tests" / "golden" / "attribution" / "cases.json").read_text(encoding="utf-8"))


def read(text):
    return find_attributions(text, split(text))


def as_words(text, attribution):
    source, cue = attribution.source, attribution.cue
    return {
        "source": source and source.of(text),
        "cue": cue and cue.of(text),
        "content": [span.of(text) for span in attribution.content],
        "kind": attribution.kind,
        "act": attribution.act,
        "speaker": attribution.speaker,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_source_cue_and_content(case):
    assert [as_words(case["text"], found) for found in read(case["text"])] == case["attributions"]


def test_the_golden_cases_hold_every_kind_every_act_and_texts_without_any():
    found = [attribution for case in CASES for attribution in case["attributions"]]
    assert {attribution["kind"] for attribution in found} == {"direct", "indirect", "mixed"}
    assert {attribution["act"] for attribution in found} == {"speech", "finding", "thought", "mention"}
    assert any(not case["attributions"] for case in CASES)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Solane came late. “The gate passed,” said Dr. Emrik Solane. “It is open,” Mr. Solane said.", "Emrik Solane"),
        ("Žofie Háleková told the chamber: “I will close these streets.”", "Žofie Háleková"),
        ("“I expect a conviction,” said the prosecutor, Helga Ruun, on the steps.", "Helga Ruun"),
        ('"We are not leaving,” said Hanne Tormald, the president.', "Hanne Tormald"),
        ("“It is late,” said Ardak campaign manager Jim Messerin.", "Jim Messerin"),
        ("“It is very late,” said Representative Luis V. Garat of Colmere.", "Luis V. Garat"),
        ("“It is late,” tweeted former Housing and Town Development Secretary Jul Castrel.", "Jul Castrel"),
        ("“It is late,” said Blue Hall Press Secretary Josua Ernes.", "Josua Ernes"),
        ("Senator Ruta Menkel of Upper Ausel, who leads the house, said: “We will not sign.”", "Ruta Menkel"),
        ("“We will not sign it,” Senator Ruta Menkel of Upper Ausel told reporters.", "Ruta Menkel"),
        ("“It is not ready,” The Colmere Courier's Ada Quist wrote.", "Ada Quist"),
        ("“It is late,” tweeted the Colmere, Orsenia, chapter of the union.", None),
        ("“It is late,” said one Democrat who voted against Ivo Lund.", None),
        ("“It is late,” said a lawyer for Ivo Lund.", None),
        ("“It is late,” saying that papers like The Courier lied.", None),
        ("“My girls are alive,” she said through tears.", None),
        ("„Wir bleiben hier stehen“", None),
    ],
)
def test_the_speaker_of_the_last_quotation(text, speaker):
    assert find_quotations(text, read(text))[-1].speaker == speaker


def test_he_said_takes_the_last_person_named_whom_it_fits():
    text = "“The dam held,” said Jarl Ottmar. “It held for an hour,” he added."
    assert [quotation.speaker for quotation in find_quotations(text, read(text))] == ["Jarl Ottmar", "Jarl Ottmar"]
    text = "John Ottmar met Anna Lund. “The dam held,” she said. “The dam was lost,” he said."
    assert [quotation.speaker for quotation in find_quotations(text, read(text))] == ["Anna Lund", "John Ottmar"]
    text = "“It fell,” said Ivo Lund. Tarn's attorney disputed that, calling it a lie. “It is bad,” he added."
    assert [quotation.speaker for quotation in find_quotations(text, read(text))] == [None]


def test_somebody_named_in_between_is_the_next_speaker():
    text = (
        "“It held,” said Dr. Ruta Menkel. Ivo Stellan, the labour minister, struck the same note: “It broke at last.”"
    )
    assert [quotation.speaker for quotation in find_quotations(text, read(text))] == ["Ivo Stellan"]
    text = "“It held well,” said Ruta Menkel. Behind Ivo Stellan a sign read “We are all waiting”."
    assert [quotation.speaker for quotation in find_quotations(text, read(text))] == ["Ruta Menkel", None]


def test_two_of_one_name_are_not_mixed_up():
    text = "John Tarn and Anna Tarn came. “It is late,” Mr. Tarn said. “It is too late,” Tarn said."
    assert [quotation.speaker for quotation in find_quotations(text, read(text))] == ["John Tarn", "Tarn"]


words = st.sampled_from(
    "Ana Tarn said that “ ” \" ' the dam broke , . : ; — told reporters according to who he by and ( \n\n".split(" ")
)


@given(st.lists(words, max_size=60).map(" ".join))
@settings(deadline=None)
def test_parts_lie_in_the_text_and_contents_hold_words(text):
    for attribution in read(text):
        assert attribution.content
        for span in (*attribution.content, attribution.source, attribution.cue):
            assert span is None or 0 <= span.start < span.end <= len(text)
        assert attribution.speaker is None or all(word in text for word in attribution.speaker.split())


@pytest.mark.parametrize("heading", ["HOW TO HELP", "Help", "What We Know"])
def test_a_heading_that_names_nobody_speaks_nothing(heading):
    text = f"{heading}: readers in Orsen can leave clothes and tinned food at any fire station."
    assert [claim.speaker for claim in read_claims("a", 0, text, ()).claims] == [None]
    assert [claim.kind for claim in read_claims("a", 0, text, ()).claims] == ["statement"]
