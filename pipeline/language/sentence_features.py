"""What the wording of an English sentence tells of its kind: a question, a judgement, a plan, a fact with figures.

The word lists are this project's own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

_EVALUATIVE = frozenset(
    "good bad better best worse worst great greatest terrible horrible awful wrong right absurd ridiculous shameful "
    "disgrace disgraceful stupid foolish dangerous important remarkable remarkably stunning shocking sad sadly tragic "
    "tragically fortunate fortunately unfortunate unfortunately brilliant perfect perfectly beautiful ugly hypocrite "
    "hypocrites hypocrisy hypocritical evil moral morally immoral serious hard easy difficult impossible interesting "
    "strange odd weird fun nonsense folly mess disaster fair unfair smart reckless cynical pathetic naive outrage "
    "outrageous extraordinary worthy troubling laughable essential crucial vital valuable powerful weak cruel honest "
    "honestly decent proud brave cowardly truth lesson reality surprising surprisingly clearly obvious obviously "
    "indeed "
    "simply just merely really very so too quite inevitable inevitably certainly undoubtedly somehow apparently "
    "frankly".split()
)
_PAST = frozenset(
    "was were had did went came took made got gave won lost met left began held found kept brought sent saw led became "
    "rose fell ran spent built shot said told".split()
)
_WORDS = {
    "I": "i me my mine myself i'm i've i'd i'll",
    "we": "we us our ours ourselves let's we're we've we'd we'll",
    "you": "you your yours yourself you're you've you'd you'll",
    "obligation": "should must ought shall need needs",
    "speculation": "would could may might can perhaps maybe probably possibly likely unlikely surely presumably seem "
    "seems "
    "seemed seemingly suppose imagine hopefully wonder if",
    "belief": "think believe feel hope guess know suspect want like agree",
    "saying": "said says told tells according announced reported reports tweeted wrote asked added argued claimed "
    "called "
    "warned denied testified confirmed insisted noted explained stated",
    "change": "doubled tripled rose risen fell fallen dropped cut raised increase increased reduce reduced decline "
    "declined grew grown shrunk more less fewer highest lowest largest record up down",
    "deed": "voted vetoed passed signed opposed supported proposed promised refused blocked repealed abolished banned "
    "approved rejected ruled sued charged indicted arrested elected appointed resigned fired killed hired",
    "number word": "two three four five six seven eight nine ten eleven twelve dozen dozens twice half third quarter "
    "hundred hundreds thousand thousands million millions billion billions trillion trillions",
    "amount": "percent cent million billion trillion",
    "date": "monday tuesday wednesday thursday friday saturday sunday january february april june july august "
    "september "
    "october november december yesterday today tonight",
}
_LISTS = {name: frozenset(words.split()) for name, words in _WORDS.items()}
_PATTERNS = {
    "question mark": re.compile(r"\?"),
    "ends with a question mark": re.compile(r"\?[\"'”’)\]]{0,3}\Z"),
    "ends with an exclamation mark": re.compile(r"![\"'”’)\]]{0,3}\Z"),
    "ends with a colon": re.compile(r":\Z"),
    "ends as a sentence": re.compile(r"[.!?…][\"'”’)\]]{0,3}\Z"),
    "ellipsis": re.compile(r"…|\.\.\."),
    "have to": re.compile(r"\b(?:has|have|got) to\b"),
    "future": re.compile(r"\bwill\b|\bwon['’]t\b|\bgoing to\b|\bgonna\b|['’]ll\b"),
    "quotation mark": re.compile(r"[“”\"]|(?<!\w)['‘][^'’]{8,600}['’]"),
    "digit": re.compile(r"\d"),
    "sign of an amount": re.compile(r"[%$£€]"),
    "year": re.compile(r"\b(?:19|20)\d\d\b"),
    "dash": re.compile(r"—| [-–] |--"),
    "bar": re.compile(r"\|"),
    "parenthesis": re.compile(r"\("),
    "begins with a quotation mark": re.compile(r"\A[“\"‘']"),
    "begins with a connective": re.compile(
        r"\A[\"“‘']?(?:And|But|So|Yet|Because|Or|Still|Now|Well|Yes|No|Indeed|Perhaps|Maybe|Let|If|Instead)\b"
    ),
    "begins with a pointer": re.compile(r"\A[\"“‘']?(?:Here|There|This|That|It|These|Those)\b"),
    "begins with a small letter": re.compile(r"\A[a-z]"),
}
_MEASURED = (
    "evaluative", "evaluative words", "past tense", "name", "names", "figures", "length", "up to five words",
    "up to nine words", "capitals", "mostly capitals",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]|\b[A-Z]{2,5}\b")
_FIGURE = re.compile(r"\d{1,20}")
_LONGEST = 1000
"""Characters read of a sentence: longer ones are flattened pages."""

FEATURES = (*_LISTS, *_PATTERNS, *_MEASURED)
"""The features' names, in their order."""


def sentence_features(sentences: Sequence[str]) -> np.ndarray:
    """The FEATURES of each of `sentences`: float32, 0 to about 1, shape (sentences, features)."""
    return np.array([_features(sentence) for sentence in sentences], dtype=np.float32).reshape(-1, len(FEATURES))


def _features(sentence: str) -> list[float]:
    sentence = " ".join(sentence[:_LONGEST].split())
    words = [word.replace("’", "'").lower() for word in _WORD.findall(sentence)]
    known = set(words)
    return [
        *(float(not known.isdisjoint(listed)) for listed in _LISTS.values()),
        *(float(pattern.search(sentence) is not None) for pattern in _PATTERNS.values()),
        *_measured(sentence, words),
    ]


def _measured(sentence: str, words: Sequence[str]) -> list[float]:
    pieces = sentence.split()
    evaluative = sum(word in _EVALUATIVE for word in words)
    names, figures = len(_NAME.findall(sentence)), len(_FIGURE.findall(sentence))
    capitals = sum(piece[0].isupper() for piece in pieces) / max(1, len(pieces))
    return [
        float(evaluative > 0),
        min(3, evaluative) / 3,
        float(any(word in _PAST or (len(word) > 4 and word.endswith("ed")) for word in words)),
        float(names > 0),
        min(4, names) / 4,
        min(4, figures) / 4,
        math.log(max(1, len(pieces))) / 4,
        float(len(pieces) <= 5),
        float(len(pieces) <= 9),
        capitals,
        float(capitals > 0.6),
    ]
