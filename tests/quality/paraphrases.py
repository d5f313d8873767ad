"""Rewordings of a sentence that keep its facts: rounding, units, names by alias or title, order, voice, digits.

Every rule takes a sentence and gives the ways it can be reworded; none where the rule does not apply, or where what
comes out might be no English or no longer the same fact.
"""

import re
from collections.abc import Callable, Iterator

from pipeline.language.attribution.name_words import FEMALE_NAMES, MALE_NAMES
from tests.quality.news_words import ALIASES, DAYS, MONTHS, NUMBER_WORDS, PARTICIPLES
from tests.quality.perturbations import is_bound, quantities

Rule = Callable[[str], Iterator[str]]
_HEDGED = re.compile(
    r"\b(?:about|almost|around|nearly|roughly|some|approximately|estimated|only|just|exactly)\s+(?:a\s+)?$", re.I
)
_BESIDE = re.compile(r"\b(?:a|an|his|her|their|its|these|those|first|last|next|every)\s+$|[#\d]\s*$|[“\"'(]$", re.I)
_ON = re.compile(
    r"\b(?:on|last|next|this|late|early|by|until|since|from|to|and|through|of|earlier|the|for|every|before|after|a"
    r"|previous|following)\s$"
)
_ANY_DAY = "|".join(DAYS)
_WHEN = rf"(?: (?:on )?(?:{_ANY_DAY}))?"
_SCALE = re.compile(r"\s+(?:million|billion|trillion|thousand|hundred|dozen)\b")
_NAME = r"[A-Z][\w.’'-]*[a-z](?: [A-Z][\w.’'-]*[a-z])*"
_DIGITS = {number: word for word, number in NUMBER_WORDS.items()}
_SAID = r"(?:said|says|announced|acknowledged|confirmed|warned)"
_LOWER = frozenset("the a an he she they it we his her their its some many several most in at this that these".split())
_BOUND_UP = re.compile(
    r"\b(?:after|that|who|which|because|shortly|days?|weeks?|months?|years?|hours?)\b|\b(?:comes?|came|part|only|just)$"
)
_TITLED = re.compile(r"Republican$|Democratic|Justice|Health|Energy|Commerce|Arms|Labor|Defense|Committee|Recreation")
_MONTHS = "|".join([*MONTHS, *(f"{month[:3]}\\." for month in MONTHS), "Sept\\."])


# Numbers


def rounding(sentence: str) -> Iterator[str]:
    """ "nearly 70" for 67, "about 1,200" for 1,234, "about 48" for 48.3: less exact, and still right."""
    for match in _plain(sentence):
        written = re.sub(r"[^\d.]", "", match[0])
        if not written:
            continue
        number, sign = float(written), match["sign"]
        if match["part"] and number >= 10 and number % 1 != 0.5:
            about = f"about {sign}{round(number):,}"
        elif match["part"]:
            continue
        elif number > 20 and number % 10 >= 5:
            about = f"nearly {sign}{int(number // 10 * 10 + 10):,}"
        elif number > 20 and number % 10:
            about = f"more than {sign}{int(number // 10 * 10):,}"
        elif number >= 1000 and number % 100:
            about = f"about {sign}{round(number, -2):,.0f}"
        else:
            continue
        yield sentence[: match.start()] + about + sentence[match.end() :]


def _plain(sentence: str) -> Iterator[re.Match[str]]:
    """The numbers that nothing qualifies, and that no other numeral touches."""
    for match in quantities(sentence):
        before, after = sentence[: match.start()], sentence[match.end() :]
        if is_bound(sentence, match) or _HEDGED.search(before) or re.match(r"-|\s*(?:plus|or)\b|\s?/", after):
            continue
        age = re.search(r"(?:, |\bis |\bwas )$", before) and after[:1] in {",", "."}
        if not age and not re.match(rf"\s+(?:{_MONTHS})", after) and not _BESIDE.search(before):
            yield match


def digits(sentence: str) -> Iterator[str]:
    """ "12" for "twelve", "seven" for "7"."""
    for match in quantities(sentence):
        if match[0] in NUMBER_WORDS:
            new = str(NUMBER_WORDS[match[0]])
        elif match[0].isdigit() and int(match[0]) in _DIGITS and int(match[0]) < 13:
            new = _DIGITS[int(match[0])]
        else:
            continue
        if re.match(r"\s?(?:%|per\s?cent)|-|\s+of\s+the", sentence[match.end() :]):
            continue
        if match.start() and not _SCALE.match(sentence[match.end() :]):
            yield sentence[: match.start()] + new + sentence[match.end() :]


