"""Every number and sentence on screen: pure functions from a stored run to small frames for people.

Columns, types and meaning of each frame are in pipeline.queries.views. All of it reads, nothing is computed anew:
a figure here is a count over the run's tables, a sentence is text[start:end] of an article.
"""

from __future__ import annotations

from pipeline.queries.articles import EventSummary, PassageInText, event_articles, event_summary, passage
from pipeline.queries.borderline import borderline
from pipeline.queries.claims import BRIEF_WORDS, COMPARED, STATES, claim_matrix, claim_sentences, only_one_outlet
from pipeline.queries.corrected import events_of, other_events, present_events
from pipeline.queries.findings import divergences, omissions, quotations
from pipeline.queries.overview import (
    Totals,
    coverage,
    data_dictionary,
    events,
    outlets,
    rejected,
    stages,
    timeline,
    totals,
)
from pipeline.queries.selection import SORTS, Selection
from pipeline.queries.views import VIEWS

__all__ = [
    "BRIEF_WORDS",
    "COMPARED",
    "SORTS",
    "STATES",
    "VIEWS",
    "EventSummary",
    "PassageInText",
    "Selection",
    "Totals",
    "borderline",
    "claim_matrix",
    "claim_sentences",
    "coverage",
    "data_dictionary",
    "divergences",
    "event_articles",
    "event_summary",
    "events",
    "events_of",
    "omissions",
    "only_one_outlet",
    "other_events",
    "outlets",
    "passage",
    "present_events",
    "quotations",
    "rejected",
    "stages",
    "timeline",
    "totals",
]
