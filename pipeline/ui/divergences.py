"""Section of the Event page: what differs between two articles, by kind and by dispute."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import queries
from pipeline.objects import json_object
from pipeline.store import StoredRun
from pipeline.ui.components import block, downloads, listed, markup, soft
from pipeline.ui.passages import finding_html, of_side, stack_html
from pipeline.ui.state import ask
from pipeline.ui.states import SCORE

IN_COMMON = "Words in common: of two sentences that no alignment joins, the share of what one names that both name."
Sentence = tuple[pd.Series, str]
"""A row of queries.divergences and one of its sides, a or b."""
MOST_SENTENCES = 12
"""Of one side of a dispute."""
KINDS = {
    "conflict": "Conflicts: two statements that do not agree",
    "update": "Updates: a later figure for the same thing, no conflict",
    "slip": "One article that gives the same month two years",
    "fact or attributed": "Stated as fact by one, attributed by another",
    "hedged or flat": "Hedged by one, stated by another",
    "named or unnamed source": "A source with a name against one without",
    "another source": "Another source for the same claim",
    "quotation trimmed": "Quotations of which one leaves something out",
    "quotation altered": "Quotations of the same words that differ",
    "quotation spliced": "Quotations joined without a mark where something is left out",
    "quotation of another speaker": "The same words given to different speakers",
    "named differently": "The same thing named by different words",
    "preferred word": "Words that one outlet uses more often for it than the others",
}
"""Kind of divergence -> its heading; other kinds are shown by their own name."""


def render(run: StoredRun, event_id: str) -> None:
    """What differs between two articles, by kind, both sentences side by side."""
    found = ask(queries.divergences, run, event_id)
    if found.empty:
        block("<p>No divergence was found. That is no proof that there is none.</p>")
        _left_out(run)
        return
    scores = f"{SCORE} {IN_COMMON}" if (found["score_meaning"] == "words in common").any() else SCORE
    soft(
        f"Sentences that differ, the earliest article's first. {scores} n counts as the numbers under the headline do: "
        "the same two values of a claim are one, however many outlets give them."
    )
    for kind, of_kind in found.groupby("kind", sort=False):
        heading = KINDS.get(str(kind), str(kind).capitalize())
        disputes = [of_dispute for _, of_dispute in of_kind.groupby("dispute", sort=False)]
        block(f"<h2>{markup(heading)} <small>n = {len(disputes):,}</small></h2>")
        if measured := queries.readers_found(of_kind):
            soft(measured)
        listed(map(_dispute, disputes), len(disputes))
    _left_out(run)
    downloads("divergences", {"divergences": found}, run, event_id)


def _left_out(run: StoredRun) -> None:
    """What the run's settings do not tell, so that nobody takes its absence for agreement."""
    if kinds := queries.left_out(run):
        soft(f"Switched off in this run: {', '.join(kinds)}. Why, and how to switch them on: Corpus and method.")


def _dispute(findings: pd.DataFrame) -> str:
    """Every sentence of a dispute under what differs, a value on either side, that of the earliest article first."""
    first, sides = findings.iloc[0], _sides(findings)
    values = [value for value in map(_value, sides) if value]
    # The detector of figures calls an update only what grew from a dated article to a later one.
    rose = first["kind"] == "update" and first["detector"] == "figures" and len(values) == 2
    said = f"rose from {values[0]} to {values[1]}" if rose else queries.against(values)
    detail = json_object(first["detail"])
    counted = detail.get("counted") or detail.get("label")
    title = f"{counted}: {said}" if counted else said
    return finding_html(
        map(_stacked, sides),
        markup(title[:1].upper() + title[1:]),
        markup(f"{_scores(findings)}detector: {first['detector']}"),
    )


def _sides(findings: pd.DataFrame) -> list[list[Sentence]]:
    """The sentences that give the one and the other value, in order of time, the undated last."""
    first = findings.iloc[0]
    both = [(row, "ba" if queries.is_turned(row, first) else "ab") for _, row in findings.iterrows()]
    sides = [sorted(((row, order[number]) for row, order in both), key=_when) for number in (0, 1)]
    return sorted(sides, key=lambda sentences: _when(sentences[0]))


def _when(sentence: Sentence) -> tuple[bool, Any]:
    row, side = sentence
    published: Any = row[f"published_{side}"]
    return bool(pd.isna(published)), 0 if pd.isna(published) else published


def _stacked(one_side: list[Sentence]) -> str:
    """The sentences of one side of a dispute, each once; of many the first."""
    places: dict[tuple[str, int], Sentence] = {}
    for row, side in one_side:
        places.setdefault((row[f"article_{side}"], row[f"start_{side}"]), (row, side))
    first = list(places.values())[:MOST_SENTENCES]
    more = f'<p class="soft">and {len(places) - len(first):,} more; all are in the downloads</p>'
    passages = stack_html(of_side(row, side) for row, side in first)
    return f"<div>{passages}{more}</div>" if len(places) > len(first) else passages


def _value(one_side: list[Sentence]) -> str:
    """What one side of a dispute gives, in figures where a sentence has them."""
    values = [str(row[f"value_{side}"]) for row, side in one_side if pd.notna(row[f"value_{side}"])]
    return next((value for value in values if any(map(str.isdigit, value))), values[0] if values else "")


def _scores(findings: pd.DataFrame) -> str:
    """What the scores of a dispute's findings are, from the least to the highest, or what was counted instead."""
    first, scores = findings.iloc[0], findings["score"].dropna()
    if scores.empty:
        return _uses(json_object(first["detail"]))
    many = f"{len(findings)} pairs, " if len(findings) > 1 else ""
    least, most = (f"{score:.2f}" for score in (scores.min(), scores.max()))
    return f"{many}{first['score_meaning']} {most if least == most else f'{least} to {most}'}, "


def _uses(detail: dict[str, Any]) -> str:
    """How often the outlet and the others use a word, of all words for the same thing; "" where nothing was counted."""
    if "of_b" not in detail:
        return ""
    others = f"{detail['n_b']:,} of {detail['of_b']:,} in the others"
    return f"{detail['n_a']:,} of {detail['of_a']:,} times here, {others}, log-odds {detail['log_odds']:.1f}, "
