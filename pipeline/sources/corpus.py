"""What was fetched -> an articles file that `run` reads, whole or not at all; and the edits of pages as a diff."""

from __future__ import annotations

import csv
import difflib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.schema import content_id
from pipeline.sources.extraction import NO_TEXT
from pipeline.sources.feeds import Entry
from pipeline.sources.queue import Queue

ARTICLES = "articles.jsonl"
PROBLEMS = "problems.csv"
STATE = ".fetch"
"""Folder beside the articles for the queue, the raw pages and the problems: its name keeps `run` out of it."""
_WALLS = ("cookie wall", "bot check", NO_TEXT)
_LEAST_PAGES, _LEAST_REPEATS, _SHARE = 8, 4, 0.25
"""A line is page furniture where it stands in four of an outlet's pages and in a quarter of at least eight."""

Row = dict[str, Any]


def write_corpus(folder: Path, queue: Queue) -> int:
    """Write the newest version of every page to `folder`/articles.jsonl, and return their number.

    Where a page gave no text, what its feed said of it stands in, with is_full_text = false.
    """
    found = list(queue.articles())
    queue.write(_without_repeats(found))
    rows: dict[str, Row] = {}
    for entry, page, number, written, url in sorted(queue.articles(), key=lambda held: held[0].outlet is None):
        row = _row(entry, page, number, written, url)
        if row and row["id"] not in rows:  # two addresses of one page: the first that a feed lists stands for both
            rows[row["id"]] = row
    lines = (json.dumps(row, ensure_ascii=False) for row in sorted(rows.values(), key=lambda row: row["url"]))
    _write(folder / ARTICLES, "".join(f"{line}\n" for line in lines))
    return len(rows)


def write_problems(folder: Path, queue: Queue) -> list[tuple[str, str, str, str]]:
    """Write kind, address, state and reason of all that did not go through, and return them."""
    problems = queue.problems()
    path = folder / STATE / PROBLEMS
    staging = path.with_suffix(".new")
    with staging.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("kind", "url", "state", "reason"), *problems])
    staging.replace(path)
    return problems


def _write(path: Path, text: str) -> None:
    """Replace the file in one step, and only where it changes: its date tells of news."""
    data = text.encode("utf-8", "replace")
    if path.is_file() and path.read_bytes() == data:
        return
    staging = path.with_name(f".{path.name}.new")
    staging.write_bytes(data)
    staging.replace(path)


def _row(entry: Entry, page: Row | None, number: int, written: str | None, url: str) -> Row | None:
    """The columns of an article; None where nothing but its address is known."""
    kind = page["kind"] if page else "not fetched"
    walled = page is None or kind in _WALLS
    held: Row = {} if page is None or walled else page
    text, title = (written or held.get("text") or entry.summary or ""), held.get("title") or entry.title
    if not text.strip() and not title:
        return None
    published, source = _date(entry, held)
    address = held.get("url") or (page or {}).get("final_url") or url
    updated = held.get("updated") or entry.updated
    row = {
        "id": content_id("p", address),
        "outlet": entry.outlet or held.get("site"),
        "title": title,
        "url": address,
        "author": held.get("author") or entry.author,
        "published_at": published,
        "published_at_source": source,
        "updated_at": updated if updated != published else None,
        "language": held.get("language"),
        "text": text,
        "is_full_text": None if kind == "article" else False,
        "page_kind": kind,
        "found_in": entry.place,
        "requested_url": url,
        "version": number or None,
    }
    row |= {name: (page or {}).get(name) for name in ("fetched_at", "http_status", "raw_sha256")}
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


def _without_repeats(found: Iterable[tuple[Entry, Row | None, int, str | None, str]]) -> dict[tuple[str, int], str]:
    """(Address, version) -> text without the lines that an outlet's pages repeat, of the versions not yet written."""
    outlets: dict[str, list[tuple[str, Row, int, str | None]]] = defaultdict(list)
    for entry, page, number, written, url in found:
        if page and page["kind"] not in _WALLS:
            outlets[entry.outlet or urlsplit(url).hostname or ""].append((url, page, number, written))
    texts: dict[tuple[str, int], str] = {}
    for pages in outlets.values():
        repeated = _repeated(page["text"] for _, page, _, _ in pages)
        for url, page, number, written in pages:
            if written is None:
                kept = [line for line in page["text"].split("\n") if line.strip() not in repeated]
                texts[url, number] = "\n".join(kept) if any(line.strip() for line in kept) else page["text"]
    return texts


def _repeated(texts: Iterable[str]) -> set[str]:
    distinct = set(texts)  # one text at two addresses repeats nothing
    lines = Counter(line for text in distinct for line in {line.strip() for line in text.split("\n")} if line)
    if len(distinct) < _LEAST_PAGES:
        return set()
    return {line for line, count in lines.items() if count >= max(_LEAST_REPEATS, _SHARE * len(distinct))}


def edits(folder: Path) -> Iterator[str]:
    """The changes of pages that were fetched again, each as a unified diff of its lines."""
    with Queue(folder / STATE / "queue.sqlite") as queue:
        for before, after in queue.edits():
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
