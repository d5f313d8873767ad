"""The tables of a run: columns, types, meaning, units. `validate` holds a frame to its table.

Ids are hashes of content, never row numbers. Times are UTC. An unknown value is null, never 0 or "".
Spans are character offsets into articles.text, end exclusive: text[start:end] reproduces the words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.errors import StoreError

STRING, INTEGER, REAL, BOOLEAN, TIME = "string", "Int64", "Float64", "boolean", "datetime64[us, UTC]"


@dataclass(frozen=True)
class Column:
    """A column of a table: its pandas type, what it means, and whether it may be null."""

    name: str
    dtype: str
    meaning: str
    nullable: bool = False


@dataclass(frozen=True)
class Table:
    """A table of a run. `key` names the columns that identify a row; empty where rows may repeat."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def column_names(self) -> list[str]:
        """The columns' names in their order."""
        return [column.name for column in self.columns]


def _span(what: str) -> tuple[Column, Column]:
    return (
        Column("start", INTEGER, f"offset of the first character of {what} in articles.text"),
        Column("end", INTEGER, f"offset after the last character of {what}"),
    )


ARTICLES = Table(
    "articles",
    "Every article that went through, as it was given.",
    (
        Column("article_id", STRING, "hash of outlet, address, title, date and text; where they changed, the first"),
        Column("source_id", STRING, "the input's own id; file and line where it has none"),
        Column("source_file", STRING, "the file that the article was read from"),
        Column("source_line", INTEGER, "its line or row in that file, counted from 1", nullable=True),
        Column("outlet", STRING, "the outlet as the input spells it", nullable=True),
        Column("outlet_id", STRING, "canonical id of the outlet (table outlets)"),
        Column("title", STRING, "headline", nullable=True),
        Column("url", STRING, "address of the original", nullable=True),
        Column("author", STRING, "byline", nullable=True),
        Column("published_at", TIME, "time of publication; a date without a time is midnight UTC", nullable=True),
        Column("published_at_source", STRING, "where the time comes from: the input's field, or why it is unknown"),
        Column("updated_at", TIME, "time of the latest change that the page or its feed tells of", nullable=True),
        Column("language", STRING, "ISO 639-1 code", nullable=True),
        Column("text", STRING, "the input's text, unchanged; of a page that was fetched again, the newest version's"),
        Column("page_kind", STRING, "article, or what the page is instead: live blog, gallery, paywall stub ...", True),
        Column("is_full_text", BOOLEAN, "false for a headline, an excerpt, or a page of another kind than article"),
        Column("n_words", INTEGER, "words in the text"),
        Column("content_sha256", STRING, "SHA-256 of the text in UTF-8; for HTML, of the raw bytes"),
        Column("requested_url", STRING, "address that was asked for, where the page was fetched", nullable=True),
        Column("final_url", STRING, "address that answered, after redirects", nullable=True),
        Column("fetched_at", TIME, "when the page was fetched", nullable=True),
        Column("http_status", INTEGER, "status of the answer", nullable=True),
        Column("origin_id", STRING, "articles that are copies of one text share it (wire copies, reprints)"),
    ),
    key=("article_id",),
)
ARTICLE_VERSIONS = Table(
    "article_versions",
    "Versions of pages that changed while they were fetched again and again, beside the one in articles, the newest.",
    (
        Column("version_id", STRING, "hash of article id, time, title and text"),
        Column("article_id", STRING, "the article"),
        Column("page_kind", STRING, "as in articles; where it is another, the page was closed or not yet open", True),
        Column("fetched_at", TIME, "when the version was fetched", nullable=True),
        Column("updated_at", TIME, "time of the latest change that the page told of by then", nullable=True),
        Column("title", STRING, "its headline", nullable=True),
        Column("text", STRING, "its text"),
        Column("content_sha256", STRING, "as in articles"),
    ),
    key=("version_id",),
)
OUTLETS = Table(
    "outlets",
    "The outlets of the run's articles, with what is known of them.",
    (
        Column("outlet_id", STRING, "canonical id"),
        Column("name", STRING, "usual name"),
        Column("country", STRING, "ISO 3166 alpha-2 code", nullable=True),
        Column("language", STRING, "ISO 639-1 code", nullable=True),
        Column("ownership", STRING, "state, public, private, nonprofit, cooperative, party", nullable=True),
    ),
    key=("outlet_id",),
)
OUTLET_FACTS = Table(
    "outlet_facts",
    "What the lists of outlets say of the run's outlets, each fact with its source; a user's list may have any column.",
    (
        Column("outlet_id", STRING, "the outlet"),
        Column("fact", STRING, "the column of the list"),
        Column("value", STRING, "what it says, as it is written"),
        Column("source", STRING, "the list's own column `source` where it is filled in, and the list's file"),
    ),
    key=("outlet_id", "fact"),
)
TEXT_MARKS = Table(
    "text_marks",
    "Stretches of text that are no claims: page furniture, captions, credits.",
    (
        Column("article_id", STRING, "the article"),
        *_span("the stretch"),
        Column("kind", STRING, "boilerplate | caption | credit | dateline | heading"),
    ),
    key=("article_id", "start"),
)
REJECTED = Table(
    "rejected",
    "Every input row or file that did not go through, and why.",
    (
        Column("source_file", STRING, "the file"),
        Column("line", INTEGER, "line or row in the file, counted from 1", nullable=True),
        Column("stage", STRING, "ingest | clean"),
        Column("reason", STRING, "short name of the reason"),
        Column("detail", STRING, "what was found, and the remedy"),
    ),
)
EVENTS = Table(
    "events",
    "Groups of articles that cover the same event; a single article may be one.",
    (
        Column("event_id", STRING, "hash of the event's first article"),
        Column("title", STRING, "headline of the most central article"),
        Column("first_seen", TIME, "earliest publication", nullable=True),
        Column("last_seen", TIME, "latest publication", nullable=True),
        Column("n_articles", INTEGER, "articles"),
        Column("n_outlets", INTEGER, "different outlets"),
        Column("n_origins", INTEGER, "independent origins: copies of one text count once"),
        Column("cohesion", REAL, "mean similarity between its articles, 0 to 1; null for one article", nullable=True),
        Column("keywords", STRING, "the words that set it apart, joined by ', '"),
    ),
    key=("event_id",),
)
EVENT_ARTICLES = Table(
    "event_articles",
    "Which article belongs to which event, and what ties it.",
    (
        Column("event_id", STRING, "the event"),
        Column("article_id", STRING, "the article"),
        Column("uncorrected_event_id", STRING, "the event that the program put it in, before people corrected it"),
        Column("similarity", REAL, "mean similarity to the event's other articles, 0 to 1", nullable=True),
        Column("probability", REAL, "calibrated, 0 to 1: that it belongs to the event; where it is alone, to no other"),
        Column("other_article_id", STRING, "the nearest article of the event that it would be in next", nullable=True),
        Column("other_probability", REAL, "calibrated, 0 to 1: that it belongs there; null below near_miss_from", True),
        Column(
            "reasons",
            STRING,
            "JSON: nearest article, days apart, shared names, figures, words; other event; corrections",
        ),
    ),
    key=("article_id",),
)
EVENT_ALIASES = Table(
    "event_aliases",
    "Ids that events had in earlier runs of the same results folder, before they merged.",
    (
        Column("alias_id", STRING, "an id that was an event's"),
        Column("event_id", STRING, "where its articles are now: an event_id or uncorrected_event_id of event_articles"),
    ),
    key=("alias_id",),
)
CLAIMS = Table(
    "claims",
    "The sentences of articles in events of several articles, as verbatim spans.",
    (
        Column("claim_id", STRING, "hash of article id and span"),
        Column("event_id", STRING, "the event"),
        Column("article_id", STRING, "the article"),
        *_span("the claim"),
        Column("kind", STRING, "statement | quotation | reported speech"),
        Column("speaker", STRING, "who says it: the fullest name in the article", nullable=True),
        Column("factuality", REAL, "probability, 0 to 1, that it states or reports a checkable fact", nullable=True),
        Column("check_worthiness", REAL, "the same, and that the public would want it checked", nullable=True),
        Column("nearest_claim_id", STRING, "the most similar claim of another outlet in the event", nullable=True),
        Column("nearest_score", REAL, "its similarity, 0 to 1", nullable=True),
    ),
    key=("claim_id",),
)
CLAIM_LINKS = Table(
    "claim_links",
    "Pairs of claims of different articles that speak of the same fact.",
    (
        Column("event_id", STRING, "the event"),
        Column("claim_a", STRING, "one claim"),
        Column("claim_b", STRING, "the other; claim_a < claim_b"),
        Column("relation", STRING, "same | conflict"),
        Column(
            "score",
            REAL,
            "probability that both say the same (trained head), else similarity; of others, words in common; 0 to 1",
        ),
    ),
    key=("claim_a", "claim_b"),
)
CLAIM_GROUPS = Table(
    "claim_groups",
    "Claims that say the same across the articles of an event. Opinion, questions and scene-setting are in none.",
    (
        Column("group_id", STRING, "hash of its claims"),
        Column("event_id", STRING, "the event"),
        Column("lead_claim_id", STRING, "the member that stands for the group"),
        Column("status", STRING, "shared (every outlet) | several (two or more) | single (one outlet) | conflicting"),
        Column("n_outlets", INTEGER, "outlets that carry it"),
        Column("n_articles", INTEGER, "articles that carry it"),
        Column("n_origins", INTEGER, "independent origins that carry it"),
    ),
    key=("group_id",),
)
CLAIM_GROUP_MEMBERS = Table(
    "claim_group_members",
    "Which claim belongs to which group.",
    (Column("group_id", STRING, "the group"), Column("claim_id", STRING, "the claim")),
    key=("claim_id",),
)
FINDINGS = Table(
    "findings",
    "What a detector found to differ between outlets.",
    (
        Column("finding_id", STRING, "hash of detector, kind and evidence"),
        Column("event_id", STRING, "the event"),
        Column("detector", STRING, "which detector found it"),
        Column("kind", STRING, "the detector's own kinds, e.g. conflict, update, not found, unclear"),
        Column("score", REAL, "0 to 1, higher is surer", nullable=True),
        Column("group_id", STRING, "the claim group it speaks of", nullable=True),
        Column("detail", STRING, "JSON: the values that differ, the outlet searched, and the like"),
    ),
    key=("finding_id",),
)
EVIDENCE = Table(
    "evidence",
    "The exact passages behind each finding.",
    (
        Column("finding_id", STRING, "the finding"),
        Column("article_id", STRING, "the article"),
        *_span("the passage"),
        Column("role", STRING, "a | b | said | nearest | value a | value b | added | cut"),
    ),
)
QUOTATIONS = Table(
    "quotations",
    "Words in quotation marks, with their speaker.",
    (
        Column("article_id", STRING, "the article"),
        *_span("the words inside the marks"),
        Column("speaker", STRING, "the fullest name in the article", nullable=True),
        Column("drift", STRING, "verbatim | trimmed | altered | spliced, against the longest version", nullable=True),
        Column("group", STRING, "quotations of the same words share it", nullable=True),
    ),
    key=("article_id", "start"),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ARTICLES,
        ARTICLE_VERSIONS,
        OUTLETS,
        OUTLET_FACTS,
        TEXT_MARKS,
        REJECTED,
        EVENTS,
        EVENT_ARTICLES,
        EVENT_ALIASES,
        CLAIMS,
        CLAIM_LINKS,
        CLAIM_GROUPS,
        CLAIM_GROUP_MEMBERS,
        FINDINGS,
        EVIDENCE,
        QUOTATIONS,
    )
}


