"""A button that saves a file: made at the click, and there until the browser has fetched it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count

import streamlit as st
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager

FILES_HELD = 8
"""Files that stay, whoever asked for them, the latest: those that browsers may not have fetched yet."""
_turns = count()


def save_button(label: str, build: Callable[[], bytes], file_name: str, mime: str, key: str, icon: str) -> None:
    """Draw it; `build` is called at the click, `icon` is a name of Material Symbols."""
    st.download_button(
        label,
        data=partial(_made, build, file_name, mime),
        file_name=file_name,
        mime=mime,
        key=key,
        on_click="ignore",
        type="tertiary",
        icon=f":material/{icon}:",
    )


def hold(files: MediaFileManager, data: bytes, file_name: str, mime: str) -> None:
    """Keep a file in `files` until FILES_HELD others were made.

    Streamlit refers a file that is made at a click to no session, and deletes it once two reruns of anybody have ended.
    With several people that is often before the browser asks for it, and the download fails.
    """
    files.add(data, mime, f"held-{next(_turns) % FILES_HELD}", file_name, is_for_static_download=True)


def _made(build: Callable[[], bytes], file_name: str, mime: str) -> bytes:
    data = build()
    if runtime.exists():
        hold(runtime.get_instance().media_file_mgr, data, file_name, mime)
    return data
