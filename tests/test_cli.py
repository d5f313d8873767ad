"""The command line as a person uses it: real files in, exit status, one clear line, nothing lost."""

import gzip
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from pipeline import load_run
from pipeline.cli import main
from tests.conftest import ROOT, SAMPLE

FERRY = (
    " The Saltwind had left Tolmen at five. Divers were looking at the hull, and the harbour master closed the quay."
)
BUDGET = (
    " Members argued through the night over schools and roads. The finance minister called the vote a good beginning."
)
STORIES = [
    (
        "The Marn Courier",
        "Ferry runs aground off Colmere",
        "A ferry with 120 people on board ran aground at dawn." + FERRY,
    ),
    ("Orsen Gazette", "Passengers rescued from ferry at Colmere", "All 120 people on a ferry were rescued." + FERRY),
    ("Radio Kelvar", "Parliament adopts the budget in Orsen", "Parliament adopted next year's budget." + BUDGET),
]


def pipeline(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False, **options,
    )  # fmt: skip


def article(number, **changes):
    outlet, title, text = STORIES[number % 3]
    row = {"id": f"n{number}", "outlet": outlet, "title": title, "date": "2026-05-04", "text": text}
    return row | changes


def write_jsonl(path: Path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def rejected(run):
    return {(Path(row.source_file).name, row.reason) for row in run.table("rejected").itertuples()}


def test_run_show_export_and_evaluate(tmp_path):
    source = write_jsonl(tmp_path / "news.jsonl", [article(0), article(1), article(2)])
    done = pipeline("run", source, "--out", tmp_path / "results")
    assert done.returncode == 0, done.stderr
    assert "3 articles, 2 events" in done.stdout
    assert "python -m pipeline show" in done.stdout
    assert "streamlit run dashboard.py" in done.stdout
    for stage in ("ingest", "clean", "embed", "events", "claims, align, compare", "store"):
        assert stage in done.stderr

    listed = pipeline("show", tmp_path / "results", "--search", "ferry").stdout
    (event,) = [line.split()[0] for line in listed.splitlines() if "Colmere" in line]
    shown = pipeline("show", tmp_path / "results", "--event", event).stdout
    assert "The Marn Courier" in shown
    assert "CLAIMS THAT OUTLETS SHARE" in shown

    exported = pipeline("export", tmp_path / "results", "--format", "scoring", tmp_path / "scoring")
    assert exported.returncode == 0, exported.stderr
    assert (tmp_path / "scoring" / "events.csv").read_text(encoding="utf-8-sig").startswith("id,event")

    nothing = pipeline("export", tmp_path / "results", "--format", "csv", "--event", "enone", tmp_path / "none")
    assert nothing.returncode == 2
    assert "holds no event 'enone'" in nothing.stderr
    assert not (tmp_path / "none").exists()

    gold = tmp_path / "gold.csv"
    gold.write_text("id,event\nn0,a\nn1,a\nn2,b\n", encoding="utf-8")
    scored = pipeline("evaluate", tmp_path / "results", "--gold-events", gold)
    assert "b3_f1                1.0000" in scored.stdout


def test_the_commands_that_are_advised_can_be_typed_as_they_stand(tmp_path):
    rows = [article(0), {"id": "n9", "outlet": "Radio Kelvar", "words": "The ferry had left Tolmen at five."}]
    source = write_jsonl(tmp_path / "the news.jsonl", rows)
    settings = tmp_path / "my settings.toml"
    settings.write_text("[ingest]\nmax_article_characters = 50\n", encoding="utf-8")
    done = pipeline("run", source, write_jsonl(tmp_path / "b.jsonl", [article(2, text="A budget.")]),
                    "--settings", settings, "--out", tmp_path / "my results")  # fmt: skip
    told = dict(line.split(":  ", 1) for line in done.stdout.splitlines() if ":  " in line)
    check = shlex.split(told["rejected"].split("see why: python -m pipeline ")[1])
    assert "the news.jsonl:1: too long" in pipeline(*check).stdout
    show = shlex.split(told["compare here"].removeprefix("python -m pipeline "))
    listed = pipeline(*show).stdout
    again = shlex.split(listed.split("python -m pipeline ")[1].removesuffix(" --event ID\n"))
    assert pipeline(*again).stdout == listed
    assert shlex.split(told["open the app"])[-1] == str(tmp_path / "my results")


def test_a_run_of_the_same_input_is_not_made_again_when_only_stale_ones_are_wanted(tmp_path):
    source = write_jsonl(tmp_path / "news.jsonl", [article(0), article(1)])
    pipeline("run", source, "--out", tmp_path / "results")
    again = pipeline("run", source, "--out", tmp_path / "results", "--if-stale")
    assert "up to date" in again.stdout
    assert len(list((tmp_path / "results").glob("2*"))) == 1
    load_run(tmp_path / "results").file("claims").unlink()
    assert "up to date" not in pipeline("run", source, "--out", tmp_path / "results", "--if-stale").stdout
    write_jsonl(source, [article(0), article(1), article(2)])
    assert "up to date" not in pipeline("run", source, "--out", tmp_path / "results", "--if-stale").stdout


def test_a_file_that_was_put_into_its_outlets_folder_is_read_again(tmp_path, capsys):
    (tmp_path / "news" / "downloads").mkdir(parents=True)
    (tmp_path / "news" / "downloads" / "a.txt").write_text(f"A title\n\n{STORIES[0][2]}", encoding="utf-8")
    settings = ["--settings", str(SAMPLE / "settings.toml"), "--out", str(tmp_path / "results"), "--if-stale"]
    assert main(["run", str(tmp_path / "news"), *settings]) == 0
    assert "no outlet:     1 articles" in capsys.readouterr().out
    (tmp_path / "news" / "downloads").rename(tmp_path / "news" / "Marn Courier Online")
    for told in (False, True):
        assert main(["run", str(tmp_path / "news"), *settings]) == 0
        assert ("up to date" in capsys.readouterr().out) == told
    assert load_run(tmp_path / "results").table("articles")["outlet_id"].tolist() != ["unknown"]


def test_results_inside_the_input_folder_are_no_input(tmp_path):
    write_jsonl(tmp_path / "news.jsonl", [article(0), article(1), article(2)])
    assert pipeline("run", tmp_path, "--out", tmp_path / "results").returncode == 0
    assert "up to date" in pipeline("run", tmp_path, "--out", tmp_path / "results", "--if-stale").stdout


def test_the_same_input_gives_the_same_tables(tmp_path):
    source = write_jsonl(tmp_path / "news.jsonl", [article(0), article(1), article(2)])
    for out in ("one", "two"):
        assert pipeline("run", source, "--out", tmp_path / out).returncode == 0
    one, two = load_run(tmp_path / "one"), load_run(tmp_path / "two")
    assert one.manifest["fingerprint"] == two.manifest["fingerprint"]
    for table in ("articles", "events", "event_articles", "claims", "claim_links", "claim_groups", "findings"):
        assert one.table(table).equals(two.table(table)), table


@pytest.fixture(scope="module")
def wild(tmp_path_factory):
    """A folder of everything that goes wrong, with two good articles in it."""
    folder = tmp_path_factory.mktemp("wild")
    good = "".join(json.dumps(article(number)) + "\n" for number in (0, 1))
    (folder / "truncated.jsonl").write_text(good + '{"id": "n9", "text": "The ferry', encoding="utf-8")
    (folder / "wrong-columns.csv").write_text("foo,bar\n1,2\n", encoding="utf-8")
    (folder / "junk.csv").write_bytes(os.urandom(4096))
    (folder / "empty.jsonl").write_bytes(b"")
    (folder / "empty-text.csv").write_text("id,title,text\n7,,\n", encoding="utf-8")
    (folder / "nul.txt").write_bytes(b"A title\n\nSome text with a \x00 in it.")
    write_jsonl(folder / "twice.jsonl", [article(2), article(2), article(2, text="Other words." + BUDGET)])
    with gzip.open(folder / "long.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(article(3, id="long", text="word " * 10_000_000)) + "\n")
    (folder / "not-gzip.csv.gz").write_bytes(b"id,text\n1,hello\n")
    (folder / "fake.parquet").write_bytes(b"PAR1 this is no table")
    return folder


def test_each_bad_input_is_told_with_its_file_and_the_rest_goes_through(wild, tmp_path):
    done = pipeline("run", wild, "--out", tmp_path / "results", "--strict")
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    run = load_run(tmp_path / "results")
    assert {"n0", "n1", "n2"} <= set(run.table("articles")["source_id"])
    told = {file for file, _ in rejected(run)}
    assert told == {path.name for path in wild.iterdir()}
    for row in run.table("rejected").itertuples():
        assert row.detail
    counts = run.manifest["counts"]
    assert counts["articles"] == 3
    reasons = rejected(run)
    assert ("twice.jsonl", "duplicate") in reasons
    assert ("twice.jsonl", "duplicate id") in reasons
    assert ("long.jsonl.gz", "too long") in reasons


def test_check_tells_file_line_reason_and_writes_nothing(wild, tmp_path):
    done = pipeline("check", wild, "--strict")
    assert done.returncode == 1
    assert "truncated.jsonl:3: " in done.stdout
    assert "articles would go through" in done.stdout
    assert pipeline("check", write_jsonl(tmp_path / "good.jsonl", [article(0)]), "--strict").returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.jsonl"]


def test_what_is_told_of_an_input_cannot_rewrite_the_terminal(tmp_path):
    (tmp_path / "a\x1b[31m.csv").write_text("id,words\x1b[2J\n1,2\n", encoding="utf-8")
    done = pipeline("check", tmp_path)
    assert "words[U+001B][2J" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "no/such/path"], "no/such/path"),
        (["run", "{good}", "--settings", "{tmp}/none.toml"], "none.toml"),
        (["run", "{good}", "--settings", "{bad_settings}"], "threshhold"),
        (["run", "{good}", "--model", "{tmp}"], "safetensors"),
        (["run", "{tmp}/empty"], "nothing in this folder can be read"),
        (["show", "{tmp}/nothing"], "python -m pipeline run"),
        (["export", "{tmp}/nothing", "--format", "csv", "{tmp}/out"], "python -m pipeline run"),
        (["run", "{good}", "--out", "{good}"], "cannot be written"),
        (["run", "{good}", "--outlets", "{tmp}/list\udce9.csv"], "not written in UTF-8"),
        (["run", "{good}", "--model", "{tmp}/model\udce9"], "not written in UTF-8"),
        (["check", "a" * 300], "file name too long"),
        (["show", "a" * 300], "cannot be read"),
        (["run", "{good}", "--out", "a" * 300], "cannot be read"),
        (["check", "{tmp}/loop"], "symbolic links"),
        (["show", "{tmp}/loop"], "symbolic links"),
    ],
)
def test_an_error_of_use_is_one_line_and_status_2(tmp_path, arguments, told):
    good = write_jsonl(tmp_path / "good.jsonl", [article(0)])
    bad_settings = tmp_path / "bad.toml"
    bad_settings.write_text("[events]\nthreshhold = 0.5\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    done = pipeline(*(a.format(tmp=tmp_path, good=good, bad_settings=bad_settings) for a in arguments))
    assert done.returncode == 2, done.stdout + done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert told in line
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ('detectors = ["figurs"]', "no detector named 'figurs'"),
        ('named = ["places"]', "no kind of names named 'places'"),
        ('left_out = ["updat"]', "no kind of findings named 'updat'"),
        ('left_out = ["update", "dates: update"]', "no kind of findings named 'dates: update'"),
    ],
)
def test_a_mistyped_name_under_compare_is_told_before_anything_is_read(tmp_path, capsys, setting, told):
    good = write_jsonl(tmp_path / "good.jsonl", [article(0)])
    settings = tmp_path / "settings.toml"
    settings.write_text(f"[compare]\n{setting}\n", encoding="utf-8")
    assert main(["run", str(good), "--settings", str(settings), "--out", str(tmp_path / "results")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert not (tmp_path / "results").exists()


def test_plain_text_takes_its_outlet_from_a_folder_of_a_known_name_and_gaps_are_told(tmp_path):
    for folder in ("Marn Courier Online", "downloads"):
        (tmp_path / "news" / folder).mkdir(parents=True)
        (tmp_path / "news" / folder / "a.txt").write_text(f"A title\n\n{STORIES[0][2]} {folder}", encoding="utf-8")
    done = pipeline("check", tmp_path / "news", "--settings", SAMPLE / "settings.toml")
    assert "2 articles would go through" in done.stdout
    assert "no outlet:     1 articles" in done.stdout
    assert "no date:       2 articles" in done.stdout
    assert "[ingest.columns]" in done.stdout


def test_an_input_of_which_nothing_can_be_used_says_why(tmp_path):
    (tmp_path / "bad.csv").write_text("foo,bar\n1,2\n", encoding="utf-8")
    done = pipeline("run", tmp_path / "bad.csv", "--out", tmp_path / "results")
    assert done.returncode == 2
    assert "python -m pipeline check" in done.stderr


AS_NOBODY = """
import contextlib, io, os, sys
from pipeline import store, terminal
from pipeline.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    main(["check", sys.argv[1]])  # loads what it needs, which nobody else may be able to read
if os.geteuid() == 0:  # root may read everything
    os.seteuid(65534)
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture
def closed_folder():
    """A folder that everybody may enter, with an article and one that nobody may read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        write_jsonl(folder / "open.jsonl", [article(0)])
        write_jsonl(folder / "closed.jsonl", [article(1)]).chmod(0)
        yield folder


def as_nobody(folder, *arguments):
    command = [sys.executable, "-c", AS_NOBODY, *map(str, (folder / "open.jsonl", *arguments))]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_a_closed_file_in_a_folder_is_rejected_and_one_that_is_named_is_an_error(closed_folder):
    folder = as_nobody(closed_folder, "check", closed_folder)
    assert folder.returncode == 0, folder.stderr
    assert "1 articles would go through, 1 rows would be rejected" in folder.stdout
    assert "closed.jsonl: cannot be read: permission denied" in folder.stdout
    named = as_nobody(closed_folder, "check", closed_folder / "closed.jsonl")
    assert named.returncode == 2
    assert "closed.jsonl: permission denied" in named.stderr


@pytest.mark.parametrize(
    ("command", "place", "told"),
    [
        ("check", "shut", "permission denied"),
        ("check", "shut/a.jsonl", "permission denied"),
        ("show", "shut", "cannot be read"),
        ("show", "shut/results", "cannot be read"),
    ],
)
def test_a_folder_that_may_not_be_entered_is_one_clear_line(closed_folder, command, place, told):
    (closed_folder / "shut").mkdir(mode=0)
    done = as_nobody(closed_folder, command, closed_folder / place)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert told in done.stderr


def test_interrupting_a_run_leaves_earlier_results_whole(tmp_path):
    source = write_jsonl(tmp_path / "news.jsonl", [article(0), article(1), article(2)])
    assert pipeline("run", source, "--out", tmp_path / "results").returncode == 0
    before = load_run(tmp_path / "results")
    running = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", str(SAMPLE / "articles.jsonl"), "--out", str(tmp_path / "results")],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    for line in running.stderr:
        if line.startswith("clean"):
            break
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    # Python ends by the signal where it fell into an import's exec(); to a shell both are 130.
    assert running.returncode in (130, -signal.SIGINT)
    assert "Traceback" not in errors
    assert "interrupted" in errors
    assert load_run(tmp_path / "results").run_id == before.run_id
    assert [path.name for path in (tmp_path / "results").iterdir() if path.name.startswith(".writing")] == []


class CtrlC(io.StringIO):
    """Standard output; Ctrl-C is pressed as soon as `words` are told."""

    def __init__(self, words):
        super().__init__()
        self.words = words

    def write(self, text):
        length = super().write(text)
        if self.words in text:
            signal.raise_signal(signal.SIGINT)
        return length


def test_what_was_published_before_an_interrupt_is_not_called_unpublished(tmp_path, monkeypatch, capsys):
    source = write_jsonl(tmp_path / "news.jsonl", [article(0), article(1)])
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", CtrlC("\nrun "))
        assert main(["run", str(source), "--out", str(tmp_path / "results")]) == 130
    told = capsys.readouterr().err.splitlines()[-1]
    assert told == "interrupted: earlier results are whole; what was published or noted before stays"
    assert len(load_run(tmp_path / "results").table("articles")) == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="a small file system is mounted, which takes root")
def test_a_full_disk_is_one_clear_line_and_earlier_results_stay(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(small)], check=False).returncode:
        pytest.skip("a tmpfs cannot be mounted here")
    try:
        source = write_jsonl(tmp_path / "news.jsonl", [article(0), article(1)])
        assert pipeline("run", source, "--out", small).returncode == 0
        before = load_run(small)
        done = pipeline("run", SAMPLE / "articles.jsonl", "--out", small)
        assert done.returncode == 2, done.stderr
        assert "cannot be written" in done.stderr
        assert "Traceback" not in done.stderr
        after = load_run(small)
        assert after.run_id == before.run_id
        assert len(after.table("articles")) == 2
    finally:
        subprocess.run(["umount", str(small)], check=True)
