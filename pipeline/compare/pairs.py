"""Pairs of linked claims, as the detectors that set two sentences against each other go through them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.compare.bounds import is_independent
from pipeline.records import Event, Link, Passage, Span


@dataclass(frozen=True, slots=True)
class Pair:
    """Two linked claims of independent articles: their words, when each was published, and their common group."""

    link: Link
    a: str
    b: str
    published_a: float | None
    published_b: float | None
    group: int | None

    @property
    def claims(self) -> tuple[int, int]:
        """The positions of the two claims in the event."""
        return self.link.a, self.link.b


def linked_pairs(event: Event, least_score: float) -> Iterator[Pair]:
    """The links of `event` from `least_score` on between articles of different outlets and origins."""
    group_of = {claim: position for position, group in enumerate(event.alignment.groups) for claim in group.members}
    for link in event.alignment.links:
        article_a, article_b = event.claims[link.a].article, event.claims[link.b].article
        if link.score >= least_score and is_independent(event, article_a, article_b):
            yield Pair(
                link, event.words(link.a), event.words(link.b), event.articles[article_a].published,
                event.articles[article_b].published,
                group_of.get(link.a) if group_of.get(link.a) == group_of.get(link.b) else None,
            )  # fmt: skip


def evidence(event: Event, pair: Pair, value_a: Span, value_b: Span) -> tuple[Passage, ...]:
    """Both claims and the differing words in them; `value_a` and `value_b` are relative to the claims' words."""
    passages: list[Passage] = []
    for role, position, value in (("a", pair.link.a, value_a), ("b", pair.link.b, value_b)):
        claim = event.claims[position]
        found = Span(claim.span.start + value.start, claim.span.start + value.end)
        passages += [Passage(claim.article, claim.span, role), Passage(claim.article, found, f"value {role}")]
    return tuple(passages)
