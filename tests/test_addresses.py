"""Input and results at addresses: against a real S3 server on this machine, and fsspec's memory."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipeline import Settings, queries, runner
from pipeline.addresses import Address, Copy, listed, place, read, write
from pipeline.cli import OK, USER_ERROR, main
from pipeline.correcting import correct
from pipeline.corrections import read as corrections
from pipeline.errors import AddressError, InputError, StoreError, SupersededError
from pipeline.files import NEWEST
from pipeline.ingest import Rejection, input_files, read_inputs
from pipeline.mirror import local_folder
from pipeline.progress import Silent
from pipeline.settings import Ingest
from pipeline.store import open_run, prepare, publish, runs, stored_at
from pipeline.ui.state import RESULTS_VARIABLE
from pipeline.verify import verify
from tests import s3
from tests.conftest import ROOT
from tests.reliability.corpus import all_of_them
from tests.stories import STORIES
from tests.support import RUN_ID, build_run, build_tables, event_id, manifest
from tests.ui.conftest import DASHBOARD, cells, words

RESULTS = "s3://news/results"
SECRET = "a-secret-that-nobody-prints"


@pytest.fixture(scope="module")
def one_server():
    with s3.serving() as server:
        yield server


@pytest.fixture
def server(one_server, monkeypatch, tmp_path):
    """The server, empty, with credentials in the environment, and a cache of this test's own."""
    one_server.ask("POST", "moto-api/reset")
    one_server.ask("PUT", "news")
    environment = {
        "AWS_ACCESS_KEY_ID": "reader", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": one_server.endpoint, "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return one_server


def article(number):
    return json.dumps({"id": f"{number}", "outlet": "Veldmark Courier", "title": f"Story {number}", "text": "A text."})


# Addresses


@pytest.mark.parametrize(
    "given",
    [
        f"s3://reader:{SECRET}@news/articles",
        f"s3://reader:{SECRET[:5]}/{SECRET[5:]}@news/articles",
        f"s3://{SECRET}@news/articles",
        f"s3://news/articles?secret_key={SECRET}",
        f"ftp://reader:{SECRET}@files.example.org/articles",
    ],
)
def test_an_address_with_credentials_is_refused_and_not_told_again(given):
    with pytest.raises(AddressError, match="environment") as error:
        place(given)
    assert SECRET not in str(error.value)
    assert SECRET[5:] not in str(error.value)


def test_what_is_no_address_is_a_path(tmp_path):
    assert place("data/results") == Path("data/results")
    assert place(f"file://{tmp_path}") == tmp_path
    assert place("s3://news/a folder/") == Address("s3", "news/a folder")
    with pytest.raises(AddressError, match="names no bucket"):
        place("s3://")
    with pytest.raises(AddressError, match="pipeline fetch"):
        place("https://news.example.org/articles.jsonl")


def test_a_scheme_that_nothing_reaches_says_what_is_missing():
    with pytest.raises(AddressError, match="nosuch"):
        listed(place("nosuch://place/folder"))
    with pytest.raises(AddressError, match=r"package that reaches .* is missing.*pip"):
        listed(place("gdrive://folder/articles"))


# Input


def test_a_folder_in_a_bucket_is_read_as_one_on_disk(server, tmp_path):
    names = ["b/z.jsonl", "a.jsonl", "b/c.JSONL", "page.html", "page_files/ad.html", ".hidden/x.jsonl", "README.txt"]
    names += ["b/picture.jpg", "wörter & co.jsonl", "manifest.json"]
    names += ["results/20260525T101500Z-1a2b3c4d/manifest.json", "results/20260525T101500Z-1a2b3c4d/events.parquet"]
    names += ["results/newest.json", "results/corrections.jsonl"]
    for number, name in enumerate(names):
        body = article(number).encode() if "jsonl" in name.lower() else b"<html><body>A page</body></html>"
        write(place(f"s3://news/articles/{name}"), body)
        (tmp_path / "articles" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "articles" / name).write_bytes(body)
    there = input_files(["s3://news/articles"])
    here = input_files([tmp_path / "articles"])
    assert [str(file) for file in there] == [
        f"s3://news/articles/{file.relative_to(tmp_path / 'articles')}" for file in here
    ]
    assert [Path(file).read_bytes() for file in there] == [file.read_bytes() for file in here]
    assert not any("results" in str(file) for file in there)
    found = list(read_inputs(["s3://news/articles/a.jsonl", "s3://news/articles/b"], Ingest()))
    assert [one.source_file for one in found] == [
        f"s3://news/articles/{name}" for name in ("a.jsonl", "b/c.JSONL", "b/z.jsonl")
    ]
    assert [one.source_id for one in found] == ["1", "2", "0"]


def test_copies_go_when_nothing_refers_to_them(server):
    server.put("articles/a.jsonl", article(1).encode())
    (copy,) = input_files(["s3://news/articles"])
    path = Path(copy)
    assert path.is_file()
    del copy
    assert not path.parent.exists()


def test_memory_is_reached_through_fsspec():
    write(place("memory://corpus/articles/a.jsonl"), article(7).encode())
    (found,) = read_inputs(["memory://corpus/articles"], Ingest())
    assert (found.source_file, found.source_id) == ("memory://corpus/articles/a.jsonl", "7")


def test_what_is_not_there_or_not_allowed_is_one_clear_line(server):
    with pytest.raises(InputError, match="nothing is stored there"):
        input_files(["s3://news/nowhere"])
    with pytest.raises(AddressError, match=r"s3://nobucket/articles: there is no such bucket"):
        input_files(["s3://nobucket/articles"])
    server.put("articles/picture.jpg", b"a picture")
    with pytest.raises(InputError, match="nothing in this folder can be read"):
        input_files(["s3://news/articles"])
    server.authorize(True)
    try:
        with pytest.raises(AddressError, match=r"access is denied.*AWS_ACCESS_KEY_ID") as denied:
            input_files(["s3://news/articles"])
    finally:
        server.authorize(False)
    assert SECRET not in str(denied.value)


def test_a_server_that_is_not_there_is_told(server, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(AddressError, match=r"the server does not answer.*AWS_ENDPOINT_URL"):
        input_files(["s3://news/articles"])


def test_an_answer_that_breaks_off_is_asked_for_again(server, monkeypatch):
    bodies = {f"{number}.jsonl": article(number).encode() * 50 for number in range(3)}
    for name, body in bodies.items():
        server.put(f"articles/{name}", body)
    with s3.breaking(server) as (proxy, broken):
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.endpoint)
        found = input_files(["s3://news/articles"])
    assert broken == {f"/news/articles/{name}" for name in bodies}
    assert {Path(str(file)).name: Path(file).read_bytes() for file in found} == bodies


def with_little_room(size, *arguments):
    """The command line, where no file may grow beyond `size` bytes: for a process that is what a full disk is."""

    def little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(
        [sys.executable, "-B", "-m", "pipeline", *arguments], preexec_fn=little,
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_a_disk_that_fills_up_while_input_is_copied_ends_the_work(server):
    server.put("articles/1.jsonl", article(1).encode())
    server.put("articles/2.jsonl", article(2).encode() * 500)
    done = with_little_room(10_000, "check", "s3://news/articles")
    assert done.returncode == USER_ERROR, done.stdout
    assert "no local copy can be written (File too large)" in done.stderr
    assert "TMPDIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_goes_before_it_is_copied_is_rejected_by_its_address(server):
    from pipeline.addresses import Stored, copied
    from pipeline.ingest import read_files

    (copy,) = copied([Stored(place("s3://news/articles/gone.jsonl"), 10)])
    assert isinstance(copy, Copy)
    (rejected,) = read_files([copy], Ingest())
    assert isinstance(rejected, Rejection)
    assert (rejected.source_file, rejected.reason) == ("s3://news/articles/gone.jsonl", "cannot be read")
    assert "nothing is stored there" in rejected.detail


# Results


@pytest.fixture
def stored(server):
    """The hand-made run, published at RESULTS."""
    return build_run(RESULTS)


def another_machine(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another machine"))


def test_another_machine_reads_the_run_that_was_published(stored, monkeypatch, tmp_path):
    another_machine(monkeypatch, tmp_path)
    run = open_run(RESULTS)
    assert run.path != stored.path
    assert str(run.results) == RESULTS
    for name, table in build_tables().items():
        assert run.table(name).equals(table), name
    assert len(queries.event_articles(run, event_id("fire"))) == len(queries.event_articles(stored, event_id("fire")))
    assert verify(run) == verify(stored)
    assert open_run(f"{RESULTS}/{run.run_id}").path == run.path


def test_half_an_upload_is_seen_by_nobody(stored, server, monkeypatch, tmp_path):
    server.put("results/20270101T000000Z-1a2b3c4d/articles.parquet", b"half")
    another_machine(monkeypatch, tmp_path)
    assert [run.run_id for run in runs(RESULTS)] == [stored.run_id]
    assert runs("s3://news/empty") == []
    with pytest.raises(StoreError, match=r"s3://news/empty: no run is stored here"):
        open_run("s3://news/empty")


def test_half_an_upload_that_was_asked_for_by_name_does_not_hide_the_run_when_it_is_there(
    stored, server, monkeypatch, tmp_path
):
    tables, name = build_tables(), "20270101T000000Z-1a2b3c4d"
    server.put(f"results/{name}/articles.parquet", b"half")
    with pytest.raises(StoreError, match=f"{name}: no run is stored here"):
        open_run(f"{RESULTS}/{name}")
    (problem,) = verify(stored_at(f"{RESULTS}/{name}"))
    assert (problem.place, problem.what) == ("manifest.json", "cannot be read")
    (stored.path.parent / name).mkdir()  # as an earlier version of the program took it
    (stored.path.parent / name / "articles.parquet").write_bytes(b"half")
    with monkeypatch.context() as patched:
        another_machine(patched, tmp_path)
        assert publish(RESULTS, name, tables, manifest(tables)).run_id == name
    assert open_run(RESULTS).run_id == name
    assert verify(open_run(f"{RESULTS}/{name}")) == verify(stored)


@pytest.mark.parametrize("command", ["show", "check"])
def test_a_disk_that_has_no_room_for_results_is_told_as_such(stored, monkeypatch, tmp_path, command):
    another_machine(monkeypatch, tmp_path)
    done = with_little_room(1000, command, RESULTS)
    assert done.returncode == USER_ERROR, done.stdout
    assert "XDG_CACHE_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_corrections_that_find_no_room_are_told_as_such(stored, server):
    open_run(RESULTS)
    server.put("results/corrections.jsonl", b"{}\n" * 1000)
    done = with_little_room(1000, "show", RESULTS)
    assert done.returncode == USER_ERROR, done.stdout
    assert "no local copy can be made" in done.stderr
    assert "Traceback" not in done.stderr


class Offline(Silent):
    """A Progress of somebody whose network is gone while articles are grouped."""

    def __init__(self, monkeypatch):
        super().__init__()
        self.monkeypatch = monkeypatch
        self.endpoint = os.environ["AWS_ENDPOINT_URL"]

    def start(self, stage, total):
        endpoint = "http://127.0.0.1:9" if stage == "events" else self.endpoint
        self.monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)


def test_a_run_goes_on_where_the_earlier_one_cannot_be_reached_for_its_comparison(server, monkeypatch, tmp_path):
    source = all_of_them(tmp_path / "all.jsonl")
    runner.run([source], RESULTS, Settings())
    assert runner.run([source], RESULTS, Settings()).manifest["taken_over"]["events"] > 0
    run = runner.run([source], RESULTS, Settings(), progress=Offline(monkeypatch))
    assert run.manifest["taken_over"] == {}
    assert open_run(RESULTS).run_id == run.run_id


def test_a_run_whose_last_step_fails_is_published_nowhere(stored, server, monkeypatch, tmp_path):
    tables = build_tables()
    with s3.breaking(server, refused=NEWEST) as (proxy, _):
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.endpoint)
        with pytest.raises(AddressError, match=f"{NEWEST}: access is denied"):
            publish(RESULTS, "20260601T000000Z-1a2b3c4d", tables, manifest(tables))
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint)
    assert [run.run_id for run in runs(stored.path.parent)] == [stored.run_id]
    another_machine(monkeypatch, tmp_path)
    assert open_run(RESULTS).run_id == stored.run_id
    assert publish(RESULTS, "20260601T000000Z-1a2b3c4d", tables, manifest(tables)).run_id == open_run(RESULTS).run_id


