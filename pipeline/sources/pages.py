"""The pages that a queue holds: every version of each, read as a stream, and its text as it was written.

`written` is a version's text without the lines that its outlet's pages repeat. It is noted once, so that a text that
was compared does not change when further pages show that another line repeats.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from pipeline.ingest.page_kind import WALLS
from pipeline.sources.extraction import NO_TEXT
from pipeline.sources.feeds import Entry

WITHOUT_TEXT = (*WALLS, NO_TEXT)
"""Kinds of page of which no word is the article's."""
_VIEW = """
create index if not exists outlets on jobs (coalesce(nullif(entry ->> 'outlet', ''), rtrim(host, '0123456789')))
    where kind = 'page';
create temp table if not exists without_text (kind text primary key);
create temp view if not exists pages as
select j.url, j.entry, j.state, v.number, v.page, v.written, v.page ->> 'kind' as kind,
    v.page is not null and v.page ->> 'kind' not in without_text as has_text,
    v.number is (select max(number) from versions w where w.url = j.url) as is_newest,
    j.entry ->> 'outlet' is null as is_unnamed,
    coalesce(nullif(j.entry ->> 'outlet', ''), rtrim(j.host, '0123456789')) as outlet,
    coalesce(
        case when v.page ->> 'kind' not in without_text then nullif(v.page ->> 'url', '') end,
        v.page ->> 'final_url', j.url
    ) as address
from jobs j left join versions v on v.url = j.url where j.kind = 'page';
"""
_BATCH = 20
"""Texts that are held in memory together; each may have a million characters."""

Page = dict[str, Any]


@dataclass(frozen=True)
class Held:
    """A version of a page.

    `entry` led to it, `page` is what it gave (None: nothing yet), `number` counts its versions from 1. `url` was asked
    for, `address` names the article.
    """

    entry: Entry
    page: Page | None
    number: int
    written: str | None
    url: str
    address: str


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All that is done inside, or nothing."""
    database.execute("begin immediate")
    try:
        yield
    except BaseException:
        database.execute("rollback")
        raise
    database.execute("commit")


class Pages:
    """The pages in the `database` of a queue."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.executescript(_VIEW)
        database.executemany("insert or ignore into without_text values (?)", [(kind,) for kind in WITHOUT_TEXT])

    def _stream(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        with closing(self._database.execute(query, values)) as cursor:
            yield from cursor

    def newest(self) -> Iterator[Held]:
        """The newest version of each page that was asked, by the article's address, of one address a feed's first.

        Nothing may be written before its end.
        """
        query = (
            "select entry, page, number, written, url, address from pages "
            "where is_newest and state <> 'refused' and (page is not null or state in ('failed', 'done')) "
            "order by address, is_unnamed, url"
        )
        for entry, page, number, written, url, address in self._stream(query):
            held = json.loads(page) if page else None
            yield Held(Entry(**json.loads(entry)), held, number or 0, written, url, address)

    def earlier(self, held: Held, kind: str) -> list[Held]:
        """The versions of a page before `held` that are of `kind`, the oldest first."""
        query = "select page, number, written from pages where url = ? and number < ? and kind = ? order by number"
        return [
            Held(held.entry, json.loads(page), number, written, held.url, held.address)
            for page, number, written in self._stream(query, held.url, held.number, kind)
        ]

    def outlets_with_news(self) -> list[str]:
        """The outlets that have versions whose text was not written yet; a host stands for an unnamed outlet."""
        query = "select distinct outlet from pages where written is null and has_text order by outlet"
        return [outlet for (outlet,) in self._stream(query)]

    def texts(self, outlet: str) -> Iterator[str]:
        """The texts of an outlet's pages, each in its newest version."""
        query = "select page from pages where outlet = ? and has_text and is_newest and state <> 'refused'"
        for (page,) in self._stream(query, outlet):
            yield json.loads(page)["text"]

    def unwritten(self, outlet: str) -> Iterator[dict[tuple[str, int], str]]:
        """(Address, version) -> text of an outlet's versions that were not written when it began, some at a time."""
        query = "select url, number from pages where outlet = ? and written is null and has_text order by url, number"
        places = list(self._stream(query, outlet))
        for first in range(0, len(places), _BATCH):
            yield {(url, number): self._text(url, number) for url, number in places[first : first + _BATCH]}

    def _text(self, url: str, number: int) -> str:
        ((page,),) = self._stream("select page from versions where url = ? and number = ?", url, number)
        return str(json.loads(page)["text"])

    def write(self, texts: Mapping[tuple[str, int], str]) -> None:
        """Note the text as written of (address, version): later fetches leave it as it is."""
        with transaction(self._database):
            self._database.executemany(
                "update versions set written = ? where url = ? and number = ?",
                [(text, url, number) for (url, number), text in texts.items()],
            )

    def edits(self) -> Iterator[tuple[Page, Page]]:
        """Each version of a page and the one after it."""
        query = (
            "select a.page, b.page from versions a join versions b on a.url = b.url and b.number = a.number + 1 "
            "order by a.url, a.number"
        )
        for before, after in self._stream(query):
            yield json.loads(before), json.loads(after)
