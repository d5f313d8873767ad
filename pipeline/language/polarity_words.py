"""The words of denying: what turns a statement round, what leaves it open, and how far each reaches.

Written for this project from general knowledge of English, after the lists of negation and speculation cues that the
BioScope corpus and NegEx describe; no text is taken from either. Public domain (CC0).
"""

from __future__ import annotations

import re

NEGATORS = re.compile(
    r"\b(?:(?:is|are|was|were|do|does|did|has|have|had|will|wo|would|ca|can|could|should|need)n['’]t|not|never|cannot|"
    r"no\s+longer|neither|nor|no\s+one|nobody|none(?:\s+of)?|nothing|nowhere|without|no)\b",
    re.IGNORECASE,
)
"""What follows, up to the end of the clause, did not happen."""
NEGATIVE_VERBS = re.compile(
    r"\b(?:(?:has|have|had)\s+yet\s+to|(?:fail|refus|declin)(?:e|es|ed|ing|s)?\s+to|"
    r"(?:was|were|is|are|been)\s+unable\s+to|stop(?:s|ped|ping)?\s+short\s+of|"
    r"(?:den(?:y|ies|ied|ying)|denials?\s+(?:of|that)|(?:reject|refut|rebutt?|disput|dismiss)(?:s|es|ed|ing|e)?"
    r"(?=\s+(?:\S+\s+){0,3}?(?:that|claims?|reports?|allegations?|suggestions?|accusations?|charges?|assertions?|"
    r"rumou?rs?|as\s+false)\b)|rul(?:e|es|ed|ing)\s+out))\b",
    re.IGNORECASE,
)
"""Verbs after which what follows is said not to be so."""
FALSEHOODS = re.compile(
    r"\b(?:(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:false|untrue|baseless|unfounded|a\s+lie|a\s+hoax|fabricated|incorrect)"
    r"|(?:no\s+truth\s+(?:to|in))|nothing\s+to\s+do\s+with)\b",
    re.IGNORECASE,
)
"""What the clause speaks of is said not to be so."""
CUES = {
    FALSEHOODS: "false untrue baseless unfounded lie hoax fabricated incorrect truth nothing",
    NEGATIVE_VERBS: "yet fail failed fails failing refuse refused refuses refusing decline declined declines declining "
    "unable short deny denies denied denying denial denials reject rejected rejects rejecting refute refuted refutes "
    "refuting rebut rebuts rebutted rebutting dispute disputed disputes disputing dismiss dismissed dismisses "
    "dismissing rule ruled rules ruling",
    NEGATORS: "not never cannot no neither nor nobody none nothing nowhere without",
}
"""Pattern -> the words of which one stands in whatever it matches, but for "isn't" and its like."""
NO_NEGATION = re.compile(
    r"\b(?:not\s+only|not\s+just|not\s+merely|not\s+simply|no\s+(?:fewer|less|more|later|earlier|sooner)\s+than|"
    r"not\s+(?:less|fewer|more|later)\s+than|no\s+(?:doubt|wonder|secret|question|matter|stranger)|nothing\s+but|"
    r"none\s+other|cannot\s+but|not\s+to\s+mention|whether\s+or\s+not|or\s+not|why\s+not|if\s+not|no(?=\.\s?\d)|"
    r"not\s+(?:lost|least|long|surprisingly|unlike|unusual|uncommon|unexpected)|no\s+small|not\s+a\s+few)\b",
    re.IGNORECASE,
)
"""Negators in form that deny nothing, or too little to hold a claim against."""
OPEN_NEGATION = re.compile(
    r"\b(?:not\s+(?:necessarily|all|every\w*|always|entirely|completely|fully|exactly|quite|clear|known|sure|certain|yet|"
    r"immediately|say|comment|specify|mean)|(?:was|is|were|are)n['’]t\s+(?:clear|known|sure|immediately|yet)|"
    r"(?:did|do|does|would)(?:n['’]t|\s+not)\s+(?:say|comment|specify|mean|deny|dispute|rule|know|think|believe|want|"
    r"immediately|respond|elaborate|exclude|reject|fail|refuse|oppose|stop|prevent|just|only|merely|necessarily|"
    r"always|fully|expect|need|have\s+to)|(?:could|ca)(?:n['’]t|\s?not)\s+(?:be\s+(?:reached|verified|confirmed)|"
    r"immediately|afford|wait|help|deny|rule)|no\s+longer|nor|neither|without|"
    r"declin\w+\s+to\s+(?:say|comment|answer|discuss|elaborate|identify|name|specify|be\s+(?:identified|named|quoted))|no\s+(?:comment|idea))\b",
    re.IGNORECASE,
)
"""Negations whose scope or sense leaves open what happened: "did not say that", "not necessarily", "no longer"."""
OPENERS = frozenset(
    """if whether unless would could may might should must want wants wanted hope hopes hoped plan plans planned
    planning threaten threatens threatened urge urged urges call calls called calling seek seeks sought seeking try
    tries tried trying attempt attempts attempted attempting expect expects expected likely unlikely possible
    possibly perhaps maybe consider considers considered considering propose proposed proposes suggest suggests ask
    asks asked asking demand demands demanded wish wishes intend intends intended need needs ought pressure
    pressured require requires vow vows vowed pledge pledged promise promised supposed doubt doubts doubted
    potential potentially question questions""".split()
)
"""Words after which, to the end of the clause, what is said may not have happened."""
FUTURE = frozenset("will shall won't 'll".split())
ABLE = frozenset("can cannot can't".split())
CLAUSE_WORDS = frozenset(
    """but while although though because since unless until whereas who which where when after before as so if despite
    except saying adding citing and or why how what""".split()
)
"""Words at which the reach of a negation ends."""
EVER = frozenset("any anything anyone anybody ever no never none nothing".split())
"""Words that make a denial general: one case to the contrary speaks against it."""
SAME_ACT = (
    "tell warn inform notify alert report ring phone brief advise", "pay transfer", "give provide supply",
    "involve do", "arrest detain apprehend", "kill die", "quit resign", "fire dismiss sack oust",
    "endorse back support", "talk speak discuss", "meet meeting", "hide conceal", "harm hurt injure wound",
    "steal rob", "lie mislead", "attend join", "vote ballot", "buy purchase", "shoot fire", "know aware",
    "help assist aid", "start begin", "end stop", "ask request", "happen occur", "find discover", "hit strike",
    "plan intend", "order command", "approve pass adopt", "accuse allege charge", "sign agree",
)  # fmt: skip
"""Verbs, as dictionary forms, by which one act may be told."""
TURNING = frozenset(
    """deny denial dispute refute reject rebut challenge lack refuse decline fail failure stop ban prevent avoid without
    absence false fake untrue baseless disavow dismiss debunk contradict bat only except instead rather hardly
    barely scarcely rarely unable impossible unless until lie hoax
    myth wrong incorrect cancel reverse oppose against block limit exclude unclear
    remove scrap repeal rescind undo overturn revoke withdraw
    delete""".split()
)
"""Dictionary forms of words that may turn a statement round without a negator: what follows is held against nothing."""
PARTIAL = frozenset(
    """than only until unless because all every entire both alone merely solely fully full more again another too so
    enough much many most always some other few several half out time""".split()
)
"""Words in the reach of a negation that leave the act itself open: "did not resign until May", "not all"."""
UNTIES = re.compile(
    r"\b(?:(?:ha(?:s|ve|d|ving)\s+(?:\w+ly\s+)?nothing|(?:not|\w+n['’]t)\s+(?:have\s+)?anything)"
    r"(?:\s+(?:\w+ly|at\s+all))?\s+to\s+do\s+with|(?:not|never|\w+n['’]t)\s+(?:\w+ly\s+|in\s+any\s+way\s+)?"
    r"(?:(?:related|linked|connected|tied)\s+(?:to|with)|(?:a|in)\s+(?:response|reaction|retaliation)\s+(?:to|for)|"
    r"because\s+of|due\s+to|prompted\s+by|motivated\s+by)|(?:is|are|was|were)\s+(?:\w+ly\s+)?unrelated\s+to|"
    r"no\s+(?:connection|link|relation)\s+(?:to|with))\b",
    re.IGNORECASE,
)
"""What stands before is said to have no tie with what follows."""
UNTYING = (
    "nothing anything related linked connected tied response reaction retaliation because due prompted motivated "
    "unrelated connection link relation"
)
"""Words of which one stands in whatever UNTIES matches."""
TIES = re.compile(
    r"\b(?:because\s+of|due\s+to|owing\s+to|in\s+(?:response|reaction)\s+to|in\s+retaliation\s+for|"
    r"(?:prompted|motivated|triggered)\s+by|(?:is|are|was|were|been)\s+(?:\w+ly\s+)?(?:related|linked|connected|tied)"
    r"\s+(?:to|with)|as\s+a\s+(?:result|consequence)\s+of|(?:a\s+)?(?:response|reaction|retaliation)\s+(?:to|for))\b",
    re.IGNORECASE,
)
"""What stands before is said to come of what follows."""
TO_FIND_OUT = re.compile(
    r"\bto\s+(?:see|find\s+out|check|learn|determine|verify|test|establish|make\s+sure)\s+(?:if|whether|how|why|that)\b",
    re.IGNORECASE,
)
"""What follows is said to be what somebody is there to learn."""
JOURNEYS = frozenset("visit travel trip journey go come arrive fly head meet tour".split())
"""Dictionary forms of words that tell of a journey."""
