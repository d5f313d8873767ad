"""What a cell of claims against outlets may be: the symbol, colour and words of each state, and their legend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.ui.components import block, markup
from pipeline.ui.grid import Tone

STATUSES = {"conflicting": "conflicting", "shared": "in every outlet", "several": "in several outlets"}
"""Status of a claim -> what people read."""
SCORE = "Alignment score: how alike the two sentences are, from 0 to 1."
"""The caption above every list that shows scores."""


@dataclass(frozen=True)
class State:
    """How a state is shown: `meaning` stands in the legend, `empty` where the outlet has no sentence to show."""

    symbol: str
    tone: Tone
    meaning: str
    empty: str = "nothing similar"


STATES: dict[str, State] = {
    "said": State("●", "good", "the outlet carries the claim"),
    "differs": State("≠", "bad", "its sentence and another's do not agree"),
    "unclear": State("?", "unsure", "its nearest sentence may or may not be the claim"),
    "not found": State("○", "none", "the search of its full texts found no sentence like it"),
    "published before": State(
        "←", "none", "its articles are older than the claim", "nothing to search: its articles are older than the claim"
    ),
    "not searched": State(
        "◌",
        "none",
        "all who carry the claim copy one origin, so the others were not searched",
        "not searched: all who carry the claim copy one origin",
    ),
    "no full text": State(
        "–", "none", "only its headline or an excerpt is in the corpus", "nothing to search: no full text in the corpus"
    ),
}
"""Every state of queries.STATES, in its order; the word is always beside the symbol."""


def probability(value: float) -> str:
    """A probability, 0 to 1, for people: what rounds to 0 or 1 is not said to be certain."""
    return "under 0.01" if value < 0.005 else "over 0.99" if value >= 0.995 else f"{value:.2f}"


def state_of(name: str) -> State:
    """How the state `name` is shown; an unknown one as a question."""
    return STATES.get(name, State("?", "unsure", ""))


def legend(present: Iterable[str]) -> None:
    """Show symbol, word and meaning of the states that are `present`."""
    seen = set(present)
    items = (
        f'<li><b class="{state.tone}"><span aria-hidden="true">{state.symbol}</span> {markup(name)}</b> '
        f'<span class="meaning">{markup(state.meaning)}</span></li>'
        for name, state in STATES.items()
        if name in seen
    )
    block(f'<ul class="legend">{"".join(items)}</ul>')
