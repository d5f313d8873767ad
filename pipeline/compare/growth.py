"""How a count grew over the time of an event: one step for each article that gives it, for a small time series."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from pipeline.language.figures import find_figures
from pipeline.records import Event


def series(event: Event, claims: Iterable[int], concept: frozenset[str]) -> list[dict[str, str]]:
    """What the claims at the positions `claims` give for `concept` (dead, injured, ...), by time of publication.

    Each step holds `outlet_id`, `published` (ISO 8601, UTC), `value` as written and `number`; the first figure of a
    claim counts, and articles of unknown time are left out.
    """
    steps = []
    for position in sorted(set(claims)):
        article = event.articles[event.claims[position].article]
        words = event.words(position)
        figure = next((found for found in find_figures(words) if found.counted & concept), None)
        if figure is None or article.published is None:
            continue
        step = {
            "outlet_id": article.outlet_id,
            "published": datetime.fromtimestamp(article.published, UTC).isoformat(timespec="minutes"),
            "value": figure.span.of(words),
            "number": f"{figure.value:.10g}",
        }
        steps.append((article.published, position, step))
    return [step for _, _, step in sorted(steps, key=lambda found: found[:2])]
