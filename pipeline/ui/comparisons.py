"""Sections of the Event page: what is shared, what is not found, who is quoted."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pipeline import queries
from pipeline.store import StoredRun
from pipeline.ui.components import block, downloads, listed, markup, rows_of, shorten, soft
from pipeline.ui.grid import Cell, Column, Row, grid_of
from pipeline.ui.passages import Passage, finding_html, passage_html
from pipeline.ui.speakers import speakers_grid
from pipeline.ui.state import ask
from pipeline.ui.states import SCORE, STATUSES, legend, probability, state_of

SEARCHED = ("not found", "unclear")
"""States of an omission in the order they are listed; others, where nothing was searched, follow."""
NOBODY = "Speaker not named"
DRIFTS = (
    "Of words that several articles quote: verbatim as in the longest version, trimmed at an end, spliced (something "
    "left out between without a mark) or altered."
)


def shared(run: StoredRun, event_id: str) -> None:
    """The claims of several outlets with every outlet's sentence."""
    sentences = ask(queries.claim_sentences, run, event_id)
    sentences = sentences[sentences["status"].isin(STATUSES)]
    if sentences.empty:
        block("<p>No claim is carried by more than one outlet.</p>")
        return
    groups = list(sentences.groupby("group_id", sort=False))
    soft(f"Claims that more than one outlet carries, n = {len(groups):,}, each outlet by its own sentence.")
    listed((_claim(of_group) for _, of_group in groups), len(groups))
    downloads("shared", {"claim_sentences": sentences}, run, event_id)


def omissions(run: StoredRun, event_id: str) -> None:
    """Claims of several outlets that were not found in another, with the nearest sentence and its score."""
    found = ask(queries.omissions, run, event_id)
    if found.empty:
        block("<p>Every claim that several outlets carry was found in all of them.</p>")
        return
    soft(
        "Claims that several outlets carry, and the outlets in whose articles they were not found. That does not say "
        "why: the nearest sentence shows what was there instead. The state rests on the probability that the claim "
        f"stands there, where one is given, else on the score. {SCORE}"
    )
    legend(found["state"])
    columns = [
        Column("claim", "Claim"),
        Column("outlet", "Outlet", "short"),
        Column("state", "State", "mark"),
        Column("nearest", "Nearest sentence there"),
        Column("score", "Score", "number", SCORE),
    ]
    order = found["state"].map({state: place for place, state in enumerate(SEARCHED)}).fillna(len(SEARCHED))
    ordered = found.assign(order=order).sort_values("order", kind="stable")
    grid_of(ordered, _omission, "omissions", "Claims not found in an outlet", columns, f"omissions-{event_id}")
    downloads("not-found", {"omissions": found}, run, event_id)


def only_one_outlet(run: StoredRun, event_id: str) -> None:
    """Claims that a single outlet makes, the least similar to the others' first, of all outlets or one."""
    found = ask(queries.only_one_outlet, run, event_id)
    if found.empty:
        block("<p>No claim stands in one outlet alone.</p>")
        return
    columns = [
        Column("claim", "Claim"),
        Column("outlet", "Outlet", "short"),
        Column("nearest", "Nearest sentence elsewhere"),
        Column("score", "Score", "number", SCORE),
    ]
    soft(
        f"Sentences for which no counterpart was found in another outlet, n = {len(found):,}, the least similar "
        f"first, those of fewer than {queries.BRIEF_WORDS} words last. One told in very different words may be missed. "
        f"{SCORE}"
    )
    chosen = _of_one(found, f"outlet-{event_id}")
    grid_of(chosen, _alone, "alone", "Claims that one outlet makes", columns, f"alone-{event_id}")
    downloads("only-one-outlet", {"only_one_outlet": found}, run, event_id)


def quotations(run: StoredRun, event_id: str) -> None:
    """Whom each outlet quotes; the words in quotation marks by speaker, versions of the same words side by side."""
    _speakers(run, event_id)
    found = ask(queries.quotations, run, event_id)
    if found.empty:
        block("<p>No words in quotation marks were found.</p>")
        return
    if found["drift"].notna().any():
        soft(DRIFTS)
    named = found.assign(speaker=found["speaker"].fillna(NOBODY)).sort_values(
        "speaker", key=lambda speaker: speaker == NOBODY, kind="stable"
    )
    for speaker, of_speaker in named.groupby("speaker", sort=False):
        block(f"<h2><bdi>{markup(shorten(speaker, 120))}</bdi> <small>n = {len(of_speaker):,}</small></h2>")
        quoted = _quotations(of_speaker)
        listed((f'<div class="quoted">{words}</div>' for words in quoted), len(quoted))
    downloads("quotations", {"quotations": found}, run, event_id)


