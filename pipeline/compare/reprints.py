"""What an outlet changed in a text that it took over: the sentences that it added, cut or altered.

Articles of one origin print one text. Each is set against the one that published first, sentence by sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from pipeline.language.agencies import credited_agencies
from pipeline.records import Event, Finding, Passage
from pipeline.settings import Compare

_ALTERED = 0.6
_WORD = re.compile(r"\w+")


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield a finding of kind "reprint" for each article that prints a text of its origin with changes.

    Evidence: "a" and "b", the first sentence that both have; "added" in the reprint, "cut" in the first article, and
    "value a" and "value b" for a sentence that was altered. The score is the share of the reprint's sentences, 0 to 1,
    that stand in the first article, altered ones included. Exact copies have no finding: nothing was changed.
    """
    claims: dict[int, list[int]] = {}
    for position, claim in enumerate(event.claims):
        claims.setdefault(claim.article, []).append(position)
    first_of: dict[str, int] = {}
    for article in _by_time(event):
        first = first_of.setdefault(event.articles[article].origin_id, article)
        if first != article:
            yield from _reprint(event, first, article, claims.get(first, []), claims.get(article, []))


def _by_time(event: Event) -> list[int]:
    """The positions of the articles in order of publication, the undated last."""
    times = [article.published for article in event.articles]
    return sorted(range(len(times)), key=lambda i: (times[i] is None, times[i] or 0.0, i))


def _reprint(event: Event, first: int, reprint: int, ours: Sequence[int], theirs: Sequence[int]) -> Iterator[Finding]:
    kept, altered = _matched([_words(event, claim) for claim in ours], [_words(event, claim) for claim in theirs])
    both = {**kept, **altered}
    taken = set(both.values())
    if not both:
        return
    cut = [claim for number, claim in enumerate(ours) if number not in both]
    added = [claim for number, claim in enumerate(theirs) if number not in taken]
    if not cut and not added and not altered:
        return
    lead = min(kept or altered)
    evidence = [_passage(event, ours[lead], "a"), _passage(event, theirs[both[lead]], "b")]
    for one, other in sorted(altered.items()):
        evidence += [_passage(event, ours[one], "value a"), _passage(event, theirs[other], "value b")]
    evidence += [_passage(event, claim, "added") for claim in added]
    evidence += [_passage(event, claim, "cut") for claim in cut]
    articles = event.articles[first], event.articles[reprint]
    credits = frozenset[str]().union(*(credited_agencies(article.text) for article in articles))
    yield Finding(
        "reprints",
        "reprint",
        len(both) / len(theirs),
        tuple(evidence),
        detail={
            "first_outlet_id": articles[0].outlet_id, "outlet_id": articles[1].outlet_id, "kept": len(kept),
            "altered": len(altered), "added": len(added), "cut": len(cut), "credited": ", ".join(sorted(credits)),
        },
    )  # fmt: skip


def _matched(ours: Sequence[list[str]], theirs: Sequence[list[str]]) -> tuple[dict[int, int], dict[int, int]]:
    """Which of our sentences is which of theirs, word for word, and which is another, altered."""
    places: dict[tuple[str, ...], list[int]] = {}
    for number, words in enumerate(theirs):
        places.setdefault(tuple(words), []).append(number)
    kept = {number: found.pop(0) for number, words in enumerate(ours) if (found := places.get(tuple(words)))}
    taken = set(kept.values())
    free = [number for number in range(len(theirs)) if number not in taken]
    altered: dict[int, int] = {}
    for number, words in enumerate(ours):
        if number in kept or not free:
            continue
        best = max(free, key=lambda other: (_likeness(words, theirs[other]), -other))
        if _likeness(words, theirs[best]) >= _ALTERED:
            altered[number] = best
            free.remove(best)
    return kept, altered


def _likeness(one: list[str], other: list[str]) -> float:
    """The share, 0 to 1, of the words of both that stand in both in the same order."""
    common = sum((Counter(one) & Counter(other)).values())
    if 2 * common < _ALTERED * (len(one) + len(other)):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _words(event: Event, claim: int) -> list[str]:
    return _WORD.findall(event.words(claim).lower())


def _passage(event: Event, claim: int, role: str) -> Passage:
    found = event.claims[claim]
    return Passage(found.article, found.span, role)
