"""Two sentences that are word for word the same but for one number, whatever it says: a count, a rank, a name."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from pipeline.language.quantity_words import SCALES, SMALL_NUMBERS
from pipeline.records import Span

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d,.]*\d(?:st|nd|rd|th)?|\d(?:st|nd|rd|th)?|[%$€£]")
_UNITS = SMALL_NUMBERS.split("|")
_TENS = dict(zip(_UNITS[20:], range(20, 100, 10), strict=True))
_CARDINAL = {word: number for number, word in enumerate(_UNITS[:20])} | _TENS
_ORDINAL = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
} | {word[:-1] + "ieth": number for word, number in _TENS.items()}  # fmt: skip
_ENDINGS = frozenset({"st", "nd", "rd", "th"})
_LEAST_RATIO = 0.8
"""Share of the words that two sentences must have in common, in order, for their numbers to face each other; of short
ones all but the number."""


def differing_numbers(a: str, b: str) -> tuple[Span, Span] | None:
    """The only numbers in which `a` and `b` differ, where they say the same otherwise; None where they do not.

    Cardinal stands against cardinal and ordinal against ordinal, in digits or words; equal values do not differ.
    """
    tokens_a, tokens_b = _tokens(a), _tokens(b)
    matcher = SequenceMatcher(None, [word for word, _ in tokens_a], [word for word, _ in tokens_b], autojunk=False)
    n = len(tokens_a)
    least = min(_LEAST_RATIO, (n - 1) / n) if n and n == len(tokens_b) else _LEAST_RATIO
    if matcher.ratio() < least:
        return None
    found: list[tuple[Span, Span]] = []
    for operation, start_a, end_a, start_b, end_b in matcher.get_opcodes():
        one, other = tokens_a[start_a:end_a], tokens_b[start_b:end_b]
        values = [[value(word) for word, _ in side] for side in (one, other)]
        if operation == "replace" and len(one) == len(other) == 1 and values[0][0] and values[1][0]:
            if values[0][0][0] == values[1][0][0] and values[0] != values[1]:
                found.append((one[0][1], other[0][1]))
        elif operation != "equal" and any(known for side in values for known in side):
            return None
    return found[0] if len(found) == 1 else None


def value(word: str) -> tuple[str, float] | None:
    """Kind ("cardinal", "ordinal", "scale") and value of a single number word or numeral; None where it is none."""
    if word in _CARDINAL:
        return "cardinal", float(_CARDINAL[word])
    if word in SCALES and len(word) > 2:
        return "scale", SCALES[word]
    if word in _ORDINAL:
        return "ordinal", float(_ORDINAL[word])
    tens, _, unit = word.partition("-")
    if tens in _TENS and (unit in _CARDINAL or unit in _ORDINAL):
        kind = "cardinal" if unit in _CARDINAL else "ordinal"
        return kind, float(_TENS[tens] + (_CARDINAL | _ORDINAL)[unit])
    if word[0].isdecimal():
        digits = word.rstrip("stndrh")
        number = digits.replace(",", "")
        if number.replace(".", "", 1).isdecimal():
            return ("ordinal" if word[len(digits) :] in _ENDINGS else "cardinal"), float(number)
    return None


def _tokens(sentence: str) -> list[tuple[str, Span]]:
    found = [(match[0].lower(), Span(match.start(), match.end())) for match in _TOKEN.finditer(sentence)]
    return [("a" if word == "an" else word, span) for word, span in found]
