"""Pages saved whole by a browser (.mhtml): a MIME message whose first HTML part is the page."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage

from pipeline.ingest.html import BYTES_A_CHARACTER, article
from pipeline.ingest.page import read_page
from pipeline.ingest.source import Source, UnreadableError
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Ingest


def read(source: Source, settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """The article of a saved page. Raises UnreadableError when the file holds no page or no article."""
    message = parsed(source, settings)
    part = message.get_body(("html",)) or next((p for p in message.walk() if p.get_content_type() == "text/html"), None)
    body = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(body, bytes) or not body.strip():
        raise UnreadableError("no page", "the file holds no HTML. Save the page again")
    address = message["Snapshot-Content-Location"] or part["Content-Location"]
    page = read_page(body, str(address).strip() if address else None, part.get_content_charset())
    if page is None or not page.text.strip():
        raise UnreadableError("no article found", "the page holds no text of an article. Save the article's own page")
    yield article(source, None, page)


def parsed(source: Source, settings: Ingest) -> EmailMessage:
    """The MIME message in `source`. Raises UnreadableError when it is none."""
    data = source.data(limit=settings.max_article_characters * BYTES_A_CHARACTER)
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not message.keys():
        raise UnreadableError("not a message", "the file has no MIME headers. Save it again")
    return message
