"""What outlets changed after the first fetch: the exact lines, and whether the page told of it."""

import pytest

from pipeline import queries
from pipeline.queries.edits import EDITS
from pipeline.schema import ARTICLE_VERSIONS, conform, validate
from pipeline.versions import version_row
from tests.edited import COURIER, LIVE, edited_run, moment
from tests.support import build_run, build_tables, event_id

FIRE, GOAT = event_id("fire"), event_id("goat")


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    return edited_run(tmp_path_factory.mktemp("edited"))


def test_each_line_that_was_cut_or_added_is_there_with_its_version(edited):
    found = validate(queries.edits(edited, FIRE), EDITS)
    assert found[["version", "part", "change", "line", "silent"]].to_numpy().tolist() == [
        [2, "title", "cut", COURIER.title, True],
        [2, "title", "added", "Fire", True],
        [2, "text", "cut", "Nine died.", True],
        [3, "title", "cut", "Fire", False],
        [3, "title", "added", COURIER.title, False],
    ]
    assert set(found["article_id"]) == {COURIER.article_id}
    assert found["fetched_before"].to_list() == [moment(20)] * 3 + [moment(21)] * 2
    assert found["fetched_at"].to_list() == [moment(21)] * 3 + [moment(22)] * 2


def test_articles_count_their_versions(edited):
    counts = queries.event_articles(edited, FIRE).set_index("article_id")["n_versions"]
    assert counts[COURIER.article_id] == 3
    assert set(counts.drop(COURIER.article_id)) == {1}


def test_without_edits_there_is_no_row(edited):
    assert queries.edits(edited, GOAT).empty


def test_a_text_is_called_by_the_kind_of_its_page(edited):
    articles = queries.event_articles(edited, FIRE).set_index("article_id")
    live = articles.loc[LIVE.article_id]
    assert queries.text_kind(live["page_kind"], live["is_full_text"]) == "live blog"
    told = [queries.text_kind(kind, full) for kind, full in ((None, True), (None, False), ("article", False))]
    assert told == ["full text", "excerpt", "excerpt"]


AGAIN = "\nReply" * 100_000


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (
            f"Nine died.\nThe ferry burnt.{AGAIN}\nThe end.",
            f"The ferry burnt.{AGAIN}\nEnd.",
            [("cut", "Nine died."), ("cut", "The end."), ("added", "End.")],
        ),
        (f"Comments{AGAIN}\nThe end.", f"Comments{AGAIN}\nEnd.", [("cut", "The end."), ("added", "End.")]),
    ],
)
def test_a_line_that_stands_there_a_hundred_thousand_times_hides_no_change(tmp_path, before, after, changes):
    version = {"title": COURIER.title, "text": before, "page_kind": "article", "fetched_at": moment(20)}
    version |= {"updated_at": None, "content_sha256": "0"}
    articles = build_tables()["articles"].set_index("article_id", drop=False)
    articles.loc[COURIER.article_id, ["text", "page_kind", "fetched_at"]] = [after, "article", moment(22)]
    versions = conform([version_row(version, COURIER.article_id)], ARTICLE_VERSIONS)
    run = build_run(tmp_path, articles=articles.reset_index(drop=True), article_versions=versions)
    found = queries.edits(run, FIRE)
    assert found[["change", "line"]].to_numpy().tolist() == [list(change) for change in changes]
