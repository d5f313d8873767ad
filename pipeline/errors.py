"""Errors meant for users.

ParallaxError                 base: one clear line, with the remedy
    SettingsError             a settings file or option that cannot be used
    InputError                an input path that cannot be read at all
    AddressError              an address, as s3://bucket/folder, that cannot be used or reached
    UnknownNameError          a name that is in none of a registry's entries
    ModelError                an encoder that cannot be loaded or fails its checksum
    StoreError                a results folder that cannot be read or written
      SupersededError         a run made of one that is not the newest any more
    CorrectionError           a correction that names what is not there, or contradicts an earlier one
    QueryError                something asked of a run that it does not hold
    EngineError               worker processes that ended before their work was done
    ExportError               an export that cannot be made or written

Rows of an input that cannot be used are no errors: they become rows of the table `rejected`.
"""

from __future__ import annotations

from collections.abc import Iterable


class ParallaxError(Exception):
    """Base of every error meant for users: `problem` says what is wrong with which value, `remedy` what to do."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem}. {remedy}" if remedy else problem)


class SettingsError(ParallaxError):
    """A settings file or option that cannot be used."""


class InputError(ParallaxError):
    """An input path that cannot be read at all."""


class AddressError(ParallaxError):
    """An address, as s3://bucket/folder, that cannot be used or reached."""


class UnknownNameError(ParallaxError):
    """A name that a registry does not hold; `known` lists those it holds."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.known = sorted(known)
        super().__init__(f"there is no {kind} named {name!r}", f"Choose one of: {', '.join(self.known)}")

    def __reduce__(self) -> tuple[type[UnknownNameError], tuple[str, str, list[str]]]:
        return type(self), (self.kind, self.name, self.known)  # by its message alone a worker's could not be made again


class ModelError(ParallaxError):
    """An encoder that cannot be loaded, or whose weights are not the ones expected."""


class StoreError(ParallaxError):
    """A results folder that cannot be read or written."""


class SupersededError(StoreError):
    """A run that was made of an earlier one, when another was published meanwhile: it would hide that one."""


class CorrectionError(ParallaxError):
    """A correction that names what is not there, or contradicts an earlier one."""


class QueryError(ParallaxError):
    """Something asked of a run that it does not hold: an event, an article, a passage."""


class EngineError(ParallaxError):
    """Worker processes that ended before their work was done."""


class ExportError(ParallaxError):
    """An export that cannot be made or written."""
