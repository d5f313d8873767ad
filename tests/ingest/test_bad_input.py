"""Damaged input: one clear line each, and the rest goes through."""

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROOT = Path(__file__).parent.parent.parent
GOOD = b'{"id": "a", "text": "Rain fell on Velmora."}\n'


def junk(size=20_000):
    return random.Random(7).randbytes(size)


def lines(tmp_path, *rows):
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b"".join(rows))
    return file


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        (b'{"id": "b", "text": "The fer\n', "broken JSON", "cut off"),
        (b'{"id": "b",, "text": "x"}\n', "broken JSON", "column 12"),
        (b"[" * 100_000 + b"\n", "broken JSON", "nested too deeply"),
        (b'["a", "b"]\n', "no JSON object", "list"),
        (b"42\n", "no JSON object", "int"),
        (b'{"id": "b", "text": ["One.", "Two."]}\n', "text is no string", "list"),
        (b'{"id": "b", "text": 7}\n', "text is no string", "int"),
    ],
)
def test_a_broken_line_is_rejected_by_its_number_and_the_rest_goes_through(line, reason, detail, tmp_path, read):
    articles, (rejection,) = read(lines(tmp_path, GOOD, b"\n", line, GOOD))
    assert [article.line for article in articles] == [1, 4]
    assert (rejection.line, rejection.stage, rejection.reason) == (3, "ingest", reason)
    assert detail in rejection.detail


def test_a_line_cut_off_at_the_end_of_the_file(tmp_path, read):
    articles, (rejection,) = read(lines(tmp_path, GOOD, b'{"id": "b", "tex'))
    assert len(articles) == 1
    assert (rejection.line, "cut off" in rejection.detail) == (2, True)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".txt", ".jsonl", ".json"])
def test_binary_junk_under_the_suffix_of_a_text_format(suffix, tmp_path, read):
    file = tmp_path / f"junk{suffix}"
    file.write_bytes(junk())
    articles, (rejection,) = read(file)
    assert articles == []
    assert rejection.reason == "not text"
    assert "UTF-8" in rejection.detail


def test_bytes_in_no_known_encoding(tmp_path, read):
    file = tmp_path / "story.txt"
    file.write_bytes(bytes(random.Random(3).choices(range(128, 256), k=5000)))
    (rejection,) = read(file)[1]
    assert (rejection.reason, "no encoding" in rejection.detail) == ("not text", True)


@pytest.mark.parametrize("suffix", [".csv", ".txt", ".jsonl", ".json", ".html"])
def test_an_empty_file(suffix, tmp_path, read):
    file = tmp_path / f"empty{suffix}"
    file.write_bytes(b"")
    articles, (rejection,) = read(file)
    assert (articles, rejection.reason) == ([], "empty file")


@pytest.mark.parametrize("content", [b"", junk(), b"PAR1" + junk(100) + b"PAR1"])
def test_a_file_that_is_no_parquet(content, tmp_path, read):
    file = tmp_path / "table.parquet"
    file.write_bytes(content)
    articles, (rejection,) = read(file)
    assert (articles, rejection.reason) == ([], "not Parquet")


def test_parquet_with_broken_characters_in_one_row_keeps_the_others_apart(tmp_path, read):
    texts = pa.array([b"Rain fell.", b"caf\xff", b"Snow fell."]).cast(pa.binary())
    broken = pa.Array.from_buffers(pa.string(), 3, texts.buffers())
    pq.write_table(pa.table({"text": broken}), tmp_path / "table.parquet")
    articles, rejections = read(tmp_path / "table.parquet")
    assert [article.text for article in articles] == ["Rain fell.", "caf\udcff", "Snow fell."]
    assert rejections == []
    large = texts.cast(pa.large_binary()).view(pa.large_string())
    pq.write_table(pa.table({"text": large}), tmp_path / "large.parquet")
    assert read(tmp_path / "large.parquet")[0][1].text == "caf\udcff"


def test_parquet_with_a_time_beyond_all_dates_in_one_row_keeps_the_others_apart(tmp_path, read):
    times = pa.array([1_700_000_000_000_000, 1_700_000_000_000_000_000], pa.timestamp("us"))
    pq.write_table(pa.table({"text": ["Rain fell.", "Snow fell."], "date": times}), tmp_path / "table.parquet")
    articles, rejections = read(tmp_path / "table.parquet")
    assert [article.published_at for article in articles] == [
        "2023-11-14T22:13:20",
        "1700000000000000000 timestamp[us]",
    ]
    assert rejections == []


def test_a_quotation_mark_that_is_never_closed_takes_no_other_row_into_its_text(tmp_path, read):
    file = tmp_path / "rows.csv"
    file.write_text('id,text\na,Rain fell.\nb,"Snow fell.\nc,Hail fell.\n')
    articles, (rejection,) = read(file)
    assert [article.text for article in articles] == ["Rain fell."]
    assert (rejection.line, rejection.reason, "never closed" in rejection.detail) == (3, "broken table", True)


