"""What a web page says of itself in its head: when it was published and updated, its type, whether it is free.

Read from schema.org's JSON-LD, from the meta elements that news sites use, and from marked-up time elements.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "pubdate",
    "publishdate", "publish-date", "dc.date.issued", "dcterms.issued", "dcterms.created", "article.published", "date",
    "dc.date",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified", "lastmod",
    "article.updated", "revised",
)  # fmt: skip
_LOCKED = {"article:content_tier": {"locked"}, "access": {"paid", "premium"}}
_DEEPEST = 12
_LONGEST = 2_000_000
"""Characters of JSON-LD that are read."""


@dataclass(frozen=True)
class PageFacts:
    """What a page says of itself; dates are the page's own words. `free` is None where it does not say."""

    published: str | None = None
    updated: str | None = None
    types: frozenset[str] = frozenset()
    free: bool | None = None


def page_facts(tree: Any) -> PageFacts:
    """What the page with the root element `tree` (lxml) says of itself."""
    metas = _metas(tree)
    nodes = list(_nodes(tree))
    published = _first(metas, _PUBLISHED) or _from_nodes(nodes, "datePublished") or _marked(tree, "datePublished")
    updated = _first(metas, _UPDATED) or _from_nodes(nodes, "dateModified") or _marked(tree, "dateModified")
    types = {kind.rsplit("/", 1)[-1] for node in nodes for kind in _strings(node.get("@type"))}
    if (metas.get("og:type") or "").startswith("video"):
        types.add("VideoObject")
    return PageFacts(published, updated, frozenset(types), _free(metas, nodes))


def _metas(tree: Any) -> dict[str, str]:
    """Name or property of each meta element, in lower case -> the first content that is filled."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _marked(tree: Any, name: str) -> str | None:
    """The value of an element marked up as `name`, in microdata."""
    for element in tree.xpath("//*[@itemprop=$name]", name=name):
        if value := (element.get("datetime") or element.get("content") or "").strip():
            return str(value)
    return None


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD; what is no valid JSON is passed over."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        text = (script.text or "").strip()[:_LONGEST]
        try:
            yield from _objects(json.loads(text, strict=False), 0)
        except (ValueError, RecursionError):
            continue


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner, depth + 1)


def _from_nodes(nodes: list[dict[str, Any]], key: str) -> str | None:
    """The value of `key` in the object of an article, which a page may wrap in others."""
    ranked = sorted(nodes, key=lambda node: not any("Article" in kind or "Posting" in kind for kind in _types(node)))
    found = next((value.strip() for node in ranked for value in _strings(node.get(key)) if value.strip()), None)
    return found and found.encode("utf-8", "replace").decode()  # JSON may escape half of a character


def _types(node: dict[str, Any]) -> list[str]:
    return _strings(node.get("@type"))


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str)]


def _free(metas: dict[str, str], nodes: list[dict[str, Any]]) -> bool | None:
    if any(metas.get(name, "").lower() in values for name, values in _LOCKED.items()):
        return False
    told = [str(node["isAccessibleForFree"]).strip().lower() for node in nodes if "isAccessibleForFree" in node]
    known = [value.rsplit("/", 1)[-1] for value in told if value.rsplit("/", 1)[-1] in ("true", "false")]
    return None if not known else "false" not in known
