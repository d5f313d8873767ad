"""Adding a day to a run: the same as one run over all of it, with event ids that last."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from pipeline import Settings, load_run, load_settings, run_pipeline
from pipeline.cli import main
from pipeline.correcting import correct
from pipeline.identity import aliases, inherit_ids
from pipeline.queries import event_summary, present_events
from pipeline.runner import append, recompare
from pipeline.schema import EVENT_ALIASES, TABLES, empty
from tests.conftest import SAMPLE, TODAY

ROWS = [json.loads(line) for line in (SAMPLE / "articles.jsonl").open(encoding="utf-8")]
SCORE_TOLERANCE = 0.001
"""A vector depends in its last digits on what was encoded in the same batch."""


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def is_early(row):
    return (row["published_at"] or "9") < "2026-05-16"


def exact_settings():
    """The sample's settings in float32: in bfloat16 batches change the third digit, and with it near ties."""
    settings = load_settings(SAMPLE / "settings.toml")
    return replace(settings, embed=replace(settings.embed, precision="float32"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """One run over all of the sample."""
    folder = tmp_path_factory.mktemp("whole")
    return run_pipeline([SAMPLE / "articles.jsonl"], folder, exact_settings(), today=TODAY)


@pytest.fixture(scope="module")
def appended(tmp_path_factory):
    """The sample up to 15 May in one run, the rest appended: the folder, the first run and the last."""
    folder = tmp_path_factory.mktemp("append")
    settings = exact_settings()
    first = run_pipeline([write(folder / "a.jsonl", filter(is_early, ROWS))], folder / "results", settings, today=TODAY)
    rest = write(folder / "b.jsonl", [row for row in ROWS if not is_early(row)])
    return folder, first, append([rest], folder / "results", today=TODAY)


def frame_of(run, name):
    # Where a row was read differs; the JSON columns repeat scores.
    table = run.table(name).drop(columns=["source_file", "source_line", "line", "reasons", "detail"], errors="ignore")
    exact = [column for column in table.columns if table[column].dtype != "Float64"]
    return table.sort_values(exact).reset_index(drop=True)


def test_it_equals_one_run_over_all_of_it_but_for_the_last_digits_of_scores(appended, whole):
    _, _, last = appended
    for name in TABLES:
        one, other = frame_of(last, name), frame_of(whole, name)
        if name == "claims":  # of two claims that are equally near, either may be called the nearest
            assert (one.pop("nearest_claim_id") == other.pop("nearest_claim_id")).mean() > 0.99
        pd.testing.assert_frame_equal(one, other, obj=name, rtol=0, atol=SCORE_TOLERANCE)


def test_an_event_that_grows_keeps_its_id(appended):
    _, first, last = appended
    before = first.table("event_articles").set_index("article_id")["event_id"]
    after = last.table("event_articles").set_index("article_id")["event_id"]
    assert len(after) > len(before)
    assert (after[before.index] == before).all()


def test_appending_the_same_again_changes_nothing(appended):
    folder, _, last = appended
    again = append([folder / "b.jsonl"], folder / "results", today=TODAY)
    assert again.run_id == last.run_id
    assert load_run(folder / "results").run_id == last.run_id


def test_from_the_command_line_where_no_run_is_there_yet_and_where_one_is(tmp_path, capsys):
    few = ROWS[:12]
    one, two = write(tmp_path / "one.jsonl", few[:6]), write(tmp_path / "two.jsonl", few)
    assert main(["run", str(one), "--out", str(tmp_path / "results"), "--append"]) == 0
    assert main(["run", str(two), "--out", str(tmp_path / "results"), "--append"]) == 0
    assert "12 articles" in capsys.readouterr().out
    run = load_run(tmp_path / "results")
    assert run.manifest["appended_to"]
    assert run.manifest["counts"]["articles"] == len(run.table("articles")) == 12


def test_other_settings_than_the_runs_are_refused_and_the_same_are_taken(tmp_path, capsys):
    one = str(write(tmp_path / "one.jsonl", ROWS[:3]))
    strict, lax = tmp_path / "strict.toml", tmp_path / "lax.toml"
    strict.write_text("[events]\nthreshold = 0.9\n", encoding="utf-8")
    lax.write_text("[events]\nthreshold = 0.2\n", encoding="utf-8")
    command = ["run", one, "--out", str(tmp_path / "results"), "--append", "--settings"]
    assert main([*command, str(strict)]) == 0
    assert main([*command, str(strict)]) == 0
    assert main([*command, str(lax)]) == 2
    assert "other settings" in capsys.readouterr().err


def test_an_earlier_article_that_comes_later_leaves_the_id(tmp_path):
    dam = [row for row in ROWS if row["id"] in {"s01-gazette", "s02-courier", "s04-kelvar"}]
    late = [row for row in dam if row["id"] != "s01-gazette"]
    first = run_pipeline([write(tmp_path / "a.jsonl", late)], tmp_path / "results", Settings(), today=TODAY)
    last = append([write(tmp_path / "b.jsonl", dam)], tmp_path / "results", today=TODAY)
    (before,) = first.table("events")["event_id"]
    assert last.table("events")["event_id"].tolist() == [before]
    assert event_summary(last, before).n_articles == 3


def test_an_article_that_its_outlet_edits_is_compared_anew_and_keeps_its_id_and_event(tmp_path):
    dam = [row for row in ROWS if row["id"] in {"s01-gazette", "s02-courier", "s04-kelvar"}]
    page = dam[0] | {"url": "https://gazette.example/dam", "fetched_at": "2026-05-20T08:00:00Z"}
    note = "\n\nCorrection: the reservoir holds 90 million cubic metres, the authority said."
    edited = page | {"text": page["text"] + note, "fetched_at": "2026-05-21T08:00:00Z"}
    first = run_pipeline([write(tmp_path / "a.jsonl", [page, *dam[1:]])], tmp_path / "results", exact_settings())
    both = write(tmp_path / "b.jsonl", [page, edited, *dam[1:]])
    last = append([both], tmp_path / "results")
    whole = run_pipeline([both], tmp_path / "whole", exact_settings())
    for name in ("articles", "article_versions", "claims", "claim_groups", "findings", "evidence", "events"):
        one, other = frame_of(last, name), frame_of(whole, name)
        pd.testing.assert_frame_equal(one, other, obj=name, rtol=0, atol=SCORE_TOLERANCE)
    assert set(last.table("articles")["article_id"]) == set(first.table("articles")["article_id"])
    assert last.table("events")["event_id"].to_list() == first.table("events")["event_id"].to_list()
    assert last.table("article_versions")["text"].to_list() == [page["text"]]
    assert any("90 million" in text for text in last.table("articles")["text"])
    assert append([both], tmp_path / "results").run_id == last.run_id
    newer = page | {"text": page["text"] + note + note, "fetched_at": "2026-05-22T08:00:00Z"}
    third = append([write(tmp_path / "c.jsonl", [newer])], tmp_path / "results")
    assert set(third.table("articles")["article_id"]) == set(first.table("articles")["article_id"])
    assert third.table("article_versions").sort_values("fetched_at")["text"].to_list() == [page["text"], edited["text"]]


def grouping(**events):
    return pd.Series({article: event for event, articles in events.items() for article in articles}, dtype="string")


SEEN = pd.Series({"e1": pd.Timestamp("2026-05-01", tz="UTC"), "e2": pd.Timestamp("2026-05-02", tz="UTC"), "e3": pd.NaT})


def test_of_events_that_merge_the_oldest_gives_the_id_and_the_others_become_aliases():
    ids, gone = inherit_ids(grouping(e9="abcd"), grouping(e1="c", e2="ab", e3="d"), SEEN)
    assert ids == {"e9": "e1"}
    assert gone == {"e2": "e1", "e3": "e1"}
    table = aliases(gone, empty(EVENT_ALIASES), {"e1"})
    assert dict(zip(table["alias_id"], table["event_id"], strict=True)) == gone
    later = aliases({"e1": "e0"}, table, {"e0"})
    assert dict(zip(later["alias_id"], later["event_id"], strict=True)) == {"e1": "e0", "e2": "e0", "e3": "e0"}


def test_an_event_that_splits_leaves_its_id_with_the_larger_part():
    ids, gone = inherit_ids(grouping(e1="a", e5="bc"), grouping(e1="abc"), SEEN)
    assert ids["e5"] == "e1"
    assert ids["e1"] not in {"e1", "e5"}
    assert gone == {}


def test_an_id_that_is_gone_leads_to_the_event_that_took_it_in(tmp_path, sample_run):
    from pipeline.store import publish

    tables = {name: sample_run.table(name) for name in TABLES}
    target = tables["events"]["event_id"].iloc[0]
    tables["event_aliases"] = aliases({"egone": target}, empty(EVENT_ALIASES), {target})
    run = publish(tmp_path, sample_run.run_id, tables, sample_run.manifest)
    assert present_events(run, "egone") == [target]
    assert present_events(run, "enever") == []


def years_apart(rows):
    """The dated rows in order, the first three quarters of them three years earlier."""
    dated = sorted((row for row in rows if row["published_at"]), key=lambda row: row["published_at"])
    early = len(dated) * 3 // 4
    return [row | {"published_at": f"2023{row['published_at'][4:]}"} for row in dated[:early]] + dated[early:]


def groups_of(run):
    named = run.table("event_articles").merge(run.table("articles")[["article_id", "source_id"]])
    return {frozenset(members) for _, members in named.groupby("event_id")["source_id"]}


def grouped_again(run):
    return next(stage["n_in"] for stage in run.manifest["stages"] if stage["stage"] == "events")


def test_only_what_new_articles_can_change_is_grouped_again(tmp_path):
    rows = years_apart(ROWS)
    last_day = max(row["published_at"] for row in rows)[:10]
    is_new = [row["published_at"].startswith(last_day) for row in rows]
    early = write(tmp_path / "early.jsonl", [row for row, new in zip(rows, is_new, strict=True) if not new])
    late = write(tmp_path / "late.jsonl", [row for row, new in zip(rows, is_new, strict=True) if new])
    settings = exact_settings()
    settings = replace(settings, events=replace(settings.events, fewest_regrouped=1))
    first = run_pipeline([early], tmp_path / "results", settings, today=TODAY)
    one, other = first.table("events").sort_values("first_seen")["event_id"].iloc[:2]
    correct(tmp_path / "results", "merge", [one, other], "Ada", "one story")
    corrected = recompare(tmp_path / "results")
    last = append([late], tmp_path / "results", today=TODAY)
    assert 0 < sum(is_new) < grouped_again(last) < len(rows) / 2
    assert last.manifest["corrections"]["applied"] == 1
    whole = run_pipeline([early, late], tmp_path / "results", settings, today=TODAY)
    assert grouped_again(whole) == len(rows)
    assert groups_of(last) == groups_of(whole)
    assert set(corrected.table("events")["event_id"]) <= set(last.table("events")["event_id"])
    for name in ("events", "event_articles"):
        assert not last.table(name).duplicated(list(TABLES[name].key)).any()