def test_rows_with_too_few_or_too_many_cells(tmp_path, read):
    file = tmp_path / "rows.csv"
    file.write_text('id,text\na,"Rain\nfell."\nb\nc,Snow fell.,again\nd,Hail fell.,\n\ne,Sun shone.\n')
    articles, rejections = read(file)
    assert [(article.source_id, article.line) for article in articles] == [("a", 2), ("d", 6), ("e", 8)]
    assert [(r.line, r.reason) for r in rejections] == [(4, "wrong number of cells"), (5, "wrong number of cells")]
    assert "1 cells, the header 2" in rejections[0].detail


def test_a_file_over_the_bound_is_given_up_where_the_bound_lies(tmp_path, read):
    file = tmp_path / "bomb.jsonl.gz"
    file.write_bytes(gzip.compress(GOOD + b" " * 50_000_000 + b"\n" + GOOD))
    articles, (rejection,) = read(file, max_file_bytes=1_000_000)
    assert (rejection.reason, "1,000,000 bytes" in rejection.detail) == ("too large", True)
    assert "max_file_bytes" in rejection.detail
    assert len(articles) <= 1


def test_a_single_article_of_fifty_megabytes(tmp_path, read):
    text = tmp_path / "huge.txt"
    text.write_bytes(b"word " * 10_000_000)
    (rejection,) = read(text)[1]
    assert (rejection.reason, "too long for one article" in rejection.detail) == ("too long", True)


@pytest.mark.parametrize("cut", [20, -20])
def test_a_gzip_file_that_is_cut_off_keeps_what_could_be_read(cut, tmp_path, read):
    rows = b"".join(b'{"text": "Story %d: %s"}\n' % (n, junk(300).hex().encode()) for n in range(3000))
    file = tmp_path / "rows.jsonl.gz"
    file.write_bytes(gzip.compress(rows)[:cut])
    articles, rejections = read(file)
    assert rejections[-1].reason == "broken file"
    assert bool(articles) == (cut < 0)


def test_a_file_that_is_gzip_by_name_only(tmp_path, read):
    file = tmp_path / "rows.jsonl.gz"
    file.write_bytes(GOOD)
    (rejection,) = read(file)[1]
    assert rejection.reason == "cannot be read"


@pytest.mark.parametrize("page", [b"<html><body></body></html>", b"<p>", b"no page at all", junk(), b"\0\0\0"])
def test_a_page_without_an_article(page, tmp_path, read):
    file = tmp_path / "page.html"
    file.write_bytes(page)
    articles, rejections = read(file)
    assert articles == []
    assert [r.reason in ("no article found", "not text") for r in rejections] == [True]


def test_a_broken_json_document_names_the_line(tmp_path, read):
    file = tmp_path / "rows.json"
    file.write_text('[\n{"text": "Rain fell."},\n{"text": "Snow fell."')
    (rejection,) = read(file)[1]
    assert (rejection.line, rejection.reason) == (3, "broken JSON")


def test_a_broken_file_does_not_keep_the_next_one_from_being_read(tmp_path, read):
    (tmp_path / "a.csv").write_bytes(junk())
    (tmp_path / "b.parquet").write_bytes(junk())
    (tmp_path / "c.jsonl").write_bytes(GOOD)
    articles, rejections = read(tmp_path)
    assert (len(articles), len(rejections)) == (1, 2)


def test_reading_leaves_no_file_open(tmp_path, read):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(GOOD))
    (tmp_path / "b.csv").write_text("text\nRain.\n")
    (tmp_path / "c.parquet").write_bytes(junk())
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir()))
    for _ in range(20):
        read(tmp_path)
    assert len(list(descriptors.iterdir())) <= before + 2


def test_broken_characters_in_a_header_can_be_stored(tmp_path, read):
    file = tmp_path / "rows.csv"
    file.write_bytes("žluťoučký,kůň,".encode() + b"\xff\n1,2,3\n")
    (rejection,) = read(file)[1]
    assert "kůň, \\udcff" in rejection.detail


def test_broken_pages_leave_nothing_on_the_screen(tmp_path):
    (tmp_path / "a.html").write_bytes(b"<p>")
    (tmp_path / "b.html").write_bytes(junk())
    (tmp_path / "c.parquet").write_bytes(junk())
    (tmp_path / "d.csv").write_bytes(b"text,date\nRain fell.,never\n")
    code = (
        "import sys; from pipeline.ingest import read_inputs; from pipeline.settings import Ingest; "
        "print(len(list(read_inputs(sys.argv[1:], Ingest()))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True, cwd=ROOT, timeout=120
    )
    assert (done.stdout, done.stderr) == ("4\n", "")


def test_a_lone_surrogate_is_carried_on_for_cleaning_to_reject(tmp_path, read):
    (article,) = read(lines(tmp_path, json.dumps({"text": "a \ud83d b"}).encode()))[0]
    assert article.text == "a \ud83d b"
