"""How much two sentences have in common beside what differs: whether a difference is one of the same telling."""

from __future__ import annotations

from pipeline.language.content_words import content_stems
from pipeline.records import Event, Finding

_HELD = frozenset(
    {
        ("figures", "conflict"), ("figures", "update"), ("dates", "conflict"), ("names", "conflict"),
        ("polarity", "conflict"), ("attribution", "fact or attributed"), ("attribution", "hedged or flat"),
    }
)  # fmt: skip
"""Detectors and kinds whose findings are held to it."""


def is_of_one_telling(event: Event, finding: Finding, least: float) -> bool:
    """Whether the two sentences of `finding` have the share `least`, 0 to 1, of the longer one's words in common.

    Most wrong conflicts join two sentences of one matter that tell different things of it, and have fewer in common. A
    denied reason ("has nothing to do with") is told in other words by nature and passes, as do all other kinds.
    """
    if (finding.detector, finding.kind) not in _HELD or finding.claims is None:
        return True
    if finding.detail.get("opposition") == "reason":
        return True
    a, b = finding.claims
    value_a, value_b = (str(finding.detail.get(name, "")) for name in ("value_a", "value_b"))
    return in_common(event.words(a), event.words(b), value_a, value_b) >= least


def in_common(a: str, b: str, value_a: str, value_b: str) -> float:
    """Content words that two sentences share, as a share of those of the longer, 0 to 1; each without its value.

    1 where neither has any: "They are in Vellmoor" and "They are in Orsen" differ in the value alone.
    """
    one, other = content_stems(a) - content_stems(value_a), content_stems(b) - content_stems(value_b)
    longer = max(len(one), len(other))
    return len(one & other) / longer if longer else 1.0
