"""JSON Lines: one object a line. A broken line is rejected by its number; the rest goes through."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator

from pipeline.ingest.fields import Fields
from pipeline.ingest.source import Source, lines
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Ingest

_LOOK_AHEAD = 100
"""Rows whose keys together tell which columns the file has: a row may leave out a key that has no value."""

Row = tuple[int, dict[str, object]]


def read(source: Source, settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """The articles of a JSON Lines file."""
    with source.open_text() as stream:
        found = (line or "" for line in lines(stream, settings.max_line_characters))
        first = next((line.strip() for line in found if line.strip()), "")
    if first in ("[", "{"):  # one JSON document over many lines, under the wrong suffix
        from pipeline.ingest.json import read as read_document

        yield from read_document(source, settings)
    else:
        yield from articles(_rows(source, settings.max_line_characters), Fields(source, settings))


def articles(rows: Iterable[Row | Rejection], fields: Fields) -> Iterator[RawArticle | Rejection]:
    """The articles in `rows`. Raises UnreadableError when the first rows lack a column that is needed."""
    rows = iter(rows)
    ahead = list(itertools.islice(rows, _LOOK_AHEAD))
    seen = [row[1] for row in ahead if not isinstance(row, Rejection)]
    if seen:
        fields.check(dict.fromkeys(name for row in seen for name in row))
    for row in itertools.chain(ahead, rows):
        yield row if isinstance(row, Rejection) else fields.article(*row)


def _rows(source: Source, most: int) -> Iterator[Row | Rejection]:
    with source.open_text() as stream:
        for number, line in enumerate(lines(stream, most), 1):
            if line is None:
                remedy = "Drop it, or raise max_line_characters under [ingest]"
                yield source.reject(number, "too long", f"a line of over {most:,} characters. {remedy}")
                continue
            if not line.strip("\ufeff \t\r\n"):
                continue
            try:
                row = json.loads(line.strip("\ufeff \t\r\n"))
            except (ValueError, RecursionError) as error:
                yield source.reject(number, "broken JSON", f"{problem(error)}. Correct or drop the line")
                continue
            if isinstance(row, dict):
                yield number, row
            else:
                yield source.reject(
                    number, "no JSON object", f"the line holds a {type(row).__name__}. Write one object a line"
                )


def problem(error: Exception) -> str:
    """What a JSON parser's `error` says, for people."""
    if isinstance(error, json.JSONDecodeError):
        cut = error.msg.startswith(("Unterminated", "Expecting")) and error.pos >= len(error.doc.rstrip()) - 1
        ending = "it seems to be cut off" if cut or error.msg.startswith("Unterminated") else f"column {error.colno}"
        return f"not valid JSON: {error.msg[0].lower()}{error.msg[1:]} ({ending})"
    return "not valid JSON: nested too deeply" if isinstance(error, RecursionError) else f"not valid JSON: {error}"
