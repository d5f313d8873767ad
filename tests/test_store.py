"""Results on disk: what makes a run whole, what is cleared away, what is refused before the work."""

import json
import os
import time

import pytest

from pipeline import queries
from pipeline.errors import StoreError
from pipeline.files import MANIFEST, put
from pipeline.schema import OUTLETS, conform
from pipeline.store import open_run, prepare
from tests.support import build_run, build_tables, event_id


def test_a_run_that_lacks_a_table_or_its_manifest_is_not_whole(tmp_path):
    run = build_run(tmp_path, **build_tables())
    assert run.is_whole
    run.file("claims").rename(tmp_path / "claims.parquet")
    assert not open_run(run.path).is_whole
    (tmp_path / "claims.parquet").rename(run.file("claims"))
    for spoilt in ("{", "[" * 100_000):
        (run.path / "manifest.json").write_text(spoilt, encoding="utf-8")
        assert not open_run(run.path).is_whole


def test_a_question_for_which_there_is_no_memory_may_be_asked_again(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.store._MOST_MEMORY", "50MB")
    monkeypatch.setattr("pipeline.store._WAITS", ())
    run = build_run(tmp_path)
    with pytest.raises(StoreError, match=r"Out of Memory.*Try again later"):
        run.sql("SELECT len(list(n)) AS n FROM range(20_000_000) AS numbers(n)")


def test_what_a_killed_run_left_is_cleared_after_a_day_and_nothing_else(tmp_path):
    for name, age in ((".writing-old", 2 * 86_400), (".writing-new", 60), ("notes", 2 * 86_400)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "claims.parquet").write_bytes(b"half")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    prepare(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".writing-new", "notes"]


@pytest.mark.parametrize(("folder", "other"), [("news [2026]", "news 2"), ("a*b?", "axbc")])
def test_a_folder_whose_name_reads_as_a_pattern_is_that_folder_alone(tmp_path, folder, other):
    run, plain = build_run(tmp_path / folder), build_run(tmp_path / "plain")
    build_run(tmp_path / other, outlets=conform(plain.table("outlets").assign(name="Another"), OUTLETS))
    assert queries.outlets(run).equals(queries.outlets(plain))


def test_what_goes_while_it_is_looked_at_hinders_nothing(tmp_path):
    (tmp_path / ".writing-gone").symlink_to(tmp_path / "nowhere")  # as one that another process has just published
    prepare(tmp_path)


def test_a_run_that_a_reader_of_its_address_has_put_there_already_stays(tmp_path):
    for name in ("staging", "place"):
        (tmp_path / name).mkdir()
        (tmp_path / name / MANIFEST).write_text(name, encoding="utf-8")
    put(tmp_path / "staging", tmp_path / "place")
    assert [path.name for path in tmp_path.iterdir()] == ["place"]
    (tmp_path / "staging").mkdir()
    (tmp_path / "place" / MANIFEST).rename(tmp_path / "place" / "notes")
    with pytest.raises(OSError, match="not empty"):
        put(tmp_path / "staging", tmp_path / "place")


def test_a_folder_that_cannot_be_written_is_told_before_the_work(tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match=r"file.*--out"):
        prepare(tmp_path / "file")


def test_a_run_of_an_earlier_version_is_read_with_what_it_lacks_unknown(tmp_path):
    run = build_run(tmp_path)
    articles = run.table("articles").drop(columns=["fetched_at", "http_status", "page_kind"])
    articles.to_parquet(run.file("articles"))
    run.file("article_versions").unlink()
    manifest = run.manifest
    del manifest["counts"]["article_versions"]
    (run.path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    earlier = open_run(run.path)
    assert earlier.table("article_versions").empty
    for name in ("fetched_at", "http_status", "page_kind"):
        assert earlier.table("articles")[name].isna().all()
        assert earlier.table("articles", [name]).columns.to_list() == [name]
    assert len(queries.event_articles(earlier, event_id("fire"))) == len(queries.event_articles(run, event_id("fire")))
    assert earlier.sql("SELECT version_id FROM article_versions").empty
    articles.drop(columns="text").to_parquet(run.file("articles"))
    with pytest.raises(StoreError, match=r"lacks the columns \['text'\]"):
        earlier.table("articles")
