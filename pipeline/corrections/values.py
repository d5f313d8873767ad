"""A correction as a value."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pipeline.schema import content_id

MERGE, SPLIT, MOVE, NOT_SAME, UNDO = "merge", "split", "move", "not_same", "undo"
ACTIONS = (MERGE, SPLIT, MOVE, NOT_SAME, UNDO)
_NEEDS = {
    MERGE: ("articles", "joined_to"),
    SPLIT: ("articles", "parted_from"),
    MOVE: ("articles", "joined_to"),
    NOT_SAME: ("articles", "parted_from"),
    UNDO: ("undoes",),
}
_DONE = {
    MERGE: "merged",
    SPLIT: "split off",
    MOVE: "moved here",
    NOT_SAME: "kept apart from another event",
    UNDO: "undone",
}


@dataclass(frozen=True)
class Correction:
    """What one person said of some articles, when and why.

    merge: `articles` and `joined_to` are one event.
    split: `articles` are an event of their own, apart from `parted_from`, with which they were one.
    move: `articles` belong to the event of `joined_to`, no more to that of `parted_from`.
    not_same: the events of `articles` and of `parted_from` are two, also where a later run would join them.
    undo: the correction `undoes` is taken back.

    `at` is a UTC time in ISO 8601.
    """

    id: str
    at: str
    who: str
    why: str
    action: str
    articles: tuple[str, ...] = ()
    joined_to: tuple[str, ...] = ()
    parted_from: tuple[str, ...] = ()
    undoes: str = ""

    @classmethod
    def made(cls, action: str, who: str, why: str, **what: Any) -> Correction:
        """A correction of now, its id the hash of its content. Raises ValueError as `validate` does."""
        made = cls(
            "", datetime.now(UTC).isoformat(timespec="microseconds"), one_line(who), one_line(why), action, **what
        )
        made.validate()
        return replace(made, id=content_id("k", json.dumps(made.as_dict(), sort_keys=True)))

    @property
    def named(self) -> frozenset[str]:
        """Every article that it names."""
        return frozenset((*self.articles, *self.joined_to, *self.parted_from))

    def validate(self) -> None:
        """Raises ValueError, which says what is missing or stands on two sides."""
        if self.action not in ACTIONS:
            raise ValueError(f"there is no action {self.action!r}")
        for name in _NEEDS[self.action]:
            if not getattr(self, name):
                raise ValueError(f"{name} is missing")
        if set(self.articles) & {*self.joined_to, *self.parted_from}:
            raise ValueError("an article stands on both sides")

    def as_dict(self) -> dict[str, object]:
        """The line of the log: what is empty is left out."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value}

    def sentence(self) -> str:
        """Who did what, when and why, in words."""
        return f"{_DONE[self.action]} by {self.who} on {self.at[:10]}: {self.why}"


def one_line(words: str) -> str:
    """`words` on one line, without what no text file can hold."""
    shown = "".join(sign if sign.isprintable() else " " for sign in words.encode("utf-8", "replace").decode())
    return " ".join(shown.split())
