"""Borderline articles on the Event page."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.support import build_run, build_tables, event_id
from tests.ui.conftest import Open, cells, tables, words

SECTION = "Why together"


def test_near_misses_are_shown_with_a_way_to_the_event_that_they_are_in(open_page: Open) -> None:
    app = open_page("event", event=event_id("toll"), section=SECTION)
    assert not app.exception
    assert [row[1:3] for row in cells(app)] == [["in another event", "0.34"], ["in another event", "0.31"]]
    other = tables(app)[0]["rows"][1]["cells"][-1]
    assert other["words"] == "Ferry fire at Port Osel kills 14"
    assert other["note"] == "belongs there: 0.55"
    assert f"event={event_id('fire')}" in other["href"]


def test_an_article_alone_is_shown_with_the_event_that_it_would_be_in(open_page: Open) -> None:
    app = open_page("event", event=event_id("goat"), section=SECTION)
    assert not app.exception
    (row,) = cells(app)[:1]
    assert row[1:3] == ["alone in this event", "0.66"]
    assert row[3].startswith("nearest there: Veldmark Courier: =1+1")


def test_where_none_is_borderline_one_line_says_so(open_page: Open, tmp_path: Path) -> None:
    members = build_tables()["event_articles"]
    sure = members.assign(probability=0.96, other_article_id=None, other_probability=None).astype(members.dtypes)
    build_run(tmp_path, event_articles=sure)
    app = open_page("event", tmp_path, event=event_id("fire"), section=SECTION)
    assert not app.exception
    assert "None: no article here is unlikely to belong" in words(app)
    assert len(tables(app)) == 1


def test_many_near_misses_come_in_pages(open_page: Open, tmp_path: Path) -> None:
    frames = build_tables()
    members, articles = frames["event_articles"], frames["articles"]
    article = members.loc[members["event_id"] == event_id("goat"), "article_id"].iloc[0]
    copies = [f"a{number:016x}" for number in range(40)]
    more = {
        name: pd.concat(
            [frame, *(frame[frame["article_id"] == article].assign(article_id=copy) for copy in copies)],
            ignore_index=True,
        ).astype(frame.dtypes)
        for name, frame in (("event_articles", members), ("articles", articles))
    }
    build_run(tmp_path, **more)
    app = open_page("event", tmp_path, event=event_id("toll"), section=SECTION)
    assert not app.exception
    assert len(cells(app)) == 25
    assert "42 rows" in words(app)
