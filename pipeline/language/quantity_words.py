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
_JUST_UNDER = ("just under", "slightly less than", "a little under", "little less than")
_JUST_OVER = ("just over", "slightly more than", "a little over", "little more than", "just above")
_AT_LEAST = (
    "more than", "over", "at least", "upwards of", "no fewer than", "not less than", "no less than", "above",
    "exceeding", "well over", "in excess of", "a minimum of", "north of", "upward of", "greater than",
)  # fmt: skip
_AT_MOST = (
    "as many as", "as much as", "up to", "at most", "fewer than", "less than", "under", "below", "no more than",
    "not more than", "a maximum of", "well under",
)  # fmt: skip
MODIFIERS = {
    **dict.fromkeys(("about", "around", "roughly", "some", "approximately"), _APPROXIMATE),
    **dict.fromkeys(("estimated", "an estimated"), (0.85, 1.15)),
    **dict.fromkeys(("nearly", "almost"), (0.85, 1.0)),
    "close to": (0.85, 1.05),
    **dict.fromkeys(_JUST_UNDER, (0.9, 1.0)),
    **dict.fromkeys(_JUST_OVER, (1.0, 1.1)),
    **dict.fromkeys(_AT_LEAST, _FROM),
    **dict.fromkeys(_AT_MOST, _UP_TO),
}
"""Modifier -> factors of the number that bound what it stands for."""
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec"
)
LABELS = (
    "no|nos|number|gate|section|article|chapter|page|room|courtroom|line|route|highway|channel|level|phase|district|"
    "flight|boeing|airbus|version|aged|age|part|title|proposition|apollo|act|bill|resolution|amendment|top|class|"
    "interstate|platform|terminal|ward|unit|category|tier|grade|form|sector|zone"
)
"""Words before a number that names a thing and counts nothing."""
UNIT_OF = {
    word: names.split()[0]
    for names in (
        "second", "minute", "hour", "day", "week", "month", "year", "decade", "kilometre kilometer km", "mile",
        "metre meter", "centimetre centimeter cm", "foot feet", "inch", "yard", "acre", "hectare", "ton", "tonne",
        "kilogram kg kilo", "pound lb", "litre liter", "gallon", "barrel", "degree", "megawatt", "point", "kph", "mph",
        "knot",
    )
    for word in names.split()
} | {"dollar": "$", "euro": "€"}  # fmt: skip
"""Word in the singular -> the unit that it names; the currencies' other words may name several."""
CONCEPTS = {
    "dead": "dead died dies killed killing kills death deaths fatalities fatality lives bodies body perished toll",
    "injured": "injured wounded hurt injuries wounds injury injuring wounding injures injure",
    "missing": "missing unaccounted",
    "arrested": "arrested detained arrests arrest custody detentions arresting detaining",
    "evacuated": "evacuated evacuees displaced evacuating",
    "homeless": "homeless",
    "hospitalized": "hospitalized hospitalised hospital",
    "jobless": "unemployed jobless unemployment",
}
"""Concept -> the words that say it is counted."""
CUMULATIVE = frozenset({"dead", "injured", "missing", "arrested", "evacuated", "homeless", "hospitalized"})
"""Concepts of which an event has one count, that grows as it becomes known."""
TIMES = frozenset("second minute hour day week month year decade".split())
"""Units of time: what lasted how long is seldom said in the same words."""
KINDS_OF_PEOPLE = frozenset(
    "child kid baby infant boy girl teenager youth woman man adult civilian officer policeman police soldier troop "
    "firefighter guard worker employee student pupil teacher passenger driver crew tourist migrant refugee militant "
    "fighter insurgent protester demonstrator prisoner inmate patient doctor journalist reporter lawmaker senator "
    "american briton foreigner local bystander suspect attacker gunman family household victim member other".split()
)
"""What people are counted as: three children are part of twelve people, and no other count of them."""
GENERIC = frozenset(
    "people person man woman time year day month week hour minute thing case part member state country percent point "
    "way other more thousand million billion".split()
)
"""Words that say too little of what is counted to tell one count from another."""
A_DAY = frozenset({"arrested", "evacuated", "hospitalized"})
"""Of these an event may have a count for each of its days."""
CONCEPT_OF = {word: concept for concept, words in CONCEPTS.items() for word in words.split()}
STOP_WORDS = frozenset(
    "a an the of in on at to for from by with and or as is are was were be been being has have had do does did will "
    "would that which who whom this these those it its he she they their his her them than then there here into "
    "over under out up down after before during since until about around more most some any all not no only just "
    "also said say says told according least nearly almost other others new first last when where while if but so "
    "because per each every both percent cent pct between through against without within one two three four five "
    "six seven eight nine ten".split()
)
