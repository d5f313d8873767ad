"""Stretches in quotation marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.attribution import find_attributions, find_quotations
from pipeline.language.quotations import inside, is_closed, quoted_share, quoted_spans
from pipeline.language.sentences import split
from pipeline.records import Span


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“The gate is open,” said Tarn.", ["The gate is open,"]),
        ('"The gate is open," said Tarn. "Go."', ["The gate is open,", "Go."]),
        ("''The gate is open,'' said Tarn.", ["The gate is open,"]),
        ("„Wir bleiben hier stehen“, sagte Tarn.", ["Wir bleiben hier stehen"]),
        ("« On reste ici », dit Tarn.", [" On reste ici "]),
        ("‘The gate isn’t open,’ said Tarn.", ["The gate isn’t open,"]),
        ("The workers’ tools and the miners’ lamps were lost.", []),
        ("“The gate is open.\n\n“It will stay open.”", ["The gate is open.", "It will stay open."]),
        ("Tarn had it all.” Then he left.", []),
    ],
)
def test_words_inside_the_marks(text, words):
    assert [inside(text, span).of(text) for span in quoted_spans(text)] == words


def test_a_quotation_that_goes_on_in_the_next_paragraph_is_not_closed():
    text = "“The gate is open.\n\n“It will stay open.”"
    assert [is_closed(text, span) for span in quoted_spans(text)] == [False, True]


def test_the_share_of_a_span_inside_the_marks():
    text = "“aaaa” bbbb"
    assert quoted_share(Span(0, 6), quoted_spans(text)) == 1.0
    assert quoted_share(Span(6, len(text)), quoted_spans(text)) == 0.0
    assert quoted_share(Span(3, 9), quoted_spans(text)) == 0.5


def test_scare_quotes_and_titles_are_no_quotations():
    for text in (
        "The so-called “people’s budget” was passed by the “Blue Hall”.",
        "He read “The Long Night of Colmere” twice.",
    ):
        assert find_quotations(text, find_attributions(text, split(text))) == []


@given(st.text(alphabet="“”\"„«»'’ ab.\n", max_size=300))
def test_spans_are_ascending_and_lie_in_the_text(text):
    reached = 0
    for span in quoted_spans(text):
        assert reached <= span.start < span.end <= len(text)
        assert inside(text, span).of(text) in span.of(text)
        reached = span.end
