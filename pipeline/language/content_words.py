"""The words of a sentence that carry its content, cut to what inflection leaves alone."""

from __future__ import annotations

import re

from pipeline.language.quantity_words import STOP_WORDS

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDING = re.compile(r"(?:'s|s'|ies|ied|ing|ed|es|s|e|y)$")
_SHORTEST_STEM = 3
_STOP_WORDS = STOP_WORDS | frozenset(
    """i we you me us my our your him himself herself themselves itself am can could may might must shall should do does
    did doing done get got getting make made makes making take took taken takes being having how why what like
    again still even very much many such own same so too once few nor off yet really upon ever never always however
    later earlier today yesterday monday tuesday wednesday thursday friday saturday sunday mr mrs ms told tell
    reported added""".split()
)
_IRREGULAR = {
    form: base
    for forms, base in (
        ("died dies dead death deaths dying", "die"), ("left leaves leaving", "leav"), ("fled flees", "flee"),
        ("went goes gone going", "go"), ("won wins winning", "win"), ("lost loses losing loss", "los"),
        ("fell fallen falling", "fall"), ("rose risen rising", "ris"), ("began begun", "begin"),
        ("broke broken", "break"), ("shot shooting shootings", "shoot"), ("struck", "strik"), ("paid", "pay"),
        ("met meeting", "meet"), ("held", "hold"), ("sold", "sell"), ("bought", "buy"), ("fought", "fight"),
        ("ran running", "run"), ("came", "com"), ("gave given", "giv"), ("knew known", "know"), ("sent", "send"),
        ("stole stolen", "steal"), ("hid hidden", "hid"), ("wrote written", "writ"), ("drove driven", "driv"),
        ("spent", "spend"), ("found", "find"), ("kept", "keep"), ("built", "build"), ("led", "lead"),
    )
    for form in forms.split()
}  # fmt: skip


def is_content(word: str) -> bool:
    """Whether `word` carries content: no article, pronoun, auxiliary, word of saying or the like."""
    return word.lower() not in _STOP_WORDS and (len(word) > 1 or word.isdigit())


def stem(word: str) -> str:
    """`word` in lower case without its ending; the base of the commonest irregular forms."""
    lower = word.lower().replace("’", "'")
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    cut = _ENDING.sub("", lower)
    if len(cut) > _SHORTEST_STEM and cut[-1] == cut[-2] and cut[-1] not in "aeiosl" and cut != lower:
        cut = cut[:-1]
    return cut if len(cut) >= _SHORTEST_STEM else lower[:_SHORTEST_STEM]


def content_stems(words: str) -> frozenset[str]:
    """The stems of the content words of `words`."""
    return frozenset(stem(word) for word in _WORD.findall(words) if is_content(word))
