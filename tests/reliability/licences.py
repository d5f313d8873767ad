"""The licences of all that is installed to run the program or test it.

python -m tests.reliability.licences > docs/licences.md
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from tests.conftest import ROOT

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_HEAD = """# Licences

Of every package that `requirements.lock` and `requirements-dev.lock` pin, and of torch, as each package states it
itself. Written by `make lock`. The packages are installed from the registry and are no part of this repository."""
_COLUMNS = """
| package | version | licence |
|---|---|---|"""
PARTS = {"To run the program": "requirements.lock", "To test and check it, beside these": "requirements-dev.lock"}


def pinned(file: str) -> dict[str, str]:
    """Package -> version, of a file of requirements at the top of the repository."""
    return dict(_PINNED.findall((ROOT / file).read_text(encoding="utf-8")))


def licence(name: str) -> str:
    """What the installed package says; why it is unknown otherwise."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return "not installed on the platform where this was written"
    return _stated(found) or "not stated"


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
            print(f"| {name} | {version} | {licence(name)} |")


if __name__ == "__main__":
    main()
