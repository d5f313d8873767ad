"""Quantities in a sentence, as intervals with a unit and what is counted.

A plain number stands for itself; a round one for what rounds to it ("70" for 65 to 75, within a tenth); "nearly",
"about", "more than", "at least", "up to" and ranges widen the interval. Number words are read by text2num.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from text_to_num import text2num

from pipeline.language.quantity_words import (
    CONCEPT_OF,
    LABELS,
    MODIFIERS,
    MONTHS,
    SCALES,
    SMALL_NUMBERS,
    STOP_WORDS,
    UNITS,
)
from pipeline.records import Figure, Span

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = rf"(?:{SMALL_NUMBERS})(?:[\s-](?:and\s)?(?:{SMALL_NUMBERS}|hundred|thousand|million|billion)){{0,8}}"
_NUMBER = re.compile(
    r"(?<![\w.,:/$£€-])(?P<money>US\$|A\$|C\$|[$£€¥])?\s?"
    rf"(?:(?P<digits>{_DIGITS})|(?P<words>{_WORDS})|"
    r"(?P<a>an?|half\sa|several)(?=\s(?:hundred|thousand|million|billion|dozen)\b))"
    r"(?:[\s-](?P<scale>hundred|thousand|million|billion|trillion|dozen)\b|(?P<short>bn|m|k)\b)?"
    r"(?P<percent>\s?%|[\s-]per\s?cent(?:age\spoints?)?\b|\spercentage\spoints?\b|\spct\b)?"
    r"(?![\w]|[,.:/]\d|%)",
    re.IGNORECASE,
)
_MODIFIER = re.compile(
    rf"(?<!\w)({'|'.join(sorted(MODIFIERS, key=len, reverse=True))})\s+(?:the\s+|a\s+)?$", re.IGNORECASE
)
_TOLERANCE_OF_ROUND = 0.1

_DATE_BEFORE = re.compile(rf"\b(?:{MONTHS})\.?\s+(?:\d{{1,2}},?\s+)?$")
_LABEL_BEFORE = re.compile(rf"\b(?:{LABELS})\.?\s+$", re.IGNORECASE)
_DATE_CLOCK_AGE_AFTER = re.compile(
    rf"(?:st|nd|rd|th)\b|\s+(?:{MONTHS})\b|\s?(?:a\.?m\.?|p\.?m\.?|o['’]clock|GMT|noon)\b|[-\s]year[-\s]old|"
    r"\s+years?\s+old|\s+or\s+\d",
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
_SPAN_OF_NUMBERS = re.compile(r"[-–]\s?\d|-[a-z]")
_IDIOM_OF_ONE = re.compile(r"\s+(?:person|man|woman|people|dead|killed|injured|wounded|death|in)\b", re.IGNORECASE)
_YEARS = range(1500, 2101)

_TOKEN = re.compile(r"[A-Za-zÀ-ÿĀ-ſ]+(?:['’-][A-Za-zÀ-ÿĀ-ſ]+)*")
_CLAUSE_END = re.compile(r"[;:()“”\"—]|,\s|\.\s|\s-\s")
_REACH_ENDS = re.compile(rf"{_CLAUSE_END.pattern}|\d|\band\s+(?=\w+(?:ed|ing)\b)|\b(?:while|but|which|that)\b")
_CONTEXT_WORDS = 8
_REACH = 300
"""Characters read on either side of a number, so that the time stays proportional to a table of a thousand numbers."""
_COUNTED_WORDS = 4


def find_figures(sentence: str) -> list[Figure]:
    """The quantities of `sentence`, ascending, with spans relative to it.

    Left out: calendar dates, years, clock times, ages, ordinals, numbers that name a thing ("gate No. 4"), shares of
    something said before ("two of them", "including three"), fractions ("one in twelve").
    """
    return list(_figures(sentence))


def _figures(sentence: str) -> Iterator[Figure]:
    for match in _NUMBER.finditer(sentence):
        number = _value(match)
        if number is None or _is_no_quantity(sentence, match, number):
            continue
        before, after = _around(sentence, match.start(), match.end())
        low, high = _interval(before, number, match)
        follows = _words(_REACH_ENDS.split(after, maxsplit=1)[0])
        precedes = _words(_CLAUSE_END.split(before)[-1])
        unit = _unit(match, follows)
        yield Figure(Span(*_tight(sentence, match)), low, high, unit, _counted(follows, precedes, unit))


def _around(sentence: str, start: int, end: int) -> tuple[str, str]:
    return sentence[max(0, start - _REACH) : start], sentence[end : end + _REACH]


def _tight(sentence: str, match: re.Match[str]) -> tuple[int, int]:
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return start, match.end()


def _value(match: re.Match[str]) -> float | None:
    named = match["scale"] or match["short"]
    scale = SCALES[named.lower()] if named else 1.0
    if match["digits"]:
        return float(match["digits"].replace(",", "")) * scale
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
    if match["money"] or match["percent"] or match["scale"] or match["short"]:
        return bool(_PART_BEFORE.search(before))
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
        or _SPAN_OF_NUMBERS.match(after)
        or before.endswith(("-", "–"))
    )


def _interval(before: str, number: float, match: re.Match[str]) -> tuple[float, float]:
    modifier = _MODIFIER.search(before)
    if modifier:
        low, high = MODIFIERS[" ".join(modifier[1].lower().split())]
        return low * number, high * number
    slack = (
        _rounding(number)
        if not match["percent"] and "." not in (match["digits"] or "")
        else _decimal_slack(match, number)
    )
    return number - slack, number + slack


def _rounding(number: float) -> float:
    """Half of the last digit's place for a round number, at most a tenth of it; 0 for one that is not round."""
    if number == 0 or number != int(number):
        return 0.0
    zeros = len(str(int(number))) - len(str(int(number)).rstrip("0"))
    return min(0.5 * 10**zeros, _TOLERANCE_OF_ROUND * number) if zeros else 0.0


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
        return "%"
    if match["money"]:
        return match["money"].upper()
    if follows and singular(follows[0]) in UNITS:
        return singular(follows[0])
    return ""


def _counted(follows: list[str], precedes: list[str], unit: str) -> frozenset[str]:
    """What is counted: the concept that stands nearest after or before the number, else the nouns that follow it."""
    for word in [*follows[: _CONTEXT_WORDS - 2], *reversed(precedes[-_CONTEXT_WORDS:])]:
        if word in CONCEPT_OF and unit not in UNITS:
            return frozenset({CONCEPT_OF[word]})
    run: list[str] = []
    for word in follows[1:] if unit in UNITS else follows:
        if word in STOP_WORDS and run:
            break
        if word not in STOP_WORDS:
            run.append(singular(word))
        if len(run) == _COUNTED_WORDS:
            break
    return frozenset(run)


def context_words(sentence: str, figure: Figure) -> frozenset[str]:
    """The content words around `figure` in `sentence`, in the singular: up to eight on either side."""
    before, after = _around(sentence, figure.span.start, figure.span.end)
    near = (*_words(before)[-_CONTEXT_WORDS:], *_words(after)[:_CONTEXT_WORDS])
    return frozenset(CONCEPT_OF.get(word, singular(word)) for word in near if word not in STOP_WORDS)


def singular(word: str) -> str:
    """`word` without a plural or possessive ending, by rule."""
    word = re.sub(r"['’]s?$", "", word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _words(text: str) -> list[str]:
    return [match[0].lower() for match in _TOKEN.finditer(text)]
