"""The articles of tests.stories as an input file, and what more a run of them needs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.stories import STORIES, Story


def row(story: Story) -> dict[str, Any]:
    """The article as a line of JSON Lines."""
    values = {
        "id": story.name,
        "outlet": story.outlet,
        "title": story.title,
        "date": story.published,
        "url": story.url,
        "author": story.author,
        "text": story.text,
        "is_full_text": story.full,
    }
    return {name: value for name, value in values.items() if value is not None}


def write(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """`rows` as JSON Lines at `path`."""
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path


def earlier(path: Path) -> Path:
    """The articles of a first run: all but those of LATER."""
    return write(path, (row(story) for story in STORIES if story.name not in LATER))


def all_of_them(path: Path) -> Path:
    """All articles, and a line that is rejected."""
    return write(path, [*(row(story) for story in STORIES), {"id": "no-words", "title": "", "text": ""}])


LATER = {"fire-inland", "fire-harbour-later", "goat-lantern"}
"""That from inland joins an event of the first run, whose other stays as it was; each other is an event of its own."""


def many(path: Path) -> Path:
    """As many small events of two articles as it takes until worker processes are worth their start."""
    return write(path, (article for number in range(205) for article in _pair(number)))


def _pair(number: int) -> Iterable[dict[str, Any]]:
    place, ship, dead = f"Port {_name(number)}", f"the {_name(number + 300)}", number + 3
    texts = {
        "Veldmark Courier": f"A fire on {ship} at {place} killed {dead} people on Saturday. Nobody else was hurt.",
        "Harbour Times": f"At {place}, {dead + 1} people died in the fire on {ship} on Saturday, its owner said.",
    }
    for outlet, text in texts.items():
        day = f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        yield {"id": f"{number}-{outlet}", "outlet": outlet, "title": f"Fire on {ship}", "date": day, "text": text}


def _name(number: int) -> str:
    """A name of its own for each number."""
    syllables = ("ba", "cor", "den", "fil", "gom", "har", "jut", "kel", "lim", "mor", "nes", "pol")
    return "".join(syllables[number // 12**place % 12] for place in (2, 0, 1)).capitalize()
