"""Who vouches for a claim that outlets share: one states as fact what another attributes, hedges what another states.

Only pairs of claims that are surely linked are compared, and only where what is attributed is what the other says: the
words of both must agree, without the source and the verb of saying. An attribution in the sentence before goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.compare.bounds import at_most, is_independent
from pipeline.compare.other_claims import are_other_claims
from pipeline.language.attribution.grammar import RELATIVE
from pipeline.language.attribution.words import FINDING, SPEECH
from pipeline.language.content_words import content_stems, stem
from pipeline.language.hedges import Hedge, find_hedges, has_hedge, is_hearsay, is_negated
from pipeline.language.quotations import quoted_spans
from pipeline.language.sources import NAMED, UNNAMED, kind_of_source
from pipeline.language.speaker_names import are_different_people
from pipeline.records import Attribution, Claim, Event, Finding, Link, Passage, Span
from pipeline.settings import Compare

_TOLD = frozenset((SPEECH, FINDING))
_LONGEST_SOURCE = 8
"""Words; what is longer was cut wrongly out of a clause, or is a relative clause that says more than who."""
_WEAK_CUES = frozenset(
    "posted posts posting continued continues continue deny ordered orders order noted notes note cannot "
    "claiming refuse refused refuses refusing".split()
)
"""Cues of what is done by words, or mentioned, more than of what is told."""
_LEAST_TOLD = 0.5
_LEAST_SHARED = 0.65
_FEWEST_SHARED = 3
_NO_SOURCE = frozenset("many some most several".split())
"""Words that, behind others, open a source of their own: "an explanation many members" (that many said was wrong)."""
_RESPONSIBILITY = re.compile(r"\s+(?:responsib|credit)")
_AROUND = ".,;:!?()'’\"“”"
_MARKS = frozenset('"“”„«»‘`')
_SPOKEN = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Oo]ur|us|[Mm]y|me|[Yy]our)\b|@\w")
"""Words of somebody who speaks: a transcript or a post that stands without quotation marks."""


@dataclass(frozen=True)
class _Side:
    """A claim of a pair, as its article gives it."""

    claim: Claim
    text: str
    before: Claim | None
    outlet: str

    @cached_property
    def words(self) -> str:
        return self.claim.span.of(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its content words."""
        return content_stems(self.words)

    @cached_property
    def hedges(self) -> list[Hedge]:
        """Its hedges, each with the word that it hedges."""
        return find_hedges(self.words)

    @cached_property
    def is_hedged(self) -> bool:
        """Whether any word of hedging stands in it."""
        return has_hedge(self.words)

    @cached_property
    def told(self) -> Attribution | None:
        """The attribution that says most of the claim; None where most of it is the outlet's own statement."""
        found = [attribution for attribution in self.claim.attributions if self._is_plain(attribution)]
        largest = max(found, key=self._said, default=None)
        if largest is None:
            return None
        beside = sum(_common(span, self.claim.span) for span in (largest.source, largest.cue) if span)
        room = self.claim.span.end - self.claim.span.start - beside
        return largest if self._said(largest) >= _LEAST_TOLD * room else None

    def _is_plain(self, attribution: Attribution) -> bool:
        """Whether it names its source here in few words and by its cue tells, not only mentions, what was said."""
        source, cue = attribution.source, attribution.cue
        if source is None or cue is None or attribution.act not in _TOLD:
            return False
        if not (source.overlaps(self.claim.span) and cue.overlaps(self.claim.span)):
            return False  # a quotation that goes on from the sentence before
        words = source.of(self.text).lower().split()
        if words[0] in RELATIVE | {"that", "according"} or len(words) > _LONGEST_SOURCE:
            return False
        if not _NO_SOURCE.isdisjoint(words[1:]) or _RESPONSIBILITY.match(self.text, cue.end):
            return False
        if "-".join(words).removeprefix("the-") == self.outlet.removeprefix("the-"):
            return False  # its own voice
        return cue.of(self.text).lower().split()[-1] not in _WEAK_CUES

    def _said(self, attribution: Attribution) -> int:
        return sum(_common(span, self.claim.span) for span in attribution.content)

    @cached_property
    def is_flat(self) -> bool:
        """Whether the outlet says it itself: nothing in the sentence attributes or quotes, nor goes on from before."""
        if self.claim.kind != "statement" or self.claim.attributions or _MARKS & set(self.words):
            return False
        if _SPOKEN.search(self.words):
            return False
        before = self.before
        return before is None or not before.attributions or "\n" in self.text[before.span.end : self.claim.span.start]

    def content(self, told: Attribution | None) -> frozenset[str]:
        """The stems of what is said, without "X said"."""
        spans = told.content if told else (self.claim.span,)
        return frozenset(word for span in spans for word in content_stems(_within(span, self.claim.span).of(self.text)))

    def says_no(self, told: Attribution | None) -> bool:
        """Whether what is said, without "X said", is denied."""
        spans = told.content if told else (self.claim.span,)
        return any(is_negated(_within(span, self.claim.span).of(self.text)) for span in spans)


