"""The articles file that a queue gives: every version of an article, and in memory one page at a time."""

import json
import tracemalloc

import pytest

from pipeline.clean import clean
from pipeline.ingest import read_inputs
from pipeline.outlets import OutletDirectory
from pipeline.settings import Clean, Ingest
from pipeline.sources.corpus import write_corpus
from pipeline.sources.feeds import Entry
from pipeline.sources.queue import PAGE, Job, Queue
from tests.conftest import TODAY


def page(text, kind="article", day=25, **fields):
    """What extraction gives of a page."""
    told = {"title": "Bridge to close", "published": "2026-05-24T08:00:00+00:00", "language": "en", "http_status": 200}
    return (
        {"kind": kind, "text": text, "fetched_at": f"2026-05-{day}T08:00:00+00:00", "raw_sha256": "0" * 64}
        | told
        | fields
    )


def enter(queue, url, *versions, **told):
    """Enter a page of the Tilmouth Post with what it gave at several times, and what its feed told of it."""
    entry = Entry(url, title="Bridge", outlet="Tilmouth Post", **told)
    queue.begin(url, [], [entry], 7)
    for version in versions:
        queue.page_read(Job(PAGE, url, entry, 0, {}), {"final_url": url} | version, {})


def rows_of(folder):
    return [json.loads(line) for line in (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def queue(tmp_path):
    with Queue(tmp_path / "queue.sqlite") as opened:
        yield opened


def test_every_version_of_an_article_is_written_the_oldest_first_and_pages_are_counted(queue, tmp_path):
    versions = (page(text, day=day) for day, text in enumerate(["Nine.", "Ten.", "Nine."], start=25))
    enter(queue, "https://a.example/1", *versions)
    enter(queue, "https://a.example/2", page("It rained."))
    assert write_corpus(tmp_path, queue) == 2
    found = [(row["url"], row["version"], row["text"]) for row in rows_of(tmp_path)]
    assert found == [
        ("https://a.example/1", 1, "Nine."),
        ("https://a.example/1", 2, "Ten."),
        ("https://a.example/1", 3, "Nine."),
        ("https://a.example/2", 1, "It rained."),
    ]
    assert len({row["id"] for row in rows_of(tmp_path)}) == 2


def test_a_wall_or_a_stub_before_the_article_is_no_version_of_it_and_of_a_live_blog_the_newest_alone_is_kept(
    queue, tmp_path
):
    wall, stub = page("We use cookies.", "cookie wall"), page("Nine. Subscribe to read.", "paywall stub")
    enter(queue, "https://a.example/1", wall, stub, page("Nine died."))
    enter(queue, "https://a.example/live", page("Ten o'clock.", "live blog"), page("Eleven o'clock.", "live blog"))
    write_corpus(tmp_path, queue)
    assert [row["text"] for row in rows_of(tmp_path)] == ["Nine died.", "Eleven o'clock."]


def test_a_run_reads_one_article_of_a_page_and_its_earlier_versions(queue, tmp_path):
    enter(
        queue, "https://a.example/1", page("Nine died.", updated="2026-05-24T09:00:00+00:00"), page("Ten died.", day=26)
    )
    write_corpus(tmp_path, queue)
    raw = read_inputs([tmp_path / "articles.jsonl"], Ingest())
    tables = clean(raw, OutletDirectory.load(), Clean(), 1000, TODAY)
    assert tables.rejected.empty
    assert tables.articles["text"].to_list() == ["Ten died."]
    assert tables.article_versions["text"].to_list() == ["Nine died."]
    (article,) = tables.articles.to_dict("records")
    assert (article["page_kind"], article["http_status"]) == ("article", 200)
    assert article["requested_url"] == article["final_url"] == "https://a.example/1"
    assert article["fetched_at"].isoformat() == "2026-05-26T08:00:00+00:00"
    assert tables.article_versions["updated_at"][0].isoformat() == "2026-05-24T09:00:00+00:00"


@pytest.mark.parametrize(
    ("found", "told", "source"),
    [
        ({}, {}, "page"),
        ({"published": None}, {}, "feed"),
        ({"published": None}, {"published": None}, "address"),
        ({"published": None, "day_in_address": None}, {"published": None}, "feed: updated"),
        ({"published": None, "day_in_address": None}, {"published": None, "updated": None}, "text"),
    ],
)
def test_the_date_is_that_of_page_feed_address_and_text_in_this_order_and_the_update_is_kept_apart(
    found, told, source, queue, tmp_path
):
    dates = {"page": "2026-05-20", "feed": "2026-05-21", "address": "2026-05-22", "text": "2026-05-24"}
    own = {"published": dates["page"], "day_in_address": dates["address"], "guessed": dates["text"]}
    of_feed = {"published": dates["feed"], "updated": "2026-05-23"}
    enter(queue, "https://a.example/1", page("Nine died.", **(own | found)), **(of_feed | told))
    write_corpus(tmp_path, queue)
    (row,) = rows_of(tmp_path)
    assert (row["published_at"], row["published_at_source"]) == (dates.get(source, "2026-05-23"), source)
    assert row.get("updated_at") == (None if source in ("text", "feed: updated") else "2026-05-23")


def test_repeated_lines_are_left_out_of_every_version(queue, tmp_path):
    foot = "The Tilmouth Group prints eleven papers."
    for number in range(8):
        enter(
            queue, f"https://a.example/{number}", page(f"Old {number}.\n{foot}"), page(f"New {number}.\n{foot}", day=26)
        )
    write_corpus(tmp_path, queue)
    assert [row["text"] for row in rows_of(tmp_path)][:2] == ["Old 0.", "New 0."]
    assert not [row for row in rows_of(tmp_path) if foot in row["text"]]


def test_the_pages_pass_through_memory_one_by_one(queue, tmp_path):
    n_pages, size = 400, 50_000
    for number in range(n_pages):
        enter(queue, f"https://a.example/{number}", page(f"{number} " + "words " * (size // 6)))
    tracemalloc.start()
    try:
        assert write_corpus(tmp_path, queue) == n_pages
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    whole = (tmp_path / "articles.jsonl").stat().st_size
    assert whole > n_pages * size * 0.9
    assert most < whole / 4
