"""Planted corruptions: each file is changed on disk, and `check` names what is wrong."""

import json
import os
import pickle
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.schema import TABLES
from pipeline.store import MANIFEST, open_run
from pipeline.verify import verify
from pipeline.verify.files import check_files
from tests.conftest import ROOT


@pytest.fixture
def run(made, tmp_path):
    """A copy of the run, to be spoilt."""
    return open_run(shutil.copytree(made, tmp_path / "results"))


def told(run):
    return {(problem.place, problem.what) for problem in verify(open_run(run.path))}


def edit(run, table, change):
    """Put what `change` makes of a table in its place."""
    frame = change(pq.read_table(run.file(table)).to_pandas())
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), run.file(table))


def put(column, value, row=0):
    """Change one cell; `value` may be made of the old one."""

    def change(frame):
        old = frame.loc[row, column]
        frame.loc[row, column] = value(old) if callable(value) else value
        return frame

    return change


def edit_manifest(run, change):
    path = run.path / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def flip_a_bit(path, at=0.5):
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 1
    path.write_bytes(content)


CELLS = [
    ("articles", put("text", lambda text: text.replace("14", "41")), "id is no hash of its content"),
    ("articles", put("n_words", 3), "n_words differs"),
    ("articles", put("outlet_id", "nobody"), "outlet_id names nothing in outlets"),
    ("articles", put("origin_id", "a0"), "origin_id names nothing in articles"),
    ("articles", put("title", "Another headline"), "id is no hash of its content"),
    ("text_marks", put("end", 1_000_000), "span without words in its text"),
    ("rejected", put("stage", "lunch"), "stage is none of clean, ingest"),
    ("events", put("n_outlets", 9), "n_outlets differs"),
    ("events", put("first_seen", pd.Timestamp("2026-05-01", tz="UTC")), "first_seen is of none of its articles"),
    ("events", lambda frame: frame.drop(index=0), "count differs"),
    ("event_articles", put("event_id", "e0"), "event_id names nothing in events"),
    ("event_articles", put("probability", 1.2), "probability is not from 0 to 1"),
    ("event_articles", put("reasons", "{'nearest': 1}"), "reasons is no JSON object"),
    ("claims", put("end", 10_000), "span without words in its text"),
    ("claims", put("start", lambda start: start + 1), "id is no hash of its span"),
    ("claims", put("article_id", "a0"), "article_id names nothing in articles"),
    ("claims", put("nearest_claim_id", "c0"), "nearest_claim_id names nothing in claims"),
    ("claims", put("kind", "rumour"), "kind is none of quotation, reported speech, statement"),
    ("claims", put("end", 0), "not of its schema"),
    ("claims", put("claim_id", lambda _: None), "not of its schema"),
    ("claims", lambda frame: pd.concat([frame, frame.head(1)]), "not of its schema"),
    ("claims", lambda frame: frame.drop(columns="speaker"), "column is missing"),
    ("claims", lambda frame: frame.astype({"start": "float64"}), "column of another type"),
    ("claims", lambda frame: frame.assign(start="here"), "not of its schema"),
    ("claims", lambda frame: frame.assign(note="x"), "unknown column"),
    ("claim_links", put("claim_b", "c0"), "claim_b names nothing in claims"),
    ("claim_links", put("score", np.inf), "score is not from 0 to 1"),
    (
        "claim_links",
        lambda frame: frame.rename(columns={"claim_a": "claim_b", "claim_b": "claim_a"})[list(frame.columns)],
        "claim_a is not before claim_b",
    ),
    ("claim_groups", put("n_origins", 0), "n_origins differs"),
    ("claim_group_members", lambda frame: frame.iloc[1:], "count differs"),
    ("findings", put("detail", "[1]"), "detail is no JSON object"),
    ("evidence", put("finding_id", "f0"), "finding_id names nothing in findings"),
    ("quotations", put("start", -4), "not of its schema"),
]


@pytest.mark.parametrize(("table", "change", "what"), CELLS, ids=[f"{table}-{what}" for table, _, what in CELLS])
def test_a_changed_table_is_named_with_what_is_wrong_in_it(run, table, change, what):
    edit(run, table, change)
    assert {(table, what), (table, "file was changed")} <= told(run)


