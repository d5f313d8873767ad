"""Whether one article gives two figures: then they are of two things, and the outlets do not contradict each other."""

from __future__ import annotations

from functools import lru_cache

from pipeline.compare.pairs import Pair
from pipeline.language.figures import find_figures
from pipeline.records import Event, Figure


def are_told_together(event: Event, pair: Pair, a: Figure, b: Figure, is_sure: bool) -> bool:
    """Whether an article of `event` holds both `a` and `b`, the figures of the two claims of `pair`.

    Where the claims surely say the same (`is_sure`), only other articles count: an article may contradict itself.
    """
    own = {event.claims[claim].article for claim in pair.claims}
    texts = (article.text for position, article in enumerate(event.articles) if not (is_sure and position in own))
    return any(_gives(text, a) and _gives(text, b) for text in texts)


def _gives(text: str, figure: Figure) -> bool:
    """Whether `text` holds the number of `figure` in its unit, or of what it counts."""
    return any(
        given.value == figure.value
        and given.unit == figure.unit
        and bool(figure.unit or given.counted & figure.counted)
        for given in _figures(text)
    )


@lru_cache(maxsize=1024)
def _figures(text: str) -> tuple[Figure, ...]:
    return tuple(find_figures(text))
