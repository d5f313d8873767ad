"""Events, outlets, coverage and days: the numbers agree with the tables, the filters do what they say."""

from __future__ import annotations

import os
import time
from datetime import date

import pandas as pd
import pytest

from pipeline import queries
from pipeline.errors import ParallaxError
from pipeline.queries import Selection
from pipeline.queries.run_views import DATA_DICTIONARY
from pipeline.schema import TABLES, validate
from tests.support import build_run, event_id

FIRE, TOLL, GOAT = event_id("fire"), event_id("toll"), event_id("goat")
ALL = (FIRE, TOLL, GOAT)


def ids(frame):
    return frame["event_id"].to_list()


def test_counts_of_events_agree_with_the_tables(run):
    events = queries.events(run).set_index("event_id")
    articles = run.table("event_articles").merge(run.table("articles"), on="article_id")
    for event, rows in articles.groupby("event_id"):
        assert events.loc[event, "n_articles"] == len(rows)
        assert events.loc[event, "n_outlets"] == rows["outlet_id"].nunique()
        assert events.loc[event, "n_origins"] == rows["origin_id"].nunique()
        assert len(events.loc[event, "outlets"].split(", ")) == rows["outlet_id"].nunique()
    for event in (FIRE, TOLL):
        divergences = queries.divergences(run, event)
        assert events.loc[event, "n_conflicts"] == (divergences["kind"] == "conflict").sum()
        matrix = queries.claim_matrix(run, event, ("shared",))
        assert events.loc[event, "n_shared"] == matrix["group_id"].nunique()


def test_totals_are_sums_and_unknown_without_a_comparison(run):
    assert queries.totals(queries.events(run)) == queries.Totals(3, 2, 9, 1)
    goat = queries.events(run, Selection(events=(event_id("goat"),)))
    assert queries.totals(goat) == queries.Totals(1, 0, 1, None)
    assert queries.totals(goat.head(0)) == queries.Totals(0, 0, 0, None)


def test_an_event_of_one_outlet_has_no_number_of_conflicts(run):
    goat = queries.events(run, Selection(events=(GOAT,))).iloc[0]
    assert goat["n_conflicts"] is pd.NA
    assert goat["n_shared"] is pd.NA


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("latest", [GOAT, TOLL, FIRE]),
        ("earliest", [FIRE, TOLL, GOAT]),
        ("outlets", [FIRE, TOLL, GOAT]),
        ("articles", [FIRE, TOLL, GOAT]),
        ("conflicts", [FIRE, TOLL, GOAT]),
    ],
)
def test_events_are_sorted(run, sort, order):
    assert ids(queries.events(run, Selection(sort=sort))) == order


def test_an_unknown_sort_lists_those_there_are(run):
    with pytest.raises(ParallaxError, match="latest, earliest, outlets, articles, conflicts"):
        queries.events(run, Selection(sort="title; DROP TABLE events"))


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        (Selection(outlets=("inland",)), {FIRE, TOLL}),
        (Selection(outlets=("inland", "lantern")), {FIRE, TOLL, GOAT}),
        (Selection(outlets=("' OR 1=1 --",)), set()),
        (Selection(events=(GOAT, "e0")), {GOAT}),
        (Selection(min_outlets=2), {FIRE, TOLL}),
        (Selection(min_outlets=4), {FIRE}),
        (Selection(min_origins=3), {FIRE, TOLL}),
        (Selection(min_origins=4), {FIRE}),
        (Selection(countries=("QN",)), {FIRE, TOLL, GOAT}),
        (Selection(countries=("QM",), min_outlets=2), {FIRE, TOLL}),
        (Selection(countries=("QX",)), set()),
        (Selection(has_conflicts=True), {FIRE}),
        (Selection(since=date(2026, 5, 12)), {TOLL, GOAT}),
        (Selection(until=date(2026, 5, 5)), {FIRE}),
        (Selection(since=date(2026, 5, 6), until=date(2026, 5, 10)), set()),
        (Selection(since=date(2026, 5, 4), until=date(2026, 5, 4)), set()),
        (Selection(since=date(2026, 5, 5), until=date(2026, 5, 5)), {FIRE}),
        (Selection(since=date(2026, 5, 11), until=date(2026, 5, 11), outlets=("lantern",)), {TOLL}),
    ],
)
def test_filters(run, selection, found):
    assert set(ids(queries.events(run, selection))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {FIRE, TOLL, GOAT}),
        ("  \n ", {FIRE, TOLL, GOAT}),
        ("SANTARRA", {FIRE}),
        ("old bridge", {TOLL}),
        ("bridge goat", set()),
        ("sprinklers sprinklers", {FIRE}),
        ("five_knots", {FIRE}),
        ("five%knots", set()),
        ("fiveXknots", set()),
        ("100%", {FIRE}),
        ("10_%", set()),
        ("%", {FIRE}),
        ("_", {FIRE}),
        ('"bridge"', {TOLL}),
        ("Nemmer's", {TOLL}),
        ("'; DROP TABLE events; --", set()),
        ("$word0", set()),
        ("$x$", {FIRE, TOLL}),
        ("**bold**", {FIRE}),
        ("ZSÖLK", {GOAT}),
        ("åke", {GOAT}),
        ("\\", set()),
        ("{where}", set()),
    ],
)
def test_text_search_takes_every_character_for_itself(run, text, found):
    assert set(ids(queries.events(run, Selection(text=text)))) == found


