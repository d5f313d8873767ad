"""Web pages, read by trafilatura: the text is what it extracts, with the raw bytes' hash beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import trafilatura

from pipeline.ingest.encoding import declared
from pipeline.ingest.source import Source, UnreadableError, encoding_of
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Ingest

_BYTES_A_CHARACTER = 10
"""Markup included, a page has some ten bytes for each character of its article."""
_DATES = {"original_date": True, "extensive_search": True, "max_date": "2100-01-01"}
"""The library's own choice but for the last day, which it takes from the clock; cleaning judges dates."""


def read(source: Source, settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """The article of a web page. Raises UnreadableError when the page holds none."""
    page = source.data(limit=settings.max_article_characters * _BYTES_A_CHARACTER)
    if not page.strip():
        raise UnreadableError("empty file", "the file holds nothing. Save the page again")
    tree = trafilatura.load_html(_decoded(page))
    found = (
        None
        if tree is None
        else trafilatura.bare_extraction(
            tree, include_comments=False, with_metadata=True, date_extraction_params=_DATES
        )
    )
    if tree is None or found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise UnreadableError("no article found", "the page holds no text of an article. Save the article's own page")
    yield RawArticle(
        source.name,
        None,
        found.text or "",
        outlet=found.sitename or found.hostname,
        title=found.title,
        url=found.url,
        author=found.author,
        published_at=found.date,
        published_at_source="page",
        language=tree.get("lang"),
        raw_sha256=hashlib.sha256(page).hexdigest(),
    )


def _decoded(page: bytes) -> str:
    """The page as text: UTF-8 where it is valid, else as the page declares, else as it seems, broken bytes replaced."""
    for encoding in ("utf-8-sig", declared(page)):
        try:
            if encoding:
                return page.decode(encoding)
        except UnicodeDecodeError:
            continue
    return page.decode(encoding_of(page), "replace")
