"""How the sections of the Event page word and order what the queries give."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline import queries
from pipeline.schema import TABLES, conform
from pipeline.ui.grid import PAGE_ROWS
from pipeline.ui.states import STATES
from tests.support import build_run, build_tables, event_id, group_id, story
from tests.ui.conftest import Open, cells, tables, words

FIRE, TOLL = event_id("fire"), event_id("toll")
COPY = "fire-lantern"


def without_nearest(findings: pd.DataFrame, evidence: pd.DataFrame, group: str) -> dict[str, pd.DataFrame]:
    """The tables where the omissions of `group` are "published before", as the detector writes them."""
    chosen = (findings["detector"] == "omission") & (findings["group_id"] == group)
    kept = ~(evidence["finding_id"].isin(findings.loc[chosen, "finding_id"]) & (evidence["role"] == "nearest"))
    findings.loc[chosen, "kind"] = "published before"
    findings.loc[chosen, "score"] = None
    detail = '{"outlet_id": "harbour", "searched_articles": 0}'
    findings.loc[chosen, "detail"] = detail
    return {"findings": findings, "evidence": evidence[kept].reset_index(drop=True)}


@pytest.fixture
def every_state(tmp_path: Path) -> Path:
    """A run with two more states: older articles, and a claim that nobody was searched for."""
    frames = build_tables()
    frames |= without_nearest(frames["findings"], frames["evidence"], group_id("fire", "inspection"))
    boats = frames["findings"]["group_id"] == group_id("fire", "boats")
    gone = set(frames["findings"].loc[boats, "finding_id"])
    for name in ("findings", "evidence"):
        frames[name] = frames[name][~frames[name]["finding_id"].isin(gone)].reset_index(drop=True)
    build_run(tmp_path, findings=frames["findings"], evidence=frames["evidence"])
    return tmp_path


def legend(shown: str) -> str:
    return shown.split('<ul class="legend">')[1].split("</ul>")[0]


def test_every_state_of_the_queries_has_its_own_symbol() -> None:
    assert list(STATES) == list(queries.STATES)
    assert len({state.symbol for state in STATES.values()}) == len(STATES)


@pytest.mark.parametrize("section", ["Claims", "Not found"])
def test_the_legend_lists_the_states_that_occur(open_page: Open, every_state: Path, section: str) -> None:
    usual = legend(words(open_page("event", event=FIRE, section=section)))
    assert "not searched" not in usual
    assert "published before" not in usual
    app = open_page("event", every_state, event=FIRE, section=section)
    more = legend(words(app))
    assert "its articles are older than the claim" in more
    assert "all who carry the claim copy one origin" in more
    assert "unclear" not in more
    symbols = {(cell.get("symbol"), cell["words"]) for row in tables(app)[0]["rows"] for cell in row["cells"]}
    assert {("←", "published before"), ("◌", "not searched")} <= symbols


def test_not_found_says_why_there_is_no_sentence(open_page: Open, every_state: Path) -> None:
    rows = cells(open_page("event", every_state, event=FIRE, section="Not found"))
    reasons = {row[2]: row[3] for row in rows}
    assert reasons["published before"] == "nothing to search: its articles are older than the claim"
    assert reasons["not searched"] == "not searched: all who carry the claim copy one origin"
    assert reasons["no full text"] == "nothing to search: no full text in the corpus"


@pytest.mark.parametrize(
    ("group", "said"),
    [("inspection", "Nothing to search: its articles are older"), ("boats", "Not searched: all who carry the claim")],
)
def test_a_cell_without_a_search_says_so(open_page: Open, every_state: Path, group: str, said: str) -> None:
    app = open_page("event", every_state, event=FIRE, claim=group_id("fire", group), cell="harbour")
    assert not app.exception
    assert said in words(app)


def test_outlets_stand_in_the_order_of_their_first_article(open_page: Open) -> None:
    app = open_page("event", event=FIRE)
    heads = [column["label"] for column in tables(app)[0]["columns"]]
    assert heads == ["Claim", "Veldmark Courier", "Harbour Times", "Inland Post", "The Lantern"]
    cards = words(app).split('<article class="card">')[1:]
    assert list(dict.fromkeys(card.split("<bdi>")[1].split("</bdi>")[0] for card in cards)) == heads[1:]


def test_an_update_rose_from_the_earlier_figure_whichever_side_it_is_on(open_page: Open, tmp_path: Path) -> None:
    frames = build_tables()
    swapped = frames["evidence"].replace({"role": {"a": "b", "b": "a", "value a": "value b", "value b": "value a"}})
    build_run(tmp_path, evidence=swapped)
    for folder in ({}, {"folder": tmp_path}):
        shown = words(open_page("event", event=FIRE, section="Divergences", **folder))
        assert "Injured: rose from 40 to 52" in shown
        assert shown.index('<b class="value">40</b>') < shown.index('<b class="value">52</b>')


def with_a_second_pair(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables where the 17 of the conflict stands against the 14 of another article too, on side a this time."""
    findings, evidence, claims = frames["findings"], frames["evidence"], frames["claims"]
    first = findings[findings["kind"] == "conflict"]
    own = evidence[evidence["finding_id"] == first["finding_id"].iloc[0]]
    dead = frames["claim_group_members"].merge(claims, on="claim_id").query("group_id == @first['group_id'].iloc[0]")
    starts = {name: dead.set_index("article_id")["start"][story(name).article_id] for name in ("fire-courier", COPY)}
    moved = own["article_id"] == story("fire-courier").article_id
    shift = moved.astype(int) * (starts[COPY] - starts["fire-courier"])
    swapped = own["role"].replace({"a": "b", "b": "a", "value a": "value b", "value b": "value a"})
    second = "f" * len(first["finding_id"].iloc[0])
    pair = own.assign(
        finding_id=second,
        role=swapped,
        start=own["start"] + shift,
        end=own["end"] + shift,
        article_id=own["article_id"].mask(moved, story(COPY).article_id),
    )
    detail = json.dumps({"value_a": "17", "value_b": "14", "counted": "dead", "unit": ""})
    more = {"findings": first.assign(finding_id=second, score=0.6, detail=detail), "evidence": pair}
    return {name: conform(pd.concat([frames[name], rows]), TABLES[name]) for name, rows in more.items()}


