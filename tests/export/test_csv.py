"""CSV as spreadsheet programs read it."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from pipeline import queries
from pipeline.export import export_run
from pipeline.export.csv import csv_bytes
from pipeline.queries import VIEWS
from tests.support import event_id


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_frame_comes_back(run):
    frame = queries.claim_sentences(run, event_id("fire"))
    back = rows(csv_bytes(frame))
    assert list(back[0]) == list(frame.columns)
    for row, (_, expected) in zip(back, frame.iterrows(), strict=True):
        assert row["sentence"].removeprefix("'") == expected["sentence"]
        assert (int(row["start"]), int(row["end"])) == (expected["start"], expected["end"])
        assert row["speaker"] == ("" if pd.isna(expected["speaker"]) else expected["speaker"])


def test_it_begins_with_a_byte_order_mark_once(run, tmp_path):
    for path in export_run(run, "csv", tmp_path):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\xef\xbb\xbf") == 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_formulas_are_neutralised(text):
    assert rows(csv_bytes(pd.DataFrame({"text": [text]})))[0]["text"] == f"'{text}"


@pytest.mark.parametrize("text", ["a=1", " =1", "'=1", "1-2", "— dash", "“=1”", "", "5%"])
def test_other_text_is_left_alone(text):
    assert rows(csv_bytes(pd.DataFrame({"text": [text, "x"]})))[0]["text"] == text


def test_text_cannot_leave_its_cell():
    text = 'a";=1+1;"\n=2,"'
    data = csv_bytes(pd.DataFrame({"text": [text]}))
    assert rows(data)[0]["text"] == text
    assert data.decode("utf-8-sig") == '"text"\n"a"";=1+1;""\n=2,"""\n'


def test_numbers_and_times_are_untouched():
    frame = pd.DataFrame(
        {
            "n": pd.Series([-5, None], dtype="Int64"),
            "score": pd.Series([-0.25, None], dtype="Float64"),
            "time": pd.to_datetime(pd.Series(["2026-05-02T22:30:00Z", None]), utc=True),
            "flag": pd.Series([True, None], dtype="boolean"),
        }
    )
    assert rows(csv_bytes(frame)) == [
        {"n": "-5", "score": "-0.25", "time": "2026-05-02T22:30:00Z", "flag": "True"},
        {"n": "", "score": "", "time": "", "flag": ""},
    ]


def test_an_empty_frame_has_its_header():
    assert csv_bytes(queries.data_dictionary([])).decode("utf-8-sig").startswith('"table","column"')


def test_the_titles_of_the_run_are_safe(run, tmp_path):
    export_run(run, "csv", tmp_path)
    for path in tmp_path.iterdir():
        for row in rows(path.read_bytes()):
            assert not any(value[:1] in ("=", "+", "-", "@", "\t") for value in row.values() if not _number(value))


def test_every_exported_column_is_explained(run, tmp_path):
    files = {path.stem: path for path in export_run(run, "csv", tmp_path)}
    explained = {(row["table"], row["column"]) for row in rows(files["data_dictionary"].read_bytes())}
    for name in set(files) & set(VIEWS):
        header = next(csv.reader(io.StringIO(files[name].read_text("utf-8-sig"))))
        assert {(name, column) for column in header} <= explained


def _number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
