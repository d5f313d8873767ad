"""Columns of a stored run whose cells are JSON objects (event_articles.reasons, findings.detail)."""

from __future__ import annotations

import json
from typing import Any

from pipeline.errors import StoreError


def json_object(cell: str) -> dict[str, Any]:
    """The object that `cell` holds. Raises StoreError where it holds none: somebody changed the table by hand."""
    try:
        told = json.loads(cell)
    except (TypeError, ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        start = str(cell)[:40]
        raise StoreError(f"a cell of the run's tables is no JSON object: {start!r}", "Run the pipeline again")
    return told
