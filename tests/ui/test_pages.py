"""Every page of the registry: full, empty, missing, damaged, and as a copied link opens it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from pipeline.schema import TABLES, conform, empty
from pipeline.settings import Settings
from pipeline.ui import PAGES
from pipeline.ui.event import SECTIONS
from tests.support import build_run, build_tables, event_id, group_id, manifest, story
from tests.ui.conftest import Open, cells, tables, words

EVIDENCE = {
    "Claims": ["A fire on the ferry Santarra", "differs", "not found", "unclear", "no full text"],
    "Shared": ["It started in the engine room, an officer of the port said.", "3 independent origins"],
    "Divergences": ['<b class="value">14</b>', '<b class="value">17</b>', "Updates", "Dead: 14 against 17"],
    "Not found": ["Boats from three villages", "not found", "0.41", "fined twice last year"],
    "Only one outlet": ["Divers will search the wreck"],
    "Quotations": ["Tomas Reik", "trimmed", "and nobody told us anything"],
    "Timeline": ["the earliest first", "Veldmark Courier", "no date"],
    "Origins": ["4 independent origins", "Veldmark Courier", "The Lantern"],
    "Why together": ["Borderline articles", "0.55", "names: Santarra, Port Osel", "0.70"],
    "Corrections": ["None so far"],
}
"""Section of the ferry fire -> what it must show."""
EMPTY = {name: empty(table) for name, table in TABLES.items()}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_the_run_and_its_notice(open_page: Open, name: str) -> None:
    app = open_page(name)
    assert not app.exception
    assert "<h1>" in words(app)
    assert "Everything here is invented." in words(app)


@pytest.mark.parametrize("name", PAGES)
def test_without_results_a_page_says_which_command_makes_them(open_page: Open, name: str, tmp_path: Path) -> None:
    app = open_page(name, tmp_path / "nowhere")
    assert not app.exception
    assert "python -m pipeline run PATH" in words(app)
    assert "make run" in words(app)


@pytest.mark.parametrize("name", PAGES)
def test_a_run_without_articles_opens(open_page: Open, name: str, tmp_path: Path) -> None:
    build_run(tmp_path, **EMPTY)
    app = open_page(name, tmp_path)
    assert not app.exception
    assert "<h1>" in words(app)


@pytest.mark.parametrize("damage", ["manifest", "events", "articles"])
@pytest.mark.parametrize("name", PAGES)
def test_a_damaged_run_is_named_with_the_command(open_page: Open, name: str, damage: str, tmp_path: Path) -> None:
    run = build_run(tmp_path)
    broken = run.path / "manifest.json" if damage == "manifest" else run.file(damage)
    broken.write_bytes(b"PAR1 no more")
    app = open_page(name, tmp_path, event=event_id("fire"))
    assert not app.exception
    assert "python -m pipeline run PATH" in words(app)
    assert str(run.path) in words(app)


@pytest.mark.parametrize("cell", ["{no more", "[1]", "[" * 100_000])
@pytest.mark.parametrize(
    ("table", "column", "section"),
    [("event_articles", "reasons", "Why together"), ("findings", "detail", "Divergences")],
)
def test_a_cell_that_is_no_object_any_more_is_named_with_the_command(
    open_page: Open, table: str, column: str, section: str, cell: str, tmp_path: Path
) -> None:
    frame = build_tables()[table].assign(**{column: cell}).astype({column: "string"})
    build_run(tmp_path, **{table: frame})
    for name in SECTIONS:
        app = open_page("event", tmp_path, event=event_id("fire"), section=name)
        assert not app.exception, name
        if name == section:
            assert "python -m pipeline run PATH" in words(app)


def test_a_newer_run_is_noticed_at_the_next_rerun(open_page: Open, tmp_path: Path) -> None:
    run = build_run(tmp_path)
    app = open_page("events", tmp_path)
    assert len(cells(app)) == 3
    frames = build_tables()
    goat = frames["events"]["event_id"] == event_id("goat")
    newer = build_run(tmp_path / "later", events=frames["events"][~goat].reset_index(drop=True))
    shutil.move(newer.path, run.path.with_name("20260526T101500Z-1a2b3c4d"))
    app.run()
    assert len(cells(app)) == 2


def test_no_notice_where_the_corpus_has_none(open_page: Open, tmp_path: Path) -> None:
    run = build_run(tmp_path)
    told = run.path / "manifest.json"
    told.write_text(told.read_text(encoding="utf-8").replace("Everything here is invented.", ""), encoding="utf-8")
    assert "notice" not in words(open_page("events", tmp_path))


@pytest.mark.parametrize(
    ("parameters", "titles"),
    [
        ({"q": "ferry SANTARRA"}, ["Ferry fire at Port Osel kills 14"]),
        ({"outlet": "Harbour Times"}, ["Ferry fire at Port Osel kills 14"]),
        ({"outlet": ["Harbour Times", "Inland Post"], "sort": "Earliest first"}, ["Ferry fire", "=1+1: council"]),
        ({"min_outlets": "4"}, ["Ferry fire at Port Osel kills 14"]),
        ({"min_origins": "4"}, ["Ferry fire at Port Osel kills 14"]),
        ({"country": "QM"}, ["=1+1: council", "Ferry fire"]),
        ({"conflicts": "true"}, ["Ferry fire at Port Osel kills 14"]),
        ({"since": "2026-05-12"}, ["@goat wins", "=1+1: council"]),
        ({"until": "2026-05-05"}, ["Ferry fire at Port Osel kills 14"]),
        ({"only": "Ferry fire at Port Osel kills 14 (2 May 2026)"}, ["Ferry fire at Port Osel kills 14"]),
        ({"sort": "Most outlets"}, ["Ferry fire", "=1+1: council", "@goat wins"]),
        ({"sort": "nonsense", "min_outlets": "many", "since": "yesterday"}, ["@goat wins", "=1+1: council", "Ferry"]),
    ],
)
def test_an_address_filters_the_events(open_page: Open, parameters: dict[str, str], titles: list[str]) -> None:
    app = open_page("events", **parameters)
    assert not app.exception
    found = [row[0] for row in cells(app)]
    assert len(found) == len(titles)
    assert all(shown.startswith(title) for shown, title in zip(found, titles, strict=True))


def test_no_match_says_so_and_can_be_reset(open_page: Open) -> None:
    app = open_page("events", q="no such word")
    assert "No event matches" in words(app)
    assert not tables(app)
    app.button(key="reset-here").click().run()
    assert len(cells(app)) == 3
    assert app.text_input(key="q").value == ""


def many_events(n: int) -> dict[str, pd.DataFrame]:
    """The hand-made run with `n` more events of one article."""
    tables = build_tables()
    article, event = story("goat-lantern").article_id, event_id("goat")
    added = {
        "articles": ("article_id", article),
        "event_articles": ("article_id", article),
        "events": ("event_id", event),
    }
    grown = {}
    for name, (key, value) in added.items():
        row = tables[name][tables[name][key] == value]
        copies = pd.concat([row] * n, ignore_index=True)
        for column in {"article_id", "event_id"} & set(copies.columns):
            copies[column] = [f"{column[0]}{number:016x}" for number in range(n)]
        grown[name] = conform(pd.concat([tables[name], copies]), TABLES[name])
    return grown


def test_many_events_come_in_pages(open_page: Open, tmp_path: Path) -> None:
    build_run(tmp_path, **many_events(60))
    assert [len(cells(open_page("events", tmp_path, page=page))) for page in ("1", "3")] == [25, 13]
    assert "<b>63</b> events" in words(open_page("events", tmp_path))
    app = open_page("events", tmp_path, page="3", q="ferry")
    assert not app.exception
    assert [row[0] for row in cells(app)] == ["Ferry fire at Port Osel kills 14"]
    app = open_page("events", tmp_path, page="99")
    assert not app.exception
    assert cells(app)


def test_a_filter_that_leaves_fewer_pages_shows_the_first(open_page: Open, tmp_path: Path) -> None:
    build_run(tmp_path, **many_events(60))
    app = open_page("events", tmp_path, page="3")
    app.text_input(key="q").set_value("goat").run()
    assert not app.exception
    app.text_input(key="q").set_value("ferry").run()
    assert not app.exception
    assert len(cells(app)) == 1


def test_the_timeline_is_drawn_where_it_is_asked_for_alone(open_page: Open) -> None:
    assert not open_page("events").get("plotly_chart")
    app = open_page("events", view="Timeline")
    assert not app.exception
    (figure,) = app.get("plotly_chart")
    assert "Articles per" in figure.proto.spec
    assert not tables(app)


def test_coverage_counts_the_articles_of_each_outlet(open_page: Open) -> None:
    app = open_page("events", view="Coverage by outlet")
    heads = [column["label"] for column in tables(app)[0]["columns"]]
    fire = dict(zip(heads, next(row for row in cells(app) if row[0].startswith("Ferry")), strict=True))
    assert fire["Harbour Times"] == "2 articles"
    goat = dict(zip(heads, next(row for row in cells(app) if row[0].startswith("@goat")), strict=True))
    assert goat["Harbour Times"] == "nothing then"


@pytest.mark.parametrize("parameters", [{}, {"event": "e0000000000000000"}, {"event": "'; DROP TABLE events"}])
def test_an_event_that_is_not_there_offers_those_that_are(open_page: Open, parameters: dict[str, str]) -> None:
    app = open_page("event", **parameters)
    assert not app.exception
    assert "Choose an event" in words(app)
    assert cells(app)[0][0].startswith("Ferry fire")


def test_the_head_of_an_event_counts_independent_origins(open_page: Open) -> None:
    shown = words(open_page("event", event=event_id("fire")))
    for count in ("<b>5</b> articles", "<b>4</b> outlets", "<b>4</b> independent origins"):
        assert count in shown
    assert shown.count('<article class="card">') == 5
    assert 'href="https://courier.example/ferry-fire"' in shown


def test_an_event_of_one_outlet_has_nothing_to_compare(open_page: Open) -> None:
    app = open_page("event", event=event_id("goat"))
    assert not app.exception
    assert "nothing to compare" in words(app)
    assert "javascript:" not in words(app)
    assert [tab.label for tab in app.tabs] == ["Why together", "Corrections"]


@pytest.mark.parametrize(("section", "said"), EVIDENCE.items())
def test_a_section_shows_its_evidence(open_page: Open, section: str, said: list[str]) -> None:
    app = open_page("event", event=event_id("fire"), section=section)
    assert not app.exception
    shown = words(app)
    for expected in said:
        assert expected in shown


def test_the_sections_tested_are_those_there_are() -> None:
    assert list(EVIDENCE) == list(SECTIONS)


def test_no_section_speaks_of_ignoring(open_page: Open) -> None:
    for section in SECTIONS:
        assert "ignore" not in words(open_page("event", event=event_id("fire"), section=section)).lower()


def test_what_ties_an_article_to_its_event_is_shown(open_page: Open) -> None:
    rows = cells(open_page("event", event=event_id("fire"), section="Why together"), table=1)
    nearest = "Veldmark Courier: Ferry fire at Port Osel kills 14"
    shared = "names: Santarra, Port Osel; figures: 14 (dead); words: fire, ferry"
    assert rows[1][1:] == ["0.96", "0.70", nearest, "7 h", shared]
    undated = next(row for row in rows if row[0].startswith("The Lantern"))
    assert undated[1:] == ["0.96", "0.70", nearest, "–", shared]


def test_a_link_to_a_cell_opens_the_sentences_in_context(open_page: Open) -> None:
    app = open_page("event", event=event_id("fire"), claim=group_id("fire", "dead"), cell="harbour")
    assert not app.exception
    shown = words(app)
    assert 'killing <b class="value">17</b> people' in shown
    assert 'killed <b class="value">14</b> people' in shown
    assert "It started in the engine room, an officer of the port said." in shown  # the sentence after it
    assert shown.index('class="passage chosen"') < shown.index('class="passage"')


def test_a_cell_without_the_claim_shows_the_nearest_sentence_and_its_score(open_page: Open) -> None:
    app = open_page("event", event=event_id("fire"), claim=group_id("fire", "inspection"), cell="harbour")
    assert "fined twice last year" in words(app)
    assert "similarity 0.41" in words(app)
    assert "no full text in the corpus" in words(app)  # the excerpt of the Inland Post


def test_a_link_to_a_claim_of_another_run_says_so(open_page: Open) -> None:
    app = open_page("event", event=event_id("fire"), claim="g0000000000000000", cell="harbour")
    assert not app.exception
    assert "not in the event" in words(app)


def test_the_method_page_names_model_rejections_and_settings(open_page: Open) -> None:
    app = open_page("method")
    assert "all-MiniLM-L6-v2" in words(app)
    shown = {frame.value.columns[0]: frame.value for frame in app.dataframe}
    assert list(shown["source_file"]["reason"]) == ["broken JSON", "binary file"]
    assert json.loads(app.code[0].value) == json.loads(json.dumps(Settings().as_dict()))


def test_every_table_can_be_saved_in_both_formats(open_page: Open) -> None:
    for name, parameters in [("events", {}), ("method", {})] + [
        ("event", {"event": event_id("fire"), "section": section}) for section in SECTIONS
    ]:
        app = open_page(name, **parameters)
        labels = [button.label for button in app.get("download_button")]
        n_tables = len(app.get("bidi_component")) + len(app.dataframe)
        assert labels.count("Download CSV") == labels.count("Download XLSX") >= max(n_tables, 1)


def test_the_manifest_of_the_run_is_the_one_shown(open_page: Open) -> None:
    assert manifest(build_tables())["run_id"] in words(open_page("method"))
