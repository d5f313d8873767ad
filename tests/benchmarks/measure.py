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
from time import perf_counter
from typing import Any

from pipeline import Settings
from pipeline.evaluate import score_event_labels
from pipeline.events import group
from tests.benchmarks.corpora import Corpus, gold, load
from tests.benchmarks.peers import PEERS

PARALLAX = "parallax"
STEPS = {
    "words": ("profiles", "read_words"),
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
    input_mb = _memory_mb("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # from here on the peak is counted anew
    found = _grouped(corpus, known) if method == PARALLAX else PEERS[method](corpus, known)
    memory = {"input_mb": input_mb, "peak_mb": _memory_mb("VmHWM")}
    print(json.dumps({"articles": len(corpus.articles)} | found | memory))


def _grouped(corpus: Corpus, known: dict[str, str] | None) -> dict[str, Any]:
    seconds: dict[str, float] = defaultdict(float)
    started = perf_counter()
    with _timed(seconds):
        events, members = group(corpus.articles, corpus.leads, corpus.titles, Settings().events)
    total = perf_counter() - started
    rest = {"other": total - sum(seconds.values())}
    found: dict[str, Any] = {"events": len(events), "seconds": total, "steps": dict(seconds) | rest}
    if known:
        event_of = members.set_index("article_id")["event_id"].reindex(corpus.articles["article_id"])
        found |= score_event_labels(known, dict(zip(corpus.articles["source_id"], event_of, strict=True)))
    return found


@contextmanager
def _timed(seconds: dict[str, float]) -> Iterator[None]:
    """While it is open, the seconds that each of STEPS takes are added to `seconds`."""
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
        others, started = sum(seconds.values()), perf_counter()
        result = function(*args, **kwargs)
        # Less what other steps took meanwhile: copies are tested with the pair model.
        seconds[step] += perf_counter() - started - (sum(seconds.values()) - others)
        return result

    return counted


def _memory_mb(field: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
