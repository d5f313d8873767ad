"""How the findings of attribution, quotations and wording are shown on the Event page and in the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import Settings, terminal
from pipeline.schema import TABLES, conform
from pipeline.store import StoredRun
from tests.support import build_run, build_tables, event_id
from tests.ui.conftest import Open, words

FIRE = event_id("fire")


def run_with(folder: Path, kind: str, detector: str, score: float | None, **detail: Any) -> StoredRun:
    """A run whose update of figures is a finding of another kind; `detail` replaces its detail, its values stay."""
    frames = build_tables()
    findings, evidence = frames["findings"], frames["evidence"]
    chosen = findings["kind"] == "update"
    findings.loc[chosen, "score"] = score
    findings.loc[chosen, "detail"] = json.dumps(detail)
    findings.loc[chosen, ["kind", "detector"]] = [kind, detector]
    if "label" in detail:  # something left out stands on one side alone
        gone = evidence["finding_id"].isin(findings.loc[chosen, "finding_id"]) & (evidence["role"] == "value b")
        evidence = evidence[~gone].reset_index(drop=True)
    return build_run(folder, findings=findings, evidence=evidence)


def test_a_preferred_word_comes_with_its_counts_and_no_score(open_page: Open, tmp_path: Path) -> None:
    counts = {"n_a": 4, "of_a": 5, "n_b": 1, "of_b": 9, "log_odds": 2.31, "z": 1.9}
    run = run_with(tmp_path, "preferred word", "wording", None, **counts)
    shown = words(open_page("event", tmp_path, event=FIRE, section="Divergences"))
    assert "Words that one outlet uses more often for it than the others" in shown
    assert "4 of 5 times here, 1 of 9 in the others, log-odds 2.3, detector: wording" in shown
    assert "preferred word (wording): 40 / 52" in " ".join(terminal.event(run, FIRE).split())


def test_each_outlet_that_prefers_a_word_has_its_own_counts(open_page: Open, tmp_path: Path) -> None:
    counts = {"value_a": "regime", "value_b": "government", "n_a": 4, "of_a": 5, "n_b": 1, "of_b": 9, "log_odds": 2.3}
    frames = build_tables()
    findings, evidence = frames["findings"], frames["evidence"]
    first = findings[findings["kind"] == "update"].assign(
        kind="preferred word", detector="wording", score=None, group_id=None, detail=json.dumps(counts)
    )
    other = first.assign(finding_id="f-other", detail=json.dumps(counts | {"n_a": 7, "of_a": 8}))
    own = evidence[evidence["finding_id"] == first["finding_id"].iloc[0]].assign(finding_id="f-other")
    rest = findings[findings["kind"] != "update"]
    more = {"findings": [rest, first, other], "evidence": [evidence, own]}
    build_run(tmp_path, **{name: conform(pd.concat(parts), TABLES[name]) for name, parts in more.items()})
    shown = words(open_page("event", tmp_path, event=FIRE, section="Divergences"))
    assert "4 of 5 times here" in shown
    assert "7 of 8 times here" in shown


def test_what_a_quotation_leaves_out_is_said_to_be_left_out(open_page: Open, tmp_path: Path) -> None:
    run = run_with(tmp_path, "quotation trimmed", "quotations", 1.0, label="left out")
    shown = words(open_page("event", tmp_path, event=FIRE, section="Divergences"))
    assert "Quotations of which one leaves something out" in shown
    assert "Left out: 40" in shown
    assert "words that agree 1.00, detector: quotations" in shown
    assert "quotation trimmed (quotations, words that agree 1.00): 40" in " ".join(terminal.event(run, FIRE).split())


def test_what_is_switched_off_is_said_beside_what_is_found(open_page: Open) -> None:
    off = ", ".join(Settings().compare.left_out)
    assert f"Switched off in this run: {off}." in words(open_page("event", event=FIRE, section="Divergences"))
    assert f"<dt>Switched off</dt><dd>{off}</dd>" in words(open_page("method"))
