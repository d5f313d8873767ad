"""Every id that a row names is there."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.schema import TABLES
from pipeline.verify.problem import Problem, Tables, in_rows

_TARGETS: dict[str, str] = {}
"""Name of an id -> the table whose key it is."""
for _table in TABLES.values():
    if len(_table.key) == 1:
        _TARGETS.setdefault(_table.key[0], _table.name)
_NAMED_OTHERWISE = {"origin_id": "article_id", "claim_a": "claim_id", "claim_b": "claim_id"}
_MAY_BE_GONE = {"uncorrected_event_id"}  # an event that corrections dissolved


def references(tables: Tables) -> Iterator[Problem]:
    """Each column that ends in the name of another table's id holds ids of that table, or null."""
    for name, table in TABLES.items():
        for column in table.column_names:
            target = _target(column)
            if target is None or (target == name and column in table.key):
                continue
            known = tables[target][TABLES[target].key[0]]
            if name == "event_aliases":  # an id leads on to an event that corrections dissolved, too
                known = pd.concat([known, tables["event_articles"]["uncorrected_event_id"]])
            frame = tables[name]
            bad = frame[frame[column].notna() & ~frame[column].isin(known)]
            yield from in_rows(name, f"{column} names nothing in {target}", bad)


def _target(column: str) -> str | None:
    """The table that `column` refers to; None where it is no reference."""
    if column in _MAY_BE_GONE:
        return None
    meant = _NAMED_OTHERWISE.get(column, column)
    return next((table for key, table in _TARGETS.items() if meant == key or meant.endswith(f"_{key}")), None)
