"""Who printed whose text, on the Event page."""

from __future__ import annotations

from pathlib import Path

from tests.queries.test_reprints import reprint_frames
from tests.stories import WIRE
from tests.support import build_run, event_id
from tests.ui.conftest import Open, cells, words

SECTION = "Origins"


def test_articles_of_one_text_are_listed_with_what_was_changed(open_page: Open, tmp_path: Path) -> None:
    build_run(tmp_path, **reprint_frames())
    app = open_page("event", tmp_path, event=event_id("fire"), section=SECTION)
    assert not app.exception
    assert [row[1:] for row in cells(app)] == [
        ["Veldmark Courier", "first", "–", "–", "–", "–", "–"],
        ["The Lantern", "reprint", "–", "3", "1", "1", "2"],
    ]
    told = words(app)
    assert "5 articles, 4 independent origins" in told
    assert "Altered by The Lantern, against Veldmark Courier" in told
    assert "Cut by The Lantern from the text of Veldmark Courier" in told
    assert WIRE[3].words in told


def test_an_event_without_a_common_text_says_so(open_page: Open) -> None:
    app = open_page("event", event=event_id("toll"), section=SECTION)
    assert not app.exception
    assert "No two articles print the same text." in words(app)
