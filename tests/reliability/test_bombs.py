"""Small files that want to become large: each meets a limit, which is a setting, and memory stays bounded."""

import gzip
import json
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT

MB = 1_000_000
WORDS = b"word " * 200
GOOD = b'{"id": "good", "outlet": "Tolmen Bell", "text": "Rain fell on Velmora all night."}\n'
READ = """
import json, sys
from pathlib import Path
from pipeline.ingest import Rejection, read_inputs
from pipeline.settings import Ingest
peak = lambda: int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024
told = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    before = peak()
    found = list(read_inputs([path], Ingest(**json.loads(sys.argv[2]))))
    rejected = [(item.reason, item.detail) for item in found if isinstance(item, Rejection)]
    told[path.name] = {"rejected": rejected, "articles": len(found) - len(rejected), "grown, MB": peak() - before}
print(json.dumps(told))
"""
LIMITS = {"max_file_bytes": 40 * MB, "max_line_characters": MB, "max_document_characters": MB}


def laughs():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE r [<!ENTITY l0 "lol">{entities}]><r><item><title>x</title><text>&l11;</text></item></r>'.encode()


def packed_page():
    body = gzip.compress(b"<p>" + b"word " * (40 * MB))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    facts = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: {len(head + body)}"
    )
    kind = "WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http; msgtype=response"
    return f"{facts}\r\n{kind}\r\n\r\n".encode() + head + body + b"\r\n\r\n"


BOMBS = {
    "line.jsonl": lambda: GOOD + b'{"text": "' + WORDS * 30_000 + b'"}\n' + GOOD,
    "line.csv": lambda: b"id,text\na," + WORDS * 30_000 + b"\n",
    "cell.csv": lambda: b'id,text\na,"' + b"line\n" * (5 * MB) + b'"\n',
    "document.json": lambda: b'[{"text": "' + WORDS * 30_000 + b'"}]',
    "nested.json": lambda: b"[" * 400_000,
    "nested.jsonl": lambda: GOOD + b'{"text": ' + b'{"a": ' * 150_000 + b"\n",
    "nested.html": lambda: b"<html><body>" + b"<div>" * 200_000 + b"text",
    "page.html": lambda: b"<html><body><p>" + WORDS * 30_000,
    "zeros.jsonl.gz": lambda: gzip.compress(b"\0" * (400 * MB)),
    "words.jsonl.gz": lambda: gzip.compress(GOOD * 2 + (b" " * 99 + b"\n") * (4 * MB)),
    "zeros.txt.gz": lambda: gzip.compress(b" " * (400 * MB)),
    "laughs.xml": laughs,
    "nested.xml": lambda: b"<a>" * 200_000,
    "columns.csv": lambda: ("text," + ",".join(f"c{n}" for n in range(100_000)) + "\nx\n").encode(),
    "columns.jsonl": lambda: json.dumps({"text": "x"} | {f"c{n}": n for n in range(60_000)}).encode(),
    "parts.eml": lambda: b"Subject: x\n" + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' * 3000 + b"text",
    "packed.warc": packed_page,
}


def wide(path):
    pq.write_table(pa.table({"text": ["Rain fell."]} | {f"c{n}": [1] for n in range(3000)}), path)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What one process that reads them all says of each."""
    folder = tmp_path_factory.mktemp("bombs")
    for name, content in BOMBS.items():
        (folder / name).write_bytes(content())
    wide(folder / "wide.parquet")
    done = subprocess.run(
        [sys.executable, "-c", READ, str(folder), json.dumps(LIMITS)],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", [*BOMBS, "wide.parquet"])
def test_a_bomb_takes_little_memory_and_is_rejected_or_is_an_article(name, told):
    assert told[name]["grown, MB"] < 400
    assert told[name]["rejected"] or told[name]["articles"]


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("line.jsonl", "max_line_characters"),
        ("line.csv", "max_line_characters"),
        ("document.json", "max_document_characters"),
        ("words.jsonl.gz", "max_file_bytes"),
        ("zeros.txt.gz", "bytes"),
        ("page.html", "bytes"),
        ("packed.warc", "bytes"),
    ],
)
def test_the_rejection_names_the_limit(name, setting, told):
    ((_, detail),) = told[name]["rejected"]
    assert setting in detail


@pytest.mark.parametrize("name", ["cell.csv", "nested.json", "laughs.xml", "zeros.jsonl.gz"])
def test_what_is_no_article_gives_none(name, told):
    assert told[name]["articles"] == 0


def test_what_stands_beside_a_bomb_goes_through(told):
    assert told["line.jsonl"]["articles"] == 2
    assert told["nested.jsonl"]["articles"] == 1
    assert told["wide.parquet"]["articles"] == 1
