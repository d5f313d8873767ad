"""A sentence as words: what each is by its form, and where it stands in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.language.attribution.grammar import CONTRACTION, DETERMINERS, FINITE, POSSESSIVES, PREPOSITIONS, is_adverb
from pipeline.language.attribution.words import NOUNS_TOO, VERBS
from pipeline.records import Span

Stretch = tuple[int, int]
"""Positions of the first token and of the one after the last."""

_TOKEN = re.compile(
    r"(?:[A-Z]\.(?:-?(?=[A-Z]\.))?){1,}(?!\w)|[DRI]-(?:[A-Z][a-z]{1,4}\.|(?:[A-Z]\.){2})|"
    r"(?:Mr|Mrs|Ms|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Sgt|Capt|Rev|St|Prof|Jr|Sr|Del|No|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.|"
    r"(?:Ala|Ariz|Ark|Calif|Colo|Conn|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|"
    r"Tex|Va|Vt|Wash|Wis|Wyo)\.|"
    r"[$£€]?\d+(?:[.,:/]\d+)*%?(?:-[\w-]+)?|\w+(?:[-'’&.]\w+)*(?:(?<=s)['’](?=\s))?|''|``|\.{3}|--|[^\w\s]"
)
_MOST = 0.6


@dataclass(slots=True)
class Sentence:
    """The tokens of a sentence: in lower case with plain apostrophes, their offsets, and which quotation holds each.

    `quoted` holds positions in the article's list of quotations, -1 outside them. `is_headline` says that most words of
    four letters or more have capitals, so that a capital shows no name.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    quoted: list[int]
    is_headline: bool = False

    def at(self, position: int) -> str:
        """The token at `position`, "" outside the sentence."""
        return self.words[position] if 0 <= position < len(self.words) else ""

    def is_quoted(self, position: int) -> bool:
        """Whether the token at `position` stands in quotation marks."""
        return 0 <= position < len(self.words) and self.quoted[position] >= 0

    def quotes_title(self, position: int) -> bool:
        """Whether the quotation that holds the token at `position` is all in capitals: the title of a work."""
        number = self.quoted[position]
        held = [p for p in range(position, min(len(self.words), position + 12)) if self.quoted[p] == number]
        return len(held) < 12 and all(self.is_capital(p) or not self.words[p][0].isalnum() for p in held)

    def is_capital(self, position: int) -> bool:
        """Whether the token at `position` begins with a capital."""
        return 0 <= position < len(self.words) and self.text[self.starts[position]].isupper()

    def is_adverb(self, position: int) -> bool:
        """Whether the token at `position` may stand between a subject and its verb; "Carly" in "Carly Tarn" may not."""
        if not 0 <= position < len(self.words) or not is_adverb(self.words[position]):
            return False
        return not self.is_capital(position) or not (position or self.is_capital(position + 1))

    def span(self, stretch: Stretch) -> Span:
        """The characters of `stretch`."""
        return Span(self.starts[stretch[0]], self.ends[stretch[1] - 1])


def read_sentence(text: str, span: Span, quotations: Sequence[Span], first: int) -> Sentence:
    """The tokens of `text` in `span`; `first` is the first of the `quotations` that ends after its start."""
    sentence = Sentence(text, [], [], [], [])
    at = first
    for match in _TOKEN.finditer(text, span.start, span.end):
        while at < len(quotations) and quotations[at].end <= match.start():
            at += 1
        sentence.words.append(match[0].lower().replace("’", "'"))
        sentence.starts.append(match.start())
        sentence.ends.append(match.end())
        sentence.quoted.append(at if at < len(quotations) and quotations[at].start <= match.start() else -1)
    long = [text[start] for start, end in zip(sentence.starts, sentence.ends, strict=True) if end - start > 3]
    sentence.is_headline = sum(letter.isupper() for letter in long) > _MOST * len(long)
    return sentence


def is_finite(s: Sentence, position: int) -> bool:
    """Whether the token at `position` is, as far as its form says, a verb that a clause has only one of."""
    word = s.words[position]
    if word in FINITE or CONTRACTION.match(word):
        return True
    verb = VERBS.get(word)
    if verb is None or s.at(position + 1) == "by":
        return False
    return verb.form == "past" or (verb.form == "s" and verb.lemma not in NOUNS_TOO)


def has_finite(s: Sentence, stretch: Stretch) -> bool:
    """Whether a finite verb stands in `stretch`; a word in -ed counts where no determiner stands before it."""
    return any(
        is_finite(s, position)
        or (s.words[position].endswith("ed") and s.at(position - 1) not in DETERMINERS | POSSESSIVES | PREPOSITIONS)
        for position in range(*stretch)
    )
