"""A full disk, and a results folder that may only be read: one clear line, and the earlier run stays whole."""

import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pipeline import load_run
from pipeline.corrections import LOG
from pipeline.verify import verify
from tests.conftest import ROOT
from tests.reliability.corpus import row, write
from tests.stories import STORIES

MORE = row(STORIES[0]) | {"id": "more", "outlet": "The Tolmen Bell", "url": "https://tolmen.example/fire"}


@pytest.fixture
def results(made, tmp_path):
    return shutil.copytree(made, tmp_path / "results")


def without_space(*arguments):
    """The command line, where no file may grow: for a process that is what a full disk is."""

    def nothing_more():
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)], preexec_fn=nothing_more,
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip


def is_as_before(results, run_id):
    run = load_run(results)
    left = [path.name for path in results.iterdir() if path.name.startswith(".writing")]
    return run.run_id == run_id and verify(run) == [] and left == []


def test_where_no_file_can_grow_every_command_says_so_and_nothing_is_lost(results, tmp_path):
    before = load_run(results)
    more = write(tmp_path / "more.jsonl", [MORE])
    event = before.table("events").loc[0, "event_id"]
    (results / LOG).write_bytes(b"")
    for arguments, told in (
        (["run", more, "--out", results, "--append"], "the results cannot be written"),
        (["correct", results, "split", before.table("articles").loc[0, "article_id"], "--why", "x"], "the correction"),
        (["export", results, "--format", "csv", tmp_path / "csv"], "the export cannot be written"),
        (["export", results, "--format", "xlsx", "--event", event, tmp_path / "xlsx"], "the export cannot be written"),
    ):
        done = without_space(*arguments)
        assert done.returncode == 2, done.stderr
        assert told in next(line for line in done.stderr.splitlines() if line.startswith("error: "))
        assert "Traceback" not in done.stderr.split("Exception ignored")[0]  # of a file that zipfile could not close
        assert is_as_before(results, before.run_id)
    assert (results / LOG).read_bytes() == b""


@pytest.fixture
def small_disk(tmp_path):
    """The folder of a file system of six megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("a file system of its own cannot be mounted here: that takes root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("free", [0, 20_000, 150_000])
def test_a_disk_that_fills_up_during_a_run_ends_it_with_one_line_and_the_next_run_is_whole(made, small_disk, free):
    results = shutil.copytree(made, small_disk / "results")
    before = load_run(results)
    more = write(small_disk / "more.jsonl", [MORE])
    left = shutil.disk_usage(small_disk).free - free
    (small_disk / "filling").write_bytes(b"x" * (left // 4096 * 4096))
    arguments = [sys.executable, "-m", "pipeline", "run", str(more), "--out", str(results), "--append"]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 2, done.stderr
    assert "the results cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert is_as_before(results, before.run_id)
    (small_disk / "filling").unlink()
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    after = load_run(results)
    assert len(after.table("articles")) == len(before.table("articles")) + 1
    assert verify(after) == []


def test_a_table_that_may_not_be_read_is_named_by_check(made):
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        run = load_run(shutil.copytree(made, Path(name) / "results"))
        run.file("claims").chmod(0)
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, f"check {run.path}"],
            cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.stdout.endswith("\n1\n"), done
    assert "claims: cannot be read: " in done.stdout


AS_NOBODY = """
import os, sys
from pipeline import adding, cli, correcting, export, runner, terminal, verify  # what nobody else may be able to read
if os.geteuid() == 0:  # root may write everywhere
    os.seteuid(65534)
for command in sys.argv[1:]:
    print(cli.main(command.split()), flush=True)
"""


def test_a_folder_that_may_only_be_read_can_be_read_and_says_that_it_cannot_be_written(made, tmp_path):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results = shutil.copytree(made, folder / "results")
        more = write(folder / "more.jsonl", [MORE])
        before = load_run(results)
        article = before.table("articles").loc[0, "article_id"]
        for path in (folder, more, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        commands = [
            f"show {results} --search ferry", f"check {results}", f"run {more} --out {results} --append",
            f"correct {results} split {article} --why x --who y",
            f"export {results} --format csv {results}/csv",
        ]  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, *commands],
            cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        assert [line for line in done.stdout.splitlines() if line in {"0", "1", "2"}] == ["0", "0", "2", "2", "2"], done
        assert "Traceback" not in done.stderr
        told = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
        assert ["cannot be written" in line for line in told] == [True] * 3
        assert load_run(results).run_id == before.run_id
        folder.chmod(0o755)
        for path in folder.rglob("*"):
            path.chmod(0o755)
