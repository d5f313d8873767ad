"""Quotations of the same words: who quotes them whole, who trims, alters or joins them, and to whom they are given.

The longest version of the same words leads its group; the others are measured against it. What an editor marks, by an
ellipsis, brackets or by closing the quotation and opening it again, is no alteration. Nothing here says who is right:
the longest version is the one that shows what the others leave out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from pipeline.compare.bounds import at_most, is_independent
from pipeline.language.attribution.name_words import TITLES
from pipeline.language.content_words import content_stems, stem
from pipeline.language.quoted_match import Match, match_words, weighty
from pipeline.language.quoted_words import CUT, INSERTED, Word, read_forms, read_words
from pipeline.language.speaker_names import are_different_people, may_be_one
from pipeline.records import Event, Finding, Passage, Quotation, Span
from pipeline.settings import Compare

VERBATIM, TRIMMED, ALTERED, SPLICED = "verbatim", "trimmed", "altered", "spliced"

_SHINGLE = 4
_FEWEST_WEIGHTY = 2
_SURE_WORDS = 6
"""Fewer words may be a stock phrase: they are the same quotation only where nothing differs, not even the speaker."""
_LEAST_SHARE = 0.75
_LEAST_ALTERED_SHARE = 0.85
"""Where words differ, more must agree: two sentences of one pattern are no versions of one."""
_SURE_SHARE = 0.9
_ALIKE = 0.6
"""Likeness of two capitalised words, 0 to 1, from which they are spellings of one name."""
_FEWEST_CUT = 3
_AROUND = 250
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=\W*[A-Z0-9])")


@dataclass(frozen=True)
class Piece:
    """A quotation of an event: `article` and `number` are its place in Event.quotations, `text` is the article's."""

    article: int
    number: int
    quotation: Quotation
    text: str

    @cached_property
    def words(self) -> list[Word]:
        """Its words, with where they stand."""
        return read_words(self.text, self.quotation.span)

    @cached_property
    def forms(self) -> list[str]:
        """Its words in their form for comparison, without marks of editing."""
        return read_forms(self.text, self.quotation.span)

    @cached_property
    def shingles(self) -> frozenset[tuple[str, ...]]:
        """The runs of _SHINGLE words in it."""
        return frozenset(zip(*(self.forms[start:] for start in range(_SHINGLE)), strict=False))

    @property
    def n_words(self) -> int:
        """How many words it has."""
        return len(self.forms)


