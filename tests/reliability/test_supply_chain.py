"""What is installed is what was pinned and hashed."""

import re

from tests.conftest import ROOT
from tests.reliability.licences import pinned

REMEDY = "run: make lock"
NOT_HASHED = {"torch"}  # its build differs by platform: for the processor alone, or for one of several GPUs


def canonical(names):
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in names.items()}


def test_every_requirement_is_in_the_lock_at_the_same_version():
    wanted, locked = canonical(pinned("requirements.txt")), canonical(pinned("requirements.lock"))
    missing = {name: version for name, version in wanted.items() if locked.get(name) != version}
    assert set(missing) == NOT_HASHED, REMEDY


def test_every_package_of_the_lock_has_hashes():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE))
    assert {entry.split("==")[0] for entry in entries} == set(pinned("requirements.lock"))
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.split()[0]


def test_installing_checks_the_hashes_and_resolves_nothing():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "--require-hashes --no-deps -r requirements.lock" in makefile


def test_the_licence_of_every_package_is_listed():
    listed = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    packages = pinned("requirements.lock") | {"torch": pinned("requirements.txt")["torch"]}
    missing = [name for name, version in packages.items() if f"| {name} | {version} | " not in listed]
    assert missing == [], REMEDY
    assert "not stated" not in listed
