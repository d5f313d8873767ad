"""The Method page: what the run was made of and with, and what did not go through."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from pipeline import queries
from pipeline.store import StoredRun
from pipeline.ui.components import block, counts, day, downloads, heading, inert, inert_frame, markup
from pipeline.ui.state import ask, current_run

LABELS = {
    "stage": "Stage",
    "n_in": "In",
    "n_out": "Out",
    "n_rejected": "Rejected",
    "seconds": "Seconds",
    "source_file": "File",
    "line": "Line",
    "reason": "Reason",
    "detail": "Detail",
    "outlet_id": "Id",
    "name": "Name",
    "country": "Country",
    "language": "Language",
    "ownership": "Ownership",
    "n_articles": "Articles",
    "n_events": "Events",
}
"""Column -> its name for people."""


def render() -> None:
    """Draw the page."""
    run = current_run()
    manifest = run.manifest
    numbers = manifest.get("counts", {})
    rejected = ask(queries.rejected, run)
    heading(
        "Corpus and method",
        counts(
            (int(numbers.get("articles", 0)), "article", "articles"),
            (int(numbers.get("outlets", 0)), "outlet", "outlets"),
            (int(numbers.get("events", 0)), "event", "events"),
            (len(rejected), "row rejected", "rows rejected"),
        ),
    )
    for title, place in (("Measured accuracy", queries.ACCURACY), ("What the program cannot see", queries.UNSEEN)):
        _document(title, *place)
    _facts(run)
    _table(run, "stages", "Stages of the run", ask(queries.stages, run))
    _table(run, "rejected", "Rejected rows, with reasons", rejected)
    _table(run, "outlets", "Outlets, with what is known of them", ask(queries.outlets, run))
    with st.expander("Every setting and threshold of the run"):
        found = ask(queries.run_settings, run)
        st.dataframe(inert_frame(found), hide_index=True, placeholder="not told", alt="Settings with their meaning")
        downloads("settings", {"settings": found}, run)
    with st.expander("The same as a settings file would hold it (JSON)"):
        st.code(inert(json.dumps(manifest.get("settings", {}), indent=2, ensure_ascii=False)), language="json")
    with st.expander("Data dictionary"):
        dictionary = queries.data_dictionary()
        st.dataframe(dictionary, hide_index=True, alt="Columns of the tables")
        downloads("data-dictionary", {"data dictionary": dictionary}, run)


def _facts(run: StoredRun) -> None:
    """What the run was made of and with."""
    manifest = run.manifest
    model = manifest.get("model", {})
    facts = {
        "Corpus": (manifest.get("corpus") or {}).get("title"),
        "Run": run.run_id,
        "Made": _when(manifest.get("created_at")),
        "Fingerprint": manifest.get("fingerprint"),
        "Model": ", ".join(str(model[key]) for key in ("name", "revision", "precision") if model.get(key)),
        "Its weights (SHA-256)": model.get("sha256"),
        "Choice of claims": _trained(manifest.get("check_worthiness") or {}, "not measured"),
        "Matching of claims": _trained(manifest.get("alignment") or {}, "by similarity alone"),
        "Detectors": ", ".join(manifest.get("settings", {}).get("compare", {}).get("detectors", [])),
        "Switched off": ", ".join(queries.left_out(run)),
        "Kinds of names compared": ", ".join(manifest.get("settings", {}).get("compare", {}).get("named", [])),
        "Parallax": manifest.get("parallax"),
    }
    items = "".join(f"<dt>{name}</dt><dd>{markup(value)}</dd>" for name, value in facts.items() if value)
    block(f'<dl class="facts">{items}</dl>')


def _when(made: str | None) -> str:
    return day(pd.to_datetime(made, utc=True), clock=True) if made else ""


def _document(title: str, file: str, heading: str) -> None:
    """A section of the program's own documents."""
    words = queries.section(file, heading)
    with st.expander(title):
        if words:
            st.markdown(words)
        else:
            block(f"<p>This copy of the program came without {markup(file)}.</p>")


def _trained(part: dict[str, Any], without: str) -> str:
    """What a part of a run rests on: a trained head and its language, or that none holds for the run's model."""
    if not part.get("head"):
        return f"{without}: no trained head holds for this model"
    return f"trained head {part['head']}, for texts in {part['language']}"


def _table(run: StoredRun, name: str, title: str, frame: pd.DataFrame) -> None:
    """A frame of the queries under its title, its columns named for people, with their meaning at the header."""
    block(f"<h2>{markup(title)}</h2>")
    if frame.empty:
        block("<p>None.</p>")
        return
    columns = {
        column.name: st.column_config.Column(LABELS.get(column.name), help=column.meaning)
        for column in queries.VIEWS[name].columns
    }
    st.dataframe(inert_frame(frame), hide_index=True, placeholder="unknown", alt=title, column_config=columns)
    downloads(name, {name: frame}, run)
