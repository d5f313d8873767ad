"""Conflicts are counted as disputes: the same two values of a claim once, however many outlets give them."""

import json

import pandas as pd
import pytest

from pipeline import queries
from tests.comparison import event_id
from tests.support import build_run, build_tables, story

FIRE = event_id("fire")


@pytest.fixture
def with_conflicts(tmp_path):
    """A run of the stories with one more conflict of the fire for each detail given, between courier and lantern."""

    def build(*details, group=True):
        tables = build_tables()
        findings, evidence = tables["findings"], tables["evidence"]
        first = findings[findings["kind"] == "conflict"].iloc[0]
        assert {"14", "17"} == {json.loads(first["detail"])[f"value_{side}"] for side in "ab"}
        passages = evidence[evidence["finding_id"] == first["finding_id"]]
        lantern, courier = story("fire-lantern").article_id, story("fire-courier").article_id
        for number, detail in enumerate(details):
            own = f"f-more-{number}"
            row = first.to_dict() | {"finding_id": own, "detail": json.dumps(detail)}
            if not group:
                row["group_id"] = None
            findings = pd.concat([findings, pd.DataFrame([row]).astype(findings.dtypes)], ignore_index=True)
            # The lantern prints the courier's very text, so that a span of one is a span of the other.
            of_courier = passages[passages["article_id"] == courier]
            more = of_courier.assign(finding_id=own, article_id=lantern)
            evidence = pd.concat([evidence, more, of_courier.assign(finding_id=own)], ignore_index=True)
        run = build_run(tmp_path, findings=findings, evidence=evidence)
        events = queries.events(run).set_index("event_id")
        assert queries.event_summary(run, FIRE).findings["conflict"] == events.loc[FIRE, "n_conflicts"]
        return events.loc[FIRE]

    return build


def test_the_same_two_values_are_one_dispute_of_all_their_outlets(with_conflicts):
    fire = with_conflicts({"value_a": "14", "value_b": "17"}, {"value_a": " 17", "value_b": "14"})
    assert (fire["n_conflicts"], fire["n_conflict_outlets"]) == (1, 3)


def test_other_values_are_another_dispute(with_conflicts):
    assert with_conflicts({"value_a": "14", "value_b": "19"})["n_conflicts"] == 2


def test_values_are_the_same_when_they_are_normalised_to_the_same(with_conflicts):
    details = (
        {"value_a": "fourteen", "normal_a": "14", "value_b": "Seventeen", "normal_b": "17"},
        {"value_a": "14 people", "normal_a": "14", "value_b": "17 in all", "normal_b": "17"},
    )
    assert with_conflicts(*details)["n_conflicts"] == 1


def test_a_conflict_in_no_group_is_no_dispute_of_a_groups(with_conflicts):
    assert with_conflicts({"value_a": "14", "value_b": "17"}, group=False)["n_conflicts"] == 2


def test_the_same_two_values_of_other_things_are_other_disputes(with_conflicts):
    dead, houses = ({"value_a": "14", "value_b": "17", "counted": counted} for counted in ("dead", "houses"))
    assert with_conflicts(dead, houses, dead, group=False)["n_conflicts"] == 3


def test_values_of_nothing_that_is_named_are_no_one_dispute(with_conflicts):
    monday = {"value_a": "Monday", "value_b": "Tuesday"}
    assert with_conflicts(monday, monday | {"counted": ""}, group=False)["n_conflicts"] == 3


def test_a_conflict_without_values_is_a_dispute_of_its_own(with_conflicts):
    assert with_conflicts({"counted": "dead"}, {"counted": "dead"})["n_conflicts"] == 3


def test_events_without_a_conflict_divide_no_outlets(with_conflicts):
    fire = with_conflicts()
    assert (fire["n_conflicts"], fire["n_conflict_outlets"]) == (1, 2)
