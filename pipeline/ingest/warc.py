"""Web archives (WARC): each HTML response with status 200 is a page; lines are the numbers of its records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from pipeline.ingest.html import BYTES_A_CHARACTER, article
from pipeline.ingest.page import checked, read_page
from pipeline.ingest.source import Source, UnreadableError
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Ingest

_PAGES = ("text/html", "application/xhtml+xml")


def read(source: Source, settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """The articles of a web archive, in its order; a page without an article is rejected by its record's number.

    Raises UnreadableError when the file is no WARC.
    """
    limit = settings.max_article_characters * BYTES_A_CHARACTER
    number = 0
    with source.open() as stream:
        try:
            for number, record in enumerate(ArchiveIterator(stream), 1):
                if _is_page(record):
                    yield _page(source, number, record, limit)
        except (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError) as error:
            problem = (str(error).strip() or "broken record").splitlines()[0]
            raise UnreadableError("not a WARC", f"{problem}. Get the file again", number or None) from None
    if not number:
        raise UnreadableError("not a WARC", "the file holds no record. Get the file again")


def _is_page(record: object) -> bool:
    headers = getattr(record, "http_headers", None)
    if getattr(record, "rec_type", "") != "response" or headers is None or headers.get_statuscode() != "200":
        return False
    return (headers.get_header("Content-Type") or "").split(";")[0].strip().lower() in _PAGES


def _page(source: Source, number: int, record: object, limit: int) -> RawArticle | Rejection:
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>") or None  # type: ignore[attr-defined]
    body = record.content_stream().read(limit + 1)  # type: ignore[attr-defined]
    if len(body) > limit:
        return source.reject(number, "too long", f"over {limit:,} bytes, too long for one article. Drop the record")
    kind = record.http_headers.get_header("Content-Type") or ""  # type: ignore[attr-defined]
    charset = kind.partition("charset=")[2].strip(" \"';") or None
    try:
        page = checked(read_page(body, url, charset))
    except UnreadableError as problem:
        return source.reject(number, problem.reason, f"{url}: {problem.detail}")
    except Exception as error:  # whatever a hostile page breaks in the libraries, it must not end the archive
        failure = f"{url}: it cannot be read ({type(error).__name__}). Drop the record"
        return source.reject(number, "broken page", failure)
    fetched_at = record.rec_headers.get_header("WARC-Date")  # type: ignore[attr-defined]
    found = article(source, number, page)
    return replace(found, requested_url=url, final_url=url, fetched_at=fetched_at, http_status="200")
