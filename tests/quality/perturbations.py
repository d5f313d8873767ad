"""Changes of one fact in a sentence: a figure, a date, a name, a negation, of which another sentence says the same.

Every rule takes a sentence and the sentence of another outlet that it is aligned with, and gives the ways of changing
the first so that both cannot be right as they stand. It changes only what both sentences hold, once each, and leaves
alone what would be no conflict: a figure behind "at least", a negation in a question, under "if", or in a quotation.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from random import Random

from pipeline.language.attribution.name_words import FEMALE_NAMES, MALE_NAMES, NO_PERSON, TITLES
from tests.quality.news_words import DAYS, FIRST_NAMES, MONTHS, NUMBER_WORDS, PAST, PLACES, RIVALS, SURNAMES

Rule = Callable[[str, str, Random, frozenset[str]], Iterator[str]]
_QUANTITY = re.compile(
    r"(?<![\w.,:/#-])(?P<sign>[$€£]?)(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?"
    r"(?![\w:/]|[.,]\d|-(?!year-old)|\s?(?:a\.?m|p\.?m|o['’]clock)|(?:st|nd|rd|th)\b)"
)
_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(NUMBER_WORDS)})(?![\w-])")
_BOUND = re.compile(
    r"(?:more|fewer|less|greater|higher|lower) than|at (?:least|most)|up to|as (?:many|much|few|high|low) as|over|under"
    r"|between|from|to|or|above|below|exceeding|maximum|minimum|and|by|age|aged|top|number|article|section"
)
_BEFORE = re.compile(rf"(?:^|[\s(])(?:{_BOUND.pattern})\s+(?:a|an|the|about|some|nearly|roughly)?\s*$", re.IGNORECASE)
_AFTER = re.compile(r"(?:\s?%|\s+\w+){0,2}\s+(?:or|to)\s+(?:more|less|fewer|\d|so\b)|\s+(?:of|out of)\s+\d|\s?[-–]")
_MONTH = rf"(?:{'|'.join([*MONTHS, *(month[:3] for month in MONTHS), 'Sept'])})\.?"
_DATED = re.compile(rf"\b{_MONTH}\s+$")
_YEAR = re.compile(r"(?<![\w$€£.,/-])(?:19|20)\d\d(?![\w%]|[.,]\d|-)")
_NAMED_DAY = r"(?<!\bBlack )(?<!\bSuper )(?<!\bGood )(?<!\bNews )"
_DAY = re.compile(rf"(?<![A-Z]\w){_NAMED_DAY}\b(?:{'|'.join(DAYS)})\b(?!\s+[A-Z]|['’]s\s+[A-Z])")
_MONTH_DAY = re.compile(rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?!\w|,\d{{3}}|:|[-–])")
_SMALL = 12
_AROUND = 7


# Figures


def figures(sentence: str, other: str, rng: Random, people: frozenset[str] = frozenset()) -> Iterator[str]:
    """Another number for one that both sentences give, once each, as more or less of nothing."""
    theirs = [_value(match) for match in quantities(other)]
    ours = list(quantities(sentence))
    for match in ours:
        value = _value(match)
        same = [found for found in quantities(other) if _value(found) == value]
        alone = sum(_value(found) == value for found in ours) == 1 and len(same) == 1
        if not alone or is_bound(sentence, match) or is_bound(other, same[0]):
            continue
        if value[1] <= _SMALL and not value[0] and not _same_noun(sentence[match.end() :], other[same[0].end() :]):
            continue
        changed = _other_number(match, rng)
        if changed and all(_same_number(changed, taken) is False for taken in [*theirs, *map(_value, ours)]):
            yield sentence[: match.start()] + changed + sentence[match.end() :]


def quantities(sentence: str) -> Iterator[re.Match[str]]:
    """Numbers in digits or words that are no date, year, ordinal, time, nor part of a name."""
    for match in sorted([*_QUANTITY.finditer(sentence), *_WORD.finditer(sentence)], key=re.Match.start):
        before = sentence[: match.start()]
        named = re.search(r"(?<=\w\s)[A-Z][\w.]*\s+$", before)
        if not (_YEAR.fullmatch(match[0]) or named or _DATED.search(before)):
            yield match


def is_bound(sentence: str, match: re.Match[str]) -> bool:
    """Whether the number says only "at least", "up to", "from ... to", so that another may be right too."""
    return bool(_BEFORE.search(sentence[: match.start()]) or _AFTER.match(sentence[match.end() :]))


def _value(match: re.Match[str]) -> tuple[str, float]:
    """Currency sign and number; millions are told apart by the sentence, in which the word follows for both."""
    if match.re is _WORD:
        return "", float(NUMBER_WORDS[match[0]])
    return match["sign"], float(match["number"].replace(",", "") + (match["part"] or ""))


def _same_number(written: str, value: tuple[str, float]) -> bool:
    number = NUMBER_WORDS.get(written) or float(re.sub(r"[^\d.]", "", written))
    return abs(number - value[1]) < 1e-9


def _same_noun(after: str, other_after: str) -> bool:
    """Whether one of the next three words is the same: "two men" and "two tall men", not "two men" and "two days"."""
    nouns, others = (set(_stems(text.split()[:3])) for text in (after, other_after))
    return bool(nouns & others)


def _stems(words: list[str]) -> Iterator[str]:
    for word in words:
        letters = re.sub(r"\W", "", word).lower()
        if len(letters) > 3 and letters not in {"million", "billion", "percent", "other", "more"}:
            yield letters[:5]


def _other_number(match: re.Match[str], rng: Random) -> str:
    """A number of the same shape, at least four tenths off; none for 1, whose noun would not fit."""
    if match.re is _WORD:
        value = NUMBER_WORDS[match[0]]
        fitting = [word for word, number in NUMBER_WORDS.items() if _far(number, value) and _alike(number, value)]
        return rng.choice(fitting) if fitting else ""
    digits, part = match["number"].replace(",", ""), match["part"] or ""
    value = int(digits)
    step = 10 ** max(0, len(digits) - len(digits.rstrip("0")) if value else 0)
    if value < 2 and not part:
        return ""
    percent = re.match(r"\s?(?:%|per\s?cent)", match.string[match.end() :])
    upper = 100 if percent and value <= 100 else 10 * value + 20
    choices = [
        new
        for new in range(step, min(upper, 3 * value + 8 * step), step)
        if _far(new, value) and new > 1 and new % (10 * step) and len(str(new)) == len(digits)
    ]
    if not choices:
        return ""
    new = rng.choice(choices)
    grouped = f"{new:,}" if "," in match["number"] else str(new)
    if match.string[: match.start()].endswith("an "):
        return ""
    return match["sign"] + grouped + part


def _far(new: int, old: float) -> bool:
    return abs(new - old) > 0.4 * max(new, old)


def _alike(new: int, old: int) -> bool:
    return new > 1 and old > 1 and (new % 10 == 0) == (old % 10 == 0)


# Dates


def dates(sentence: str, other: str, rng: Random, people: frozenset[str] = frozenset()) -> Iterator[str]:
    """Another weekday, day of the month or year for the only one that each of the two sentences names."""
    for pattern, renamed in ((_DAY, _other_day), (_MONTH_DAY, _other_date), (_YEAR, _other_year)):
        ours, theirs = (list(pattern.finditer(text)) for text in (sentence, other))
        if len(ours) != 1 or len(theirs) != 1 or _is_span(ours[0]) or _is_span(theirs[0]):
            continue
        if _same_date(ours[0], theirs[0]) and _around(ours[0]) & _around(theirs[0]):
            yield sentence[: ours[0].start()] + renamed(ours[0], rng) + sentence[ours[0].end() :]


def _is_span(match: re.Match[str]) -> bool:
    """Whether the date bounds a stretch of time, so that another date may be right too: "since 2009"."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    bounded = re.search(r"\b(?:since|until|till|by|before|after|from|to|through|between|and|than)\s+$", before, re.I)
    return bool(bounded or re.match(r"['’]s|\s+(?:and|or|to|through|until)\b|\s?[-–/]", after))


