"""Whether a stored run is what was published: files against the manifest, tables against schema, rows against rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.corrections import LOG, read
from pipeline.errors import StoreError
from pipeline.files import MANIFEST
from pipeline.schema import TABLES
from pipeline.store import StoredRun
from pipeline.verify.contents import ids, json_columns, shares, spans, words_of_a_kind
from pipeline.verify.events import events_and_articles, times_of_events
from pipeline.verify.files import check_counts, check_files
from pipeline.verify.groups import claims_of_events, evidence_of_findings, links, members_of_groups
from pipeline.verify.problem import Problem, Tables
from pipeline.verify.references import references

__all__ = ["Problem", "verify"]

_CHECKS: tuple[Callable[[Tables], Iterator[Problem]], ...] = (
    references, spans, ids, shares, words_of_a_kind, json_columns, events_and_articles, times_of_events,
    claims_of_events, links, members_of_groups, evidence_of_findings,
)  # fmt: skip


def verify(run: StoredRun) -> list[Problem]:
    """All that is wrong with `run`, and with the corrections beside it; empty where it is whole.

    Where a table cannot be read, that is named, and rows are not held against each other.
    """
    problems = [Problem(LOG, "a line is no correction", warning) for warning in read(run.path.parent)[1]]
    try:
        manifest = run.manifest
    except StoreError as error:
        return [Problem(MANIFEST, "cannot be read", error.problem), *problems]
    problems += check_files(run, manifest)
    tables: Tables = {}
    for name in TABLES:
        try:
            tables[name] = run.table(name)
        except StoreError as error:
            problems.append(Problem(name, "not of its schema", error.problem))
    problems += check_counts(manifest, tables)
    if set(tables) == set(TABLES):
        problems += [problem for check in _CHECKS for problem in check(tables)]
    return problems
