"""Outlets over all events: the counts are those of the tables, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline import queries
from pipeline.queries.views import VIEWS
from pipeline.schema import TABLES, empty, validate
from tests.support import build_run, build_tables, event_id, story

PROFILES = {
    "outlet_claims": queries.outlet_claims,
    "outlet_pairs": queries.outlet_pairs,
    "speakers": queries.speakers,
    "outlet_map": queries.outlet_map,
}


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_holds_to_its_view(run, name):
    assert len(validate(PROFILES[name](run), VIEWS[name]))


@pytest.mark.parametrize("name", PROFILES)
def test_a_run_of_nothing_has_no_profile(tmp_path, name):
    run = build_run(tmp_path, **{table.name: empty(table) for table in TABLES.values()})
    assert PROFILES[name](run).columns.to_list() == VIEWS[name].column_names


def test_claims_carried_alone_and_late_are_counted_once_an_outlet(run):
    found = queries.outlet_claims(run).set_index("outlet_id")
    harbour = found.loc["harbour"]
    # The ferry fire has 12 claims. Both of its articles carry ten of them, six that nobody else has.
    assert (harbour["n_events"], harbour["n_claims"], harbour["n_carried"], harbour["n_alone"]) == (1, 12, 10, 6)
    # Dead, engine, quote and injured: the Courier had each before it.
    assert (harbour["n_timed"], harbour["n_late"]) == (4, 4)
    assert found.loc["courier", "n_late"] == 0
    assert found.loc["courier", "share_carried"] == pytest.approx(10 / 18)


def test_claims_of_events_that_no_other_outlet_covers_do_not_count_as_carried(tmp_path):
    events = build_tables()["events"]
    events.loc[events["event_id"] == event_id("toll"), "n_outlets"] = 1
    courier = queries.outlet_claims(build_run(tmp_path, events=events)).set_index("outlet_id").loc["courier"]
    assert (courier["n_events"], courier["n_claims"], courier["n_carried"], courier["n_alone"]) == (1, 12, 6, 0)


def test_an_undated_article_is_neither_early_nor_late(run):
    lantern = queries.outlet_claims(run).set_index("outlet_id").loc["lantern"]
    # Of the fire it has no date; of the toll it shares two claims, both later.
    assert (lantern["n_timed"], lantern["n_late"]) == (2, 2)


def test_a_date_without_a_time_is_before_nobody_on_its_day(run):
    inland = queries.outlet_claims(run).set_index("outlet_id").loc["inland"]
    # Of the fire both claims are later; of the toll the Courier gives the same day, and no time.
    assert (inland["n_timed"], inland["n_late"]) == (4, 2)


def test_on_one_day_those_with_a_time_are_compared(tmp_path):
    articles = build_tables()["articles"]
    toll = articles["article_id"] == story("toll-lantern").article_id
    articles.loc[toll, "published_at"] = pd.Timestamp("2026-05-11T12:00Z")
    lantern = queries.outlet_claims(build_run(tmp_path, articles=articles)).set_index("outlet_id").loc["lantern"]
    # The vote was in the Inland Post two hours before; the piers only in the Courier, that day.
    assert (lantern["n_timed"], lantern["n_late"]) == (2, 1)


def test_an_outlet_that_shares_no_event_is_left_out(tmp_path):
    tables = build_tables()
    events = tables["events"]
    events.loc[:, "n_outlets"] = 1
    run = build_run(tmp_path, events=events)
    assert queries.outlet_claims(run).empty
    assert queries.outlet_pairs(run).empty
    assert queries.outlet_map(run).empty


def test_pairs_are_counted_in_both_orders(run):
    found = queries.outlet_pairs(run).set_index(["outlet_a", "outlet_b"])
    pair = found.loc[("courier", "harbour")]
    assert (pair["n_events"], pair["n_claims"], pair["n_shared"], pair["n_conflicts"]) == (1, 12, 4, 1)
    numbers = [column for column in found.columns if column.startswith(("n_e", "n_c", "n_s", "share"))]
    for a, b in found.index:
        assert found.loc[(a, b), numbers].to_list() == found.loc[(b, a), numbers].to_list()


def test_the_pairs_of_some_outlets_are_those_among_all_pairs(run):
    every = queries.outlet_pairs(run)
    wanted = every[every["outlet_a"].isin(["courier", "harbour"]) & every["outlet_b"].isin(["courier", "harbour"])]
    assert len(wanted) == 2
    assert queries.outlet_pairs(run, ["courier", "harbour"]).equals(wanted.reset_index(drop=True))
    assert queries.outlet_pairs(run, []).empty


def test_only_conflicts_count_as_conflicts(tmp_path):
    tables = build_tables()
    tables["findings"]["kind"] = tables["findings"]["kind"].replace({"conflict": "wording"})
    assert queries.outlet_pairs(build_run(tmp_path, findings=tables["findings"]))["n_conflicts"].sum() == 0


def test_speakers_come_with_the_outlets_that_quote_them(run):
    found = queries.speakers(run)
    assert found["speaker"].iloc[0] == "Tomas Reik"
    assert set(found.loc[found["speaker"] == "Tomas Reik", "outlet_id"]) == {"courier", "harbour", "lantern"}
    assert found.set_index("speaker").loc["an officer", "n_outlets"] == 1


def test_the_map_keeps_the_distances_of_coverage(run):
    found = queries.outlet_map(run).set_index("outlet_id")
    pairs = queries.outlet_pairs(run)
    for pair in pairs.itertuples():
        apart = np.hypot(*(found.loc[pair.outlet_a, ["x", "y"]] - found.loc[pair.outlet_b, ["x", "y"]]).astype(float))
        assert apart == pytest.approx(1 - pair.share_events, abs=1e-6)
    assert found["shown"].iloc[0] == pytest.approx(1)


def test_of_very_many_outlets_those_of_most_events_and_those_asked_for_are_mapped(run, monkeypatch):
    monkeypatch.setattr("pipeline.queries.profiles.MOST_OUTLETS", 3)
    assert queries.outlet_map(run)["outlet_id"].to_list() == ["inland", "lantern", "courier"]
    assert queries.outlet_map(run, ["harbour"])["outlet_id"].to_list() == ["inland", "lantern", "courier", "harbour"]


def test_two_outlets_have_no_map(tmp_path):
    tables = build_tables()
    kept = tables["articles"]["outlet_id"].isin(["courier", "harbour"])
    articles = tables["articles"][kept].reset_index(drop=True)
    members = tables["event_articles"]
    members = members[members["article_id"].isin(articles["article_id"])].reset_index(drop=True)
    run = build_run(tmp_path, articles=articles, event_articles=members)
    assert len(queries.outlet_claims(run)) == 2
    assert isinstance(queries.outlet_map(run), pd.DataFrame)
    assert queries.outlet_map(run).empty


def test_the_same_two_values_of_a_claim_are_one_conflict(tmp_path):
    tables = build_tables()
    findings, evidence = tables["findings"], tables["evidence"]
    conflict = findings["kind"] == "conflict"
    again = findings[conflict].assign(finding_id="f_again")
    passages = evidence[evidence["finding_id"].isin(findings.loc[conflict, "finding_id"])].assign(finding_id="f_again")
    tables["findings"] = pd.concat([findings, again.astype(findings.dtypes)], ignore_index=True)
    tables["evidence"] = pd.concat([evidence, passages.astype(evidence.dtypes)], ignore_index=True)
    found = queries.outlet_pairs(build_run(tmp_path, **tables)).set_index(["outlet_a", "outlet_b"])
    assert found.loc[("courier", "harbour"), "n_conflicts"] == 1
