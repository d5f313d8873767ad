"""The Reader page: as a copied link opens it, and as its boxes change it."""

from __future__ import annotations

import pytest

from tests.support import event_id, story
from tests.ui.conftest import Open, words

COURIER, HARBOUR = story("fire-courier"), story("fire-harbour")


def test_each_sentence_says_in_words_what_it_is(open_page: Open) -> None:
    app = open_page("reader", article=HARBOUR.article_id, beside="courier")
    assert not app.exception
    shown = words(app)
    for state, sentence in (
        ("conflicting; conflict", HARBOUR.pieces[0].words),
        ("in 4 outlets", HARBOUR.pieces[1].words),
        ("only here", HARBOUR.pieces[5].words),
    ):
        assert f'<span class="unseen">[{state}] </span>{sentence}' in shown
    assert "a sentence of another article contradicts it, n = 1" in shown


def test_the_other_outlets_passages_stand_beside(open_page: Open) -> None:
    shown = words(open_page("reader", article=COURIER.article_id, beside="harbour"))
    assert "contradicts it" in shown
    assert HARBOUR.pieces[0].words in shown
    assert "nearest, not the same claim" in shown
    assert "(0.41)" in shown


def test_two_full_texts_stand_side_by_side(open_page: Open) -> None:
    app = open_page("reader", article=COURIER.article_id, beside="harbour", full="true")
    assert not app.exception
    shown = words(app)
    for name in ("fire-courier", "fire-harbour", "fire-harbour-later"):
        assert story(name).pieces[-1].words in shown
    assert shown.count('class="whole"') == 3


def test_without_another_outlet_the_article_stands_alone(open_page: Open) -> None:
    shown = words(open_page("reader", article=COURIER.article_id, beside="none"))
    assert shown.count('class="whole"') == 1
    assert HARBOUR.pieces[0].words not in shown


def test_an_article_alone_in_its_event_is_shown_unchecked(open_page: Open) -> None:
    app = open_page("reader", article=story("goat-lantern").article_id)
    assert not app.exception
    assert '<span class="unseen">[not checked] </span>' in words(app)


def test_a_choice_is_kept_in_the_address(open_page: Open) -> None:
    app = open_page("reader", article=COURIER.article_id, beside="harbour")
    app.selectbox[0].set_value(HARBOUR.article_id).run()
    assert not app.exception
    assert app.query_params["article"] == HARBOUR.article_id
    assert "Seventeen dead in blaze &lt;script&gt;" in words(app)


@pytest.mark.parametrize("parameters", [{}, {"article": "a0000000000000000"}, {"article": "'; DROP TABLE articles"}])
def test_an_article_that_is_not_there_offers_events(open_page: Open, parameters: dict[str, str]) -> None:
    app = open_page("reader", **parameters)
    assert not app.exception
    assert "Choose an article" in words(app)


def test_the_event_leads_to_its_articles(open_page: Open) -> None:
    shown = words(open_page("event", event=event_id("fire")))
    assert f'href="reader?article={COURIER.article_id}"' in shown
