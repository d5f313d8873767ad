"""How far what is said reaches in a sentence, and drafts of its attributions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.language.attribution.clauses import clause_subject
from pipeline.language.attribution.cues import ADVERB, JOINTS, NOUN, PREPOSITION, find_cues
from pipeline.language.attribution.grammar import CONJUNCTIONS, CONTRACTION, RELATIVE, SUBORDINATORS
from pipeline.language.attribution.groups import BARE, INFINITIVE_VOICE, PASSIVE
from pipeline.language.attribution.sentence import Sentence, Stretch, is_finite
from pipeline.language.attribution.verbs import Cue
from pipeline.language.attribution.words import SPEECH
from pipeline.records import Span

_INSIDE = frozenset((PASSIVE, NOUN, ADVERB, INFINITIVE_VOICE))
_LEADS_ON = CONJUNCTIONS | {"while", "though", "although", "as", "whereas"}
_ENDS_OBJECT = frozenset("after before when while since because as although though".split())
_MOST_LATER = 20
"""Cues looked at for where another clause begins, so that the time stays proportional to a sentence of thousands."""
_ENDS_SPEECH = frozenset(",.!?…—")


@dataclass(slots=True)
class Draft:
    """An attribution in the making; `owns` are the positions of the quotations that it governs.

    `waits_for` is "before" or "after" where what is said stands in another sentence, as in “It held.” Tarn said.
    """

    content: list[Span]
    act: str
    source: Span | None = None
    words: Span | None = None
    waits_for: str | None = None
    owns: list[int] = field(default_factory=list)

    @property
    def _parts(self) -> list[Span]:
        return [span for span in (*self.content, self.source, self.words) if span is not None]

    @property
    def start(self) -> int:
        """Where its first part begins."""
        return min(span.start for span in self._parts)

    @property
    def end(self) -> int:
        """Where its last part ends."""
        return max(span.end for span in self._parts)

    @property
    def order(self) -> tuple[int, int]:
        """Its place in the text: that of its cue, or of its content where it has none."""
        return (self.words.start if self.words else self.start, self.start)


def drafts_of(s: Sentence, quotations: Sequence[Span]) -> list[Draft]:
    """The attributions of a sentence; `quotations` are those of the text, marks included."""
    cues = find_cues(s)
    found: list[Draft] = []
    reach = 0
    for number, cue in enumerate(cues):
        if cue.words[0] < reach and not cue.is_named:
            continue  # part of what somebody says, and nobody else's
        stretches = [cue.left] if cue.left else []
        if cue.right is not None and cue.right < len(s.words):
            end = _end_of_content(s, cue, cue.right, cues[number + 1 : number + 1 + _MOST_LATER])
            if end > cue.right:
                stretches.append((cue.right, end))
                reach = max(reach, end)
        waits_for = None if stretches else _waits_for(s, cue)
        if not stretches and waits_for is None:
            continue
        draft = Draft([], cue.act, _source_span(s, cue.source), s.span(cue.words), waits_for)
        for stretch in stretches:
            draft.content.append(_content_span(s, stretch, quotations))
            draft.owns += sorted({s.quoted[p] for p in range(*stretch) if s.quoted[p] >= 0})
        found.append(draft)
    return found + _introduced(s, found, quotations)


def _waits_for(s: Sentence, cue: Cue) -> str | None:
    """Whether what is said is in the sentence before ("X said."), or after ("X added:")."""
    if cue.right is not None and s.words[-1] == ":":
        return "after"
    return "before" if cue.voice == BARE else None


def _introduced(s: Sentence, drafts: Sequence[Draft], quotations: Sequence[Span]) -> list[Draft]:
    """Quotations after a colon that no verb of saying governs: “Ana Tarn struck the same note: ...”."""
    owned = {number for draft in drafts for number in draft.owns}
    found: list[Draft] = []
    for colon in range(1, len(s.words)):
        if s.words[colon] != ":" or s.is_quoted(colon):
            continue
        is_last = colon + 1 == len(s.words)
        number = None if is_last else s.quoted[colon + 1]
        if number == -1 or number in owned or (is_last and any(draft.waits_for for draft in drafts)):
            continue
        source = clause_subject(s, colon, 0)
        if source is None:
            continue
        draft = Draft([], SPEECH, _source_span(s, source), s.span((colon, colon + 1)), "quotation" if is_last else None)
        if number is not None:
            draft.content.append(quotations[number])
            draft.owns.append(number)
        found.append(draft)
    return found


def _source_span(s: Sentence, source: Stretch | None) -> Span | None:
    if source is None or source[0] >= source[1]:
        return None
    span = s.span(source)
    word = s.words[source[0]]
    if source[1] - source[0] == 1 and CONTRACTION.match(word):
        return Span(span.start, span.start + word.find("'"))  # "he" of "he's said"
    return span


def _content_span(s: Sentence, stretch: Stretch, quotations: Sequence[Span]) -> Span:
    """The characters of `stretch`, and the whole of the quotations that it begins or ends in."""
    span = s.span(stretch)
    first, last = s.quoted[stretch[0]], s.quoted[stretch[1] - 1]
    start = min(span.start, quotations[first].start) if first >= 0 else span.start
    return Span(start, max(span.end, quotations[last].end) if last >= 0 else span.end)


def _end_of_content(s: Sentence, cue: Cue, start: int, later: Sequence[Cue]) -> int:
    """End of what begins at `start`: the sentence's, or where the clause of a cue among the `later` ones begins."""
    end = next((joint for other in later if (joint := _joint(s, start, other))), cue.stop or len(s.words))
    if s.is_quoted(start):
        end = min(end, _quotation_end(s, start, end))
    elif s.words[cue.clause] in RELATIVE and s.at(cue.clause - 1) == ",":
        end = next((p for p in range(start, end) if s.words[p] == ","), end)  # "Tarn, who said so, left"
    elif cue.voice == NOUN and s.words[start] == "to":
        end = next((p for p in range(start + 1, end) if is_finite(s, p)), end)
    elif cue.is_narrow:
        end = next((p for p in range(start + 1, end) if _ends_object(s, p)), end)
    while end > start and (s.words[end - 1] in JOINTS or s.words[end - 1] == "."):
        end -= 1
    return end


def _joint(s: Sentence, start: int, other: Cue) -> int | None:
    """Where the clause of `other` is joined to what begins at `start`; None where it is part of that."""
    if other.clause <= start or other.voice in _INSIDE:
        return None
    joint = other.clause
    while joint > start and s.words[joint - 1] in _LEADS_ON:
        joint -= 1
    is_parted = joint > start and s.words[joint - 1] in JOINTS
    shares_source = joint < other.clause and not other.is_named
    return joint if is_parted or shares_source or other.voice == PREPOSITION else None


def _quotation_end(s: Sentence, start: int, end: int) -> int:
    """End of the quotation that begins at `start` where it ends as a sentence does; else `end`."""
    last = next((p for p in range(start, end) if s.quoted[p] != s.quoted[start]), end)
    said = [s.words[p] for p in range(start, last) if s.words[p][0].isalnum() or s.words[p] in _ENDS_SPEECH]
    return last if said and said[-1] in _ENDS_SPEECH else end


def _ends_object(s: Sentence, position: int) -> bool:
    word, after = s.words[position], s.at(position + 1)
    if word in _ENDS_OBJECT:
        return True
    return word in (",", ";") and (after in CONJUNCTIONS or after in SUBORDINATORS or after.endswith("ing"))
