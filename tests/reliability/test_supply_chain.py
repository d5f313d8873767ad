"""What is installed is what was pinned and hashed: to run the program, and to test it."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.reliability.licences import PARTS, packages, pinned

REMEDY = "run: make lock"
NOT_HASHED = {"torch"}  # its build differs by platform: for the processor alone, or for one of several GPUs
LOCKS = ("requirements.lock", "requirements-dev.lock")
EXTRAS = ("requirements-ray.lock", "tests/benchmarks/requirements.lock")  # beside the first, for those who want it
SERVER = "tests/s3_server.lock"  # of an environment of its own


def canonical(names):
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in names.items()}


def locked():
    """All that `make install-dev` installs by the locks."""
    return {name: version for lock in LOCKS for name, version in canonical(pinned(lock)).items()}


@pytest.mark.parametrize("wanted", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_in_a_lock_at_the_same_version(wanted):
    missing = {name for name, version in canonical(pinned(wanted)).items() if locked().get(name) != version}
    assert missing <= NOT_HASHED, REMEDY


@pytest.mark.parametrize("lock", EXTRAS)
def test_the_lock_of_an_extra_holds_what_it_asks_for_and_nothing_that_is_installed_before(lock):
    asked = pinned(lock.replace(".lock", ".txt"))
    assert asked.items() <= pinned(lock).items(), REMEDY
    assert not set(canonical(pinned(lock))) & set(canonical(pinned("requirements.lock"))), REMEDY


def test_every_requirement_names_one_version():
    for lock in (*LOCKS, *EXTRAS):
        file = lock.replace(".lock", ".txt")
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        wanted = [line for line in lines if line and not line.startswith(("#", "-r "))]
        assert len(pinned(file)) == len(wanted), file


def test_no_package_is_in_both_locks():
    program, beside = (canonical(pinned(lock)) for lock in LOCKS)
    assert not set(program) & set(beside), REMEDY


@pytest.mark.parametrize("lock", [*LOCKS, *EXTRAS, SERVER])
def test_every_package_of_a_lock_has_hashes(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    assert {entry.split("==")[0] for entry in entries} == set(pinned(lock))
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.split()[0]


def test_installing_checks_the_hashes_and_resolves_nothing():
    """Every line of the Makefile that installs is told to check, but the one that installs torch."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", "")
    installing = re.findall(r"pip install (.*)", makefile)
    hashed = [line.split() for line in installing if "--require-hashes --no-deps" in line]
    assert sorted(line[-1] for line in hashed) == sorted((*LOCKS, *EXTRAS, SERVER))
    (other,) = (line for line in installing if line.split() not in hashed)
    assert "torch==" in other


@pytest.mark.parametrize("lock", [*LOCKS, *EXTRAS])
def test_a_package_with_another_hash_is_not_installed(lock, tmp_path):
    """pip itself refuses what it would install by a lock in which one hash is another."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    name = next(iter(pinned(lock)))
    (entry,) = re.findall(rf"^{name}==.*(?:\n    --hash.*)+", text, re.MULTILINE)
    package = tmp_path / f"{name.replace('-', '_')}-{pinned(lock)[name]}.tar.gz"
    package.write_bytes(b"something else")
    (tmp_path / "lock.txt").write_text(entry + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-index", "--dry-run"]
    options = [
        "--force-reinstall",
        "--disable-pip-version-check",
        "--find-links",
        tmp_path,
        "-r",
        tmp_path / "lock.txt",
    ]
    told = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert told.returncode != 0
    assert "DO NOT MATCH THE HASHES" in told.stderr


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_the_audit_asks_for_every_package_and_fails_where_one_is_not_answered_for():
    told = subprocess.run(["make", "--dry-run", "audit"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    asked = [line for line in told.splitlines() if "pip-audit" in line and "pip install" not in line]
    assert len(asked) == 5
    assert all("--strict" in line for line in asked)
    assert all(f"-r {lock}" in asked[0] for lock in LOCKS)
    assert [line.split()[-1] for line in asked[1:4]] == [*EXTRAS, SERVER]
    assert "^torch==" in asked[4]


def test_the_licence_of_every_package_is_listed():
    listed = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    wanted = {name: version for lock in PARTS.values() for name, version in packages(lock).items()}
    missing = [name for name, version in wanted.items() if f"| {name} | {version} | " not in listed]
    assert missing == [], REMEDY
    assert "not stated" not in listed


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_a_results_folder_may_have_a_blank_in_its_name():
    def words(target, program, out):
        done = subprocess.run(
            ["make", "--dry-run", target, f"OUT={out}"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        (line,) = [line for line in done.stdout.splitlines() if program in line]
        return shlex.split(line)

    removed = words("clean", "rm -rf", "/somewhere/my results")[2:]
    assert [name for name in removed if not name.startswith(".")] == ["/somewhere/my results"]
    made = words("results", "-m pipeline run", "~/my results")
    assert made[made.index("--out") + 1] == f"{os.environ['HOME']}/my results"
    opened = words("run", "streamlit run", "my results")
    assert opened[opened.index("--results") + 1 :] == ["my results"]


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_help_lists_every_target():
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([\w-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert "s3-server" in targets
    assert [name for name in targets if f"make {name} " not in told] == []
