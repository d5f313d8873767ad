"""How a run reports what it is doing; the stages know only the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """Receives the stages of a run as they pass."""

    def start(self, stage: str, total: int | None) -> None:
        """A stage begins; `total` is its number of items, None where unknown."""

    def advance(self, n: int = 1) -> None:
        """`n` more items of the running stage are done."""

    def finish(self, summary: str) -> None:
        """The running stage has ended; `summary` is one line for people."""

    def warn(self, message: str) -> None:
        """Something a person should know, which does not end the run."""


class Silent:
    """A Progress that shows nothing and keeps the warnings."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def start(self, stage: str, total: int | None) -> None:
        """Ignored."""

    def advance(self, n: int = 1) -> None:
        """Ignored."""

    def finish(self, summary: str) -> None:
        """Ignored."""

    def warn(self, message: str) -> None:
        """Kept in `warnings`."""
        self.warnings.append(message)


def track(items: Iterable[T], progress: Progress) -> Iterator[T]:
    """Yield `items`, advancing `progress` by one after each."""
    for item in items:
        yield item
        progress.advance()
