"""XML exports of newspaper archives: the elements that repeat most are the rows, what they hold the columns.

Columns are found by their names, or mapped under [ingest.columns], as those of a table. No entity is expanded and
nothing outside the file is loaded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.ingest import jsonl
from pipeline.ingest.fields import Fields
from pipeline.ingest.source import Source, UnreadableError
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Ingest


def read(source: Source, settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """The articles of an XML file; lines are those on which their elements begin. Raises UnreadableError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(source.data(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("broken XML", f"{error}. Export the file again", getattr(error, "lineno", None)) from None
    rows = [(int(element.sourceline or 0), _columns(element)) for element in _repeated(root)]
    yield from jsonl.articles(rows, Fields(source, settings))


def _repeated(root: Any) -> list[Any]:
    """The elements of the name that occurs most often among those that hold several others; the root where none do."""
    records = [element for element in root.iterdescendants() if isinstance(element.tag, str) and len(element) > 1]
    counts = Counter((element.tag, len(list(element.iterancestors()))) for element in records)
    if not counts:
        return [root]
    name, depth = max(counts, key=lambda key: (counts[key], -key[1]))
    return [element for element in records if element.tag == name and len(list(element.iterancestors())) == depth]


def _columns(element: Any) -> dict[str, object]:
    """Local name of each inner element, and of each attribute -> its words; paragraphs are lines."""
    found: dict[str, object] = dict(element.attrib)
    for inner in element:
        if isinstance(inner.tag, str) and (words := _words(inner)):
            name = etree.QName(inner).localname
            found[name] = f"{found[name]}, {words}" if name in found else words
    for inner in element.iterfind("*/*"):  # a header may wrap title and date
        if isinstance(inner.tag, str) and (words := _words(inner)):
            found.setdefault(etree.QName(inner).localname, words)
    return found


def _words(element: Any) -> str:
    parts = [" ".join("".join(part.itertext()).split()) for part in element if isinstance(part.tag, str)]
    paragraphs = [part for part in parts if part]
    whole = "".join(element.itertext()).strip()
    return "\n".join(paragraphs) if paragraphs and not (element.text or "").strip() else whole