@dataclass(frozen=True)
class Versions:
    """Quotations of the same words: the longest, and the others, each as it stands to the longest."""

    longest: Piece
    others: tuple[tuple[Piece, Match], ...]

    def covered_by(self, article: int) -> set[int]:
        """Positions of the longest version's words that the article quotes, in one quotation or several."""
        return {at for piece, match in self.others if piece.article == article for at in match.covered}

    def drift(self, piece: Piece, match: Match) -> str:
        """How a version stands to the longest: verbatim, trimmed, altered or spliced."""
        if match.changed or match.spliced:
            return ALTERED if match.changed else SPLICED
        covered = self.covered_by(piece.article)
        left_out = [word.form for at, word in enumerate(self.longest.words) if at not in covered]
        return TRIMMED if weighty([form for form in left_out if form not in (CUT, INSERTED)]) else VERBATIM


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield a finding for each origin whose quotation differs from the longest version of the same words.

    Kinds: "quotation trimmed" where words of a sentence that it quotes are left out and not told outside the marks
    either, "quotation altered", "quotation spliced", "quotation of another speaker". The score is the share of the
    shorter version's words that agree.
    """
    found = [finding for versions in read_versions(event) for finding in _of_versions(event, versions)]
    yield from at_most(settings.most_of_a_kind, found)


def read_versions(event: Event) -> list[Versions]:
    """The quotations of different articles that give the same words, the longest first; others are in none."""
    pieces = [
        Piece(article, number, quotation, event.articles[article].text)
        for article, quotations in sorted(event.quotations.items())
        for number, quotation in enumerate(quotations)
    ]
    pieces = [piece for piece in pieces if piece.n_words >= _SHINGLE and len(weighty(piece.forms)) >= _FEWEST_WEIGHTY]
    pieces.sort(key=lambda piece: (-piece.n_words, piece.article, piece.number))
    holding: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, piece in enumerate(pieces):
        for shingle in piece.shingles:
            holding[shingle].append(position)
    taken: set[int] = set()
    found: list[Versions] = []
    for position, longest in enumerate(pieces):
        if position in taken:
            continue
        candidates = {other for shingle in longest.shingles for other in holding[shingle] if other > position}
        matches = [(other, _match(longest, pieces[other])) for other in sorted(candidates - taken)]
        others = [(other, match) for other, match in matches if match is not None]
        if others:
            taken.update(other for other, _ in others)
            found.append(Versions(longest, tuple((pieces[other], match) for other, match in others)))
    return found


def _match(longest: Piece, other: Piece) -> Match | None:
    """The other version against the longest; None where it is not the same words, or of the same article."""
    if longest.article == other.article:
        return None
    match = match_words(longest.words, other.words)
    agreeing = match.share * other.n_words
    differs, few = bool(match.changed or match.spliced), agreeing < _SURE_WORDS
    if match.share < (_LEAST_ALTERED_SHARE if differs else _LEAST_SHARE) or (few and (differs or match.share < 1)):
        return None
    names = longest.quotation.speaker, other.quotation.speaker
    is_of_others = are_different_people(*names) if few else not may_be_one(*names)
    return None if is_of_others and (few or differs) else match


def _of_versions(event: Event, versions: Versions) -> Iterator[Finding]:
    """The findings of one group, one a kind and origin."""
    seen: set[tuple[str, str]] = set()
    for piece, match in versions.others:
        if not is_independent(event, versions.longest.article, piece.article):
            continue
        given = _given_to_another(event, versions.longest, piece, match)
        for finding in (_drifted(event, versions, piece, match), given):
            if finding and (key := (finding.kind, event.articles[piece.article].origin_id)) not in seen:
                seen.add(key)
                yield finding


def _drifted(event: Event, versions: Versions, piece: Piece, match: Match) -> Finding | None:
    longest, drift = versions.longest, versions.drift(piece, match)
    if drift == ALTERED:
        changed = next((pair for pair in match.changed if _is_weighty(event, longest, piece, pair)), None)
        if changed is None:
            return None
        values = _span(longest.words, changed[0]), _span(piece.words, changed[1])
        return _finding(event, longest, piece, match, "altered", values)
    if drift == SPLICED:
        return _left_out(event, longest, piece, match, "spliced", match.spliced[0])
    cut = _cut(event, versions, piece.article) if drift == TRIMMED else None
    return _left_out(event, longest, piece, match, "trimmed", cut) if cut else None


def _left_out(event: Event, longest: Piece, piece: Piece, match: Match, how: str, words: range) -> Finding:
    finding = _finding(event, longest, piece, match, how, (_span(longest.words, words), None))
    finding.detail["label"] = "left out"
    return finding


def _is_weighty(event: Event, longest: Piece, piece: Piece, pair: tuple[range, range]) -> bool:
    """Whether other words stand there: no fillers and titles, no other form of the same word or spelling of a name."""
    forms = [[whole.words[at].form for at in own] for whole, own in zip((longest, piece), pair, strict=True)]
    if _is_moved(longest, piece, forms) or any(_is_masked(stretch) for stretch in forms):
        return False  # "b----" stands for the word
    ignored = TITLES if not all(forms) else frozenset()
    own, others = ({stem(form) for form in weighty(stretch) if form not in ignored} for stretch in forms)
    spans = [_span(whole.words, own) for whole, own in zip((longest, piece), pair, strict=True)]
    texts = [event.articles[whole.article].text for whole in (longest, piece)]
    named = all(span and span.of(text).istitle() for span, text in zip(spans, texts, strict=True))
    alike = SequenceMatcher(None, "".join(forms[0]), "".join(forms[1]), autojunk=False).ratio()
    return own != others and not (named and alike >= _ALIKE)


def _is_masked(forms: Sequence[str]) -> bool:
    return "*" in "".join(forms) or (
        len(forms) == 1 and len(forms[0]) == 1 and forms[0].isalpha() and forms[0] not in "ai"
    )


def _is_moved(longest: Piece, piece: Piece, forms: Sequence[Sequence[str]]) -> bool:
    """Whether the words that stand on one side alone stand on the other elsewhere, in two sentences told in turn."""
    if all(forms):
        return False
    words, other = (forms[0], piece.forms) if forms[0] else (forms[1], longest.forms)
    return len(words) > 1 and f" {' '.join(words)} " in f" {' '.join(other)} "


def _cut(event: Event, versions: Versions, article: int) -> range | None:
    """The longest stretch left out of a sentence that the article quotes in part and does not tell in its own words."""
    longest, covered = versions.longest, versions.covered_by(article)
    sentence_of = _sentences(event.articles[longest.article].text, longest)
    begun = {sentence_of[at] for at in covered}
    stretches: list[range] = []
    for at in range(len(longest.words)):
        if at in covered or sentence_of[at] not in begun:
            continue
        if stretches and stretches[-1].stop == at and sentence_of[at - 1] == sentence_of[at]:
            stretches[-1] = range(stretches[-1].start, at + 1)
        else:
            stretches.append(range(at, at + 1))
    told = _told_around(event, [piece for piece, _ in versions.others if piece.article == article])
    kept = [stretch for stretch in stretches if _is_untold([longest.words[at].form for at in stretch], told)]
    return max(kept, key=len, default=None)


def _sentences(text: str, piece: Piece) -> list[int]:
    """The number of the sentence that each word of the quotation stands in."""
    span = piece.quotation.span
    ends = [match.end() for match in _SENTENCE_END.finditer(text, span.start, span.end)]
    return [sum(end <= word.span.start for end in ends) for word in piece.words]


def _told_around(event: Event, pieces: Sequence[Piece]) -> set[str]:
    """Beginnings of the words around the article's quotations of these words."""
    told: set[str] = set()
    for piece in pieces:
        near, span, text = _near(event, piece), piece.quotation.span, event.articles[piece.article].text
        around = text[near.start : span.start], text[span.end : near.end]
        told.update(_beginning(word) for words in around for word in content_stems(words))
    return told


