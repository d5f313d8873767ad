"""What differs between the outlets of an event, and what some of them leave out.

Each takes one event id or several; rows of several events follow one another.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from pipeline.queries import event_views
from pipeline.queries.claims import matrix_of
from pipeline.queries.reprints import REPRINTS
from pipeline.queries.slices import Slice, detail_column, kept_in_slice, slice_of
from pipeline.schema import INTEGER, REAL, STRING, conform
from pipeline.store import StoredRun

OMISSION = "omission"
"""The detector whose findings `omissions` shows and `divergences` leaves out."""


def divergences(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """The findings that set two passages against each other, in the columns of event_views.DIVERGENCES, surest first.

    Conflicts come before updates and the detectors' other kinds. Raises QueryError when the run holds no such event.
    """
    return divergences_of(slice_of(run, event_id))


# A page asks for it twice: for itself, and for what to read first.
@kept_in_slice
def divergences_of(rows: Slice) -> pd.DataFrame:
    """The divergences of the events of `rows`; to be read only."""
    found = rows.findings[~rows.findings["detector"].isin((OMISSION, REPRINTS))].reset_index(drop=True)
    for side in ("a", "b"):
        found = found.merge(_side(rows, side), on="finding_id", how="inner")
        given = detail_column(found["detail"], f"value_{side}", STRING)
        found[f"value_{side}"] = found[f"value_{side}"].fillna(given)
    found["score_meaning"] = _score_meaning(found)
    order = found.assign(calm=found["kind"] != "conflict").sort_values(["event_order", "calm"], kind="stable").index
    found = found.loc[order]
    surest = found.groupby(["event_id", "kind", "dispute"])["finding_id"].transform("first")
    return conform(found.assign(dispute=surest), event_views.DIVERGENCES)


def omissions(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """Claims of several outlets and the outlets that lack them, in the columns of event_views.OMISSIONS.

    The cells of claim_matrix that hold no claim, in its order, with what was searched. Raises QueryError when the run
    holds no such event.
    """
    rows = slice_of(run, event_id)
    matrix = matrix_of(rows)
    carried = matrix["state"].isin(["said", "differs"])
    said_by = matrix[carried].groupby("group_id")["outlet"].agg(", ".join).rename("said_by")
    found = rows.findings[rows.findings["detector"] == OMISSION].reset_index(drop=True)
    found = found.assign(
        outlet_id=detail_column(found["detail"], "outlet_id", STRING),
        searched_articles=detail_column(found["detail"], "searched_articles", INTEGER),
        probability=detail_column(found["detail"], "probability", REAL),
    )[["group_id", "outlet_id", "searched_articles", "probability", "finding_id"]].drop_duplicates(
        ["group_id", "outlet_id"]
    )
    nearest = {name: f"nearest_{name}" for name in ("article_id", "start", "end", "sentence", "score")}
    frame = (
        matrix[~carried]
        .rename(columns={"lead": "claim", **nearest})
        .join(said_by, on="group_id")
        .join(rows.groups[["article_id", "start", "end"]], on="group_id")
        .merge(found, on=["group_id", "outlet_id"], how="left")
    )
    return conform(frame, event_views.OMISSIONS)


def quotations(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """The words in quotation marks, versions of the same words together, in the columns of event_views.QUOTATIONS.

    Raises QueryError when the run holds no such event.
    """
    rows = slice_of(run, event_id)
    articles = rows.articles[["event_id", "outlet_id", "outlet", "published_at", "url", "order"]]
    found = rows.quotations.assign(words=rows.words(rows.quotations)).join(articles, on="article_id")
    first = found.groupby("group", sort=False)["order"].transform("min").fillna(found["order"])
    found = found.assign(first=first).sort_values(["first", "group", "order", "start"], kind="stable")
    return conform(found, event_views.QUOTATIONS)


def _score_meaning(found: pd.DataFrame) -> pd.Series:
    """What the score of each finding is; null where it has none.

    The alignment score of its two sentences; of quotations the share of the words that agree; of sentences that no
    alignment joins what the detector tells: the share of what one names that both name.
    """
    usual = found["detector"].map({"quotations": "words that agree"}).fillna("alignment score")
    return detail_column(found["detail"], "score_meaning", STRING).fillna(usual).where(found["score"].notna())


def _side(rows: Slice, side: str) -> pd.DataFrame:
    """Sentence and differing value of one side of each finding, its columns named for the side."""
    evidence = rows.evidence.drop_duplicates(["finding_id", "role"])
    passage = evidence[evidence["role"] == side].set_index("finding_id")
    passage = passage[["outlet", "sentence", "url", "article_id", "start", "end", "published_at"]]
    value = evidence[evidence["role"] == f"value {side}"].set_index("finding_id")[["sentence", "start", "end"]]
    value = value.rename(columns={"sentence": "value", "start": "value_start", "end": "value_end"})
    names = {"article_id": "article", "published_at": "published"}
    return passage.join(value).rename(columns=names).add_suffix(f"_{side}").reset_index()
