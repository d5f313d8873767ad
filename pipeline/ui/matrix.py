"""The claim x outlet matrix, and the sentences behind one of its cells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from pipeline import queries
from pipeline.store import StoredRun
from pipeline.ui.components import block, downloads, markup, rows_of, shorten, soft
from pipeline.ui.grid import Cell, Column, Row, Tone, grid
from pipeline.ui.passages import Passage, differing, in_context, passage_html
from pipeline.ui.state import address, ask, parameter

STATES: dict[str, tuple[str, Tone]] = {
    "said": ("●", "good"),
    "differs": ("≠", "bad"),
    "unclear": ("?", "unsure"),
    "not found": ("○", "none"),
    "no full text": ("–", "none"),
}
"""State of a cell -> its symbol and tone; the word is always beside them."""
STATUSES = {"conflicting": "conflicting", "shared": "in every outlet", "several": "in several outlets"}
"""Status of a claim -> what people read."""
MOST_ROWS = 200
"""Claims drawn; all are in the downloads."""


def render(run: StoredRun, event_id: str) -> None:
    """Draw the matrix of the claims that several outlets carry."""
    cells = ask(queries.claim_matrix, run, event_id)
    if cells.empty:
        block("<p>No claim is carried by more than one outlet.</p>")
        return
    soft(
        "Each row is a claim, given by the exact sentence of one article. "
        f"Choose a cell to read every outlet's sentences in their context. {_legend()}"
    )
    outlets = cells.drop_duplicates("outlet_id")
    columns = [Column("claim", "Claim")]
    columns += [Column(row.outlet_id, shorten(row.outlet, 40), "mark") for row in rows_of(outlets)]
    groups = list(cells.groupby("group_id", sort=False))
    rows = [_row(str(group), of_group) for group, of_group in groups[:MOST_ROWS]]
    grid("matrix", "Claims against outlets", columns, rows, selected=parameter("claim"))
    if len(groups) > MOST_ROWS:
        soft(f"The first {MOST_ROWS:,} of {len(groups):,} claims are shown; all are in the downloads.")
    sentences = ask(queries.claim_sentences, run, event_id)
    downloads(f"claims-{event_id}", {"claim_matrix": cells, "claim_sentences": sentences}, run)


def evidence(run: StoredRun, event_id: str) -> None:
    """Open the sentences of the claim that the address names, if any."""
    group_id = parameter("claim")
    if group_id:
        _sentences(run, event_id, group_id, parameter("cell"))


def _legend() -> str:
    return " · ".join(f"{symbol} {word}" for word, (symbol, _) in STATES.items())


def _row(group_id: str, cells: pd.DataFrame) -> Row:
    first = cells.iloc[0]
    status = STATUSES.get(first["status"], first["status"])
    origins = f"{first['n_origins']} independent {'origin' if first['n_origins'] == 1 else 'origins'}"
    lead = Cell(shorten(first["lead"], 400), href=_to(group_id, ""), note=f"{status}, {origins}")
    return Row(group_id, (lead, *(_cell(group_id, cell) for cell in rows_of(cells))))


def _cell(group_id: str, cell: Any) -> Cell:
    symbol, tone = STATES.get(cell.state, ("?", "unsure"))
    return Cell(cell.state, symbol, tone, href=_to(group_id, cell.outlet_id))


def _to(group_id: str, outlet_id: str) -> str:
    return address(event=parameter("event"), claim=group_id, cell=outlet_id)


def _close() -> None:
    st.query_params.from_dict({"event": parameter("event")})


@st.dialog("What each outlet says", width=760, position="right", on_dismiss=_close)
def _sentences(run: StoredRun, event_id: str, group_id: str, outlet_id: str) -> None:
    """Every outlet's sentence of a claim in its context, the chosen outlet's first; the nearest one where none is."""
    cells = ask(queries.claim_matrix, run, event_id, (*queries.COMPARED, "single"))
    cells = cells[cells["group_id"] == group_id]
    if cells.empty:
        block("<p>This claim is not in the event. The link may come from another run.</p>")
        return
    sentences = ask(queries.claim_sentences, run, event_id, group_id)
    first = cells.iloc[0]
    status = STATUSES.get(first["status"], first["status"])
    carried = f"{first['n_outlets']} of {len(cells)} outlets, independent origins: {first['n_origins']}"
    block(f'<h3><bdi>{markup(first["lead"])}</bdi></h3><p class="soft">{markup(status)}, {carried}</p>')
    values = _values(run, event_id, group_id)
    order = cells.assign(other=cells["outlet_id"] != outlet_id).sort_values("other", kind="stable")
    outlets = (_outlet(run, cell, sentences, values, cell.outlet_id == outlet_id) for cell in rows_of(order))
    block('<div class="stack">', *outlets, "</div>")
    downloads(f"claim-{group_id}", {"claim_sentences": sentences, "claim_matrix": cells}, run)


def _values(run: StoredRun, event_id: str, group_id: str) -> dict[tuple[str, int], tuple[int, int]]:
    """(article, start of a sentence) -> the part of that sentence which another outlet's contradicts."""
    found = ask(queries.divergences, run, event_id)
    found = found[found["group_id"] == group_id]
    return {
        (row[f"article_{side}"], row[f"start_{side}"]): part
        for _, row in found.iterrows()
        for side in ("a", "b")
        if (part := differing(row, side))
    }


def _outlet(
    run: StoredRun, cell: Any, sentences: pd.DataFrame, values: dict[tuple[str, int], tuple[int, int]], chosen: bool
) -> str:
    """One outlet's part of the evidence as HTML."""
    symbol, tone = STATES.get(cell.state, ("?", "unsure"))
    state = f'<span class="{tone}"><span aria-hidden="true">{symbol}</span> {markup(cell.state)}</span>'
    own = sentences[sentences["outlet_id"] == cell.outlet_id]
    passages = [
        in_context(run, Passage("", said.sentence, chosen=chosen), said.article_id, said.start, said.end)
        for said in rows_of(own)
    ]
    places = zip(own["article_id"], own["start"], strict=True)
    passages = [replace(passage, strong=values.get(place)) for passage, place in zip(passages, places, strict=True)]
    if own.empty and pd.notna(cell.article_id):
        note = f"Not this claim: the nearest sentence, score {cell.score:.2f} of 1."
        nearest = Passage("", cell.sentence, note=note, chosen=chosen)
        passages = [in_context(run, nearest, cell.article_id, cell.start, cell.end)]
    words = "".join(passage_html(passage) for passage in passages) or f'<p class="soft">{_why_empty(cell.state)}</p>'
    return f"<section><h3><bdi>{markup(cell.outlet)}</bdi>: {state}</h3>{words}</section>"


def _why_empty(state: str) -> str:
    if state == "no full text":
        return "Only a headline or an excerpt of this outlet is in the corpus: nothing was searched."
    return "No similar sentence was found in this outlet's articles."
