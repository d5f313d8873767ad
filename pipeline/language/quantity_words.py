"""The vocabulary of quantities in English news: number words, modifiers, units, what is counted."""

from __future__ import annotations

import math

SMALL_NUMBERS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
SCALES = {
    "hundred": 100.0,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "bn": 1e9,
    "m": 1e6,
    "k": 1e3,
    "dozen": 12.0,
}
_APPROXIMATE, _UP_TO, _FROM = (0.9, 1.1), (0.0, 1.0), (1.0, math.inf)
MODIFIERS = {
    **dict.fromkeys(("about", "around", "roughly", "some", "approximately"), _APPROXIMATE),
    **dict.fromkeys(("estimated", "an estimated"), (0.85, 1.15)),
    **dict.fromkeys(("nearly", "almost"), (0.85, 1.0)),
    "close to": (0.85, 1.05),
    "just under": (0.9, 1.0),
    "just over": (1.0, 1.1),
    **dict.fromkeys(("more than", "over", "at least", "upwards of", "no fewer than", "above"), _FROM),
    **dict.fromkeys(("as many as", "up to", "at most", "fewer than", "less than", "under", "below"), _UP_TO),
}
"""Modifier -> factors of the number that bound what it stands for."""
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec"
)
LABELS = (
    "no|nos|number|gate|section|article|chapter|page|room|courtroom|line|route|highway|channel|level|phase|district|"
    "flight|boeing|airbus|version|aged|age|part|title|proposition|apollo|act|bill|resolution"
)
"""Words before a number that names a thing and counts nothing."""
UNITS = frozenset(
    "second minute hour day week month year decade kilometre kilometer km mile metre meter foot feet inch acre "
    "hectare ton tonne kilogram kg pound litre liter gallon barrel degree dollar euro "
    "megawatt point kph mph knot".split()
)
CONCEPTS = {
    "dead": "dead died dies killed killing kills death deaths fatalities fatality lives bodies body perished toll",
    "injured": "injured wounded hurt injuries wounds injury",
    "missing": "missing unaccounted",
    "arrested": "arrested detained arrests arrest custody detentions",
    "evacuated": "evacuated evacuees displaced",
    "homeless": "homeless",
    "hospitalized": "hospitalized hospitalised hospital",
    "jobless": "unemployed jobless unemployment",
}
"""Concept -> the words that say it is counted."""
CUMULATIVE = frozenset({"dead", "injured", "missing", "arrested", "evacuated", "homeless", "hospitalized"})
"""Concepts of which an event has one count, that grows as it becomes known."""
CONCEPT_OF = {word: concept for concept, words in CONCEPTS.items() for word in words.split()}
STOP_WORDS = frozenset(
    "a an the of in on at to for from by with and or as is are was were be been being has have had do does did will "
    "would that which who whom this these those it its he she they their his her them than then there here into "
    "over under out up down after before during since until about around more most some any all not no only just "
    "also said say says told according least nearly almost other others new first last when where while if but so "
    "because per each every both percent cent pct between through against without within one two three four five "
    "six seven eight nine ten".split()
)
