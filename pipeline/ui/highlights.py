"""What an editor with ten minutes reads first of an event: a few findings, each a link to its exact sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline import queries
from pipeline.store import StoredRun
from pipeline.ui.components import block, markup, rows_of, shorten
from pipeline.ui.grid import Tone
from pipeline.ui.state import address, ask


@dataclass(frozen=True)
class _Sign:
    """How a group of kinds is shown; `section` is where its findings without a claim are listed."""

    symbol: str
    tone: Tone
    section: str = "Divergences"


_SIGNS = {
    "conflict": _Sign("≠", "bad"),
    "not found": _Sign("○", "unsure", "Not found"),
    "wording": _Sign("≈", ""),
    "other": _Sign("≈", ""),
}
_LONGEST = 220
"""Characters of a sentence; its link leads to all of it."""
_QUOTES = ('"', "“", "„", "«")


def render(run: StoredRun, event_id: str) -> None:
    """Draw them; nothing where nothing was found."""
    found = ask(queries.highlights, run, event_id)
    if len(found):
        items = "".join(f"<li>{_item(row)}</li>" for row in rows_of(found))
        block(f'<section class="first"><h2>What to read first</h2><ol>{items}</ol></section>')


def _item(row: Any) -> str:
    sign = _SIGNS[row.group_of_kinds]
    said = "".join(f"<p><b><bdi>{markup(shorten(outlet, 80))}</bdi></b> {words}</p>" for outlet, words in _sides(row))
    return (
        f'<p><b class="{sign.tone}"><span aria-hidden="true">{sign.symbol}</span> {markup(row.kind.capitalize())}</b> '
        f'<a class="in-app" href="{markup(_place(row, sign))}"><bdi>{markup(_title(row))}</bdi></a></p>{said}'
    )


def _place(row: Any, sign: _Sign) -> str:
    """Where the finding is shown: at its claim, else in the list of its kind."""
    if pd.isna(row.group_id):
        return address("event", event=row.event_id, section=sign.section)
    return address("event", event=row.event_id, claim=row.group_id, cell=row.outlet_id)


def _title(row: Any) -> str:
    if row.group_of_kinds == "not found":
        return f"in {shorten(row.outlet_b, 80)}"
    values = [shorten(value, 60) for value in (row.value_a, row.value_b) if pd.notna(value)]
    return queries.against(values) or f"{shorten(row.outlet_a, 60)} and {shorten(row.outlet_b, 60)}"


def _sides(row: Any) -> Iterator[tuple[str, str]]:
    """Outlets and their sentence as HTML; of a claim not found, what those have that carry it."""
    sides = ("a",) if row.group_of_kinds == "not found" else ("a", "b")
    for side in sides:
        words = shorten(getattr(row, f"sentence_{side}"), _LONGEST)
        tag = "span" if words.startswith(_QUOTES) else "q"  # one pair of quotation marks is enough
        yield getattr(row, f"outlet_{side}"), f'<{tag} dir="auto">{markup(words)}</{tag}>'
