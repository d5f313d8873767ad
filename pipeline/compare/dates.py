"""Dates and times that clash: two aligned claims that date the same occurrence differently.

Precision first. Two dates are of the same occurrence when they are of the same kind, bound it in the same way
("since", "by"), date the same verb ("published Sunday", "ends in 2019") and share more of the words around, or when the
sentences are nearly the same but for them. When somebody said something is no date of what was said. Where the
alignment is sure, the same verb is enough, for what was said a fifth of the words, and one month or day of two years
needs no verb. A date is never compared when
the other sentence holds one that it can be, nor what is planned with what happened, nor two plans of articles a day
apart, nor acts of two bodies, speakers or occasions (dated_acts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import SequenceMatcher

from pipeline.compare.pairs import Pair, evidence, linked_pairs
from pipeline.compare.periods import are_days_apart
from pipeline.language.dated_acts import are_of_other_acts
from pipeline.language.dated_verbs import CLAUSE_END, SAID, dated_verb, named_years, stem
from pipeline.language.dates import Moment, are_disjoint, find_moments
from pipeline.language.quantity_words import STOP_WORDS
from pipeline.records import Event, Finding
from pipeline.settings import Compare

_CLASSES = {
    "year": "year", "month": "month", "week": "month", "day": "day", "part of day": "day", "clock": "clock",
}  # fmt: skip
"""Grain -> the kind of date that it is compared with: a weekday with a weekday, not with a year."""
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_RANK = re.compile(r"\b([A-Z][a-z]+)\s(\d+)\b")
"""A numbered name: a storm becomes a Category 3 and a Category 2 at two times."""
_AT_LEAST = re.compile(r"\bat least\s(?:\w+\s)?$")
_OF_LATE_HOURS = 31 * 24.0
_NAME = re.compile(r"(?<=[\w,] )[A-ZÀ-Þ][\w-]+")
_DAYS = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_ANNIVERSARY = re.compile(r"\banniversary\b")
_AROUND = 9
_NEAREST = 4
_SHARED_CONTEXT = 1
_SURE = 0.92
"""Alignment score from which two sentences surely say the same: then the same verb is enough."""
_SAYING, _SURE_SAYING = (1, 0.6), (3, 0.2)
"""Words of content that two sentences must share where each dates what was said, and their share of the shorter's."""
_SAME_WORDING = 0.7
_PLANNED = re.compile(
    r"\b(?:will|would|to be|is to|are to|was to|due|scheduled|set (?:to|for)|expected|plan(?:s|ned)?|pledg\w+|vow\w*|"
    r"may|might|could|if|delayed|postponed|moved|rescheduled|originally|supposed)\b"
)
_PAST = re.compile(r"\b(?:\w+ed|was|were|had|did|began|met|held|took|won|lost|left|came|went|made|gave)\b")
_OCCURRENCE = re.compile(
    r"\b(?:again|another|second|previous|earlier|also|every|each|effective|since then"
    r"|first(?! (?:reported|announced|said|told)\b))\b"
)
_SECONDS_A_DAY = 86_400.0
_FAR_APART_DAYS = 6.0
"""Articles further apart that name weekdays speak of different weeks."""


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield a finding of kind "conflict" for each pair of linked claims whose dates or times of day clash."""
    for pair in linked_pairs(event, settings.conflict_score):
        clash = _clash(pair) or _clash_of_named_years(pair)
        if clash is not None:
            a, b = clash
            yield Finding(
                detector="dates",
                kind="conflict",
                score=pair.link.score,
                evidence=evidence(event, pair, a.span, b.span),
                group=pair.group,
                claims=pair.claims,
                detail={
                    "value_a": a.span.of(pair.a),
                    "value_b": b.span.of(pair.b),
                    "normal_a": normal(a),
                    "normal_b": normal(b),
                },
            )


def _clash(pair: Pair) -> tuple[Moment, Moment] | None:
    """The first pair of dates of the same occurrence that cannot both be right; None where there is none."""
    moments_a, moments_b = find_moments(pair.a, pair.published_a), find_moments(pair.b, pair.published_b)
    if not moments_a or not moments_b:
        return None
    for a in moments_a:
        if any(_comparable(a, other) and not are_disjoint(a, other) for other in moments_b) or _names_year(pair.b, a):
            continue
        for b in moments_b:
            met = any(_comparable(other, b) and not are_disjoint(other, b) for other in moments_a)
            if met or _names_year(pair.a, b) or not _may_clash(pair, a, b):
                continue
            if _same_occurrence(pair, a, b):
                return a, b
    return None


def _clash_of_named_years(pair: Pair) -> tuple[Moment, Moment] | None:
    """Two years before one noun in sentences that surely say the same: "the 2016 election", "the 2014 election"."""
    if pair.link.score < _SURE:
        return None
    for a, nouns_a in named_years(pair.a):
        for b, nouns_b in named_years(pair.b):
            if nouns_a & nouns_b and a.year != b.year and not _names_year(pair.b, a) and not _names_year(pair.a, b):
                return a, b
    return None


def _names_year(sentence: str, moment: Moment) -> bool:
    """Whether `sentence` names the year alone, in a list or before a noun, where it is not read as a date."""
    return moment.grain == "year" and str(moment.year) in sentence


def _comparable(a: Moment, b: Moment) -> bool:
    """Whether one can be the other, said less precisely: "Tuesday" is not what another calls "this month"."""
    if a.weekday is not None or b.weekday is not None:
        return _CLASSES[a.grain] == _CLASSES[b.grain] == "day"
    return (a.minute is None) == (b.minute is None)


def _may_clash(pair: Pair, a: Moment, b: Moment) -> bool:
    if _is_open(pair.a, a) or _is_open(pair.b, b) or not are_disjoint(a, b):
        return False
    if pair.link.score >= _SURE and _are_of_other_years(a, b):
        return True
    if _CLASSES[a.grain] != _CLASSES[b.grain] or a.role != b.role or _are_far_apart(a, b):
        return False
    if a.month and a.month == b.month and (a.year is None) != (b.year is None):
        return False  # "in July" and "in July 2016": the year that is left out may be any
    if a.minute is not None and _DAYS.findall(pair.a) != _DAYS.findall(pair.b):
        return False
    if a.weekday is None or b.weekday is None or pair.published_a is None or pair.published_b is None:
        return True
    days = (pair.published_b - pair.published_a) / _SECONDS_A_DAY
    return abs(days) <= _FAR_APART_DAYS and not _is_own_news(a, b, days)


def _is_open(sentence: str, moment: Moment) -> bool:
    """Whether the date is only the least: "at least until June"."""
    return bool(_AT_LEAST.search(sentence[: moment.span.start]))


def _are_of_other_years(a: Moment, b: Moment) -> bool:
    """Whether both name one month, and its day if any, of two years."""
    is_dated = None not in (a.year, b.year, a.month)
    return is_dated and a.month == b.month and a.year != b.year and (a.day == b.day or None in (a.day, b.day))


def _are_far_apart(a: Moment, b: Moment) -> bool:
    """Whether one is a day of the week, which is of late, and the other a date of another time of the year."""
    if (a.weekday is None) == (b.weekday is None) or not a.intervals or not b.intervals:
        return False
    return min(abs(one[0] - other[0]) for one in a.intervals for other in b.intervals) > _OF_LATE_HOURS


def _is_own_news(a: Moment, b: Moment, days: float) -> bool:
    """Whether each article names its own day, or each the day before: they met on Sunday, and on Thursday again."""
    gap = ((b.weekday or 0) - (a.weekday or 0) + 3) % 7 - 3
    return abs(days) >= 1 and round(days - gap) % 7 == 0


def _same_occurrence(pair: Pair, a: Moment, b: Moment) -> bool:
    """Whether both dates are of one occurrence: sentences nearly alike, or the same verb and enough words around it.

    When something was said is the same occurrence only where the same was said: that takes more of the words. A full
    date of something planned may stand by its noun: "the first hearing on 12 May".
    """
    clause_a, clause_b = _clause(pair.a, a), _clause(pair.b, b)
    alike = SequenceMatcher(None, _words(pair.a), _words(pair.b), autojunk=False).ratio() >= _SAME_WORDING
    which = frozenset(_OCCURRENCE.findall(clause_a))
    if which != frozenset(_OCCURRENCE.findall(clause_b)) or _are_apart(pair, clause_a, clause_b, alike):
        return False
    if _are_of_other_years(a, b) and pair.link.score >= _SURE:
        return bool(a.day and b.day) or bool(_context(pair.a, a) & _context(pair.b, b))
    verb_a, verb_b = dated_verb(pair.a, a), dated_verb(pair.b, b)
    if verb_a == verb_b and are_of_other_acts(pair.a, a, pair.b, b, verb_a):
        return False
    if alike:
        return verb_a == verb_b or not (verb_a and verb_b)
    if pair.link.score >= _SURE and verb_a and verb_a == verb_b:
        return verb_a != SAID or _says_the_same(pair, _SURE_SAYING)
    if a.weekday is not None and b.weekday is not None and None in (pair.published_a, pair.published_b):
        return False
    if verb_a == verb_b == SAID:
        return _says_the_same(pair, _SAYING)
    context = _context(pair.a, a) & _context(pair.b, b)
    if verb_a and verb_a == verb_b:
        return len(context - {verb_a}) >= _SHARED_CONTEXT
    return bool(a.day and b.day and _near(pair.a, a) & _near(pair.b, b)) and len(context | which) > _SHARED_CONTEXT


def _says_the_same(pair: Pair, least: tuple[int, float]) -> bool:
    """Whether the sentences share so many words of content, and this share of the shorter's."""
    words_a, words_b = _content(pair.a), _content(pair.b)
    common = len(words_a & words_b)
    return common >= least[0] and common >= least[1] * min(len(words_a), len(words_b))


