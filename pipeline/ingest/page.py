"""A web page's bytes -> its article, by trafilatura; shared by every reader that holds web pages."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import trafilatura

from pipeline.ingest.encoding import declared
from pipeline.ingest.page_facts import page_facts
from pipeline.ingest.page_kind import ARTICLE, WALLS, page_kind
from pipeline.ingest.source import UnreadableError, encoding_of

_DATES = {"original_date": True, "extensive_search": True, "max_date": "2100-01-01"}
"""The library's own choice but for the last day, which it takes from the clock; cleaning judges dates."""
_DAY_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/-]|\D*$)")


@dataclass(frozen=True)
class Page:
    """The article of a web page: every value is the page's own text, None where it says nothing.

    `published` is the page's own statement, `guessed` a day found in its text; `day_in_address` stands in its address.
    `url` is the canonical address where it is on the page's own site. `kind` is one of page_kind.KINDS.
    """

    text: str
    title: str | None
    url: str | None
    author: str | None
    site: str | None
    published: str | None
    day_in_address: str | None
    guessed: str | None
    updated: str | None
    language: str | None
    kind: str
    sha256: str

    @property
    def is_article(self) -> bool:
        """Whether its text can be compared as a full article."""
        return self.kind == ARTICLE

    @property
    def date(self) -> tuple[str | None, str]:
        """The date that the page gives, and where it stands: in its metadata, its address or its text."""
        for value, source in ((self.published, "page"), (self.day_in_address, "address"), (self.guessed, "text")):
            if value:
                return value, source
        return None, "page"


def read_page(body: bytes, url: str | None = None, charset: str | None = None) -> Page | None:
    """The article in the page `body`, which was found at `url` and sent as `charset`; None where it holds none.

    Raises UnreadableError when it is no text at all.
    """
    tree = trafilatura.load_html(decoded(body, charset))
    if tree is None:
        return None
    facts = page_facts(tree)
    language = tree.get("lang")
    found = trafilatura.bare_extraction(
        tree, url=url, include_comments=False, with_metadata=True, date_extraction_params=_DATES
    )
    if found is None or isinstance(found, dict):
        return None
    text, title = found.text or "", found.title
    address = url or found.url
    return Page(
        text=text,
        title=title,
        url=found.url if url is None or _same_site(found.url, url) else url,
        author=found.author,
        site=found.sitename or found.hostname,
        published=facts.published,
        day_in_address=day_in(address),
        guessed=found.date,
        updated=facts.updated,
        language=language,
        kind=page_kind(title or "", text, address or "", facts),
        sha256=hashlib.sha256(body).hexdigest(),
    )


def checked(page: Page | None) -> Page:
    """`page` itself. Raises UnreadableError when it is None, holds no text, or a wall in place of its article."""
    if page is None or not page.text.strip():
        raise UnreadableError("no article found", "the page holds no text of an article. Save the article's own page")
    if page.kind in WALLS:
        raise UnreadableError(page.kind, f"the page shows a {page.kind} in place of its article. Save it without")
    return page


def day_in(url: str | None) -> str | None:
    """The day that an address such as https://courier.example/2026/05/25/ferry names, as 2026-05-25."""
    found = _DAY_IN_ADDRESS.search(urlsplit(url or "").path)
    return "-".join(found.groups()) if found else None


def decoded(page: bytes, charset: str | None = None) -> str:
    """The page as text: UTF-8 where it is valid, else as the page, then as its server declares, else as it seems.

    Broken bytes are replaced. Raises UnreadableError when it is no text.
    """
    for encoding in ("utf-8-sig", declared(page), charset):
        try:
            if encoding:
                return page.decode(encoding)
        except (ValueError, LookupError):  # of which "undefined" and "idna" raise others than UnicodeDecodeError
            continue
    return page.decode(encoding_of(page), "replace")


def _same_site(canonical: str | None, url: str) -> bool:
    hosts = [(urlsplit(address or "").hostname or "").removeprefix("www.") for address in (canonical, url)]
    return hosts[0] == hosts[1] and bool(hosts[0]) and len(urlsplit(canonical or "").path) > 1
