"""How two sentences frame what differs in them: the words that they share, and the place that a word holds in each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from pipeline.language.attribution import grammar
from pipeline.language.attribution.name_words import TITLES
from pipeline.language.lemmas import Word, words_of
from pipeline.records import Span

_SHARED_BY_FRAME = 0.6
"""Share of the longer sentence's words, 0 to 1, that must be the same beside the slot."""
_LEAST_SAME = 3
_LONGEST_SLOT = 3
_LEAST_BESIDE, _LEAST_AROUND, _SIDES = 2, 6, 2
"""Same words that a place between capitals must have on each side, and on both together."""
_REACH = 3
_LONGEST_APPOSITION = 80
"""Characters between the commas behind a name."""
_ARTICLES = ("a", "an")
_COLOURLESS = frozenset("be have do make take get go come include say tell add".split())
_SKIPPED_BEFORE = grammar.DETERMINERS | grammar.POSSESSIVES | frozenset("then former late ex central nearby".split())


@dataclass(frozen=True, slots=True)
class Slot:
    """The stretches in which two sentences differ that are otherwise the same; spans of the first and the second."""

    a: Span
    b: Span


def one_slot(a: str, b: str) -> Slot | None:
    """The one place where two sentences differ; None where they differ in several, or share too little beside it.

    An article that fits the word behind it ("a young", "an old") belongs to the slot, in which the last words stand.
    """
    words_a, words_b = words_of(a), words_of(b)
    changes = [change for change in _steps(a, b) if change[0] != "equal"]
    if len(changes) != 1 or changes[0][0] != "replace":
        return None
    _, i, j, k, m = changes[0]
    if words_a[i].text in _ARTICLES and words_b[k].text in _ARTICLES and min(j - i, m - k) > 1:
        i, k = i + 1, k + 1
    same = len(words_a) - (j - i)
    if (
        max(j - i, m - k) > _LONGEST_SLOT
        or same < _LEAST_SAME
        or same < _SHARED_BY_FRAME * max(len(words_a), len(words_b))
    ):
        return None
    return _slot(words_a[i:j], words_b[k:m])


def slots_of_names(a: str, b: str) -> Iterator[Slot]:
    """The places where two sentences put other capitals between the same words: three on each side, or two and four."""
    words_a, words_b = words_of(a), words_of(b)
    steps = _steps(a, b)
    for before, (change, i, j, k, m), after in zip(steps, steps[1:], steps[2:], strict=False):
        around = sorted(step[2] - step[1] for step in (before, after) if step[0] == "equal")
        if change != "replace" or max(j - i, m - k) > _LONGEST_SLOT or len(around) < _SIDES:
            continue
        if around[0] < _LEAST_BESIDE or sum(around) < _LEAST_AROUND:
            continue
        if all(word.has_capital for word in (*words_a[i:j], *words_b[k:m])):
            yield _slot(words_a[i:j], words_b[k:m])


@lru_cache(maxsize=1024)
def _steps(a: str, b: str) -> tuple[tuple[str, int, int, int, int], ...]:
    """How the words of `a` are changed into those of `b`, as difflib's opcodes."""
    words_a, words_b = ([word.text for word in words_of(text)] for text in (a, b))
    return tuple(SequenceMatcher(None, words_a, words_b, autojunk=False).get_opcodes())


def _slot(words_a: Sequence[Word], words_b: Sequence[Word]) -> Slot:
    return Slot(Span(words_a[0].span.start, words_a[-1].span.end), Span(words_b[0].span.start, words_b[-1].span.end))


def shared(a: str, b: str, without: Collection[Span] = (), without_b: Collection[Span] = ()) -> tuple[int, float]:
    """How many content words two sentences share beside the given spans, and their share of the shorter's, 0 to 1."""
    one, other = content(a, without), content(b, without_b)
    common = len(one & other)
    return common, common / max(1, min(len(one), len(other)))


def content(sentence: str, without: Collection[Span] = ()) -> frozenset[str]:
    """The dictionary forms of the content words of `sentence` outside the given spans."""
    return frozenset(
        word.lemma
        for word in words_of(sentence)
        if word.is_content and not any(word.span.overlaps(span) for span in without)
    )


def roles(sentence: str, span: Span) -> frozenset[str]:
    """The places that the words of `span` hold: subject of a verb, object, title, behind which preposition of what.

    Verbs that say nothing of their own ("be", "have", "said") give no role: many people say things in one article.
    """
    words = words_of(sentence)
    first = next(i for i, word in enumerate(words) if word.span.end > span.start)
    last = next(i for i, word in reversed(list(enumerate(words))) if word.span.start < span.end)
    return frozenset([*_before(sentence, words, first), *_after(sentence, words, last)])


def _before(sentence: str, words: tuple[Word, ...], first: int) -> list[str]:
    found = []
    i = first - 1
    while i >= 0 and (words[i].text in _SKIPPED_BEFORE or words[i].text.rstrip(".") in TITLES):
        if words[i].text in TITLES:
            found.append(f"title {words[i].lemma}")
        i -= 1
    if i < 0 or "," in sentence[words[i].span.end : words[first].span.start]:
        return found
    if words[i].text in grammar.PREPOSITIONS:
        governor = next((word.lemma for word in reversed(words[max(0, i - _REACH) : i]) if word.is_content), "")
        return [*found, f"{words[i].text}", f"{governor} {words[i].text}"]
    if words[i].is_content and words[i].lemma not in _COLOURLESS:
        found.append(f"{words[i].lemma} it")
    return found


def _after(sentence: str, words: tuple[Word, ...], last: int) -> list[str]:
    rest = words[last + 1 :]
    if not rest:
        return []
    if sentence[words[last].span.end : rest[0].span.start].startswith(","):
        closing = sentence.find(",", rest[0].span.start)
        is_apposition = 0 <= closing < rest[0].span.start + _LONGEST_APPOSITION
        rest = tuple(word for word in rest if closing < word.span.start) if is_apposition else ()
    for word in rest[:_REACH]:
        if word.text in grammar.AUXILIARIES or grammar.is_adverb(word.text):
            continue
        return [f"it {word.lemma}"] if word.is_content and word.lemma not in _COLOURLESS else []
    return []
