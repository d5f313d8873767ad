"""What grouping one corpus takes: python -m tests.benchmarks.measure FOLDER METHOD, which prints JSON.

Each in a process of its own, so that the memory is that of one corpus and one method; it is read from /proc (Linux).
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

from pipeline import Settings
from pipeline.evaluate import score_event_labels
from pipeline.events import group
from tests.benchmarks.clock import Clock
from tests.benchmarks.corpora import Corpus, gold, load
from tests.benchmarks.peers import PEERS

PARALLAX = "parallax"
STEPS = {
    "words": ("grouping", "read_articles"),
    "TF-IDF": ("profiles", "word_vectors"),
    "copies": ("grouping", "first_copies"),
    "neighbours": ("grouping", "nearest_pairs"),
    "pair model": ("grouping", "in_parts"),
    "linkage": ("grouping", "average_linkage"),
    "calibration": ("grouping", "memberships"),
    "tables": ("grouping", "event_tables"),
}
"""Steps, and the functions that they are, as modules of pipeline.events call them."""


def main(folder: str, method: str) -> None:
    """Print the measured figures of `method` on the corpus in `folder`."""
    corpus = load(Path(folder))
    known = gold() if Path(folder).name == "scored" else None
    input_mb = _memory_mb("smaps_rollup", "Rss")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # from here on the peak is counted anew
    found = _grouped(corpus, known) if method == PARALLAX else PEERS[method](corpus, known)
    memory = {"input_mb": input_mb, "peak_mb": _memory_mb("status", "VmHWM")}
    print(json.dumps(found | {"articles": len(corpus.articles)} | memory))


def _grouped(corpus: Corpus, known: dict[str, str] | None) -> dict[str, Any]:
    seconds: dict[str, float] = defaultdict(float)
    clock = Clock()
    with _timed(seconds):
        events, members = group(corpus.articles, corpus.leads, corpus.titles, Settings().events)
    spent = clock.read()
    rest = {"other": spent["cpu_seconds"] - sum(seconds.values())}
    found: dict[str, Any] = {"events": len(events), "steps": dict(seconds) | rest} | spent
    if known:
        event_of = members.set_index("article_id")["event_id"].reindex(corpus.articles["article_id"])
        found |= score_event_labels(known, dict(zip(corpus.articles["source_id"], event_of, strict=True)))
    return found


@contextmanager
def _timed(seconds: dict[str, float]) -> Iterator[None]:
    """While it is open, the seconds that the processor spends on each of STEPS are added to `seconds`."""
    places = {step: (import_module(f"pipeline.events.{module}"), name) for step, (module, name) in STEPS.items()}
    originals = {step: getattr(module, name) for step, (module, name) in places.items()}
    for step, (module, name) in places.items():
        setattr(module, name, _counted(originals[step], seconds, step))
    try:
        yield
    finally:
        for step, (module, name) in places.items():
            setattr(module, name, originals[step])


def _counted(function: Callable[..., Any], seconds: dict[str, float], step: str) -> Callable[..., Any]:
    @wraps(function)
    def counted(*args: Any, **kwargs: Any) -> Any:
        others, started = sum(seconds.values()), process_time()
        result = function(*args, **kwargs)
        # Less what other steps took meanwhile: copies are tested with the pair model.
        seconds[step] += process_time() - started - (sum(seconds.values()) - others)
        return result

    return counted


def _memory_mb(file: str, field: str) -> float:
    lines = Path("/proc/self", file).read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
