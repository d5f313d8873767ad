"""The load test itself: its clients walk through the real app, and see it where the app fails."""

import asyncio
from math import inf

import pytest

from tests.reliability.load import loaded
from tests.reliability.load_report import markdown, report
from tests.support import build_run

AT_ONCE = (0.0, 0.0)
STEPS = {
    "events page, new session", "outlets at least 2", "words searched", "event opened", "cell opened", "section opened",
    "event saved (XLSX)", "events page again", "list saved (CSV)",
}  # fmt: skip


def walked(run, tmp_path, clients, walks):
    return asyncio.run(loaded(run, clients, tmp_path / "log", minutes=inf, walks=walks, think=AT_ONCE))


@pytest.mark.slow
def test_several_clients_at_once_go_through_the_app_without_an_error(tmp_path):
    run = build_run(tmp_path / "results")
    found = walked(run, tmp_path, clients=4, walks=2)
    assert (found.walks, found.again, found.failures, found.trouble) == (8, 0, [], [])
    assert set(found.seconds) == STEPS
    assert all(len(seconds) == 8 for step, seconds in found.seconds.items() if step != "cell opened")
    told = report(found, run, clients=4)
    assert told["memory"]["peak_mb"] > 10
    assert "| event opened | 8 | " in markdown(told)


def test_an_app_that_fails_is_noticed_in_every_walk(tmp_path):
    whole = build_run(tmp_path / "results")
    newest = build_run(tmp_path / "results")
    (newest.path / "events.parquet").write_bytes(b"no table any more")
    found = walked(whole, tmp_path, clients=2, walks=2)
    assert found.walks == 0
    assert [failure.partition(":")[0] for failure in found.failures] == ["events page, new session"] * 4
