"""Pages a second of fetch and extraction together, against trafilatura called alone on the same pages.

    python -m tests.benchmarks.fetch [PAGES]

One process without worker processes, and a server of its own that the figures leave out. Seconds are those of the
processor, user and system, so that other work on the machine counts little. All pages are invented.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

import trafilatura

from pipeline.ingest.page import decoded, read_page
from pipeline.settings import Fetch
from pipeline.sources.fetch import fetch
from pipeline.sources.outlets import load_feeds
from tests.sources.site import Site, page, sentences

OUTLETS = 20
DATES = {"original_date": True, "extensive_search": True, "max_date": "2100-01-01"}


class LongPages(Site):
    """Pages of some 60 kilobytes with 25 paragraphs, as those of news sites."""

    def article(self, outlet: int, number: int) -> str:
        paragraphs = [line for part in range(5) for line in sentences(outlet, number * 10 + part)]
        head = '<meta property="article:published_time" content="2026-05-25T09:30:00+02:00">'
        menu = "".join(f'<li class="menu-item"><a href="/topic/{n}">Topic number {n}</a></li>' for n in range(700))
        return page(f"Notice {number} of outlet {outlet}", paragraphs, head).replace(
            "<footer>", f"<nav><ul>{menu}</ul></nav><footer>"
        )


def serve(n_pages: int, other_end: Connection) -> None:
    """Serve until the other end says something."""
    with LongPages(OUTLETS, n_pages) as site:
        other_end.send((site.toml(), site.allowed(), [site.article(1, n).encode() for n in range(1, 41)]))
        other_end.recv()


def measured(name: str, n_pages: int, started: float, started_wall: float) -> float:
    seconds, wall = time.process_time() - started, time.perf_counter() - started_wall
    print(f"{name:28} {n_pages / seconds:8.1f} pages a core-second {n_pages / wall:8.1f} pages a second of the clock")
    return n_pages / seconds


def alone(bodies: list[bytes], n_pages: int) -> float:
    """Trafilatura on pages in memory, with the options of the program."""
    started, wall = time.process_time(), time.perf_counter()
    for number in range(n_pages):
        tree = trafilatura.load_html(decoded(bodies[number % len(bodies)]))
        trafilatura.bare_extraction(tree, include_comments=False, with_metadata=True, date_extraction_params=DATES)
    return measured("trafilatura alone", n_pages, started, wall)


def extraction(bodies: list[bytes], n_pages: int) -> float:
    """The same with what the program reads of a page beside."""
    started, wall = time.process_time(), time.perf_counter()
    for number in range(n_pages):
        read_page(bodies[number % len(bodies)], "http://127.0.1.1/news/1")
    return measured("extraction of the program", n_pages, started, wall)


def fetched(toml: str, allowed: tuple[str, ...], n_pages: int) -> float:
    """Fetch all pages over HTTP into a folder, and write the articles file."""
    settings = Fetch(delay_seconds=0.0, workers=1, hosts_at_once=OUTLETS, allow_addresses=allowed)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "feeds.toml").write_text(toml)
        outlets = load_feeds(Path(folder) / "feeds.toml")
        started, wall = time.process_time(), time.perf_counter()
        made = fetch(Path(folder) / "out", outlets, settings=settings)
        assert made.n_articles == n_pages, made.problems[:3]
        return measured("fetch and extraction", n_pages, started, wall)


def main() -> None:
    n_pages = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    context = multiprocessing.get_context("spawn")
    end, other_end = context.Pipe()
    server = context.Process(target=serve, args=(n_pages // OUTLETS, other_end))
    server.start()
    toml, allowed, bodies = end.recv()
    print(f"{len(bodies[0]) / 1000:.0f} kB a page")
    read_page(bodies[0])  # imports and caches
    try:
        library = alone(bodies, n_pages)
        extraction(bodies, n_pages)
        whole = fetched(toml, allowed, n_pages // OUTLETS * OUTLETS)
    finally:
        end.send("end")
        server.join()
    print(f"fetch and extraction reach {whole / library:.1%} of trafilatura alone, per core")


if __name__ == "__main__":
    main()