def _around(match: re.Match[str]) -> set[str]:
    """Stems of the words around it: a Friday on which two different things happened has few in common."""
    before, after = match.string[: match.start()].split()[-_AROUND:], match.string[match.end() :].split()[:_AROUND]
    return set(_stems(before + after))


def _same_date(one: re.Match[str], other: re.Match[str]) -> bool:
    if one.re is _MONTH_DAY:
        return one["month"][:3] == other["month"][:3] and int(one["day"]) == int(other["day"])
    return one[0] == other[0]


def _other_day(match: re.Match[str], rng: Random) -> str:
    return rng.choice([day for day in DAYS if day != match[0]])


def _other_date(match: re.Match[str], rng: Random) -> str:
    days = [day for day in range(1, 29) if abs(day - int(match["day"])) > 2]
    return f"{match['month']} {rng.choice(days)}"


def _other_year(match: re.Match[str], rng: Random) -> str:
    return str(int(match[0]) - rng.choice((1, 2, 3, 5)))


# Names

_TITLE = "|".join(sorted((title.capitalize() for title in TITLES), key=len, reverse=True))
_FIRST = "|".join(sorted((name.capitalize() for name in FEMALE_NAMES | MALE_NAMES), key=len, reverse=True))


def names(sentence: str, other: str, rng: Random, people: frozenset[str] = frozenset()) -> Iterator[str]:
    """Another person, place or body for one that both sentences name. `people` are surnames known from the articles."""
    named = people | surnames(sentence) | surnames(other)
    for surname in sorted(name for name in named if name in sentence and name in other):
        mention = _mention(surname)
        if mention.search(sentence) and mention.search(other) and not _within_name(sentence, surname):
            first, last = rng.choice(FIRST_NAMES), rng.choice(SURNAMES)
            yield mention.sub(lambda m, f=first, s=last: f"{m['title']}{f + ' ' if m['first'] else ''}{s}", sentence)
    for kind in PLACES:
        for place in kind:
            if all(len(re.findall(_place(place), text)) == 1 for text in (sentence, other)):
                free = [new for new in kind if new not in sentence and new not in other]
                yield re.sub(_place(place), rng.choice(free), sentence)
    for one, two in RIVALS:
        for name, rival in ((one, two), (two, one)):
            named = rf"(?<![\w-]){name}(?![\w-]| [A-Z]| of )"
            if re.search(named, sentence) and re.search(named, other) and rival not in sentence + other:
                yield re.sub(named, rival, sentence)


