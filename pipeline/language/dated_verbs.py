"""The verb that a date belongs to, found by nearness: "voted on Tuesday", "on Tuesday the house voted"."""

from __future__ import annotations

import re

from pipeline.language.attribution.words import VERBS
from pipeline.language.dates import Moment
from pipeline.language.figures import singular

SAID = "say"
"""Stands for every verb of saying."""
CLAUSE_END = re.compile(
    r"[;:()“”\"—―]|,\s|\.\s|\s-{1,2}\s|\b(?:while|but|after|before|when|that|which|who|as|where|because)\b"
)
_NEAR = 7
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_IRREGULAR = {
    past: base
    for base, pasts in {
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
_ALSO_DONE = frozenset({"fire", "open", "release", "publish", "pass", "issue", "launch", "cut", "close", "sign"})
"""Verbs of saying that in news are mostly of doing."""
_NO_VERB = frozenset(
    "united during according including morning evening building meeting hearing briefing ruling shooting nothing "
    "something anything everything spring king thing wing ring being need speed breed seed indeed hundred red bed "
    "unprecedented limited".split()
)


def dated_verb(sentence: str, moment: Moment) -> str:
    """Stem of the verb nearest before `moment` in its clause, else after it; SAID for one of saying, "" for none."""
    before = CLAUSE_END.split(sentence[: moment.span.start])[-1]
    after = CLAUSE_END.split(sentence[moment.span.end :].lstrip(", "), maxsplit=1)[0]
    for word in (*reversed(_words(before)[-_NEAR:]), *_words(after)[:_NEAR]):
        verb = VERBS.get(word)
        if verb and verb.act == "speech" and verb.form not in {"base", "ing"} and verb.lemma not in _ALSO_DONE:
            return SAID
        if word in _IRREGULAR:
            return stem(_IRREGULAR[word])
        if word.endswith(("ed", "ing")) and len(word) > 4 and word not in _NO_VERB:
            return stem(word)
    return ""


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