def test_rows_that_no_longer_fit_together_are_named(run):
    claims, groups, findings = (run.table(name) for name in ("claims", "claim_groups", "findings"))
    events = claims["event_id"].unique()
    edit(run, "claims", put("event_id", lambda old: next(event for event in events if event != old)))
    assert ("claims", "of another event than its article") in told(run)
    stranger = claims.loc[claims["event_id"] != groups.loc[0, "event_id"], "claim_id"].iloc[0]
    edit(run, "claim_groups", put("lead_claim_id", stranger))
    assert ("claim_groups", "led by a claim that is no member") in told(run)
    edit(run, "evidence", lambda frame: frame[frame["finding_id"] != findings.loc[0, "finding_id"]])
    assert ("findings", "without evidence") in told(run)
    edit(run, "claim_group_members", lambda frame: frame[frame["group_id"] != groups.loc[0, "group_id"]])
    assert ("claim_groups", "without members") in told(run)
    edit(run, "event_articles", lambda frame: frame.iloc[1:])
    assert ("articles", "in no event") in told(run)


def test_files_that_are_gone_torn_spoilt_or_foreign_are_named(run):
    run.file("claims").unlink()
    os.truncate(run.file("events"), run.file("events").stat().st_size // 2)
    flip_a_bit(run.file("articles"))
    run.file("findings").write_bytes(pickle.dumps({"finding_id": ["f0"]}))
    shutil.copyfile(run.file("outlets"), run.file("quotations"))
    (run.path / "notes.pickle").write_bytes(pickle.dumps([]))
    assert {
        ("claims", "file is missing"),
        ("events", "not of its schema"),
        ("articles", "file was changed"),
        ("findings", "not of its schema"),
        ("quotations", "not of its schema"),
        ("notes.pickle", "no part of a run"),
    } <= told(run)


def test_every_flipped_bit_of_every_file_is_noticed(run):
    for name in [*(f"{table}.parquet" for table in TABLES), MANIFEST]:
        path = run.path / name
        whole = path.read_bytes()
        for at in (0.0, 0.31, 0.77, 0.999):
            flip_a_bit(path, at)
            spoilt = open_run(run.path)
            wholly = name == MANIFEST or at == 0.77  # into Parquet's own metadata, where reading itself may fail
            assert verify(spoilt) if wholly else list(check_files(spoilt, spoilt.manifest)), (name, at)
        path.write_bytes(whole)
    assert verify(open_run(run.path)) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda manifest: manifest["counts"].update(claims=7), ("claims", "count differs")),
        (lambda manifest: manifest["counts"].pop("event_articles"), ("articles", "in no event")),
        (lambda manifest: manifest["settings"]["events"].update(bias=0.0), (MANIFEST, "was changed")),
        (lambda manifest: manifest.update(run_id="20200101T000000Z-00000000"), (MANIFEST, "is of another run")),
        (lambda manifest: manifest["stages"][0].update(n_in=99), (MANIFEST, "rows are lost")),
        (lambda manifest: manifest["files"].update({"claims.parquet": {}}), ("claims", "file was changed")),
        (lambda manifest: manifest.update(counts=[], files="none"), (MANIFEST, "was changed")),
        (lambda manifest: manifest.pop("manifest_sha256"), (MANIFEST, "not sealed")),
    ],
)
def test_a_manifest_changed_by_hand_is_named(run, change, problem):
    edit_manifest(run, change)
    assert problem in told(run)


def check(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "check", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_the_command_verifies_a_run_a_results_folder_and_the_corrections(run):
    done = check(run.path.parent)
    assert (done.returncode, done.stdout) == (0, f"run {run.run_id}: whole\n")
    edit(run, "claims", put("start", lambda start: start + 1))
    (run.path.parent / "corrections.jsonl").write_text("{}\n", encoding="utf-8")
    done = check(run.path)
    assert done.returncode == 1
    assert "claims: id is no hash of its span: 1 rows, the first: claim_id " in done.stdout
    assert "corrections.jsonl:1: not a correction" in done.stdout
    (run.path / MANIFEST).unlink()
    done = check(run.path.parent)
    assert (done.returncode, done.stderr) == (1, "")
    assert "manifest.json: cannot be read: " in done.stdout


def test_runs_of_the_sample_are_whole(sample_run):
    assert verify(sample_run) == []
