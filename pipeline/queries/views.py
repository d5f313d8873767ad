"""The frames that queries give back: their columns, types and meaning, in the same terms as pipeline.schema.

They are made for people: outlets by name, sentences in full, every sentence with its article and span. Columns
`start` and `end` are offsets into articles.text, so that the sentence can be found again; null where there is none.
"""

from __future__ import annotations

from pipeline.queries.edits import EDIT_VIEWS
from pipeline.queries.event_views import EVENT_VIEWS
from pipeline.queries.headlines import HEADLINE_VIEWS
from pipeline.queries.highlights import HIGHLIGHT_VIEWS
from pipeline.queries.page_views import PAGE_VIEWS
from pipeline.queries.reprints import REPRINT_VIEWS
from pipeline.queries.run_views import RUN_VIEWS
from pipeline.schema import REJECTED, Table

_PARTS = (RUN_VIEWS, EVENT_VIEWS, (REJECTED,), PAGE_VIEWS, REPRINT_VIEWS, HEADLINE_VIEWS, HIGHLIGHT_VIEWS, EDIT_VIEWS)
VIEWS: dict[str, Table] = {view.name: view for part in _PARTS for view in part}
