"""Sections of the Event page: what is shared, what differs, what is not found, who is quoted, why it is one event."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from pipeline import charts, queries
from pipeline.store import StoredRun
from pipeline.ui.components import block, day, downloads, labelled, markup, rows_of, shorten, soft
from pipeline.ui.grid import Cell, Column, Row, grid
from pipeline.ui.matrix import STATES, STATUSES
from pipeline.ui.passages import Passage, differing, finding_html
from pipeline.ui.state import ask

MOST_ITEMS, MOST_ROWS = 60, 200
"""Findings drawn below one another and rows of a table; all are in the downloads."""
SEARCHED = ("not found", "unclear")
"""States of an omission in the order they are listed; others, where nothing was searched, follow."""
NOBODY = "Speaker not named"
KINDS = {
    "conflict": "Conflicts: two statements that do not agree",
    "update": "Updates: a later figure for the same thing, no conflict",
}
"""Kind of divergence -> its heading; other kinds are shown by their own name."""


def shared(run: StoredRun, event_id: str) -> None:
    """The claims of several outlets with every outlet's sentence."""
    sentences = ask(queries.claim_sentences, run, event_id)
    sentences = sentences[sentences["status"].isin(STATUSES)]
    if sentences.empty:
        block("<p>No claim is carried by more than one outlet.</p>")
        return
    groups = list(sentences.groupby("group_id", sort=False))
    soft(f"Claims that more than one outlet carries, n = {len(groups):,}, each outlet by its own sentence.")
    _list([_claim(of_group) for _, of_group in groups])
    downloads(f"shared-{event_id}", {"claim_sentences": sentences}, run)


def divergences(run: StoredRun, event_id: str) -> None:
    """What differs between two articles, by kind, both sentences side by side."""
    found = ask(queries.divergences, run, event_id)
    if found.empty:
        block("<p>No divergence was found. That is no proof that there is none.</p>")
        return
    for kind, of_kind in found.groupby("kind", sort=False):
        heading = KINDS.get(str(kind), str(kind).capitalize())
        block(f"<h2>{markup(heading)} <small>n = {len(of_kind):,}</small></h2>")
        _list([_divergence(row) for _, row in of_kind.iterrows()])
    downloads(f"divergences-{event_id}", {"divergences": found}, run)


def omissions(run: StoredRun, event_id: str) -> None:
    """Claims of several outlets that were not found in another, with the nearest sentence and its score."""
    found = ask(queries.omissions, run, event_id)
    if found.empty:
        block("<p>Every claim that several outlets carry was found in all of them.</p>")
        return
    soft(
        "Claims that several outlets carry, and the outlets in whose articles they were not found. That does not say "
        "why: the nearest sentence shows what was there instead, its score how near it comes, from 0 to 1."
    )
    columns = [
        Column("claim", "Claim"),
        Column("outlet", "Outlet"),
        Column("state", "State", "mark"),
        Column("nearest", "Nearest sentence there"),
        Column("score", "Score", "number"),
    ]
    order = found["state"].map({state: place for place, state in enumerate(SEARCHED)}).fillna(len(SEARCHED))
    rows = [
        _omission(row) for row in rows_of(found.assign(order=order).sort_values("order", kind="stable")[:MOST_ROWS])
    ]
    grid("omissions", "Claims not found in an outlet", columns, rows)
    _cut(len(found), MOST_ROWS)
    downloads(f"not-found-{event_id}", {"omissions": found}, run)


def only_one_outlet(run: StoredRun, event_id: str) -> None:
    """Claims that a single outlet makes, the least similar to the others' first."""
    found = ask(queries.only_one_outlet, run, event_id)
    if found.empty:
        block("<p>No claim stands in one outlet alone.</p>")
        return
    columns = [
        Column("claim", "Claim"),
        Column("outlet", "Outlet"),
        Column("nearest", "Nearest sentence elsewhere"),
        Column("score", "Score", "number", "How near that sentence comes, 0 to 1"),
    ]
    soft(f"Sentences without a counterpart in another outlet, n = {len(found):,}, the least similar first.")
    rows = [_alone(row) for row in rows_of(found[:MOST_ROWS])]
    grid("alone", "Claims that one outlet makes", columns, rows)
    _cut(len(found), MOST_ROWS)
    downloads(f"only-one-outlet-{event_id}", {"only_one_outlet": found}, run)


def quotations(run: StoredRun, event_id: str) -> None:
    """The words in quotation marks by speaker, versions of the same words side by side."""
    found = ask(queries.quotations, run, event_id)
    if found.empty:
        block("<p>No words in quotation marks were found.</p>")
        return
    named = found.assign(speaker=found["speaker"].fillna(NOBODY)).sort_values(
        "speaker", key=lambda speaker: speaker == NOBODY, kind="stable"
    )
    for speaker, of_speaker in named.groupby("speaker", sort=False):
        block(f"<h2><bdi>{markup(shorten(speaker, 120))}</bdi></h2>")
        _list(_quotations(of_speaker))
    downloads(f"quotations-{event_id}", {"quotations": found}, run)


