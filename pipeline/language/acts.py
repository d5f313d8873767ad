"""The acts that a sentence tells, word by word: which words are verbs, what is said to be done, in which voice."""

from __future__ import annotations

import re
from bisect import bisect_left

from pipeline.language.attribution import grammar
from pipeline.language.country_words import COUNTRY_OF, PEOPLE_OF
from pipeline.language.lemmas import Word
from pipeline.language.polarity import ASSERTED, Polarity
from pipeline.language.polarity_words import SAME_ACT
from pipeline.language.quantity_words import MONTHS, SMALL_NUMBERS

COLOURLESS = frozenset(
    """be have do make take get give receive go come put keep let see find hold become say tell add claim report
    allegation suggestion accusation assertion rumor rumour charge statement comment fact idea notion way thing part
    time day year week month people monday tuesday wednesday thursday friday saturday sunday ever any insist""".split()
)
"""Dictionary forms that tell no act and no thing of their own."""
_PAST_FORMS = frozenset(
    """paid said told met sold bought lost won sent left built held shown gave given took taken knew known rang began
    begun broke broken brought caught chose chosen came drew drawn drove driven fell fallen felt fought found flew flown
    forgot got went gone grew grown heard hid hidden hit kept laid led let made meant put quit ran saw seen sought shot
    shut spoke spoken spent stood stole stolen struck swore sworn taught thought threw thrown understood wore worn wrote
    written withdrew withdrawn""".split()
)
_DONE_TO = frozenset("designed meant intended aimed moved used managed agreed forced began continued".split())
_DO = frozenset("do does did don't doesn't didn't will won't can cannot can't could to".split())
_BETWEEN = frozenset("not never also then ever only even already reportedly allegedly".split()) | grammar.ADVERBS
_DENYING = frozenset("denied denies deny denying".split())
LIGHT = frozenset("make give take receive have do get be".split())
"""Dictionary forms of verbs that leave the act to a noun: "made no payment"."""
DAYS = (grammar.WEEKDAYS | frozenset(MONTHS.lower().split("|"))) - {"may"}
"""Weekdays and months, in lower case; "may" is too often a verb."""
_NUMBERS = frozenset(SMALL_NUMBERS.split("|"))
ACT: dict[str, int] = {word: number for number, row in enumerate(SAME_ACT) for word in row.split()}
"""Dictionary form -> the number of the act that it tells: verbs of one row of SAME_ACT tell one."""
ONE_ACT = {word: frozenset(other for other, number in ACT.items() if number == ACT[word]) for word in ACT}
"""Dictionary form -> those that tell the same act."""
GENERIC = frozenset(
    """company firm government ministry official spokesman spokeswoman spokesperson group police authority office agency
    man woman person people lawyer attorney minister president late supplier""".split()
)
"""Subjects that another sentence may well call by name."""
_AIM_WITHIN = 3
_CONDITION = re.compile(r"\bon (?:the )?condition\b|\bprovided that\b|\bunless\b")
_NOT_YET = frozenset("before until unless if whether".split())
_HARDLY = frozenset("nearly almost hardly barely".split())
_NOUNS = re.compile(r"(?:[ts]ions|ments|[ae]nces|ities|[a-z]{3}ings)$")
_BE_OF_PASSIVE = grammar.BE | {"wasn't", "weren't", "isn't", "aren't", "got"}


def is_verb(read: Polarity, i: int) -> bool:
    """Whether a word is a verb that tells an act, by its form and the words beside it."""
    word, text = read.words[i], read.words[i].text
    before = next((w.text for w in reversed(read.words[:i]) if w.text not in _BETWEEN), "")
    after = read.words[i + 1].text if i + 1 < len(read.words) else ""
    if before in grammar.DETERMINERS | grammar.POSSESSIVES | grammar.PREPOSITIONS - {"to"}:
        return False
    if text.endswith("ing"):
        return before in grammar.BE or before in _DENYING
    if (word.lemma != text and text.endswith(("ed", "en"))) or text in _PAST_FORMS:
        return True
    if word.lemma != text and text.endswith("s"):
        if _NOUNS.search(text):
            return False
        return after in grammar.DETERMINERS | grammar.PREPOSITIONS | grammar.POSSESSIVES
    return before in _DO or before in grammar.PERSONAL