def _are_apart(pair: Pair, clause_a: str, clause_b: str, alike: bool) -> bool:
    """Whether the two clauses speak of different things: a plan and what came of it, other names, other numbers."""
    if _PLANNED.search(clause_a) and _PLANNED.search(clause_b) and not alike and are_days_apart(pair):
        return True  # a plan may have changed
    if _is_plan_of_past(clause_a, clause_b) or _is_plan_of_past(clause_b, clause_a):
        return True
    if bool(_ANNIVERSARY.search(pair.a)) != bool(_ANNIVERSARY.search(pair.b)):
        return True
    ranks_a, ranks_b = dict(_RANK.findall(clause_a)), dict(_RANK.findall(clause_b))
    if any(ranks_a[rank] != ranks_b[rank] for rank in ranks_a.keys() & ranks_b.keys()):
        return True
    for pattern in (_NUMBER, _NAME) if alike or pair.link.score < _SURE else ():
        own_a, own_b = set(pattern.findall(clause_a)), set(pattern.findall(clause_b))
        only_a = {word for word in own_a - own_b if word not in pair.b}
        only_b = {word for word in own_b - own_a if word not in pair.a}
        if only_a and only_b and (alike or not own_a & own_b):
            return True
    return False


def _is_plan_of_past(plan: str, past: str) -> bool:
    """Whether one clause says what is to be and the other what was: a plan may have changed."""
    return bool(_PLANNED.search(plan) and not _PLANNED.search(past) and _PAST.search(past))


