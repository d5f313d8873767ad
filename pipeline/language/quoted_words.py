"""The words of a quotation in a form that punctuation, spelling, contractions and marks of editing do not change.

What an editor may do openly stands as a token of its own: CUT for an ellipsis, INSERTED for words in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from pipeline.language.quantity_words import SMALL_NUMBERS
from pipeline.records import Span

CUT, INSERTED = "...", "[]"

_TOKEN = re.compile(
    r"(?P<cut>(?:[\[(]\s*)?(?:…|\.\s?\.\s?\.(?:\s?\.)*|(?:\*\s?){3,})(?:\s*[\])])?)"
    r"|(?P<cased>\[(?P<letter>\w)\](?P<rest>\w+))"
    r"|(?P<inserted>\w*\[[^\]\n]{1,80}\]\w*|\([^)\n]{1,60}\))"
    r"|(?P<initials>(?:[A-Za-z]\.){2,})"
    r"|(?P<word>[^\W_](?:[\w*]|(?<=\d)[.,](?=\d)|['’](?=\w))*|[%&$€£])"
)
_CONTRACTED = re.compile(r"^(\w+?)(n't|'(?:re|ve|ll|m|s))$")
_FULL = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'s": "is"}
_WHOLE = {
    "can't": "can not", "cannot": "can not", "won't": "will not", "gonna": "going to", "wanna": "want to",
    "gotta": "got to", "ain't": "is not", "ok": "okay", "%": "percent", "&": "and", "yeah": "yes",
    "programme": "program", "grey": "gray", "tyre": "tire", "cheque": "check", "towards": "toward", "learnt": "learned",
    "mum": "mom", "defence": "defense", "offence": "offense", "licence": "license", "practise": "practice",
    "whilst": "while", "amongst": "among", "judgement": "judgment", "ageing": "aging", "gaol": "jail",
    "catalogue": "catalog", "dialogue": "dialog", "sceptical": "skeptical", "kerb": "curb", "aluminium": "aluminum",
}  # fmt: skip
_SPELLINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"([a-z]{2})is(e|ed|es|er|ers|ing|ation|ations)$", r"\1iz\2"),
        (r"([a-z]{2})ys(e|ed|es|ing)$", r"\1yz\2"),
        (r"^(col|lab|hon|fav|behavi|neighb|harb|hum|rum|vap|arm|endeav|sav|od|flav|cand|parl|tum|vig)our", r"\1or"),
        (r"^(cent|theat|met|kilomet|lit|fib|calib|somb|sab)re(s?)$", r"\1er\2"),
        (r"([aeiou])ll(ed|ing|er|ers)$", r"\1l\2"),
        (r"^(protest|advis)or(s?)$", r"\1er\2"),
        (r"^(\d+)(?:st|nd|rd|th)$", r"\1"),
    )
)
_RESPELT = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _SPELLINGS))
"""Whether any of them holds: of most words none does."""
_NUMBERS = {word: str(number) for number, word in enumerate(SMALL_NUMBERS.split("|")[:21])} | {"ii": "2", "iii": "3"}


class Word(NamedTuple):
    """A word of a quotation, or CUT or INSERTED, in its form for comparison, and where it stands in the text."""

    form: str
    span: Span


def read_words(text: str, span: Span) -> list[Word]:
    """The words of `text` in `span`, in order. A contraction is two words that stand at one place."""
    places = [(match, Span(*match.span())) for match in _TOKEN.finditer(text, span.start, span.end)]
    return [Word(form, place) for match, place in places for form in _read(match)]


def read_forms(text: str, span: Span) -> list[str]:
    """The words of `text` in `span` in their form for comparison alone, without CUT and INSERTED."""
    found = [form for match in _TOKEN.finditer(text, span.start, span.end) for form in _read(match)]
    return [form for form in found if form not in (CUT, INSERTED)]


def _read(match: re.Match[str]) -> tuple[str, ...]:
    kind = match.lastgroup
    if kind == "word":
        return _forms(match[0])
    if kind == "cut" or kind == "inserted":
        return (CUT if kind == "cut" else INSERTED,)
    return _forms(match["letter"] + match["rest"] if kind == "cased" else match[0].replace(".", ""))


@lru_cache(maxsize=65536)
def _forms(raw: str) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKD", raw.lower().replace("’", "'"))
    word = "".join(character for character in folded if not unicodedata.combining(character))
    if word in _WHOLE:
        return tuple(_WHOLE[word].split())
    contracted = _CONTRACTED.match(word)
    if contracted:
        return _spelled(contracted[1]), _FULL[contracted[2]]
    return (_spelled(word.replace("'", "")),)


def _spelled(word: str) -> str:
    """The form that British and American spelling share; figures for number words up to twenty."""
    if word in _NUMBERS:
        return _NUMBERS[word]
    for pattern, replacement in _SPELLINGS if _RESPELT.search(word) else ():
        changed = pattern.sub(replacement, word)
        if changed != word:
            return changed
    return word.replace(",", "") if word[:1].isdigit() else word
