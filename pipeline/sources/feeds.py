"""RSS, Atom and news sitemaps -> the links in them. XML with entities is refused, nothing outside is loaded."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from lxml import etree, html

from pipeline.sources.http import FailedError

_SITEMAP, _NEWS = "{*}", "{http://www.google.com/schemas/sitemap-news/0.9}"
"""Sites also write the first name space with https, or leave it out."""
_CHARACTER = re.compile(rb"&#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));", re.IGNORECASE)
_LONGEST_SUMMARY = 100_000
_CHILDREN = 3
"""Sitemaps that are read of an index of sitemaps, the newest; a news sitemap holds the last two days."""


@dataclass(frozen=True)
class Entry:
    """A link and what the place where it was found says of it. Times are ISO 8601, or the place's own words."""

    url: str
    title: str | None = None
    summary: str | None = None
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    outlet: str | None = None
    place: str | None = None
    """The feed or list where it was found."""


def read_feed(body: bytes, url: str, content_type: str = "") -> tuple[list[Entry], list[str]]:
    """The entries of the feed or sitemap `body`, the newest first, and the sitemaps that an index leads to.

    Raises FailedError when it is neither, or declares entities.
    """
    if b"<!entity" in body.replace(b"\0", b"").lower():  # without NUL it shows in UTF-16 and UTF-32 too
        raise FailedError("the XML declares entities, which are refused", again=False)
    head = body.replace(b"\0", b"")[:4096]
    if b"<urlset" in head or b"<sitemapindex" in head:
        entries, children = _sitemap(body, url)
    else:
        entries, children = _feed(body, url, content_type), []
    return newest_first(entries), children


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """`entries` by their time, the newest first, those without one last, otherwise in their own order."""
    return sorted(entries, key=lambda entry: entry.published or entry.updated or "", reverse=True)


def _feed(body: bytes, url: str, content_type: str) -> list[Entry]:
    headers = {"content-location": url} | ({"content-type": content_type} if content_type else {})
    try:  # a stream: a string might be opened as a path
        feed = feedparser.parse(io.BytesIO(_CHARACTER.sub(_whole, body)), response_headers=headers)
    except Exception as error:  # whatever a hostile feed breaks in the library, it must not end the fetch
        raise FailedError(f"the feed cannot be read ({type(error).__name__})", again=False) from None
    if not feed.get("version") and not feed.entries:
        raise FailedError("neither a feed nor a sitemap", again=False)
    return [_entry(item, url) for item in feed.entries if item.get("link")]


def _whole(character: re.Match[bytes]) -> bytes:
    """A character reference; nothing for half of an emoji, as UTF-16 writes it, at which the library fails."""
    number = int(character[1], 16) if character[1] else int(character[2])
    return b"" if 0xD800 <= number < 0xE000 else character[0]


def _entry(item: Any, url: str) -> Entry:
    contents = [item.get("summary"), *(content.get("value") for content in item.get("content", []))]
    return Entry(
        _joined(url, item.link),
        title=_plain(item.get("title")),
        summary=_plain(max((text for text in contents if text), key=len, default=None)),
        author=_plain(item.get("author")),
        published=_time(item, "published"),
        updated=_time(item, "updated"),
    )


def _time(item: Any, name: str) -> str | None:
    if parsed := dict.get(item, f"{name}_parsed"):  # in UTC; the library's own get mixes the two up
        try:
            return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
        except (ValueError, OverflowError, OSError):
            return None
    return dict.get(item, name) or None


def _plain(markup: str | None) -> str | None:
    """The words of an HTML fragment, a line for each paragraph."""
    if not markup or not markup.strip():
        return None
    try:
        root = html.fragment_fromstring(markup[:_LONGEST_SUMMARY], create_parent="div")
    except (etree.ParserError, ValueError):
        return " ".join(markup.split())
    for element in root.iter("p", "br", "div", "li"):
        element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
    return "\n".join(line for line in lines if line) or None


def _sitemap(body: bytes, url: str) -> tuple[list[Entry], list[str]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FailedError(f"broken XML ({error})", again=False) from None
    if root is None:
        raise FailedError("broken XML", again=False)
    if etree.QName(root).localname == "sitemapindex":
        newest = sorted(root.iter(f"{_SITEMAP}sitemap"), key=lambda node: _child(node, "lastmod") or "", reverse=True)
        return [], [_joined(url, place) for node in newest[:_CHILDREN] if (place := _child(node, "loc"))]
    return [entry for node in root.iter(f"{_SITEMAP}url") if (entry := _listed(node, url))], []


def _listed(node: Any, url: str) -> Entry | None:
    place = _child(node, "loc")
    if place is None:
        return None
    published, title = node.find(f".//{_NEWS}publication_date"), node.find(f".//{_NEWS}title")
    return Entry(
        _joined(url, place),
        title=_filled(title),
        published=_filled(published),
        updated=_child(node, "lastmod"),
    )


def _joined(url: str, place: str) -> str:
    """The address `place` as `url` names it; as it stands where it is none, which is told where it would be asked."""
    try:
        return urljoin(url, place)
    except ValueError:
        return place


def _child(node: Any, name: str) -> str | None:
    return _filled(node.find(f"{_SITEMAP}{name}"))


def _filled(node: Any) -> str | None:
    return (node.text or "").strip() or None if node is not None else None


def about(topic: str) -> Callable[[Entry], bool]:
    """A test whether an entry is about `topic`: each of its words begins one of title, summary or address path."""
    wanted = topic.casefold().split()

    def is_about(entry: Entry) -> bool:
        told = " ".join(part for part in (entry.title, entry.summary, urlsplit(entry.url).path) if part).casefold()
        words = "".join(character if character.isalnum() else " " for character in told).split()
        return all(any(word.startswith(part) for word in words) for part in wanted)

    return is_about
