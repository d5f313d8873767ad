"""What the outlets of an event claim: who says what, who does not, and what only one says.

Each takes one event id or several; rows of several events follow one another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from pipeline.queries import event_views
from pipeline.queries.slices import Slice, detail_column, kept_in_slice, slice_of
from pipeline.schema import STRING, conform
from pipeline.store import StoredRun

COMPARED = ("conflicting", "shared", "several")
"""The statuses of groups that more than one outlet carries."""
STATES = ("said", "differs", "unclear", "not found", "published before", "not searched", "no full text")
"""What an outlet's cell of the claim matrix may be."""
BRIEF_WORDS = 6
"""A sentence of fewer words seldom makes a claim by itself ("They agreed.")."""
_CARRIED = ("said", "differs")
_BOTH_WAYS = (("claim_a", "claim_b"), ("claim_b", "claim_a"))
_PLACE = ["article_id", "start", "end", "sentence"]


def claim_matrix(run: StoredRun, event_id: str | Collection[str], statuses: Sequence[str] = COMPARED) -> pd.DataFrame:
    """Claim groups of `statuses` against the event's outlets, in the columns of event_views.CLAIM_MATRIX.

    Each outlet has one of STATES: said; differs, where its claim conflicts with another's, in the group or with one of
    it; the omission detector's verdict (not found, unclear, published before); no full text, where only excerpts are
    there; not searched, where the detector did not look, as for claims of a single origin. Groups that conflict come
    first, then those of most outlets, then by their place in the text; outlets in the order of their first article.
    Raises QueryError when the run holds no such event.
    """
    return matrix_of(slice_of(run, event_id), tuple(statuses))


# A page asks for it three times: for itself, for what is not found, and for what to read first.
@kept_in_slice
def matrix_of(rows: Slice, statuses: tuple[str, ...] = COMPARED) -> pd.DataFrame:
    """The claim_matrix of the events of `rows`; to be read only."""
    key = ["group_id", "outlet_id"]
    cells = _cells(rows, statuses).merge(_said(rows), on=key, how="left")
    cells = cells.merge(_searched(rows), on=key, how="left", suffixes=("", "_nearest"))
    missing = cells["state"].isna()
    for column in ["state", "score", *_PLACE]:
        cells[column] = cells[column].mask(missing, cells.pop(f"{column}_nearest"))
    unsearched = _choose(cells["full"], "not searched", "no full text")
    carried = cells["state"].isin(_CARRIED)
    called = [_certainty(rows.run, score) for score in cells["score"].where(carried)]
    certainty = pd.Series(called, index=cells.index, dtype=STRING)
    return conform(cells.assign(state=cells["state"].fillna(unsearched), certainty=certainty), event_views.CLAIM_MATRIX)


def _certainty(run: StoredRun, score: float) -> str | None:
    """What the measured precision of links of `score` allows to call one; None where the run had no trained head."""
    if pd.isna(score) or not run.manifest.get("alignment", {}).get("head"):
        return None
    levels = run.manifest["settings"]["align"]
    return "sure" if score >= levels["sure"] else "likely" if score >= levels["likely"] else "possible"


def claim_sentences(run: StoredRun, event_id: str | Collection[str], group_id: str | None = None) -> pd.DataFrame:
    """Every sentence of every claim group, or of `group_id` alone, in the columns of event_views.CLAIM_SENTENCES.

    Groups in the order of claim_matrix, sentences by time of publication and place, the undated last. Raises
    QueryError when the run holds no such event.
    """
    rows = slice_of(run, event_id)
    members = rows.members if group_id is None else rows.members[rows.members["group_id"] == group_id]
    groups = rows.groups.reset_index(drop=True)[["group_id", "lead", "status", "n_outlets", "n_origins"]]
    return conform(groups.merge(members, on="group_id", how="inner"), event_views.CLAIM_SENTENCES)


