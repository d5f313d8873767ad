"""Web pages, read by trafilatura: the text is what it extracts, with the raw bytes' hash beside it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.ingest.page import Page, checked, read_page
from pipeline.ingest.source import Source, UnreadableError
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Ingest

BYTES_A_CHARACTER = 10
"""Markup included, a page has some ten bytes for each character of its article."""


def read(source: Source, settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """The article of a web page. Raises UnreadableError when the page holds none."""
    body = source.data(limit=settings.max_article_characters * BYTES_A_CHARACTER)
    if not body.strip():
        raise UnreadableError("empty file", "the file holds nothing. Save the page again")
    yield article(source, None, checked(read_page(body)))


def article(source: Source, line: int | None, page: Page) -> RawArticle:
    """`page`, found at `line` (or as the record of that number) of `source`, as an article."""
    published, published_source = page.date
    return RawArticle(
        source.name,
        line,
        page.text,
        outlet=page.site,
        title=page.title,
        url=page.url,
        author=page.author,
        published_at=published,
        published_at_source=published_source,
        language=page.language,
        is_full_text=None if page.is_article else False,
        raw_sha256=page.sha256,
        updated_at=page.updated,
        page_kind=page.kind,
    )
