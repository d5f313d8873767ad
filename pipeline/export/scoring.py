"""The files that scorers read: which article is in which event, and which spans say the same.

events.csv (id, event) has a row for every article; claim_links.csv (id_a, start_a, end_a, id_b, start_b, end_b,
relation, score) has one for every link. Ids are the input's own, spans are offsets into the input's text.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.export.files import publish_files
from pipeline.queries import Selection
from pipeline.store import StoredRun

_EVENTS = """
SELECT source_id AS id, coalesce(event_id, article_id) AS event
FROM articles LEFT JOIN event_articles USING (article_id) WHERE {where} ORDER BY event, id
"""
_LINKS = """
SELECT a.source_id AS id_a, claim_a.start AS start_a, claim_a."end" AS end_a,
    b.source_id AS id_b, claim_b.start AS start_b, claim_b."end" AS end_b, relation, score
FROM claim_links AS links
JOIN claims AS claim_a ON claim_a.claim_id = links.claim_a JOIN articles AS a ON a.article_id = claim_a.article_id
JOIN claims AS claim_b ON claim_b.claim_id = links.claim_b JOIN articles AS b ON b.article_id = claim_b.article_id
WHERE {where} ORDER BY id_a, start_a, id_b, start_b
"""
_CHOSEN = "{event} IN (SELECT event_id FROM events WHERE {where})"


def export(run: StoredRun, folder: Path, selection: Selection) -> list[Path]:
    """Write events.csv and claim_links.csv of the selected events, of all articles where nothing is left out.

    Returns the files' paths. Raises ExportError when the folder cannot be written.
    """
    where, parameters = selection.events_where()
    everything = selection == Selection(sort=selection.sort)
    chosen = "true" if everything else _CHOSEN.format(event="{event}", where=where)
    given = {} if everything else parameters

    def write(staging: Path) -> None:
        events = run.sql(_EVENTS.format(where=chosen.format(event="event_id")), given)
        links = run.sql(_LINKS.format(where=chosen.format(event="links.event_id")), given)
        events.to_csv(staging / "events.csv", index=False, encoding="utf-8")
        links.to_csv(staging / "claim_links.csv", index=False, encoding="utf-8")

    return publish_files(folder, write)
