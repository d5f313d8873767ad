"""What every detector of pairs holds to: other outlets, other origins, and a bounded number of findings an event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.records import Event, Finding


def is_independent(event: Event, a: int, b: int) -> bool:
    """Whether the articles at positions `a` and `b` are of other outlets and other origins."""
    one, other = event.articles[a], event.articles[b]
    return one.outlet_id != other.outlet_id and one.origin_id != other.origin_id


def at_most(most: int, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The surest `most` findings of each kind, the first of equals; the order of what is kept stays."""
    listed = list(findings)
    kept: set[int] = set()
    for kind in dict.fromkeys(finding.kind for finding in listed):
        own = [position for position, finding in enumerate(listed) if finding.kind == kind]
        kept.update(sorted(own, key=lambda position: -(listed[position].score or 0.0))[:most])
    return (finding for position, finding in enumerate(listed) if position in kept)
