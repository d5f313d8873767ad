"""What a complete export holds: the tables, and where they come from. Articles' full texts are left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import pandas as pd

from pipeline import queries
from pipeline.queries import Selection
from pipeline.store import StoredRun

EVENTS_AT_ONCE = 500
"""Events whose tables are held in memory together; a large run has some thousands."""

Query = Callable[[StoredRun, Collection[str]], pd.DataFrame]
OF_EVENTS: dict[str, Query] = {
    "event_articles": queries.event_articles,
    "claim_sentences": queries.claim_sentences,
    "claim_matrix": queries.claim_matrix,
    "divergences": queries.divergences,
    "omissions": queries.omissions,
    "only_one_outlet": queries.only_one_outlet,
    "quotations": queries.quotations,
    "edits": queries.edits,
}
TABLES = ("events", "outlet_facts", *OF_EVENTS)
"""Names of the tables of an export, as in queries.VIEWS."""


def parts(run: StoredRun, selection: Selection) -> Iterator[tuple[str, pd.DataFrame]]:
    """The export's tables in pieces, name and rows; a table comes once for some events each, in their order."""
    events = queries.events(run, selection)
    yield "events", events
    yield "outlet_facts", queries.outlet_facts(run)
    ids = events["event_id"].to_list()
    for first in range(0, max(len(ids), 1), EVENTS_AT_ONCE):
        for name, query in OF_EVENTS.items():
            yield name, query(run, ids[first : first + EVENTS_AT_ONCE])


def about(run: StoredRun) -> dict[str, str]:
    """Where an export comes from: run, corpus, settings and model, in words; "unknown" where the manifest is silent."""
    manifest = run.manifest
    corpus, model = manifest.get("corpus") or {}, manifest.get("model") or {}
    known = {
        "Run": run.run_id,
        "Made at": manifest.get("created_at"),
        "Parallax": manifest.get("parallax"),
        "Corpus": corpus.get("title"),
        "Notice": corpus.get("notice"),
        "Settings fingerprint": manifest.get("fingerprint"),
        "Model": model.get("name"),
        "Model revision": model.get("revision"),
        "Model precision": model.get("precision"),
        "Model SHA-256": model.get("sha256"),
        "Inputs": ", ".join(f"{given['path']} (SHA-256 {given['sha256']})" for given in manifest.get("inputs", [])),
        "Spans": "start and end are offsets into the article's text, end exclusive; times are UTC",
        "Text cells": "an apostrophe before = + - @ or a tab keeps spreadsheets from reading words as a formula",
    }
    return {name: str(value) if value else "unknown" for name, value in known.items()}