def _near(event: Event, piece: Piece) -> Span:
    span = piece.quotation.span
    return Span(max(0, span.start - _AROUND), span.end + _AROUND)


def _is_untold(stretch: list[str], told: set[str]) -> bool:
    words = content_stems(" ".join(stretch))
    untold = [word for word in words if _beginning(word) not in told]
    return len(stretch) >= _FEWEST_CUT and len(untold) >= max(_FEWEST_WEIGHTY, len(words) / 2)


def _beginning(word: str) -> str:
    return word[:5]


def _given_to_another(event: Event, longest: Piece, piece: Piece, match: Match) -> Finding | None:
    """The same words of another speaker, where each article names its own beside them, and not the other's."""
    names = longest.quotation.speaker, piece.quotation.speaker
    if match.share < _SURE_SHARE or piece.n_words < _SURE_WORDS or not are_different_people(*names):
        return None
    last_names = [str(name).split()[-1] for name in names]
    for own, name, other in ((longest, last_names[0], last_names[1]), (piece, last_names[1], last_names[0])):
        near = _near(event, own).of(event.articles[own.article].text)
        if name not in near or other in near:
            return None
    finding = _finding(event, longest, piece, match, "of another speaker", (None, None))
    finding.detail.update(value_a=names[0], value_b=names[1])
    return finding


def _span(words: Sequence[Word], stretch: range) -> Span | None:
    return Span(words[stretch.start].span.start, words[stretch.stop - 1].span.end) if stretch else None


def _finding(
    event: Event, longest: Piece, piece: Piece, match: Match, how: str, values: tuple[Span | None, Span | None]
) -> Finding:
    evidence: list[Passage] = []
    detail: dict[str, object] = {}
    for side, own, value in (("a", longest, values[0]), ("b", piece, values[1])):
        evidence.append(Passage(own.article, own.quotation.span, side))
        if value is not None:
            evidence.append(Passage(own.article, value, f"value {side}"))
            detail[f"value_{side}"] = value.of(event.articles[own.article].text)
    return Finding("quotations", f"quotation {how}", round(match.share, 4), tuple(evidence), detail=detail)