def test_a_run_that_another_machine_published_meanwhile_is_noticed(stored, monkeypatch, tmp_path):
    here = local_folder(RESULTS)
    another_machine(monkeypatch, tmp_path)
    tables = build_tables()
    newer = publish(RESULTS, "20260601T000000Z-1a2b3c4d", tables, manifest(tables), stored.run_id)
    with pytest.raises(SupersededError, match=newer.run_id):
        publish(here, "20260602T000000Z-1a2b3c4d", tables, manifest(tables), stored.run_id)
    assert open_run(here).run_id == newer.run_id
    later = publish(here, RUN_ID, tables, manifest(tables))
    assert later.run_id > newer.run_id
    assert open_run(RESULTS).run_id == later.run_id


def test_a_changed_table_is_not_read_and_check_says_which(stored, server, monkeypatch, tmp_path):
    server.put(f"results/{stored.run_id}/claims.parquet", stored.file("events").read_bytes())
    server.put(f"results/{stored.run_id}/notes.txt", b"left here by somebody")
    another_machine(monkeypatch, tmp_path)
    with pytest.raises(StoreError, match=r"claims.parquet was changed after it was published"):
        open_run(RESULTS)
    told = {(problem.place, problem.what) for problem in verify(stored_at(RESULTS))}
    assert ("claims", "file was changed") in told
    assert ("notes.txt", "no part of a run") in told
    with pytest.raises(StoreError, match="no run is stored here"):
        open_run("s3://news/results-elsewhere")


