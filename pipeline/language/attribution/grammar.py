"""Closed classes of English words that the rules of attribution lean on."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BE = _words("is are was were be been being am isn't aren't wasn't weren't")
HAVE = _words("have has had having hasn't haven't hadn't")
AUXILIARIES = (
    BE
    | HAVE
    | _words(
        """do does did don't doesn't didn't will would can could may might must should shall cannot won't wouldn't can't
        couldn't shouldn't mustn't"""
    )
)
FINITE = AUXILIARIES | _words(
    """went came took made got gave ran won lost saw left kept began brought built met sat stood fell rose grew held led
    sent spent set put became broke struck drew drove flew wore threw hit let goes comes takes makes gets gives runs
    wins loses leaves keeps begins holds leads fails remains became stands faces"""
)
ADVERBS = _words(
    """also then later once never again still now just even already always often sometimes soon recently first
    previously earlier only further instead ever long both all simply not too quite likewise therefore thus rather
    almost twice however nonetheless nevertheless though indeed either himself herself itself themselves meanwhile"""
)
_NOT_ADVERBS = _words(
    "family rally assembly italy ally supply reply bully elderly anomaly monopoly july emily kelly sally"
)
PERSONAL = _words("he she they it we i you")
RELATIVE = _words("who which whoever")
CONTRACTION = re.compile(r"(?:he|she|they|it|we|i|you|who|that|there)'(?:s|d|ve|ll|re|m)$")
DETERMINERS = _words("the a an this that these those its each no another any every")
QUANTIFIERS = _words("some many most several few both all")
POSSESSIVES = _words("his her its their our my your whose")
PREPOSITIONS = _words(
    """of in on at for from with by about to into over under between against among through during without within toward
    towards upon across behind beyond near outside inside around above below like per via amid despite along regarding
    concerning following until since"""
)
CONJUNCTIONS = _words("and but or nor")
SUBORDINATORS = _words(
    """that because when while if as although though since whether where how why what than until unless so yet whereas
    after before once which who whom whose amid despite except"""
)
QUESTIONS = _words("what how why whether who")
OPENERS = _words(
    """and but or so yet then still now meanwhile however instead also indeed thus even later earlier moreover
    furthermore additionally separately nevertheless nonetheless similarly plus perhaps maybe finally here there once
    today tonight yesterday recently privately publicly asked"""
)
WEEKDAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
TIMES = WEEKDAYS | _words(
    """yesterday today tonight tomorrow morning afternoon
    evening night week month year years weeks months days january february april june july august september october
    november december jan. feb. aug. sept. oct. nov. dec. weekend earlier later ago recently last next late early
    midday noon"""
)
DASHES = _words("— – ― -- -")
MARKS = DASHES | _words(", ; : ( ) ... … . ? !")
QUOTE_MARKS = _words("\" “ ” „ « » '' `` ‘")


def is_adverb(word: str) -> bool:
    """Whether `word`, in lower case, may stand between a subject and its verb."""
    return word in ADVERBS or (len(word) > 4 and word.endswith("ly") and word not in _NOT_ADVERBS)
