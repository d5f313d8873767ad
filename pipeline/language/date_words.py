"""The vocabulary of dates and times in English news, as patterns with named parts."""

from __future__ import annotations

import re

MONTH_NUMBERS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SMALL = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
} | {"a": 1, "an": 1}
ZONES = {
    "gmt": 0, "utc": 0, "bst": 60, "cet": 60, "cest": 120, "moscow time": 180, "est": -300, "edt": -240, "et": -300,
    "eastern": -300, "cst": -360, "cdt": -300, "ct": -360, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "pt": -480, "pacific": -480,
}  # fmt: skip
"""Zone -> minutes ahead of UTC. "ET" and its like do not say whether it is summer: an hour more or less is no clash."""
PARTS = {
    "early": (0, 10), "morning": (4, 13), "midday": (11, 14), "afternoon": (11, 19), "evening": (16, 25),
    "late": (16, 30), "night": (17, 30), "overnight": (20, 32), "mid": (9, 16),
}  # fmt: skip
"""Part of a day -> its widest hours, counted from the day's midnight; a night reaches into the next day."""

_MONTH = (
    r"January|February|March|April|June|July|August|September|October|November|December|May|"
    r"Jan\.?|Feb\.?|Mar\.|Apr\.?|Jun\.|Jul\.|Aug\.?|Sept\.?|Sep\.?|Oct\.?|Nov\.?|Dec\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d%:]|[.,]\d|\s?(?:percent|million|billion))"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d|-\d|[.,]\d)"
_PART = r"(?:\s(?P<part>morning|afternoon|evening|night))?"
_WHICH = r"(?:(?P<which>last|next|this|past|coming|earlier\sthis|later\sthis)\s)?"
_EDGE = r"(?:(?P<edge>early|late|mid)[\s-](?:on\s|in\s)?)?"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?"
_ROLE = r"(?:(?P<role>(?i:since|until|till|by|before|after|from|through|between|to|of|in|on|during))\s)?"

HINTS = re.compile(
    rf"\d|days?\b|(?<!\w)(?:{_MONTH})(?!\w)|(?:week|month|year)(?:s|end)?\b|night\b|tomorrow|[Tt]his\s|noon"
)
"""What a sentence with a date or a time holds at the least."""
PATTERNS = tuple(
    re.compile(rf"(?<![\w-]){_ROLE}(?P<said>{pattern})(?![\w-])")
    for pattern in (
        rf"{_WEEKDAY}{_EDGE}(?P<month>{_MONTH})\s{_DAY}(?:,?\s{_YEAR})?",
        rf"{_WEEKDAY}(?:the\s)?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH})(?:,?\s{_YEAR})?",
        rf"{_EDGE}(?P<month>{_MONTH}),?\s(?:of\s)?{_YEAR}",
        rf"{_WHICH}{_EDGE}(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day){_PART}",
        r"(?P<near>today|tonight|yesterday|tomorrow|[Tt]his\s(?:morning|afternoon|evening)|last\snight)",
        r"(?P<which>last|next|this|past|earlier\sthis|later\sthis)\s(?P<period>week|month|year|weekend)",
        r"(?P<count>\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s"
        r"(?P<step>day|week|month|year)s?\sago",
    )
)
MONTH_ALONE = re.compile(
    rf"(?<![\w-])(?P<role>since|until|till|by|before|after|from|through|to|of|in|during)?\s?(?P<said>"
    rf"(?:(?P<which>last|next|this)\s)?{_EDGE}(?P<month>{_MONTH}))(?![\w-]|\s\d)"
)
"""A month without day or year; "may" and "march" are verbs unless a word before says otherwise."""
YEAR_ALONE = re.compile(
    rf"(?<![\w-])(?P<role>(?i:since|until|till|by|before|after|from|through|of|in|during|to))\s(?P<said>{_EDGE}{_YEAR})(?![\w-])"
)
CLOCK = re.compile(
    r"(?<![\w:.,$-])(?:(?P<role>by|before|after|until|since|from)\s)?(?P<said>(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?"
    r"(?P<half>[ap]\.?m\b\.?)|(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)(?![\d:])|(?P<name>noon|midnight)\b)"
    r"(?:\s\(?(?P<zone>GMT|UTC|BST|CES?T|[ECMP][SD]?T|Eastern|Pacific|Moscow\stime|local\stime)\b)?)",
)
