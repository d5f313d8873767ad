"""The data package is one: the frictionless library reads and validates what was written."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import frictionless
import pytest

from pipeline import queries
from pipeline.export import export_run
from pipeline.export.datapackage import DESCRIPTOR, archive
from pipeline.queries import Selection
from pipeline.schema import TABLES, empty
from tests.support import build_run, build_tables, event_id

FIRE = event_id("fire")


def problems(folder):
    report = frictionless.Package(str(folder / DESCRIPTOR)).validate()
    return report.flatten(["type", "note", "rowNumber", "fieldName"])


def test_the_package_is_valid(run, tmp_path):
    export_run(run, "datapackage", tmp_path)
    assert problems(tmp_path) == []


def test_a_package_of_nothing_is_valid(tmp_path):
    run = build_run(tmp_path / "results", **{table.name: empty(table) for table in TABLES.values()})
    export_run(run, "datapackage", tmp_path / "out")
    assert problems(tmp_path / "out") == []


def test_a_changed_file_is_noticed(run, tmp_path):
    export_run(run, "datapackage", tmp_path)
    path = tmp_path / "events.csv"
    path.write_text(path.read_text("utf-8").replace("Ferry", "Fairy"), encoding="utf-8")
    assert problems(tmp_path)


def test_words_stand_exactly_and_null_is_empty(run, tmp_path):
    export_run(run, "datapackage", tmp_path)
    with (tmp_path / "claim_sentences.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = queries.claim_sentences(run, queries.events(run)["event_id"].to_list())
    assert [row["sentence"] for row in rows] == expected["sentence"].to_list()
    assert any(row["sentence"].startswith("=1+1") for row in rows)
    assert [row["speaker"] or None for row in rows] == expected["speaker"].astype(object).where(
        expected["speaker"].notna(), None
    ).to_list()


def test_each_column_has_its_type_and_meaning_and_the_run_is_named(run, tmp_path):
    export_run(run, "datapackage", tmp_path)
    told = json.loads((tmp_path / DESCRIPTOR).read_text("utf-8"))
    assert told["parallax"]["Run"] == run.run_id
    fields = {field["name"]: field for field in told["resources"][0]["schema"]["fields"]}
    assert (fields["first_seen"]["type"], fields["n_articles"]["type"]) == ("datetime", "integer")
    assert all(field["description"] for resource in told["resources"] for field in resource["schema"]["fields"])


def test_the_archive_holds_the_same_files_and_is_the_same_again(run, tmp_path):
    chosen = Selection(events=(FIRE,))
    written = {path.name: path.read_bytes() for path in export_run(run, "datapackage", tmp_path, chosen)}
    packed = archive(run, chosen)
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == written
    assert packed == archive(run, chosen)


@pytest.mark.parametrize("text", ["a,b", 'a"b', "a\nb", "a\rb", "'=1", "\ufeffx"])
def test_odd_texts_survive(tmp_path, text):
    tables = build_tables()
    tables["events"].loc[0, "title"] = text
    run = build_run(tmp_path / "results", **tables)
    export_run(run, "datapackage", tmp_path / "out")
    assert problems(tmp_path / "out") == []
    with (tmp_path / "out" / "events.csv").open(encoding="utf-8", newline="") as file:
        assert text in [row["title"] for row in csv.DictReader(file)]
