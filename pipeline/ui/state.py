"""What the pages share: the run on screen, cached answers of the queries, and the view that the address names."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

import streamlit as st

from pipeline.addresses import Address, place
from pipeline.files import MANIFEST
from pipeline.mirror import local_folder
from pipeline.store import DEFAULT_RESULTS, StoredRun, open_held, open_run
from pipeline.ui.answers import Answers

RESULTS_VARIABLE = "PARALLAX_RESULTS"
_LIST = "list of events"
_LOOK_AGAIN_SECONDS = 30
"""How often an address is asked for a newer run: not at every click."""
P = ParamSpec("P")
T = TypeVar("T")


def results_folder(arguments: Sequence[str] | None = None) -> Path | Address:
    """Where results are read from: --results DIR among `arguments`, else PARALLAX_RESULTS, else data/results.

    Raises AddressError.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    for number, argument in enumerate(given):
        if argument == "--results" and number + 1 < len(given):
            return place(given[number + 1])
        if argument.startswith("--results="):
            return place(argument.removeprefix("--results="))
    return place(os.environ.get(RESULTS_VARIABLE) or DEFAULT_RESULTS)


def current_run() -> StoredRun:
    """The newest run of the results folder; a newer one is noticed at the next rerun, at an address within 30 s.

    Raises StoreError, AddressError.
    """
    results = results_folder()
    run = open_run(results) if isinstance(results, Path) else open_held(_mirror(str(results)))
    return _opened(*_identity(run))


@st.cache_resource(ttl=_LOOK_AGAIN_SECONDS, show_spinner="The newest run is copied from its address …")
def _mirror(address: str) -> Path:
    return local_folder(address)


@st.cache_resource(max_entries=4, show_spinner=False)
def _opened(path: str, changed: int) -> StoredRun:
    return StoredRun(Path(path))


def _identity(run: StoredRun) -> tuple[str, int]:
    """What tells a run's content from another's: its folder and the time its manifest was written."""
    return str(run.path), (run.path / MANIFEST).stat().st_mtime_ns


def ask(query: Callable[Concatenate[StoredRun, P], T], run: StoredRun, *args: P.args, **kwargs: P.kwargs) -> T:
    """`query(run, ...)`, kept until the run changes: a rerun reads no file. Treat the answer as read-only."""
    identity = _identity(run)
    key = (query.__module__, query.__qualname__, identity, args, tuple(sorted(kwargs.items())))
    return cast(T, _answers().get(key, lambda: query(_opened(*identity), *args, **kwargs)))


@st.cache_resource(show_spinner=False)
def _answers() -> Answers:
    return Answers()


def parameter(name: str) -> str:
    """The query parameter `name`; "" where the address has none."""
    return st.query_params.get(name, "")


def address(page: str = "", **parameters: str) -> str:
    """The address of `page` with `parameters`, relative to the app's; those that are "" are left out."""
    return f"{page}?{urlencode({name: value for name, value in parameters.items() if value})}"


def remember_list() -> None:
    """Keep the query parameters of the list of events: their widgets are bound to its page and lost on another."""
    st.session_state[_LIST] = {name: st.query_params.get_all(name) for name in st.query_params}


def remembered_list() -> dict[str, list[str]]:
    """The query parameters that the list of events had when it was last seen in this session."""
    return dict(st.session_state.get(_LIST, {}))
