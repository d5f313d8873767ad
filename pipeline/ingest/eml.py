"""E-mail newsletters (.eml): one message is one article; the sender's name is the outlet."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from typing import Any

from lxml import etree, html

from pipeline.ingest.mhtml import parsed, sent_at
from pipeline.ingest.page import decoded
from pipeline.ingest.source import Source, UnreadableError
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Ingest

_BLOCKS = ("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote")
_UNSEEN = ("style", "script", "head", "title")


def read(source: Source, settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """The message as an article: its plain text, or the words of its HTML. Raises UnreadableError without either."""
    message = parsed(source, settings)
    part = message.get_body(("plain", "html"))
    text = _text(part) if part is not None else ""
    if not text.strip():
        raise UnreadableError("no text", "the message holds neither plain text nor HTML. Export it again")
    yield RawArticle(
        source.name,
        None,
        text,
        outlet=_sender(message),
        title=_header(message, "Subject"),
        published_at=sent_at(message),
        published_at_source="Date",
        source_id=(_header(message, "Message-ID") or "").strip("<>") or None,
    )


def _text(part: MIMEPart) -> str:
    body: Any = part.get_payload(decode=True)
    words = decoded(body, part.get_content_charset()) if isinstance(body, bytes) and body.strip() else ""
    return _words(words) if part.get_content_subtype() == "html" else words.replace("\r\n", "\n")


def _words(markup: str) -> str:
    """The words that an HTML message shows, a line for each block."""
    try:
        # As bytes: lxml refuses a string that declares an encoding, as XHTML does.
        root = html.document_fromstring(markup.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    for block in root.iter(*_BLOCKS):
        block.text = "\n" + (block.text or "")
        block.tail = "\n" + (block.tail or "")
    lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
    return "\n".join(line for line in lines if line)


def _sender(message: EmailMessage) -> str | None:
    senders = getattr(_held(message, "From"), "addresses", ())
    return next((sender.display_name or sender.domain for sender in senders), None) or None


def _held(message: EmailMessage, name: str) -> Any:
    """The header `name`; None where there is none, or where the library fails at how it is written."""
    try:
        return message[name]
    except (LookupError, AttributeError, TypeError, ValueError):
        return None


def _header(message: EmailMessage, name: str) -> str | None:
    value = _held(message, name)
    return " ".join(str(value).split()) or None if value is not None else None
