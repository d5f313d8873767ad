"""The rows of a run that belong to a few events, read once each and joined for people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, wraps
from glob import escape
from typing import TypeVar, cast

import pandas as pd

from pipeline.derived import kept
from pipeline.errors import QueryError
from pipeline.objects import json_object
from pipeline.queries.disputes import DISPUTE
from pipeline.schema import INTEGER, STRING
from pipeline.store import StoredRun

Query = TypeVar("Query", bound=Callable[..., pd.DataFrame])
"""A function of a Slice."""
_ARTICLES = """
SELECT members.event_id, similarity, probability, reasons, articles.*, name
FROM {event_articles} AS members JOIN {articles} AS articles USING (article_id) JOIN outlets USING (outlet_id)
WHERE event_id IN (SELECT unnest($events))
ORDER BY list_position($events, event_id), published_at NULLS LAST, article_id
"""
_OF_EVENT = "SELECT * FROM {table} AS rows WHERE event_id IN (SELECT unnest($events))"
_FINDINGS = f"SELECT *, {DISPUTE} AS dispute FROM {{findings}} WHERE event_id IN (SELECT unnest($events))"  # noqa: S608 - fixed text
_MEMBERS = """
SELECT members.* FROM {claim_group_members} AS members JOIN {claim_groups} AS groups USING (group_id)
WHERE event_id IN (SELECT unnest($events))
"""
_EVIDENCE = """
SELECT evidence.*, detector FROM {evidence} AS evidence JOIN {findings} AS findings USING (finding_id)
WHERE event_id IN (SELECT unnest($events))
"""
_OF_ARTICLE = """
SELECT rows.* FROM {table} AS rows JOIN {event_articles} AS members USING (article_id)
WHERE event_id IN (SELECT unnest($events)) ORDER BY article_id, start
"""
_NUMBERS = """
SELECT file_row_number AS number FROM numbered_articles WHERE article_id IN
(SELECT article_id FROM event_articles WHERE event_id IN (SELECT unnest($events)))
"""
_VERSIONS = """
SELECT versions.* FROM article_versions AS versions JOIN event_articles USING (article_id)
JOIN articles ON articles.article_id = versions.article_id
WHERE event_id IN (SELECT unnest($events)) AND versions.page_kind IS NOT DISTINCT FROM articles.page_kind
ORDER BY versions.article_id, versions.fetched_at, version_id
"""

_BY_EVENT = {
    **{name: f"numbered_{name}" for name in ("claims", "claim_groups", "claim_links", "findings", "event_articles")},
    "claim_group_members": "numbered_claim_group_members AS rows JOIN claim_groups USING (group_id)",
    "evidence": "numbered_evidence AS rows JOIN findings USING (finding_id)",
    "text_marks": "numbered_text_marks AS rows JOIN event_articles USING (article_id)",
    "quotations": "numbered_quotations AS rows JOIN event_articles USING (article_id)",
}
"""Table -> its rows with their number and event. The pipeline writes what belongs to an event in one stretch."""
STRETCHES = " UNION ALL ".join(
    f"SELECT '{name}' AS name, event_id, min(file_row_number) AS first, max(file_row_number) AS last "  # noqa: S608
    f"FROM {rows} GROUP BY event_id"
    for name, rows in _BY_EVENT.items()
)
STRETCHES = f"SELECT * FROM ({STRETCHES}) ORDER BY event_id, name"  # noqa: S608 - fixed text
_OF_THESE = """
SELECT name, first, last FROM read_parquet($file, hive_partitioning = false) WHERE event_id IN (SELECT unnest($events))
"""
MOST_STRETCHES = 20
"""Events; of more the tables are read whole."""


@dataclass(frozen=True)
class Slice:
    """The rows of some events of a run, in the order of `events`; each table is read when it is first asked for."""

    run: StoredRun
    events: tuple[str, ...]
    answers: dict[Hashable, pd.DataFrame] = field(default_factory=dict, compare=False, repr=False)
    """What was worked out of these rows (`kept_in_slice`)."""

    @cached_property
    def _tables(self) -> dict[str, str]:
        """The tables as expressions that hold the rows of these events: in a large run little else."""
        numbers = self.run.sql(_NUMBERS, {"events": list(self.events)})["number"]
        articles = f"file_row_number IN ({', '.join(map(str, numbers)) or 'NULL'})"
        found = {name: name for name in _BY_EVENT} | {"articles": _part("articles", articles)}
        file = kept(self.run, STRETCHES) if len(self.events) <= MOST_STRETCHES else None
        if file is None:
            return found
        stretches = self.run.sql(_OF_THESE, {"file": escape(str(file)), "events": list(self.events)})
        places = dict.fromkeys(_BY_EVENT, "false")
        for name, first, last in stretches.itertuples(index=False):
            places[name] += f" OR file_row_number BETWEEN {first} AND {last}"
        return found | {name: _part(name, where) for name, where in places.items()}

    def _read(self, query: str, table: str = "") -> pd.DataFrame:
        tables = self._tables
        frame = self.run.sql(query.format(table=tables.get(table), **tables), {"events": list(self.events)})
        texts = {name: STRING for name in frame.columns if pd.api.types.is_string_dtype(frame[name])}
        spans = {name: INTEGER for name in ("start", "end") if name in frame.columns}
        return frame.astype(texts | spans)

    @cached_property
    def articles(self) -> pd.DataFrame:
        """The articles by event and time, the undated last, indexed by article_id.

        `outlet` is the outlet's usual name, `order` the article's position, `event_order` its event's.
        Raises QueryError when one of the events is not in the run.
        """
        frame = self._read(_ARTICLES)
        missing = set(self.events).difference(frame["event_id"])
        if missing:
            raise QueryError(f"the run {self.run.run_id} holds no event {min(missing)!r}", "Choose one of its events")
        order, event_order = range(len(frame)), self.event_order(frame["event_id"])
        frame = frame.assign(outlet=frame.pop("name"), order=order, event_order=event_order)
        return frame.set_index("article_id", drop=False)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claims in reading order with their sentence, outlet and article's columns, indexed by claim_id."""
        claims = self._read(_OF_EVENT, table="claims")
        of_article = ["outlet_id", "outlet", "origin_id", "url", "published_at", "order", "event_order"]
        claims = claims.join(self.articles[of_article], on="article_id").assign(sentence=self.words(claims))
        claims = claims.sort_values(["order", "start"])
        return claims.set_index("claim_id", drop=False)

    @cached_property
    def members(self) -> pd.DataFrame:
        """The claims of groups with `group_id`, `lead_claim_id` and whether they are disputed, in reading order.

        A claim is disputed when a conflict link names it.
        """
        members = self._read(_MEMBERS).merge(self.groups[["lead_claim_id"]], left_on="group_id", right_index=True)
        conflicts = self.links[self.links["relation"] == "conflict"]
        disputed = set(conflicts["claim_a"]) | set(conflicts["claim_b"])
        members = self.claims.reset_index(drop=True).merge(members, on="claim_id")
        return members.assign(disputed=members["claim_id"].isin(disputed))

    @cached_property
    def groups(self) -> pd.DataFrame:
        """The claim groups, indexed by group_id: conflicting first, then those of most outlets, then by place.

        `lead` is the lead's sentence; `article_id`, `start` and `end` are its place.
        """
        groups = self._read(_OF_EVENT, table="claim_groups")
        lead = self.claims[["article_id", "start", "end", "sentence", "order", "event_order"]]
        groups = groups.join(lead.rename(columns={"sentence": "lead"}), on="lead_claim_id")
        groups = groups.assign(calm=groups["status"] != "conflicting")
        by = ["event_order", "calm", "n_outlets", "order", "start", "group_id"]
        groups = groups.sort_values(by, ascending=[True, True, False, True, True, True])
        return groups.drop(columns=["calm", "order", "event_order"]).set_index("group_id", drop=False)

    @cached_property
    def links(self) -> pd.DataFrame:
        """The links between claims."""
        return self._read(_OF_EVENT, table="claim_links")

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The findings, indexed by finding_id, the surest first; those of one dispute are equal in `dispute`."""
        found = self._read(_FINDINGS)
        found = found.assign(event_order=self.event_order(found["event_id"]))
        found = found.sort_values(["event_order", "score", "finding_id"], ascending=[True, False, True])
        return found.set_index("finding_id", drop=False)

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """The passages behind the findings with their words, outlet, address and time."""
        found = self._read(_EVIDENCE)
        found = found.join(self.articles[["outlet_id", "outlet", "url", "published_at"]], on="article_id")
        return found.assign(sentence=self.words(found))

    @cached_property
    def marks(self) -> pd.DataFrame:
        """The stretches of the articles that are no claims."""
        return self._read(_OF_ARTICLE, table="text_marks")

    @cached_property
    def versions(self) -> pd.DataFrame:
        """The earlier versions of the articles, each article's by time; those of another kind of page are left out."""
        return self._read(_VERSIONS)

    @cached_property
    def quotations(self) -> pd.DataFrame:
        """The quotations in the articles."""
        return self._read(_OF_ARTICLE, table="quotations")

    def event_order(self, events: pd.Series) -> pd.Series:
        """The positions of event ids in `self.events`."""
        position = {event: number for number, event in enumerate(self.events)}
        return pd.Series([position[event] for event in events], index=events.index, dtype=INTEGER)

    def words(self, spans: pd.DataFrame) -> pd.Series:
        """The exact words of `spans` (article_id, start, end): text[start:end]."""
        text = self.articles["text"].to_dict()
        places = zip(spans["article_id"], spans["start"], spans["end"], strict=True)
        return pd.Series([text[article][start:end] for article, start, end in places], index=spans.index, dtype=STRING)


