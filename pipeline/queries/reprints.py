"""Who printed whose text: the origins of an event's articles, who published first, what each outlet changed.

Each takes one event id or several; rows of several events follow one another.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from pipeline.queries.slices import Slice, detail_column, slice_of
from pipeline.schema import INTEGER, REAL, STRING, TIME, Column, Table, conform
from pipeline.store import StoredRun

REPRINTS = "reprints"
"""The detector whose findings these show and `divergences` leaves out."""
_OUTLET = (
    Column("outlet_id", STRING, "canonical id of the outlet"),
    Column("outlet", STRING, "the outlet's usual name"),
)
ORIGINS = Table(
    "origins",
    "The articles that print a text of several: one row per article, by origin and time.",
    (
        Column("event_id", STRING, "the event"),
        Column("origin_id", STRING, "the text that they print: the articles of one origin share it"),
        Column("article_id", STRING, "the article"),
        *_OUTLET,
        Column("title", STRING, "headline", nullable=True),
        Column("published_at", TIME, "time of publication, UTC; null where unknown", nullable=True),
        Column("role", STRING, "first (published it first, as far as dates tell) | copy (every word) | reprint"),
        Column("hours_after", REAL, "hours after the first; null where a time is unknown", nullable=True),
        Column("kept", INTEGER, "sentences of the first article that it has word for word", nullable=True),
        Column("altered", INTEGER, "sentences that it altered", nullable=True),
        Column("added", INTEGER, "sentences that it added", nullable=True),
        Column("cut", INTEGER, "sentences of the first article that it left out", nullable=True),
        Column("credited", STRING, "news agencies that it or the first article credits, joined by ', '", nullable=True),
        Column("finding_id", STRING, "the finding that lists the changes; null for the first and for copies", True),
    ),
    key=("article_id",),
)
REPRINT_EDITS = Table(
    "reprint_edits",
    "What an outlet changed in a text that another one published first: one row per sentence.",
    (
        Column("event_id", STRING, "the event"),
        Column("finding_id", STRING, "the finding"),
        *_OUTLET,
        Column("first_outlet", STRING, "the outlet that published the text first"),
        Column("change", STRING, "altered | added | cut"),
        Column("sentence", STRING, "the exact words; of a cut, those of the first article"),
        Column("was", STRING, "of an altered sentence, the first article's words", nullable=True),
        Column("article_id", STRING, "the article that the sentence stands in"),
        Column("start", INTEGER, "offset of the sentence's first character in articles.text"),
        Column("end", INTEGER, "offset after the sentence's last character"),
    ),
)
REPRINT_VIEWS = (ORIGINS, REPRINT_EDITS)
_CHANGES = {"value b": "altered", "added": "added", "cut": "cut"}
_SECONDS_AN_HOUR = 3600.0


def origins(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """The articles that share their origin with another, in the columns of ORIGINS, origins by their first article.

    Raises QueryError when the run holds no such event.
    """
    rows = slice_of(run, event_id)
    articles = rows.articles.reset_index(drop=True)
    of_origin = articles.groupby(["event_id", "origin_id"], sort=False)
    shared = articles.assign(place=of_origin["order"].transform("min"))[of_origin["article_id"].transform("size") > 1]
    key = ["event_id", "origin_id"]  # an origin is in two events where people parted its articles
    firsts = shared.drop_duplicates(key).set_index(key)
    shared = shared.join(firsts[["article_id", "text", "published_at"]].add_prefix("first_"), on=key)
    is_first, same = shared["article_id"] == shared["first_article_id"], shared["text"] == shared["first_text"]
    roles = pd.Series("reprint", index=shared.index).mask(same, "copy").mask(is_first, "first")
    hours = (shared["published_at"] - shared["first_published_at"]).dt.total_seconds() / _SECONDS_AN_HOUR
    shared = shared.assign(role=roles, hours_after=hours.mask(is_first)).merge(
        _findings(rows), on=["event_id", "text"], how="left"
    )
    return conform(shared.sort_values(["event_order", "place", "order"], kind="stable"), ORIGINS)


def reprint_edits(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """The sentences that reprints altered, added and cut, in the columns of REPRINT_EDITS, each reprint's by place.

    Raises QueryError when the run holds no such event.
    """
    rows = slice_of(run, event_id)
    evidence = rows.evidence[rows.evidence["detector"] == REPRINTS]
    outlet = evidence[evidence["role"] == "b"].set_index("finding_id")[["outlet_id", "outlet"]]
    first = evidence[evidence["role"] == "a"].set_index("finding_id")["outlet"].rename("first_outlet")
    passages = evidence.drop(columns=["outlet_id", "outlet"]).join(outlet, on="finding_id").join(first, on="finding_id")
    passages = passages.join(rows.findings[["event_id", "event_order"]], on="finding_id")
    # An altered sentence's two versions are listed in the same order.
    number = passages.groupby(["finding_id", "role"]).cumcount()
    passages = passages.assign(number=number, change=passages["role"].map(_CHANGES))
    was = passages[passages["role"] == "value a"].set_index(["finding_id", "number"])["sentence"].rename("was")
    changes = passages[passages["change"].notna()].join(was, on=["finding_id", "number"])
    changes = changes.assign(was=changes["was"].where(changes["change"] == "altered"))
    changes = changes.sort_values(["event_order", "finding_id", "change", "start"], kind="stable")
    return conform(changes, REPRINT_EDITS)


def _findings(rows: Slice) -> pd.DataFrame:
    """The reprints' findings with the text that each speaks of: one text may be printed again word for word."""
    found = rows.findings[rows.findings["detector"] == REPRINTS].reset_index(drop=True)
    side = rows.evidence[rows.evidence["role"] == "b"].drop_duplicates("finding_id").set_index("finding_id")
    text = rows.articles["text"].reindex(side["article_id"].reindex(found["finding_id"])).array
    counts = {name: detail_column(found["detail"], name, INTEGER) for name in ("kept", "altered", "added", "cut")}
    credited = detail_column(found["detail"], "credited", STRING).replace("", pd.NA)
    found = found.assign(text=text, credited=credited, **counts)
    return found[["event_id", "text", "finding_id", "credited", *counts]].drop_duplicates(["event_id", "text"])
