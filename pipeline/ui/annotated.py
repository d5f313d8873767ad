"""An article as HTML, each sentence marked with what the comparison says of it, and counterparts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.ui.components import block, markup, rows_of, shorten
from pipeline.ui.grid import Tone


@dataclass(frozen=True)
class Mark:
    """How a state of a sentence is shown: symbol, colour and what it means."""

    symbol: str
    tone: Tone
    meaning: str


MARKS: dict[str, Mark] = {
    "conflicting": Mark("≠", "bad", "a sentence of another article contradicts it"),
    "shared": Mark("●", "good", "another outlet carries the same claim"),
    "only here": Mark("◆", "unsure", "found in no other outlet of this event"),
    "not checked": Mark(
        "·", "none", "not taken for a claim (opinion, question, scene-setting), or nothing to compare with"
    ),
}
"""Every state of queries.SENTENCE_STATES; the legend says the words, and each sentence has the symbol before it."""
RELATIONS = {
    "contradicts": Mark("≠", "bad", "contradicts it"),
    "same claim": Mark("●", "good", "same claim"),
    "nearest": Mark("?", "none", "nearest, not the same claim"),
}
"""Relation of a counterpart to the sentence -> how it is shown."""


def marks_legend(pieces: pd.DataFrame) -> None:
    """Symbol, word, meaning and number of the sentences of each state among `pieces`, a frame of queries.reading."""
    counts = pieces["state"].value_counts()
    items = (
        f'<li><b class="{mark.tone}"><span aria-hidden="true">{mark.symbol}</span> {markup(name)}</b> '
        f'<span class="meaning">{markup(mark.meaning)}, n = {counts[name]:,}</span></li>'
        for name, mark in MARKS.items()
        if name in counts
    )
    block(f'<ul class="legend">{"".join(items)}</ul>')


def paragraphs(pieces: pd.DataFrame) -> list[tuple[int, str]]:
    """Number and HTML of each paragraph of an article, from a frame of queries.reading."""
    told: dict[int, list[Any]] = {}
    for piece in rows_of(pieces):
        told.setdefault(piece.paragraph, []).append(piece)
    return [
        (number, f'<p dir="auto">{"".join(map(_piece, found))}</p>')
        for number, found in told.items()
        if any(piece.state != "between" for piece in found)
    ]


def beside(pieces: pd.DataFrame, found: pd.DataFrame, outlet: str) -> str:
    """The article's paragraphs, each with the passages of `outlet` beside it; `found` is queries.counterparts."""
    numbers = {piece.start: piece.paragraph for piece in rows_of(pieces)}
    sentences: dict[int, dict[int, list[Any]]] = {}
    for row in rows_of(found):
        sentences.setdefault(numbers[row.start], {}).setdefault(row.start, []).append(row)
    rows = (
        f'<div class="own">{html}</div><div class="other">{_answers(sentences.get(number, {}))}</div>'
        for number, html in paragraphs(pieces)
    )
    head = f'<h2 class="own">The article</h2><h2 class="other">In <bdi>{markup(outlet)}</bdi></h2>'
    return f'<div class="beside">{head}{"".join(rows)}</div>'


def whole(title: str, pieces: pd.DataFrame) -> str:
    """The whole article under the HTML line `title`."""
    return f'<section class="whole"><h2>{title}</h2>{"".join(html for _, html in paragraphs(pieces))}</section>'


def _piece(piece: Any) -> str:
    """One piece of the text; white space inside a paragraph stays a space."""
    words = markup(piece.words)
    mark = MARKS.get(piece.state)
    if mark is None or not piece.words.strip():
        return f'<span class="around">{words}</span>'
    told = [piece.state]
    if piece.state == "shared":
        told = [f"in {piece.n_outlets} outlets"]
    if pd.notna(piece.found):
        told.append(piece.found)
    symbol = f'<span class="sign {mark.tone}" aria-hidden="true">{mark.symbol}</span>'
    return (
        f'<span class="sentence is-{piece.state.replace(" ", "-")}" title="{markup("; ".join(told))}">{symbol}'
        f'<span class="unseen">[{markup("; ".join(told))}] </span>{words}</span>'
    )


def _answers(sentences: Mapping[int, Iterable[Any]]) -> str:
    """The counterparts of a paragraph's sentences, each under the beginning of its sentence."""
    return "".join(
        f'<div class="answer"><p class="soft">{markup(shorten(rows[0].sentence, 60))}</p>'
        f"{''.join(map(_answer, rows))}</div>"
        for _, rows in sorted((start, list(rows)) for start, rows in sentences.items())
    )


def _answer(row: Any) -> str:
    mark = RELATIONS.get(row.relation, Mark("?", "unsure", row.relation))
    score = "" if pd.isna(row.score) else f" <small>({row.score:.2f})</small>"
    name = f'<b class="{mark.tone}"><span aria-hidden="true">{mark.symbol}</span> {markup(mark.meaning)}</b>{score}'
    return f'<p>{name}</p><blockquote dir="auto">{markup(row.other_sentence)}</blockquote>'
