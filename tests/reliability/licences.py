"""The licences of all that the locks name: to run the program, to test it, for a cluster, for the benchmarks.

python -m tests.reliability.licences > docs/licences.md
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution

from tests.conftest import ROOT

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_HEAD = """# Licences

Of every package that a lock pins, and of torch, as each package states it itself. Written by `make lock`. The packages
are installed from the registry and are no part of this repository."""
_COLUMNS = """
| package | version | licence |
|---|---|---|"""
PARTS = {
    "To run the program": "requirements.lock",
    "To test and check it, beside these": "requirements-dev.lock",
    "For `--engine ray`, beside the first": "requirements-ray.lock",
    "For the comparison with other methods, beside the first": "tests/benchmarks/requirements.lock",
    "The S3 server of the tests, in an environment of its own": "tests/s3_server.lock",
}
_ELSEWHERE = [str(path) for path in ROOT.glob(".venv/s3-server/lib/*/site-packages")]


def pinned(file: str) -> dict[str, str]:
    """Package -> version, of a file of requirements in the repository."""
    return dict(_PINNED.findall((ROOT / file).read_text(encoding="utf-8")))


def licence(name: str, version: str) -> str:
    """What the installed package says; why it is unknown otherwise."""
    found = list(Distribution.discover(name=name, path=[*sys.path, *_ELSEWHERE]))
    if not found:
        return "not installed on the platform where this was written"
    own = [one for one in found if one.version == version]  # else that of a near version: 2.13.0+cpu, for instance
    return _stated((own or found)[0]) or "not stated"


def _stated(found: Distribution) -> str:
    fields = found.metadata
    classifiers = [line.split(" :: ")[-1] for line in fields.get_all("Classifier", []) if line.startswith("License ::")]
    written = (fields.get("License") or "").strip()
    short = written if written and len(written) < 80 and "\n" not in written else ""
    said = fields.get("License-Expression") or short or ", ".join(classifiers) or written.split("\n")[0][:80].strip()
    return said or _first_line_of_its_file(found)


def _first_line_of_its_file(found: Distribution) -> str:
    texts = (found.read_text(f"licenses/{name}") or "" for name in found.metadata.get_all("License-File", []))
    return next((text.split("\n")[0].strip() for text in texts if text.strip()), "")


def packages(lock: str) -> dict[str, str]:
    """Package -> version of a lock; with that of the program torch, which stands in no lock."""
    torch = {"torch": pinned("requirements.txt")["torch"]} if lock == PARTS["To run the program"] else {}
    return pinned(lock) | torch


def main() -> None:
    print(_HEAD)
    for title, lock in PARTS.items():
        print(f"\n## {title}\n{_COLUMNS}")
        for name, version in sorted(packages(lock).items()):
            print(f"| {name} | {version} | {licence(name, version)} |")


if __name__ == "__main__":
    main()
