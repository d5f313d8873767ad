"""One event from its articles to table rows: a reprint counts for the outlet that prints it."""

import json

import numpy as np

from pipeline.assemble import EventClaims, compare_event, distinct_texts
from pipeline.claims import read_claims
from pipeline.records import Article
from pipeline.settings import Align, Compare

TOLL = "Fourteen passengers were injured when the ferry hit the pier at Port Tamsin."
OTHER_TOLL = "Sixteen passengers were injured when the ferry hit the pier at Port Tamsin."
AGENCY = f"{TOLL} Divers examined the hull of the vessel before noon."
PAPER = f"{OTHER_TOLL} Divers examined the hull of the vessel before noon."
COLUMN = "My grandmother never trusted boats and preferred the long road round the bay."


def compared(*articles):
    """The rows of an event of (outlet, text, full) articles, an hour apart."""
    given = [
        Article(f"a{i}", outlet, text, i * 3600.0, text, full)  # the text itself stands for its origin
        for i, (outlet, text, full) in enumerate(articles)
    ]
    distinct, copies = distinct_texts(given)
    claims = [
        c for i, article in enumerate(distinct) for c in read_claims(article.article_id, i, article.text, []).claims
    ]
    vectors = np.zeros((len(claims), 4), dtype=np.float32)  # words alone align these sentences
    return compare_event(EventClaims("e", tuple(distinct), copies, tuple(claims), vectors, None, Align(), Compare()))


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
