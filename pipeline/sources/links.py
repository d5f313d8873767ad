"""Lists of links -> the links in them.

Plain text, a CSV with a column of addresses (GDELT's article lists, Zotero's export, a spreadsheet), or GDELT's tables,
which name no columns.
"""

from __future__ import annotations

import csv
import inspect
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import InputError
from pipeline.ingest.fields import SYNONYMS
from pipeline.ingest.source import UnreadableError, encoding_of
from pipeline.sources.feeds import Entry

_COLUMNS = {
    "url": (*SYNONYMS["url"], "documentidentifier", "sourceurl", "webaddress", "uri"),
    "title": SYNONYMS["title"],
    "author": SYNONYMS["author"],
    "published": (*SYNONYMS["published_at"], "seendate"),
    "summary": ("abstractnote", "abstract", "summary", "description"),
    "outlet": ("publicationtitle", *SYNONYMS["outlet"]),
}
"""Field of an Entry -> names of columns, compared without case, spaces and underscores; the likeliest first."""
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_HEAD = 1 << 16


def read_links(path: str | Path) -> list[Entry]:
    """The links in the file at `path`, in its order, each address once.

    Raises InputError when it cannot be read or holds no address.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
        text = data.decode(encoding_of(data[:_HEAD]) if data else "utf-8", "replace").lstrip("\ufeff")
    except (OSError, UnreadableError) as error:
        raise InputError(f"{path}: the list of links cannot be read ({error})") from error
    found: dict[str, Entry] = {}
    try:
        for entry in _entries(text, str(path)):
            found.setdefault(entry.url, entry)
    except csv.Error as error:
        remedy = "Look for a stray quotation mark, or give a text with an address a line"
        raise InputError(f"{path}: a broken table ({error})", remedy) from error
    if not found:
        raise InputError(f"{path}: no address in it", "Give a CSV with a column url, or a text with an address a line")
    return list(found.values())


def _entries(text: str, place: str) -> Iterator[Entry]:
    lines = text.splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    delimiter = max(",;\t", key=first.count)
    header = [_plain(cell) for cell in next(csv.reader([first], delimiter=delimiter), [])]
    columns = {
        field: header.index(name)
        for field, names in reversed(_COLUMNS.items())
        if (name := next((_plain(name) for name in names if _plain(name) in header), None))
    }
    if "url" not in columns:
        yield from (Entry(found[0].rstrip(',;"'), place=place) for line in lines if (found := _ADDRESS.search(line)))
        return
    stream = (line for line in io.StringIO(text, newline=""))
    for cells in itertools.islice(csv.reader(stream, delimiter=delimiter), 1, None):
        if inspect.getgeneratorstate(stream) == inspect.GEN_CLOSED:  # the reader looked for more of this row
            raise csv.Error(f"the row {' '.join(cells)[:60]!r} opens a quotation mark that is never closed")
        held = {field: cells[at].strip() or None for field, at in columns.items() if at < len(cells)}
        url = held.pop("url", None)
        if url and _ADDRESS.fullmatch(url):
            yield Entry(url, place=place, **held)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
