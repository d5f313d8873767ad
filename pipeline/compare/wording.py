"""With which words outlets name the same person, group or act, shown as words in sentences, never as a score of bias.

Two ways lead to a finding. Two surely linked claims that tell the same name it in words of other shades; and an outlet
uses a word for something clearly more often than the others do: log-odds ratio with an informative Dirichlet prior
(Monroe, Colaresi and Quinn, "Fightin' Words", Political Analysis 16, 2008), with the counts beside it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.compare.bounds import at_most, is_independent
from pipeline.language.attribution.words import SPEECH
from pipeline.language.naming import Naming, find_namings
from pipeline.language.quotations import quoted_spans
from pipeline.language.verbs_of_saying import shade_of_cue
from pipeline.records import Claim, Event, Finding, Link, Passage, Span
from pipeline.settings import Compare

EVENT, THING, NAME = "event", "thing", "name"
PLAIN, SAYING = "plain", "verb of saying:"
NAMED, PREFERRED = "named differently", "preferred word"

_PRIOR = 2.0
"""Weight of the prior, in words: so many words in the shares of all outlets together are added to each side."""
_LEAST_Z = 1.645
"""One-sided 95%: whether an outlet uses a word more often than the others, never less."""
_FEWEST_USES = 3


_Side = tuple[int, Span, Naming]
"""An article, a sentence of it, and the word there."""


@dataclass(frozen=True)
class _Use:
    """A word of the list where an article uses it, and the claim that it stands in."""

    article: int
    sentence: Span
    naming: Naming


def detect(event: Event, settings: Compare) -> Iterator[Finding]:
    """Yield findings of the kinds "named differently" and "preferred word".

    "named differently": one a claim group, concept and pair of origins, with the link's score; or one a name, concept
    and outlet, without a score. "preferred word": one an outlet and shade; the detail holds counts, log-odds and z.
    """
    quoted = [quoted_spans(article.text) for article in event.articles]
    told: set[tuple[str, str, str]] = set()
    in_claims = list(_in_claims(event, settings, quoted, told))
    uses = [
        _Use(claim.article, claim.span, naming)
        for claim in event.claims
        for naming in find_namings(event.articles[claim.article].text, claim.span, quoted[claim.article])
    ]
    yield from at_most(settings.most_of_a_kind, [*in_claims, *_of_names(event, uses, told), *_preferred(event, uses)])


def _in_claims(
    event: Event, settings: Compare, quoted: Sequence[Sequence[Span]], told: set[tuple[str, str, str]]
) -> Iterator[Finding]:
    """Pairs of linked claims; `told` takes up the outlets, and for what they use the words."""
    group_of = {claim: position for position, group in enumerate(event.alignment.groups) for claim in group.members}
    seen: set[tuple[int, str, str]] = set()
    for link in sorted(event.alignment.links, key=lambda link: (-link.score, link.a, link.b)):
        claims = [event.claims[position] for position in (link.a, link.b)]
        group = group_of.get(link.a)
        if link.score < settings.attribution_score or group is None or group != group_of.get(link.b):
            continue
        if not is_independent(event, claims[0].article, claims[1].article):
            continue
        namings = [_namings(event, claim, quoted[claim.article]) for claim in claims]
        for pair in _differing(*namings):
            keys = {(group, pair[0].concept, event.articles[claim.article].origin_id) for claim in claims}
            if not keys & seen:
                seen |= keys
                sides = zip(claims, pair, strict=True)
                told |= {(event.articles[claim.article].outlet_id, *_subject(naming)) for claim, naming in sides}
                yield _of_link(event, link, group, pair)


def _namings(event: Event, claim: Claim, quoted: Sequence[Span]) -> list[Naming]:
    """The words of the lists in a claim: those that name something, and the verbs by which a named speaker tells it."""
    text = event.articles[claim.article].text
    found = find_namings(text, claim.span, quoted)
    for told in claim.attributions:
        if told.act != SPEECH or not told.speaker or told.cue is None or not told.cue.overlaps(claim.span):
            continue
        last_name, shade = told.speaker.split()[-1].lower(), shade_of_cue(told.cue.of(text))
        if shade:
            found.append(Naming(f"{SAYING} {last_name}", "claim", shade, told.cue, last_name))
    return found


def _differing(a: Sequence[Naming], b: Sequence[Naming]) -> Iterator[tuple[Naming, Naming]]:
    """For each concept that both name and in no shade in common, the first words of it."""
    for concept in dict.fromkeys(naming.concept for naming in a):
        own = [naming for naming in a if naming.concept == concept]
        others = [naming for naming in b if naming.concept == concept]
        shades = {naming.shade for naming in own}, {naming.shade for naming in others}
        if others and not shades[0] & shades[1] and _may_be_one(own[0], others[0]):
            yield own[0], others[0]


def _may_be_one(a: Naming, b: Naming) -> bool:
    """Whether two words may name the same thing: no "Okar administration" against "the regime" alone."""
    return a.scope != NAME or bool(a.about) == bool(b.about)


def _of_link(event: Event, link: Link, group: int, pair: tuple[Naming, Naming]) -> Finding:
    claims = [event.claims[position] for position in (link.a, link.b)]
    sides = [(claim.article, claim.span, naming) for claim, naming in zip(claims, pair, strict=True)]
    return _finding(event, NAMED, link.score, sides, group, {})


def _of_names(event: Event, uses: Sequence[_Use], told: set[tuple[str, str, str]]) -> Iterator[Finding]:
    """Outlets that name a person, government or thing in a shade that another outlet does not use for it.

    Those in `told` are left out: two linked claims show it already.
    """
    for subject, own in _by_subject(uses).items():
        shades = _counts(event, own)
        for outlet, counted in shades.items() if own[0].naming.scope in (THING, NAME) else ():
            marked = next((use for use in _of_outlet(event, own, outlet) if use.naming.shade != PLAIN), None)
            if marked is None or (outlet, *subject) in told:
                continue
            rivals = (use for use in own if marked.naming.shade not in shades[event.articles[use.article].outlet_id])
            rival = next((use for use in rivals if is_independent(event, marked.article, use.article)), None)
            if rival:
                counts = {"n_a": counted[marked.naming.shade], "of_a": counted.total()}
                yield _finding(event, NAMED, None, (_placed(marked), _placed(rival)), None, counts)


def _preferred(event: Event, uses: Sequence[_Use]) -> Iterator[Finding]:
    """Outlets that use the words of one shade for something clearly more often than all others together."""
    for own in _by_subject(uses).values():
        shades = _counts(event, own)
        everywhere = sum(shades.values(), Counter[str]())
        for outlet, counted in shades.items():
            rest = everywhere - counted
            for shade, n in sorted(counted.items()):
                odds, z = log_odds(n, counted.total(), rest[shade], rest.total())
                if z < _LEAST_Z or n < _FEWEST_USES:
                    continue
                use = next(use for use in _of_outlet(event, own, outlet) if use.naming.shade == shade)
                rivals = (other for other in own if other.naming.shade != shade)
                rival = next((other for other in rivals if is_independent(event, use.article, other.article)), None)
                if rival:
                    counts = {"n_a": n, "of_a": counted.total(), "n_b": rest[shade], "of_b": rest.total()}
                    measured = counts | {"log_odds": round(odds, 3), "z": round(z, 3)}
                    sides = _placed(use), _placed(rival)
                    yield _finding(event, PREFERRED, None, sides, None, measured)


def log_odds(n_a: int, of_a: int, n_b: int, of_b: int) -> tuple[float, float]:
    """Log-odds ratio of a word used `n_a` times of `of_a` against `n_b` of `of_b`, and its z-score.

    The Dirichlet prior is informative: _PRIOR words in the shares of both together (Monroe et al. 2008, equation 16).
    The variance is that of equation 19, for the shorter one of equation 20 holds only in a large vocabulary. Both are 0
    where nothing else is said.
    """
    prior = _PRIOR * (n_a + n_b) / max(1, of_a + of_b)
    used = n_a + prior, n_b + prior
    unused = of_a + _PRIOR - used[0], of_b + _PRIOR - used[1]
    if min(*used, *unused) <= 0:
        return 0.0, 0.0
    ratio = math.log(used[0] / unused[0]) - math.log(used[1] / unused[1])
    return ratio, ratio / math.sqrt(sum(1 / n for n in (*used, *unused)))


def _by_subject(uses: Sequence[_Use]) -> dict[tuple[str, str], list[_Use]]:
    """The uses of the words for one thing; those that name the same thing within a claim alone are left out."""
    found: dict[tuple[str, str], list[_Use]] = defaultdict(list)
    for use in uses:
        naming = use.naming
        if naming.scope in (EVENT, THING) or (naming.scope == NAME and naming.about):
            found[_subject(naming)].append(use)
    return found


def _subject(naming: Naming) -> tuple[str, str]:
    """What is named: a concept, or a concept beside a name."""
    return naming.concept, naming.about if naming.scope == NAME else ""


def _counts(event: Event, uses: Sequence[_Use]) -> dict[str, Counter[str]]:
    """Outlet -> shade -> how often it uses a word of it."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for use in uses:
        found[event.articles[use.article].outlet_id][use.naming.shade] += 1
    return found


def _of_outlet(event: Event, uses: Sequence[_Use], outlet: str) -> Iterator[_Use]:
    return (use for use in uses if event.articles[use.article].outlet_id == outlet)


def _placed(use: _Use) -> _Side:
    return use.article, use.sentence, use.naming


def _finding(
    event: Event, kind: str, score: float | None, sides: Sequence[_Side], group: int | None, more: Mapping[str, object]
) -> Finding:
    evidence: list[Passage] = []
    detail: dict[str, object] = {"concept": sides[0][2].concept, **more}
    for side, (article, span, naming) in zip("ab", sides, strict=True):
        evidence += [Passage(article, span, side), Passage(article, naming.span, f"value {side}")]
        detail[f"value_{side}"] = naming.span.of(event.articles[article].text)
    return Finding("wording", kind, score, tuple(evidence), group, detail=detail)
