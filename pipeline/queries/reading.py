"""One article, sentence by sentence: what the comparison says of each, and what another outlet has for it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.errors import QueryError
from pipeline.queries import page_views
from pipeline.queries.slices import Slice, detail_column, slice_of
from pipeline.schema import conform
from pipeline.store import StoredRun

CONFLICTING, SHARED, ONLY_HERE, NOT_CHECKED = "conflicting", "shared", "only here", "not checked"
FURNITURE, BETWEEN = "furniture", "between"
SENTENCE_STATES = (CONFLICTING, SHARED, ONLY_HERE, NOT_CHECKED)
"""What a sentence of an article may be; pieces that are no sentence are furniture of the page, or white space."""
SAME, CONTRADICTS, NEAREST = "same claim", "contradicts", "nearest"
_EVENT_OF = "SELECT event_id FROM event_articles WHERE article_id = $article"
_BREAK = re.compile(r"\n\s*")
_SIDES = ("a", "b")


def event_of(run: StoredRun, article_id: str) -> str:
    """The event that an article is in. Raises QueryError when the run holds no such article."""
    found = run.sql(_EVENT_OF, {"article": article_id})
    if found.empty:
        raise QueryError(f"the run {run.run_id} holds no article {article_id!r}", "Choose one of its articles")
    return str(found["event_id"].iloc[0])


def reading(run: StoredRun, article_id: str) -> pd.DataFrame:
    """The article in pieces that make up its whole text, in the columns of page_views.READING.

    A sentence is conflicting where it is an end of a conflict, shared where another outlet carries its claim, only here
    where none does, and not checked where it was not taken for a claim (opinion, questions and the like) or where
    the event has no other article. Raises QueryError when the run holds no such article.
    """
    rows = slice_of(run, event_of(run, article_id))
    text = str(rows.articles.loc[article_id, "text"])
    pieces = list(_covering(text, _sentences(rows, article_id), _furniture(rows, article_id)))
    breaks = [found.end() for found in _BREAK.finditer(text)]
    for piece in pieces:
        piece["article_id"], piece["words"] = article_id, text[piece["start"] : piece["end"]]
        piece["paragraph"] = bisect_right(breaks, piece["start"])
    return conform(pd.DataFrame(pieces, columns=page_views.READING.column_names), page_views.READING)


def counterparts(run: StoredRun, article_id: str, outlet_id: str) -> pd.DataFrame:
    """What the outlet `outlet_id` has for the sentences of an article, in the columns of page_views.COUNTERPARTS.

    In the order of the sentences: those that contradict one, those of the same claim, and where there is neither the
    most similar sentence that the comparison noted, with its score. Raises QueryError when the run holds no such
    article.
    """
    rows = slice_of(run, event_of(run, article_id))
    own = rows.claims[rows.claims["article_id"] == article_id]
    others = rows.claims[rows.claims["outlet_id"] == outlet_id].set_index("claim_id", drop=False)
    pairs = pd.concat([_linked(rows, "conflict", CONTRADICTS), _grouped(rows, own, others), _nearest(rows)])
    pairs = pairs[pairs["claim_id"].isin(own["claim_id"]) & pairs["other"].isin(others["claim_id"])]
    pairs = pairs.drop_duplicates(["claim_id", "other"])
    answered = set(pairs.loc[pairs["relation"] != NEAREST, "claim_id"])
    pairs = pairs[(pairs["relation"] != NEAREST) | ~pairs["claim_id"].isin(answered)]
    place = ["article_id", "start", "end", "sentence"]
    found = pairs.merge(own.reset_index(drop=True)[["claim_id", "start", "sentence"]], on="claim_id")
    found = found.join(others[place].add_prefix("other_"), on="other").join(others[["outlet_id", "outlet"]], on="other")
    found = found.sort_values(["start", "other_article_id", "other_start"], kind="stable")
    return conform(found, page_views.COUNTERPARTS)


def _sentences(rows: Slice, article_id: str) -> Iterator[dict[str, Any]]:
    """The article's claims in reading order, with what the comparison says of each."""
    members = rows.members[rows.members["article_id"] == article_id].set_index("claim_id")
    members = members[["group_id"]].join(rows.groups[["n_outlets"]], on="group_id")
    links = rows.links[rows.links["relation"] == "conflict"]
    disputed = set(links["claim_a"]) | set(links["claim_b"])
    found = _found(rows, article_id)
    for claim in rows.claims[rows.claims["article_id"] == article_id].to_dict("records"):
        group = members.loc[claim["claim_id"]] if claim["claim_id"] in members.index else None
        state = NOT_CHECKED if group is None else SHARED if group["n_outlets"] > 1 else ONLY_HERE
        yield {
            "start": int(claim["start"]),
            "end": int(claim["end"]),
            "state": CONFLICTING if claim["claim_id"] in disputed else state,
            "claim_id": claim["claim_id"],
            "group_id": None if group is None else group["group_id"],
            "n_outlets": None if group is None else group["n_outlets"],
            "kind": claim["kind"],
            "speaker": claim["speaker"],
            "found": found.get((claim["start"], claim["end"])),
        }


