"""Who printed whose text, and what was changed in it."""

import json

import pandas as pd
import pytest

from pipeline import queries, terminal
from pipeline.queries.views import VIEWS
from pipeline.schema import validate
from tests.comparison import event_id
from tests.stories import WIRE
from tests.support import build_run, build_tables, story

FIRE, TOLL = event_id("fire"), event_id("toll")
CHANGES = {"kept": 3, "altered": 1, "added": 1, "cut": 2, "credited": "AFP", "outlet_id": "lantern"}


def place(name, words):
    start = story(name).text.index(words)
    return {"article_id": story(name).article_id, "start": start, "end": start + len(words)}


def reprint_frames():
    """The tables in which The Lantern's dispatch is found to alter, add and cut sentences of the Courier's."""
    tables = build_tables()
    finding = {
        "finding_id": "f-reprint",
        "event_id": FIRE,
        "detector": "reprints",
        "kind": "reprint",
        "score": 0.8,
        "group_id": None,
        "detail": json.dumps(CHANGES),
    }
    passages = [
        ("a", "fire-courier", WIRE[0].words),
        ("b", "fire-lantern", WIRE[0].words),
        ("value a", "fire-courier", WIRE[4].words),
        ("value b", "fire-lantern", WIRE[4].words[:-12]),
        ("added", "fire-lantern", WIRE[1].words),
        ("cut", "fire-courier", WIRE[3].words),
        ("cut", "fire-courier", WIRE[5].words),
    ]
    evidence = [{"finding_id": "f-reprint", "role": role, **place(name, words)} for role, name, words in passages]
    return {
        name: pd.concat([tables[name], pd.DataFrame(rows).astype(tables[name].dtypes)], ignore_index=True)
        for name, rows in (("findings", [finding]), ("evidence", evidence))
    }


@pytest.fixture
def with_reprint(tmp_path):
    return build_run(tmp_path, **reprint_frames())


def test_origins_list_the_articles_of_one_text_the_first_first(with_reprint):
    found = validate(queries.origins(with_reprint, FIRE), VIEWS["origins"])
    assert found["outlet"].to_list() == ["Veldmark Courier", "The Lantern"]
    assert found["role"].to_list() == ["first", "reprint"]
    assert found["hours_after"].isna().all()
    assert found.loc[0, ["kept", "altered", "added", "cut", "credited", "finding_id"]].isna().all()
    assert found.loc[1, ["kept", "altered", "added", "cut"]].to_list() == [3, 1, 1, 2]
    assert found.loc[1, "credited"] == "AFP"


def test_an_origin_whose_articles_were_parted_has_a_first_in_each_event(tmp_path):
    articles, names = build_tables()["articles"], ("fire-courier", "fire-lantern", "toll-courier", "toll-lantern")
    ids = [story(name).article_id for name in names]
    articles.loc[articles["article_id"].isin(ids), "origin_id"] = "o-common"
    found = queries.origins(build_run(tmp_path, articles=articles), [FIRE, TOLL])
    roles = found.groupby("event_id")["role"].agg(list).to_dict()
    assert roles == {FIRE: ["first", "reprint"], TOLL: ["first", "reprint"]}


def test_an_event_without_common_texts_has_no_origins_to_show(run):
    assert queries.origins(run, TOLL).empty
    assert queries.reprint_edits(run, TOLL).empty


def test_a_copy_word_for_word_is_no_reprint_and_comes_hours_after(tmp_path):
    articles = build_tables()["articles"]
    courier = articles["article_id"] == story("fire-courier").article_id
    lantern = articles["article_id"] == story("fire-lantern").article_id
    late = articles.loc[courier, "published_at"].iloc[0] + pd.Timedelta(hours=3.5)
    articles.loc[courier, "text"] = articles.loc[lantern, "text"].iloc[0]
    articles.loc[lantern, "published_at"] = late
    none = build_tables()
    empty = {name: none[name].head(0) for name in ("findings", "evidence", "claims", "claim_links", "text_marks")}
    empty |= {name: none[name].head(0) for name in ("claim_groups", "claim_group_members", "quotations")}
    found = queries.origins(build_run(tmp_path, articles=articles, **empty), FIRE)
    assert found["role"].to_list() == ["first", "copy"]
    assert found["hours_after"].to_list() == [pd.NA, 3.5]


def test_every_change_is_listed_by_its_exact_sentence(with_reprint):
    edits = validate(queries.reprint_edits(with_reprint, FIRE), VIEWS["reprint_edits"])
    assert edits["change"].to_list() == ["added", "altered", "cut", "cut"]
    assert edits["sentence"].to_list() == [WIRE[1].words, WIRE[4].words[:-12], WIRE[3].words, WIRE[5].words]
    assert edits["was"].fillna("").to_list() == ["", WIRE[4].words, "", ""]
    assert set(edits["outlet"]) == {"The Lantern"}
    assert set(edits["first_outlet"]) == {"Veldmark Courier"}
    texts = with_reprint.table("articles").set_index("article_id")["text"]
    for edit in edits.itertuples():
        assert texts[edit.article_id][edit.start : edit.end] == edit.sentence


def test_a_reprint_is_no_divergence(with_reprint, run):
    assert queries.divergences(with_reprint, FIRE).equals(queries.divergences(run, FIRE))


def test_the_terminal_tells_them_too(with_reprint):
    told = " ".join(terminal.event(with_reprint, FIRE).split())
    assert "COPIES AND REPRINTS first: Veldmark Courier" in told
    assert "3 kept, 1 altered, 1 added, 2 cut (credited: AFP)" in told
    assert f"cut: {WIRE[5].words}" in told
