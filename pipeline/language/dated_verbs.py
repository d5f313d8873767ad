"""What a date belongs to, by nearness: a verb ("voted on Tuesday") or a noun ("Tuesday's vote", "the 2016 vote")."""

from __future__ import annotations

import re
from itertools import takewhile

from pipeline.language.attribution.words import VERBS
from pipeline.language.dates import Moment, whole_year
from pipeline.language.figures import singular
from pipeline.language.quantity_words import STOP_WORDS
from pipeline.records import Span

SAID = "say"
"""Stands for every verb of saying."""
CLAUSE_END = re.compile(
    r"[;:()“”\"—―]|,\s|(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|Jr))(?<!\b(?:Mrs|Sen|Rep|Gov|Gen|Lt\.))\.\s|\s-{1,2}\s"
    r"|\b(?:while|but|after|before|when|that|which|who|as|where|because)\b"
)
_NEAR = 12
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_IRREGULAR = {
    past: base
    for base, pasts in {
        "air": "airs",
        "begin": "began begun begins", "break": "broke broken", "bring": "brought", "build": "built", "buy": "bought",
        "catch": "caught", "come": "came", "cut": "cut", "die": "dies died", "draw": "drew drawn", "end": "ends ended",
        "expire": "expires", "fall": "fell fallen", "fight": "fought", "find": "found", "fly": "flew flown",
        "get": "got", "give": "gave given", "go": "went gone", "grow": "grew grown", "hear": "heard",
        "hit": "hit", "hold": "held holds hold", "hurt": "hurt", "keep": "kept", "lead": "led leads",
        "leave": "left leave leaves",
        "lose": "lost", "make": "made", "meet": "met meet meets", "open": "opens open", "pay": "paid",
        "put": "put", "quit": "quit", "rise": "rose risen", "run": "ran", "see": "saw seen", "sell": "sold",
        "send": "sent", "set": "set", "shoot": "shot", "shut": "shut", "sign": "signs", "sink": "sank sunk",
        "sit": "sat", "speak": "spoke spoken", "spend": "spent", "spread": "spread", "stand": "stood",
        "start": "starts start", "steal": "stole stolen", "strike": "struck", "sweep": "swept",
        "swear": "sworn swore",
        "take": "took taken takes", "throw": "threw thrown", "win": "won", "withdraw": "withdrew withdrawn",
        "bear": "born", "vote": "vote votes", "visit": "visit visits", "arrive": "arrive arrives",
        "close": "closes close",
        "resign": "resign resigns", "return": "return returns", "face": "faces",
    }.items()
    for past in (base, *pasts.split())
}  # fmt: skip
NOUNS_OF_SAYING = frozenset(
    "statement statements remark remarks interview interviews speech tweet tweets announcement comments".split()
)
_GIVES = frozenset(("publish", "mak", "giv", "deliver", "post"))
"""Verbs that with a noun of saying tell that something was said: "issued a statement", "gave a speech"."""
_GIVEN = NOUNS_OF_SAYING - {"interview", "interviews"}
"""What was said in an interview was said before it is published."""
_IS_ATTRIBUTE = re.compile(r"\|['’]s\s|(?:['’]s?|\b(?:the|a|an|his|her|its|their))\s\|,?\s\w", re.IGNORECASE)
"""A date ("|") that belongs to the noun behind it: "Sunday's vote", "the May 5 attack", "his Tuesday speech"."""
_NAMED_YEAR = re.compile(r"(?<![\w-])(?P<year>(?:1[5-9]|20)\d\d)\s(?P<nouns>(?:[A-Za-z-]+\s?){1,4})")
_VOTES = dict.fromkeys(("election", "elections", "race", "races", "campaign", "campaigns"), "election")
_FROM = frozenset({"in", "at", "during"})
_SAME_ACT = (
    ("pass", "approv", "adopt", "enact"), ("fir", "sack", "oust"), ("publish", "releas", "issu"), ("begin", "start"),
    ("defeat", "beat"), ("swear", "inaugurat"), ("arrest", "detain"),
)  # fmt: skip
"""Stems of verbs that tell of one act."""
_ALSO_DONE = frozenset("fire approve open order release publish pass issue launch cut close sign".split())
"""Verbs of saying that in news are mostly of doing."""
_NO_VERB = frozenset(
    "united during according including morning evening building meeting hearing briefing ruling shooting nothing "
    "something anything everything spring king thing wing ring being need speed breed seed indeed hundred red bed "
    "unprecedented limited tried sought trying seeking".split()
)


def dated_verb(sentence: str, moment: Moment) -> str:
    """Stem of the verb nearest before `moment` in its clause, else after it; SAID for one of saying, "" for none."""
    before = CLAUSE_END.split(sentence[: moment.span.start])[-1]
    after = CLAUSE_END.split(sentence[moment.span.end :].lstrip(", "), maxsplit=1)[0]
    words_before, words_after = _words(before)[-_NEAR:], _words(after)[:_NEAR]
    if words_after and _IS_ATTRIBUTE.search(f"{sentence[: moment.span.start]}|{sentence[moment.span.end :]}"):
        return SAID if words_after[0] in NOUNS_OF_SAYING else stem(words_after[0])
    for place, word in (*reversed([*enumerate(words_before)]), *enumerate(words_after, len(words_before))):
        words, following = (words_before + words_after)[:place], (words_before + words_after)[place + 1 : place + 2]
        if _says(word, words) or (word in NOUNS_OF_SAYING and not _FROM.isdisjoint(words[-3:])):
            return SAID
        verb = _verb(word)
        if verb == "begin" and following and following[0].endswith("ing"):
            verb = _verb(following[0])
        if verb in _GIVES and not _GIVEN.isdisjoint(words_before + words_after):
            return SAID
        if verb:
            return verb
    return ""


def _verb(word: str) -> str:
    """Stem of `word` if it looks like a verb in the past or an -ing form, that of one act for all; else ""."""
    if word in _IRREGULAR:
        return _same(stem(_IRREGULAR[word]))
    is_verb = word.endswith(("ed", "ing")) and len(word) > 4 and word not in _NO_VERB and "-" not in word
    return _same(stem(word)) if is_verb else ""


def named_years(sentence: str) -> list[tuple[Moment, frozenset[str]]]:
    """The years that stand before a noun ("the 2016 election"), each with the stems of the words that follow it."""
    found = []
    for match in _NAMED_YEAR.finditer(sentence):
        nouns = list(takewhile(lambda word: word not in STOP_WORDS, _words(match["nouns"])))
        if nouns:
            number = int(match["year"])
            year = Moment(Span(*match.span("year")), "year", "of", (whole_year(number),), year=number)
            found.append((year, frozenset(_VOTES.get(noun, stem(noun)) for noun in nouns)))
    return found


def _says(word: str, before: list[str]) -> bool:
    """Whether `word` is a form of a verb of saying; a bare form only behind "to"."""
    verb = VERBS.get(word)
    if verb is None or verb.act != "speech" or verb.lemma in _ALSO_DONE:
        return False
    return verb.form != "base" or before[-1:] == ["to"]


def _same(verb: str) -> str:
    return next((verbs[0] for verbs in _SAME_ACT if verb in verbs), verb)


def stem(word: str) -> str:
    """`word` without the endings of number and tense, by rule: "leaving", "leaves" and "leave" are one."""
    word = singular(word)
    for ending in ("ing", "ed", "es", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls" else word
    return word


def _words(text: str) -> list[str]:
    return [match[0].lower() for match in _TOKEN.finditer(text)]
