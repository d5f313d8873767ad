"""Separated values: comma, semicolon, tab or bar, whichever makes most of the header."""

from __future__ import annotations

import csv
import inspect
from collections.abc import Generator, Iterator
from typing import TextIO

from pipeline.ingest.fields import Fields
from pipeline.ingest.source import Source, UnreadableError, lines
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Ingest

_DELIMITERS = ",;\t|"
_HEADER_CHARACTERS = 1 << 16


def read(source: Source, settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """The articles of a table; its first row names the columns. Raises UnreadableError when no column is of use."""
    fields = Fields(source, settings)
    csv.field_size_limit(settings.max_line_characters)  # the module's own is 131,072: a cell holds a whole article
    with source.open_text() as stream:
        delimiter = _delimiter(stream.readline(_HEADER_CHARACTERS).lstrip("\ufeff"), fields)
    with source.open_text() as stream:
        given = _lines(stream, settings.max_line_characters)
        reader = csv.reader(given, delimiter=delimiter)
        header = [name.strip().lstrip("\ufeff") for name in next(reader, [])]
        fields.check(header)
        line = reader.line_num + 1
        try:
            for cells in reader:
                if inspect.getgeneratorstate(given) == inspect.GEN_CLOSED:  # the reader looked for more of this row
                    problem = "a quotation mark that opens a cell of this row is never closed. Correct the row"
                    raise UnreadableError("broken table", problem, line)
                if any(cells):
                    yield _article(source, fields, line, header, cells)
                line = reader.line_num + 1
        except csv.Error as error:
            raise UnreadableError("broken table", f"{error}. Correct the row", line) from None


def _lines(stream: TextIO, most: int) -> Generator[str]:
    for number, line in enumerate(lines(stream, most), 1):
        if line is None:
            remedy = "Drop it, or raise max_line_characters under [ingest]"
            raise UnreadableError("too long", f"a line of over {most:,} characters. {remedy}", number)
        yield line


def _delimiter(first_line: str, fields: Fields) -> str:
    """The delimiter under which the header holds most known fields, then most columns."""

    def use(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([first_line], delimiter=delimiter), [])
        return len(fields.columns(name.strip() for name in names)), len(names)

    return max(_DELIMITERS, key=use)


def _article(source: Source, fields: Fields, line: int, header: list[str], cells: list[str]) -> RawArticle | Rejection:
    if len(cells) < len(header) or any(cells[len(header) :]):
        counts = f"the row has {len(cells)} cells, the header {len(header)}"
        return source.reject(line, "wrong number of cells", f"{counts}. Look for a stray quotation mark or delimiter")
    return fields.article(line, dict(zip(reversed(header), reversed(cells[: len(header)]), strict=True)))
