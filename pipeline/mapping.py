"""How a stage has one thing done to many items: it is given what maps, and does not know where the work is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Mapper(Protocol):
    """Applies a function to many items, here or elsewhere; both must be picklable where it may be elsewhere."""

    def __call__(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """The function's results in the order of `items`."""


def here(function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
    """Maps in this process, item by item as the results are asked for."""
    return map(function, items)
