"""What reads input, each with inputs that it reads well, and what must hold whatever it is given.

A target writes the damaged bytes where its part of the program looks for them, has them read, and returns what came of
it in a few words: an input that leads to something new is damaged further. It raises where what must hold does not.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path

import numpy as np

from pipeline.claims import read_claims
from pipeline.clean import clean
from pipeline.corrections import LOG, active, replay
from pipeline.corrections import read as read_corrections
from pipeline.embed.cache import VectorCache, text_hash
from pipeline.errors import ParallaxError
from pipeline.ingest import READERS, RawArticle, Rejection, read_inputs
from pipeline.language.dates import find_moments
from pipeline.language.figures import find_figures
from pipeline.language.furniture import marks
from pipeline.language.names import find_names
from pipeline.language.timestamps import Reader
from pipeline.outlets import OutletDirectory
from pipeline.records import Span
from pipeline.schema import ARTICLES, REJECTED, TEXT_MARKS, validate
from pipeline.settings import Clean, Ingest, Settings, load_settings
from pipeline.store import MANIFEST, StoredRun
from pipeline.verify import verify
from tests.conftest import ROOT, SAMPLE, TODAY
from tests.corrections import said
from tests.reliability.corpus import row
from tests.stories import STORIES, Story
from tests.support import build_run

GOLDEN = ROOT / "tests" / "golden" / "readers"
_INGEST = Ingest(max_file_bytes=50_000_000)


@dataclass(frozen=True)
class Target:
    """Inputs to damage, and what reads one: its bytes and a folder to write them in."""

    seeds: tuple[bytes, ...]
    read: Callable[[bytes, Path], Hashable]


def _read_file(suffix: str, content: bytes, folder: Path) -> Hashable:
    """A reader gives articles and rejections and nothing else."""
    path = folder / f"articles{suffix}"
    path.write_bytes(content)
    came: set[Hashable] = set()
    for found in read_inputs([path], _INGEST):
        if isinstance(found, Rejection):
            came.add(found.reason)
        elif isinstance(found, RawArticle):
            came.add(tuple(field.name for field in fields(found) if getattr(found, field.name) is None))
        else:
            raise TypeError(f"{suffix} gave a {type(found).__name__}")
    return frozenset(came)


def read_text(text: str) -> Hashable:
    """Read claims, figures, dates and names of `text`. Raises AssertionError where a span does not hold."""
    found = marks(text, None)
    read = read_claims("a1", 0, text, found)
    figures, names, moments = find_figures(text), find_names(text), find_moments(text, 1.7e9)
    groups: tuple[Iterable[Span], ...] = (
        [mark.span for mark in found],
        [claim.span for claim in read.claims],
        [quotation.span for quotation in read.quotations],
        [figure.span for figure in figures],
        [name.span for name in names],
        [moment.span for moment in moments],
    )
    wrong = [
        span
        for spans in groups
        for span in spans
        if not 0 <= span.start < span.end <= len(text) or not span.of(text).strip()
    ]
    assert not wrong, wrong
    for claim in read.claims:
        if claim.content is not None:
            assert claim.span.start <= claim.content.start < claim.content.end <= claim.span.end, claim
    kinds = {claim.kind for claim in read.claims} | {mark.kind for mark in found}
    return frozenset(kinds), tuple(bool(spans) for spans in groups)


def _read_text(content: bytes, folder: Path) -> Hashable:
    return read_text(content.decode("utf-8", "replace").replace("\0", ""))


@cache
def _outlets() -> OutletDirectory:
    return OutletDirectory.load("")


def _clean(content: bytes, folder: Path) -> Hashable:
    """Cleaning loses no row, changes no text, and its tables hold to their schema."""
    path = folder / "rows.jsonl"
    path.write_bytes(content)
    raw = list(read_inputs([path], _INGEST))
    cleaned = clean(raw, _outlets(), Clean(), 2_000_000, TODAY)
    assert len(cleaned.articles) + len(cleaned.article_versions) + len(cleaned.rejected) == len(raw)
    given = {item.text for item in raw if isinstance(item, RawArticle)}
    assert set(cleaned.articles["text"]) <= given
    for frame, table in ((cleaned.articles, ARTICLES), (cleaned.rejected, REJECTED), (cleaned.text_marks, TEXT_MARKS)):
        validate(frame, table)
    return frozenset(cleaned.rejected["reason"]), tuple(cleaned.articles.notna().any())


def _date(content: bytes, folder: Path) -> Hashable:
    """A time in UTC within the bounds, or the reason why it is unknown."""
    found, why = Reader(date(1900, 1, 1), TODAY).read(content.decode("utf-8", "surrogateescape"), "input")
    if found is None:
        assert why.startswith("unknown: "), why
        return why[:24]
    assert found.tzinfo is UTC, found
    assert datetime(1900, 1, 1, tzinfo=UTC) <= found, found
    assert found.date() <= TODAY, found
    return why


def _corrections(content: bytes, folder: Path) -> Hashable:
    """A line is a correction or a warning; what holds can be replayed."""
    (folder / LOG).write_bytes(content)
    log, warnings = read_corrections(folder)
    replayed = replay(said.LABELS, active(log), {})
    assert list(replayed.labels.index) == list(said.LABELS.index)
    return tuple(one.action for one in log), bool(warnings)


def _settings(content: bytes, folder: Path) -> Hashable:
    """Settings, or an error that is meant for people."""
    path = folder / "settings.toml"
    path.write_bytes(content)
    try:
        load_settings(path).fingerprint()
    except ParallaxError as error:
        return str(error)[-30:]
    return "settings"


def _outlet_list(content: bytes, folder: Path) -> Hashable:
    """A list of outlets, or an error that is meant for people."""
    path = folder / "outlets.csv"
    path.write_bytes(content)
    try:
        directory = OutletDirectory.load(path)
    except ParallaxError as error:
        return str(error)[-30:]
    return len(directory.facts([directory.identify("Veldmark Courier", None).outlet_id]))


_TEXTS = ("A text.", "Another text.", "A third one.")


def _vectors(content: bytes, folder: Path) -> Hashable:
    """A segment of the cache gives the vectors that were put in, or none."""
    cache = _cache(folder)
    assert cache.folder is not None
    cache.folder.mkdir(exist_ok=True)
    (cache.folder / "segment.npz").write_bytes(content)
    known = cache.load([text_hash(text) for text in _TEXTS])
    for vector in known.values():
        assert vector.shape == (8,)
        assert vector.dtype == np.float16
        assert np.isfinite(vector).all()
    return len(known)


def _cache(folder: Path) -> VectorCache:
    return VectorCache(folder, "an encoder", "1", "float32", 8)


def _stored_table(name: str, content: bytes, folder: Path) -> Hashable:
    """A run of which one file is damaged is checked to the end; anything but its own bytes is a problem."""
    run = _stored(folder)
    path = run.path / name
    whole = path.read_bytes()
    try:
        path.write_bytes(content)
        problems = verify(StoredRun(run.path))
    finally:
        path.write_bytes(whole)
    assert problems or content == whole
    return frozenset((problem.place, problem.what) for problem in problems)


@cache
def _stored(folder: Path) -> StoredRun:
    return build_run(folder / "results")


def _correction_log() -> bytes:
    """Each action once, the last of them taken back."""
    with tempfile.TemporaryDirectory() as folder:
        said.correct(folder, "merge", "eferry", "eboat")
        said.correct(folder, "split", "boat3")
        moved = said.correct(folder, "not_same", "etoll", "eferry")
        said.correct(folder, "undo", moved.id)
        return (Path(folder) / LOG).read_bytes()


def _segment() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        cache = _cache(Path(folder))
        cache.add([text_hash(text) for text in _TEXTS], np.eye(3, 8, dtype=np.float16))
        assert cache.folder is not None
        return next(cache.folder.glob("*.npz")).read_bytes()


def _stored_bytes(name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return (build_run(folder).path / name).read_bytes()


_DATES = (
    "2026-05-02T10:00:00+02:00", "Sat, 02 May 2026 10:00:00 GMT", "3/14/2026", "14.3.2026 9:05", "May 2, 2026 5pm EST",
    "1777716000", "1777716000000", "2 mai 2026", "2026年5月2日", "yesterday", "١٢ مايو ٢٠٢٦",
)  # fmt: skip


def targets() -> dict[str, Target]:
    """Name -> what reads input; the readers by their suffixes."""
    rows = (GOLDEN / "articles.jsonl").read_bytes()
    settings, lists = (SAMPLE / "settings.toml").read_bytes(), (SAMPLE / "outlets.csv").read_bytes()
    every_setting = _as_toml(Settings().as_dict()).encode()
    found = {
        suffix: Target(((GOLDEN / f"articles{suffix}").read_bytes(),), partial(_read_file, suffix))
        for suffix in READERS
    }
    return found | {
        ".jsonl.gz": Target((gzip.compress(rows, mtime=0),), partial(_read_file, ".jsonl.gz")),
        "text": Target(tuple(story.text.encode() for story in STORIES), _read_text),
        "clean": Target((rows, *(_row(story) for story in STORIES)), _clean),
        "date": Target(tuple(value.encode() for value in _DATES), _date),
        "corrections": Target((_correction_log(),), _corrections),
        "settings": Target((settings, every_setting), _settings),
        "outlets": Target((lists,), _outlet_list),
        "vectors": Target((_segment(),), _vectors),
        "manifest": Target((_stored_bytes(MANIFEST),), partial(_stored_table, MANIFEST)),
        "claims table": Target((_stored_bytes("claims.parquet"),), partial(_stored_table, "claims.parquet")),
    }


def _row(story: Story) -> bytes:
    return json.dumps(row(story)).encode() + b"\n"


def _as_toml(stages: dict[str, dict[str, object]]) -> str:
    """Settings as a file holds them; those without a TOML form are left out."""
    lines = []
    for stage, values in stages.items():
        plain = {name: value for name, value in values.items() if isinstance(value, (str, int, float))}
        lines += [f"[{stage}]", *(f"{name} = {json.dumps(value)}" for name, value in plain.items())]
    return "\n".join(lines) + "\n"
