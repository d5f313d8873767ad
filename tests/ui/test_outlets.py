"""The Outlets page: every section, some outlets chosen, and a run in which nothing is shared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import build_run, build_tables
from tests.ui.conftest import Open, cells, tables, words

SECTIONS = {
    "Claims carried": ["83%", "10 of 12"],
    "Shared and conflicting": ["33%", "4 of 12"],
    "Speakers": ["Tomas Reik", "1 in 1 event"],
    "Coverage": ["Places follow all outlets"],
    "Facts": ["QM", "nonprofit", "unknown", "press council", "member since 1998", "register (desk.csv)"],
}


@pytest.mark.parametrize(("section", "said"), SECTIONS.items())
def test_a_section_shows_its_numbers(open_page: Open, section: str, said: list[str]) -> None:
    app = open_page("outlets", profile=section)
    assert not app.exception
    for expected in said:
        assert expected in words(app)


def test_only_the_chosen_outlets_are_compared(open_page: Open) -> None:
    app = open_page("outlets", who=["Harbour Times", "The Lantern"])
    assert not app.exception
    assert {row[0] for row in cells(app)} == {"Harbour Times", "The Lantern"}
    app = open_page("outlets", who=["Harbour Times", "The Lantern"], profile="Shared and conflicting")
    assert [row[0] for row in cells(app)] == ["Harbour Times and The Lantern"]


def test_a_map_of_the_most_outlets_says_of_which(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.queries.profiles.MOST_OUTLETS", 3)
    build_run(tmp_path)
    app = open_page("outlets", tmp_path, who=["The Lantern"], profile="Coverage")
    assert not app.exception
    assert "Places follow 3 of 4 outlets, those of most events and those chosen" in words(app)


def test_an_outlet_that_is_not_there_is_passed_over(open_page: Open) -> None:
    app = open_page("outlets", who=["No Such Paper"])
    assert not app.exception
    assert len(cells(app)) == 4


def test_a_run_in_which_nothing_is_shared_says_so(open_page: Open, tmp_path: Path) -> None:
    events = build_tables()["events"]
    events.loc[:, "n_outlets"] = 1
    build_run(tmp_path, events=events)
    app = open_page("outlets", tmp_path)
    assert not app.exception
    assert "nothing to compare" in words(app)
    assert tables(app)[0]["caption"] == "What is known of each outlet"
