"""Articles to claims: kind, speaker and what is said."""

import pytest

from pipeline.claims import read_claims
from pipeline.records import Mark, Span


def claims_of(text, marks=()):
    return read_claims("a1", 0, text, marks).claims


@pytest.mark.parametrize(
    ("text", "kind", "speaker", "content"),
    [
        ("The dam broke at dawn on Monday.", "statement", None, None),
        ("Ruta Menkel said the dam broke at dawn.", "reported speech", "Ruta Menkel", "the dam broke at dawn"),
        ("The dam broke at dawn, Ruta Menkel said.", "reported speech", "Ruta Menkel", "The dam broke at dawn"),
        ("The dam broke, according to the Roads Agency.", "reported speech", "Roads Agency", "The dam broke"),
        ("A survey found that most people oppose the dam.", "reported speech", None, "that most people oppose the dam"),
        ("“The dam broke at dawn,” Ruta Menkel said.", "quotation", "Ruta Menkel", "The dam broke at dawn"),
        ("“The dam broke at dawn.”", "quotation", None, None),
        ("Ruta Menkel believes that the dam will hold.", "statement", None, None),
        ("Ruta Menkel criticised the council for its silence.", "statement", None, None),
        ("Ruta Menkel, who said she was ill, left the council by a side door and drove away.", "statement", None, None),
    ],
)
def test_kind_speaker_and_what_is_said(text, kind, speaker, content):
    (claim,) = claims_of(text)
    assert (claim.kind, claim.speaker) == (kind, speaker)
    assert (claim.content and claim.content.of(text)) == content


def test_a_long_quotation_gives_its_speaker_to_each_of_its_sentences():
    text = (
        "“The dam broke at dawn. Nobody had warned us. We ran for the hills,” said Mr. Ottmar. Jarl Ottmar is a guard."
    )
    claims = claims_of(text)
    assert [(claim.kind, claim.speaker) for claim in claims[:3]] == [("quotation", "Jarl Ottmar")] * 3
    assert [claim.content and claim.content.of(text) for claim in claims[:3]] == [None, None, "We ran for the hills"]
    assert claims[3].kind == "statement"


def test_what_is_said_lies_in_its_claim():
    text = (
        "The mayor, Ana Lund, said on Monday that the dam was “a danger to us all,” adding that it would be closed. "
        "“It is late,” she said, “but not too late.”\n\nIvo Stellan added:\n\n“We knew it. Everybody knew it.”"
    )
    reading = read_claims("a1", 0, text, ())
    for claim in reading.claims:
        if claim.content:
            assert claim.span.start <= claim.content.start < claim.content.end <= claim.span.end
    assert [quotation.speaker for quotation in reading.quotations][-1] == "Ivo Stellan"
    assert {claim.speaker for claim in reading.claims} >= {"Ana Lund", "Ivo Stellan"}


def test_what_is_marked_is_neither_claim_nor_speech():
    text = "Photo: Ana Lund said it.\n\nThe dam broke at dawn on Monday."
    (claim,) = claims_of(text, [Mark(Span(0, 24), "caption")])
    assert claim.span.of(text) == "The dam broke at dawn on Monday."


def test_a_file_in_base64_within_a_text_leaves_its_sentences_claims():
    told = "Ana Lund said that the dam would be closed."
    claims = claims_of(f"{told}\n\n{'aGVsbG8gd29ybGQhZm9vYmFyYmF6' * 8000}\n\nIvo Stellan left the council.")
    assert (claims[0].speaker, len(claims)) == ("Ana Lund", 2)
