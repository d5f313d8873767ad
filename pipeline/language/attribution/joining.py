"""Quotations that no cue of their own sentence governs: what they go on, or who was said to speak."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipeline.language.attribution.contents import Draft
from pipeline.language.attribution.words import SPEECH
from pipeline.language.quotations import inside, is_closed
from pipeline.records import Span

_FEWEST_WORDS = 3
_LONGEST_TITLE = 8
_FARTHEST = 400
_FARTHEST_CUE = 25_000
"""Characters behind a paragraph within which the cue of what begins in it stands: no sentence is longer."""
_BREAK = re.compile(r"\n\s*\n|\r\s*\r|\r\n\s*\r\n")
_TITLE_WORD = re.compile(r"[A-Z0-9]|(?:a|an|the|of|and|in|on|to|for|with|is|at|by)$")


class Joining:
    """Joins the quotations of one text to the drafts of its attributions."""

    def __init__(self, text: str, sentences: Sequence[Span], quotations: Sequence[Span]) -> None:
        self._text = text
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
        self._quotations = quotations
        self._owner: list[Draft | None] = [None] * len(quotations)

    def join(self, drafts: list[Draft]) -> None:
        """Add to `drafts` the quotations that none of them governs, and give the waiting ones what they wait for."""
        for draft in drafts:
            for number in draft.owns:
                self._owner[number] = draft
        speech = sorted((words.start, at) for at, d in enumerate(drafts) if d.act == SPEECH and (words := d.words))
        for draft in drafts:
            if draft.waits_for:
                self._fill(draft, drafts, speech)
        by_end = sorted(drafts, key=lambda draft: draft.end)
        reached = 0
        last: Draft | None = None
        quoting: Draft | None = None
        for number, quoted in enumerate(self._quotations):
            while reached < len(by_end) and by_end[reached].end <= quoted.start:
                last = by_end[reached]
                quoting = last if last.act == SPEECH and last.owns else quoting
                reached += 1
            if self._owner[number] is not None:
                continue
            host = self._host(number, next((d for d in (quoting, last) if d and self._goes_on(quoted, d)), None))
            if host is not None:
                drafts.extend([] if host.content else [host])
                self._own(host, number)
                last = quoting = host

    def _own(self, draft: Draft, number: int) -> None:
        draft.content.append(self._quotations[number])
        draft.owns.append(number)
        self._owner[number] = draft

    def _fill(self, draft: Draft, drafts: Sequence[Draft], speech: Sequence[tuple[int, int]]) -> None:
        """Give a draft without content the quotation before it (“...” Tarn said.) or what follows its colon.

        `speech` tells where the cues of the drafts of speech stand, ascending, and which those are.
        """
        number = bisect_left(self._quotations, draft.start, key=lambda quoted: quoted.start)
        is_before = draft.waits_for == "before"
        number -= is_before
        if not 0 <= number < len(self._quotations):
            between = "-"
        elif is_before:
            between = self._text[self._quotations[number].end : draft.start].replace("\n", "-")
        else:
            between = self._text[draft.end : self._quotations[number].start]
        if not between.strip(" \t\r\n:"):
            if self._owner[number] is None:
                self._own(draft, number)
        elif draft.waits_for == "after":
            self._fill_with_paragraph(draft, drafts, speech)

    def _fill_with_paragraph(self, draft: Draft, drafts: Sequence[Draft], speech: Sequence[tuple[int, int]]) -> None:
        """The paragraph after "Tarn added:" is what is said, unless somebody else speaks there."""
        first = last = bisect_left(self._starts, draft.end)
        if first >= len(self._sentences):
            return
        while last + 1 < len(self._sentences) and not self._breaks(self._sentences[last].end, self._starts[last + 1]):
            last += 1
        block = Span(self._starts[first], self._sentences[last].end)
        near = speech[bisect_left(speech, (block.start, 0)) : bisect_left(speech, (block.end + _FARTHEST_CUE, 0))]
        if not any(block.start <= drafts[at].start < block.end for _, at in near):
            draft.content.append(block)

    def _breaks(self, start: int, end: int) -> int:
        """How many paragraphs end between two offsets."""
        return len(_BREAK.findall(self._text, start, end))

    def _host(self, number: int, goes_on: Draft | None) -> Draft | None:
        """The attribution that a quotation belongs to: one that it goes on, a new one, or None where it only names."""
        before = self._owner[number - 1] if number else None
        if before is not None and not is_closed(self._text, self._quotations[number - 1]):
            return before
        words = inside(self._text, self._quotations[number]).of(self._text)
        if len(words.split()) < _FEWEST_WORDS or is_title(words):
            return None
        if goes_on is None:
            return Draft([], SPEECH)
        return goes_on if goes_on.act == SPEECH and goes_on.content else Draft([], SPEECH, goes_on.source)

    def _goes_on(self, quoted: Span, last: Draft) -> bool:
        """Whether the quotation goes on what `last` says: in its paragraph, or as the paragraph after it."""
        if last.source is None or not 0 <= quoted.start - last.end <= _FARTHEST:
            return False
        if bisect_left(self._starts, quoted.start) > bisect_left(self._starts, last.end):
            return False  # a sentence that attributes nothing stands between them
        begins_paragraph = not self._text[max(0, quoted.start - 2) : quoted.start].strip("\r\n")
        return self._breaks(last.end, quoted.start) <= begins_paragraph


def is_title(words: str) -> bool:
    """Whether quotation marks only set off a title: “The Long Night of Colmere”."""
    parts = words.split()
    return words[-1] not in "!?…" and len(parts) <= _LONGEST_TITLE and all(_TITLE_WORD.match(part) for part in parts)