def slice_of(run: StoredRun, event_id: str | Collection[str]) -> Slice:
    """The rows of one event or of several."""
    events = (event_id,) if isinstance(event_id, str) else tuple(event_id)
    return _of_one(run, events[0]) if len(events) == 1 else _of_several(run, events)


# A published run never changes, and a page asks for one event in many ways: finding it among 200,000 articles takes
# time. As many are kept as people may be at work at once, each at an event; of an export's hundreds at a time only few.
@lru_cache(maxsize=64)
def _of_one(run: StoredRun, event: str) -> Slice:
    return Slice(run, (event,))


@lru_cache(maxsize=4)
def _of_several(run: StoredRun, events: tuple[str, ...]) -> Slice:
    return Slice(run, events)


def kept_in_slice(query: Query) -> Query:
    """`query`, whose answers stay with the slice that it is asked of; they are to be read only."""

    @wraps(query)
    def asked(rows: Slice, *args: Hashable) -> pd.DataFrame:
        key = (query.__name__, args)
        if key not in rows.answers:
            rows.answers[key] = query(rows, *args)
        return rows.answers[key]

    return cast(Query, asked)


def _part(table: str, where: str) -> str:
    """The rows of `table` for which `where` holds, a condition on their numbers.

    Only where these stand there as plain numbers does DuckDB pass over all else in the file: five to fifty times as
    fast, among 200,000 articles, as by ids.
    """
    return f"(SELECT * EXCLUDE (file_row_number) FROM numbered_{table} WHERE {where})"  # noqa: S608 - plain numbers


def detail_column(details: pd.Series, key: str, dtype: str) -> pd.Series:
    """The values of `key` in a column of JSON objects; null where an object lacks it. Raises StoreError."""
    values = [json_object(detail).get(key) for detail in details]
    return pd.Series(values, index=details.index, dtype=dtype)
