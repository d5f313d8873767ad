"""Signs that two sentences of much the same words make two claims: another number, what is only planned, a request."""

from __future__ import annotations

import re

from pipeline.language.figures import find_numbers

_OPEN = re.compile(r"\b(?:will|would|could|may|might|possib\w+|plan\w*|to (?:be|meet|visit|take))\b")
"""Words of what has not happened, or may not: a plan is another claim than what came of it."""
_NOT_YET = re.compile(r"\b(?:may|might|possib\w+|prefer\w*|(?:set|about) to)\b")
"""Words of what may not happen at all, or had not when it was told."""
_COMMENT = re.compile(r"\bcomment\b")
"""Each outlet asks for comment on its own."""


def are_other_claims(a: str, b: str) -> bool:
    """Whether two sentences differ in a number or in that something is planned, or tell of a request for comment."""
    numbers_a, numbers_b = set(find_numbers(a)), set(find_numbers(b))
    other_numbers = bool(numbers_a - numbers_b and numbers_b - numbers_a)
    is_other_plan = any(bool(words.search(a)) != bool(words.search(b)) for words in (_OPEN, _NOT_YET))
    return other_numbers or is_other_plan or bool(_COMMENT.search(a))
