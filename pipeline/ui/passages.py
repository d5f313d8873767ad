"""Evidence on screen: exact sentences with their outlet, time and address, alone or in their context."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pipeline import queries
from pipeline.store import StoredRun
from pipeline.ui.components import day, link, markup
from pipeline.ui.state import ask

AROUND = 2
"""Sentences on either side of a passage in its context."""


@dataclass(frozen=True)
class Passage:
    """A sentence of an article; `before` and `after` are its neighbours in the text, verbatim.

    `outlet` is "" where it is already said. `strong` is a part of the sentence to mark, as offsets into `words`; `note`
    is one line of ours under it.
    """

    outlet: str
    words: str
    published: pd.Timestamp | None = None
    url: str | None = None
    title: str | None = None
    before: str = ""
    after: str = ""
    strong: tuple[int, int] | None = None
    note: str = ""
    chosen: bool = False


def in_context(run: StoredRun, event_id: str, passage: Passage, article_id: str, start: int, end: int) -> Passage:
    """`passage` with headline and AROUND sentences on either side. Raises QueryError for a span that is not there."""
    found = ask(queries.passage, run, article_id, start, end, AROUND, event_id)
    return replace(
        passage,
        words=found.words,
        before=found.before,
        after=found.after,
        title=found.title,
        url=found.url,
        published=found.published_at,
    )


def passage_html(passage: Passage) -> str:
    """The passage as HTML: the sentence set off from its context, then where it stands."""
    original = link(passage.url, "Original")
    outlet = f"<b><bdi>{markup(passage.outlet)}</bdi></b>" if passage.outlet else ""
    by = f"{outlet}<span>{day(passage.published, clock=True)}</span>{original}"
    title = f"<small><bdi>{markup(passage.title)}</bdi></small>" if passage.title else ""
    note = f'<p class="soft">{markup(passage.note)}</p>' if passage.note else ""
    words = (
        f'<span class="around">{markup(passage.before)}</span><mark>{_strong(passage)}</mark>'
        f'<span class="around">{markup(passage.after)}</span>'
        if passage.before or passage.after
        else _strong(passage)
    )
    kind = "passage chosen" if passage.chosen else "passage"
    return f'<div class="{kind}"><p class="by">{by}</p>{title}<blockquote dir="auto">{words}</blockquote>{note}</div>'


def stack_html(passages: Iterable[Passage]) -> str:
    """Passages below one another."""
    return f'<div class="stacked">{"".join(map(passage_html, passages))}</div>'


def finding_html(columns: Iterable[str], title: str = "", foot: str = "") -> str:
    """`columns`, passages as HTML, side by side under the HTML line `title`, with the HTML line `foot` below.

    They stand below one another where the screen is narrow.
    """
    head = f"<h3>{title}</h3>" if title else ""
    below = f'<p class="soft">{foot}</p>' if foot else ""
    return f'<section class="finding">{head}<div class="pair">{"".join(columns)}</div>{below}</section>'


def differing(finding: Any, side: str) -> tuple[int, int] | None:
    """Where the part that differs lies in the sentence of `side` of a row of queries.divergences; None if unknown."""
    start, end, offset = (finding[f"{name}_{side}"] for name in ("value_start", "value_end", "start"))
    return None if pd.isna(start) or pd.isna(end) else (int(start - offset), int(end - offset))


def of_side(finding: Any, side: str) -> Passage:
    """The sentence of `side` of a row of queries.divergences, the part that differs marked."""
    outlet, words, published, url = (finding[f"{name}_{side}"] for name in ("outlet", "sentence", "published", "url"))
    return Passage(outlet, words, published, url, strong=differing(finding, side))


def _strong(passage: Passage) -> str:
    if passage.strong is None:
        return markup(passage.words)
    start, end = passage.strong
    words = passage.words
    return f'{markup(words[:start])}<b class="value">{markup(words[start:end])}</b>{markup(words[end:])}'
