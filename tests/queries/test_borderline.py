"""Articles that may be in the wrong event, as people read of them."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from pipeline import queries
from pipeline.errors import QueryError
from pipeline.queries.views import VIEWS
from pipeline.schema import validate
from tests.support import build_run, build_tables, event_id, manifest, story

FIRE, TOLL, GOAT = event_id("fire"), event_id("toll"), event_id("goat")


def listed(run, event):
    """Name of the article -> its row."""
    found = validate(queries.borderline(run, event), VIEWS["borderline"])
    names = run.table("articles").set_index("article_id")["source_id"]
    return {names[row.article_id]: row for row in found.itertuples()}


def test_an_unlikely_member_is_listed_with_the_event_that_it_would_be_in_next(run):
    (row,) = listed(run, FIRE).values()
    assert (row.kind, row.probability) == ("member", 0.55)
    assert (row.other_event_id, row.other_probability) == (TOLL, 0.31)
    assert row.other_title == story("toll-courier").title
    assert row.nearest_article_id == story("fire-courier").article_id
    assert row.why == (
        "nearest here: Veldmark Courier: Ferry fire at Port Osel kills 14 (similarity 0.80, 3 days apart); "
        "in common: names Santarra, Port Osel; figures 14 (dead)"
    )


def test_near_misses_come_likeliest_first_with_the_event_that_they_are_in(run):
    found = queries.borderline(run, TOLL)
    assert found["kind"].to_list() == ["near miss", "near miss"]
    assert found["probability"].to_list() == [0.34, 0.31]
    assert found["other_event_id"].to_list() == [GOAT, FIRE]
    assert found["other_probability"].to_list() == [0.66, 0.55]
    assert found["nearest_article_id"].to_list() == [
        story(f"toll-{name}").article_id for name in ("courier", "lantern")
    ]
    assert found["why"].iloc[0].endswith("in common: names Nemmer")


def test_an_article_alone_is_measured_against_the_event_that_it_would_be_in(run):
    (row,) = listed(run, GOAT).values()
    assert (row.kind, row.probability, row.other_event_id) == ("alone", 0.66, TOLL)
    assert row.nearest_article_id == story("toll-courier").article_id
    assert row.why.startswith("nearest there: Veldmark Courier: =1+1")


def test_several_events_give_the_rows_of_each_in_the_order_asked_for(run):
    order = [TOLL, GOAT, FIRE]
    apart = pd.concat([queries.borderline(run, event) for event in order], ignore_index=True)
    pd.testing.assert_frame_equal(queries.borderline(run, order), apart)


def test_the_threshold_is_that_of_the_runs_own_settings(tmp_path):
    frames = build_tables()
    about = manifest(frames)
    about["settings"]["events"]["borderline_below"] = 0.5
    run = build_run(tmp_path)
    (run.path / "manifest.json").write_text(json.dumps(run.manifest | {"settings": about["settings"]}), "utf-8")
    again = type(run)(run.path)
    assert listed(again, FIRE) == {}
    assert len(listed(again, TOLL)) == 2


def test_what_people_placed_is_no_longer_borderline(tmp_path):
    members = build_tables()["event_articles"]
    placed = members["article_id"] == story("fire-harbour-later").article_id
    told = [json.dumps(json.loads(reasons) | {"corrections": ["kept"]}) for reasons in members.loc[placed, "reasons"]]
    members.loc[placed, "reasons"] = told
    run = build_run(tmp_path, event_articles=members)
    assert listed(run, FIRE) == {}
    assert set(listed(run, TOLL)) == {"goat-lantern"}


def test_where_nothing_is_in_common_that_is_said(tmp_path):
    members = build_tables()["event_articles"]
    later = members["article_id"] == story("fire-harbour-later").article_id
    reasons = json.loads(members.loc[later, "reasons"].iloc[0])
    bare = reasons | {"shared_names": [], "shared_figures": [], "days_apart": None}
    members.loc[later, "reasons"] = json.dumps(bare)
    (row,) = listed(build_run(tmp_path / "bare", event_articles=members), FIRE).values()
    assert row.why.endswith("(similarity 0.80, days apart unknown); no name and no figure in common")
    members.loc[later, "reasons"] = json.dumps(bare | {"nearest_article": None})
    (row,) = listed(build_run(tmp_path / "none", event_articles=members), FIRE).values()
    assert row.why == "no article here is like it"


def test_an_event_that_is_not_there_is_a_clear_error(run):
    with pytest.raises(QueryError, match="holds no event 'e0'"):
        queries.borderline(run, "e0")
