"""Worker processes that end early."""

import multiprocessing

import pytest

from pipeline.sources.extraction import Extractor
from pipeline.sources.http import FailedError
from pipeline.sources.loops import run_to_end
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
