"""Who published at the time of an event and did not cover it."""

from __future__ import annotations

import pandas as pd

from pipeline import queries
from pipeline.queries.views import VIEWS
from pipeline.schema import TABLES, empty, validate
from tests.support import build_run, build_tables, event_id

FIRE, TOLL, GOAT = event_id("fire"), event_id("toll"), event_id("goat")


def moved(tmp_path, outlet, day):
    """The run with an article of `outlet`, and the event that it alone covers, moved to `day`."""
    tables = build_tables()
    goat = tables["articles"]["title"].str.startswith("@goat")
    tables["articles"].loc[goat, "outlet_id"] = outlet
    tables["articles"].loc[goat, "published_at"] = pd.Timestamp(day, tz="UTC")
    events = tables["events"]
    events.loc[events["event_id"] == GOAT, ["first_seen", "last_seen"]] = pd.Timestamp(day, tz="UTC")
    return build_run(tmp_path, articles=tables["articles"], events=events)


def test_an_outlet_that_published_near_the_event_is_absent(tmp_path):
    found = queries.absent(moved(tmp_path, "harbour", "2026-05-13T12:00"), TOLL)
    assert found["outlet_id"].to_list() == ["harbour"]
    assert found["n_articles"].to_list() == [1]


def test_an_outlet_that_published_days_later_is_not_known_to_be_absent(tmp_path):
    assert queries.absent(moved(tmp_path, "harbour", "2026-05-16T12:00"), TOLL).empty


def test_an_outlet_that_covers_the_event_is_not_absent(run):
    assert queries.absent(run, FIRE).empty


def test_several_events_keep_their_order_and_view(tmp_path):
    run = moved(tmp_path, "harbour", "2026-05-10")
    found = validate(queries.absent(run, (GOAT, TOLL)), VIEWS["absent"])
    assert found["event_id"].drop_duplicates().to_list() == [GOAT, TOLL]


def test_an_event_without_a_date_says_nothing_of_absence(tmp_path):
    events = build_tables()["events"]
    events.loc[:, ["first_seen", "last_seen"]] = pd.NaT
    assert queries.absent(build_run(tmp_path, events=events), (FIRE, TOLL)).empty


def test_a_run_of_nothing_has_nobody_absent(tmp_path):
    run = build_run(tmp_path, **{table.name: empty(table) for table in TABLES.values()})
    assert queries.absent(run, ()).columns.to_list() == VIEWS["absent"].column_names
