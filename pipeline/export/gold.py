"""The grouping that people corrected, as gold for `evaluate`: gold_events.csv (id, event), ids the input's own.

Only events that corrections speak of stand in it: the rest is the program's own opinion, and agreeing with itself is
no merit. A selection of events is taken as it is, whoever chose them has checked them.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.export.files import publish_files
from pipeline.objects import json_object
from pipeline.queries import Selection
from pipeline.store import StoredRun

_MEMBERS = """
SELECT source_id AS id, event_id AS event, reasons FROM event_articles JOIN articles USING (article_id)
WHERE event_id IN (SELECT event_id FROM events WHERE {where}) ORDER BY event, id
"""


def export(run: StoredRun, folder: Path, selection: Selection) -> list[Path]:
    """Write gold_events.csv of the corrected events, or of the selected ones where something is left out.

    Returns the file's path. Raises ExportError when the folder cannot be written.
    """
    where, parameters = selection.events_where()
    chosen = selection != Selection(sort=selection.sort)

    def write(staging: Path) -> None:
        members = run.sql(_MEMBERS.format(where=where), parameters)
        told = members["reasons"].map(lambda reasons: bool(json_object(reasons).get("corrections")))
        checked = members["event"].isin(members.loc[told.astype(bool), "event"])
        gold = members[checked | chosen][["id", "event"]]
        gold.to_csv(staging / "gold_events.csv", index=False, encoding="utf-8")

    return publish_files(folder, write)
