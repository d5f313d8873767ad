"""The blocks that pages are made of. All text of articles is hostile: it reaches the screen only through `inert`."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from pipeline import queries
from pipeline.addresses import Address
from pipeline.errors import ParallaxError, StoreError
from pipeline.inert import inert, markup, web_address
from pipeline.store import DEFAULT_RESULTS, StoredRun
from pipeline.ui.saving import save_button
from pipeline.ui.state import ask

__all__ = [
    "block", "counts", "day", "downloads", "event_stem", "failure", "frame", "heading", "inert", "inert_frame",
    "labelled", "link", "listed", "markup", "notice", "rows_of", "shorten", "soft", "span",
]  # fmt: skip
Sheet = pd.DataFrame | Callable[[], pd.DataFrame]
MOST_ITEMS = 60
"""Findings drawn below one another; all are in the downloads."""
_HERE = Path(__file__).parent
_MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of `frame`, each with its columns as attributes."""
    return frame.itertuples(index=False)


def shorten(text: object, longest: int) -> str:
    """`text` made inert and, beyond `longest` characters, cut at a space where there is one near, with an ellipsis."""
    shown = inert(text)
    if len(shown) <= longest:
        return shown
    cut = shown[: longest - 1]
    space = cut.rfind(" ", longest * 2 // 3)
    return f"{cut[:space] if space > 0 else cut}…"


def inert_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with every text in it made inert, for grids that show text as text."""
    texts = frame.select_dtypes(include=["string", "object"]).columns
    return frame.assign(**{name: frame[name].map(inert, na_action="ignore") for name in texts})


def labelled(frame: pd.DataFrame, *columns: str, longest: int = 28) -> pd.DataFrame:
    """`frame` with `columns` short and escaped, for the labels of a figure."""
    return frame.assign(**{name: _labels(frame[name], longest) for name in columns})


def _labels(texts: pd.Series, longest: int) -> list[str]:
    """`texts` as labels; those that begin alike are longer: a figure would count what has one label together."""
    alike = Counter(shorten(text, longest) for text in texts.unique())
    short = (longest if alike[shorten(text, longest)] == 1 else 4 * longest for text in texts)
    return [markup(shorten(text, length)) for text, length in zip(texts, short, strict=True)]


def soft(words: str) -> None:
    """A line of ours about what follows."""
    block(f'<p class="soft">{markup(words)}</p>')


def block(*parts: str) -> None:
    """Show `parts`, which are HTML already: every text in them went through `markup`."""
    st.html(f'<div class="px">{"".join(parts)}</div>')


def listed(items: Iterable[str], n: int) -> None:
    """`n` findings below one another, the first of them where there are many; no more than these are made."""
    block(*islice(items, MOST_ITEMS))
    if n > MOST_ITEMS:
        soft(f"The first {MOST_ITEMS:,} of {n:,} are shown; all are in the downloads.")


def frame() -> None:
    """What surrounds every page: name and styles; call once a rerun."""
    st.logo(_HERE / "logo.svg", size="large")
    st.html(_HERE / "style.css")


def notice(run: StoredRun) -> None:
    """What the corpus says of itself, on every page: that a sample is invented, for instance."""
    words = (run.manifest.get("corpus") or {}).get("notice")
    if words:
        block(f'<p class="notice" role="note">{markup(words)}</p>')


def failure(error: ParallaxError, results_folder: Callable[[], Path | Address]) -> None:
    """What is wrong and what to do; where results are missing or damaged, the exact commands that make them."""
    remedy = f"<p>{markup(error.remedy)}.</p>" if error.remedy else ""
    if isinstance(error, StoreError):
        results = results_folder()
        out = "" if results == DEFAULT_RESULTS else f" --out {shlex.quote(str(results))}"
        remedy = (
            f"<p>From your own articles:</p><code>python -m pipeline run PATH{markup(out)}</code>"
            "<p>From the bundled sample:</p><code>make run</code><p>Then reload this page.</p>"
        )
    problem = f"<h2>Nothing to show</h2><p>{markup(error.problem)}.</p>"
    block(f'<div class="failure" role="alert">{problem}{remedy}</div>')


def heading(title: object, under: str = "") -> None:
    """The page's heading; `under` is HTML below it."""
    block(f"<h1><bdi>{markup(title)}</bdi></h1>", under)


def counts(*numbers: tuple[int, str, str]) -> str:
    """A line of numbers, each with the word for one and the word for many, as HTML."""
    items = (f"<li><b>{n:,}</b> {markup(one if n == 1 else many)}</li>" for n, one, many in numbers)
    return f'<ul class="counts">{"".join(items)}</ul>'


def link(address: object, words: str) -> str:
    """A link out of the app as HTML; "" where the address is none of the web."""
    target = web_address(address)
    if not target:
        return ""
    return f'<a href="{markup(target)}" target="_blank" rel="noopener noreferrer">{markup(words)}</a>'


def day(moment: pd.Timestamp | None, *, clock: bool = False) -> str:
    """A UTC time for people, "no date" where it is unknown; midnight, which stands for a bare date, has no clock."""
    if moment is None or pd.isna(moment):
        return "no date"
    clock = clock and moment != moment.normalize()
    return f"{moment.day} {moment:%b %Y, %H:%M} UTC" if clock else f"{moment.day} {moment:%b %Y}"


def span(first: pd.Timestamp | None, last: pd.Timestamp | None) -> str:
    """The days from `first` to `last` (UTC) for people: "2–5 May 2026", "no date" where unknown."""
    start, end = day(first), day(last)
    if start == end:
        return start
    begin, year = start.rsplit(" ", 1)
    if year != end.rsplit(" ", 1)[1]:
        return f"{start} – {end}"
    number, month = begin.split(" ")
    return f"{number}–{end}" if month == end.split(" ")[1] else f"{begin} – {end}"


def downloads(name: str, sheets: Mapping[str, Sheet], run: StoredRun, event_id: str = "") -> None:
    """Buttons that save the first of `sheets` as CSV and all as XLSX, complete; the files are built at the click.

    `name` says in the file's name what it holds, beside the day and title of the event `event_id` if it is of one;
    that of a CSV file names the run too, for nothing in it does. Sheets named as in queries.VIEWS are explained in the
    workbook; one that costs much may be a function, asked at the click.
    """
    what = re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")[:80] or "table"
    stem = f"{event_stem(run, event_id)}-{what}" if event_id else f"parallax-{what}"
    first = _frame(next(iter(sheets.values())))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for ending, of_run, build in (
            ("csv", f"-{run.run_id.lower()}", partial(_csv, first)),
            ("xlsx", "", partial(_xlsx, sheets, run)),
        ):
            file, key = f"{stem}{of_run}.{ending}", f"save-{what}-{event_id}-{ending}"
            save_button(f"Download {ending.upper()}", build, file, _MEDIA_TYPES[ending], key, "download")
        st.html(f'<span class="px-rows">{len(first):,} {"row" if len(first) == 1 else "rows"}</span>', width="content")


def event_stem(run: StoredRun, event_id: str) -> str:
    """How the names of an event's files begin: with its day and title."""
    from pipeline.export.report import stem

    return stem(ask(queries.event_summary, run, event_id))


# The writers are imported at the click: the pages open without them.
def _csv(frame: pd.DataFrame) -> bytes:
    from pipeline.export.csv import csv_bytes

    return csv_bytes(frame)


def _xlsx(sheets: Mapping[str, Sheet], run: StoredRun) -> bytes:
    from pipeline.export.tables import about
    from pipeline.export.xlsx import xlsx_bytes

    return xlsx_bytes({name: _frame(sheet) for name, sheet in sheets.items()}, about(run))


def _frame(sheet: Sheet) -> pd.DataFrame:
    return sheet() if callable(sheet) else sheet
