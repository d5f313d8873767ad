"""Pages saved whole by a browser (.mhtml): a MIME message whose first HTML part is the page."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from pipeline.ingest.html import BYTES_A_CHARACTER, article
from pipeline.ingest.page import checked, read_page
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
    page = checked(read_page(body, str(address).strip() if address else None, part.get_content_charset()))
    yield replace(article(source, None, page), fetched_at=sent_at(message))


def sent_at(message: EmailMessage) -> str | None:
    """The time in the header Date, ISO 8601; as it stands there where it is none."""
    value = ""
    try:
        value = " ".join(str(message["Date"] or "").split())
        return parsedate_to_datetime(value).isoformat()
    except (TypeError, ValueError, OverflowError):
        return value or None


def parsed(source: Source, settings: Ingest) -> EmailMessage:
    """The MIME message in `source`. Raises UnreadableError when it is none."""
    data = source.data(limit=settings.max_article_characters * BYTES_A_CHARACTER)
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not message.keys():
        raise UnreadableError("not a message", "the file has no MIME headers. Save it again")
    return message
