"""JSON: an array of objects, one object, or an object that holds the array (as answers of news services do)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pipeline.ingest import jsonl
from pipeline.ingest.fields import Fields
from pipeline.ingest.source import Source, UnreadableError
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Ingest


def read(source: Source, settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """The articles of a JSON file; rows are counted from 1 in the array's order.

    Raises UnreadableError when it is no JSON.
    """
    with source.open_text() as stream:
        text = stream.read(settings.max_document_characters + 1).lstrip("\ufeff")
    if len(text) > settings.max_document_characters:
        most = f"over {settings.max_document_characters:,} characters"
        raise UnreadableError("too large", f"{most}. Write JSON Lines, or raise max_document_characters under [ingest]")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        if _is_lines(text):
            yield from jsonl.read(source, settings)
            return
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise UnreadableError("broken JSON", f"{jsonl.problem(error)}. Correct the file", line) from None
    fields = Fields(source, settings)
    yield from jsonl.articles(_rows(source, document, fields), fields)


def _is_lines(text: str) -> bool:
    """Whether the first line is an object of its own: JSON Lines under the wrong suffix."""
    try:
        return isinstance(json.loads(text.lstrip().split("\n", 1)[0]), dict)
    except (ValueError, RecursionError):
        return False


def _rows(source: Source, document: object, fields: Fields) -> Iterator[jsonl.Row | Rejection]:
    if isinstance(document, dict):
        lists = [held for held in document.values() if isinstance(held, list) and held and isinstance(held[0], dict)]
        texts = (document[column] for column in fields.columns(document).get("text", ()))
        is_article = any(isinstance(text, str) and text.strip() for text in texts)  # and the list its authors or images
        document = lists[0] if len(lists) == 1 and not is_article else [document]
    if not isinstance(document, list):
        raise UnreadableError("no JSON object", f"the file holds a {type(document).__name__}. Give a list of objects")
    for number, row in enumerate(document, 1):
        if isinstance(row, dict):
            yield number, row
        else:
            yield source.reject(number, "no JSON object", f"the entry is a {type(row).__name__}. Give objects")
