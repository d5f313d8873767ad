"""Fetching from the test site."""

import json

import pytest

from pipeline.settings import Fetch
from pipeline.sources.fetch import fetch
from pipeline.sources.outlets import load_feeds

QUICK = {
    "delay_seconds": 0.0,
    "backoff_seconds": 0.05,
    "connect_seconds": 30.0,
    "idle_seconds": 30.0,
    "response_seconds": 60.0,
    "max_bytes": 1_000_000,
    "workers": 1,
    "contact": "desk@parallax.example",
}


@pytest.fixture
def quick():
    """Settings with short waits that let the site's outlets be asked."""

    def settings(site, **other):
        return Fetch(**(QUICK | {"allow_addresses": site.allowed()} | other))

    return settings


@pytest.fixture
def fetch_all(tmp_path, quick):
    """Fetch every outlet of a site into a folder; returns what the library says of it, and the rows by address."""

    def fetching(site, folder=None, lists=(), urls=(), since=None, topic="", feeds=True, **settings):
        folder = folder or tmp_path / "fetched"
        file = tmp_path / "feeds.toml"
        file.write_text(site.toml())
        outlets = load_feeds(file) if feeds else ()
        made = fetch(folder, outlets, urls, lists, since=since, topic=topic, settings=quick(site, **settings))
        return made, rows_of(made.articles)

    return fetching


def rows_of(articles):
    """The rows of an articles file by requested address."""
    rows = [json.loads(line) for line in articles.read_text(encoding="utf-8").splitlines()]
    return {row["requested_url"]: row for row in rows}
