"""How often what the detectors find was right to independent readers, for those who read it on the screen."""

from __future__ import annotations

import pandas as pd

READ = {
    ("figures", "update"): (4, 0),
    ("names", "conflict"): (1, 0),
    ("attribution", "fact or attributed"): (44, 26),
    ("attribution", "hedged or flat"): (2, 2),
    ("quotations", "quotation trimmed"): (30, 27),
    ("quotations", "quotation altered"): (25, 21),
    ("quotations", "quotation spliced"): (3, 3),
    ("wording", "named differently"): (30, 29),
    ("wording", "preferred word"): (20, 20),
}
"""Detector and kind -> findings that two independent readers read, and how many the stricter of the two called right.

All are of articles that no rule had been made on: hedges and names of those on which nothing was chosen, quotations
and wording of the second 900, updates and attributed facts of all three. From how many words in common the other
conflicts are told was chosen on all that were read. The verdicts stand beside
docs/divergences.md."""


def readers_found(found: pd.DataFrame) -> str:
    """What independent readers said of findings of the kinds in `found` (columns detector, kind); "" for none of them.

    For example "Right on unseen news, as two independent readers judged: names 0 of 1."
    """
    kinds = list(found[["detector", "kind"]].drop_duplicates().itertuples(index=False, name=None))
    told = [f"{one[0]} {READ[one][1]} of {READ[one][0]}" for one in kinds if one in READ]
    not_read = [detector for detector, kind in kinds if kind == "conflict" and (detector, kind) not in READ]
    called = f"Right on unseen news, as two independent readers judged: {', '.join(told)}." if told else ""
    unknown = f"How many are right on unseen news is not known: {', '.join(not_read)}." if not_read else ""
    return f"{called} {unknown}".strip()
