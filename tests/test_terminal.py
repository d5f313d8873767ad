"""What the terminal says of an event's borderline articles."""

import pytest

from pipeline import terminal
from pipeline.schema import OUTLETS, conform
from tests.edited import edited_run
from tests.support import build_run, build_tables, event_id, story


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return build_run(tmp_path_factory.mktemp("results"))


def section(shown, title):
    """The lines under a heading, with the line breaks of wrapping taken out."""
    return " ".join(shown.split(f"{title}\n")[1].split("\n\n")[0].split())


def test_borderline_articles_come_with_reasons_and_the_ids_that_correct_them(run):
    told = section(terminal.event(run, event_id("fire")), "BORDERLINE ARTICLES")
    later = story("fire-harbour-later")
    assert told.startswith(f"0.55 Harbour Times: Santarra: number of injured rises ({later.article_id}), in this event")
    assert "nearest here: Veldmark Courier: Ferry fire at Port Osel kills 14 (similarity 0.80, 3 days apart)" in told
    assert "names Santarra, Port Osel; figures 14 (dead)" in told
    assert told.endswith(f"({event_id('toll')})")


def test_outlets_of_one_name_have_columns_of_their_own(tmp_path):
    outlets = conform(build_tables()["outlets"].assign(name="Daily News"), OUTLETS)
    told = section(terminal.event(build_run(tmp_path, outlets=outlets), event_id("fire")), "CLAIMS THAT OUTLETS SHARE")
    assert "4 Daily News [!!x!] conflicting, 4 outlets" in told
    assert "[xx.x] several, 3 outlets" in told


def test_near_misses_name_the_event_that_they_are_in(run):
    told = section(terminal.event(run, event_id("toll")), "BORDERLINE ARTICLES")
    assert f"0.31 Harbour Times: Santarra: number of injured rises ({story('fire-harbour-later').article_id})" in told
    assert f"it is in, 0.55: Ferry fire at Port Osel kills 14 ({event_id('fire')})" in told


def test_an_event_of_one_outlet_has_them_too(run):
    shown = terminal.event(run, event_id("goat"))
    assert "alone here" in section(shown, "BORDERLINE ARTICLES")
    assert "nothing to compare" in shown


def test_where_there_is_none_one_line_says_so(tmp_path):
    members = build_tables()["event_articles"]
    sure = members.assign(probability=0.96, other_article_id=None, other_probability=None).astype(members.dtypes)
    shown = terminal.event(build_run(tmp_path, event_articles=sure), event_id("fire"))
    assert section(shown, "BORDERLINE ARTICLES") == "none"


def test_edits_of_articles_are_listed_as_a_diff_with_whether_the_page_told_of_them(tmp_path):
    shown = terminal.event(edited_run(tmp_path), event_id("fire"))
    told = section(shown, "EDITS OF ARTICLES")
    assert "Veldmark Courier, version 2, 2026-05-20 10:00 to 2026-05-21 10:00, silent: the page tells of no" in told
    assert "- Nine died." in told
    assert "+ headline: Fire" in told
    assert "version 3, 2026-05-21 10:00 to 2026-05-22 10:00, the page tells of an update" in told
    assert "[live blog]" in section(shown, "ARTICLES")


def test_where_nothing_was_edited_nothing_is_said_of_it(run):
    assert "EDITS" not in terminal.event(run, event_id("fire"))
