"""Kill -9 at random moments of all stages: python -m tests.reliability.crash --times 100

Each time a results folder that holds an earlier run is copied, a process makes the next run in it and is killed at a
random moment; then the same is done again undisturbed. After the kill every run there must be whole, after the second
run the newest must equal that of a folder in which nothing was killed, stages that were finished before the kill must
have been taken over, and no text may have been encoded twice.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from pipeline import Settings, runner
from pipeline.correcting import correct
from pipeline.embed.cache import text_hash
from pipeline.engine import ENGINES
from pipeline.schema import TABLES
from pipeline.store import open_run, runs
from pipeline.verify import verify
from tests.conftest import TODAY
from tests.ray_cluster import all_ended, own_folder
from tests.reliability.corpus import all_of_them, earlier, many

_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(["pipeline.runner", "sentence_transformers", "transformers.models.bert.modeling_bert"])
_SECONDS = 600
Moment = tuple[float, str]


class Told:
    """A Progress that tells each step through a pipe, with its time."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._stage = ""

    def start(self, stage: str, total: int | None) -> None:
        self._stage = stage
        self._pipe.send((time.monotonic(), f"{stage} begins"))

    def advance(self, n: int = 1) -> None:
        pass

    def finish(self, summary: str) -> None:
        self._pipe.send((time.monotonic(), f"{self._stage} ends"))

    def warn(self, message: str) -> None:
        pass


def run(inputs: Path, results: Path, settings: Settings, progress: Told) -> None:
    runner.run([inputs / "all.jsonl"], results, settings, progress=progress, today=TODAY)


def append(inputs: Path, results: Path, settings: Settings, progress: Told) -> None:
    runner.append([inputs / "all.jsonl"], results, progress=progress, today=TODAY, where=settings.run)


def recompare(inputs: Path, results: Path, settings: Settings, progress: Told) -> None:
    runner.recompare(results, progress=progress)


def run_over_workers(inputs: Path, results: Path, settings: Settings, progress: Told) -> None:
    runner.run([inputs / "many.jsonl"], results, settings, progress=progress, today=TODAY)


WORK: dict[str, Callable[[Path, Path, Settings, Told], None]] = {
    "run": run, "append": append, "recompare": recompare, "workers": run_over_workers,
}  # fmt: skip
FINISHED = {"embed begins": "ingest", "claims, align, compare begins": "events", "store begins": "comparison"}
"""Moment -> the stage that is finished by then, and is not done again."""
DONE_AGAIN = {"append": {"events"}, "recompare": {"ingest", "events"}}
"""Stages of a kind of work that begin from an earlier run and are not kept."""


def _child(
    work: str, inputs: Path, results: Path, settings: Settings, pipe: Connection, environment: dict[str, str]
) -> None:
    os.setsid()  # so that whatever it starts can be told from all else
    os.environ.update(environment)
    pipe.send((time.monotonic(), "process begins"))
    WORK[work](inputs, results, settings, Told(pipe))
    pipe.send((time.monotonic(), "done"))


def _started(
    work: str, inputs: Path, results: Path, settings: Settings
) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    ours, theirs = _FORKED.Pipe(duplex=False)
    # The server that forks it may have been started when Ray was to be elsewhere.
    environment = {name: value for name, value in os.environ.items() if name.startswith("RAY_")}
    process = _FORKED.Process(target=_child, args=(work, inputs, results, settings, theirs, environment))
    process.start()
    theirs.close()
    return process, ours


def _moments(pipe: Connection) -> Iterator[Moment]:
    while pipe.poll(_SECONDS):
        try:
            yield pipe.recv()
        except EOFError:
            return


def undisturbed(work: str, inputs: Path, results: Path, settings: Settings) -> list[Moment]:
    """Do `work` in `results` to its end; returns the moments that it told. Raises RuntimeError when it fails."""
    process, pipe = _started(work, inputs, results, settings)
    moments = list(_moments(pipe))
    process.join(_SECONDS)
    if process.exitcode != 0 or moments[-1][1] != "done":
        raise RuntimeError(f"{work} ended with {process.exitcode} after {moments[-1:]}")
    return moments


