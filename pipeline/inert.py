"""Text of articles is hostile: what makes it harmless wherever it is shown."""

from __future__ import annotations

import html
import re

import pandas as pd

# Control characters, lone surrogates, and those that turn the direction of all that follows. Marks of direction that
# Hebrew and Arabic need (U+200E, U+200F) stay: each text is isolated from its surroundings.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]")
_WEB_ADDRESS = re.compile(r"https?://[\w.@:%-]+([/?#]\S*)?", re.IGNORECASE)


def inert(text: object) -> str:
    """`text` as it can be shown where text is shown as text: control characters become their visible names.

    "" for a null value.
    """
    if text is None or text is pd.NA or text is pd.NaT:
        return ""
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", str(text))


def markup(text: object) -> str:
    """`text` for HTML and for Plotly's labels, which read a part of it: nothing in it is a tag or an entity."""
    return html.escape(inert(text))


def web_address(address: object) -> str:
    """`address` where it is one of the web, made inert; "" where it is none."""
    target = inert(address).strip()
    return target if _WEB_ADDRESS.fullmatch(target) else ""
