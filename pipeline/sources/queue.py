"""The queue on disk: what is to be asked, what came of it, and every version of every page. SQLite, one writer.

Each step is one transaction, so that a fetch that is killed goes on where it was: an address is either still waiting,
or its result is there whole.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.errors import StoreError
from pipeline.sources.addresses import host_of
from pipeline.sources.feeds import Entry
from pipeline.sources.pages import Pages, transaction

FEED, PAGE = "feed", "page"
WAITING, DONE, FAILED, REFUSED = "waiting", "done", "failed", "refused"
_SCHEMA = """
create table if not exists jobs (
    kind text not null, url text not null, host text not null, entry text not null, state text not null,
    reason text, again integer not null default 0, attempts integer not null default 0,
    ready_at real not null default 0, added_at real not null, asked_at real, selection text,
    etag text, last_modified text, primary key (kind, url)
);
create index if not exists waiting on jobs (state, host, kind, ready_at);
create table if not exists versions (
    url text not null, number integer not null, page text not null, digest text not null, written text,
    primary key (url, number)
);
create table if not exists progress (name text primary key, value text not null);
"""
_DAY, _HOUR = 86400.0, 3600.0


@dataclass(frozen=True)
class Job:
    """An address to ask. `conditions` are the headers that ask for it only where it changed."""

    kind: str
    url: str
    entry: Entry
    attempts: int
    conditions: dict[str, str]


@dataclass(frozen=True)
class Recheck:
    """A page is asked again `hours` after it was asked last, until it has been known for `days`."""

    hours: float
    days: float


class Queue:
    """The queue in the file at `path`; `now` is the time of this fetch in seconds since 1970.

    Raises StoreError when the file is no queue, or another fetch is at work on it.
    """

    def __init__(self, path: Path, now: float | None = None) -> None:
        self._now = time.time() if now is None else now
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Made in one thread and used in another, never in two at once: see run_to_end.
            self._database = sqlite3.connect(path, isolation_level=None, timeout=1.0, check_same_thread=False)
            self._database.execute("pragma locking_mode = exclusive")
            self._database.execute("pragma journal_mode = wal")
            self._database.execute("pragma synchronous = normal")
            self._database.executescript(_SCHEMA)
            self.pages = Pages(self._database)
            with self._step():
                self._set("opened", datetime.now(UTC).isoformat())
        except (OSError, sqlite3.Error) as error:
            busy = isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
            problem = "another fetch is at work there" if busy else f"it cannot be used ({error})"
            raise StoreError(f"{path}: {problem}", "Wait for it, or choose another folder with --out") from error

    def __enter__(self) -> Queue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def _step(self) -> AbstractContextManager[None]:
        return transaction(self._database)

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(self._database.execute(query, values)) as cursor:
            return cursor.fetchall()

    def _set(self, name: str, value: str) -> None:
        self._database.execute("insert or replace into progress values (?, ?)", (name, value))

    def begin(self, selection: str, feeds: Sequence[Entry], links: Sequence[Entry], recheck_days: float) -> bool:
        """Enter the addresses of a fetch; True where an interrupted fetch of the same `selection` goes on instead.

        A new fetch asks every feed again, and pages whose failure may have passed, if they are not older than
        `recheck_days`.
        """
        with self._step():
            if self._rows("select 1 from progress where name = 'fetch' and value = ?", selection):
                return True
            self._set("fetch", selection)
            self._database.execute("update jobs set state = ? where kind = ? and state = ?", (DONE, FEED, WAITING))
            self._database.execute(
                "update jobs set state = ?, attempts = 0, ready_at = 0 where state = ? and again and kind = ? "
                "and added_at > ?",
                (WAITING, FAILED, PAGE, self._now - recheck_days * _DAY),
            )
            for kind, entries in ((FEED, feeds), (PAGE, links)):
                for entry in entries:
                    self._enter(kind, entry, again=True)
            return False

    def finish(self) -> None:
        """The fetch is complete: the next one is a new one."""
        with self._step():
            self._database.execute("delete from progress where name = 'fetch'")

    def _enter(self, kind: str, entry: Entry, again: bool) -> None:
        """Add a job, or let one that is there wait `again`. Of two places that list a page one counts."""
        held = json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True)
        self._database.execute(
            "insert into jobs (kind, url, host, entry, state, added_at) values (?, ?, ?, ?, ?, ?) "
            "on conflict do update set entry = excluded.entry "
            "where coalesce(excluded.entry ->> 'place', '') < coalesce(jobs.entry ->> 'place', '') ",
            (kind, entry.url, host_of(entry.url), held, WAITING, self._now),
        )
        if again:
            self._database.execute(
                "update jobs set state = ?, attempts = 0, ready_at = 0 where kind = ? and url = ? and state <> ?",
                (WAITING, kind, entry.url, WAITING),
            )

    def hosts(self) -> list[str]:
        """The hosts that an address waits for."""
        return [host for (host,) in self._rows("select distinct host from jobs where state = ? order by 1", WAITING)]

    def next_job(self, host: str) -> Job | float | None:
        """The next address of `host`, feeds first; the seconds to wait for one; None where none is waiting."""
        query = (
            "select kind, url, entry, attempts, ready_at, etag, last_modified, selection from jobs "
            "where state = ? and host = ? order by max(ready_at, ?), kind, rowid limit 1"
        )
        found = self._rows(query, WAITING, host, time.time())
        if not found:
            return None
        kind, url, entry, attempts, ready_at, etag, last_modified, selection = found[0]
        if (wait := ready_at - time.time()) > 0:
            return float(wait)
        current = self._rows("select value from progress where name = 'fetch'")
        same = kind == PAGE or not current or selection == current[0][0]  # another topic needs the whole feed again
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified} if same else {}
        conditions = {name: value for name, value in headers.items() if value}
        return Job(kind, url, Entry(**json.loads(entry)), attempts, conditions)

    def feed_read(
        self, job: Job, entries: Sequence[Entry], feeds: Sequence[Entry], headers: dict[str, str], recheck: Recheck
    ) -> None:
        """`job`, a feed, listed `entries` and leads to the sitemaps `feeds`: all of it waits from now on.

        A page that is there already waits again as `recheck` has it.
        """
        with self._step():
            for entry in feeds:
                self._enter(FEED, entry, again=False)
            for entry in entries:
                self._enter(PAGE, entry, again=False)
                asked_before, known_since = self._now - recheck.hours * _HOUR, self._now - recheck.days * _DAY
                self._database.execute(
                    "update jobs set state = ?, attempts = 0, ready_at = 0 "
                    "where kind = ? and url = ? and state = ? and asked_at < ? and added_at > ?",
                    (WAITING, PAGE, entry.url, DONE, asked_before, known_since),
                )
            self._close(job, DONE, None, headers)

    def page_read(self, job: Job, page: dict[str, Any], headers: dict[str, str]) -> None:
        """`job`, a page, holds `page`: a new version where title or text are others than before.

        A page of another kind, such as a cookie wall, does not take the place of an article.
        """
        digest = hashlib.sha256(json.dumps([page["title"], page["text"]]).encode()).hexdigest()
        query = "select number, digest, page ->> 'kind' from versions where url = ? order by number desc limit 1"
        with self._step():
            (number, before, kind) = next(iter(self._rows(query, job.url)), (0, None, None))
            worse = kind == "article" and page["kind"] != "article"
            if digest != before and not worse:
                held = json.dumps(page, ensure_ascii=False, sort_keys=True)
                self._database.execute(
                    "insert into versions (url, number, page, digest) values (?, ?, ?, ?)",
                    (job.url, number + 1, held, digest),
                )
            self._close(job, DONE, f"now a {page['kind']}; the article is kept" if worse else None, headers)

    def unchanged(self, job: Job) -> None:
        """`job` is as it was (status 304)."""
        with self._step():
            self._close(job, DONE, None, None)

    def failed(self, job: Job, state: str, reason: str, again: bool) -> None:
        """`job` ends in `state`, FAILED or REFUSED; `again` tells whether a later fetch should try."""
        with self._step():
            self._close(job, state, reason, None, again)

    def retry(self, job: Job, seconds: float, reason: str) -> None:
        """`job` waits for another try in `seconds`."""
        with self._step():
            self._database.execute(
                "update jobs set attempts = ?, ready_at = ?, reason = ? where kind = ? and url = ?",
                (job.attempts + 1, time.time() + seconds, reason, job.kind, job.url),
            )

    def refuse(self, entry: Entry, host: str, reason: str) -> None:
        """Note a link that may not be asked."""
        held = json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True)
        with self._step():
            self._database.execute(
                "insert or ignore into jobs (kind, url, host, entry, state, reason, added_at) "
                "values (?, ?, ?, ?, ?, ?, ?)",
                (PAGE, entry.url, host, held, REFUSED, reason, self._now),
            )

    def postpone(self, host: str, reason: str) -> None:
        """Note why the addresses of `host` keep waiting for a later fetch."""
        with self._step():
            self._database.execute(
                "update jobs set reason = ?, ready_at = 0 where host = ? and state = ?", (reason, host, WAITING)
            )

    def _close(
        self, job: Job, state: str, reason: str | None, headers: dict[str, str] | None, again: bool = False
    ) -> None:
        self._database.execute(
            "update jobs set state = ?, reason = ?, again = ?, asked_at = ? where kind = ? and url = ?",
            (state, reason, again, self._now, job.kind, job.url),
        )
        if headers is not None:
            self._database.execute(
                "update jobs set etag = ?, last_modified = ?, "
                "selection = (select value from progress where name = 'fetch') where kind = ? and url = ?",
                (headers.get("etag"), headers.get("last-modified"), job.kind, job.url),
            )

    def counts(self) -> dict[tuple[str, str], int]:
        """(kind, state) -> addresses."""
        found = self._rows("select kind, state, count(*) from jobs group by 1, 2")
        return {(kind, state): count for kind, state, count in found}

    def problems(self) -> list[tuple[str, str, str, str]]:
        """Kind, address, state and reason of all that did not go through, in order."""
        return [
            (kind, url, state, reason)
            for kind, url, state, reason in self._rows(
                "select kind, url, state, reason from jobs where reason is not null order by kind, url"
            )
        ]
