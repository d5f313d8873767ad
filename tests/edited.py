"""The hand-made run of tests.support with an article that its outlet changed twice, and pages of other kinds."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipeline.schema import ARTICLE_VERSIONS, conform
from pipeline.store import StoredRun
from pipeline.versions import version_row
from tests.support import build_run, build_tables, story

COURIER, LIVE = story("fire-courier"), story("fire-harbour-later")


def moment(day: int) -> pd.Timestamp:
    """Ten o'clock of a day in May."""
    return pd.Timestamp(f"2026-05-{day}T10:00Z")


def edited_run(folder: Path) -> StoredRun:
    """The Courier's article had two earlier versions, and its page told of the second change; LIVE is a live blog."""
    earlier = [
        {"title": COURIER.title, "text": f"Nine died.\n{COURIER.text}", "fetched_at": moment(20)},
        {"title": "Fire", "text": COURIER.text, "fetched_at": moment(21)},
    ]
    shared = {"page_kind": "article", "updated_at": None, "content_sha256": "0"}
    rows = [version_row(row | shared, COURIER.article_id) for row in earlier]
    articles = build_tables()["articles"].set_index("article_id", drop=False)
    articles.loc[COURIER.article_id, ["fetched_at", "updated_at"]] = [moment(22), moment(22)]
    of_page = ["requested_url", "final_url", "http_status", "page_kind"]
    address = "https://courier.example/fire?from=feed"
    articles.loc[COURIER.article_id, of_page] = [address, "https://courier.example/fire-2", 200, "article"]
    articles.loc[LIVE.article_id, ["page_kind", "is_full_text"]] = ["live blog", False]
    tables = {"articles": articles.reset_index(drop=True), "article_versions": conform(rows, ARTICLE_VERSIONS)}
    return build_run(folder, **tables)
