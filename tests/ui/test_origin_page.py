"""What the Event and Reader pages say of the page that an article came from, and of its changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edited import COURIER, LIVE, edited_run
from tests.support import event_id, story
from tests.ui.conftest import Open, words


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder with the run of tests.edited."""
    made = tmp_path_factory.mktemp("edited")
    edited_run(made)
    return made


def test_the_event_says_which_articles_are_of_another_kind_and_which_were_changed(
    open_page: Open, folder: Path
) -> None:
    app = open_page("event", folder, event=event_id("fire"))
    assert not app.exception
    shown = words(app)
    assert '<span class="tag">live blog</span>' in shown
    assert '<span class="tag">changed 2 times</span>' in shown
    assert "2 not as a full text" in shown


def test_the_reader_shows_where_the_text_comes_from_and_what_was_changed(open_page: Open, folder: Path) -> None:
    app = open_page("reader", folder, article=COURIER.article_id)
    assert not app.exception
    assert [box.label for box in app.expander] == ["The page, and 2 changes of it"]
    shown = words(app)
    for told in ("https://courier.example/fire?from=feed", "https://courier.example/fire-2", "22 May 2026, 10:00 UTC"):
        assert told in shown
    assert "<b>−</b> <bdi>Nine died.</bdi>" in shown
    assert "the page tells of no update" in shown
    assert "the page tells of an update" in shown


def test_the_reader_says_that_a_live_blog_is_not_compared_as_a_full_text(open_page: Open, folder: Path) -> None:
    shown = words(open_page("reader", folder, article=LIVE.article_id))
    assert "live blog; not compared as a full text" in shown


def test_of_a_file_of_articles_there_is_no_page_to_tell_of(open_page: Open, folder: Path) -> None:
    app = open_page("reader", folder, article=story("fire-harbour").article_id)
    assert not app.expander
