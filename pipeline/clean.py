"""Raw articles -> articles, marks, outlets and rejected rows: no row is lost, no text is changed."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd

from pipeline import schema
from pipeline.errors import SettingsError
from pipeline.language import furniture, timestamps
from pipeline.mapping import Mapper, here
from pipeline.outlets import Outlet, OutletDirectory
from pipeline.progress import Progress, Silent, track
from pipeline.records import Mark, RawArticle, Rejection
from pipeline.settings import Clean
from pipeline.versions import WHOLE, Row, page_of, settled, version_row

_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9_-]*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Cleaned:
    """The tables that cleaning fills; rows in are articles, their other versions and rejected rows together."""

    articles: pd.DataFrame
    article_versions: pd.DataFrame
    text_marks: pd.DataFrame
    rejected: pd.DataFrame
    outlets: pd.DataFrame


def clean(
    raw: Iterable[RawArticle | Rejection],
    directory: OutletDirectory,
    settings: Clean,
    max_article_characters: int,
    today: date,
    progress: Progress | None = None,
    mapper: Mapper = here,
) -> Cleaned:
    """The articles in `raw` as tables of the schema; what cannot be used, and what `raw` rejected, in `rejected`.

    `today` bounds the dates that are believed; the articles' texts are looked through where `mapper` has it done.
    Raises SettingsError when settings.earliest is no date.
    """
    progress = progress or Silent()
    everything = list(raw)
    articles = [item for item in everything if isinstance(item, RawArticle)]
    batch = _Batch(directory, settings, max_article_characters, _date_readers(articles, settings, today))
    for item in everything:
        if isinstance(item, Rejection):
            batch.rejected.append(item)
        else:
            batch.add(item)
    progress.advance(len(everything) - len(batch.articles))
    texts = [(row["text"], row["title"]) for row, _ in batch.articles]
    for (_, marks), found in zip(batch.articles, track(mapper(_marks, texts), progress), strict=True):
        marks += found
    return batch.tables()


def _marks(article: tuple[str, str | None]) -> list[Mark]:
    """What is no claim in an article's text, given with its title."""
    return list(furniture.marks(*article))


def _date_readers(articles: list[RawArticle], settings: Clean, today: date) -> dict[str, timestamps.Reader]:
    """File -> how its dates are read: a file writes them in one order, which one of them may show."""
    try:
        earliest = date.fromisoformat(settings.earliest)
    except ValueError as error:
        raise SettingsError(f"[clean] earliest is {settings.earliest!r}", "Write a date as 1900-01-01") from error
    latest = today + timedelta(days=settings.future_days)
    values: dict[str, list[str | None]] = defaultdict(list)
    for article in articles:
        values[article.source_file].append(article.published_at)
    return {
        file: timestamps.Reader(earliest, latest, timestamps.month_comes_first(dates)) for file, dates in values.items()
    }