def test_names_in_a_bucket_lead_out_of_no_folder(stored, server, monkeypatch, tmp_path):
    server.put(f"results/{stored.run_id}/%2E%2E/%2E%2E/escaped.parquet", b"out")
    server.put(f"results/{stored.run_id}/%2E%2E%2Fescaped.parquet", b"out")
    another_machine(monkeypatch, tmp_path)
    open_run(RESULTS)
    assert not list(tmp_path.rglob("escaped.parquet"))


def test_corrections_lie_with_the_results(stored, monkeypatch, tmp_path):
    articles = queries.event_articles(stored, event_id("fire"))["article_id"].tolist()
    made = correct(local_folder(RESULTS), "split", articles[:1], "A reader", "another ferry")
    another_machine(monkeypatch, tmp_path)
    assert [one.id for one in corrections(local_folder(RESULTS))[0]] == [made.id]
    second = correct(local_folder(RESULTS), "undo", [made.id], "A reader", "it was that ferry")
    assert [one.id for one in corrections(local_folder(stored.path.parent))[0]] == [made.id, second.id]


def test_results_that_cannot_be_written_are_told_before_the_work(server):
    with pytest.raises(AddressError, match="there is no such bucket"):
        prepare("s3://nobucket/results")
    server.authorize(True)
    try:
        with pytest.raises(AddressError, match="access is denied"):
            prepare(RESULTS)
    finally:
        server.authorize(False)