def percent(sentence: str) -> Iterator[str]:
    """ "30%" for "30 percent", and the other way round."""
    for pattern, new in ((r"(?<=\d) per\s?cent\b(?!age)", "%"), (r"(?<=\d)%(?!\w)", " percent")):
        if re.search(pattern, sentence):
            yield re.sub(pattern, new, sentence)


def units(sentence: str) -> Iterator[str]:
    """ "5,000 dollars" for "$5,000", "2,500,000" for "2.5 million", "14 days" for "two weeks", "97 kilometers" ..."""
    money = r"\$(\d[\d,.]*\d|\d)((?: (?:thousand|million|billion|trillion))?)(?![\w-]| [A-Za-z]*illion| to | or )"
    for match in re.finditer(money, sentence):
        if not re.search(r"\b(?:a|an|the|his|her|its|their)\s+$", sentence[: match.start()], re.I):
            yield sentence[: match.start()] + f"{match[1]}{match[2]} dollars" + sentence[match.end() :]
    for match in re.finditer(r"(?<![\w.,])(\$?)(\d{1,3}(?:\.\d)?) million\b", sentence):
        yield sentence[: match.start()] + f"{match[1]}{float(match[2]) * 1e6:,.0f}" + sentence[match.end() :]
    for match in re.finditer(r"\b(two|three|four|six) (weeks|years)\b(?!-| (?:ago|old|later|earlier))", sentence):
        number = NUMBER_WORDS[match[1]]
        new = f"{7 * number} days" if match[2] == "weeks" else f"{12 * number} months"
        yield sentence[: match.start()] + new + sentence[match.end() :]
    for match in re.finditer(r"(?<![\w.,])(\d{1,3}(?:,\d{3})*) miles\b", sentence):
        far = 1.609344 * float(match[1].replace(",", ""))
        yield sentence[: match.start()] + f"about {far:,.0f} kilometers" + sentence[match.end() :]
    for match in re.finditer(r"(?<![\w.,-])(?:12|twelve|a dozen)(?= (?!of|other|or)[a-z]+s\b)", sentence):
        if match.start():
            new = "12" if match[0] == "a dozen" else "a dozen"
            yield sentence[: match.start()] + new + sentence[match.end() :]


# Dates


def dates(sentence: str) -> Iterator[str]:
    """ "Jan. 5" for "January 5", "the 5th of January", "on Tuesday" for "Tuesday", "in the year 2014" for "in 2014"."""
    for match in re.finditer(rf"\b({_MONTHS}) (\d{{1,2}})(?![\w-]|, \d{{4}}|:)", sentence):
        before, after = sentence[: match.start()], sentence[match.end() :]
        full = next(month for month in MONTHS if month.startswith(match[1][:3]))
        short = full if match[1] != full else f"{full[:3]}." if len(full) > 5 else ""
        for new in (f"{short} {match[2]}" if short else "", f"{match[2]} {full}"):
            if new:
                yield before + new + after
    for match in re.finditer(rf"(?<=[a-z] )(on )?({_ANY_DAY})(?=[.,]| that\b)", sentence):
        if match[1] or not _ON.search(sentence[: match.start()]):
            yield sentence[: match.start()] + ("" if match[1] else "on ") + match[2] + sentence[match.end() :]
    for match in re.finditer(r"\b(in) ((?:19|20)\d\d)(?=[.,])", sentence):
        yield sentence[: match.start()] + f"in the year {match[2]}" + sentence[match.end() :]


# Names


def aliases(sentence: str) -> Iterator[str]:
    """A body or country by its other name."""
    for one, other in ALIASES:
        for old, new in ((one, other), (other, one)):
            found = re.search(rf"(?<![\w.-]){re.escape(old)}(?![\w-]|\.\w|['’]|-| [A-Z])", sentence)
            if not found or not found.start() or re.search(r"[A-Z]\w* $", sentence[: found.start()]):
                continue
            after = sentence[found.end() :]
            alone = "America" not in (old, new) or not after or after[0] in ".,"
            if alone and not (new.endswith(".") and after in ("", ".")) and not (old.endswith(".") and not after):
                yield sentence[: found.start()] + new + after


def titles(sentence: str) -> Iterator[str]:
    """ "Quist" for "Mr. Quist", "Sen. Ada Quist" or "Ada Quist"."""
    title = r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\.|President|Senator|Representative|Governor|Congressman"
    first = "|".join(name.capitalize() for name in sorted(FEMALE_NAMES | MALE_NAMES))
    name = rf"(?:(?:{title}) )(?:(?:{first}) (?:[A-Z]\. )?)?|(?:{first}) (?:[A-Z]\. )?"
    for match in re.finditer(rf" ({name})(?=[A-Z][a-z]+(?:['’]s)?(?! [A-Z]|-| and [A-Z])\b)", sentence):
        if not re.search(r"\W[A-Z][\w.]*$|\bthe$", sentence[: match.start()]):
            yield sentence[: match.start() + 1] + sentence[match.end() :]


