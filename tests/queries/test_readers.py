"""What independent readers said of findings stands beside findings of those kinds."""

import csv

import pandas as pd

from pipeline import terminal
from pipeline.queries import divergences, events, readers_found
from pipeline.queries.readers import READ
from tests.conftest import ROOT


def test_the_sentence_names_each_detector_and_what_was_not_measured():
    found = pd.DataFrame({"detector": ["names", "polarity", "names"], "kind": ["conflict"] * 3})
    assert readers_found(found).endswith(
        "readers judged: names 0 of 1. How many are right on unseen news is not known: polarity."
    )
    assert readers_found(found.assign(kind="unclear")) == ""


def test_no_more_findings_are_called_right_than_the_stricter_reader_did():
    rows = []
    for name in ("findings-read.csv", "findings-read-unseen.csv"):
        with (ROOT / "docs" / name).open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    for (detector, kind), (n, right) in READ.items():
        verdicts = [row for row in rows if (row["detector"], row["kind"]) == (detector, kind)]
        called = min(sum(row[reader] == "right" for row in verdicts) for reader in ("reader_1", "reader_2"))
        assert right <= min(n, called), (detector, kind)


def test_show_says_it_above_the_divergences_of_an_event_with_conflicts(sample_run):
    with_conflicts = [
        event for event in events(sample_run)["event_id"] if "conflict" in set(divergences(sample_run, event)["kind"])
    ]
    assert "on unseen news" in " ".join(terminal.event(sample_run, with_conflicts[0]).split())