def _clause(sentence: str, moment: Moment) -> str:
    """The words of the clause before and after `moment`, without those of the date."""
    before, after = sentence[: moment.span.start], sentence[moment.span.end :]
    return f"{CLAUSE_END.split(before)[-1]} {CLAUSE_END.split(after, maxsplit=1)[0]}"


def _near(sentence: str, moment: Moment) -> frozenset[str]:
    """Stems of the nearest words of content before `moment` in its clause."""
    before = _words(CLAUSE_END.split(sentence[: moment.span.start])[-1])
    return frozenset([stem(word) for word in before if word not in STOP_WORDS][-_NEAREST:])


def _context(sentence: str, moment: Moment) -> frozenset[str]:
    before, after = _words(sentence[: moment.span.start])[-_AROUND:], _words(sentence[moment.span.end :])[:_AROUND]
    return frozenset(stem(word) for word in (*before, *after) if word not in STOP_WORDS)


def _content(sentence: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _words(sentence) if word not in STOP_WORDS)


def _words(text: str) -> list[str]:
    return [match[0].lower() for match in _TOKEN.finditer(text)]


def normal(moment: Moment) -> str | None:
    """The times that a moment may be, e.g. "2026-05-12" or "2026-05-12 to 2026-05-18"; a time of day as "19:15"."""
    if moment.minute is not None:
        zone = f" UTC{moment.zone / 60:+.4g}" if moment.zone is not None else ""
        return f"{moment.minute // 60:02}:{moment.minute % 60:02}{zone}"
    if not moment.intervals:
        return None
    return " or ".join(_shown(start, end, moment.grain) for start, end in moment.intervals)


def _shown(start: float, end: float, grain: str) -> str:
    first, last = (datetime.fromtimestamp(hours * 3600, UTC) for hours in (start, end - 0.01))
    if grain == "part of day":
        return f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"
    return f"{first:%Y-%m-%d}" if first.date() == last.date() else f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