@dataclass
class Crash:
    """One kind of work: `before` are results to begin from, `after` those in which it was done undisturbed."""

    work: str
    inputs: Path
    before: Path
    after: Path
    settings: Settings
    moments: list[Moment]
    fell: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def kill_once(self, results: Path, random_number: random.Random) -> None:
        """Kill the work at a random moment in a copy of `before`, check, do it again, and check again."""
        shutil.copytree(self.before, results)
        told = self._killed(results, random_number)
        self.fell[told[-1]] += 1
        held = {one.run_id for one in runs(self.before)}
        found = runs(results)
        if not held <= {one.run_id for one in found} or len(found) > len(held) + ("store begins" in told):
            self._problem(told, f"runs {[one.run_id for one in found]}")
        for one in found:
            if problems := verify(one):
                self._problem(told, f"{one.run_id}: {problems[0]}")
        if "embed ends" in told and (lost := _article_hashes(self.after) - set(_cached(results))):
            self._problem(told, f"{len(lost)} vectors of articles are not in the cache")
        undisturbed(self.work, self.inputs, results, self.settings)
        self._compare(results, told)
        if len(found) == len(held):  # else what was finished is the run
            finished = {FINISHED[moment] for moment in told if moment in FINISHED} - DONE_AGAIN.get(self.work, set())
            if again := finished - set(open_run(results).manifest["reused"]):
                self._problem(told, f"done again: {sorted(again)}")

    def _killed(self, results: Path, random_number: random.Random) -> list[str]:
        """The moments that passed until the kill, which falls into a random one, at a random part of its length."""
        at = random_number.randrange(len(self.moments) - 1)
        lasts = self.moments[at + 1][0] - self.moments[at][0]
        process, pipe = _started(self.work, self.inputs, results, self.settings)
        told: list[str] = []
        for moment in _moments(pipe):
            told.append(moment[1])
            if len(told) > at:
                time.sleep(random_number.random() * lasts)
                break
        assert process.pid is not None
        with suppress(ProcessLookupError):  # its work may be done
            os.kill(process.pid, signal.SIGKILL)
        process.join(_SECONDS)
        if not all_ended(process.pid):
            self._problem(told, "worker processes are left")
        return told + [moment[1] for moment in _moments(pipe)]

    def _compare(self, results: Path, told: list[str]) -> None:
        one, other = open_run(results), open_run(self.after)
        for name in TABLES:
            if not one.table(name).equals(other.table(name)):
                self._problem(told, f"{name} differs from an undisturbed run")
        if any(one.manifest[key] != other.manifest[key] for key in ("settings", "model", "inputs", "corrections")):
            self._problem(told, "the manifest differs from that of an undisturbed run")
        if twice := [key for key, count in Counter(_cached(results)).items() if count > 1]:
            self._problem(told, f"{len(twice)} texts were encoded twice")

    def _problem(self, told: list[str], what: str) -> None:
        self.problems.append(f"{self.work}, killed after '{told[-1]}': {what}")


def _cached(results: Path) -> list[bytes]:
    """Hashes of the texts whose vectors the cache holds, as often as it holds them; claims have theirs apart."""
    found: list[bytes] = []
    for path in (results / ".cache").glob("*/*.npz"):
        with np.load(path, allow_pickle=False) as segment:
            found += [row.tobytes() for row in segment["hashes"]]
    return found


def _article_hashes(results: Path) -> set[bytes]:
    articles = open_run(results).table("articles")
    length = Settings().embed.lead_characters
    return {text_hash(text) for text in (*articles["text"].str[:length], *articles["title"].dropna()) if text.strip()}


def prepared(work: str, folder: Path, settings: Settings) -> Crash:
    """Results of an earlier run on this machine and what `work` needs, and results in which it was done undisturbed."""
    before, after = folder / "before", folder / "after"
    folder.mkdir(parents=True)
    first = all_of_them(folder / "all.jsonl")
    many(folder / "many.jsonl")
    if work != "recompare":
        first = earlier(folder / "earlier.jsonl")
    made = runner.run([first], before, Settings(), today=TODAY)
    if work == "recompare":
        events = made.table("events").sort_values("n_articles")["event_id"].tolist()
        correct(before, "merge", events[:2], "A tester", "to have something to apply")
    shutil.copytree(before, after)
    return Crash(work, folder, before, after, settings, undisturbed(work, folder, after, settings))


def crash(work: Sequence[str], times: int, seed: int, folder: Path, engine: str = "local") -> list[Crash]:
    """Kill `times` times in all, each kind of `work` in turn, done by two workers of `engine`."""
    settings = replace(Settings(), run=replace(Settings().run, engine=engine, workers=2))
    made, random_number = [prepared(kind, folder / kind, settings) for kind in work], random.Random(seed)
    for number in range(times):
        one, place = made[number % len(made)], folder / f"killed-{number}"
        one.kill_once(place, random_number)
        shutil.rmtree(place)
        print(f"{number + 1} of {times}: {one.work}, {sum(len(one.problems) for one in made)} problems", flush=True)
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100, help="kills in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", nargs="+", choices=WORK, default=["run", "append", "recompare"])
    parser.add_argument("--engine", choices=ENGINES, default="local")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, own_folder():
        made = crash(options.work, options.times, options.seed, Path(folder), options.engine)
    for one in made:
        print(f"{one.work}: {one.fell.total()} kills, {len(one.problems)} problems; after: {dict(one.fell)}")
        print("".join(f"  {problem}\n" for problem in one.problems), end="")
    return int(any(one.problems for one in made))


if __name__ == "__main__":
    sys.exit(main())
