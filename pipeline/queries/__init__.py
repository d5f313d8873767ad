"""Every number and sentence on screen: pure functions from a stored run to small frames for people.

Columns, types and meaning of each frame are in pipeline.queries.views. All of it reads, nothing is computed anew:
a figure here is a count over the run's tables, a sentence is text[start:end] of an article.
"""

from __future__ import annotations

from pipeline.queries.absence import NEAR_DAYS, absent
from pipeline.queries.ahead import work_out
from pipeline.queries.articles import EventSummary, PassageInText, event_articles, event_summary, passage, text_kind
from pipeline.queries.borderline import borderline
from pipeline.queries.claims import BRIEF_WORDS, COMPARED, STATES, claim_matrix, claim_sentences, only_one_outlet
from pipeline.queries.corrected import events_of, other_events, present_event, present_events
from pipeline.queries.disputes import against, is_turned
from pipeline.queries.documents import ACCURACY, UNSEEN, left_out, run_settings, section
from pipeline.queries.edits import edits
from pipeline.queries.findings import divergences, omissions, quotations
from pipeline.queries.headlines import headlines
from pipeline.queries.highlights import highlights
from pipeline.queries.overview import (
    Totals,
    coverage,
    data_dictionary,
    events,
    outlet_facts,
    outlets,
    rejected,
    stages,
    timeline,
    totals,
)
from pipeline.queries.profiles import FEWEST_OUTLETS, event_speakers, outlet_claims, outlet_map, outlet_pairs, speakers
from pipeline.queries.readers import readers_found
from pipeline.queries.reading import SENTENCE_STATES, counterparts, event_of, reading
from pipeline.queries.reprints import origins, reprint_edits
from pipeline.queries.selection import SORTS, Selection
from pipeline.queries.views import VIEWS

__all__ = [
    "ACCURACY",
    "BRIEF_WORDS",
    "COMPARED",
    "FEWEST_OUTLETS",
    "NEAR_DAYS",
    "SENTENCE_STATES",
    "SORTS",
    "STATES",
    "UNSEEN",
    "VIEWS",
    "EventSummary",
    "PassageInText",
    "Selection",
    "Totals",
    "absent",
    "against",
    "borderline",
    "claim_matrix",
    "claim_sentences",
    "counterparts",
    "coverage",
    "data_dictionary",
    "divergences",
    "edits",
    "event_articles",
    "event_of",
    "event_speakers",
    "event_summary",
    "events",
    "events_of",
    "headlines",
    "highlights",
    "is_turned",
    "left_out",
    "omissions",
    "only_one_outlet",
    "origins",
    "other_events",
    "outlet_claims",
    "outlet_facts",
    "outlet_map",
    "outlet_pairs",
    "outlets",
    "passage",
    "present_event",
    "present_events",
    "quotations",
    "readers_found",
    "reading",
    "rejected",
    "reprint_edits",
    "run_settings",
    "section",
    "speakers",
    "stages",
    "text_kind",
    "timeline",
    "totals",
    "work_out",
]
