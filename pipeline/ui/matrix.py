"""The claim x outlet matrix, and the sentences behind one of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from pipeline import queries
from pipeline.store import StoredRun
from pipeline.ui.components import block, downloads, markup, rows_of, shorten, soft
from pipeline.ui.grid import Cell, Column, Row, grid
from pipeline.ui.passages import Passage, differing, in_context, of_side, passage_html
from pipeline.ui.state import address, ask, parameter
from pipeline.ui.states import STATUSES, legend, probability, state_of

Place = tuple[str, int]
"""Where a sentence begins: article id and offset."""
MOST_ROWS = 200
"""Claims drawn; all are in the downloads."""


def render(run: StoredRun, event_id: str) -> None:
    """Draw the matrix of the claims that several outlets carry."""
    cells = ask(queries.claim_matrix, run, event_id)
    if cells.empty:
        block("<p>No claim is carried by more than one outlet.</p>")
        return
    soft(
        "Each row is a claim, given by the exact sentence of one article; outlets stand in the order in which they "
        "published. Choose a cell to read every outlet's sentences in their context."
    )
    legend(cells["state"])
    outlets = cells.drop_duplicates("outlet_id")
    columns = [Column("claim", "Claim")]
    columns += [Column(row.outlet_id, shorten(row.outlet, 40), "mark") for row in rows_of(outlets)]
    groups = list(cells.groupby("group_id", sort=False))
    values = _differing_values(ask(queries.divergences, run, event_id))
    rows = [_row(str(group), of_group, values) for group, of_group in groups[:MOST_ROWS]]
    grid("matrix", "Claims against outlets", columns, rows, selected=parameter("claim"))
    if len(groups) > MOST_ROWS:
        soft(f"The first {MOST_ROWS:,} of {len(groups):,} claims are shown; all are in the downloads.")
    sentences = ask(queries.claim_sentences, run, event_id)
    downloads("claims", {"claim_matrix": cells, "claim_sentences": sentences}, run, event_id)


def evidence(run: StoredRun, event_id: str) -> None:
    """Open the sentences of the claim that the address names, if any."""
    group_id = parameter("claim")
    if group_id:
        _sentences(run, event_id, group_id, parameter("cell"))


def _differing_values(found: pd.DataFrame) -> dict[Place, str]:
    """What each sentence gives where another contradicts it, from the conflicts of queries.divergences."""
    conflicts = found[found["kind"] == "conflict"]
    return {
        (row[f"article_{side}"], row[f"start_{side}"]): str(row[f"value_{side}"])
        for _, row in conflicts.iterrows()
        for side in ("a", "b")
        if pd.notna(row[f"value_{side}"])
    }


def _row(group_id: str, cells: pd.DataFrame, values: Mapping[Place, str]) -> Row:
    first = cells.iloc[0]
    status = STATUSES.get(first["status"], first["status"])
    lead = Cell(shorten(first["lead"], 400), href=_to(group_id, ""), note=f"{status}, {_origins(first)}")
    return Row(group_id, (lead, *(_cell(group_id, cell, values) for cell in rows_of(cells))))


def _origins(group: pd.Series) -> str:
    return f"{group['n_origins']} independent {'origin' if group['n_origins'] == 1 else 'origins'}"


def _cell(group_id: str, cell: Any, values: Mapping[Place, str]) -> Cell:
    state = state_of(cell.state)
    value = values.get((cell.article_id, cell.start), "") if cell.state == "differs" else ""
    return Cell(cell.state, state.symbol, state.tone, href=_to(group_id, cell.outlet_id), note=shorten(value, 30))


def _to(group_id: str, outlet_id: str) -> str:
    return address(event=parameter("event"), claim=group_id, cell=outlet_id)


def _close() -> None:
    st.query_params.from_dict({"event": parameter("event")})


@st.dialog("What each outlet says", width=760, position="right", on_dismiss=_close)
def _sentences(run: StoredRun, event_id: str, group_id: str, outlet_id: str) -> None:
    """Every outlet's sentence of a claim in its context, the chosen outlet's first; the nearest one where none is."""
    cells = _of_claim(ask(queries.claim_matrix, run, event_id), group_id)
    if cells.empty:  # one that a single outlet makes
        cells = _of_claim(ask(queries.claim_matrix, run, event_id, ("single",)), group_id)
    if cells.empty:
        block("<p>This claim is not in the event. The link may come from another run.</p>")
        return
    sentences = ask(queries.claim_sentences, run, event_id, group_id)
    first = cells.iloc[0]
    status = STATUSES.get(first["status"], first["status"])
    carried = f"{first['n_outlets']} of {len(cells)} outlets, {_origins(first)}"
    block(f'<h3><bdi>{markup(first["lead"])}</bdi></h3><p class="soft">{markup(status)}, {carried}</p>')
    places = set(zip(sentences["article_id"], sentences["start"], strict=True))
    values, rivals = _against(ask(queries.divergences, run, event_id), places)
    order = cells.assign(other=cells["outlet_id"] != outlet_id).sort_values("other", kind="stable")
    outlets = (_outlet(run, cell, sentences, values, cell.outlet_id == outlet_id) for cell in rows_of(order))
    block('<div class="stack">', *outlets, _rivals(rivals), "</div>")
    downloads(f"claim-{group_id}", {"claim_sentences": sentences, "claim_matrix": cells}, run, event_id)


def _of_claim(cells: pd.DataFrame, group_id: str) -> pd.DataFrame:
    return cells[cells["group_id"] == group_id]


def _against(
    found: pd.DataFrame, places: set[Place]
) -> tuple[dict[Place, tuple[int, int] | None], dict[Place, Passage]]:
    """What the findings of queries.divergences say of the sentences at `places`.

    The part of each sentence that another contradicts, and the sentences outside `places` that contradict one.
    """
    values: dict[Place, tuple[int, int] | None] = {}
    rivals: dict[Place, Passage] = {}
    for _, row in found.iterrows():
        at = {side: (row[f"article_{side}"], row[f"start_{side}"]) for side in ("a", "b")}
        if places.isdisjoint(at.values()):
            continue
        for side, place in at.items():
            if place in places:
                values.setdefault(place, differing(row, side))
            else:
                rivals[place] = of_side(row, side)
    return values, rivals


def _rivals(rivals: Mapping[Place, Passage]) -> str:
    """The sentences of other claims that contradict this one as HTML; "" where there are none."""
    if not rivals:
        return ""
    return f"<section><h3>At odds with this claim</h3>{''.join(map(passage_html, rivals.values()))}</section>"


def _outlet(
    run: StoredRun,
    cell: Any,
    sentences: pd.DataFrame,
    values: Mapping[Place, tuple[int, int] | None],
    chosen: bool,
) -> str:
    """One outlet's part of the evidence as HTML."""
    state = state_of(cell.state)
    name = f'<span class="{state.tone}"><span aria-hidden="true">{state.symbol}</span> {markup(cell.state)}</span>'
    certain = f' <span class="soft">{markup(_certainty(cell))}</span>' if pd.notna(cell.certainty) else ""
    own = sentences[sentences["outlet_id"] == cell.outlet_id]
    passages = [
        in_context(run, cell.event_id, Passage("", said.sentence, chosen=chosen), said.article_id, said.start, said.end)
        for said in rows_of(own)
    ]
    places = zip(own["article_id"], own["start"], strict=True)
    passages = [replace(passage, strong=values.get(place)) for passage, place in zip(passages, places, strict=True)]
    if own.empty and pd.notna(cell.article_id):
        score = "" if pd.isna(cell.score) else f", similarity {cell.score:.2f} (0 to 1)"
        note = f"Not this claim: the nearest sentence{score}."
        nearest = Passage("", cell.sentence, note=note, chosen=chosen)
        passages = [in_context(run, cell.event_id, nearest, cell.article_id, cell.start, cell.end)]
    words = (
        "".join(passage_html(passage) for passage in passages)
        or f'<p class="soft">{markup(state.empty.capitalize())}.</p>'
    )
    return f"<section><h3><bdi>{markup(cell.outlet)}</bdi>: {name}{certain}</h3>{words}</section>"


def _certainty(cell: Any) -> str:
    what = "about the same thing" if cell.state == "differs" else "the same claim"
    return f"{cell.certainty} to be {what} (probability {probability(cell.score)})"