def surnames(text: str) -> frozenset[str]:
    """The last words of names that a title or a common first name begins; none of "Justice Department"."""
    found = set()
    for match in re.finditer(r"\b([A-Z][a-z]+)\.?((?: [A-Z]\.)?) ([A-Z][\w'’-]*[a-z])\b(?! [A-Z])", text):
        lower = match[1].lower()
        last = match[3].removesuffix("'s").removesuffix("’s")
        if lower in FEMALE_NAMES | MALE_NAMES or (lower in TITLES and not match[2]):
            found.add(last)
    no_names = {*MONTHS, *DAYS} | {word.capitalize() for word in TITLES | NO_PERSON}
    return frozenset(name for name in found if len(name) > 2 and name not in no_names)


@lru_cache(maxsize=4096)
def _mention(surname: str) -> re.Pattern[str]:
    """The surname with what stands before it of the name; a title stays."""
    title, first = rf"(?:(?:{_TITLE})\.? )*", rf"(?:(?:{_FIRST})(?: [A-Z][\w.]*)? )?"
    return re.compile(rf"(?<![#@\w])(?P<title>{title})(?P<first>{first}){re.escape(surname)}\b(?!-| of )")


def _within_name(sentence: str, surname: str) -> bool:
    """Whether it belongs to the name of something else ("Quist Tower", "the Quist-Marn bill") or a list of words."""
    known = {word.capitalize() for word in FEMALE_NAMES | MALE_NAMES | TITLES}
    for match in re.finditer(rf"([\w.-]+ )?([\w.-]+ )?\b{re.escape(surname)}\b(\S*)(?: (\S+))?", sentence):
        before = (match[2] or match[1] or "").strip().rstrip(".")
        later = match[4] or ""
        initial = len(before) == 1
        first_word = match.start(2 if match[2] else 1) == 0
        if before[:1].isupper() and before not in known and not initial and not first_word:
            return True
        if (not match[3] and later[:1].isupper()) or match[3].startswith("-"):
            return True
    return False


