"""Reports of one event, the worksheet and its answers: complete, inert, standing alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest

from pipeline import queries
from pipeline.export import export_run
from pipeline.export.html import html
from pipeline.export.markdown import markdown, plain
from pipeline.export.report import report_of
from pipeline.export.worksheet import answers, worksheet
from pipeline.queries import Selection
from tests.support import build_run, build_tables, event_id, story

FIRE, GOAT = event_id("fire"), event_id("goat")
VOID = {"meta", "br", "img", "link", "input"}
COURIER, HARBOUR = (story(name).pieces[place].words for name, place in (("fire-courier", 1), ("fire-harbour", 0)))


class Page(HTMLParser):
    """The text of a document, its tags with attributes, and whether each that opens is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words, self.tags, self.open = "", [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "title"):
            self.words += data


@pytest.fixture(scope="module")
def report(run):
    return report_of(run, FIRE)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    tables = build_tables()
    tables["outlets"].loc[:, "name"] = "<b>Bold</b> | `code`"
    tables["articles"].loc[:, "url"] = "javascript:alert(1)"
    tables["events"].loc[:, "title"] = "</title><script>alert(1)</script>\u202e"
    return report_of(build_run(tmp_path_factory.mktemp("results"), **tables), FIRE)


@pytest.mark.parametrize("write", [html, worksheet, answers])
def test_a_document_is_well_formed_and_needs_nothing_else(report, write):
    found = Page(write(report))
    assert found.open == []
    assert not [tag for tag, _ in found.tags if tag in ("script", "img", "link", "iframe", "object")]
    assert "url(" not in write(report)
    assert ("html", {"lang": "en"}) in found.tags


@pytest.mark.parametrize("write", [html, worksheet, answers])
def test_headings_follow_one_another_and_tables_name_their_cells(report, write):
    found = Page(write(report))
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tags = [tag for tag, _ in found.tags]
    assert tags.count("caption") == tags.count("table") > 0
    assert all(attributes.get("scope") in ("row", "col") for tag, attributes in found.tags if tag == "th")


@pytest.mark.parametrize("write", [html, worksheet, answers])
def test_hostile_words_are_words(hostile, write):
    text = write(hostile)
    found = Page(text)
    assert not [tag for tag, _ in found.tags if tag in ("script", "b")]
    assert "javascript:" not in "".join(str(attributes) for _, attributes in found.tags)
    assert "<script>alert(1)</script>[U+202E]" in found.words


def test_the_report_holds_every_sentence_of_every_table(report):
    words = " ".join(Page(html(report)).words.split())
    for column in (report.sentences["sentence"], report.alone["sentence"], report.quotations["words"]):
        for sentence in column:
            assert " ".join(sentence.split()) in words
    for side in ("a", "b"):
        assert set(report.divergences[f"sentence_{side}"]) <= {COURIER, HARBOUR, *report.sentences["sentence"]}
    assert "17 people" in words
    assert report.about["Run"] in words


def test_markdown_has_the_matrix_as_a_table_and_no_live_markup(report, hostile):
    lines = markdown(report).splitlines()
    heads = [line for line in lines if line.startswith("| Claim")]
    assert len(heads) == 1
    table = [line for line in lines if line.startswith("| ")]
    assert len(table) == 1 + report.matrix["group_id"].nunique()
    assert {re.sub(r"\\.", "", line).count("|") for line in table} == {report.articles["outlet_id"].nunique() + 2}
    assert "<script>" not in markdown(hostile)
    assert not re.search(r"(?<!\\)`", markdown(hostile))
    assert "](<javascript" not in markdown(hostile)


def test_plain_text_escapes_what_markdown_reads():
    assert plain("# [a](b) *c*\n<d> &") == "\\# \\[a\\]\\(b\\) \\*c\\* &lt;d\\> &amp;"


def test_the_worksheet_asks_what_the_key_answers(report):
    asked, told = Page(worksheet(report)), Page(answers(report))
    blanks = [attributes for _, attributes in asked.tags if attributes.get("class") == "blank"]
    cells = report.matrix["group_id"].nunique() * report.articles["outlet_id"].nunique()
    assert len(blanks) >= cells
    assert not [attributes for _, attributes in told.tags if attributes.get("class") == "blank"]
    for sentence in (COURIER, HARBOUR):
        assert sentence in asked.words
        assert sentence in told.words
    assert "conflict: 14 against 17" in told.words
    assert "conflict" not in asked.words


def test_a_class_gets_no_worksheet_of_an_event_with_nothing_to_compare(run, tmp_path):
    written = export_run(run, "worksheet", tmp_path, Selection(events=(GOAT,)))
    assert [path.name for path in written] == ["parallax-worksheets.html"]


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_each_event_has_a_file_that_names_day_and_title_and_stands_in_the_list(run, tmp_path, name):
    written = {path.name: path.read_text("utf-8") for path in export_run(run, name, tmp_path)}
    ending = {"html": "html", "markdown": "md"}[name]
    fire = f"parallax-2026-05-02-ferry-fire-at-port-osel-kills-14-{FIRE}.{ending}"
    assert fire in written
    assert len(written) == len(queries.events(run)) + 1
    listed = written[f"parallax-events.{ending}"]
    assert all(file in listed for file in written if "events" not in file)


def test_an_event_without_a_date_or_latin_letters_has_a_name_all_the_same(tmp_path):
    events = build_tables()["events"]
    events.loc[:, ["first_seen", "last_seen"]] = pd.NaT
    events.loc[:, "title"] = "Пожар"
    report = report_of(build_run(tmp_path, events=events), GOAT)
    assert report.stem == f"parallax-no-date-event-{GOAT}"
    assert "no date" in html(report)
    assert markdown(report).startswith("# Пожар")


def test_kinds_that_have_no_plural_are_counted_behind_a_colon(tmp_path):
    findings = build_tables()["findings"]
    findings["kind"] = findings["kind"].replace({"update": "quotation altered"})
    facts = report_of(build_run(tmp_path, findings=findings), FIRE).facts
    assert {"1 conflict", "quotation altered: 1"} <= set(facts)


def test_full_texts_stay_out_of_reports(run, report):
    texts = [text for text in run.table("articles")["text"] if len(text) > 350]
    assert texts
    for write in (html, markdown, worksheet, answers):
        assert not any(text in write(report) for text in texts)
