"""Quantities in a sentence, as intervals with a unit and what is counted.

A plain number stands for itself; a round one for what rounds to it ("70" for 66.5 to 73.5, "700" for 650 to 750);
"nearly", "about", "more than", "at least", "up to" and ranges widen the interval. Number words are read by text2num.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator
from decimal import Decimal
from functools import lru_cache

from text_to_num import text2num

from pipeline.language.quantity_words import (
    CONCEPT_OF,
    LABELS,
    MODIFIERS,
    MONTHS,
    SCALES,
    SMALL_NUMBERS,
    STOP_WORDS,
    UNIT_OF,
)
from pipeline.records import Figure, Span

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = rf"(?:{SMALL_NUMBERS})(?:[\s-](?:and\s)?(?:{SMALL_NUMBERS}|hundred|thousand|million|billion)){{0,8}}"
_NUMBER = re.compile(
    r"(?<![\w.,:/$£€-])"
    # What can only be a number's beginning, so that most words are passed over at once.
    r"(?=\s?(?:[\d$£€¥]|[UAC]S?\$|zero|on|tw|th|te|fo|fi|si|se|ei|el|ni|an?\s|half))"
    r"(?P<money>US\$|A\$|C\$|[$£€¥])?\s?"
    rf"(?:(?P<digits>{_DIGITS})|(?P<words>{_WORDS})|"
    r"(?P<a>an?|half\sa|several)(?=\s(?:hundred|thousand|million|billion|dozen)\b))"
    r"(?:[”\"’]?[\s-](?P<scale>hundred|thousand|million|billion|trillion|dozen)\b|(?P<short>bn|m|k)\b)?"
    r"(?P<percent>\s?%|[\s-]per\s?cent(?:age\spoints?)?\b|\spercentage\spoints?\b|\spct\b)?"
    r"(?![\w]|[,.:/]\d|%)",
    re.IGNORECASE,
)
_MODIFIER = re.compile(
    rf"(?<!\w)({'|'.join(sorted(MODIFIERS, key=len, reverse=True))})\s+(?:the\s+|a\s+)?$", re.IGNORECASE
)
_EXACT_BELOW = 20
_TOLERANCE_OF_TENS, _TOLERANCE_OF_ROUND = 0.05, 0.1
_TRUNCATED = 1.9
"""Times the half place by which "43 million" may fall short: sums of 43.9 million are written so too."""

_DATE_BEFORE = re.compile(rf"\b(?:{MONTHS})\.?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:and\s+)?)*$")
_LABEL_BEFORE = re.compile(rf"\b(?:{LABELS})\.?\s+$", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"[A-ZÀ-Þ]\w+,\s$")
_AGE_ENDS = re.compile(r"\s*[.,;)]|\s*$")
_DATE_CLOCK_AGE_AFTER = re.compile(
    rf"(?:st|nd|rd|th)\b|\s+(?:{MONTHS})\b|\s?(?:a\.?m\.?|p\.?m\.?|o['’]clock|GMT|noon)\b|[-\s]year[-\s]old|"
    r"\s+years?\s+old|\s+or\s+\d|[-\s](?:second|minute|hour|day|week|month|year|decade)s?\s+(?:ago|later|earlier)\b",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(
    r"\b(?:including|among them|of whom|of which|of them|another|a further|additional|other)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"\s+(?:(?:more|other|others|additional|further)\b|of\s+(?:them|those|these|the|whom|its|their|his|her)\b)",
    re.IGNORECASE,
)
_FRACTION_AFTER = re.compile(rf"\s+(?:in|out\s+of)\s+(?:every\s+)?(?:\d|(?:{SMALL_NUMBERS})\b)", re.IGNORECASE)
_FRACTION_BEFORE = re.compile(rf"(?:\d|\b(?:{SMALL_NUMBERS}))\s+(?:in|out\s+of)\s+(?:every\s+)?$", re.IGNORECASE)
_SPAN_OF_NUMBERS = re.compile(r"[-–]\s?\d|-(?:thirds?|fourths?|quarters?|fifths?|tenths?|fold|way|sided|time)\b")
_SPACED_BEFORE, _SPACED_AFTER = re.compile(r"(?<![\w.,])\d{1,3}(?:\s\d{3})*\s$"), re.compile(r"\s\d{3}(?!\d)")
"""The other digits of "1 200", which may be one number or two."""
_RANGE = re.compile(r"(?P<to>\s?-?\sto\s)|(?P<and>\sand\s)")
_FROM = re.compile(r"\bfrom\s$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)
_IDIOM_OF_ONE = re.compile(r"\s+(?:person|man|woman|people|dead|killed|injured|wounded|death|in)\b", re.IGNORECASE)
_YEARS = range(1500, 2101)

_NO_DEATH = re.compile(r"\bdeath\s(?=penalt|row\b|sentence|threat|squad|camp|certificate)", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-zÀ-ÿĀ-ſ]+(?:['’-][A-Za-zÀ-ÿĀ-ſ]+)*")
_CLAUSE_END = re.compile(r"[;:()“”\"—]|,\s|\.\s|\s-\s")
_REACH_ENDS = re.compile(rf"{_CLAUSE_END.pattern}|\d|\band\s+(?=\w+(?:ed|ing)\b)|\b(?:while|but|which|that)\b")
_CONTEXT_WORDS = 8
_REACH = 300
"""Characters read on either side of a number, so that the time stays proportional to a table of a thousand numbers."""
_PHRASE = 80
"""Characters in which a phrase lies that ends at a number: searching more of them takes longer."""
_COUNTED_WORDS = 4
_IRREGULAR = {"children": "child", "feet": "foot", "wolves": "wolf", "lives": "life", "wives": "wife"}
_IRREGULAR_ENDINGS = ("children", "men", "feet", "wolves", "lives", "wives")
_OPENS_A_PHRASE = frozenset("of in for the a an new more other".split())
"""Words between a number and what it counts: "44 million in federal taxes"; after "from" stands something else."""


def find_figures(sentence: str, among: Container[float] | None = None) -> list[Figure]:
    """The quantities of `sentence`, ascending, with spans relative to it; only those `among` some values, where given.

    Left out: calendar dates, years, clock times, ages, ordinals, numbers that name a thing ("gate No. 4"), shares of
    something said before ("two of them", "including three"), fractions ("one in twelve"), spaced digits ("1 200").
    """
    return list(_figures(sentence, among))


def find_numbers(sentence: str) -> list[float]:
    """The values of all numbers of `sentence`, those too that count nothing: parts, ages, labels, years."""
    return [number for _, number in _numbers(sentence)]


@lru_cache(maxsize=4096)
def _numbers(sentence: str) -> tuple[tuple[re.Match[str], float], ...]:
    return tuple((match, number) for match in _NUMBER.finditer(sentence) if (number := _value(match)) is not None)


def _figures(sentence: str, among: Container[float] | None) -> Iterator[Figure]:
    matches = _numbers(sentence)
    start_of_range: tuple[re.Match[str], float] | None = None
    for position, (match, number) in enumerate(matches):
        if position + 1 < len(matches) and _is_range(sentence, match, number, *matches[position + 1]):
            start_of_range = (match, number)
            continue
        first, start_of_range = start_of_range, None
        if among is not None and number not in among:
            continue
        opening = first[0] if first else match
        if not (_is_no_quantity(sentence, match, number) or (first and _is_no_quantity(sentence, *first))):
            yield _figure(sentence, opening, match, number, first[1] if first else None)


def _is_range(sentence: str, first: re.Match[str], low: float, last: re.Match[str], high: float) -> bool:
    """Whether two numbers are the ends of a range: "5 to 7 million", "between 20 and 30"; "from 5 to 7" is a change."""
    if first["money"] and not last["money"]:
        return False
    joint = _RANGE.fullmatch(sentence, first.end(), _tight(sentence, last)[0])
    before = sentence[max(0, first.start() - _REACH) : _tight(sentence, first)[0]]
    if joint is None or _scaled_alike(low, first, last) >= high:
        return False
    return bool(_BETWEEN.search(before)) if joint["and"] else not _FROM.search(before)


def _scaled_alike(low: float, first: re.Match[str], last: re.Match[str]) -> float:
    """The lower end in the scale of the upper: "5 to 7 million" starts at 5 million."""
    scale = last["scale"] or last["short"]
    return low * SCALES[scale.lower()] if scale and not (first["scale"] or first["short"]) and low < 1000 else low


def _figure(sentence: str, opening: re.Match[str], match: re.Match[str], number: float, low: float | None) -> Figure:
    """The figure of `match`, or of the range that begins with `opening` at `low`."""
    before, after = (_NO_DEATH.sub("", side) for side in _around(sentence, opening.start(), match.end()))
    follows = _words(_REACH_ENDS.split(after.removeprefix("-"), maxsplit=1)[0])
    precedes = _words(_CLAUSE_END.split(before)[-1])
    unit = _unit(match, follows)
    counted = _counted(follows, precedes, unit)
    span = Span(_tight(sentence, opening)[0], match.end())
    if low is not None:
        low = _scaled_alike(low, opening, match)
        return Figure(span, low, number, unit, counted, (low + number) / 2)
    return Figure(span, *_interval(before, number, match), unit, counted, number)


def _around(sentence: str, start: int, end: int) -> tuple[str, str]:
    return sentence[max(0, start - _REACH) : start], sentence[end : end + _REACH]


def _tight(sentence: str, match: re.Match[str]) -> tuple[int, int]:
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return start, match.end()


def _value(match: re.Match[str]) -> float | None:
    named = match["scale"] or match["short"]
    scale = SCALES[named.lower()] if named else 1.0
    if match["digits"]:
        number = float(match["digits"].replace(",", "")) * scale
        return number if number < math.inf else None  # over three hundred digits count nothing
    if match["a"]:
        factor = {"a": 1.0, "an": 1.0, "half a": 0.5}.get(" ".join(match["a"].lower().split()))
        if factor is None:  # "several hundred" bounds nothing
            return None
        return factor * scale
    words = re.sub(r"[\s-]+", " ", match["words"].lower())
    try:
        return float(text2num(words, "en")) * scale
    except ValueError:
        return None


def _is_no_quantity(sentence: str, match: re.Match[str], number: float) -> bool:
    before, after = _around(sentence, match.start(), match.end())
    before = before[-_PHRASE:]
    n_digits = len((match["digits"] or "").split(".")[0])
    if (n_digits == 3 and _SPACED_BEFORE.search(before)) or (1 <= n_digits <= 3 and _SPACED_AFTER.match(after)):
        return True
    if match["money"] or match["percent"] or match["scale"] or match["short"]:
        return bool(_PART_BEFORE.search(before)) or (bool(match["percent"]) and int(number) in _YEARS)
    if (match["words"] or "").lower() == "one" and not _IDIOM_OF_ONE.match(after):
        return True
    return bool(
        ((match["digits"] or "").isdigit() and int(number) in _YEARS)
        or _DATE_BEFORE.search(before)
        or _LABEL_BEFORE.search(before)
        or _DATE_CLOCK_AGE_AFTER.match(after)
        or _PART_BEFORE.search(before)
        or _PART_AFTER.match(after)
        or _FRACTION_AFTER.match(after)
        or _FRACTION_BEFORE.search(before)
        or (after.startswith(",") and before.endswith(", "))
        or (_NAME_BEFORE.search(before) and _AGE_ENDS.match(after))
        or _SPAN_OF_NUMBERS.match(after)
        or before.endswith(("-", "–"))
    )


def _interval(before: str, number: float, match: re.Match[str]) -> tuple[float, float]:
    modifier = _MODIFIER.search(before[-_PHRASE:])
    if modifier:
        low, high = MODIFIERS[" ".join(modifier[1].lower().split())]
        place = _last_place(number)
        return (
            number - min((1 - low) * number, place) if low else 0.0,
            number + min((high - 1) * number, place) if high < math.inf else math.inf,
        )
    if match["percent"] or "." in (match["digits"] or ""):
        slack = _decimal_slack(match, number)
        return number - slack, number + slack
    slack = _rounding(number)
    return number - slack, number + (_TRUNCATED * slack if match["scale"] or match["short"] else slack)


def _last_place(number: float) -> float:
    """The unit of the last digit that is not 0: 10 for 70, 0.1 for 8.3; five times it where the digit is 5."""
    digits = Decimal(repr(number)).normalize().as_tuple()
    return float(Decimal(5 if digits.digits[-1] == 5 else 1).scaleb(int(digits.exponent)))


def _rounding(number: float) -> float:
    """Half of the last digit's place for a round number, at most a tenth of it; 0 for one that is not round.

    Numbers below 20 are exact, and below 100 as good as that: who counts forty people seldom means forty-four.
    """
    if number < _EXACT_BELOW or number != int(number):
        return 0.0
    zeros = len(str(int(number))) - len(str(int(number)).rstrip("0"))
    tolerance = _TOLERANCE_OF_ROUND if number >= 100 else _TOLERANCE_OF_TENS
    return min(0.5 * 10**zeros, tolerance * number) if zeros else 0.0


def _decimal_slack(match: re.Match[str], number: float) -> float:
    """Half of the last place that is written, as "8.3" stands for 8.25 to 8.35 and "2.4 million" likewise."""
    digits = match["digits"]
    if not digits:
        return 0.5
    exponent = Decimal(digits.replace(",", "")).as_tuple().exponent
    scale = number / float(digits.replace(",", "")) if float(digits.replace(",", "")) else 1.0
    return float(0.5 * 10.0 ** int(exponent) * scale)


def _unit(match: re.Match[str], follows: list[str]) -> str:
    if match["percent"]:
        return "percentage point" if "point" in match["percent"].lower() else "%"
    if match["money"]:
        return match["money"].upper().removeprefix("US")
    return UNIT_OF.get(singular(follows[0]), "") if follows else ""


def _counted(follows: list[str], precedes: list[str], unit: str) -> frozenset[str]:
    """What is counted: the concept that stands nearest after or before the number, else the nouns that follow it."""
    for word in [*follows[: _CONTEXT_WORDS - 2], *reversed(precedes[-_CONTEXT_WORDS:])]:
        if word in CONCEPT_OF and unit in {"", "%"}:
            return frozenset({CONCEPT_OF[word]})
    return frozenset(_run(follows, unit))


def _run(follows: list[str], unit: str) -> list[str]:
    """The words after a number that say what it counts, in the singular, up to the next of no content."""
    run: list[str] = []
    named = bool(follows and unit and UNIT_OF.get(singular(follows[0])) == unit)
    for word in follows[1:] if named else follows:
        if word in STOP_WORDS and (run or word not in _OPENS_A_PHRASE):
            break
        if word not in STOP_WORDS:
            run.append(singular(word))
        if len(run) == _COUNTED_WORDS:
            break
    return run


def context_words(sentence: str, figure: Figure) -> frozenset[str]:
    """The content words around `figure` in `sentence`, in the singular: up to eight on either side."""
    before, after = _around(sentence, figure.span.start, figure.span.end)
    near = (*_words(before)[-_CONTEXT_WORDS:], *_words(after)[:_CONTEXT_WORDS])
    return frozenset(CONCEPT_OF.get(word, singular(word)) for word in near if word not in STOP_WORDS)


def counted_words(sentence: str, figure: Figure) -> frozenset[str]:
    """The nouns that follow `figure` in `sentence`, in the singular, even where a concept is what it counts."""
    _, after = _around(sentence, figure.span.start, figure.span.end)
    return frozenset(_run(_words(_REACH_ENDS.split(after.removeprefix("-"), maxsplit=1)[0]), figure.unit))


def singular(word: str) -> str:
    """`word` without a plural or possessive ending, by rule."""
    word = re.sub(r"['’]s?$", "", word)
    if word.endswith(_IRREGULAR_ENDINGS):
        return _IRREGULAR.get(word) or re.sub(r"men$", "man", word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _words(text: str) -> list[str]:
    return [match[0].lower() for match in _TOKEN.finditer(text)]
