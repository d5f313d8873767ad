"""Words that carry an attribution: verbs, nouns and adjectives of saying, showing, thinking and judging.

Written for this project from general knowledge of English, with Levin's verb classes (English Verb Classes and
Alternations, 1993: say, tell, conjecture, judgement, want) as the guide to which verbs behave alike; public domain
(CC0). No text and no weight is taken from a corpus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SPEECH, FINDING, THOUGHT, MENTION = "speech", "finding", "thought", "mention"


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb form that may open an attribution.

    `frames` are letters for what may follow: c a clause, with or without "that", or nothing where the clause stands
    before; s a clause with "that" or a question word; o an object that names what is said; t an infinitive; a somebody
    addressed first. `particles` are prepositions and adverbs of which one may follow instead. `form` is base, s, past,
    participle or ing; "said", past and participle, is past.
    """

    lemma: str
    act: str
    frames: frozenset[str]
    particles: frozenset[str]
    form: str


_FRAMES: tuple[tuple[str, str, str], ...] = (
    (
        SPEECH,
        "c",
        """say write note report announce explain reveal confirm disclose add argue claim insist declare acknowledge
        concede admit contend assert allege reply respond retort quip joke tweet retweet blog recall recount remark
        comment observe caution stress emphasize emphasise reiterate complain lament boast brag warn imply testify
        shout yell scream whisper mutter exclaim muse opine counter proclaim maintain conclude predict suggest
        speculate theorize reason clarify specify elaborate state continue post email text chant chime bemoan vent
        intone thunder beam scoff sneer gush marvel chuckle sigh promise vow pledge swear propose deny repeat recite
        demand""",
    ),
    (SPEECH, "sa", "tell remind inform assure notify convince persuade"),
    (SPEECH, "sat", "ask urge beg implore exhort advise counsel encourage order"),
    (SPEECH, "st", "vow pledge promise swear threaten demand propose recommend agree decide"),
    (SPEECH, "t", "decline refuse offer volunteer"),
    (SPEECH, "s", "rule request signal mention hint apologize apologise rule fear"),
    (
        SPEECH,
        "o",
        """attack criticize criticise praise denounce condemn slam blast mock deride decry assail bash lambast lambaste
        ridicule chide rebuke scold excoriate lampoon castigate skewer eviscerate disparage belittle malign vilify
        berate accuse blame hail laud applaud commend tout thank congratulate salute extol compliment welcome endorse
        defend dismiss reject rebut refute dispute contradict challenge disavow repudiate renounce downplay describe
        characterize characterise portray depict liken compare label brand dub deem mention cite discuss reference
        invoke outline detail highlight underscore echo list question query debate call quote warn urge assure
        advocate recommend champion forecast unveil""",
    ),
    (
        SPEECH,
        "o",
        """declare announce report propose recall reveal confirm disclose explain demand deny promise pledge vow predict
        suggest repeat recite write post tweet email text chant acknowledge concede admit emphasize emphasise stress
        reiterate proclaim state clarify specify recount lament bemoan testify imply maintain""",
    ),
    (FINDING, "o", "show indicate find demonstrate estimate calculate discover"),
    (FINDING, "c", "show indicate find demonstrate estimate calculate project discover"),
    (FINDING, "o", "project rank"),
    (FINDING, "s", "prove learn hear determine detail illustrate"),
    (THOUGHT, "c", "think believe know suspect imagine guess realize realise presume reckon hope expect feel remember"),
    (THOUGHT, "s", "worry doubt understand recognize recognise remember wonder forget see consider agree"),
    (THOUGHT, "t", "hope expect want prefer wish seek intend plan aim aspire seem appear"),
    (
        THOUGHT,
        "o",
        """support oppose favor favour back resent regret admire respect embrace envision doubt fear suspect consider
        regard prefer hate love dislike loathe despise distrust believe ignore understand recognize recognise remember
        want seek""",
    ),
    (THOUGHT, "s", "seem appear"),
)

_PARTICLES: dict[str, str] = {
    lemma: particles
    for lemmas, particles in (
        ("call", "for on out into"), ("refer allude", "to"), ("point", "to out"), ("hint", "at"),
        ("talk", "about of up"), ("speak", "about of out"), ("rail", "against"), ("push", "for back"),
        ("weigh", "in"), ("single", "out"),
        ("complain worry brag boast joke tweet post lie testify think wonder", "about"),
        ("respond", "to with by"), ("react", "to"), ("elaborate comment dwell expound opine harp insist", "on"),
        ("object", "to"), ("warn", "of about against"), ("apologize apologise", "for to"), ("lash", "out"),
        ("hit fire", "back"), ("shoot", "back down"), ("clap", "back"), ("argue", "for against about"),
        ("vouch plead", "for"), ("spar", "over on with"), ("write", "about of on"), ("say", "of about"),
        ("ask", "about for"), ("inquire", "about"), ("lobby", "for against"), ("decide rule", "against out on"),
        ("rip tear", "into"), ("gush", "about over"), ("scoff sneer bristle", "at"), ("rant rave", "about against"),
        ("spell lay", "out"), ("sum", "up"), ("side", "with"), ("agree disagree", "with on about to"), ("hope", "for"),
        ("plan", "on"), ("care", "about"), ("approve disapprove", "of"), ("learn hear", "of about"), ("believe", "in"),
        ("dream", "of about"), ("chime", "in"), ("appeal", "to for"), ("advocate", "for"), ("go", "after"),
    )
    for lemma in lemmas.split()
}  # fmt: skip

