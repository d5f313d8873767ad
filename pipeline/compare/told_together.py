"""Whether one article gives two figures: then they are of two things, and the outlets do not contradict each other."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from pipeline.compare.pairs import Pair
from pipeline.language.figures import find_figures
from pipeline.records import Event, Figure


class FiguresTold:
    """The figures that the articles of an event give; each article is read once, where a pair asks for it."""

    def __init__(self, event: Event) -> None:
        self._event = event

    def together(self, pair: Pair, a: Figure, b: Figure, is_sure: bool) -> bool:
        """Whether an article of the event holds both `a` and `b`, the figures of the two claims of `pair`.

        Where the claims surely say the same (`is_sure`), only other articles count: an article may contradict itself.
        """
        own = {self._event.claims[claim].article for claim in pair.claims}
        both = self._giving(a) & self._giving(b)
        return bool(both - own if is_sure else both)

    def _giving(self, figure: Figure) -> set[int]:
        """The articles that hold the number of `figure` in its unit, or of what it counts."""
        given = self._given.get((figure.value, figure.unit), {})
        return {article for article, counted in given.items() if figure.unit or counted & figure.counted}

    @cached_property
    def _given(self) -> dict[tuple[float, str], dict[int, frozenset[str]]]:
        """Value and unit -> the articles that give such figures, each with the words of what they count."""
        found: dict[tuple[float, str], dict[int, frozenset[str]]] = defaultdict(dict)
        for position, article in enumerate(self._event.articles):
            for figure in find_figures(article.text):
                counting = found[figure.value, figure.unit]
                counting[position] = counting.get(position, frozenset()) | figure.counted
        return found
