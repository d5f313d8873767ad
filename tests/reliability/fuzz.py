"""Damage real inputs at random and read them: python -m tests.reliability.fuzz --seconds 60

Each input is a file of tests/golden/readers, or a text of tests/stories, that was cut, flipped, doubled or crossed with
another. A reader may give articles and rejections and nothing else; a span that is read from a text must lie in it and
hold words. What fails is kept in the folder --keep, and the numbers of inputs are printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from pipeline.claims import read_claims
from pipeline.ingest import READERS, RawArticle, Rejection, read_inputs
from pipeline.language.dates import find_moments
from pipeline.language.figures import find_figures
from pipeline.language.furniture import marks
from pipeline.language.names import find_names
from pipeline.settings import Ingest
from tests.conftest import ROOT
from tests.stories import STORIES

GOLDEN = ROOT / "tests" / "golden" / "readers"
_MOST_BYTES = 200_000
_MEMORY = 8 << 30
"""Bytes of address space: what asks for more fails, and is kept."""
_TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b'"', b"{", b"[" * 200, b"<!--", b"<" * 50, b"]]>", b"&#x10FFFF;",
    b"\\ud800", b"9" * 400, b"-1", b"1e999", b"NaN", b"%00", b"\xed\xa0\x80", b"=?utf-8?b?", b"\x1f\x8b",
    b"Content-Length: 99999999999\r\n", "\u202e\u2066\u200d".encode(), "“‘«„".encode(), "٣½１".encode(),
)  # fmt: skip


def damaged(content: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """`content` after one to six random changes."""
    for _ in range(chance.randint(1, 6)):
        at, to = sorted((chance.randrange(len(content) + 1), chance.randrange(len(content) + 1)))
        to = min(to, at + chance.choice((1, 4, 64, 4096)))
        other = chance.choice(others)
        piece = chance.randrange(len(other) + 1)
        content = chance.choice(
            (
                content[:at] + content[to:],
                content[:at] + content[at:to] * 2 + content[to:],
                content[:at]
                + bytes(byte ^ 1 << chance.randrange(8) for byte in content[at:to][:8])
                + content[at + 8 :],
                content[:at] + chance.choice(_TOKENS) + content[at:],
                content[:at] + other[piece : piece + chance.choice((8, 512))] + content[to:],
                content[:at] + chance.randbytes(min(to - at, 16)) + content[to:],
            )
        )[:_MOST_BYTES]
    return content


def read_file(suffix: str, content: bytes, folder: Path) -> None:
    """Read `content` as a file of the format. Raises whatever the reader should not have let through."""
    path = folder / f"articles{suffix}"
    path.write_bytes(content)
    for found in read_inputs([path], Ingest(max_file_bytes=50_000_000)):
        if not isinstance(found, (RawArticle, Rejection)):
            raise TypeError(f"{suffix} gave a {type(found).__name__}")


def read_text(text: str) -> None:
    """Read claims, figures, dates and names of `text`. Raises AssertionError where a span does not hold."""
    found = marks(text, None)
    read = read_claims("a1", 0, text, found)
    spans = [mark.span for mark in found] + [claim.span for claim in read.claims]
    spans += [item.span for item in (*read.quotations, *find_figures(text), *find_names(text))]
    spans += [moment.span for moment in find_moments(text, 1.7e9)]
    wrong = [span for span in spans if not (0 <= span.start < span.end <= len(text)) or not span.of(text).strip()]
    assert not wrong, wrong


class Fuzzer:
    """Makes inputs one after the other, each from its number and the seed alone."""

    def __init__(self, seed: int, keep: Path | None) -> None:
        self._seed, self._keep = seed, keep
        self._files = {suffix: (GOLDEN / f"articles{suffix}").read_bytes() for suffix in READERS}
        self._texts = [story.text.encode() for story in STORIES]
        self.inputs: Counter[str] = Counter()
        self.failures: list[str] = []

    def one(self, number: int, folder: Path) -> None:
        """Make and read the input `number`."""
        chance = random.Random(f"{self._seed}-{number}")
        kind = chance.choice([*READERS, "text", "text", "text"])
        others = [*self._files.values(), *self._texts]
        if kind == "text":
            content = damaged(chance.choice(self._texts), others, chance)
        else:
            content = damaged(self._files[kind], others, chance)
        self.inputs[kind] += 1
        try:
            if kind == "text":
                read_text(content.decode("utf-8", "replace").replace("\0", ""))
            else:
                read_file(kind, content, folder)
        except Exception:  # whatever it is, it is what this looks for
            self.failures.append(f"{kind}, input {number}: {traceback.format_exc().splitlines()[-1]}")
            if self._keep:
                self._keep.mkdir(parents=True, exist_ok=True)
                (self._keep / f"{number}{kind if kind != 'text' else '.text'}").write_bytes(content)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--keep", type=Path, help="folder for inputs that fail")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    fuzzer, number, until = Fuzzer(options.seed, options.keep), options.first, time.monotonic() + options.seconds
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until:
            fuzzer.one(number, Path(folder))
            number += 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"inputs": fuzzer.inputs.total(), "of each": dict(fuzzer.inputs), "peak memory, MB": memory}
    print(json.dumps(told | {"seed": options.seed, "first": options.first, "failures": fuzzer.failures}, indent=1))
    return int(bool(fuzzer.failures))


if __name__ == "__main__":
    sys.exit(main())