def grouping(run: StoredRun, event_id: str) -> None:
    """Who published when, and what ties each article to the event."""
    articles = ask(queries.event_articles, run, event_id)
    figure = charts.publication(
        labelled(articles.assign(title=articles["title"].fillna("no headline")), "outlet", "title")
    )
    st.plotly_chart(
        figure, key="publication", config=charts.CONFIG, alt="Time of publication of each article, by outlet"
    )
    columns = [
        Column("article", "Article"),
        Column("similarity", "Mean similarity", "number", "To the event's other articles, 0 to 1"),
        Column("nearest", "Nearest article"),
        Column("days", "Days apart", "number"),
        Column("words", "Shared words"),
    ]
    names = {row.article_id: f"{row.outlet}: {shorten(row.title, 90) or 'no headline'}" for row in rows_of(articles)}
    grid("grouping", "What ties each article to the event", columns, [_tie(row, names) for row in rows_of(articles)])
    downloads(f"grouping-{event_id}", {"event_articles": articles}, run)


def _list(items: list[str]) -> None:
    """Findings below one another, the first of them where there are many."""
    block(*items[:MOST_ITEMS])
    _cut(len(items), MOST_ITEMS)


def _cut(n: int, most: int) -> None:
    if n > most:
        soft(f"The first {most:,} of {n:,} are shown; all are in the downloads.")


def _many(n: int, one: str) -> str:
    return f"{n:,} {one if n == 1 else one + 's'}"


def _claim(of_group: pd.DataFrame) -> str:
    first = of_group.iloc[0]
    status = STATUSES.get(first["status"], first["status"])
    foot = f"{status}: {_many(first['n_outlets'], 'outlet')}, {_many(first['n_origins'], 'independent origin')}"
    passages = [Passage(row.outlet, row.sentence, row.published_at, row.url) for row in rows_of(of_group)]
    return finding_html(passages, foot=markup(foot))


def _divergence(row: pd.Series) -> str:
    passages = [
        Passage(
            row[f"outlet_{side}"],
            row[f"sentence_{side}"],
            row[f"published_{side}"],
            row[f"url_{side}"],
            strong=differing(row, side),
        )
        for side in ("a", "b")
    ]
    counted = json.loads(row["detail"]).get("counted")
    values = " against ".join(str(value) for value in (row["value_a"], row["value_b"]) if pd.notna(value))
    title = markup(f"{values} ({counted})" if counted else values)
    score = "" if pd.isna(row["score"]) else f"Score {row['score']:.2f} of 1. "
    return finding_html(passages, title, f"{score}Found by: {markup(row['detector'])}.")


def _omission(row: Any) -> Row:
    symbol, tone = STATES.get(row.state, ("?", "unsure"))
    nothing = "nothing similar" if row.state in SEARCHED else "nothing to search"
    nearest = nothing if pd.isna(row.nearest_sentence) else shorten(row.nearest_sentence, 400)
    searched = "" if pd.isna(row.searched_articles) else _many(row.searched_articles, "article") + " searched"
    claim = Cell(shorten(row.claim, 400), note=f"said by {shorten(row.said_by, 160)}")
    return Row(
        f"{row.group_id} {row.outlet_id}",
        (
            claim,
            Cell(row.outlet, note=searched),
            Cell(row.state, symbol, tone),
            Cell(nearest),
            _score(row.nearest_score),
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
        (Cell(shorten(row.sentence, 600), note=speaker), Cell(row.outlet), nearest, _score(row.nearest_score)),
    )


def _score(score: Any) -> Cell:
    return Cell("–" if pd.isna(score) else f"{score:.2f}")


def _quotations(of_speaker: pd.DataFrame) -> list[str]:
    """Versions of the same words in a row each, then the words that only one article quotes."""
    versions = of_speaker.groupby("group")["group"].transform("size").fillna(1) > 1
    rows = [_quoted(of_words) for _, of_words in of_speaker[versions].groupby("group", sort=False)]
    return rows + ([_quoted(of_speaker[~versions])] if not versions.all() else [])


def _quoted(rows: pd.DataFrame) -> str:
    return finding_html(
        [
            Passage(row.outlet, row.words, row.published_at, row.url, note="" if pd.isna(row.drift) else row.drift)
            for row in rows_of(rows)
        ]
    )


def _tie(row: Any, names: dict[str, str]) -> Row:
    reasons = json.loads(row.reasons)
    days = reasons.get("days_apart")
    return Row(
        row.article_id,
        (
            Cell(names[row.article_id], note=day(row.published_at, clock=True)),
            _score(row.similarity),
            Cell(names.get(reasons.get("nearest_article"), "–")),
            Cell("–" if days is None else f"{days:.1f}"),
            Cell(", ".join(map(str, reasons.get("shared_words", [])))),
        ),
    )
