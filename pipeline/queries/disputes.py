"""What makes findings one dispute: four outlets that give two tolls are four pairs of sentences, and one dispute."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.objects import json_object


def against(values: Iterable[str]) -> str:
    """Values set against each other, for people: figures as they are, words, which would run into ours, as quoted."""
    return " against ".join(value if any(map(str.isdigit, value)) else f"“{value}”" for value in values)


def _value(side: str) -> str:
    """SQL: the value of a side, as the detector normalised it or else as it is written."""
    written = (f"json_extract_string(detail, '$.{name}_{side}')" for name in ("normal", "value"))
    return f"lower(trim(coalesce({', '.join(written)})))"


_A, _B = _value("a"), _value("b")
_WHAT = "coalesce(group_id, nullif(json_extract_string(detail, '$.counted'), ''))"
DISPUTE = f"""
CASE WHEN {_A} IS NULL OR {_B} IS NULL OR {_WHAT} IS NULL THEN finding_id
ELSE concat_ws(chr(31), {_WHAT}, detector, least({_A}, {_B}), greatest({_A}, {_B})) END
"""
"""SQL over the table findings: equal for findings of one detector that set the same two values of one claim group, or
of one thing counted where the claims are in several, against each other, whichever outlets give them. A finding
without two values is a dispute of its own, and so is one that tells neither group nor thing."""


def is_turned(finding: Any, other: Any) -> bool:
    """Whether side a of `finding` has the value of side b of `other`, a row of the same dispute, and not of its a."""
    own, first, second = _normal(finding, "a"), _normal(other, "a"), _normal(other, "b")
    return first != own == second


def _normal(finding: Any, side: str) -> str:
    """The value that _value gives in SQL, of a row with the column `detail`; "" where there is none."""
    detail = json_object(finding["detail"])
    written = (detail.get(f"{name}_{side}") for name in ("normal", "value"))
    return str(next((value for value in written if value is not None), "")).strip().lower()
