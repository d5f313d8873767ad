"""Adding a day to a run: the same as one run over all of it, with event ids that last."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from pipeline import Settings, load_run, load_settings, run_pipeline
from pipeline.cli import main
from pipeline.correcting import correct
from pipeline.files import write_manifest
from pipeline.identity import aliases, inherit_ids
from pipeline.progress import Silent
from pipeline.queries import event_summary, present_events
from pipeline.runner import append, recompare
from pipeline.schema import EVENT_ALIASES, TABLES, content_id, empty
from pipeline.verify import verify
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


def test_a_version_that_comes_by_another_way_is_the_same_version(tmp_path):
    page = ROWS[0] | {"url": "https://gazette.example/dam"}
    one, two, three = (
        page | {"text": f"{page['text']}\n\nUpdate {n}.", "fetched_at": f"2026-05-2{n}T08:00:00Z"} for n in (1, 2, 3)
    )
    run_pipeline([write(tmp_path / "a.jsonl", [one])], tmp_path / "results", exact_settings(), today=TODAY)
    edited = append([write(tmp_path / "b.jsonl", [two, three])], tmp_path / "results", today=TODAY)
    every = write(tmp_path / "c.jsonl", [one, two, three])
    assert append([every], tmp_path / "results", today=TODAY).run_id == edited.run_id
    whole = run_pipeline([every], tmp_path / "whole", exact_settings(), today=TODAY)
    ids = [set(run.table("article_versions")["version_id"]) for run in (edited, whole)]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 2


def test_what_was_added_stays_where_only_stale_runs_are_made_again(tmp_path, capsys):
    one, two = write(tmp_path / "one.jsonl", ROWS[:3]), write(tmp_path / "two.jsonl", ROWS[3:6])
    results = tmp_path / "results"
    once, both = (["run", *map(str, given), "--out", str(results), "--if-stale"] for given in ([one], [one, two]))
    assert main(once) == 0
    assert main(["run", str(two), "--out", str(results), "--append"]) == 0
    for command in (once, both):
        capsys.readouterr()
        assert main(command) == 0
        assert "up to date" in capsys.readouterr().out
    correct(results, "split", [load_run(results).table("articles")["article_id"].iloc[0]], "Ada", "another dam")
    assert main(once) == 0
    manifest = load_run(results).manifest
    assert (manifest["counts"]["articles"], manifest["corrections"]["applied"]) == (6, 1)
    assert "up to date" not in capsys.readouterr().out
    assert main(once) == 0
    assert "up to date" in capsys.readouterr().out


def test_where_a_run_leaves_out_what_was_added_its_files_are_named(tmp_path, capsys):
    one, two = write(tmp_path / "one.jsonl", ROWS[:3]), write(tmp_path / "two.jsonl", ROWS[3:6])
    command = ["run", str(one), "--out", str(tmp_path / "results"), "--if-stale"]
    assert main(command) == 0
    assert main(["run", str(two), "--out", str(tmp_path / "results"), "--append"]) == 0
    write(one, ROWS[:2])
    capsys.readouterr()
    assert main(command) == 0
    told = capsys.readouterr().err
    assert "without what was added" in told
    assert str(two) in told
    assert load_run(tmp_path / "results").manifest["counts"]["articles"] == 2


def test_strict_goes_by_the_rows_of_what_is_added_now(tmp_path, capsys):
    broken = '{"text": "The ferry'
    command = ["run", "--out", str(tmp_path / "results"), "--append", "--strict"]
    assert main([*command, str(write(tmp_path / "a.jsonl", ROWS[:2]))]) == 0
    (tmp_path / "b.jsonl").write_text(broken, encoding="utf-8")
    assert main([*command, str(tmp_path / "b.jsonl")]) == 1
    (tmp_path / "c.jsonl").write_text(json.dumps(ROWS[2]) + "\n" + broken, encoding="utf-8")
    assert main([*command, str(tmp_path / "c.jsonl")]) == 1
    assert "rejected:      1 rows" in capsys.readouterr().out
    assert main([*command, str(write(tmp_path / "d.jsonl", ROWS[3:4]))]) == 0
    assert "rejected:" not in capsys.readouterr().out


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


def test_no_two_events_share_an_id_where_one_that_was_split_off_leaves_its_event_too():
    split_off = content_id("e", "e1")
    ids, _ = inherit_ids(grouping(e1="a", e8="bc", e9="de"), grouping(**{split_off: "abc", "e1": "de"}), SEEN)
    assert (ids["e8"], ids["e9"]) == (split_off, "e1")
    assert len(set(ids.values())) == 3
    ids, _ = inherit_ids(grouping(**{"e1": "a", "e8": "de", split_off: "f"}), grouping(e1="ade"), SEEN)
    assert len(set(ids.values())) == 3


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


def a_day_later(folder):
    """Files of all days but the last and of that day alone, settings, how many there are in all and on that day."""
    rows = years_apart(ROWS)
    last_day = max(row["published_at"] for row in rows)[:10]
    is_new = [row["published_at"].startswith(last_day) for row in rows]
    early = write(folder / "early.jsonl", [row for row, new in zip(rows, is_new, strict=True) if not new])
    late = write(folder / "late.jsonl", [row for row, new in zip(rows, is_new, strict=True) if new])
    settings = exact_settings()
    settings = replace(settings, events=replace(settings.events, fewest_regrouped=1))
    return early, late, settings, len(rows), sum(is_new)


def test_only_what_new_articles_can_change_is_grouped_again(tmp_path):
    early, late, settings, n_rows, n_new = a_day_later(tmp_path)
    first = run_pipeline([early], tmp_path / "results", settings, today=TODAY)
    one, other = first.table("events").sort_values("first_seen")["event_id"].iloc[:2]
    correct(tmp_path / "results", "merge", [one, other], "Ada", "one story")
    corrected = recompare(tmp_path / "results")
    last = append([late], tmp_path / "results", today=TODAY)
    assert 0 < n_new < grouped_again(last) < n_rows / 2
    assert last.manifest["corrections"]["applied"] == 1
    whole = run_pipeline([early, late], tmp_path / "results", settings, today=TODAY)
    assert grouped_again(whole) == n_rows
    assert groups_of(last) == groups_of(whole)
    assert set(corrected.table("events")["event_id"]) <= set(last.table("events")["event_id"])
    for name in ("events", "event_articles"):
        assert not last.table(name).duplicated(list(TABLES[name].key)).any()


def corrections_told(run):
    """What corrections say of each article that they name."""
    told = run.table("event_articles").set_index("article_id")["reasons"].map(json.loads)
    return {article: reasons["corrections"] for article, reasons in told.items() if "corrections" in reasons}


def test_corrections_that_were_taken_back_or_noted_since_are_so_far_from_new_articles_too(tmp_path):
    early, late, settings, n_rows, _ = a_day_later(tmp_path)
    results = tmp_path / "results"
    first = run_pipeline([early], results, settings, today=TODAY)
    events = first.table("events").sort_values(["n_articles", "first_seen"])["event_id"]
    one, other, third, fourth, *apart_now = events.iloc[:6]
    merged = correct(results, "merge", [one, other], "Ada", "one story")
    apart = correct(results, "not_same", [third, fourth], "Ada", "two stories")
    told = corrections_told(recompare(results))
    correct(results, "undo", [merged.id], "Bo", "it is two")
    correct(results, "undo", [apart.id], "Bo", "who knows")
    correct(results, "not_same", apart_now, "Bo", "two more")
    last = append([late], results, today=TODAY)
    assert grouped_again(last) < n_rows / 2
    whole = run_pipeline([early, late], results, settings, today=TODAY)
    assert groups_of(last) == groups_of(whole)
    assert corrections_told(last) == corrections_told(whole) != told
    assert last.manifest["corrections"]["applied"] == 1
    assert verify(last) == []


def csv(path, *dates):
    lines = (f"{date},The Gazette,Story {n},The dam at Orsen held for {n} days.\n" for n, date in enumerate(dates))
    path.write_text("date,outlet,title,text\n" + "".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "now", "days"),
    [
        (["04/03/2026"], ["04/03/2026", "04/13/2026"], (1, 1)),  # the second shows that the month comes first
        (["2026-04-01", "2026-05-04"], ["2026-04-01", "2026-05-04", "2026-05-05"], (1, 5)),
    ],
)
def test_an_article_whose_date_is_read_otherwise_later_is_there_once(tmp_path, before, now, days):
    first, later = (TODAY.replace(month=5, day=day) for day in days)
    run_pipeline([csv(tmp_path / "a.csv", *before)], tmp_path / "results", Settings(), today=first)
    progress = Silent()
    run = append([csv(tmp_path / "a.csv", *now)], tmp_path / "results", progress=progress, today=later)
    assert sorted(run.table("articles")["title"]) == [f"Story {n}" for n in range(len(now))]
    (warning,) = [told for told in progress.warnings if "another date" in told]
    assert warning.startswith("warning: 1 articles")
    assert verify(run) == []


def test_a_run_of_another_program_that_is_added_to_is_told(tmp_path):
    results, more = tmp_path / "results", write(tmp_path / "b.jsonl", ROWS[:4])
    run = run_pipeline([write(tmp_path / "a.jsonl", ROWS[:3])], results, Settings(), today=TODAY)
    progress = Silent()
    append([tmp_path / "a.jsonl"], results, progress=progress, today=TODAY)
    assert "another version" not in " ".join(progress.warnings)
    write_manifest(run.path, run.manifest | {"made_by": "another"})
    append([more], results, progress=progress, today=TODAY)
    assert "another version of this program" in " ".join(progress.warnings)
