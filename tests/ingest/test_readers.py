"""Every reader against the file in tests/golden/readers that we wrote for it."""

import gzip
import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from pipeline.ingest import READERS, RawArticle

GOLDEN = Path(__file__).parent.parent / "golden" / "readers"
DEFAULTS = asdict(RawArticle("", None, ""))


def golden(suffix):
    file, expected = GOLDEN / f"articles{suffix}", GOLDEN / f"articles{suffix}.expected.json"
    assert file.is_file(), f"a reader needs a golden pair: write {file} and {expected}"
    assert expected.is_file(), f"a reader needs a golden pair: write {expected}, the records without source_file"
    records = json.loads(expected.read_text(encoding="utf-8"))
    return file, [RawArticle(**(DEFAULTS | record)) for record in records]


@pytest.mark.parametrize("suffix", READERS)
def test_reader_gives_the_golden_records(suffix, read):
    file, expected = golden(suffix)
    articles, rejections = read(file)
    assert rejections == []
    assert {article.source_file for article in articles} == {str(file)}
    assert [replace(article, source_file="") for article in articles] == expected


@pytest.mark.parametrize("suffix", READERS)
def test_reader_gives_the_same_records_from_a_gzipped_file(suffix, read, tmp_path):
    file, expected = golden(suffix)
    packed = tmp_path / f"ARTICLES{suffix.upper()}.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    articles, rejections = read(packed)
    assert rejections == []
    assert [replace(article, source_file="") for article in articles] == expected


def test_golden_files_all_belong_to_a_reader():
    suffixes = {path.name.removeprefix("articles").removesuffix(".expected.json") for path in GOLDEN.iterdir()}
    assert suffixes == set(READERS)


def test_a_web_page_is_hashed_as_it_lies_on_disk(read):
    import hashlib

    page = GOLDEN / "articles.htm"
    assert read(page)[0][0].raw_sha256 == hashlib.sha256(page.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "lines",
    [
        '[\n{"id": 1, "text": "Rain fell."},\n{"id": 2, "text": "Snow fell."}\n]',
        '{\n"articles": [{"id": 1, "text": "Rain fell."},\n{"id": 2, "text": "Snow fell."}]}',
    ],
)
def test_a_json_document_under_the_suffix_jsonl_is_read(lines, read, tmp_path):
    file = tmp_path / "articles.jsonl"
    file.write_text(lines)
    assert [article.source_id for article in read(file)[0]] == ["1", "2"]


def test_json_lines_under_the_suffix_json_are_read(read, tmp_path):
    file = tmp_path / "articles.json"
    file.write_text('{"id": 1, "text": "Rain fell."}\n{"id": 2, "text": "Snow fell."}\n')
    assert [(article.source_id, article.line) for article in read(file)[0]] == [("1", 1), ("2", 2)]


@pytest.mark.parametrize("listed", ["authors", "images"])
def test_a_json_object_with_a_text_is_an_article_whatever_it_lists(listed, read, tmp_path):
    file = tmp_path / "article.json"
    inner = {"name": "Ana Lindqvist", "title": "Reporter"}
    file.write_text(json.dumps({"title": "Ferry sinks", "text": "A ferry sank.", listed: [inner]}))
    assert [(article.title, article.text) for article in read(file)[0]] == [("Ferry sinks", "A ferry sank.")]


def test_a_text_of_one_paragraph_has_no_title(read, tmp_path):
    file = tmp_path / "story.txt"
    file.write_text("A ferry sank on Monday. " * 20)
    (article,) = read(file)[0]
    assert (article.title, article.text) == (None, file.read_text())


def test_a_text_with_a_wrapped_byline_below_its_title(read, tmp_path):
    file = tmp_path / "story.txt"
    file.write_text("Ferry sinks\nBy Ana Lindqvist, Harbour Correspondent\n\nA ferry sank on Monday.\n")
    article = read(file)[0][0]
    assert (article.title, article.author, article.text) == ("Ferry sinks", "Ana Lindqvist", file.read_text())


def test_a_cell_may_hold_more_than_the_csv_module_allows(read, tmp_path):
    file = tmp_path / "long.csv"
    text = "The river rose again. " * 20_000
    file.write_text(f'id,text\n1,"{text}"\n')
    assert read(file)[0][0].text == text
