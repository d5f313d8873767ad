"""Columns are found by common names, or mapped in the settings."""

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.ingest.fields import SYNONYMS


def as_json_lines(tmp_path, *rows):
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


@pytest.mark.parametrize(
    ("field", "name"),
    [(field, name) for field, names in SYNONYMS.items() for name in names if field not in ("text", "is_full_text")],
)
def test_common_column_names_are_known_in_any_spelling(field, name, tmp_path, read):
    for spelling in (name, name.upper(), name.replace("_", " ").title(), name.replace("_", "-")):
        (article,) = read(as_json_lines(tmp_path, {spelling: "value", "body": "Rain fell."}))[0]
        assert getattr(article, field) == "value"
        assert article.text == "Rain fell."


@pytest.mark.parametrize("name", SYNONYMS["text"])
def test_common_names_of_the_text_column(name, tmp_path, read):
    assert read(as_json_lines(tmp_path, {name: "  Rain\r\nfell. "}))[0][0].text == "  Rain\r\nfell. "


def test_the_first_column_that_has_a_value_counts(tmp_path, read):
    rows = {"text": "", "content": "Rain fell.", "source": None, "site": "Velmora Courier"}
    (article,) = read(as_json_lines(tmp_path, rows))[0]
    assert (article.text, article.outlet) == ("Rain fell.", "Velmora Courier")


@pytest.mark.parametrize(
    ("value", "expected"), [(True, True), (False, False), ("yes", True), ("0", False), (None, None), ("maybe", None)]
)
def test_is_full_text_takes_common_spellings(value, expected, tmp_path, read):
    assert read(as_json_lines(tmp_path, {"text": "Rain.", "is_full_text": value}))[0][0].is_full_text is expected


def test_columns_are_mapped_by_the_settings(tmp_path, read):
    file = as_json_lines(tmp_path, {"para": "Rain fell.", "paper": "Velmora Courier", "text": "teaser"})
    (article,) = read(file, columns={"text": "para", "outlet": "paper"})[0]
    assert (article.text, article.outlet) == ("Rain fell.", "Velmora Courier")


@pytest.fixture(params=["csv", "jsonl", "parquet"])
def table(request, tmp_path):
    """A file of two rows with columns that no synonym knows."""
    rows = [{"kopf": "Rain", "inhalt": "Rain fell."}, {"kopf": "Snow", "inhalt": "Snow fell."}]
    file = tmp_path / f"rows.{request.param}"
    if request.param == "csv":
        with file.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, ["kopf", "inhalt"])
            writer.writeheader()
            writer.writerows(rows)
    elif request.param == "jsonl":
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        pq.write_table(pa.Table.from_pylist(rows), file)
    return file


def test_a_file_without_text_and_title_is_rejected_once_with_its_columns(table, read):
    articles, (rejection,) = read(table)
    assert articles == []
    assert rejection.reason == "no text column"
    assert "kopf, inhalt" in rejection.detail
    assert '[ingest.columns] text = "NAME"' in rejection.detail


def test_a_mapped_column_that_is_missing_rejects_the_file_once(table, read):
    articles, (rejection,) = read(table, columns={"text": "koerper"})
    assert articles == []
    assert (rejection.line, rejection.reason) == (None, "missing column")
    assert "'koerper'" in rejection.detail
    assert "kopf, inhalt" in rejection.detail


def test_a_mapping_of_an_unknown_field_names_the_fields(table, read):
    (rejection,) = read(table, columns={"body": "inhalt"})[1]
    assert (rejection.reason, "source_id, outlet" in rejection.detail) == ("unknown field", True)


def test_a_mapped_table_goes_through(table, read):
    articles, rejections = read(table, columns={"text": "inhalt", "title": "kopf"})
    assert [(a.title, a.text) for a in articles] == [("Rain", "Rain fell."), ("Snow", "Snow fell.")]
    assert rejections == []


def test_a_key_that_some_rows_leave_out_is_no_missing_column(tmp_path, read):
    file = as_json_lines(tmp_path, {"text": "Rain fell."}, {"text": "Snow fell.", "ort": "Velmora"})
    articles, rejections = read(file, columns={"outlet": "ort"})
    assert [article.outlet for article in articles] == [None, "Velmora"]
    assert rejections == []