def _found(rows: Slice, article_id: str) -> dict[tuple[int, int], str]:
    """Span of a sentence -> kinds of the findings that set it against another one."""
    passages = rows.evidence[(rows.evidence["article_id"] == article_id) & rows.evidence["role"].isin(_SIDES)]
    kinds = passages.join(rows.findings[["kind"]], on="finding_id")
    told: dict[tuple[int, int], set[str]] = {}
    for passage in kinds.to_dict("records"):
        told.setdefault((int(passage["start"]), int(passage["end"])), set()).add(str(passage["kind"]))
    return {place: ", ".join(sorted(found)) for place, found in told.items()}


def _furniture(rows: Slice, article_id: str) -> Iterator[dict[str, Any]]:
    for mark in rows.marks[rows.marks["article_id"] == article_id].to_dict("records"):
        yield {"start": int(mark["start"]), "end": int(mark["end"]), "state": FURNITURE, "kind": mark["kind"]}


def _covering(
    text: str, sentences: Iterator[dict[str, Any]], furniture: Iterator[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The sentences, the furniture outside them, and what lies between, in their order: each character once."""
    at = 0
    for piece in sorted([*sentences, *furniture], key=lambda piece: (piece["start"], piece["state"] == FURNITURE)):
        if piece["end"] <= at:
            continue
        piece["start"] = max(piece["start"], at)
        yield from _between(text, at, piece["start"])
        yield piece
        at = piece["end"]
    yield from _between(text, at, len(text))


def _between(text: str, start: int, end: int) -> Iterator[dict[str, Any]]:
    """What lies between, a piece a paragraph: white space, or words that the comparison does not know."""
    while start < end:
        found = _BREAK.search(text, start, end)
        stop = end if found is None else found.end()
        yield {"start": start, "end": stop, "state": NOT_CHECKED if text[start:stop].strip() else BETWEEN}
        start = stop


def _linked(rows: Slice, relation: str, name: str) -> pd.DataFrame:
    """The links of a relation in both directions."""
    links = rows.links[rows.links["relation"] == relation]
    sides = (("claim_a", "claim_b"), ("claim_b", "claim_a"))
    both = [links[[*side, "score"]].set_axis(["claim_id", "other", "score"], axis=1) for side in sides]
    return pd.concat(both).assign(relation=name)


def _grouped(rows: Slice, own: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """A claim of `own` and one of `others` each that are of one group, with the score of their link if there is one."""
    members = rows.members[["group_id", "claim_id"]]
    of_own, of_others = (members[members["claim_id"].isin(claims["claim_id"])] for claims in (own, others))
    pairs = of_own.merge(of_others.rename(columns={"claim_id": "other"}), on="group_id")
    linked = _linked(rows, "same", SAME)[["claim_id", "other", "score"]]
    return pairs.merge(linked, on=["claim_id", "other"], how="left").drop(columns="group_id").assign(relation=SAME)


def _nearest(rows: Slice) -> pd.DataFrame:
    """The most similar sentence of another outlet that is noted for a claim, by the claim itself or as an omission."""
    noted = rows.claims.reset_index(drop=True)[["claim_id", "nearest_claim_id", "nearest_score"]].dropna()
    noted = noted.set_axis(["claim_id", "other", "score"], axis=1)
    by_place = rows.claims.reset_index(drop=True)[["claim_id", "article_id", "start", "end"]]
    evidence = rows.evidence[rows.evidence["role"] == "nearest"][["finding_id", "article_id", "start", "end"]]
    searched = evidence.merge(by_place.rename(columns={"claim_id": "other"}), on=["article_id", "start", "end"])
    findings = rows.findings.reset_index(drop=True)
    findings = findings.assign(score=detail_column(findings["detail"], "nearest_score", "Float64"))
    searched = searched[["finding_id", "other"]].merge(findings[["finding_id", "group_id", "score"]], on="finding_id")
    searched = searched.merge(rows.members[["group_id", "claim_id"]], on="group_id")
    return pd.concat([noted, searched[["claim_id", "other", "score"]]]).assign(relation=NEAREST)
