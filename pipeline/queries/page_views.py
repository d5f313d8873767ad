"""The frames of the Reader and Outlets pages: columns, types and meaning; the rest are in pipeline.queries.views."""

from __future__ import annotations

from pipeline.schema import INTEGER, REAL, STRING, TIME, Column, Table

_OUTLET = (
    Column("outlet_id", STRING, "canonical id of the outlet"),
    Column("outlet", STRING, "the outlet's usual name"),
)

READING = Table(
    "reading",
    "An article in pieces that make up its whole text: its sentences, each with what the comparison says of it.",
    (
        Column("article_id", STRING, "the article"),
        Column("start", INTEGER, "offset of the piece's first character in articles.text"),
        Column("end", INTEGER, "offset after its last character"),
        Column("words", STRING, "the exact words, text[start:end]"),
        Column("paragraph", INTEGER, "number of the paragraph that it begins in, from 0"),
        Column("state", STRING, "conflicting | shared | only here | not checked | furniture | between (white space)"),
        Column("claim_id", STRING, "the claim that the sentence is", nullable=True),
        Column("group_id", STRING, "the claim group it is in", nullable=True),
        Column("n_outlets", INTEGER, "outlets that carry the claim, this one included", nullable=True),
        Column("kind", STRING, "statement | quotation | reported speech; of furniture, which", nullable=True),
        Column("speaker", STRING, "who says it: the fullest name in the article", nullable=True),
        Column("found", STRING, "kinds of the findings that set it against another article, joined by ', '", True),
    ),
    key=("article_id", "start"),
)
COUNTERPARTS = Table(
    "counterparts",
    "What another outlet has for the sentences of an article.",
    (
        Column("claim_id", STRING, "the claim of the article"),
        Column("start", INTEGER, "offset of its first character in the article's text"),
        Column("sentence", STRING, "its exact words"),
        Column("relation", STRING, "same claim | contradicts | nearest (not the same claim)"),
        *_OUTLET,
        Column("other_article_id", STRING, "the other outlet's article"),
        Column("other_start", INTEGER, "offset of the sentence there"),
        Column("other_end", INTEGER, "offset after it"),
        Column("other_sentence", STRING, "its exact words"),
        Column("score", REAL, "alignment score of the two; of the nearest, its similarity; 0 to 1", nullable=True),
    ),
)
OUTLET_CLAIMS = Table(
    "outlet_claims",
    "How much of what was reported each outlet carries, over the events that it and another outlet cover.",
    (
        *_OUTLET,
        Column("n_events", INTEGER, "events that it and at least one other outlet cover"),
        Column("n_claims", INTEGER, "claims of any outlet in those events"),
        Column("n_carried", INTEGER, "of these, the claims that it carries"),
        Column("share_carried", REAL, "n_carried / n_claims, 0 to 1", nullable=True),
        Column("n_alone", INTEGER, "of those that it carries, the claims of no other outlet"),
        Column("share_alone", REAL, "n_alone / n_carried, 0 to 1", nullable=True),
        Column("n_timed", INTEGER, "of those that it shares, the claims that it and another outlet carry with a date"),
        Column("n_late", INTEGER, "of these, the claims that another outlet had before; without a time, a day before"),
        Column("share_late", REAL, "n_late / n_timed, 0 to 1", nullable=True),
    ),
    key=("outlet_id",),
)
OUTLET_PAIRS = Table(
    "outlet_pairs",
    "Two outlets each: what they cover together, which claims they share and where they conflict.",
    (
        Column("outlet_a", STRING, "canonical id of one outlet"),
        Column("name_a", STRING, "its usual name"),
        Column("outlet_b", STRING, "canonical id of the other; each pair comes in both orders"),
        Column("name_b", STRING, "its usual name"),
        Column("n_events", INTEGER, "events that both cover"),
        Column("share_events", REAL, "n_events / events that either covers, 0 to 1"),
        Column("n_claims", INTEGER, "claims that at least one of the two carries in events that both cover"),
        Column("n_shared", INTEGER, "of these, the claims that both carry"),
        Column("share_shared", REAL, "n_shared / n_claims, 0 to 1", nullable=True),
        Column(
            "n_conflicts",
            INTEGER,
            "disputes between an article of one and one of the other; the same two values of a claim count once",
        ),
        Column("share_conflicts", REAL, "n_conflicts / n_shared", nullable=True),
    ),
    key=("outlet_a", "outlet_b"),
)
SPEAKERS = Table(
    "speakers",
    "Whom outlets quote: one row per outlet and speaker, as named in the articles.",
    (
        *_OUTLET,
        Column("speaker", STRING, "the fullest name in the article"),
        Column("n_claims", INTEGER, "quotations and reported statements of the speaker in the outlet"),
        Column("n_events", INTEGER, "events they stand in"),
        Column("n_outlets", INTEGER, "outlets that quote the speaker, of those asked about"),
    ),
    key=("outlet_id", "speaker"),
)
OUTLET_MAP = Table(
    "outlet_map",
    "Outlets as points: the nearer, the more events they cover together.",
    (
        *_OUTLET,
        Column("x", REAL, "first coordinate; only distances have a meaning"),
        Column("y", REAL, "second coordinate"),
        Column("n_events", INTEGER, "events that it covers"),
        Column("shown", REAL, "part of the distances' variation that the two coordinates show, 0 to 1"),
    ),
    key=("outlet_id",),
)
ABSENT = Table(
    "absent",
    "Outlets that published at the time of an event and have no article in it.",
    (
        Column("event_id", STRING, "the event"),
        Column("title", STRING, "the event's title"),
        *_OUTLET,
        Column("n_articles", INTEGER, "its articles on other events within three days of the event"),
        Column("first_published", TIME, "the first of them, UTC"),
    ),
    key=("event_id", "outlet_id"),
)
SETTINGS = Table(
    "settings",
    "The settings that the run was made with.",
    (
        Column("stage", STRING, "the stage that reads it"),
        Column("setting", STRING, "its name, as in a settings file"),
        Column("value", STRING, "its value, as JSON"),
        Column("meaning", STRING, "what it sets, with its unit and the reason for its usual value", nullable=True),
    ),
    key=("stage", "setting"),
)

PAGE_VIEWS = (READING, COUNTERPARTS, OUTLET_CLAIMS, OUTLET_PAIRS, SPEAKERS, OUTLET_MAP, ABSENT, SETTINGS)
