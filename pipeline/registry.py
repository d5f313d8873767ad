"""Resolve the names of a registry: a literal dict of name -> "module:attribute", imported at first use."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from pipeline.errors import UnknownNameError


def resolve(kind: str, registry: Mapping[str, str], name: str) -> Any:
    """The object that `name` stands for in `registry`.

    Raises UnknownNameError, which lists the known names, when there is none.
    """
    try:
        target = registry[name]
    except KeyError:
        raise UnknownNameError(kind, name, registry) from None
    module, attribute = target.split(":")
    return getattr(import_module(module), attribute)