_IRREGULAR: dict[str, tuple[str, str, str]] = {
    "say": ("said", "said", "saying"), "tell": ("told", "told", "telling"), "write": ("wrote", "written", "writing"),
    "think": ("thought", "thought", "thinking"), "know": ("knew", "known", "knowing"), "go": ("went", "gone", "going"),
    "feel": ("felt", "felt", "feeling"), "find": ("found", "found", "finding"), "show": ("showed", "shown", "showing"),
    "see": ("saw", "seen", "seeing"), "speak": ("spoke", "spoken", "speaking"), "hear": ("heard", "heard", "hearing"),
    "swear": ("swore", "sworn", "swearing"), "hit": ("hit", "hit", "hitting"), "shoot": ("shot", "shot", "shooting"),
    "lay": ("laid", "laid", "laying"), "seek": ("sought", "sought", "seeking"), "lie": ("lied", "lied", "lying"),
    "understand": ("understood", "understood", "understanding"), "tear": ("tore", "torn", "tearing"),
    "forget": ("forgot", "forgotten", "forgetting"), "forecast": ("forecast", "forecast", "forecasting"),
}  # fmt: skip
_DOUBLED = frozenset("rebut quip admit refer plan regret prefer brag sum slam rip beg dub spar clap chat".split())

NOUNS_TOO = frozenset(
    """support plan hope fear claim question attack call report charge demand request offer promise pledge praise blame
    love hate brand label post text email tweet blog state reason detail highlight list outline challenge back favor
    favour regret respect doubt worry appeal champion project estimate forecast joke remark comment quote reference
    rule wonder note counsel caution dispute show find guess chant shout reply retort stress welcome boast muse
    complement compliment blast slam rebuke aim desire vow mock debate talk bash query side object point hint rank
    lobby""".split()
)
"""Verbs whose base form and third person are nouns as well."""

CONTENT_NOUNS: dict[str, frozenset[str]] = {
    noun: frozenset(links.split())
    for nouns, links in (
        ("criticism complaint complaints allegation allegations accusation accusations", "of that about"),
        ("claim claims assertion assertions contention suggestion insistence assurance assurances", "that of"),
        ("admission acknowledgment acknowledgement argument arguments belief conviction", "that"),
        ("hope hopes fear fears expectation expectations prediction predictions speculation", "that of"),
        ("promise promises pledge pledges vow vows", "to that of"),
        ("call calls demand demands", "for"), ("refusal plan plans", "to"),
        ("endorsement denunciation condemnation praise criticisms", "of for"),
        ("question questions doubt doubts concern concerns", "about over whether"),
        ("comment comments remark remarks", "about on that"),
        ("warning warnings announcement", "that of about"), ("view opinion idea rumor rumors", "that"),
        ("description characterization depiction portrayal", "of"),
    )
    for noun in nouns.split()
}  # fmt: skip
"""Nouns that name what is said, with the words that may lead on to it."""

ATTITUDES: dict[str, frozenset[str]] = {
    adjective: frozenset(links.split())
    for adjectives, links in (
        ("confident optimistic hopeful adamant certain sure convinced", "that of about"),
        ("worried concerned furious angry skeptical sceptical doubtful", "that about over"),
        ("aware mindful proud", "that of"), ("critical supportive wary dismissive", "of"),
        ("eager reluctant willing unwilling", "to"), ("unclear", "whether if how what"),
    )
    for adjective in adjectives.split()
}  # fmt: skip
"""Adjectives of what somebody thinks, with the words that may lead on to it."""

HEARSAY = frozenset("reportedly allegedly purportedly supposedly".split())


def _forms(lemma: str) -> tuple[str, str, str, str]:
    """Third person, past, past participle and -ing form of `lemma`."""
    if re.search(r"[^aeiou]y$", lemma):
        third = lemma[:-1] + "ies"
    else:
        third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "o")) else "s")
    if lemma in _IRREGULAR:
        return (third, *_IRREGULAR[lemma])
    if lemma.endswith("e"):
        return third, lemma + "d", lemma + "d", lemma[:-1] + "ing"
    stem = lemma + lemma[-1] if lemma in _DOUBLED else lemma
    past = lemma[:-1] + "ied" if third.endswith("ies") else stem + "ed"
    return third, past, past, stem + "ing"


def _lexicon() -> dict[str, Verb]:
    acts: dict[str, str] = {}
    frames: dict[str, set[str]] = {}
    for act, letters, lemmas in (*_FRAMES, (SPEECH, "", " ".join(_PARTICLES))):
        for lemma in lemmas.split():
            acts.setdefault(lemma, act)
            frames.setdefault(lemma, set()).update(letters)
    forms: dict[str, Verb] = {}
    for lemma, act in acts.items():
        third, past, participle, ing = _forms(lemma)
        particles = frozenset(_PARTICLES.get(lemma, "").split())
        for form, word in (("participle", participle), ("past", past), ("ing", ing), ("s", third), ("base", lemma)):
            forms[word] = Verb(lemma, act, frozenset(frames[lemma]), particles, form)
    return forms


VERBS: dict[str, Verb] = _lexicon()
"""Verb form in lower case -> Verb."""
