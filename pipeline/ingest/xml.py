"""XML exports of newspaper archives: the elements that repeat most are the rows, what they hold the columns.

Columns are found by their names, or mapped under [ingest.columns], as those of a table. No entity is expanded and
nothing outside the file is loaded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
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
    fields = Fields(source, settings)
    rows = [(int(element.sourceline or 0), _columns(element)) for element in _repeated(root, fields)]
    yield from jsonl.articles(rows, fields)


def _repeated(root: Any, fields: Fields) -> list[Any]:
    """The elements of the name that occurs most often among those that hold several others; the root where none do.

    Where some hold one text or title, they alone count: paragraphs with bold and italic words may be more.
    """
    kinds: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for element in root.iterdescendants():
        if isinstance(element.tag, str) and len(element) > 1:
            kinds[element.tag, len(list(element.iterancestors()))].append(element)
    if not kinds:
        return [root]
    told = {kind for kind, elements in kinds.items() if _tells_one_article(elements[0], fields)}
    return kinds[max(kinds, key=lambda kind: (kind in told, len(kinds[kind]), -kind[1]))]


def _tells_one_article(element: Any, fields: Fields) -> bool:
    inside = [inner for path in ("*", "*/*") for inner in element.iterfind(path) if isinstance(inner.tag, str)]
    names = Counter(etree.QName(inner).localname for inner in inside)
    return not {"text", "title"}.isdisjoint(fields.columns(name for name, count in names.items() if count == 1))


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
