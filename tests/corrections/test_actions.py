"""What each correction does, and which contradict each other."""

import pandas as pd
import pytest

from pipeline.corrections import LOG, read
from pipeline.errors import CorrectionError
from tests.corrections.said import LABELS, correct, corrected, events


def test_merged_events_are_one_and_keep_the_id_of_the_first(tmp_path):
    correct(tmp_path, "merge", "eboat", "eferry")
    labels = corrected(tmp_path).labels
    assert set(labels[["ferry1", "ferry2", "boat1", "boat2", "boat3"]]) == {"eferry"}
    assert labels["toll1"] == "etoll"


def test_articles_that_are_split_off_are_an_event_of_their_own_and_the_others_keep_the_id(tmp_path):
    correct(tmp_path, "split", "boat1", "boat2")
    labels = corrected(tmp_path).labels
    assert labels["boat3"] == "eboat"
    assert labels["boat1"] == labels["boat2"] not in set(LABELS)


def test_a_moved_article_leaves_its_event_and_both_keep_their_ids(tmp_path):
    correct(tmp_path, "move", "ferry1", "eboat")
    labels = corrected(tmp_path).labels
    assert labels["ferry1"] == labels["boat1"] == "eboat"
    assert labels["ferry2"] == "eferry"


def test_events_that_are_not_the_same_stay_apart_in_a_run_that_joins_them(tmp_path):
    correct(tmp_path, "not_same", "eferry", "eboat")
    joined = LABELS.replace({"eboat": "eferry"})
    assert events(corrected(tmp_path, joined).labels) == events(LABELS)
    assert corrected(tmp_path, joined).labels["ferry1"] == "eferry"


def test_new_articles_go_with_the_one_they_are_nearest_to(tmp_path):
    correct(tmp_path, "not_same", "eferry", "eboat")
    joined = pd.concat(
        [LABELS.replace({"eboat": "eferry"}), pd.Series({"new1": "eferry", "new2": "eferry"}, dtype="string")]
    )
    labels = corrected(tmp_path, joined, new1="ferry2", new2="new1").labels
    assert labels["new1"] == labels["new2"] == labels["ferry1"] != labels["boat1"]
    labels = corrected(tmp_path, joined, new1="boat2", new2="new1").labels
    assert labels["new1"] == labels["new2"] == labels["boat1"] != labels["ferry1"]


def test_new_articles_of_merged_events_come_along(tmp_path):
    correct(tmp_path, "merge", "eferry", "eboat")
    grown = pd.concat([LABELS, pd.Series({"new": "eboat"}, dtype="string")])
    assert corrected(tmp_path, grown).labels["new"] == "eferry"


def test_things_are_named_by_event_by_article_by_the_inputs_id_or_by_an_id_of_before(tmp_path):
    correct(tmp_path, "merge", "eferry", "boat1")
    correct(tmp_path, "move", "input boat2", "input toll1")
    correct(tmp_path, "merge", "eboat", "toll1", why="all of it")
    assert events(corrected(tmp_path).labels) == {frozenset(LABELS.index)}


# Contradictions


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("not_same", "eferry", "eboat"), ("merge", "eferry", "eboat")),
        (("merge", "eferry", "eboat"), ("split", "boat1", "boat2", "boat3")),
        (("split", "boat1"), ("merge", "boat1", "boat2")),
        (("move", "ferry1", "eboat"), ("move", "ferry1", "eferry")),
        (("not_same", "eferry", "eboat"), ("move", "ferry1", "ferry2", "eboat")),
    ],
)
def test_a_contradiction_names_the_earlier_correction_and_how_to_take_it_back(tmp_path, first, second):
    earlier = correct(tmp_path, *first, who="Ana", why="seen it")
    before = (tmp_path / LOG).read_bytes()
    with pytest.raises(CorrectionError) as told:
        correct(tmp_path, *second, who="Bo")
    for part in ("by Ana on ", earlier.at[:10], "seen it", f"undo {earlier.id}"):
        assert part in str(told.value)
    assert (tmp_path / LOG).read_bytes() == before
    correct(tmp_path, "undo", earlier.id)
    if first[0] == "not_same":
        correct(tmp_path, *second)


def test_a_contradiction_over_a_third_event_is_seen(tmp_path):
    apart = correct(tmp_path, "not_same", "eferry", "eboat")
    correct(tmp_path, "merge", "eferry", "etoll")
    with pytest.raises(CorrectionError, match=f"undo {apart.id}"):
        correct(tmp_path, "merge", "etoll", "eboat")


def test_an_article_may_leave_an_event_that_was_merged_or_kept_apart(tmp_path):
    correct(tmp_path, "merge", "eferry", "eboat")
    correct(tmp_path, "move", "boat1", "etoll")
    assert events(corrected(tmp_path).labels) == {
        frozenset({"ferry1", "ferry2", "boat2", "boat3"}),
        frozenset({"boat1", "toll1"}),
    }


def test_an_article_may_move_to_an_event_that_its_own_was_kept_apart_from(tmp_path):
    correct(tmp_path, "not_same", "eferry", "eboat")
    correct(tmp_path, "move", "boat1", "eferry")
    joined = LABELS.replace({"eboat": "eferry"})
    assert events(corrected(tmp_path, joined).labels) == {
        frozenset({"ferry1", "ferry2", "boat1"}),
        frozenset({"boat2", "boat3"}),
        frozenset({"toll1"}),
    }


def test_of_several_contradictions_the_one_that_says_the_contrary_is_named(tmp_path):
    correct(tmp_path, "merge", "eferry", "eboat")
    moved = correct(tmp_path, "move", "boat1", "etoll")
    correct(tmp_path, "not_same", "etoll", "eferry")
    with pytest.raises(CorrectionError, match=f"undo {moved.id}"):
        correct(tmp_path, "split", "boat1")


@pytest.mark.parametrize(
    ("action", "named", "told"),
    [
        ("merge", ["eferry", "ferry1"], "one event already"),
        ("merge", ["eferry", "enone"], "no event 'enone'"),
        ("split", ["ferry1", "boat1"], "2 events"),
        ("split", ["ferry1", "ferry2"], "all articles"),
        ("split", ["anone"], "no article 'anone'"),
        ("move", ["ferry1", "eferry"], "in the event eferry already"),
        ("not_same", ["ferry1", "ferry2"], "one event at present"),
        ("undo", ["knone"], "no correction 'knone'"),
    ],
)
def test_what_cannot_be_said_is_a_clear_error_and_leaves_no_line(tmp_path, action, named, told):
    with pytest.raises(CorrectionError, match=told):
        correct(tmp_path, action, *named)
    assert read(tmp_path) == ([], [])


@pytest.mark.parametrize(("who", "why"), [("", "reason"), ("Ana", " \n"), ("\x00", "reason")])
def test_a_correction_has_a_name_and_a_reason(tmp_path, who, why):
    with pytest.raises(CorrectionError, match="--why"):
        correct(tmp_path, "merge", "eferry", "eboat", who=who, why=why)
