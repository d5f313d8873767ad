"""What was fetched -> an articles file that `run` reads, whole or not at all; and the edits of pages as a diff."""

from __future__ import annotations

import csv
import difflib
import filecmp
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any, TextIO

from pipeline.ingest.page_kind import ARTICLE
from pipeline.schema import content_id
from pipeline.sources.feeds import Entry
from pipeline.sources.pages import WITHOUT_TEXT, Held
from pipeline.sources.queue import Queue

ARTICLES = "articles.jsonl"
PROBLEMS = "problems.csv"
STATE = ".fetch"
"""Folder beside the articles for the queue, the raw pages and the problems: its name keeps `run` out of it."""
_LEAST_PAGES, _LEAST_REPEATS, _SHARE = 8, 4, 0.25
"""A line is page furniture where it stands in four of an outlet's pages and in a quarter of at least eight."""

Row = dict[str, Any]


def write_corpus(folder: Path, queue: Queue) -> int:
    """Write every page to `folder`/articles.jsonl, the versions of an article each, and return the number of pages.

    Where a page gave no text, what its feed said of it stands in, with is_full_text = false. The pages pass one by
    one: none but the counts of an outlet's lines is held in memory.
    """
    pages, n_pages = queue.pages, 0
    for outlet in pages.outlets_with_news():
        repeated = _repeated(pages.texts(outlet))
        for texts in pages.unwritten(outlet):
            pages.write({place: _without(repeated, text) for place, text in texts.items()})
    with _replaced(folder / ARTICLES) as stream:
        for _, same_page in groupby(pages.newest(), key=attrgetter("address")):
            rows = ((held, row) for held in same_page if (row := _row(held)))
            for held, row in islice(rows, 1):  # two addresses of one page: the first that a feed lists stands for both
                n_pages += 1
                earlier = pages.earlier(held, ARTICLE) if row["page_kind"] == ARTICLE else []
                for line in (*filter(None, map(_row, earlier)), row):
                    stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    return n_pages


def write_problems(folder: Path, queue: Queue) -> list[tuple[str, str, str, str]]:
    """Write kind, address, state and reason of all that did not go through, and return them."""
    problems = queue.problems()
    path = folder / STATE / PROBLEMS
    staging = path.with_suffix(".new")
    with staging.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("kind", "url", "state", "reason"), *problems])
    staging.replace(path)
    return problems


@contextmanager
def _replaced(path: Path) -> Iterator[TextIO]:
    """A stream that replaces the file in one step, and only where it changes: its date tells of news."""
    staging = path.with_name(f".{path.name}.new")
    with staging.open("w", encoding="utf-8", errors="replace", newline="") as stream:
        yield stream
    if path.is_file() and filecmp.cmp(staging, path, shallow=False):
        staging.unlink()
    else:
        staging.replace(path)


def _row(held: Held) -> Row | None:
    """The columns of an article; None where nothing but its address is known."""
    entry, page = held.entry, held.page or {}
    kind = page.get("kind", "not fetched")
    own: Row = {} if held.page is None or kind in WITHOUT_TEXT else page
    text, title = (held.written or own.get("text") or entry.summary or ""), own.get("title") or entry.title
    if not text.strip() and not title:
        return None
    published, source = _date(entry, own)
    updated = own.get("updated") or entry.updated
    row = {
        "id": content_id("p", held.address),
        "outlet": entry.outlet or own.get("site"),
        "title": title,
        "url": held.address,
        "author": own.get("author") or entry.author,
        "published_at": published,
        "published_at_source": source,
        "updated_at": updated if updated != published else None,
        "language": own.get("language"),
        "text": text,
        "is_full_text": None if kind == ARTICLE else False,
        "page_kind": kind,
        "found_in": entry.place,
        "requested_url": held.url,
        "version": held.number or None,
    }
    row |= {name: page.get(name) for name in ("final_url", "fetched_at", "http_status", "raw_sha256")}
    return {name: value for name, value in row.items() if value is not None}


def _date(entry: Entry, page: Row) -> tuple[str | None, str | None]:
    """The time of publication and its source: the page's metadata, feed, address, text."""
    for value, source in (
        (page.get("published"), "page"),
        (entry.published, "feed"),
        (page.get("day_in_address"), "address"),
        (entry.updated, "feed: updated"),
        (page.get("guessed"), "text"),
    ):
        if value:
            return value, source
    return None, None


def _repeated(texts: Iterable[str]) -> set[bytes]:
    """Digests of the lines that an outlet's `texts` repeat."""
    distinct, lines = set[bytes](), Counter[bytes]()
    for text in texts:
        if (digest := _digest(text)) not in distinct:  # one text at two addresses repeats nothing
            distinct.add(digest)
            lines.update({_digest(line.strip()) for line in text.split("\n") if line.strip()})
    if len(distinct) < _LEAST_PAGES:
        return set()
    return {line for line, count in lines.items() if count >= max(_LEAST_REPEATS, _SHARE * len(distinct))}


def _without(repeated: set[bytes], text: str) -> str:
    """`text` without the lines `repeated`; all of it where nothing else is there."""
    kept = [line for line in text.split("\n") if _digest(line.strip()) not in repeated]
    return "\n".join(kept) if any(line.strip() for line in kept) else text


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def edits(folder: Path) -> Iterator[str]:
    """The changes of pages that were fetched again, each as a unified diff of its lines."""
    with Queue(folder / STATE / "queue.sqlite") as queue:
        for before, after in queue.pages.edits():
            yield "\n".join(
                difflib.unified_diff(
                    [before["title"] or "", *before["text"].split("\n")],
                    [after["title"] or "", *after["text"].split("\n")],
                    before.get("final_url") or "",
                    after.get("final_url") or "",
                    before.get("fetched_at") or "",
                    after.get("fetched_at") or "",
                    n=1,
                    lineterm="",
                )
            )