def _common(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _within(span: Span, outer: Span) -> Span:
    start = max(span.start, outer.start)
    return Span(start, max(start, min(span.end, outer.end)))


@dataclass(frozen=True)
class _Difference:
    """What differs: its kind, and for each side the words that show it, as a span or, where none stand there, told."""

    kind: str
    spans: tuple[Span | None, Span | None]
    told: tuple[str, str]


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield a finding for each claim group, kind and pair of origins; an origin stands in one pair of a group and kind.

    Kinds: "fact or attributed", "hedged or flat", "named or unnamed source", "another source". The score is the
    link's.
    """
    group_of = {claim: position for position, group in enumerate(event.alignment.groups) for claim in group.members}
    yield from at_most(settings.most_of_a_kind, _findings(event, settings, group_of))


def _findings(event: Event, settings: Compare, group_of: dict[int, int]) -> Iterator[Finding]:
    seen: set[tuple[int, str, str]] = set()
    sides: dict[int, _Side] = {}
    for link in sorted(event.alignment.links, key=lambda link: (-link.score, link.a, link.b)):
        articles = [event.claims[claim].article for claim in (link.a, link.b)]
        group = group_of.get(link.a)
        if link.score < settings.attribution_score or group is None or group != group_of.get(link.b):
            continue
        if not is_independent(event, *articles):
            continue
        for position in (link.a, link.b):
            if position not in sides:
                sides[position] = _side(event, position)
        for difference in _differences(sides[link.a], sides[link.b]):
            keys = {(group, difference.kind, event.articles[article].origin_id) for article in articles}
            if not keys & seen:
                seen |= keys
                yield _finding(event, link, group, difference)


def _side(event: Event, position: int) -> _Side:
    claim = event.claims[position]
    before = event.claims[position - 1] if position and event.claims[position - 1].article == claim.article else None
    article = event.articles[claim.article]
    return _Side(claim, article.text, before, article.outlet_id)


def _differences(a: _Side, b: _Side) -> Iterator[_Difference]:
    for check in _CHECKS:
        found = check(a, b)
        if found is None and (turned := check(b, a)):
            found = _Difference(turned.kind, (turned.spans[1], turned.spans[0]), (turned.told[1], turned.told[0]))
        if found:
            yield found


def _fact_or_attributed(flat: _Side, other: _Side) -> _Difference | None:
    """A statement of the outlet against what another reports that somebody said; a direct quotation is no report."""
    told = other.told
    if told is None or told.source is None or _MARKS & set(other.words) or not flat.is_flat or flat.is_hedged:
        return None
    names = {told.speaker.split()[-1]} if told.speaker else set()
    is_own_act = content_stems(told.source.of(other.text)) <= flat.stems or names & set(flat.words.split())
    if is_own_act or are_other_claims(flat.words, other.words) or not _agree(flat, None, other, told):
        return None
    return _Difference("fact or attributed", (None, told.source), ("no source named", _named(other, told)))


def _hedged_or_flat(hedged: _Side, flat: _Side) -> _Difference | None:
    """A hedge on a word that the other sentence states without any, where more words than that one agree."""
    if not hedged.hedges or flat.is_hedged or is_negated(flat.words) != is_negated(hedged.words):
        return None
    if len(hedged.stems & flat.stems) < _FEWEST_SHARED:
        return None
    for hedge in hedged.hedges:
        head = hedge.head.of(hedged.words)
        if _is_quoted(hedged.words, hedge.span.start) or (is_hearsay(hedged.words, hedge) and flat.told):
            continue
        value = _stated(flat, stem(head))
        if value and not (hedge.is_bare and value.of(flat.text).lower() == head.lower()):
            return _Difference("hedged or flat", (_hedged(hedged, hedge), value), ("", ""))
    return None


def _is_quoted(words: str, at: int) -> bool:
    """Whether a place stands in quotation marks: then the hedge is the speaker's, not the outlet's."""
    return any(span.start <= at < span.end for span in quoted_spans(words))


def _hedged(side: _Side, hedge: Hedge) -> Span:
    start = side.claim.span.start
    return Span(start + hedge.span.start, start + hedge.head.end)


def _stated(side: _Side, head: str) -> Span | None:
    """Where the sentence states the word of the stem `head`."""
    at = side.claim.span.start
    for word in side.words.split():
        start = side.text.index(word, at)
        at = start + len(word)
        if stem(word.strip(_AROUND)) == head and not _is_quoted(side.words, start - side.claim.span.start):
            return Span(start, start + len(word.rstrip(_AROUND)))
    return None


def _named_or_unnamed(named: _Side, unnamed: _Side) -> _Difference | None:
    kinds = [(side.told, kind) for side, kind in ((named, NAMED), (unnamed, UNNAMED))]
    told = [attribution for attribution, _ in kinds if attribution]
    if len(told) < len(kinds) or _kind(named, told[0]) != NAMED or _kind(unnamed, told[1]) != UNNAMED:
        return None
    if not _agree(named, told[0], unnamed, told[1]):
        return None
    return _Difference(
        "named or unnamed source", (told[0].source, told[1].source), (_named(named, told[0]), _named(unnamed, told[1]))
    )


def _another_source(a: _Side, b: _Side) -> _Difference | None:
    told_a, told_b = a.told, b.told
    if not told_a or not told_b or not are_different_people(told_a.speaker, told_b.speaker):
        return None
    last_names = [str(told.speaker).split()[-1] for told in (told_a, told_b)]
    if last_names[0] not in _named(a, told_a) or last_names[1] not in _named(b, told_b):
        return None
    if last_names[1] in a.words or last_names[0] in b.words or not _agree(a, told_a, b, told_b):
        return None
    return _Difference("another source", (told_a.source, told_b.source), (_named(a, told_a), _named(b, told_b)))


_CHECKS: tuple[Callable[[_Side, _Side], _Difference | None], ...] = (
    _fact_or_attributed, _hedged_or_flat, _named_or_unnamed, _another_source,
)  # fmt: skip


def _kind(side: _Side, told: Attribution) -> str:
    return kind_of_source(told.source.of(side.text), told.speaker) if told.source else ""


def _named(side: _Side, told: Attribution) -> str:
    return told.source.of(side.text) if told.source else ""


def _agree(a: _Side, told_a: Attribution | None, b: _Side, told_b: Attribution | None) -> bool:
    """Whether what is said on both sides has most of the shorter one's content words in common, and three or more."""
    own, others = a.content(told_a), b.content(told_b)
    shared = len(own & others)
    if told_a and told_b and a.says_no(told_a) != b.says_no(told_b):
        return False
    return shared >= _FEWEST_SHARED and shared >= _LEAST_SHARED * min(len(own), len(others))


def _finding(event: Event, link: Link, group: int, difference: _Difference) -> Finding:
    evidence: list[Passage] = []
    detail: dict[str, object] = {}
    for side, position, span, told in zip("ab", (link.a, link.b), difference.spans, difference.told, strict=True):
        claim = event.claims[position]
        evidence.append(Passage(claim.article, claim.span, side))
        if span is not None:
            evidence.append(Passage(claim.article, span, f"value {side}"))
        detail[f"value_{side}"] = span.of(event.articles[claim.article].text) if span else told
    return Finding("attribution", difference.kind, link.score, tuple(evidence), group, (link.a, link.b), detail)
