"""One event from its articles to table rows: a reprint counts for the outlet that prints it."""

import json
from dataclasses import replace

import numpy as np

from pipeline.assemble import EventClaims, compare_event, distinct_texts
from pipeline.claims import read_claims
from pipeline.language.checkworthiness import TOLD, Heads
from pipeline.language.sentence_features import FEATURES
from pipeline.records import Article
from pipeline.settings import Align, Claims, Compare

TOLL = "Fourteen passengers were injured when the ferry hit the pier at Port Tamsin."
OTHER_TOLL = "Sixteen passengers were injured when the ferry hit the pier at Port Tamsin."
AGENCY = f"{TOLL} Divers examined the hull of the vessel before noon."
PAPER = f"{OTHER_TOLL} Divers examined the hull of the vessel before noon."
COLUMN = "My grandmother never trusted boats and preferred the long road round the bay."


ASKED = "But who examined the hull of the vessel before it hit the pier at Port Tamsin?"


def doubting_questions():
    """Heads by which a question is no claim and all else is, over embeddings of four dimensions."""
    weights = np.zeros((3, 4 + len(FEATURES) + len(TOLD)), dtype=np.float32)
    weights[0, 4 + FEATURES.index("ends with a question mark")] = -9.0
    return Heads("", "en", weights, np.full(3, 5.0, dtype=np.float32), np.array([0, 1, 0], dtype=np.float32))


def compared(*articles, heads=None, select=None, title=None):
    """The rows of an event of (outlet, text, full) articles, an hour apart."""
    given = [
        Article(f"a{i}", outlet, text, i * 3600.0, text, full, title)  # the text itself stands for its origin
        for i, (outlet, text, full) in enumerate(articles)
    ]
    distinct, copies = distinct_texts(given)
    claims = [
        c for i, article in enumerate(distinct) for c in read_claims(article.article_id, i, article.text, []).claims
    ]
    vectors = np.zeros((len(claims), 4), dtype=np.float32)  # words alone align these sentences
    job = EventClaims("e", tuple(distinct), copies, tuple(claims), vectors, None, Align(), Compare())
    return compare_event(replace(job, heads=heads, select=select or Claims()))


def searched(rows):
    found = [row for row in rows.findings if row["detector"] == "omission"]
    return {json.loads(str(row["detail"]))["outlet_id"] for row in found}


def test_what_an_outlet_reprints_is_not_missing_in_its_own_article():
    articles = [("agency", AGENCY, True), ("paper", PAPER, True), ("echo", COLUMN, True)]
    assert searched(compared(*articles)) == {"echo"}
    assert searched(compared(*articles, ("echo", AGENCY, True))) == set()


def test_an_outlet_that_only_reprints_is_searched_for_what_others_say():
    rows = compared(("agency", AGENCY, True), ("paper", PAPER, True), ("echo", COLUMN, True), ("herald", COLUMN, True))
    assert searched(rows) == {"echo", "herald"}


def test_nothing_is_not_found_in_a_text_of_which_no_sentence_was_read():
    unread = "塔姆辛港的渡轮撞上码头，十四名乘客受伤。" * 40  # without spaces no words are told apart
    assert searched(compared(("agency", AGENCY, True), ("paper", PAPER, True), ("harbour", unread, True))) == set()


def test_a_reprint_of_a_contradicted_claim_is_contradicted_too():
    rows = compared(("agency", AGENCY, True), ("paper", PAPER, True), ("echo", AGENCY, True))
    article_of = {row["claim_id"]: row["article_id"] for row in rows.claims}
    clashes = {
        frozenset(article_of[row[side]] for side in ("claim_a", "claim_b"))
        for row in rows.claim_links
        if row["relation"] == "conflict"
    }
    assert clashes == {frozenset({"a0", "a1"}), frozenset({"a1", "a2"})}


def test_shared_means_every_outlet_also_where_only_excerpts_are_there():
    three = [("agency", AGENCY, False), ("paper", PAPER, False), ("echo", COLUMN, False)]
    assert "shared" not in {row["status"] for row in compared(*three).claim_groups}
    assert "shared" in {row["status"] for row in compared(*three[:2]).claim_groups}


def grouped_sentences(rows, *texts):
    members = {row["claim_id"] for row in rows.claim_group_members}
    claims = [row for row in rows.claims if row["claim_id"] in members]
    return {texts[int(row["article_id"][1:])][row["start"] : row["end"]] for row in claims}


def test_a_question_is_a_sentence_of_the_event_but_in_no_group_and_never_not_found():
    texts = [f"{TOLL} {ASKED}", f"{OTHER_TOLL} {ASKED} Divers went down.", COLUMN]
    articles = [(outlet, text, True) for outlet, text in zip(("agency", "paper", "echo"), texts, strict=True)]
    rows = compared(*articles, heads=doubting_questions())
    assert ASKED not in grouped_sentences(rows, *texts)
    assert {TOLL, OTHER_TOLL, COLUMN} <= grouped_sentences(rows, *texts)
    asked = [row for row in rows.claims if texts[int(row["article_id"][1:])][row["start"] : row["end"]] == ASKED]
    assert len(asked) == 2
    assert all(row["factuality"] < 0.4 and row["check_worthiness"] <= row["factuality"] for row in asked)
    starts = {row["start"] for row in asked}
    assert not [row for row in rows.evidence if row["role"] == "said" and row["start"] in starts]


def test_without_heads_or_with_a_threshold_of_zero_every_sentence_is_compared():
    texts = [f"{TOLL} {ASKED}", f"{OTHER_TOLL} {ASKED}"]
    articles = [(outlet, text, True) for outlet, text in zip(("agency", "paper"), texts, strict=True)]
    without = compared(*articles)
    assert ASKED in grouped_sentences(without, *texts)
    assert {row["factuality"] for row in without.claims} == {None}
    everything = compared(*articles, heads=doubting_questions(), select=Claims(least_factuality=0.0))
    assert ASKED in grouped_sentences(everything, *texts)


def test_a_question_that_somebody_is_quoted_with_is_compared():
    quoted = f"“{ASKED}” Mara Orlo asked."
    texts = [f"{TOLL} {quoted}", OTHER_TOLL]
    articles = [(outlet, text, True) for outlet, text in zip(("agency", "paper"), texts, strict=True)]
    rows = compared(*articles, heads=doubting_questions())
    assert any(ASKED in sentence for sentence in grouped_sentences(rows, *texts))


def test_a_headline_that_gives_one_count_twice_differs_from_the_text_once():
    articles = [("agency", AGENCY, True), ("paper", PAPER, True)]
    rows = compared(*articles, title="12 passengers hurt: ferry hits pier, 12 passengers in hospital injured")
    told = [row["finding_id"] for row in rows.findings if row["kind"] == "headline"]
    assert len(told) == len(set(told)) == 2
    assert sum(row["finding_id"] in told for row in rows.evidence) == 4


def test_the_nearest_claim_of_a_copy_is_of_another_outlet_than_the_one_that_prints_it():
    rows = compared(("agency", TOLL, True), ("echo", TOLL, True), ("echo", OTHER_TOLL, True), ("herald", COLUMN, True))
    outlet_of = {row["claim_id"]: row["article_id"] for row in rows.claims}
    nearest = {row["article_id"]: outlet_of.get(row["nearest_claim_id"]) for row in rows.claims}
    assert nearest["a0"] == "a2"  # the echo's own article
    assert nearest["a1"] == "a3"  # the echo prints the agency's text: its own article is no other outlet's