def _speakers(run: StoredRun, event_id: str) -> None:
    """Whom each outlet of the event quotes or reports, the outlets in the order in which they published."""
    found = ask(queries.event_speakers, run, event_id)
    if found.empty:
        return
    soft("Quotations and reported statements of each speaker, named as in the articles: one person may have two names.")
    articles = ask(queries.event_articles, run, event_id).drop_duplicates("outlet_id")
    outlets = dict(zip(articles["outlet_id"], articles["outlet"], strict=True))
    speakers_grid(found, outlets, f"speakers-{event_id}", lambda row: _many(row.n_claims, "statement"))
    downloads("speakers", {"speakers": found}, run, event_id)


def _of_one(found: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows of the outlet chosen in a box above the table; the box is there where there are several."""
    sizes = found["outlet_id"].value_counts()
    names: dict[str, str] = {
        row.outlet_id: f"{shorten(row.outlet, 80)} ({sizes[row.outlet_id]:,})"
        for row in rows_of(found.drop_duplicates("outlet_id").sort_values("outlet"))
    }
    if len(names) < 2:
        return found
    choices = {"": f"Every outlet ({len(found):,})"} | names
    chosen = st.selectbox("Outlet", list(choices), format_func=lambda outlet: choices[outlet], key=key, width=360)
    return found[found["outlet_id"] == chosen] if chosen else found


def _many(n: int, one: str) -> str:
    return f"{n:,} {one if n == 1 else one + 's'}"


def _claim(of_group: pd.DataFrame) -> str:
    first = of_group.iloc[0]
    status = STATUSES.get(first["status"], first["status"])
    carried = f"{_many(first['n_outlets'], 'outlet')}, {_many(first['n_origins'], 'independent origin')}"
    passages = [Passage(row.outlet, row.sentence, row.published_at, row.url) for row in rows_of(of_group)]
    title = f"{markup(status[:1].upper() + status[1:])} <small>{markup(carried)}</small>"
    return finding_html(map(passage_html, passages), title)


def _omission(row: Any) -> Row:
    state = state_of(row.state)
    nearest = state.empty if pd.isna(row.nearest_sentence) else shorten(row.nearest_sentence, 400)
    searched = "" if pd.isna(row.searched_articles) else _many(row.searched_articles, "article") + " searched"
    claim = Cell(shorten(row.claim, 400), note=f"said by {shorten(row.said_by, 160)}")
    return Row(
        f"{row.group_id} {row.outlet_id}",
        (
            claim,
            Cell(shorten(row.outlet, 40), note=searched),
            Cell(row.state, state.symbol, state.tone),
            Cell(nearest),
            Cell(
                "–" if pd.isna(row.nearest_score) else f"{row.nearest_score:.2f}",
                note="" if pd.isna(row.probability) else f"probability {probability(row.probability)}",
            ),
        ),
    )


def _alone(row: Any) -> Row:
    speaker = "" if pd.isna(row.speaker) else f"{row.kind}, {shorten(row.speaker, 80)}"
    nearest = (
        Cell("nothing similar")
        if pd.isna(row.nearest_sentence)
        else Cell(shorten(row.nearest_sentence, 400), note=row.nearest_outlet)
    )
    return Row(
        row.claim_id,
        (
            Cell(shorten(row.sentence, 600), note=speaker),
            Cell(shorten(row.outlet, 40)),
            nearest,
            _score(row.nearest_score),
        ),
    )


def _score(score: Any) -> Cell:
    return Cell("–" if pd.isna(score) else f"{score:.2f}")


def _quotations(of_speaker: pd.DataFrame) -> list[str]:
    """Versions of the same words in a row each, then the words that only one article quotes."""
    versions = of_speaker.groupby("group")["group"].transform("size").fillna(1) > 1
    rows = [_quoted(of_words) for _, of_words in of_speaker[versions].groupby("group", sort=False)]
    return rows + ([_quoted(of_speaker[~versions])] if not versions.all() else [])


def _quoted(rows: pd.DataFrame) -> str:
    """The words of each row side by side."""
    passages = [
        Passage(row.outlet, row.words, row.published_at, row.url, note="" if pd.isna(row.drift) else row.drift)
        for row in rows_of(rows)
    ]
    return finding_html(map(passage_html, passages))