@dataclass
class _Batch:
    """The tables as they fill."""

    directory: OutletDirectory
    settings: Clean
    max_characters: int
    dates: dict[str, timestamps.Reader]
    articles: list[tuple[Row, list[Mark]]] = field(default_factory=list)
    """Each with the marks of its text, which are filled in last."""
    outlets: dict[str, Outlet] = field(default_factory=dict)
    rejected: list[Rejection] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    """Article id -> where it was read."""
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    """File and the input's own id -> where it was read."""
    captures: dict[object, list[Row]] = field(default_factory=dict)
    """Address of a page that was fetched -> its rows."""
    versions: list[Row] = field(default_factory=list)

    def add(self, raw: RawArticle) -> None:
        """Enter `raw` as an article, or as rejected."""
        if problem := _problem(raw, self.max_characters):
            self._reject(raw, *problem)
            return
        row, outlet = self._row(raw)
        page = page_of(row["url"], row["fetched_at"])
        if page not in self.captures and (problem := self._repeats(raw, str(row["article_id"]))):
            self._reject(raw, *problem)
            return
        if page:
            self.captures.setdefault(page, []).append(row)
        self.places.setdefault(str(row["article_id"]), _place(raw))
        self.outlets.setdefault(outlet.outlet_id, outlet)
        self.articles.append((row, []))

    def _repeats(self, raw: RawArticle, article_id: str) -> tuple[str, str] | None:
        """Reason and detail where `raw` is there already, or another row of its file has its id."""
        if article_id in self.places:
            return "duplicate", f"the same article as {self.places[article_id]}; the first one is kept"
        place = _place(raw)
        if raw.source_id and (first := self.ids.setdefault((raw.source_file, raw.source_id), place)) != place:
            return "duplicate id", f"the id {raw.source_id!r} is that of {first}. Give each article its own id"
        return None

    def tables(self) -> Cleaned:
        """What was entered, as tables of the schema; call it once."""
        entered = self._settled()
        outlets = dict.fromkeys(str(row["outlet_id"]) for row, _ in entered)
        marks: list[Row] = [
            {"article_id": row["article_id"], "start": mark.span.start, "end": mark.span.end, "kind": mark.kind}
            for row, found in entered
            for mark in found
        ]
        return Cleaned(
            schema.conform([row for row, _ in entered], schema.ARTICLES),
            schema.conform(self.versions, schema.ARTICLE_VERSIONS),
            schema.conform(marks, schema.TEXT_MARKS),
            schema.conform([asdict(rejection) for rejection in self.rejected], schema.REJECTED),
            schema.conform([asdict(self.outlets[name]) for name in outlets], schema.OUTLETS),
        )

    def _settled(self) -> list[tuple[Row, list[Mark]]]:
        """The articles with their marks: of the captures of one page, one is the article."""
        passed_over: set[int] = set()
        for captures in self.captures.values():
            article_id = str(captures[0]["article_id"])
            article, others, repetitions = settled(captures)
            if not others and captures[0]["page_kind"] == article["page_kind"]:  # one text: its own row gives the id
                article, repetitions = captures[0], captures[1:]
            article |= {"article_id": article_id, "origin_id": article_id}
            self.versions += [version_row(row, article_id) for row in others]
            detail = f"the page {article['url']} was fetched with this text before; the first one is kept"
            for row in repetitions:
                self.rejected.append(Rejection(row["source_file"], row["source_line"], "clean", "duplicate", detail))
            passed_over |= {id(row) for row in (*others, *repetitions)}
        return [(row, marks) for row, marks in self.articles if id(row) not in passed_over]

    def _outlet(self, raw: RawArticle, url: str | None) -> tuple[str | None, Outlet]:
        """The outlet as the input spells it, and which it is; text may lie in a folder of its name."""
        name = _filled(raw.outlet)
        folder = Path(raw.source_file).parent.name
        if name is None and url is None and (listed := self.directory.listed(folder)):
            return folder, listed
        return name, self.directory.identify(name, url)

    def _row(self, raw: RawArticle) -> tuple[Row, Outlet]:
        url = _address(raw.url)
        name, outlet = self._outlet(raw, url)
        published_at, published_at_source = self.dates[raw.source_file].read(raw.published_at, raw.published_at_source)
        title, n_words = _filled(raw.title), len(raw.text.split())
        article_id = schema.content_id("a", outlet.outlet_id, url, title, published_at, raw.text)
        full = n_words >= self.settings.full_text_words if raw.is_full_text is None else raw.is_full_text
        row: Row = {
            "article_id": article_id,
            "source_id": _filled(raw.source_id) or _own_id(raw),
            "source_file": raw.source_file,
            "source_line": raw.line,
            "outlet": name,
            "outlet_id": outlet.outlet_id,
            "title": title,
            "url": url,
            "author": _filled(raw.author),
            "published_at": published_at,
            "published_at_source": published_at_source,
            "language": _language(raw.language),
            "text": raw.text,
            "n_words": n_words,
            "content_sha256": raw.raw_sha256 or hashlib.sha256(raw.text.encode()).hexdigest(),
            "origin_id": article_id,
        }
        page = _of_the_page(raw) | {"updated_at": self.dates[raw.source_file].read(raw.updated_at, "")[0]}
        return row | page | {"is_full_text": full and n_words > 0 and page["page_kind"] in WHOLE}, outlet

    def _reject(self, raw: RawArticle, reason: str, detail: str) -> None:
        self.rejected.append(Rejection(raw.source_file, raw.line, "clean", reason, detail))


def _of_the_page(raw: RawArticle) -> Row:
    """What is known of the page behind `raw`, beside the article."""
    status = raw.http_status or ""
    return {
        "page_kind": " ".join((raw.page_kind or "").lower().split()) or None,
        "requested_url": _address(raw.requested_url),
        "final_url": _address(raw.final_url),
        "fetched_at": _moment(raw.fetched_at),
        "http_status": int(status) if re.fullmatch(r"[1-5]\d\d", status) else None,
    }


def _problem(raw: RawArticle, max_characters: int) -> tuple[str, str] | None:
    """Reason and detail why `raw` is no article; None where it is one."""
    if len(raw.text) > max_characters:
        remedy = "Split it, or raise max_article_characters under [ingest]"
        return "too long", f"{len(raw.text):,} characters, over {max_characters:,}. {remedy}"
    if not raw.text.strip() and not _filled(raw.title):
        return "empty", "neither a text nor a title. Fill one in, or map the column that holds it"
    values = "\n".join(value for value in astuple(raw) if isinstance(value, str))
    if "\0" in values:
        return "NUL character", "a NUL character in the row, a sign of damaged data. Remove it or export the row again"
    try:
        values.encode("utf-8")
    except UnicodeEncodeError:
        remedy = "Save the input as UTF-8 again, without escapes such as \\ud83d"
        return "broken characters", f"bytes that are no characters, or half of one. {remedy}"
    return None


def _place(raw: RawArticle) -> str:
    return raw.source_file if raw.line is None else f"{raw.source_file}, line {raw.line}"


def _own_id(raw: RawArticle) -> str:
    name = Path(raw.source_file).name
    return name if raw.line is None else f"{name}:{raw.line}"


def _filled(value: str | None) -> str | None:
    """`value`, or None where it is blank."""
    return value if value and value.strip() else None


def _address(url: str | None) -> str | None:
    """An http(s) address; None for anything else, so that no link on screen can run a script."""
    url = (url or "").strip()
    return url if re.match(r"https?://[^\s/]", url, re.IGNORECASE) else None


def _moment(value: str | None) -> datetime | None:
    """The time that a program wrote as ISO 8601, in UTC; None for anything else."""
    try:
        found = datetime.fromisoformat((value or "").strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _language(value: str | None) -> str | None:
    """The ISO 639-1 code of a tag such as "en-GB"; None where it is none."""
    found = _LANGUAGE.fullmatch((value or "").strip())
    return found[1].lower() if found else None
