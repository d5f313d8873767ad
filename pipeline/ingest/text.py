"""Plain text: one file is one article. A short first line is the title; lines at its end may name the author."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.ingest.source import Source
from pipeline.language.bylines import author_of
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Ingest

_BYTES_A_CHARACTER = 4
_LONGEST_TITLE = 300
"""Characters: a longer first line is a paragraph, or the whole article."""
_ENDS = 6
"""Lines from either end among which an author is looked for."""


def read(source: Source, settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """The article in a text file; its text is the whole file. Raises UnreadableError when it is no text."""
    data = source.data(limit=settings.max_article_characters * _BYTES_A_CHARACTER)
    text = data.decode(source.encoding, "surrogateescape")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = (author_of(line) for line in [*reversed(lines[-_ENDS:]), *lines[1:3]])
    yield RawArticle(
        source.name,
        None,
        text,
        title=lines[0] if lines and len(lines[0]) <= _LONGEST_TITLE else None,
        author=next((author for author in named if author), None),
        published_at_source="text",
    )
