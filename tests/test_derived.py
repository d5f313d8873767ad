"""What depends on a run alone is worked out once, and never outlives a change of the run or of the question."""

import os
import resource
import shutil
import time
from pathlib import Path

import pandas as pd
import pytest

from pipeline import queries
from pipeline.derived import FOLDER, derived, kept
from pipeline.errors import StoreError
from pipeline.store import StoredRun, open_run
from tests.support import build_run

COUNT = "SELECT outlet_id, count(*) AS n FROM articles GROUP BY outlet_id ORDER BY outlet_id"


@pytest.fixture
def run(tmp_path: Path) -> StoredRun:
    build_run(tmp_path)
    return open_run(tmp_path)


@pytest.fixture
def kept_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.derived.FEWEST_ARTICLES", 1)


@pytest.mark.usefixtures("kept_of_any_size")
def test_the_file_holds_the_rows_in_their_order_and_is_written_once(run: StoredRun) -> None:
    file = kept(run, COUNT)
    assert file is not None
    assert file.parent == run.path.parent / FOLDER
    written = file.stat().st_mtime_ns
    assert kept(run, COUNT) == file
    assert file.stat().st_mtime_ns == written
    assert run.sql(f"SELECT * FROM read_parquet('{file}')").equals(run.sql(COUNT))


@pytest.mark.usefixtures("kept_of_any_size")
def test_another_question_or_another_run_has_a_file_of_its_own(run: StoredRun) -> None:
    first, other = kept(run, COUNT), kept(run, COUNT + " DESC")
    assert first != other
    changed = run.path / "manifest.json"
    changed.write_text(changed.read_text())
    assert kept(run, COUNT) not in (first, other)


@pytest.mark.usefixtures("kept_of_any_size")
def test_what_was_kept_of_a_run_that_is_gone_goes(run: StoredRun) -> None:
    gone = run.path.parent / FOLDER / "20200101T000000Z-00000000-0000000000000000.parquet"
    gone.parent.mkdir(parents=True)
    gone.touch()
    kept(run, COUNT)
    assert not gone.exists()


@pytest.mark.usefixtures("kept_of_any_size")
def test_a_file_without_its_end_is_written_again(run: StoredRun) -> None:
    file = kept(run, COUNT)
    assert file is not None
    whole = file.read_bytes()
    for left in (b"", whole[: len(whole) // 2]):
        file.write_bytes(left)
        assert run.sql(f"SELECT * FROM {derived(run, COUNT)}").equals(run.sql(COUNT))
        assert kept(run, COUNT) == file


@pytest.mark.usefixtures("kept_of_any_size")
def test_what_a_killed_process_left_half_written_goes_after_a_day(run: StoredRun) -> None:
    folder = run.path.parent / FOLDER
    for name, age in ((".writing-old", 2 * 86_400), (".writing-new", 60)):
        (folder / name).mkdir(parents=True)
        (folder / name / "rows").write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)
    kept(run, COUNT)
    assert [left.name for left in folder.glob(".writing-*")] == [".writing-new"]


@pytest.mark.usefixtures("kept_of_any_size")
def test_a_run_that_is_deleted_while_it_is_shown_is_told(run: StoredRun) -> None:
    assert run.manifest
    shutil.rmtree(run.path)
    with pytest.raises(StoreError, match="cannot be read"):
        queries.outlets(run)


def test_of_a_small_run_nothing_is_kept(run: StoredRun) -> None:
    assert run.sql(f"SELECT * FROM {derived(run, COUNT)}").equals(run.sql(COUNT))
    folder = run.path.parent / FOLDER
    assert not folder.exists()


@pytest.mark.usefixtures("kept_of_any_size")
def test_where_nothing_can_be_written_the_question_is_asked_each_time(run: StoredRun) -> None:
    folder = run.path.parent / FOLDER
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file where the folder would be")
    assert kept(run, COUNT) is None
    assert run.sql(f"SELECT * FROM {derived(run, COUNT)}").equals(run.sql(COUNT))


@pytest.mark.usefixtures("kept_of_any_size")
def test_on_a_full_disk_the_question_is_asked_each_time(run: StoredRun) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))  # no file may grow beyond it
    try:
        queries.work_out(run)
        assert kept(run, COUNT) is None
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert len(queries.events(run)) == 3


@pytest.mark.usefixtures("kept_of_any_size")
@pytest.mark.parametrize("folder", ["name=daily", "event_id=x", "outlet_id=x", "news [2026]", "a*b?"])
def test_a_folder_named_as_a_column_or_a_pattern_is_only_a_folder(tmp_path: Path, run: StoredRun, folder: str) -> None:
    build_run(tmp_path / folder)
    there = open_run(tmp_path / folder)
    assert queries.outlets(there).equals(queries.outlets(run))
    event = queries.events(there)["event_id"].iloc[0]
    assert queries.claim_sentences(there, event).equals(queries.claim_sentences(run, event))


WHOLE = (queries.events, queries.outlets, queries.outlet_claims, queries.outlet_pairs, queries.speakers)
OF_AN_EVENT = (
    queries.event_articles, queries.event_summary, queries.claim_matrix, queries.claim_sentences, queries.divergences,
    queries.omissions, queries.quotations, queries.highlights, queries.only_one_outlet,
)  # fmt: skip


def test_every_page_says_the_same_of_a_large_run_as_of_a_small_one(
    tmp_path: Path, run: StoredRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_run(tmp_path / "large")
    large = open_run(tmp_path / "large")
    events = queries.events(run)["event_id"]
    small = [told(query(run)) for query in WHOLE] + [
        told(query(run, event)) for query in OF_AN_EVENT for event in events
    ]
    monkeypatch.setattr("pipeline.derived.FEWEST_ARTICLES", 1)
    queries.work_out(large)
    assert list((large.path.parent / FOLDER).glob("*.parquet"))
    again = [told(query(large)) for query in WHOLE] + [
        told(query(large, event)) for query in OF_AN_EVENT for event in events
    ]
    assert again == small


def told(answer: object) -> str:
    """An answer in words, to be held against another."""
    return answer.to_csv() if isinstance(answer, pd.DataFrame) else repr(answer)
