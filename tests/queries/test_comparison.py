"""What the outlets of an event claim, what differs and what some leave out; null stays null."""

from __future__ import annotations

import json

import pandas as pd

from pipeline import queries
from tests.support import build_run, build_tables, event_id, group_id

FIRE, TOLL, GOAT = event_id("fire"), event_id("toll"), event_id("goat")
ALL = (FIRE, TOLL, GOAT)


def cell(frame, group, outlet):
    rows = frame[(frame["group_id"] == group) & (frame["outlet_id"] == outlet)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_matrix_has_a_cell_for_every_group_and_outlet(run):
    matrix = queries.claim_matrix(run, FIRE)
    assert len(matrix) == 6 * 4
    assert set(matrix["state"]) == {"said", "differs", "unclear", "not found", "no full text"}
    assert matrix["status"].unique().tolist() == ["conflicting", "shared", "several"]
    several = matrix.loc[matrix["status"] == "several", "n_outlets"]
    assert several.is_monotonic_decreasing


def test_the_number_of_outlets_is_the_number_of_cells_that_say_it(run):
    matrix = queries.claim_matrix(run, ALL, ("conflicting", "shared", "several", "single"))
    said = matrix[matrix["state"].isin(["said", "differs"])].groupby("group_id").size()
    assert (said == matrix.groupby("group_id")["n_outlets"].first()).all()


def test_states_of_a_conflict(run):
    matrix, dead = queries.claim_matrix(run, FIRE), group_id("fire", "dead")
    states = {outlet: cell(matrix, dead, outlet)["state"] for outlet in ("courier", "harbour", "inland", "lantern")}
    assert states == {"courier": "differs", "harbour": "differs", "lantern": "differs", "inland": "said"}
    assert "17 people" in cell(matrix, dead, "harbour")["sentence"]


def test_of_several_sentences_of_an_outlet_the_disputed_one_is_shown(tmp_path):
    tables = build_tables()
    dead, fined = group_id("fire", "dead"), group_id("fire", "fined")
    members, links, groups = tables["claim_group_members"], tables["claim_links"], tables["claim_groups"]
    claim = members.loc[members["group_id"] == fined, "claim_id"].iloc[0]
    lead = groups.loc[groups["group_id"] == dead, "lead_claim_id"].iloc[0]
    members.loc[members["group_id"] == fined, "group_id"] = dead
    row = {"event_id": FIRE, "claim_a": min(claim, lead), "claim_b": max(claim, lead), "relation": "same", "score": 0.5}
    links = pd.concat([links, pd.DataFrame([row]).astype(links.dtypes)], ignore_index=True)
    groups = groups[groups["group_id"] != fined].reset_index(drop=True)
    run = build_run(tmp_path, claim_group_members=members, claim_links=links, claim_groups=groups)
    harbour = cell(queries.claim_matrix(run, FIRE), dead, "harbour")
    assert harbour["state"] == "differs"
    assert "17 people" in harbour["sentence"]


def test_conflicts_come_before_what_more_outlets_say(tmp_path):
    groups = build_tables()["claim_groups"]
    boats = group_id("fire", "boats")
    groups.loc[groups["group_id"] == boats, "status"] = "conflicting"
    matrix = queries.claim_matrix(build_run(tmp_path, claim_groups=groups), FIRE)
    assert matrix["group_id"].unique()[:3].tolist() == [
        group_id("fire", "dead"),
        boats,
        group_id("fire", "engine"),
    ]


def test_states_of_omissions(run):
    matrix = queries.claim_matrix(run, FIRE)
    unclear = cell(matrix, group_id("fire", "inspection"), "harbour")
    assert (unclear["state"], unclear["score"]) == ("unclear", 0.41)
    assert unclear["sentence"].startswith("Its owner, Blue Strait Lines")
    boats = cell(matrix, group_id("fire", "boats"), "harbour")
    assert boats["state"] == "not found"
    assert boats[["sentence", "score", "start", "article_id"]].isna().all()
    assert cell(matrix, group_id("fire", "boats"), "inland")["state"] == "no full text"
    assert cell(matrix, group_id("fire", "engine"), "inland")["state"] == "said"


def test_what_no_detector_searched_for_is_never_called_not_found(tmp_path):
    findings = build_tables()["findings"]
    evidence = build_tables()["evidence"]
    kept = findings[findings["detector"] != "omission"].reset_index(drop=True)
    evidence = evidence[evidence["finding_id"].isin(kept["finding_id"])].reset_index(drop=True)
    matrix = queries.claim_matrix(build_run(tmp_path, findings=kept, evidence=evidence), FIRE)
    assert cell(matrix, group_id("fire", "boats"), "harbour")["state"] == "not searched"
    assert cell(matrix, group_id("fire", "boats"), "inland")["state"] == "no full text"


def test_every_claim_of_a_group_is_shown_with_its_source(run):
    sentences = queries.claim_sentences(run, FIRE)
    claims = run.table("claims")
    assert set(sentences["claim_id"]) == set(claims.loc[claims["event_id"] == FIRE, "claim_id"])
    quote = queries.claim_sentences(run, FIRE, group_id("fire", "quote"))
    assert quote["outlet"].to_list() == ["Veldmark Courier", "Harbour Times", "The Lantern"]
    assert quote["speaker"].to_list() == ["Tomas Reik"] * 3
    assert quote["n_origins"].to_list() == [2] * 3
    assert quote["url"].iloc[0] == "https://courier.example/ferry-fire"
    assert sentences["speaker"].isna().any()


def test_claims_of_one_outlet(run):
    only = queries.only_one_outlet(run, FIRE)
    assert set(only["outlet"]) == {"Harbour Times"}
    assert len(only) == queries.event_summary(run, FIRE).groups["single"]
    assert only["nearest_outlet"].to_list() == ["Veldmark Courier"] * 6


def test_a_sentence_in_no_group_is_no_claim_of_one_outlet(tmp_path):
    tables = build_tables()
    lone = group_id("fire", "hull")
    groups = tables["claim_groups"][tables["claim_groups"]["group_id"] != lone].reset_index(drop=True)
    members = tables["claim_group_members"][tables["claim_group_members"]["group_id"] != lone].reset_index(drop=True)
    run = build_run(tmp_path, claim_groups=groups, claim_group_members=members)
    assert not any(sentence.startswith("=1+1") for sentence in queries.only_one_outlet(run, FIRE)["sentence"])
    assert lone not in set(queries.claim_matrix(run, FIRE, ("single",))["group_id"])


# Findings


def test_divergences_show_both_sentences_and_what_differs(run):
    found = queries.divergences(run, FIRE)
    assert found["kind"].to_list() == ["conflict", "update"]
    assert found[["value_a", "value_b"]].to_numpy().tolist() == [["14", "17"], ["40", "52"]]
    assert found[["outlet_a", "outlet_b"]].to_numpy().tolist() == [["Veldmark Courier", "Harbour Times"]] * 2
    assert found["group_id"].to_list() == [group_id("fire", "dead"), group_id("fire", "injured")]
    assert (found["published_a"] < found["published_b"]).all()


def test_each_score_says_what_it_is(tmp_path):
    findings = build_tables()["findings"]
    is_dead = findings["group_id"] == group_id("fire", "dead")
    findings.loc[is_dead, "detail"] = json.dumps({"score_meaning": "words in common"})
    found = queries.divergences(build_run(tmp_path, findings=findings), FIRE)
    assert found["score_meaning"].to_list() == ["words in common", "alignment score"]
    findings.loc[is_dead, "score"] = None
    (tmp_path / "without").mkdir()
    without = queries.divergences(build_run(tmp_path / "without", findings=findings), FIRE)
    assert without["score_meaning"].isna().to_list() == [True, False]


def test_a_value_without_its_own_span_comes_from_the_detail(tmp_path):
    evidence = build_tables()["evidence"]
    evidence = evidence[~evidence["role"].str.startswith("value")].reset_index(drop=True)
    found = queries.divergences(build_run(tmp_path, evidence=evidence), FIRE)
    assert found["value_a"].to_list() == ["14", "40"]
    assert found["value_start_a"].isna().all()


def test_omissions_are_the_cells_of_the_matrix_that_lack_the_claim(run):
    omissions, matrix = queries.omissions(run, FIRE), queries.claim_matrix(run, FIRE)
    lacking = matrix[~matrix["state"].isin(["said", "differs"])]
    key = ["group_id", "outlet_id", "state"]
    assert omissions[key].to_numpy().tolist() == lacking[key].to_numpy().tolist()
    findings = run.table("findings")
    of_omission = findings[(findings["detector"] == "omission") & (findings["event_id"] == FIRE)]
    assert set(omissions["finding_id"].dropna()) == set(of_omission["finding_id"])


def test_the_detectors_own_verdicts_are_shown(tmp_path):
    findings = build_tables()["findings"]
    findings.loc[findings["kind"] == "unclear", "kind"] = "published before"
    run = build_run(tmp_path, findings=findings)
    key = (group_id("fire", "inspection"), "harbour")
    assert cell(queries.claim_matrix(run, FIRE), *key)["state"] == "published before"
    assert cell(queries.omissions(run, FIRE), *key)["state"] == "published before"


def test_an_omission_says_what_was_searched(run):
    omissions = queries.omissions(run, FIRE)
    unclear = cell(omissions, group_id("fire", "inspection"), "harbour")
    assert unclear["said_by"] == "Veldmark Courier, The Lantern"
    assert (unclear["searched_articles"], unclear["nearest_score"]) == (2, 0.41)
    unsearched = cell(omissions, group_id("fire", "inspection"), "inland")
    assert unsearched[["searched_articles", "nearest_score", "finding_id"]].isna().all()


def test_versions_of_a_quotation_stand_together(run):
    quotations = queries.quotations(run, FIRE)
    assert quotations["group"].nunique() == 1
    assert quotations["drift"].to_list() == ["trimmed", "verbatim", "trimmed"]
    assert quotations["words"].iloc[0] == "We saw smoke before we heard the alarm,"


def test_an_outlet_that_contradicts_a_claim_it_does_not_carry_differs_by_the_sentence_that_does(tmp_path):
    frames = build_tables()
    links, words = frames["claim_links"], queries.claim_sentences(build_run(tmp_path / "before"), FIRE)
    words = words[words["outlet_id"] == "harbour"].set_index("sentence")["claim_id"]
    own = next(claim for sentence, claim in words.items() if "was fined twice" in sentence)
    passed = frames["claim_groups"].set_index("group_id")["lead_claim_id"][group_id("fire", "inspection")]
    conflict = links.iloc[[0]].assign(claim_a=min(own, passed), claim_b=max(own, passed), relation="conflict")
    run = build_run(tmp_path / "run", claim_links=pd.concat([links, conflict], ignore_index=True))
    found = cell(queries.claim_matrix(run, FIRE), group_id("fire", "inspection"), "harbour")
    assert (found["state"], "was fined twice" in found["sentence"]) == ("differs", True)
    absent = queries.omissions(run, FIRE)
    assert "harbour" not in set(absent.loc[absent["group_id"] == group_id("fire", "inspection"), "outlet_id"])
