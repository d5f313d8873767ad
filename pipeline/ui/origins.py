"""Section of the Event page: which articles print one text, who published it first, and what each outlet changed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import queries
from pipeline.store import StoredRun
from pipeline.ui.components import block, downloads, markup, rows_of, shorten, soft
from pipeline.ui.grid import Cell, Column, Row, grid_of
from pipeline.ui.passages import Passage, finding_html, passage_html
from pipeline.ui.state import ask

MOST_EDITS = 60
"""Changed sentences drawn below one another; all are in the downloads."""
_COLUMNS = (
    Column("title", "Article"),
    Column("outlet", "Outlet", "short"),
    Column("role", "Role", "short"),
    Column("hours", "Hours after", "number", "Hours after the article that published the text first"),
    Column("kept", "Kept", "number", "Sentences that stand in the first article word for word"),
    Column("altered", "Altered", "number"),
    Column("added", "Added", "number"),
    Column("cut", "Cut", "number"),
)
_HEADINGS = {
    "altered": "Altered by {outlet}, against {first}",
    "added": "Added by {outlet} to the text of {first}",
    "cut": "Cut by {outlet} from the text of {first}",
}


def render(run: StoredRun, event_id: str) -> None:
    """Articles against origins, then every change."""
    summary, found = ask(queries.event_summary, run, event_id), ask(queries.origins, run, event_id)
    soft(
        f"{summary.n_articles:,} articles, {summary.n_origins:,} independent origins. Articles are of one origin where "
        "half of the shorter text stands word for word in the other; a quarter, where both credit one news agency. "
        "First is who published first by the dates given."
    )
    if found.empty:
        block("<p>No two articles print the same text.</p>")
        return
    grid_of(found, _row, "origins", "Articles that print one text", _COLUMNS, f"origins-{event_id}")
    edits = ask(queries.reprint_edits, run, event_id)
    if not edits.empty:
        block(f"<h2>What was changed <small>n = {len(edits):,}</small></h2>")
        block(*[_edit(edit) for edit in rows_of(edits.head(MOST_EDITS))])
    if len(edits) > MOST_EDITS:
        soft(f"The first {MOST_EDITS:,} of {len(edits):,} are shown; all are in the downloads.")
    downloads("origins", {"origins": found, "reprint_edits": edits}, run, event_id)


def _row(article: Any) -> Row:
    title = "no headline" if pd.isna(article.title) else shorten(article.title, 200)
    credited = "" if pd.isna(article.credited) else f"credited: {article.credited}"
    counts = (article.kept, article.altered, article.added, article.cut)
    return Row(
        article.article_id,
        (
            Cell(title, note=credited),
            Cell(shorten(article.outlet, 40)),
            Cell(article.role),
            Cell("–" if pd.isna(article.hours_after) else f"{article.hours_after:,.1f}"),
            *(Cell("–" if pd.isna(count) else f"{count:,}") for count in counts),
        ),
    )


def _edit(edit: Any) -> str:
    title = _HEADINGS[edit.change].format(outlet=shorten(edit.outlet, 60), first=shorten(edit.first_outlet, 60))
    where = edit.first_outlet if edit.change == "cut" else edit.outlet
    was = [] if pd.isna(edit.was) else [Passage(edit.first_outlet, edit.was)]
    return finding_html(map(passage_html, [*was, Passage(where, edit.sentence)]), markup(title))