# Order and voice


def speech_order(sentence: str) -> Iterator[str]:
    """ "The mayor said that the bridge is safe." for "The bridge is safe, the mayor said.", and the other way round."""
    quoted = re.fullmatch(rf"“([^“”]+),” ((?:[A-Z]|[Tt]he )[^“”,.]* {_SAID}{_WHEN})\.", sentence)
    if quoted:
        yield f"{_capped(quoted[2])}, “{quoted[1]}.”"
    told = re.fullmatch(rf"([^“”,\"]+), ((?:{_NAME}|the \w+|officials|police) said{_WHEN})\.", sentence)
    if told:
        yield f"{_capped(told[2])} that {_uncapped(told[1])}."
    saying = re.fullmatch(rf"((?:{_NAME}|He|She|The \w+) said{_WHEN}) that ([^“”,\"]+)\.", sentence)
    if saying:
        yield f"{_capped(saying[2])}, {_uncapped(saying[1])}."


def clause_order(sentence: str) -> Iterator[str]:
    """The clause or date that opens a sentence at its end, and the other way round."""
    if re.search(r"—|–|--| - ", sentence):
        return
    opening = (
        r"(?:(?:After|When|While|Although|Because|Before|Since) [^,“”\"]+"
        rf"|(?:On|In) (?:{_ANY_DAY}|(?:19|20)\d\d|(?:{_MONTHS}) \d+|[A-Z][a-z]+))"
    )
    moved = re.fullmatch(rf"({opening}), (?!but |and |or |which |who )([^,“”\"]+)\.", sentence)
    if moved:
        yield f"{_capped(moved[2])} {moved[1][:1].lower()}{moved[1][1:]}."
    closing = re.fullmatch(r"(?!And |But )([^,“”\"]+) ((?:after|because|although) [^,“”\"]+)\.", sentence)
    if closing and not _BOUND_UP.search(closing[1]):
        yield f"{_capped(closing[2])}, {_uncapped(closing[1])}."


def item_order(sentence: str) -> Iterator[str]:
    """ "Marn and Sevrin" for "Sevrin and Marn"."""
    follows = r"(?=[.;]| (?:in|on|at|to|for|from|over|asked|said|have|had|were|are|who|during|after)\b)"
    for match in re.finditer(rf"(?<=[a-z] )({_NAME}) and ({_NAME}){follows}", sentence):
        one, two = match[1], match[2]
        shaped = one.count(" ") == two.count(" ") and not re.search(r"['’]s", match[0])
        listed = re.search(r"[A-Z][\w.]*,? $|\band $|\bboth $", sentence[: match.start()])
        if shaped and not listed and not _TITLED.search(match[0]):
            yield sentence[: match.start()] + f"{two} and {one}" + sentence[match.end() :]


def voice(sentence: str) -> Iterator[str]:
    """The passive: "The bill was passed by the House on Friday." """
    subject = rf"The [a-z]+(?: [a-z]+)?|The (?:House|Senate|[A-Z]\w+)|(?!He |She |They |We ){_NAME}"
    thing = r"(?:the|a|an|his|her|its) (?:[a-z-]+ ){0,3}?[a-z-]+"
    later = rf"(?: (?:(?:on )?(?:{_ANY_DAY})|on|in|after|during|last|for|with|by|earlier)\b[^“”]*)?"
    match = re.fullmatch(rf"({subject}) ({'|'.join(PARTICIPLES)}) ({thing}?)({later})((?:, [^“”]*)?\.)", sentence)
    if match and not re.search(r"\b(?:that|to|of|with|from|in|for|after|on|by|as|and|against|during)\b", match[3]):
        was = "were" if match[3].endswith("s") and not match[3].endswith("ss") else "was"
        passive = f"{_capped(match[3])} {was} {PARTICIPLES[match[2]]}"
        yield f"{passive} by {_uncapped(match[1])}{match[4]}{match[5]}"


def _capped(words: str) -> str:
    return words[:1].upper() + words[1:]


def _uncapped(words: str) -> str:
    """The words as they stand inside a sentence: names keep their capital."""
    first = words.split(" ", 1)[0]
    return words[:1].lower() + words[1:] if first.lower() in _LOWER else words


PARAPHRASES: dict[str, Rule] = {
    "rounding": rounding,
    "digits": digits,
    "percent": percent,
    "units": units,
    "dates": dates,
    "aliases": aliases,
    "titles": titles,
    "speech order": speech_order,
    "clause order": clause_order,
    "item order": item_order,
    "voice": voice,
}
"""Kind of rewording -> its rule."""
