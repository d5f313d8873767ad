"""What to read first of an event: the gravest kinds first, a dispute once, few in all."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from pipeline import queries
from pipeline.queries.highlights import MOST, MOST_OF_A_KIND
from pipeline.queries.views import VIEWS
from pipeline.schema import validate
from pipeline.store import StoredRun
from tests.support import build_run, build_tables, event_id, group_id

FIRE, TOLL, GOAT = event_id("fire"), event_id("toll"), event_id("goat")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    return build_run(tmp_path_factory.mktemp("results"))


def test_conflicts_come_first_then_what_was_not_found(run: StoredRun) -> None:
    found = validate(queries.highlights(run, FIRE), VIEWS["highlights"])
    assert found["kind"].to_list()[:2] == ["conflict", "not found"]
    assert found["group_of_kinds"].map(list(MOST_OF_A_KIND).index).is_monotonic_increasing
    first = found.iloc[0]
    assert {first["value_a"], first["value_b"]} == {"14", "17"}
    assert first["group_id"] == group_id("fire", "dead")


def test_each_is_a_finding_of_the_other_frames_with_its_exact_words(run: StoredRun) -> None:
    found = queries.highlights(run, [FIRE, TOLL])
    ids = {*queries.divergences(run, [FIRE, TOLL])["finding_id"], *queries.omissions(run, [FIRE, TOLL])["finding_id"]}
    assert set(found["finding_id"]) <= ids
    texts = run.table("articles").set_index("article_id")["text"]
    for side in ("a", "b"):
        for row in found.dropna(subset=[f"sentence_{side}"]).to_dict("records"):
            text = texts[row[f"article_{side}"]]
            assert text[row[f"start_{side}"] : row[f"end_{side}"]] == row[f"sentence_{side}"]


def test_a_claim_that_is_not_found_names_who_has_it_and_who_lacks_it(run: StoredRun) -> None:
    found = queries.highlights(run, FIRE)
    missing = found[found["kind"] == "not found"].iloc[0]
    listed = queries.omissions(run, FIRE)
    listed = listed[(listed["group_id"] == missing["group_id"]) & (listed["state"] == "not found")]
    assert missing["outlet_b"] == ", ".join(listed["outlet"])
    assert missing["outlet_a"] == listed["said_by"].iloc[0]
    assert missing["outlet_id"] in set(listed["outlet_id"])


def more_conflicts(n: int, *, same: bool = False) -> dict[str, pd.DataFrame]:
    """The tables with `n` more conflicts at the passages of the one that is there, surer from one to the next."""
    tables = build_tables()
    findings, evidence = tables["findings"], tables["evidence"]
    first = findings[findings["kind"] == "conflict"].iloc[0]
    passages = evidence[evidence["finding_id"] == first["finding_id"]]
    for number in range(n):
        values = {"value_a": "14", "value_b": "17" if same else str(20 + number)}
        told = {"finding_id": f"f-{number}", "score": 0.9 + number / 100, "detail": json.dumps(values)}
        findings = pd.concat([findings, pd.DataFrame([first.to_dict() | told]).astype(findings.dtypes)])
        evidence = pd.concat([evidence, passages.assign(finding_id=f"f-{number}")])
    return {"findings": findings.reset_index(drop=True), "evidence": evidence.reset_index(drop=True)}


def test_the_surest_conflicts_are_kept_and_leave_room_for_the_rest(tmp_path) -> None:
    found = queries.highlights(build_run(tmp_path, **more_conflicts(6)), FIRE)
    conflicts = found[found["kind"] == "conflict"]
    assert conflicts["finding_id"].to_list() == ["f-5", "f-4", "f-3"]
    assert len(conflicts) < len(found) <= MOST


def test_a_dispute_is_shown_once(tmp_path) -> None:
    found = queries.highlights(build_run(tmp_path, **more_conflicts(3, same=True)), FIRE)
    assert (found["kind"] == "conflict").sum() == 1


def test_an_event_of_one_outlet_has_none(run: StoredRun) -> None:
    assert queries.highlights(run, GOAT).empty