def test_all_sentences_of_a_dispute_stand_together_a_value_on_either_side(open_page: Open, tmp_path: Path) -> None:
    run = build_run(tmp_path, **with_a_second_pair(build_tables()))
    conflicts = queries.divergences(run, FIRE).query("kind == 'conflict'")
    assert len(conflicts) == 2
    assert set(conflicts["dispute"]) == {conflicts["finding_id"].iloc[0]}
    shown = words(open_page("event", tmp_path, event=FIRE, section="Divergences"))
    assert "Conflicts: two statements that do not agree <small>n = 1</small>" in shown
    dispute = next(part for part in shown.split('<section class="finding">') if "Dead: 14 against 17" in part)
    sides = dispute.split('<div class="stacked">')[1:]
    assert [side.count('<b class="value">14</b>') for side in sides] == [2, 0]
    assert [side.count('<b class="value">17</b>') for side in sides] == [0, 1]
    assert "2 pairs, alignment score 0.60 to 0.80, detector: figures" in dispute


def test_of_a_dispute_that_many_carry_the_first_sentences_are_shown(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.ui.divergences.MOST_SENTENCES", 1)
    build_run(tmp_path, **with_a_second_pair(build_tables()))
    shown = words(open_page("event", tmp_path, event=FIRE, section="Divergences"))
    dispute = next(part for part in shown.split('<section class="finding">') if "Dead: 14 against 17" in part)
    assert dispute.count('<b class="value">14</b>') == 1
    assert "and 1 more; all are in the downloads" in dispute


def test_the_score_is_explained_once_and_named_in_each_row(open_page: Open) -> None:
    shown = words(open_page("event", event=FIRE, section="Divergences"))
    assert shown.count("how alike the two sentences are, from 0 to 1") == 1
    assert shown.count("alignment score 0.80, detector: figures") == 2


def test_a_contradiction_from_another_claim_is_shown_with_the_cell(open_page: Open, tmp_path: Path) -> None:
    frames = build_tables()
    later = frames["claims"].set_index("claim_id")["article_id"].eq(story("fire-harbour-later").article_id)
    members = frames["claim_group_members"]
    of_group = members["group_id"] == group_id("fire", "injured")
    moved = of_group & members["claim_id"].isin(later[later].index)
    assert moved.sum() == 1
    members.loc[moved, "group_id"] = group_id("fire", "home")
    build_run(tmp_path, claim_group_members=members)
    shown = words(open_page("event", tmp_path, event=FIRE, claim=group_id("fire", "injured"), cell="courier"))
    own, rival = shown.split("At odds with this claim")
    assert '<b class="value">40</b>' in own
    assert '<b class="value">52</b>' in rival


def test_what_one_outlet_says_can_be_read_outlet_by_outlet_brief_sentences_last(open_page: Open) -> None:
    app = open_page("event", event=TOLL, section="Only one outlet")
    assert cells(app)[-1][0] == "Bicycles cross free of charge."
    box = app.selectbox[0]
    assert box.options == ["Every outlet (3)", "Inland Post (1)", "The Lantern (1)", "Veldmark Courier (1)"]
    box.set_value("lantern").run()
    assert [row[1] for row in cells(app)] == ["The Lantern"]


def test_many_sentences_of_one_outlet_come_in_pages(open_page: Open, tmp_path: Path) -> None:
    frames = build_tables()
    claims, groups, members = (frames[name] for name in ("claims", "claim_groups", "claim_group_members"))
    row = claims[claims["article_id"] == story("toll-courier").article_id].head(1)
    single = groups[(groups["status"] == "single") & (groups["event_id"] == TOLL)].head(1)
    more: dict[str, list[pd.DataFrame]] = {
        "claims": [claims],
        "claim_groups": [groups],
        "claim_group_members": [members],
    }
    for length in range(20, 60):
        claim, group = f"c{length:016x}", f"g{length:016x}"
        more["claims"].append(row.assign(claim_id=claim, start=0, end=length))
        more["claim_groups"].append(single.assign(group_id=group, lead_claim_id=claim))
        more["claim_group_members"].append(pd.DataFrame([{"group_id": group, "claim_id": claim}]))
    build_run(tmp_path, **{name: conform(pd.concat(parts), TABLES[name]) for name, parts in more.items()})
    app = open_page("event", tmp_path, event=TOLL, section="Only one outlet")
    assert len(cells(app)) == PAGE_ROWS
    assert "n = 43" in words(app)


def test_a_run_of_single_outlets_counts_no_conflicts(open_page: Open, tmp_path: Path) -> None:
    frames = build_tables()
    goat = event_id("goat")
    kept = {
        name: frame[frame["event_id"] == goat].reset_index(drop=True) if "event_id" in frame else frame
        for name, frame in frames.items()
    }
    build_run(tmp_path, **{name: conform(kept[name], TABLES[name]) for name in ("events", "event_articles")})
    app = open_page("events", tmp_path)
    assert not app.exception
    totals = words(app).split('<ul class="counts">')[1].split("</ul>")[0]
    assert "conflict" not in totals
    assert cells(app)[0][-2:] == ["–", "one outlet"]


def test_a_cell_that_differs_shows_the_figure_it_gives(open_page: Open) -> None:
    table = tables(open_page("event", event=FIRE))[0]
    dead = next(row for row in table["rows"] if row["id"] == group_id("fire", "dead"))
    assert [(cell["words"], cell["note"]) for cell in dead["cells"][1:]] == [
        ("differs", "14"),
        ("differs", "17"),
        ("said", ""),
        ("differs", ""),  # a copy of the first, which stands for it in the finding
    ]
