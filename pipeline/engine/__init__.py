"""Where the per-article and per-event work of a run is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from threadpoolctl import threadpool_limits

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


def one_thread() -> threadpool_limits:
    """Have this process do linear algebra with one thread, until the block ends where it is used in `with`.

    Among how many threads a product is split decides its last digits: so each article and event has one everywhere.
    """
    import numpy  # noqa: F401 - it and scipy bring a library each, which must be there to be told
    import scipy.linalg  # noqa: F401

    return threadpool_limits(1, "blas")
