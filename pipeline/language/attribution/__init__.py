"""Who says what in an article: source, cue and content of direct, indirect and mixed quotations, by rules.

The rules need no model: a lexicon of verbs, nouns and adjectives (words.py) opens attributions, a few rules of English
word order find the source and what is said (clauses.py, verbs.py, cues.py), and quotations without a cue of their own
go to the speaker whom they go on from (joining.py). Measured on PolNeAR (Newell et al., LREC 2018): see
docs/attribution.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipeline.language.attribution.contents import Draft, drafts_of
from pipeline.language.attribution.joining import Joining, is_title
from pipeline.language.attribution.sentence import read_sentence
from pipeline.language.attribution.speakers import Speakers
from pipeline.language.quotations import inside, quoted_share, quoted_spans
from pipeline.records import Attribution, Quotation, Span

__all__ = ["find_attributions", "find_quotations"]

_FEWEST_WORDS = 3
_NEAREST = 50
_WORD = re.compile(r"\w+")


def find_attributions(text: str, sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions of `text` in its order; `sentences` are its sentences, ascending.

    A quotation of three words or more that nothing attributes stands as one without source and cue.
    """
    quoted = quoted_spans(text)
    drafts: list[Draft] = []
    reached = 0
    for sentence in sentences:
        while reached < len(quoted) and quoted[reached].end <= sentence.start:
            reached += 1
        drafts.extend(drafts_of(read_sentence(text, sentence, quoted, reached), quoted))
    Joining(text, sentences, quoted).join(drafts)
    drafts = sorted((draft for draft in drafts if draft.content), key=lambda draft: draft.order)
    speakers = Speakers(text, sentences, quoted).resolve(drafts)
    return [
        Attribution(
            draft.source, draft.words, tuple(draft.content), _kind(text, draft.content, quoted), draft.act, speaker
        )
        for draft, speaker in zip(drafts, speakers, strict=True)
    ]


def find_quotations(text: str, attributions: Sequence[Attribution]) -> list[Quotation]:
    """The quotations of `text`, ascending: spans of the words inside the marks, of three words or more.

    Titles of works are left out. The speaker is that of the innermost attribution that holds the quotation.
    """
    contents = sorted(
        ((span, attribution) for attribution in attributions for span in attribution.content),
        key=lambda held: (held[0].start, -held[0].end),
    )
    found: list[Quotation] = []
    for quoted in quoted_spans(text):
        words = inside(text, quoted)
        if len(words.of(text).split()) < _FEWEST_WORDS or is_title(words.of(text)):
            continue
        last = bisect_left(contents, words.end, key=lambda held: held[0].start)
        holders = (held for held in reversed(contents[max(0, last - _NEAREST) : last]) if held[0].overlaps(words))
        holder = next(holders, None)
        found.append(Quotation(words, holder[1].speaker if holder else None))
    return found


def _kind(text: str, content: Sequence[Span], quoted: Sequence[Span]) -> str:
    outer = [span for span in content if quoted_share(span, quoted) < 1]
    if not any(quoted_share(span, quoted) for span in content):
        return "indirect"
    plain = sum(len(_WORD.findall(span.of(text))) for span in outer)
    quoted_words = sum(
        len(_WORD.findall(text, max(span.start, inner.start), min(span.end, inner.end)))
        for span in outer
        for inner in quoted[bisect_left(quoted, span.start, key=lambda other: other.end) :][:_NEAREST]
        if span.overlaps(inner)
    )
    return "direct" if quoted_words >= plain else "mixed"
