"""Any Unicode goes in and comes out as it was, and every span that is read from it lies in it."""

import csv
import json
import tempfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.claims import read_claims
from pipeline.clean import clean
from pipeline.errors import StoreError
from pipeline.ingest import RawArticle, read_inputs
from pipeline.language.dates import find_moments
from pipeline.language.figures import find_figures
from pipeline.language.furniture import marks
from pipeline.language.names import find_names
from pipeline.outlets import OutletDirectory
from pipeline.schema import TABLES, conform, validate
from pipeline.settings import Clean, Ingest

PIECES = st.sampled_from(
    [
        "The dam broke at dawn.", "Mr. Solane said on 3 May: ", "“No,” she said", "‘so ’tis", '"quoted"', "«ja»",
        "14 of 17", "1,000,000,000", "£5.5bn", "at least 40%", "By Ilse Marn\n", "Advertisement\n", "<b>&amp;", "=1+1",
        "e\u0301\u0323", "\u0915\u094d\u0937", "\U0001f469\u200d\U0001f467", "\U0001f3f4\U000e0067\U000e007f",
        "\U0010ffff", "\u05d0\u05d1 \u202eabc\u202c", "\u0639\u064e\u0631", "\u200b\u200d\ufeff", "\u2066x\u2069",
        "\r\n", "\r", "\n\n", "\u2028", "\x85", "\v", "\x1c", "\t", "\\u0041", "\ud7ff", "\ue000",
        "\ufb01", "\u0130\u0131", "\xdf", "\u1e9e", "\xbd", "\u0663", "\uff11\uff12",
    ]
)  # fmt: skip
ANY = st.one_of(
    st.lists(st.one_of(PIECES, st.text(alphabet=st.characters(codec="utf-8"), max_size=6)), max_size=30).map("".join),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=300),
)
LONE = st.text(alphabet=st.characters(categories=["Cs", "Lu", "Zs"]), max_size=20)
OUTLETS = OutletDirectory.load("")
SLOW = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(ANY)
def test_every_span_that_is_read_lies_in_the_text_and_holds_words(text):
    found = marks(text, None)
    read = read_claims("a1", 0, text, found)
    spans = [mark.span for mark in found] + [claim.span for claim in read.claims]
    spans += [quotation.span for quotation in read.quotations]
    spans += [figure.span for figure in find_figures(text)] + [name.span for name in find_names(text)]
    spans += [moment.span for moment in find_moments(text, 1.7e9)]
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text).strip()
    for claim in read.claims:
        if claim.content is not None:
            assert claim.span.start <= claim.content.start < claim.content.end <= claim.span.end


@SLOW
@given(ANY)
def test_cleaning_keeps_a_text_as_it_is_or_rejects_it(text):
    cleaned = clean(
        [RawArticle("a.jsonl", 1, text, title="A title")],
        OUTLETS,
        Clean(),
        2_000_000,
        date(2026, 5, 1),
    )
    kept = cleaned.articles["text"].tolist()
    assert kept == [text] or (kept == [] and len(cleaned.rejected) == 1)
    assert kept == [text] or "\0" in text


@SLOW
@given(LONE)
def test_a_lone_surrogate_never_reaches_a_table(text):
    cleaned = clean([RawArticle("a.jsonl", 1, "A text.", title=text)], OUTLETS, Clean(), 100, date(2026, 5, 1))
    broken = any("\ud800" <= character <= "\udfff" for character in text)
    assert (len(cleaned.articles), len(cleaned.rejected)) == ((0, 1) if broken else (1, 0))


def as_jsonl(path, text):
    path.write_text(json.dumps({"id": "a", "text": text}) + "\n", encoding="utf-8")


def as_json(path, text):
    path.write_text(json.dumps([{"id": "a", "text": text}], ensure_ascii=False), encoding="utf-8", newline="")


def as_csv(path, text):
    with path.open("w", encoding="utf-8", newline="") as file:
        # Filled up with words: a file of control characters is no text.
        csv.writer(file).writerows([["id", "text", "notes"], ["a", text, "words " * 20 * len(text)]])


def as_parquet(path, text):
    pq.write_table(pa.table({"id": ["a"], "text": [text]}), path)


@pytest.mark.parametrize("write", [as_jsonl, as_json, as_csv, as_parquet])
@SLOW
@given(text=ANY.filter(lambda text: text.strip() and "\0" not in text))
def test_a_reader_gives_the_text_that_was_written(write, text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"rows.{write.__name__.removeprefix('as_')}"
        write(path, text)
        (article,) = read_inputs([path], Ingest())
    assert article.text == text


CELL = st.one_of(
    st.none(),
    st.text(max_size=5),
    st.integers(-3, 5),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.binary(max_size=3),
)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_rows_of_any_values_are_a_valid_table_or_a_clear_error(table, data):
    row = st.fixed_dictionaries(dict.fromkeys(table.column_names, CELL))
    found = data.draw(st.lists(row, max_size=3))
    try:
        frame = conform(found, table)
    except StoreError:
        return
    assert len(validate(frame, table)) == len(found)
