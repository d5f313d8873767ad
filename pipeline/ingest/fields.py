"""Which of an input's columns hold which field: common synonyms, or a mapping in the settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from pipeline.ingest.source import Source, UnreadableError
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Ingest

SYNONYMS: dict[str, tuple[str, ...]] = {
    "source_id": ("id", "article_id", "source_id", "guid", "uuid"),
    "outlet": ("outlet", "source", "publisher", "publication", "site", "source_name", "newspaper"),
    "title": ("title", "headline"),
    "url": ("url", "link", "address"),
    "author": ("author", "byline", "authors", "creator"),
    "published_at": (
        "published_at",
        "date",
        "published",
        "pubdate",
        "publish_date",
        "date_published",
        "created_at",
        "timestamp",
        "datetime",
    ),
    "text": ("text", "body", "content", "article", "full_text", "maintext", "article_text"),
    "language": ("language", "lang"),
    "is_full_text": ("is_full_text",),
    "published_at_source": ("published_at_source",),
    "raw_sha256": ("raw_sha256",),
    "updated_at": ("updated_at", "updated", "modified_at", "date_modified", "date_modify", "last_modified", "lastmod"),
    "page_kind": ("page_kind",),
    "requested_url": ("requested_url",),
    "final_url": ("final_url",),
    "fetched_at": ("fetched_at", "retrieved_at", "date_download"),
    "http_status": ("http_status",),
}
"""Field -> column names, the likeliest first; case, spaces, hyphens and underscores make no difference."""

_OF_THE_PAGE = (
    "raw_sha256", "updated_at", "page_kind", "requested_url", "final_url", "fetched_at", "http_status",
)  # fmt: skip
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class Fields:
    """Reads rows, column -> value, as articles."""

    def __init__(self, source: Source, settings: Ingest) -> None:
        self._source = source
        self._mapping = settings.columns
        self._columns = lru_cache(maxsize=256)(self._find)

    def columns(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Field -> those of the columns `names` that hold it, the likeliest first."""
        return self._columns(tuple(names))

    def _find(self, names: tuple[str, ...]) -> dict[str, list[str]]:
        plain = {_plain(name): name for name in reversed(names)}
        found = {
            field: [plain[_plain(synonym)] for synonym in synonyms if _plain(synonym) in plain]
            for field, synonyms in SYNONYMS.items()
        }
        found |= {field: [column] for field, column in self._mapping.items() if column in names}
        return {field: columns for field, columns in found.items() if columns}

    def check(self, names: Iterable[str]) -> None:
        """Raise UnreadableError when the columns `names` lack a mapped one, or hold neither a text nor a title."""
        names = list(names)
        there = ", ".join(names[:40]) or "none"
        for field, column in self._mapping.items():
            if field not in SYNONYMS:
                raise UnreadableError(
                    "unknown field", f"[ingest.columns] maps {field!r}; the fields are: {', '.join(SYNONYMS)}"
                )
            if column not in names:
                raise UnreadableError(
                    "missing column",
                    f"{field} is mapped to {column!r}, but the columns are: {there}. Correct [ingest.columns]",
                )
        if not {"text", "title"} & set(self.columns(names)):
            raise UnreadableError(
                "no text column",
                f"no column is known to hold a text or a title; the columns are: {there}. "
                'Map one in the settings: [ingest.columns] text = "NAME"',
            )

    def article(self, line: int, row: Mapping[str, object]) -> RawArticle | Rejection:
        """The article in `row`: of each field, the first column that has a value."""
        held: dict[str, tuple[str, object]] = {}
        for field, columns in self.columns(row).items():
            if filled := next((name for name in columns if not _is_missing(row[name])), None):
                held[field] = filled, row[filled]
        column, text = held.pop("text", ("", ""))
        if not isinstance(text, (str, bytes)):
            kind = type(text).__name__
            return self._source.reject(
                line, "text is no string", f"{column} holds a {kind}. Give the text as one string"
            )
        values = {field: as_text(value) for field, (_, value) in held.items()}
        return RawArticle(
            self._source.name,
            line,
            as_text(text) or "",
            source_id=values.get("source_id"),
            outlet=values.get("outlet"),
            title=values.get("title"),
            url=values.get("url"),
            author=values.get("author"),
            published_at=values.get("published_at"),
            published_at_source=values.get("published_at_source") or held.get("published_at", ("input", None))[0],
            language=values.get("language"),
            is_full_text=_BOOLEANS.get((values.get("is_full_text") or "").strip().casefold()),
            **{name: values.get(name) for name in _OF_THE_PAGE},
        )


def as_text(value: object) -> str | None:
    """A cell as text: names of nested objects and lists, ISO 8601 for dates; None where nothing is there."""
    match value:
        case None:
            return None
        case str():
            return value
        case bytes():
            return value.decode("utf-8", "surrogateescape")
        case date():
            return value.isoformat()
        case Mapping():
            lower = {str(key).casefold(): inner for key, inner in value.items()}
            return next((as_text(lower[key]) for key in ("name", "title", "value", "id") if lower.get(key)), None)
        case list() | tuple():
            return ", ".join(part for part in map(as_text, value) if part) or None
        case _:
            return str(value)


def _is_missing(value: object) -> bool:
    return value is None or value in ("", [], {}) or value != value  # the last is not-a-number


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
