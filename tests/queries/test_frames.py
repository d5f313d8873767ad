"""Every frame holds to its view, its sentences to the articles, and to what was asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from pipeline import queries
from pipeline.errors import ParallaxError, StoreError
from pipeline.queries.views import VIEWS
from pipeline.schema import TABLES, empty, validate
from tests.support import build_run, event_id

FIRE, TOLL, GOAT = event_id("fire"), event_id("toll"), event_id("goat")
ALL = (FIRE, TOLL, GOAT)
OF_EVENT = {
    "event_articles": queries.event_articles,
    "claim_matrix": queries.claim_matrix,
    "claim_sentences": queries.claim_sentences,
    "divergences": queries.divergences,
    "omissions": queries.omissions,
    "only_one_outlet": queries.only_one_outlet,
    "quotations": queries.quotations,
    "highlights": queries.highlights,
}
OF_RUN = {
    "events": queries.events,
    "outlets": queries.outlets,
    "outlet_facts": queries.outlet_facts,
    "coverage": queries.coverage,
    "timeline": queries.timeline,
    "rejected": queries.rejected,
    "stages": queries.stages,
}
# Columns that hold a sentence -> those that say where it stands.
PLACES = {
    "lead": ("article_id", "start", "end"),
    "sentence": ("article_id", "start", "end"),
    "claim": ("article_id", "start", "end"),
    "words": ("article_id", "start", "end"),
    "nearest_sentence": ("nearest_article_id", "nearest_start", "nearest_end"),
    "sentence_a": ("article_a", "start_a", "end_a"),
    "sentence_b": ("article_b", "start_b", "end_b"),
    "value_a": ("article_a", "value_start_a", "value_end_a"),
    "value_b": ("article_b", "value_start_b", "value_end_b"),
}


@pytest.mark.parametrize("name", OF_RUN)
def test_frames_of_a_run_hold_to_their_view(run, name):
    assert len(validate(OF_RUN[name](run), VIEWS[name]))


@pytest.mark.parametrize("name", OF_EVENT)
def test_frames_of_an_event_hold_to_their_view(run, name):
    assert len(validate(OF_EVENT[name](run, FIRE), VIEWS[name]))


@pytest.mark.parametrize("name", OF_EVENT)
def test_several_events_give_the_rows_of_each_in_the_order_asked_for(run, name):
    together = OF_EVENT[name](run, ALL)
    apart = pd.concat([OF_EVENT[name](run, event) for event in ALL], ignore_index=True)
    pd.testing.assert_frame_equal(together, apart)


@pytest.mark.parametrize("name", OF_EVENT)
def test_a_single_article_compares_with_nothing(run, name):
    assert len(OF_EVENT[name](run, GOAT)) == (1 if name == "event_articles" else 0)


@pytest.mark.parametrize("name", [*OF_EVENT, "event_summary"])
def test_an_event_that_is_not_there_is_a_clear_error(run, name):
    with pytest.raises(ParallaxError, match="holds no event 'e0'"):
        getattr(queries, name)(run, "e0")


@pytest.mark.parametrize("name", OF_EVENT)
def test_sentences_are_verbatim(run, name):
    frame = OF_EVENT[name](run, ALL)
    text = run.table("articles").set_index("article_id")["text"]
    sentences = [column for column in PLACES if column in frame.columns and set(PLACES[column]) <= set(frame.columns)]
    if name in ("claim_matrix", "claim_sentences"):
        sentences.remove("lead")  # its place is that of the group's first sentence, another row
    assert sentences
    for column in sentences:
        for words, article, start, end in frame[[column, *PLACES[column]]].dropna().itertuples(index=False):
            assert words == text[article][start:end]
        assert (frame[column].isna() == frame[PLACES[column][1]].isna()).all()


@pytest.mark.parametrize("name", [*OF_RUN, *OF_EVENT])
def test_a_run_of_nothing_gives_empty_frames(tmp_path, name):
    run = build_run(tmp_path, **{table.name: empty(table) for table in TABLES.values()})
    if name in OF_RUN:
        assert len(OF_RUN[name](run)) == (4 if name == "stages" else 0)
    else:
        assert OF_EVENT[name](run, ()).columns.to_list() == VIEWS[name].column_names


def test_several_threads_may_ask_at_once(tmp_path):
    run = build_run(tmp_path)
    asked = [(name, event) for event in ALL for name in OF_EVENT] * 2
    with ThreadPoolExecutor(8) as threads:
        frames = list(threads.map(lambda question: OF_EVENT[question[0]](run, question[1]), asked))
    for (name, event), frame in zip(asked, frames, strict=True):
        pd.testing.assert_frame_equal(frame, OF_EVENT[name](run, event))


def test_a_frame_is_the_callers_own(run):
    first = queries.event_articles(run, FIRE)
    first["title"] = "changed"
    assert "changed" not in queries.event_articles(run, FIRE)["title"].to_list()


def test_a_damaged_table_is_a_clear_error(tmp_path):
    run = build_run(tmp_path)
    run.file("articles").write_bytes(b"no parquet")
    with pytest.raises(StoreError, match="Run the pipeline again"):
        queries.events(run)
