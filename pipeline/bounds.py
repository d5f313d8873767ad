"""The kinds of numbers that settings are, each with its bounds, and the check of a value that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from pipeline.errors import SettingsError

_MOST = 1e15
"""No setting is a larger number: what is computed with one stays within what integers of 64 bits and doubles hold."""
_MOST_DAYS = 36_500
"""A hundred years: a date that is moved by as much is still one."""


@dataclass(frozen=True)
class Bounds:
    """The least and the greatest value of a number, both accepted. NaN lies within none."""

    least: float = -_MOST
    greatest: float = _MOST

    def __str__(self) -> str:
        return f"from {self.least:g} to {self.greatest:g}"


Share = Annotated[float, Bounds(0, 1)]
"""Also a probability, a score, a similarity."""
Amount = Annotated[float, Bounds(0)]
"""Of something that has a unit, such as seconds."""
Days = Annotated[float, Bounds(0, _MOST_DAYS)]
WholeDays = Annotated[int, Bounds(0, _MOST_DAYS)]
Count = Annotated[int, Bounds(1)]
"""How many, where none makes no sense."""
CountOrZero = Annotated[int, Bounds(0)]


def value_of(kind: Any, value: Any, where: str) -> Any:
    """`value` as a setting of the type `kind`, one of those above or a plain one.

    Raises SettingsError, naming `where` and what is accepted.
    """
    kind, bounds = get_args(kind) if get_origin(kind) is Annotated else (kind, Bounds())
    if kind in (int, float) and type(value) in (int, kind):
        if bounds.least <= value <= bounds.greatest:
            return kind(value)
        raise SettingsError(f"{where} is {value!r}", f"It must be {bounds}")
    origin = get_origin(kind)
    if origin is tuple and isinstance(value, (list, tuple)) and all(isinstance(v, get_args(kind)[0]) for v in value):
        return tuple(value)
    if origin is Mapping and isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values()):
        return dict(value)
    if origin is None and type(value) is kind:
        return value
    raise SettingsError(f"{where} is {value!r}", f"It must be of the type {getattr(kind, '__name__', kind)}")
