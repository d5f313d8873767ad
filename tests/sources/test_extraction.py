"""Worker processes that end early, and pages that break what keeps them."""

import multiprocessing

import pytest

from pipeline.sources.extraction import Extractor, extract
from pipeline.sources.feeds import Entry
from pipeline.sources.http import FailedError
from pipeline.sources.loops import run_to_end
from pipeline.sources.queue import Job, Queue
from tests.sources.site import page, sentences

BODY = page("Notice 1", sentences(1, 1)).encode()


def test_a_worker_that_is_killed_costs_one_try_and_no_fetch():
    async def reading():
        with Extractor(2) as extractor:
            before = await extractor.read(BODY, "https://a.example/1", None)
            for process in multiprocessing.active_children():
                process.kill()
                process.join()
            with pytest.raises(FailedError, match="broke down") as failure:
                await extractor.read(BODY, "https://a.example/1", None)
            return before, failure.value.again, await extractor.read(BODY, "https://a.example/1", None)

    before, again, after = run_to_end(reading())
    assert again
    assert before == after
    assert "found 3 cracks" in after["text"]


def test_what_is_no_page_is_told():
    async def reading(body):
        with Extractor(1) as extractor:
            return await extractor.read(body, "https://a.example/1", None)

    with pytest.raises(FailedError, match="not a page: not text"):
        run_to_end(reading(b"\x89PNG\r\n\x1a\n\0\0\xff\xc0" * 1000))
    assert run_to_end(reading(b"<html></html>"))["kind"] == "no text"


def test_a_loop_that_runs_already_is_no_hindrance():
    async def inner() -> int:
        return 7

    async def outer() -> int:
        return run_to_end(inner())

    assert run_to_end(outer()) == 7


def test_half_an_emoji_in_what_a_page_says_of_itself_can_be_kept(tmp_path):
    story = "The council of Tilmouth will close the bridge for repairs, its engineer said on Monday. " * 30
    facts = '{"@type": "NewsArticle", "datePublished": "2026-05-25 \\ud83d"}'
    page = f'<html><head><script type="application/ld+json">{facts}</script></head><body><p>{story}</p></body></html>'
    found = extract(page.encode(), "https://a.example/1", None)
    assert isinstance(found, dict)
    with Queue(tmp_path / "queue.sqlite") as queue:
        queue.begin("one", [], [Entry("https://a.example/1")], 7.0)
        job = queue.next_job("a.example:443")
        assert isinstance(job, Job)
        queue.page_read(job, found, {})
        (held,) = queue.pages.newest()
    assert held.page is not None
    assert held.page["published"] == "2026-05-25 ?"