def test_outlets_count_their_articles_and_keep_the_unknown(run):
    outlets = queries.outlets(run).set_index("outlet_id")
    assert outlets["n_articles"].sum() == len(run.table("articles"))
    assert outlets.loc["harbour", ["n_articles", "n_events"]].to_list() == [2, 1]
    assert outlets.loc["inland", "country"] is pd.NA
    assert outlets.loc["lantern", "language"] is pd.NA


def test_coverage_counts_every_article_once(run):
    coverage = queries.coverage(run)
    assert coverage["n_articles"].sum() == len(run.table("articles"))
    lantern = coverage[(coverage["event_id"] == FIRE) & (coverage["outlet_id"] == "lantern")].iloc[0]
    assert lantern["first_published"] is pd.NaT
    chosen = queries.coverage(run, Selection(outlets=("inland",), events=(FIRE,)))
    assert chosen[["event_id", "outlet"]].to_numpy().tolist() == [[FIRE, "Inland Post"]]


def test_the_timeline_keeps_unknown_dates_apart(run):
    timeline = queries.timeline(run)
    assert timeline["n_articles"].sum() == len(run.table("articles"))
    assert timeline["day"].isna().to_list() == [False] * (len(timeline) - 1) + [True]
    assert timeline["day"].dropna().iloc[0] == pd.Timestamp("2026-05-02", tz="UTC")
    late = queries.timeline(run, Selection(since=date(2026, 5, 3), until=date(2026, 5, 3), outlets=("harbour",)))
    assert late.to_numpy().tolist() == [[pd.Timestamp("2026-05-03", tz="UTC"), "Harbour Times", 1]]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system cannot change its time zone")
def test_days_are_utc_wherever_the_program_runs(tmp_path, monkeypatch):
    utc = queries.timeline(build_run(tmp_path / "utc"))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        pd.testing.assert_frame_equal(queries.timeline(build_run(tmp_path / "far")), utc)
        selection = Selection(since=date(2026, 5, 20), until=date(2026, 5, 20))
        assert ids(queries.events(build_run(tmp_path / "farther"), selection)) == [GOAT]
    finally:
        monkeypatch.undo()
        time.tzset()
        assert os.environ.get("TZ") != "Pacific/Auckland"


def test_what_was_rejected_says_where_and_why(run):
    assert queries.rejected(run)["reason"].to_list() == ["broken JSON", "binary file"]
    assert queries.rejected(run)["line"].isna().to_list() == [False, True]


def test_stages_are_those_of_the_manifest(run):
    stages = queries.stages(run)
    assert stages["stage"].to_list() == [stage["stage"] for stage in run.manifest["stages"]]
    assert (stages["n_in"] - stages["n_out"] - stages["n_rejected"])[:2].to_list() == [0, 0]


def test_the_data_dictionary_explains_every_column():
    dictionary = validate(queries.data_dictionary(), DATA_DICTIONARY)
    assert len(dictionary) == sum(len(table.columns) for table in TABLES.values())
    assert (dictionary["meaning"].str.len() > 0).all()
