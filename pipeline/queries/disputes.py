"""What makes findings one dispute: four outlets that give two tolls are four pairs of sentences, and one dispute."""

from __future__ import annotations

from collections.abc import Iterable


def against(values: Iterable[str]) -> str:
    """Values set against each other, for people: figures as they are, words, which would run into ours, as quoted."""
    return " against ".join(value if any(map(str.isdigit, value)) else f"“{value}”" for value in values)


def _value(side: str) -> str:
    """SQL: the value of a side, as the detector normalised it or else as it is written."""
    written = (f"json_extract_string(detail, '$.{name}_{side}')" for name in ("normal", "value"))
    return f"lower(trim(coalesce({', '.join(written)})))"


_A, _B = _value("a"), _value("b")
DISPUTE = f"""
CASE WHEN {_A} IS NULL OR {_B} IS NULL THEN finding_id
ELSE concat_ws(chr(31), coalesce(group_id, ''), detector, least({_A}, {_B}), greatest({_A}, {_B})) END
"""
"""SQL over the table findings: equal for findings of one detector that set the same two values of one claim group
against each other, whichever outlets give them. A finding without two values is a dispute of its own."""
