"""What to read first of an event: a few findings, the gravest kinds first. For one event id or several."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from pipeline.queries.findings import divergences, omissions
from pipeline.queries.slices import slice_of
from pipeline.schema import INTEGER, REAL, STRING, Column, Table, conform
from pipeline.store import StoredRun

MOST = 5
"""Findings of an event: what is read in a few minutes."""
MOST_OF_A_KIND = {"conflict": 3, "not found": 2, "wording": 2, "other": 2}
"""Kinds in the order in which they are shown, and how many of each: one kind alone would hide the others."""


def _side(side: str, whose: str, nullable: bool) -> tuple[Column, ...]:
    return (
        Column(f"outlet_{side}", STRING, f"{whose}, by name"),
        Column(f"sentence_{side}", STRING, "its exact words, text[start:end]", nullable),
        Column(f"value_{side}", STRING, "the part of them that differs", nullable=True),
        Column(f"article_{side}", STRING, "the article", nullable),
        Column(f"start_{side}", INTEGER, "offset of the sentence's first character in articles.text", nullable),
        Column(f"end_{side}", INTEGER, "offset after its last character", nullable),
    )


HIGHLIGHTS = Table(
    "highlights",
    f"The findings of an event to read first, {MOST} at most: conflicts, then claims not found, then wording.",
    (
        Column("event_id", STRING, "the event"),
        Column("group_of_kinds", STRING, " | ".join(MOST_OF_A_KIND)),
        Column("kind", STRING, "conflict | not found | a kind of the detector's own"),
        Column("detector", STRING, "which detector found it"),
        Column("finding_id", STRING, "the finding; of a claim that several lack, the surest"),
        Column("group_id", STRING, "the claim group it speaks of", nullable=True),
        Column("outlet_id", STRING, "the outlet to look at: side b's"),
        *_side("a", "one outlet; of a claim not found, all that carry it", nullable=False),
        *_side("b", "the other; of a claim not found, all that lack it", nullable=True),
        Column("score", REAL, "of a claim not found, the probability that it stands there; else 0 to 1, surer", True),
    ),
    key=("finding_id",),
)
HIGHLIGHT_VIEWS = (HIGHLIGHTS,)


def highlights(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """The findings to read first, in the columns of HIGHLIGHTS.

    Conflicts, the surest first, each dispute once; claims that most outlets carry and another lacks, each once; other
    words for the same thing; then what else differs. Raises QueryError when the run holds no such event.
    """
    rows = slice_of(run, event_id)
    found = pd.concat([_differing(run, event_id), _missing(run, event_id)], ignore_index=True)
    place = [list(MOST_OF_A_KIND).index(kind) for kind in found["group_of_kinds"]]
    most = [MOST_OF_A_KIND[kind] for kind in found["group_of_kinds"]]
    found = found.assign(event_order=rows.event_order(found["event_id"]), place=place, most=most)
    found = found.sort_values(["event_order", "place"], kind="stable")
    found = found[found.groupby(["event_id", "place"]).cumcount() < found["most"]]
    return conform(found.groupby("event_id", sort=False).head(MOST), HIGHLIGHTS)


def _differing(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """What sets two passages against each other, the surest of each kind first; a dispute has one row."""
    rows = slice_of(run, event_id)
    found = divergences(run, event_id)
    found = found[found["dispute"] == found["finding_id"]]
    kinds = found["kind"].where(found["kind"] == "conflict", found["detector"])
    kinds = kinds.where(kinds.isin(MOST_OF_A_KIND), "other")
    return found.assign(group_of_kinds=kinds, outlet_id=found["article_b"].map(rows.articles["outlet_id"]))


def _missing(run: StoredRun, event_id: str | Collection[str]) -> pd.DataFrame:
    """Claims of several outlets that were not found in others, those of most outlets and the surest first."""
    found = omissions(run, event_id)
    found = found[found["state"] == "not found"].dropna(subset=["finding_id"])
    sizes = found["group_id"].map(slice_of(run, event_id).groups["n_outlets"])
    found = found.assign(n_outlets=sizes).sort_values(["n_outlets", "probability"], ascending=[False, True])
    lacking = found.groupby("group_id", sort=False)["outlet"].agg(", ".join).rename("outlet_b")
    found = found.drop_duplicates("group_id").join(lacking, on="group_id")
    own = {"said_by": "outlet_a", "claim": "sentence_a", "article_id": "article_a", "start": "start_a", "end": "end_a"}
    places = {"sentence": "sentence_b", "article_id": "article_b", "start": "start_b", "end": "end_b"}
    nearest = {f"nearest_{name}": side for name, side in places.items()}
    renamed = found.rename(columns=own | nearest | {"probability": "score"})
    nothing = pd.Series(None, index=renamed.index, dtype=STRING)
    told = {"kind": "not found", "detector": "omission", "group_of_kinds": "not found"}
    return renamed.assign(value_a=nothing, value_b=nothing, **told)
