"""The bundled sample goes through the whole pipeline, and what its truth.json lists on purpose is found."""

import json
import unicodedata
from itertools import combinations

import pandas as pd
import pytest

from pipeline import Settings
from pipeline.evaluate import score_events
from tests.truth import Truth


@pytest.fixture(scope="module")
def truth(sample_run):
    return Truth(sample_run)


@pytest.fixture(scope="module")
def findings(sample_run):
    """Finding -> its kind and the (article, start, end) of its evidence by role."""
    evidence = sample_run.table("evidence")
    places = {}
    for row in evidence.itertuples():
        places.setdefault(row.finding_id, {})[row.role] = (row.article_id, row.start, row.end)
    return [(row, places[row.finding_id]) for row in sample_run.table("findings").itertuples()]


def spot(truth, quoted):
    article = truth.articles.loc[quoted["id"]]
    start = article["text"].index(quoted["quote"])
    return article["article_id"], start, start + len(quoted["quote"])


def folded(name):
    """`name` without accents, in lower case."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


def same_place(place, wanted):
    return place[0] == wanted[0] and min(place[2], wanted[2]) - max(place[1], wanted[1]) > 0.5 * (place[2] - place[1])


def found_between(truth, findings, kind, a, b):
    """The findings of `kind` whose two sentences are the two quoted ones."""
    ends = spot(truth, a), spot(truth, b)
    return [
        row
        for row, places in findings
        if row.kind == kind
        and "a" in places
        and any(same_place(places["a"], x) and same_place(places["b"], y) for x, y in (ends, ends[::-1]))
    ]


def test_all_articles_go_through_and_the_sample_is_marked_as_invented(sample_run):
    counts = sample_run.manifest["counts"]
    assert (counts["articles"], counts["rejected"]) == (51, 0)
    assert "Invented" in sample_run.manifest["corpus"]["notice"]
    assert "unknown" not in set(sample_run.table("articles")["outlet_id"])
    assert len(sample_run.table("outlets")) == 6


def test_the_events_are_exactly_those_of_the_truth(sample_run, truth, tmp_path):
    gold = tmp_path / "gold.csv"
    rows = [f"{article},{event['event']}" for event in truth.listed["events"] for article in event["articles"]]
    gold.write_text("\n".join(["id,event", *rows]), encoding="utf-8")
    scores = score_events(sample_run, gold)
    assert scores["b3_f1"] == 1.0, scores


def test_look_alike_events_and_visits_a_year_apart_are_told_apart(sample_run, truth):
    event_of = sample_run.table("event_articles").set_index("article_id")["event_id"]
    events = {
        event["event"]: {event_of[truth.articles.loc[article, "article_id"]] for article in event["articles"]}
        for event in truth.listed["events"]
    }
    for pair in truth.listed["lookalikes"]:
        a, b = (events[key] for key in pair["events"])
        assert not a & b, pair


def test_most_shared_claims_are_found_in_two_outlets_or_more(truth):
    found = 0
    for shared in truth.listed["shared_claims"]:
        groups = [truth.groups_of(member) for member in shared["members"]]
        found += any(a & b for a, b in combinations(groups, 2))
    assert found / len(truth.listed["shared_claims"]) >= 0.85


def test_every_figure_that_conflicts_is_found_with_both_sentences(truth, findings):
    listed = [conflict for conflict in truth.listed["conflicts"] if conflict["kind"] == "figure"]
    assert listed
    for conflict in listed:
        assert found_between(truth, findings, "conflict", conflict["a"], conflict["b"]), conflict


@pytest.mark.parametrize("kind", ["date", "place"])
def test_a_date_and_a_place_that_differ_stand_side_by_side_in_one_group(truth, kind):
    listed = [conflict for conflict in truth.listed["conflicts"] if conflict["kind"] == kind]
    assert listed
    for conflict in listed:
        assert truth.groups_of(conflict["a"]) & truth.groups_of(conflict["b"]), conflict


def test_every_place_that_conflicts_is_found_with_both_sentences(truth, findings):
    for conflict in (conflict for conflict in truth.listed["conflicts"] if conflict["kind"] == "place"):
        (found,) = found_between(truth, findings, "conflict", conflict["a"], conflict["b"])
        assert found.detector == "names"


def test_three_denials_in_four_are_held_against_what_they_deny_and_linked_to_it(truth, findings, sample_run):
    links = sample_run.table("claim_links")
    conflicts = links[links["relation"] == "conflict"]
    linked = {frozenset(pair) for pair in zip(conflicts["claim_a"], conflicts["claim_b"], strict=True)}
    listed = [conflict for conflict in truth.listed["conflicts"] if conflict["kind"] == "polarity"]
    found = [
        conflict for conflict in listed if found_between(truth, findings, "conflict", conflict["a"], conflict["b"])
    ]
    assert len(found) >= 0.75 * len(listed) == 6
    for conflict in found:
        ends = [truth.claims_of(conflict[side]) for side in ("a", "b")]
        assert any(frozenset((a, b)) in linked for a in ends[0] for b in ends[1])


def test_a_trimmed_quotation_stands_beside_the_whole_one_with_its_speaker(truth, sample_run):
    quotations = sample_run.table("quotations")
    assert len(truth.listed["quotations"]) >= 10
    for quoted in truth.listed["quotations"]:
        assert truth.groups_of(quoted["full"]) & truth.groups_of(quoted["trimmed"]), quoted
        for side in ("full", "trimmed"):
            article, start, end = spot(truth, quoted[side])
            own = quotations[
                (quotations["article_id"] == article) & (quotations["start"] >= start) & (quotations["end"] <= end)
            ]
            assert len(own) == 1
            (speaker,) = own["speaker"]
            # Unknown is allowed where the name stands in an apposition that the rules do not read; another is not.
            assert speaker is pd.NA or folded(speaker.split()[-1]) == folded(quoted["speaker"].split()[-1]), quoted


def test_loaded_and_plain_words_are_in_claims_of_the_event(truth):
    for wording in truth.listed["wording"]:
        for named in (*wording["loaded"], *wording["plain"]):
            assert named["words"] in named["quote"]
            assert truth.claims_of(named), named


def test_nothing_that_the_truth_does_not_list_is_called_a_conflict(truth, findings):
    listed = [(spot(truth, conflict["a"]), spot(truth, conflict["b"])) for conflict in truth.listed["conflicts"]]
    for row, places in findings:
        if row.kind == "conflict":
            assert any(
                same_place(places["a"], x) and same_place(places["b"], y)
                for pair in listed
                for x, y in (pair, pair[::-1])
            ), row.detail


def test_rounding_parts_and_other_things_counted_are_no_conflicts(truth, findings):
    assert len(truth.listed["not_conflicts"]) >= 20
    for pair in truth.listed["not_conflicts"]:
        assert not found_between(truth, findings, "conflict", pair["a"], pair["b"]), pair


def test_a_toll_that_grows_with_time_is_an_update(truth, findings):
    for series in truth.listed["updates"]:
        updates = {
            (a["value"], b["value"])
            for a, b in combinations(series["series"], 2)
            if found_between(truth, findings, "update", a, b)
        }
        conflicts = [
            pair for pair in combinations(series["series"], 2) if found_between(truth, findings, "conflict", *pair)
        ]
        assert updates
        assert not conflicts


def test_a_reprinted_wire_story_is_one_origin(sample_run, truth):
    for reprint in truth.listed["reprints"]:
        origins = {truth.articles.loc[article, "origin_id"] for article in reprint["articles"]}
        assert len(origins) == 1
    events = sample_run.table("events")
    reprinted = events[events["n_origins"] < events["n_articles"]]
    assert len(reprinted) == len(truth.listed["reprints"])


def test_claims_that_are_left_out_are_never_called_said(truth, findings, sample_run):
    states = {}
    for row, _ in findings:
        if row.detector == "omission":
            states[row.group_id, json.loads(row.detail)["outlet_id"]] = row.kind
    judged = []
    for omission in truth.listed["omissions"]:
        said = [truth.groups_of(member) for member in omission["said"]]
        groups = {group for a, b in combinations(said, 2) for group in a & b}
        for article in omission["missing_in"]:
            outlet = truth.articles.loc[article, "outlet_id"]
            judged += [states.get((group, outlet)) for group in groups]
    assert len(judged) >= 10
    assert set(judged) <= {"not found", "unclear", "published before"}
    assert judged.count("not found") / len(judged) >= 0.6


def test_claims_of_one_outlet_alone_stay_alone(truth, sample_run):
    status = sample_run.table("claim_groups").set_index("group_id")["status"]
    compared = [only for only in truth.listed["only"] if only["event"] not in truth.listed["single_outlet"]]
    alone = [{status[group] for group in truth.groups_of(only)} == {"single"} for only in compared]
    assert sum(alone) / len(alone) >= 0.9


def test_furniture_is_no_claim_and_bullets_and_missing_dates_are_handled(truth):
    for boilerplate in truth.listed["boilerplate"]:
        assert truth.claims_of(boilerplate) == set(), boilerplate
    for article in truth.listed["no_date"]:
        assert truth.articles.loc[article].isna()["published_at"]
    for article in truth.listed["bullets"]:
        row = truth.articles.loc[article]
        own = truth.claims[truth.claims["article_id"] == row["article_id"]]
        assert not [row["text"][c.start : c.end] for c in own.itertuples() if row["text"][c.start] == "•"]


def test_every_span_reproduces_its_words(sample_run):
    texts = sample_run.table("articles").set_index("article_id")["text"]
    for table in ("claims", "evidence", "quotations", "text_marks"):
        for row in sample_run.table(table).itertuples():
            words = texts[row.article_id][row.start : row.end]
            assert len(words) == row.end - row.start > 0
            if table == "claims":
                assert words == words.strip()


def test_every_finding_has_evidence_and_every_id_its_row(sample_run):
    tables = {
        name: sample_run.table(name) for name in ("findings", "evidence", "claims", "claim_groups", "claim_links")
    }
    assert set(tables["findings"]["finding_id"]) == set(tables["evidence"]["finding_id"])
    claims = set(tables["claims"]["claim_id"])
    assert set(tables["claim_links"]["claim_a"]) | set(tables["claim_links"]["claim_b"]) <= claims
    assert set(tables["claim_groups"]["lead_claim_id"]) <= claims


def test_sentences_in_no_group_are_the_texts_own_opinion_questions_and_scene_setting(sample_run):
    claims = sample_run.table("claims").set_index("claim_id")
    grouped = set(sample_run.table("claim_group_members")["claim_id"])
    assert grouped <= set(claims.index)
    alone = claims[~claims.index.isin(grouped)]
    assert set(alone["kind"]) == {"statement"}
    assert (alone["factuality"] < Settings().claims.least_factuality).all()
    assert 0.01 < len(alone) / len(claims) < 0.05
