"""The frames of a whole run: columns, types and meaning of its events, outlets, coverage and stages."""

from __future__ import annotations

from pipeline.schema import BOOLEAN, INTEGER, REAL, STRING, TIME, Column, Table

_EVENT = Column("event_id", STRING, "the event")
_OUTLET = (
    Column("outlet_id", STRING, "canonical id of the outlet"),
    Column("outlet", STRING, "the outlet's usual name"),
)

EVENTS = Table(
    "events",
    "Events, one row each.",
    (
        _EVENT,
        Column("title", STRING, "headline of the most central article"),
        Column("first_seen", TIME, "earliest publication, UTC; null where no article has a date", nullable=True),
        Column("last_seen", TIME, "latest publication, UTC", nullable=True),
        Column("n_articles", INTEGER, "articles"),
        Column("n_outlets", INTEGER, "different outlets"),
        Column("n_origins", INTEGER, "independent origins: copies of one text count once"),
        Column("n_shared", INTEGER, "claims that every outlet carries; null for one outlet, nothing to compare", True),
        Column("n_conflicts", INTEGER, "disputes: a claim's two values count once; null for one outlet", nullable=True),
        Column("n_conflict_outlets", INTEGER, "outlets on a side of a dispute; null for one outlet", nullable=True),
        Column("outlets", STRING, "the outlets' names, joined by ', '"),
        Column("keywords", STRING, "the words that set it apart, joined by ', '"),
    ),
    key=("event_id",),
)
OUTLETS = Table(
    "outlets",
    "Outlets with what is known of them and how much of them the run holds.",
    (
        Column("outlet_id", STRING, "canonical id"),
        Column("name", STRING, "usual name"),
        Column("country", STRING, "ISO 3166 alpha-2 code", nullable=True),
        Column("language", STRING, "ISO 639-1 code", nullable=True),
        Column("ownership", STRING, "state, public, private, nonprofit, cooperative, party", nullable=True),
        Column("n_articles", INTEGER, "articles in the run"),
        Column("n_events", INTEGER, "events it has an article in"),
    ),
    key=("outlet_id",),
)
OUTLET_FACTS = Table(
    "outlet_facts",
    "What the lists of outlets say of the run's outlets: one row per outlet and fact.",
    (
        *_OUTLET,
        Column("fact", STRING, "the column of the list; a list that a user gives may have any"),
        Column("value", STRING, "what it says, as it is written"),
        Column("source", STRING, "the list's own column `source` where it is filled in, and the list's file"),
    ),
    key=("outlet_id", "fact"),
)
COVERAGE = Table(
    "coverage",
    "Which outlet covered which event: one row per event and outlet with an article in it.",
    (
        _EVENT,
        Column("title", STRING, "the event's title"),
        *_OUTLET,
        Column("n_articles", INTEGER, "the outlet's articles in the event"),
        Column("first_published", TIME, "its earliest article, UTC; null where none has a date", nullable=True),
    ),
    key=("event_id", "outlet_id"),
)
TIMELINE = Table(
    "timeline",
    "Articles a day and outlet.",
    (
        Column("day", TIME, "midnight UTC of the day of publication; null for articles without a date", nullable=True),
        Column("outlet", STRING, "the outlet's usual name"),
        Column("n_articles", INTEGER, "articles"),
    ),
)
STAGES = Table(
    "stages",
    "The stages of the run, from its manifest.",
    (
        Column("stage", STRING, "name of the stage"),
        Column("n_in", INTEGER, "items that went in", nullable=True),
        Column("n_out", INTEGER, "items that came out", nullable=True),
        Column("n_rejected", INTEGER, "items rejected", nullable=True),
        Column("seconds", REAL, "wall time in seconds", nullable=True),
    ),
)
DATA_DICTIONARY = Table(
    "data_dictionary",
    "The columns of tables.",
    (
        Column("table", STRING, "the table"),
        Column("column", STRING, "the column"),
        Column("type", STRING, "its type"),
        Column("nullable", BOOLEAN, "whether it may be null"),
        Column("meaning", STRING, "what it holds, with its unit"),
    ),
    key=("table", "column"),
)

RUN_VIEWS = (EVENTS, OUTLETS, OUTLET_FACTS, COVERAGE, TIMELINE, STAGES)
