"""What every exporter keeps to: whole files or none, the same bytes again, clear errors. Runs over the registry."""

from __future__ import annotations

import json
import os
import resource
import signal

import pandas as pd
import pytest

from pipeline import queries
from pipeline.errors import ExportError, ParallaxError, UnknownNameError
from pipeline.export import EXPORTERS, export_run
from pipeline.export.jsonl import jsonl
from pipeline.queries import Selection
from pipeline.schema import TABLES, empty
from tests.support import build_run, event_id

EXPORTED = [
    "events",
    "event_articles",
    "claim_sentences",
    "claim_matrix",
    "divergences",
    "omissions",
    "only_one_outlet",
    "quotations",
    "edits",
]
ALL = [event_id(event) for event in ("goat", "toll", "fire")]


@pytest.mark.parametrize("name", EXPORTERS)
def test_an_exporter_returns_what_it_wrote_and_leaves_nothing_else(run, tmp_path, name):
    folder = tmp_path / "new" / "folder"
    written = export_run(run, name, folder)
    assert written
    assert sorted(folder.iterdir()) == sorted(written)
    assert all(path.stat().st_size for path in written if path.name != "edits.jsonl")  # nobody edited an article


@pytest.mark.parametrize("name", EXPORTERS)
def test_a_second_export_replaces_the_first_and_keeps_strangers(run, tmp_path, name):
    (tmp_path / "notes.txt").write_text("mine")
    for path in export_run(run, name, tmp_path):
        path.write_text("old")
    written = export_run(run, name, tmp_path)
    assert all(path.read_bytes() != b"old" for path in written)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", sorted(set(EXPORTERS) - {"xlsx"}))
def test_the_same_run_gives_the_same_bytes(run, tmp_path, name):
    first, second = export_run(run, name, tmp_path / "1"), export_run(run, name, tmp_path / "2")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize("name", EXPORTERS)
def test_a_run_of_nothing_can_be_exported(tmp_path, name):
    run = build_run(tmp_path / "results", **{table.name: empty(table) for table in TABLES.values()})
    assert export_run(run, name, tmp_path / "out")


@pytest.mark.parametrize("name", EXPORTERS)
def test_a_file_where_the_folder_should_be_is_a_clear_error(run, tmp_path, name):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ExportError, match="choose another folder"):
        export_run(run, name, tmp_path / "taken")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("name", EXPORTERS)
def test_a_folder_without_permission_is_a_clear_error(run, tmp_path, name):
    tmp_path.chmod(0o500)
    with pytest.raises(ExportError, match="Permission denied"):
        export_run(run, name, tmp_path)


@pytest.mark.parametrize("name", EXPORTERS)
def test_a_full_disk_leaves_the_earlier_export_as_it_was(run, tmp_path, name):
    before = {path: path.read_bytes() for path in export_run(run, name, tmp_path)}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5 if name == "gold" else 100, hard))
        with pytest.raises(ExportError, match="Free space"):
            export_run(run, name, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_unknown_format_lists_those_there_are(run, tmp_path):
    with pytest.raises(UnknownNameError, match=", ".join(EXPORTERS)):
        export_run(run, "pdf", tmp_path)


def test_a_failure_of_a_query_goes_through_and_leaves_nothing(run, tmp_path):
    with pytest.raises(ParallaxError, match="cannot be sorted"):
        export_run(run, "csv", tmp_path, Selection(sort="size"))
    assert list(tmp_path.iterdir()) == []


# JSON lines, the exact one


def test_jsonl_holds_the_exact_values(run, tmp_path):
    export_run(run, "jsonl", tmp_path)
    for name in EXPORTED:
        frame = queries.events(run) if name == "events" else getattr(queries, name)(run, ALL)
        rows = [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_text("utf-8").splitlines()]
        assert len(rows) == len(frame)
        for row, (_, expected) in zip(rows, frame.iterrows(), strict=True):
            assert list(row) == list(frame.columns)
            for column, value in row.items():
                if value is None:
                    assert pd.isna(expected[column])
                elif isinstance(expected[column], pd.Timestamp):
                    assert pd.Timestamp(value) == expected[column]
                    assert value.endswith("Z")
                else:
                    assert value == expected[column]
                    assert type(value) in (str, int, float, bool)


def test_jsonl_keeps_one_row_a_line_whatever_the_text(run):
    frame = pd.DataFrame({"text": ["a\nb\u2028c\r\x00\x85", None], "n": pd.Series([1, None], dtype="Int64")})
    lines = jsonl(frame).split("\n")
    assert [json.loads(line) for line in lines[:-1]] == [
        {"text": "a\nb\u2028c\r\x00\x85", "n": 1},
        {"text": None, "n": None},
    ]


def test_an_export_says_where_it_comes_from(run, tmp_path):
    export_run(run, "jsonl", tmp_path)
    about = json.loads((tmp_path / "about.json").read_text("utf-8"))
    assert about["Run"] == run.run_id
    assert about["Settings fingerprint"] == run.manifest["fingerprint"]
    assert about["Model"] == "all-MiniLM-L6-v2"
    assert run.manifest["inputs"][0]["sha256"] in about["Inputs"]


def test_only_the_selected_events_are_exported_in_their_order(run, tmp_path):
    export_run(run, "jsonl", tmp_path, Selection(min_outlets=2, sort="outlets"))
    rows = [json.loads(line) for line in (tmp_path / "claim_sentences.jsonl").read_text("utf-8").splitlines()]
    assert list(dict.fromkeys(row["event_id"] for row in rows)) == [event_id("fire"), event_id("toll")]


def test_many_events_are_exported_as_few_are(run, tmp_path, monkeypatch):
    whole = {path.name: path.read_bytes() for path in export_run(run, "csv", tmp_path / "whole")}
    monkeypatch.setattr("pipeline.export.tables.EVENTS_AT_ONCE", 1)
    pieces = {path.name: path.read_bytes() for path in export_run(run, "csv", tmp_path / "pieces")}
    assert pieces == whole


def test_full_texts_stay_out(run, tmp_path):
    texts = run.table("articles")["text"].to_list()
    written = export_run(run, "jsonl", tmp_path)
    everything = "".join(path.read_text("utf-8") for path in written)
    long = [text for text in texts if len(text) > 350]
    assert long
    assert not any(json.dumps(text, ensure_ascii=False)[1:-1] in everything for text in long)
