"""Damage real inputs at random and read them: python -m tests.reliability.fuzz --inputs 1000000 --seconds 3600

Each input is one that a target (tests.reliability.targets: the readers, the readers of text, cleaning, the log of
corrections, settings, lists, caches, stored runs) reads well, and was cut, flipped, doubled or crossed with another. An
input that leads to something new is kept and damaged further. Each target gets the same time, up to a tenth of the
inputs. What fails is kept in the folder --keep, and the numbers are printed as JSON.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path

from tests.reliability.damage import damaged
from tests.reliability.targets import Target, targets

_MEMORY = 8 << 30
"""Bytes of address space: what asks for more fails, and is kept."""
_MOST_KEPT = 2_000
"""Inputs of one target that are damaged further."""
_LONGEST = 10.0
"""Processor seconds for one input above which it is taken for a failure."""


@dataclass
class Tried:
    """What was tried of one target: an input follows from its number, the seed and the inputs before it."""

    target: Target
    pool: list[bytes]
    came: set[Hashable] = field(default_factory=set)
    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0

    def told(self) -> dict[str, object]:
        """Inputs, different outcomes, processor seconds."""
        seconds, slowest = round(self.seconds, 1), round(self.slowest, 3)
        return {"inputs": self.inputs, "outcomes": len(self.came), "seconds": seconds, "slowest": slowest}


class Fuzzer:
    """Makes inputs one after the other, and has them read."""

    def __init__(self, seed: int, keep: Path | None = None, names: list[str] | None = None) -> None:
        found = targets()
        self._seed, self._keep = seed, keep
        self._others = [seed for target in found.values() for seed in target.seeds]
        self.tried = {name: Tried(found[name], list(found[name].seeds)) for name in names or found}
        self.failures: list[str] = []

    @property
    def inputs(self) -> int:
        """Inputs so far."""
        return sum(tried.inputs for tried in self.tried.values())

    def next(self, most: int) -> str:
        """The target that had the least time, of those with fewer than `most` inputs; "" where there is none."""
        left = [name for name, tried in self.tried.items() if tried.inputs < most]
        return min(left, key=lambda name: self.tried[name].seconds, default="")

    def one(self, name: str, folder: Path) -> None:
        """Make the next input of the target `name` and have it read."""
        tried = self.tried[name]
        chance = random.Random(f"{self._seed}-{name}-{tried.inputs}")
        before = time.process_time()
        content = damaged(chance.choice(tried.pool), self._others, chance)
        try:
            outcome = tried.target.read(content, folder)
        except Exception:  # whatever it is, it is what this looks for
            self._failed(name, traceback.format_exc().splitlines()[-1], content)
        else:
            if outcome not in tried.came and len(tried.came) < _MOST_KEPT:
                tried.came.add(outcome)
                tried.pool.append(content)
        took = time.process_time() - before
        if took > _LONGEST:
            self._failed(name, f"{took:.1f} s", content)
        tried.inputs += 1
        tried.seconds += took
        tried.slowest = max(tried.slowest, took)

    def _failed(self, name: str, how: str, content: bytes) -> None:
        number = self.tried[name].inputs
        self.failures.append(f"{name}, input {number}: {how}")
        if self._keep:
            self._keep.mkdir(parents=True, exist_ok=True)
            (self._keep / f"{number} {name}").write_bytes(content)

    def told(self) -> dict[str, object]:
        """The numbers of what was tried."""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        seconds = round(sum(tried.seconds for tried in self.tried.values()))
        numbers = {"inputs": self.inputs, "seconds": seconds, "peak memory, MB": memory, "seed": self._seed}
        each = {name: tried.told() for name, tried in self.tried.items()}
        return numbers | {"failures": self.failures, "targets": each}


def fuzz(fuzzer: Fuzzer, inputs: int, seconds: float) -> None:
    """Try `inputs` inputs, as far as `seconds` go, or until Ctrl-C."""
    until, most = time.monotonic() + seconds, max(1, inputs // 10)
    with (
        tempfile.TemporaryDirectory() as folder,
        Path(os.devnull).open("w") as nowhere,  # libraries tell of what is broken: at a million inputs nobody reads it
        contextlib.redirect_stderr(nowhere),
        contextlib.suppress(KeyboardInterrupt),
    ):
        while fuzzer.inputs < inputs and time.monotonic() < until and (name := fuzzer.next(most)):
            fuzzer.one(name, Path(folder))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--targets", nargs="+", choices=targets(), metavar="TARGET", help="default: all")
    parser.add_argument("--keep", type=Path, help="folder for inputs that fail")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    logging.disable()
    fuzzer = Fuzzer(options.seed, options.keep, options.targets)
    fuzz(fuzzer, options.inputs, options.seconds)
    print(json.dumps(fuzzer.told(), indent=1))
    return int(bool(fuzzer.failures))


if __name__ == "__main__":
    sys.exit(main())
