"""Where the per-article and per-event work of a run is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")

ENGINES = {"local": "pipeline.engine.local:LocalEngine", "ray": "pipeline.engine.cluster:RayEngine"}


class Engine(Protocol):
    """Applies a function to many items; the stages do not know where. Each method is a pipeline.mapping.Mapper."""

    def map(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """The function's results in the order of `items`."""

    def map_large(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """The same for a function that holds much, such as arrays of all articles, and for few, large items."""

    def map_model(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """The same for a function that computes with a model: on graphics processors where there are any."""

    def close(self) -> None:
        """Release the workers."""
