"""One article, sentence by sentence, and what another outlet has for it."""

from __future__ import annotations

import pytest

from pipeline import queries
from pipeline.errors import ParallaxError
from pipeline.queries.views import VIEWS
from pipeline.schema import TABLES, empty, validate
from tests.support import STORIES, build_run, build_tables, event_id, group_id, story

COURIER, HARBOUR = story("fire-courier"), story("fire-harbour")


@pytest.mark.parametrize("name", [found.name for found in STORIES])
def test_the_pieces_are_the_whole_text(run, name):
    found = queries.reading(run, story(name).article_id)
    validate(found, VIEWS["reading"])
    assert "".join(found["words"]) == story(name).text
    assert found["start"].to_list()[1:] == found["end"].to_list()[:-1]
    assert (found.loc[found["state"] == "between", "words"].str.strip() == "").all()


def states(run, name):
    found = queries.reading(run, story(name).article_id)
    return {row.words: row.state for row in found.itertuples()}


def test_each_sentence_has_the_state_of_its_claim(run):
    told = states(run, "fire-harbour")
    words = {piece.group: piece.words for piece in HARBOUR.pieces}
    assert told[words["dead"]] == "conflicting"
    assert told[words["engine"]] == "shared"
    assert told[words["divers"]] == "only here"
    assert told[words["fined"]] == "only here"


def test_a_member_of_a_disputed_claim_that_contradicts_nobody_is_shared(run):
    assert states(run, "fire-inland")["A ferry fire at Port Osel has killed several people."] == "shared"


def test_furniture_is_told_from_sentences(run):
    found = queries.reading(run, COURIER.article_id)
    furniture = found[found["state"] == "furniture"]
    assert furniture["kind"].to_list() == ["credit", "boilerplate"]
    assert furniture["paragraph"].to_list() == [0, 2]


def test_a_sentence_in_no_group_is_not_checked(tmp_path):
    tables = build_tables()
    members = tables["claim_group_members"]
    boats = members["group_id"] == group_id("fire", "boats")
    run = build_run(tmp_path, claim_group_members=members[~boats].reset_index(drop=True))
    assert states(run, "fire-courier")[COURIER.pieces[6].words] == "not checked"


def test_an_article_alone_in_its_event_is_not_checked(run):
    assert set(states(run, "goat-lantern").values()) <= {"not checked", "between"}


def test_what_was_found_of_a_sentence_is_named(run):
    found = queries.reading(run, COURIER.article_id).dropna(subset=["found"])
    assert dict(zip(found["words"], found["found"], strict=True)) == {
        COURIER.pieces[1].words: "conflict",
        COURIER.pieces[5].words: "update",
    }


def test_counterparts_contradict_say_the_same_or_are_only_near(run):
    found = queries.counterparts(run, COURIER.article_id, "harbour")
    validate(found, VIEWS["counterparts"])
    told = {row.sentence: (row.relation, row.other_sentence) for row in found.itertuples()}
    assert told[COURIER.pieces[1].words] == ("contradicts", HARBOUR.pieces[0].words)
    assert told[COURIER.pieces[2].words] == ("same claim", HARBOUR.pieces[1].words)
    assert told[COURIER.pieces[4].words] == ("nearest", HARBOUR.pieces[3].words)
    near = found[found["relation"] == "nearest"]
    assert near["score"].to_list() == [0.41]
    assert COURIER.pieces[6].words not in told


def test_counterparts_are_verbatim(run):
    text = run.table("articles").set_index("article_id")["text"]
    for row in queries.counterparts(run, COURIER.article_id, "harbour").itertuples():
        assert row.other_sentence == text[row.other_article_id][row.other_start : row.other_end]
        assert row.sentence == text[COURIER.article_id][row.start : row.start + len(row.sentence)]


@pytest.mark.parametrize("outlet", ["courier", "nobody"])
def test_an_outlet_without_another_article_in_the_event_has_no_counterpart(run, outlet):
    found = queries.counterparts(run, story("goat-lantern").article_id, outlet)
    assert found.empty
    assert found.columns.to_list() == VIEWS["counterparts"].column_names


def test_an_article_that_is_not_there_is_a_clear_error(tmp_path):
    run = build_run(tmp_path, **{table.name: empty(table) for table in TABLES.values()})
    for ask in (queries.event_of, queries.reading):
        with pytest.raises(ParallaxError, match="holds no article 'a0'"):
            ask(run, "a0")


def test_the_event_of_an_article_is_known(run):
    assert queries.event_of(run, COURIER.article_id) == event_id("fire")
