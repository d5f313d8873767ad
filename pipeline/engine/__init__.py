"""Where the per-article and per-event work of a run is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")

ENGINES = {"local": "pipeline.engine.local:LocalEngine"}


class Engine(Protocol):
    """Applies a function to many items; the stages do not know where."""

    def map(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """The function's results in the order of `items`."""

    def close(self) -> None:
        """Release the workers."""