# The command line


def test_the_commands_take_addresses_and_give_what_they_give_on_disk(server, monkeypatch, tmp_path, capsys):
    lines = all_of_them(tmp_path / "all.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "articles").mkdir()
    for name, some in (("1.jsonl", lines[:-3]), ("2.jsonl", lines[-3:])):
        (tmp_path / "articles" / name).write_bytes(b"".join(some))
        server.put(f"articles/{name}", b"".join(some))

    def made(articles, results):
        assert main(["run", f"{articles}/1.jsonl", "--out", results]) == OK
        another_machine(monkeypatch, tmp_path)
        assert main(["run", articles, "--out", results, "--append"]) == OK
        assert main(["show", results]) == OK
        run = open_run(results)
        assert main(["check", results]) == OK
        assert main(["export", results, "--format", "csv", str(tmp_path / "csv" / run.run_id)]) == OK
        return run, "".join(capsys.readouterr())

    run, told = made("s3://news/articles", RESULTS)
    local, told_of_local = made(str(tmp_path / "articles"), str(tmp_path / "local"))
    assert len(run.table("articles")) == len(STORIES)
    assert all(name.startswith("s3://news/articles/") for name in run.table("articles")["source_file"])
    for table in ("events", "event_articles", "claims", "claim_links", "findings", "evidence"):
        assert run.table(table).equals(local.table(table)), table
    assert f"run {run.run_id}: whole\n" in told
    assert f"show {RESULTS} --event" in told
    assert len(list((tmp_path / "csv" / run.run_id).iterdir())) == len(
        list((tmp_path / "csv" / local.run_id).iterdir())
    )
    held = [read(one.address) for one in listed(place(RESULTS)) if one.address.name.endswith((".json", ".jsonl"))]
    assert json.loads(read(place(f"{RESULTS}/{NEWEST}")))["run_id"] == run.run_id
    assert not [content for content in held if SECRET.encode() in content]
    assert SECRET not in told
    assert told.count("rejected:") == told_of_local.count("rejected:")


def test_the_app_shows_results_at_an_address(stored, monkeypatch, tmp_path):
    another_machine(monkeypatch, tmp_path)
    monkeypatch.setenv(RESULTS_VARIABLE, RESULTS)
    app = AppTest.from_file(str(DASHBOARD), default_timeout=60).run()
    assert not app.exception
    assert "Everything here is invented." in words(app)
    assert len(cells(app)) == len(stored.table("events"))
    monkeypatch.setenv(RESULTS_VARIABLE, f"s3://reader:{SECRET}@news/results")
    refused = words(AppTest.from_file(str(DASHBOARD), default_timeout=60).run())
    assert "in the environment" in refused
    assert SECRET not in refused


def test_exports_are_written_on_disk_only(stored, capsys):
    assert main(["export", RESULTS, "--format", "csv", "s3://news/exports"]) == USER_ERROR
    assert "local folders" in capsys.readouterr().err
