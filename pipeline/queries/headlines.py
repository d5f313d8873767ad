"""Headlines whose count their own article contradicts, for one event id or several."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from pipeline.queries.slices import detail_column, slice_of
from pipeline.schema import INTEGER, STRING, TIME, Column, Table, conform
from pipeline.store import StoredRun

_KIND = "headline"
HEADLINES = Table(
    "headlines",
    "Headlines with a count that their own article gives otherwise: one row per headline and count.",
    (
        Column("event_id", STRING, "the event"),
        Column("finding_id", STRING, "the finding"),
        Column("outlet_id", STRING, "canonical id of the outlet"),
        Column("outlet", STRING, "the outlet's usual name"),
        Column("headline", STRING, "the headline"),
        Column("headline_value", STRING, "the count in it"),
        Column("sentence", STRING, "the exact words of the article that count the same"),
        Column("value", STRING, "the count in them"),
        Column("article_id", STRING, "the article"),
        Column("start", INTEGER, "offset of the sentence's first character in articles.text"),
        Column("end", INTEGER, "offset after the sentence's last character"),
        Column("published_at", TIME, "time of publication, UTC; null where unknown", nullable=True),
    ),
    key=("finding_id",),
)
HEADLINE_VIEWS = (HEADLINES,)


def headlines(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """The findings of kind "headline", in the columns of HEADLINES, by event and article.

    Raises QueryError when the run holds no such event.
    """
    rows = slice_of(run, event_id)
    found = rows.findings[rows.findings["kind"] == _KIND].reset_index(drop=True)
    found = found.assign(
        headline=detail_column(found["detail"], "headline", STRING),
        headline_value=detail_column(found["detail"], "value_a", STRING),
        value=detail_column(found["detail"], "value_b", STRING),
    )
    passages = rows.evidence[rows.evidence["role"] == "b"]
    passages = passages[["finding_id", "outlet", "sentence", "article_id", "start", "end", "published_at"]]
    frame = found.merge(passages, on="finding_id").join(rows.articles["outlet_id"], on="article_id")
    return conform(frame.sort_values(["event_order", "article_id", "start"], kind="stable"), HEADLINES)
