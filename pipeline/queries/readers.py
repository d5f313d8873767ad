"""How often what the detectors find was right to independent readers, for those who read it on the screen."""

from __future__ import annotations

import pandas as pd

READ = {
    ("polarity", "conflict"): (8, 8),
    ("figures", "conflict"): (9, 4),
    ("dates", "conflict"): (7, 4),
    ("attribution", "fact or attributed"): (18, 16),
    ("attribution", "hedged or flat"): (17, 14),
    ("quotations", "quotation trimmed"): (100, 90),
    ("quotations", "quotation altered"): (71, 63),
    ("quotations", "quotation spliced"): (7, 6),
    ("wording", "named differently"): (100, 89),
    ("wording", "preferred word"): (8, 8),
    ("omission", "not found"): (50, 49),
}
"""Detector and kind -> findings of BASIL and AllSides that two independent readers read, and how many the stricter of
the two called right, of those that are still found: docs/divergences.md, where the verdicts stand."""


def readers_found(found: pd.DataFrame) -> str:
    """What independent readers said of findings of the kinds in `found` (columns detector, kind); "" for none of them.

    For example "Of such findings on real news independent readers called right: figures 4 of 9, dates 4 of 7."
    """
    kinds = found[["detector", "kind"]].drop_duplicates()
    told = []
    for detector, kind in kinds.itertuples(index=False):
        if (detector, kind) in READ:
            n, right = READ[detector, kind]
            told.append(f"{detector} {right} of {n}")
        elif kind == "conflict":
            told.append(f"{detector} not measured")
    return f"Of such findings on real news independent readers called right: {', '.join(told)}." if told else ""
