"""An event of two articles whose sentences were read as a run reads them, and what a detector finds in it."""

import json

import numpy as np

from pipeline.claims import read_claims
from pipeline.compare import compare
from pipeline.records import Alignment, Article, Event, Group, Link
from pipeline.settings import Compare
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "golden" / "detectors"


def cases(detector):
    return json.loads((GOLDEN / f"{detector}.json").read_text(encoding="utf-8"))


def event_of_texts(texts, *, linked=None, outlets=None, origins=None, score=0.9):
    """Each text is an article; `linked` is the number of the claim in each that says the same (default: the first)."""
    n = len(texts)
    articles, claims, quotations, first = [], [], {}, []
    for position, text in enumerate(texts):
        reading = read_claims(f"a{position}", position, text, ())
        first.append(len(claims))
        claims.extend(reading.claims)
        quotations[position] = reading.quotations
        outlet, origin = (outlets or "abcdefgh")[position], (origins or "stuvwxyz")[position]
        articles.append(Article(f"a{position}", outlet, origin, 0.0, text, True))
    members = [at + number for at, number in zip(first, linked or [0] * n, strict=True)]
    links = tuple(Link(a, b, score) for place, a in enumerate(members) for b in members[place + 1 :])
    nothing = np.full((len(claims), n), -1, dtype=np.int32)
    alignment = Alignment(links, (Group(tuple(members), members[0]),), nothing, np.zeros((len(claims), n), np.float32))
    return Event("e", tuple(articles), tuple(claims), alignment, quotations=quotations)


def found_in(event, detector):
    return compare(event, Compare(detectors=(detector,), left_out=(), in_common=0.0))


def values_of(event, finding):
    """Side -> the words that differ, as its evidence shows them; where there is none, as the detail tells them."""
    values = {side: finding.detail.get(f"value_{side}") for side in "ab"}
    for passage in finding.evidence:
        if passage.role.startswith("value"):
            values[passage.role[-1]] = passage.span.of(event.articles[passage.article].text)
    return values["a"], values["b"]
