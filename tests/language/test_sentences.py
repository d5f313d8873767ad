"""Sentence spans: what must not break, what must, and offsets that hold."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.sentences import split
from pipeline.records import Mark, Span


def sentences(text, marks=()):
    return [span.of(text) for span in split(text, marks)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Solane met Dr. Ines Hallgard at the clinic.",
        "Gen. Havel Morrik and Lt. Col. J. R. Halm left at 3:40 a.m. on Tuesday.",
        "Gate No. 4 rose by 2.4 metres in the first hour.",
        "Sen. Ada Lorne, D-Calif., and Rep. Tom Wick voted against it.",
        "The U.S. Fleet left St. Brenn with 1,400 containers.",
        "She asked why it was “never, ever repaired” and left.",
        "“We heard knocking, and then we didn’t,” said Jarl Ottmar, the fire chief.",
        "The hall (built in 1968) stands in Colmere, the second town of the valley.",
    ],
)
def test_abbreviations_initials_titles_and_decimals_do_not_break_a_sentence(sentence):
    assert sentences(sentence) == [sentence]


def test_sentences_end_where_a_reader_ends_them():
    text = 'The dam broke. "Who read that letter?” he asked. Nobody answered! It was 9 p.m. The town slept.'
    assert sentences(text) == [
        "The dam broke.",
        '"Who read that letter?” he asked.',
        "Nobody answered!",
        "It was 9 p.m.",
        "The town slept.",
    ]


def test_bullets_stand_outside_and_each_is_its_own():
    text = "The plan:\n\n  • a new bridge over the Lorrow;\n  • two schools in Tolmen;\n  - free buses\n"
    assert sentences(text) == ["The plan:", "a new bridge over the Lorrow;", "two schools in Tolmen;", "free buses"]


def test_hard_wrapped_lines_are_joined_and_other_lines_are_not():
    wrapped = (
        "The council of Marn voted late on Thursday evening to close the whole\n"
        "of the Old Town to private cars, a step that shopkeepers had opposed\n"
        "for eleven years. The vote was 31 to 28.\n"
    )
    assert len(sentences(wrapped)) == 2
    assert sentences("A heading without a stop\nThe first sentence.") == [
        "A heading without a stop",
        "The first sentence.",
    ]


def test_no_sentence_crosses_a_mark():
    text = "ORVAST (Agency) — The bridge is shut. Subscribe to our newsletter. The queue is long."
    furniture = [Mark(Span(0, 18), "dateline"), Mark(Span(38, 66), "boilerplate")]
    assert sentences(text, furniture) == ["The bridge is shut.", "The queue is long."]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_spans_are_ascending_lie_in_the_text_and_carry_no_outer_space(text):
    reached = 0
    for span in split(text):
        assert reached <= span.start < span.end <= len(text)
        assert span.of(text) == span.of(text).strip()
        reached = span.end


@given(
    st.lists(
        st.sampled_from(["The dam broke.", "It rained…", "\r\n\r\n", "“No,” he said.", "👩‍👩‍👧", "é", "\u202e", " "])
    )
)
def test_every_letter_and_digit_is_in_some_sentence(pieces):
    text = " ".join(pieces)
    covered = set()
    for span in split(text):
        covered.update(range(span.start, span.end))
    assert {i for i, character in enumerate(text) if character.isalnum()} <= covered


@pytest.mark.parametrize(
    "hostile", ["a" * 300_000, " " * 300_000, '"' * 300_000, "(" * 300_000, "A." * 50_000, "." * 300_000]
)
def test_hostile_text_comes_back(hostile):
    assert all(span.end <= len(hostile) for span in split(hostile))


@pytest.mark.parametrize("corpus", ["basil", "allsides"])
def test_nine_in_ten_of_the_annotators_sentences_are_found_exactly(shared, corpus):
    folder = shared / "data" / corpus
    texts = {row["id"]: row["text"] for row in map(json.loads, (folder / "articles.jsonl").open(encoding="utf-8"))}
    gold = set()
    with (folder / "gold_claim_links.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            gold |= {(row[f"id_{side}"], int(row[f"start_{side}"]), int(row[f"end_{side}"])) for side in "ab"}
    found = {article: {span.of(texts[article]) for span in split(texts[article])} for article, _, _ in gold}
    exact = sum(texts[article][start:end].strip() in found[article] for article, start, end in gold)
    assert exact / len(gold) >= {"basil": 0.96, "allsides": 0.91}[corpus]
