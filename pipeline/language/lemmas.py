"""The words of a sentence with their dictionary forms: "was not warned of" and "a warning" share the word warn."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from simplemma import lemmatize

from pipeline.language.attribution import grammar
from pipeline.records import Span

_TOKEN = re.compile(r"[^\W\d_][\w]*(?:[.'’-][\w]+)*|\d[\d,.:]*\d|\d")
_FUNCTION = (
    grammar.AUXILIARIES | grammar.PERSONAL | grammar.RELATIVE | grammar.DETERMINERS | grammar.POSSESSIVES
    | grammar.PREPOSITIONS | grammar.CONJUNCTIONS | grammar.SUBORDINATORS | grammar.QUANTIFIERS
    | frozenset(
        """not n't him them me us there here one other such own same more most less least very much so too ever also
        just only even still yet already again then now mr mrs ms dr sen rep gov out up off down away back""".split()
    )
)  # fmt: skip
_IRREGULAR = {
    "left": "leave", "won": "win", "lost": "lose", "rose": "rise", "found": "find", "lying": "lie",
    "lay": "lie", "men": "man", "women": "woman",
    "building": "building", "meeting": "meet", "meetings": "meet", "shooting": "shoot", "killing": "kill",
    "killings": "kill", "warning": "warn", "warnings": "warn", "payment": "pay", "payments": "pay", "denial": "deny",
    "denials": "deny", "approval": "approve", "refusal": "refuse", "resignation": "resign", "agreement": "agree",
    "arrival": "arrive", "evidence": "evidence", "attacker": "attack", "attackers": "attack", "proof": "prove",
    "knowledge": "know", "loss": "lose", "losses": "lose", "death": "die", "deaths": "die", "sale": "sell",
    "sales": "sell", "support": "support", "growth": "grow", "offer": "offer", "choice": "choose",
    "decision": "decide", "discussion": "discuss", "discussions": "discuss", "belief": "believe",
}  # fmt: skip
_PHRASES = {
    ("step", "down"): "resign", ("turn", "down"): "reject", ("vote", "down"): "reject", ("throw", "out"): "reject",
    ("strike", "down"): "overturn", ("call", "off"): "cancel", ("go", "up"): "rise", ("go", "down"): "fall",
    ("put", "off"): "postpone", ("shut", "down"): "close", ("give", "up"): "quit", ("carry", "out"): "do",
}  # fmt: skip
"""A verb and the adverb behind it -> the verb that says the same."""
_ADVERBS = frozenset(adverb for _, adverb in _PHRASES)
_NOUN_OF_VERB = re.compile(r"(?:(?<=[st])ion|(?<=at)ion|ment|ing)s?$")


class Word(NamedTuple):
    """A word at a place in a sentence: as written in lower case, its dictionary form, and whether it has a capital.

    `owns` says that a possessive ending follows ("Dorrel's").
    """

    start: int
    end: int
    text: str
    lemma: str
    has_capital: bool
    owns: bool

    @property
    def span(self) -> Span:
        """Where it stands in the sentence."""
        return Span(self.start, self.end)

    @property
    def is_content(self) -> bool:
        """Whether the word says something by itself: no article, preposition, pronoun or auxiliary."""
        return self.text not in _FUNCTION and not self.text.endswith("n't")


@lru_cache(maxsize=16384)
def words_of(sentence: str) -> tuple[Word, ...]:
    """The words and numbers of `sentence`, in order; possessive endings are left out."""
    found: list[Word] = []
    for match in _TOKEN.finditer(sentence):
        whole, start = match[0], match.start()
        plain = whole.removesuffix("'s").removesuffix("’s")
        text = plain.replace("’", "'").lower()
        if text in _ADVERBS and found and (found[-1].lemma, text) in _PHRASES:
            found[-1] = found[-1]._replace(lemma=_PHRASES[found[-1].lemma, text])
        found.append(Word(start, start + len(plain), text, lemma_of(text), plain[0].isupper(), plain != whole))
    return tuple(found)


@lru_cache(maxsize=16384)
def lemmas_of(sentence: str) -> frozenset[str]:
    """The dictionary forms of the words of `sentence`, read faster than the words themselves."""
    texts = {text.removesuffix("'s") for text in _TOKEN.findall(sentence.replace("’", "'").lower())}
    lemmas = set(map(lemma_of, texts))
    if not texts.isdisjoint(_ADVERBS):
        lemmas.update(said for (verb, adverb), said in _PHRASES.items() if verb in lemmas and adverb in texts)
    return frozenset(lemmas)


@lru_cache(maxsize=65536)
def lemma_of(word: str) -> str:
    """The dictionary form of a word in lower case; of a noun made from a verb, that of the verb where it is plain."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if not word.isalpha():
        return word
    lemma = str(lemmatize(word, lang="en")).lower()
    stem = _NOUN_OF_VERB.sub("", lemma)
    made_from = (stem, stem + "e", stem.removesuffix("at"), stem.removesuffix("at") + "e") if stem != lemma else ()
    return next((verb for verb in made_from if verb in _VERBS), lemma)


_VERBS = frozenset(
    """accept accuse act adopt affect agree allege allow amend announce appoint approve arrest assault attack ban
block bomb build call cancel charge claim collect collapse comment commit complain conclude condemn confirm connect
construct contact convict correct defend deport detain develop direct discriminate discuss dismiss disrupt donate
elect eliminate endorse enforce establish evacuate execute expand explode extend fund govern hack harass hire impeach
impose improve increase indict inspect instruct interfere interrogate invade investigate invest invite isolate
legislate manipulate mistreat monitor move negotiate nominate obstruct offer open operate oppose order participate
pay plan pledge postpone pressure prevent produce promise promote prosecute protect protest publish punish reject
release report request resign restrict retaliate reveal sanction search select settle shoot start state strike suspend
target terminate test threaten transfer treat violate visit vote warn withdraw""".split()
)
"""Verbs whose nouns are read as the verb itself: "an investigation", "the indictment"."""