def only_one_outlet(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """Claims that one outlet alone makes, the surest first, brief ones last; in the columns of ONLY_ONE_OUTLET.

    Of a group within one outlet, its lead stands for all. Sentences in no group were not taken for claims: opinion,
    questions and the like. Raises QueryError when the run holds no such event.
    """
    rows = slice_of(run, event_id)
    single = rows.groups.loc[rows.groups["status"] == "single", "lead_claim_id"]
    claims = rows.claims[rows.claims["claim_id"].isin(single)]
    nearest = rows.claims[["outlet", "sentence"]].add_prefix("nearest_")
    claims = claims.join(nearest, on="nearest_claim_id").reset_index(drop=True)
    claims = claims.assign(brief=[len(sentence.split()) < BRIEF_WORDS for sentence in claims["sentence"]])
    return conform(
        claims.sort_values(["event_order", "brief", "nearest_score"], kind="stable"), event_views.ONLY_ONE_OUTLET
    )


def _cells(rows: Slice, statuses: Sequence[str]) -> pd.DataFrame:
    """One row per group of `statuses` and outlet; `full` says whether a full text of the outlet is there."""
    full = rows.articles.groupby(["event_id", "outlet", "outlet_id"], sort=False)["is_full_text"].any()
    outlets = full.rename("full").reset_index()
    groups = rows.groups[rows.groups["status"].isin(list(statuses))].reset_index(drop=True)
    groups = groups[["event_id", "group_id", "lead", "status", "n_outlets", "n_origins"]]
    return groups.merge(outlets, on="event_id", how="left")


def _said(rows: Slice) -> pd.DataFrame:
    """One row per group and outlet that carries it: the disputed sentence first, then the nearest to the lead.

    An outlet that carries it not, and contradicts it by a sentence of another group, has that sentence.
    """
    names = ["lead_claim_id", "claim_id", "score"]
    pairs = pd.concat([rows.links[[*pair, "score"]].set_axis(names, axis=1) for pair in _BOTH_WAYS])
    said = rows.members.merge(pairs, on=["lead_claim_id", "claim_id"], how="left")
    said = said.assign(lead=said["claim_id"] == said["lead_claim_id"])
    said = said.sort_values(["disputed", "lead", "score"], ascending=False, kind="stable")
    said = pd.concat([said, _contradicting(rows)]).drop_duplicates(["group_id", "outlet_id"])
    return said.assign(state=_choose(said["disputed"], "differs", "said"))[
        ["group_id", "outlet_id", "state", "score", *_PLACE]
    ]


def _contradicting(rows: Slice) -> pd.DataFrame:
    """The claims that conflict with one of a group, as rows of that group; the surest first."""
    conflicts = rows.links[rows.links["relation"] == "conflict"]
    pairs = [conflicts[[*pair, "score"]].set_axis(["member", "claim_id", "score"], axis=1) for pair in _BOTH_WAYS]
    members = rows.members[["group_id", "claim_id"]].rename(columns={"claim_id": "member"})
    found = members.merge(pd.concat(pairs), on="member").merge(rows.claims.reset_index(drop=True), on="claim_id")
    return found.assign(disputed=True).sort_values("score", ascending=False, kind="stable")


def _searched(rows: Slice) -> pd.DataFrame:
    """One row per group and outlet that the omission detector searched: its verdict and the nearest sentence."""
    found = rows.findings[rows.findings["detector"] == "omission"].reset_index(drop=True)
    nearest = rows.evidence[rows.evidence["role"] == "nearest"].drop_duplicates("finding_id")
    found = found.merge(nearest[["finding_id", *_PLACE]], on="finding_id", how="left")
    found = found.assign(
        state=found["kind"],
        outlet_id=detail_column(found["detail"], "outlet_id", STRING),
        score=detail_column(found["detail"], "nearest_score", "Float64"),
    )
    return found[["group_id", "outlet_id", "state", "score", *_PLACE]].drop_duplicates(["group_id", "outlet_id"])


def _choose(condition: pd.Series, yes: str, no: str) -> pd.Series:
    return pd.Series([yes if holds else no for holds in condition], index=condition.index, dtype=STRING)
