"""Values of single rows: spans against their text, ids against what they are hashes of, shares, words of a kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from pipeline.schema import INTEGER, REAL, TABLES, content_id, rows
from pipeline.verify.problem import Problem, Tables, in_rows

_KINDS = {
    ("claims", "kind"): {"statement", "quotation", "reported speech"},
    ("claim_links", "relation"): {"same", "conflict"},
    ("claim_groups", "status"): {"shared", "several", "single", "conflicting"},
    ("rejected", "stage"): {"ingest", "clean"},
}


def spans(tables: Tables) -> Iterator[Problem]:
    """Every span lies in its article's text and holds words; every text has the words that are counted."""
    articles = tables["articles"]
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))  # one copy of each: articles may be long
    for name, table in TABLES.items():
        if {"article_id", "start", "end"} <= set(table.column_names):
            frame = tables[name]
            frame = frame[frame["article_id"].isin(articles["article_id"])]
            stand = zip((texts[article] for article in frame["article_id"]), frame["start"], frame["end"], strict=True)
            empty = [end > len(text) or not text[start:end].strip() for text, start, end in stand]
            yield from in_rows(name, "span without words in its text", frame[np.array(empty, dtype=bool)])
    counted = articles["text"].map(lambda text: len(text.split()))
    yield from in_rows("articles", "n_words differs", articles[counted != articles["n_words"]])


def ids(tables: Tables) -> Iterator[Problem]:
    """Ids of articles, claims and groups are the hashes of what they name, so that text and span are as they were.

    Of a page that changed, the id is that of its first version.
    """
    articles, claims = tables["articles"], tables["claims"]
    articles = articles[~articles["article_id"].isin(tables["article_versions"]["article_id"])]
    changed = set(tables["article_versions"]["article_id"])  # the id is that of the first version
    other = [row.article_id not in changed and _article_id(row) != row.article_id for row in rows(articles)]
    yield from in_rows("articles", "id is no hash of its content", articles[np.array(other, dtype=bool)])
    other = [content_id("c", row.article_id, row.start, row.end) != row.claim_id for row in rows(claims)]
    yield from in_rows("claims", "id is no hash of its span", claims[np.array(other, dtype=bool)])
    members = tables["claim_group_members"].sort_values("claim_id").groupby("group_id")["claim_id"].agg(list)
    own = {group for group, found in members.items() if content_id("g", *found) != group}
    groups = tables["claim_groups"]
    yield from in_rows("claim_groups", "id is no hash of its members", groups[groups["group_id"].isin(own)])


def _article_id(row: Any) -> str:
    values = (None if pd.isna(value) else value for value in (row.url, row.title, row.published_at))
    return content_id("a", row.outlet_id, *values, row.text)


def shares(tables: Tables) -> Iterator[Problem]:
    """Scores and probabilities lie from 0 to 1; nothing is counted below 0."""
    for name, table in TABLES.items():
        frame = tables[name]
        for column in table.columns:
            values = frame[column.name]
            if column.dtype == REAL:
                yield from in_rows(name, f"{column.name} is not from 0 to 1", frame[~values.between(0, 1).fillna(True)])
            elif column.dtype == INTEGER:
                yield from in_rows(name, f"{column.name} is below 0", frame[(values < 0).fillna(False)])


def words_of_a_kind(tables: Tables) -> Iterator[Problem]:
    """Columns that hold one of a few words hold one of them."""
    for (name, column), known in _KINDS.items():
        bad = tables[name][~tables[name][column].isin(known)]
        yield from in_rows(name, f"{column} is none of {', '.join(sorted(known))}", bad)


def json_columns(tables: Tables) -> Iterator[Problem]:
    """Columns of JSON hold objects."""
    for name, column in (("event_articles", "reasons"), ("findings", "detail")):
        frame = tables[name]
        other = np.array([not _is_object(value) for value in frame[column]], dtype=bool)
        yield from in_rows(name, f"{column} is no JSON object", frame[other])


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
