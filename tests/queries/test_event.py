"""One event: its figures, its articles, and passages in their place."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pipeline import queries
from pipeline.errors import ParallaxError
from pipeline.queries import Selection
from tests.support import build_run, build_tables, event_id, story

FIRE, TOLL, GOAT = event_id("fire"), event_id("toll"), event_id("goat")
ALL = (FIRE, TOLL, GOAT)


def test_the_summary_counts_what_the_tables_hold(run):
    summary = queries.event_summary(run, FIRE)
    assert (summary.n_articles, summary.n_outlets, summary.n_origins) == (5, 4, 4)
    assert (summary.n_undated, summary.n_excerpts) == (1, 1)
    assert summary.groups == {"conflicting": 1, "several": 4, "shared": 1, "single": 6}
    assert summary.findings == {"conflict": 1, "not found": 1, "unclear": 1, "update": 1}
    assert str(summary.first_seen) == "2026-05-02 22:30:00+00:00"
    assert summary.last_seen == queries.event_articles(run, FIRE)["published_at"].max()


def test_the_summary_of_a_single_article_knows_no_cohesion(run):
    summary = queries.event_summary(run, GOAT)
    assert summary.cohesion is None
    assert (summary.groups, summary.findings) == ({}, {})


def test_an_event_without_dates_was_seen_at_no_known_time(tmp_path):
    tables = build_tables()
    events, articles = tables["events"], tables["articles"]
    events.loc[:, ["first_seen", "last_seen"]] = pd.NaT
    articles.loc[:, "published_at"] = pd.NaT
    run = build_run(tmp_path, events=events, articles=articles)
    assert queries.event_summary(run, FIRE).first_seen is None
    assert queries.events(run)["first_seen"].isna().all()
    assert queries.events(run, Selection(since=date(2000, 1, 1))).empty


def test_articles_come_by_time_and_the_undated_last(run):
    articles = queries.event_articles(run, FIRE)
    assert articles["source_id"].to_list() == [
        "fire-courier",
        "fire-harbour",
        "fire-inland",
        "fire-harbour-later",
        "fire-lantern",
    ]
    assert articles["published_at"].isna().to_list() == [False] * 4 + [True]
    assert articles["published_at_source"].iloc[-1] == "no date in the input"
    assert articles["n_same_origin"].to_list() == [2, 1, 1, 1, 2]


def test_a_lead_is_whole_sentences_without_furniture(run):
    leads = queries.event_articles(run, FIRE).set_index("source_id")["lead"]
    assert leads["fire-courier"].startswith("A fire on the ferry")
    assert leads["fire-harbour-later"].startswith("The hospital of Port Osel")
    for lead in leads:
        assert len(lead) <= 350
        assert lead.endswith(".")


def test_a_lead_without_sentences_at_hand_ends_at_a_full_stop(tmp_path):
    tables = build_tables()
    articles = tables["articles"]
    goat = articles["source_id"] == "goat-lantern"
    text = "Perle won. " * 60 + "\n\nFollow us"
    articles.loc[goat, "text"] = text
    lead = queries.event_articles(build_run(tmp_path, articles=articles), GOAT)["lead"].iloc[0]
    assert lead.endswith("won.")
    assert text.startswith(lead)
    assert 300 < len(lead) <= 350


def test_an_article_of_furniture_alone_has_no_lead(tmp_path):
    tables = build_tables()
    marks = pd.DataFrame([{"article_id": story("goat-lantern").article_id, "start": 0, "end": 126, "kind": "caption"}])
    marks = pd.concat([tables["text_marks"], marks.astype(tables["text_marks"].dtypes)], ignore_index=True)
    article = queries.event_articles(build_run(tmp_path, text_marks=marks), GOAT).iloc[0]
    assert article["lead"] is pd.NA
    assert article["start"] is pd.NA


def test_furniture_at_the_beginning_is_passed_over_with_the_space_around_it(tmp_path):
    tables = build_tables()
    articles, goat = tables["articles"], story("goat-lantern")
    articles.loc[articles["source_id"] == goat.name, "text"] = "\n\nBy Ola\n\nFair\n Perle won.\n\nFollow us"
    marks = pd.DataFrame(
        [
            {"article_id": goat.article_id, "start": 2, "end": 8, "kind": "credit"},
            {"article_id": goat.article_id, "start": 10, "end": 14, "kind": "heading"},
            {"article_id": goat.article_id, "start": 29, "end": 38, "kind": "boilerplate"},
        ]
    )
    marks = pd.concat([tables["text_marks"], marks.astype(tables["text_marks"].dtypes)], ignore_index=True)
    run = build_run(tmp_path, articles=articles, text_marks=marks)
    assert queries.event_articles(run, GOAT)["lead"].to_list() == ["Perle won."]


# Passages


def test_a_passage_stands_in_its_text(run):
    harbour = story("fire-harbour")
    sentences = queries.claim_sentences(run, FIRE)
    engine = sentences[sentences["sentence"].str.startswith("It started")].iloc[0]
    found = queries.passage(run, harbour.article_id, engine["start"], engine["end"])
    assert found.words == engine["sentence"]
    assert found.before.startswith("Fire swept")
    assert found.after.strip().startswith("“We saw")
    assert found.before + found.words + found.after in harbour.text
    assert (found.outlet, found.url) == ("Harbour Times", "https://harbour.example/blaze?id=7&page=1")


def test_a_passage_can_stand_alone_or_at_the_edge(run):
    inland = story("fire-inland")
    assert queries.passage(run, inland.article_id, 0, 52, around=0).after == ""
    wide = queries.passage(run, inland.article_id, 0, 52, around=9)
    assert wide.before + wide.words + wide.after == inland.text


def test_a_word_is_shown_in_its_sentence(run):
    harbour = story("fire-harbour")
    at = harbour.text.index("17")
    found = queries.passage(run, harbour.article_id, at, at + 2, around=0)
    assert (found.before + found.words + found.after).endswith("17 people, the harbour office says.")


def test_a_passage_of_a_single_article_has_neighbours_too(run):
    goat = story("goat-lantern")
    found = queries.passage(run, goat.article_id, 0, 60)
    assert found.words.endswith("year.")
    assert found.after.startswith(" Its owner")
    assert found.published_at == pd.Timestamp("2026-05-20T15:00:00Z")


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (-1, 4), (0, 100_000)])
def test_a_span_outside_the_text_is_a_clear_error(run, start, end):
    with pytest.raises(ParallaxError, match="outside the article's text"):
        queries.passage(run, story("fire-inland").article_id, start, end)


def test_an_article_that_is_not_there_is_a_clear_error(run):
    with pytest.raises(ParallaxError, match="holds no article"):
        queries.passage(run, "a0", 0, 1)
