"""XLSX as openpyxl reads it."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from pipeline import queries
from pipeline.errors import ExportError
from pipeline.export import export_run, xlsx
from pipeline.export.cells import CUT, MAX_XLSX_TEXT
from pipeline.export.xlsx import xlsx_bytes
from pipeline.queries import VIEWS
from tests.support import event_id

FIRE = event_id("fire")


def book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def only_cell(value, column="text"):
    sheet = book(xlsx_bytes({"sheet": pd.DataFrame({column: [value]}, dtype=object)}, {}))["sheet"]
    return sheet["A2"]


def test_a_frame_comes_back_cell_by_cell(run):
    frame = queries.event_articles(run, FIRE)
    sheet = book(xlsx_bytes({"event_articles": frame}, {}))["event_articles"]
    assert [cell.value for cell in sheet[1]] == list(frame.columns)
    for cells, (_, expected) in zip(sheet.iter_rows(min_row=2), frame.iterrows(), strict=True):
        for cell, value in zip(cells, expected, strict=True):
            if pd.isna(value):
                assert cell.value is None
            elif isinstance(value, pd.Timestamp):
                assert cell.value == value.tz_localize(None).to_pydatetime()
            else:
                assert cell.value == value
                assert type(cell.value) in (str, int, float, bool)
    (column,) = (cell.column_letter for cell in sheet[1] if cell.value == "is_full_text")
    assert [cell.value for cell in sheet[column][1:]] == [True, True, False, True, True]


def test_the_complete_export_holds_every_row(run, tmp_path):
    (path,) = export_run(run, "xlsx", tmp_path)
    read = openpyxl.load_workbook(path)
    events = queries.events(run)
    assert read["events"].max_row == len(events) + 1
    for name in ("claim_sentences", "claim_matrix", "divergences", "omissions", "only_one_outlet", "quotations"):
        frame = getattr(queries, name)(run, events["event_id"].to_list())
        ids = [cell.value for cell in read[name]["A"][1:]]
        assert ids == frame["event_id"].to_list()


def test_sheets_are_made_for_reading(run, tmp_path):
    read = openpyxl.load_workbook(export_run(run, "xlsx", tmp_path)[0])
    for sheet in read:
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold
        assert all(9 <= column.width <= 61 for column in sheet.column_dimensions.values())
    sentence = next(cell for cell in read["claim_sentences"][1] if cell.value == "sentence")
    assert sentence.offset(row=1).alignment.wrap_text


def test_it_says_where_it_comes_from_and_what_the_columns_mean(run, tmp_path):
    read = openpyxl.load_workbook(export_run(run, "xlsx", tmp_path)[0])
    about = {name.value: value.value for name, value in read["about"].iter_rows(min_row=2)}
    assert about["Run"] == run.run_id
    assert about["Settings fingerprint"] == run.manifest["fingerprint"]
    assert about["Model"] == "all-MiniLM-L6-v2"
    explained = {(row[0].value, row[1].value) for row in read["data dictionary"].iter_rows(min_row=2)}
    for name in set(read.sheetnames) & set(VIEWS):
        assert {(name, cell.value) for cell in read[name][1]} <= explained


def test_only_the_shown_columns_are_explained(run):
    frame = queries.events(run)[["title", "n_outlets"]]
    dictionary = book(xlsx_bytes({"events": frame}, {}))["data dictionary"]
    assert [cell.value for cell in dictionary["B"][1:]] == ["title", "n_outlets"]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x.example","y")', "+1", "-1", "@A1", "\t=1", "{=1}"])
def test_no_formula_is_made_of_text(text):
    cell = only_cell(text)
    assert cell.data_type == "s"
    assert cell.value == (text if text.startswith("{") else f"'{text}")


def test_no_cell_of_the_run_is_a_formula(run, tmp_path):
    read = openpyxl.load_workbook(export_run(run, "xlsx", tmp_path)[0])
    assert not [cell for sheet in read for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_addresses_are_links_in_their_columns_alone(run):
    address = "https://courier.example/a?b=1&c=%C3%A9#d"
    frame = pd.DataFrame({"url": [address], "url_a": [address], "nearest_url": [address], "title": [address]})
    sheet = book(xlsx_bytes({"s": frame}, {}))["s"]
    assert [cell.value for cell in sheet[2]] == [address] * 4
    links = [cell.hyperlink for cell in sheet[2]]
    assert links[3] is None
    for link in links[:3]:
        assert "#".join(filter(None, (link.target, link.location))) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "internal:Sheet1!A1",
        "external:c:\\a.xlsx",
        "mailto:a@b.example",
        "//courier.example",
        "https://a b",
        "https://courier.example/" + "a" * 2100,
        "HTTP://",
    ],
)
def test_what_is_no_web_address_is_text(address):
    cell = only_cell(address, "url")
    assert cell.hyperlink is None
    assert cell.value == address


def test_more_links_than_a_sheet_can_hold_are_text(monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_LINKS", 2)
    frame = pd.DataFrame({"url": [f"https://courier.example/{n}" for n in range(4)]})
    sheet = book(xlsx_bytes({"s": frame}, {}))["s"]
    assert [cell.hyperlink is None for cell in sheet["A"][1:]] == [False, False, True, True]
    assert [cell.value for cell in sheet["A"][1:]] == frame["url"].to_list()


def test_long_text_is_cut_with_a_mark():
    assert only_cell("a" * MAX_XLSX_TEXT).value == "a" * MAX_XLSX_TEXT
    cut = only_cell("a" * (MAX_XLSX_TEXT + 1)).value
    assert len(cut) == MAX_XLSX_TEXT
    assert cut.endswith(CUT)


def test_long_text_is_measured_as_the_format_does():
    cut = only_cell("\N{FERRY}\N{FIRE}" * 12_000).value
    assert len(cut.encode("utf-16-le")) // 2 <= MAX_XLSX_TEXT
    assert cut.endswith(CUT)


def test_characters_that_xml_forbids_are_removed():
    assert only_cell("a\x00b\x0bc\x1fd\ufffee\ud800f\n\tg").value == "abcdef\n\tg"
    assert only_cell("\x00=1").value == "'=1"


def test_markup_and_bidi_controls_are_kept_as_text():
    text = "<script>&amp;</script> \u202eabc\u202c _x0041_"
    data = xlsx_bytes({"s": pd.DataFrame({"text": [text]})}, {})
    assert book(data)["s"]["A2"].value.replace("_x005F_", "_") == text
    assert b"<script>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/sharedStrings.xml")


def test_numbers_stay_numbers_and_odd_values_do_no_harm():
    frame = pd.DataFrame(
        {"x": [1.5, float("nan"), float("inf"), True, None, [1, 2], pd.Timestamp("1850-01-02", tz="UTC")]}, dtype=object
    )
    sheet = book(xlsx_bytes({"s": frame}, {}))["s"]
    values = [sheet.cell(row, 1).value for row in range(2, 9)]
    assert values == [1.5, None, "inf", True, None, "[1, 2]", "1850-01-02T00:00:00Z"]


def test_times_are_dates_in_utc():
    cell = only_cell(pd.Timestamp("2026-05-03T00:30:00+02:00"))
    assert cell.value == datetime(2026, 5, 2, 22, 30)
    assert cell.number_format == 'yyyy-mm-dd"T"hh:mm:ss"Z"'


@pytest.mark.parametrize("name", ["a" * 40, "a/b:c?[d]*\\", "'quoted'", "", "History", "x\x00y", "about"])
def test_any_name_makes_a_sheet(name):
    frame = pd.DataFrame({"x": [1]})
    read = book(xlsx_bytes({name: frame, name + " ": frame}, {"Run": "r"}))
    assert len(read.sheetnames) == 3
    assert read.worksheets[0]["A2"].value == 1


def test_too_many_rows_are_a_clear_error(run, tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_ROWS", 5)
    with pytest.raises(ExportError, match="more than the 5 rows"):
        export_run(run, "xlsx", tmp_path)
    assert list(tmp_path.iterdir()) == []