def _place(place: str) -> str:
    """The place behind a preposition, and in no longer name."""
    return rf"(?:(?<=\b(?:in|to|of|at) )|(?<=\bfrom )){place}(?![\w-]|['’]s [A-Z]|,? [A-Z])"


# Negation

_AUX = re.compile(r"(?<=\w )(?P<aux>is|are|was|were|will|has|have|had)(?P<not> not|n['’]t)? (?P<verb>\w+)")
_PERFECT = frozenset(("has", "have", "had"))
_PARTICIPLES = ("ed", "en", "wn", "ne", "ade", "aid", "ught", "won", "lost", "left", "met", "come", "become")
_TOLD = re.compile(
    rf"(?:[A-Z][\w.’']*|\b\w+s|\b[hH]e|\b[sS]he|\b[tT]hey|\bcourt|\bpolice|\bman|\bwoman) (?P<verb>{'|'.join(PAST)})\b"
)
_LIMITED = re.compile(
    r"\s+(?:by|no|not|nothing|never|neither)\b|(?:\s+\w+){0,5}\s+(?:only|just|until|unless|no|nothing)\b"
)
_BARRED = frozenset(
    "only just also even always more most as so to no never nothing likely still yet the a an have been being".split()
)
_OPEN = r"may|might|could|would|should|can|hope\w*|wish\w*|fear\w*|want\w*|expect\w*|potential\w*|possibl\w*|plan\w*"
_CLAUSE = re.compile(
    r"\b(?:if|whether|unless|until|before|when|while|after|as|because|though|although|who|which|that|than|what|how|why"
    rf"|no|nor|neither|none|never|nobody|nothing|hardly|few|little|without|to|{_OPEN})\b[^,;.]*$",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:not|no|never|nor|without|denied|den(?:y|ies)|refus\w*|fail\w*|reject\w*|only|just|if|whether|until"
    rf"|{_OPEN})\b|n['’]t\b",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"\w+ly")


def negations(sentence: str, other: str, rng: Random, people: frozenset[str] = frozenset()) -> Iterator[str]:
    """The main verb that both sentences hold denied, or no longer denied."""
    if "?" in sentence or _DENIES.search(other):
        return
    verbs = {word.lower()[:5] for word in re.findall(r"\w+", other) if len(word) > 3}
    for match in _AUX.finditer(sentence):
        before, verb = sentence[: match.start("aux")], match["verb"].lower()
        apart = _is_apart(before, sentence[match.end() :]) or verb in _BARRED or bool(_ADVERB.fullmatch(verb))
        if apart or verb[:5] not in verbs or (match["aux"] in _PERFECT and not verb.endswith(_PARTICIPLES)):
            continue
        aux = match["aux"] if match["not"] else f"{match['aux']} not"
        yield before + aux + sentence[match.start("verb") - 1 :]
    for match in _TOLD.finditer(sentence):
        before, verb = sentence[: match.start("verb")], match["verb"]
        after = sentence[match.end() :]
        if after[:1] not in {".", ",", ";"} and not _is_apart(before, after) and verb[:5] in verbs:
            yield before + f"did not {PAST[verb]}" + after


def _is_apart(before: str, after: str) -> bool:
    """Whether a verb stands in a subordinate clause, in a quotation, under another negation or beside "only"."""
    quoted = before.count("“") > before.count("”") or before.count('"') % 2 == 1
    return bool(quoted or _CLAUSE.search(before) or _LIMITED.match(after))


CHANGES: dict[str, Rule] = {"figure": figures, "date": dates, "name": names, "negation": negations}
"""Kind of change -> its rule."""