def is_predicate(read: Polarity, i: int) -> bool:
    """Whether a word that is no verb says of the subject what it is: "is clear", "was not present"."""
    before = [word.text for word in read.words[max(0, i - 3) : i] if word.text not in _BETWEEN]
    after = read.words[i + 1].text if i + 1 < len(read.words) else ""
    is_last = after in grammar.PREPOSITIONS | grammar.CONJUNCTIONS | grammar.SUBORDINATORS or after == ""
    return bool(before) and before[-1] in _BE_OF_PASSIVE and read.words[i].is_content and is_last


def is_asserted(yes: Polarity, i: int) -> bool:
    """Whether an act is said to have been done: not behind "to", but for "managed to", "meant to" and the like."""
    before = [word.text for word in yes.words[max(0, i - 2) : i]]
    denies = any(denial.cue.overlaps(yes.words[i].span) for denial in yes.denials)  # "failed to"
    if denies or is_conditional(yes, i):
        return False
    return yes.signs[i] == ASSERTED and (before[-1:] != ["to"] or before[0] in _DONE_TO)


def is_conditional(read: Polarity, i: int) -> bool:
    """Whether an act hangs on another: "before she testifies", "will appear on the condition that", "nearly fell"."""
    text = read.words[i].text
    opening = read.words[bisect_left(read.clauses, read.clauses[i])].text
    is_past = text.endswith("ed") or text in _PAST_FORMS
    return (
        (opening in _NOT_YET and not (opening == "before" and is_past))
        or bool(_CONDITION.search(" ".join(word.text for word in read.words[i + 1 :])))
        or not _HARDLY.isdisjoint(word.text for word in read.words[max(0, i - 2) : i])
    )


def is_done(yes: Polarity, i: int) -> bool:
    """Whether a word tells an act as done: a verb, or the noun of one behind a light verb ("received a warning")."""
    light = any(word.lemma in LIGHT and word.text not in grammar.BE for word in yes.words[max(0, i - 3) : i])
    noun = yes.words[i].lemma in ACT or yes.words[i].lemma != yes.words[i].text
    return is_verb(yes, i) or (light and noun and yes.words[i - 1].text in grammar.DETERMINERS)


def is_one_act(a: Word, b: Word) -> bool:
    """Whether two words tell one act, as the same verb or its noun, or as verbs by which the same may be told."""
    return a.lemma == b.lemma or (a.lemma in ACT and ACT[a.lemma] == ACT.get(b.lemma))


def is_passive(read: Polarity, i: int) -> bool:
    """Whether a verb tells what its subject suffers: behind a form of "be", or before "by"."""
    text = read.words[i].text
    before = [word.text for word in read.words[max(0, i - 3) : i] if word.text not in _BETWEEN]
    after = read.words[i + 1].text if i + 1 < len(read.words) else ""
    return (bool(before) and before[-1] in _BE_OF_PASSIVE and not text.endswith("ing")) or after == "by"


def have_other_days(a: Polarity, i: int, b: Polarity, j: int) -> bool:
    """Whether the clauses of two words name days or months, and none in common: another occurrence."""
    times = [
        {word.text for k, word in enumerate(read.words) if read.clauses[k] == read.clauses[at] and word.text in DAYS}
        for read, at in ((a, i), (b, j))
    ]
    return bool(times[0] and times[1]) and not times[0] & times[1]


def called(word: Word) -> str:
    """The dictionary form of a word; of a country, its people or its seat of power, the country."""
    return COUNTRY_OF.get(word.text) or PEOPLE_OF.get(word.text) or word.lemma


def is_number(text: str) -> bool:
    """Whether a word in lower case is a number, in digits or a small one in letters."""
    return text[0].isdigit() or text in _NUMBERS


def has_other_aim(a: Polarity, i: int, b: Polarity, j: int) -> bool:
    """Whether both verbs aim at an act ("plans to visit") and at another one."""
    aims = [_aim(read, at) for read, at in ((a, i), (b, j))]
    return aims[0] is not None and aims[1] is not None and not is_one_act(aims[0], aims[1])


def _aim(read: Polarity, i: int) -> Word | None:
    """The verb behind the "to" that follows a verb at once or behind whom it concerns."""
    for k in range(i + 1, min(i + 1 + _AIM_WITHIN, len(read.words) - 1)):
        if read.words[k].text == "to" and read.clauses[k] == read.clauses[i]:
            aim = read.words[k + 1]
            return None if aim.has_capital or aim.text in grammar.DETERMINERS | grammar.POSSESSIVES else aim
    return None