def content_id(prefix: str, *parts: object) -> str:
    """A stable id: `prefix` and 16 hexadecimal digits of the SHA-256 of `parts`."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return prefix + hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def empty(table: Table) -> pd.DataFrame:
    """A frame of `table` with no rows."""
    return pd.DataFrame({column.name: pd.Series(dtype=column.dtype) for column in table.columns})


def conform(rows: list[dict[str, object]] | pd.DataFrame, table: Table) -> pd.DataFrame:
    """`rows` as a valid frame of `table`: columns in order, types cast.

    Raises StoreError as `validate` does.
    """
    if len(rows) == 0:
        return empty(table)
    frame = pd.DataFrame(rows)
    missing = [name for name in table.column_names if name not in frame.columns]
    if missing:
        raise StoreError(f"table {table.name} lacks the columns {missing}")
    try:
        frame = frame[table.column_names].astype({column.name: column.dtype for column in table.columns})
    except (TypeError, ValueError, OverflowError) as error:
        raise StoreError(f"table {table.name} holds a value of another type ({error})") from error
    return validate(frame.reset_index(drop=True), table)


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of `frame` as named tuples, in order."""
    return iter(frame.itertuples(index=False))


def validate(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """`frame` itself, when it holds to `table`.

    Raises StoreError, which names the table, the column and the first bad row, when a column is missing or of
    another type, a value is null where none may be, a key repeats, or a span is empty or negative.
    """
    if list(frame.columns) != table.column_names:
        raise StoreError(f"table {table.name} has the columns {list(frame.columns)}, expected {table.column_names}")
    for column in table.columns:
        if str(frame[column.name].dtype) != column.dtype:
            raise StoreError(f"{table.name}.{column.name} is {frame[column.name].dtype}, expected {column.dtype}")
        if not column.nullable and (null := frame[column.name].isna()).any():
            raise StoreError(f"{table.name}.{column.name} is null in row {int(null.to_numpy().argmax())}")
    if table.key and (repeated := frame.duplicated(list(table.key))).any():
        row = frame.loc[repeated, list(table.key)].iloc[0].to_dict()
        raise StoreError(f"table {table.name} holds the key {row} twice")
    if {"start", "end"} <= set(frame.columns) and (
        bad := (frame["start"] < 0) | (frame["end"] <= frame["start"])
    ).any():
        row = frame.loc[bad].iloc[0].to_dict()
        raise StoreError(f"table {table.name} holds an empty or negative span: {row}")
    return frame
