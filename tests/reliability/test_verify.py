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

from pipeline import run_pipeline
from pipeline.schema import TABLES, conform
from pipeline.store import MANIFEST, open_run
from pipeline.verify import verify
from pipeline.verify.files import check_files
from tests.conftest import ROOT, TODAY
from tests.reliability.corpus import write
from tests.support import build_run, build_tables


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
        (lambda manifest: manifest.update(stages=[{"stage": "ingest"}]), (MANIFEST, "rows are lost")),
        (lambda manifest: manifest.update(stages=None), (MANIFEST, "was changed")),
        (lambda manifest: manifest.update(stages=[{}, "ingest", 5]), (MANIFEST, "was changed")),
        (lambda manifest: manifest["files"].update({"claims.parquet": {}}), ("claims", "file was changed")),
        (lambda manifest: manifest.update(counts=[], files="none"), (MANIFEST, "was changed")),
        (lambda manifest: manifest.pop("manifest_sha256"), (MANIFEST, "not sealed")),
    ],
)
def test_a_manifest_changed_by_hand_is_named(run, change, problem):
    edit_manifest(run, change)
    assert problem in told(run)


def check(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "check", *map(str, arguments)],
        cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=300, check=False,
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


def test_what_is_told_of_a_run_cannot_rewrite_the_terminal(run):
    (run.path / "a\x1b]0;owned\x07").touch()
    (run.path / os.fsdecode(b"\xff")).touch()
    edit(run, "claims", put("claim_id", "\x1b[2Jc0"))
    done = check(run.path, PYTHONIOENCODING="utf-8:strict")
    assert (done.returncode, done.stderr) == (1, "")
    assert "a[U+001B]]0;owned[U+0007]: no part of a run" in done.stdout
    assert "[U+DCFF]: no part of a run" in done.stdout
    assert "id is no hash of its span: 1 rows, the first: claim_id [U+001B][2Jc0" in done.stdout
    assert not {"\x1b", "\x07"} & set(done.stdout)


def test_a_manifest_nested_without_end_and_two_columns_of_one_name_are_named(run):
    claims = pq.read_table(run.file("claims"))
    twice = pa.Table.from_arrays([*claims.columns, claims["claim_id"]], names=[*claims.column_names, "claim_id"])
    pq.write_table(twice, run.file("claims"))
    assert {("claims", "columns of one name"), ("claims", "not of its schema")} <= told(run)
    (run.path / MANIFEST).write_text("[" * 100_000, encoding="utf-8")
    assert (MANIFEST, "cannot be read") in told(run)


GROWN = """
import sys
from pathlib import Path
from pipeline.store import open_run
from pipeline.verify import verify
peak = lambda: int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024
run = open_run(sys.argv[1])
run.table("articles")
before = peak()
verify(run)
print(peak() - before)
"""


def test_a_long_article_is_held_once_however_many_claims_it_has(tmp_path):
    tables, n_claims = build_tables(), 500
    articles, claims = tables["articles"], tables["claims"].iloc[[0] * n_claims].reset_index(drop=True)
    articles.loc[0, "text"] = "word " * 400_000
    claims = claims.assign(
        claim_id=[f"c{number}" for number in range(n_claims)], article_id=articles.loc[0, "article_id"],
        start=[number * 5 for number in range(n_claims)], end=[number * 5 + 4 for number in range(n_claims)],
    )  # fmt: skip
    run = build_run(tmp_path, articles=articles, claims=conform(claims, TABLES["claims"]))
    done = subprocess.run(
        [sys.executable, "-c", GROWN, str(run.path)], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True
    )
    assert int(done.stdout) < 300  # MB; each copy of the text is 2


def test_a_page_whose_captures_were_read_newest_first_is_whole(tmp_path):
    page = {"outlet": "The Tolmen Bell", "url": "https://tolmen.example/rain", "text": "Rain fell on Velmora."}
    newer = page | {"date": "2026-05-02", "fetched_at": "2026-05-03T08:00:00Z"}
    older = page | {"date": "2026-05-01", "fetched_at": "2026-05-02T08:00:00Z"}
    run = run_pipeline([write(tmp_path / "pages.jsonl", [newer, older])], tmp_path / "results", today=TODAY)
    assert verify(run) == []


def test_runs_of_the_sample_are_whole(sample_run):
    assert verify(sample_run) == []
