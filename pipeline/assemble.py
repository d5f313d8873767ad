"""One event from its articles to rows of the tables: read, align, compare. Pure, so that any engine can map it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from pipeline.align import Shortlist, decide, shortlist
from pipeline.claims import ArticleClaims, read_claims
from pipeline.compare import compare
from pipeline.compare.quotations import VERBATIM, read_versions
from pipeline.language.checkworthiness import TOLD, Heads
from pipeline.records import Alignment, Article, Claim, Event, Finding, Group, Link, Mark, Quotation, Tokens
from pipeline.schema import content_id
from pipeline.settings import Align, Claims, Compare

Row = dict[str, object]


@dataclass(frozen=True)
class ArticleText:
    """An article to be read for claims; `position` is its place among its event's distinct texts."""

    article_id: str
    position: int
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class EventClaims:
    """An event to be aligned and compared.

    `articles` are its distinct texts; `copies` maps a position to the articles that print that very text again.
    `vectors` are the claims' embeddings, float32, shape (claims, dimensions); `tokens` their words', None where no
    trained head reads them. `heads` tell how factual and check-worthy the claims are, None where none were trained with
    the encoder: then all are grouped. `listed` are the pairs of claims that may say the same, as far as a cross-encoder
    has read them; None where they are still to be found.
    """

    event_id: str
    articles: tuple[Article, ...]
    copies: dict[int, tuple[Article, ...]]
    claims: tuple[Claim, ...]
    vectors: np.ndarray
    tokens: tuple[Tokens, ...] | None
    align: Align
    compare: Compare
    heads: Heads | None = None
    select: Claims = field(default_factory=Claims)
    quotations: dict[int, tuple[Quotation, ...]] = field(default_factory=dict)
    listed: Shortlist | None = None


@dataclass
class EventRows:
    """Rows of the tables that an event fills, by table name, and the seconds that each stage took."""

    claims: list[Row] = field(default_factory=list)
    claim_links: list[Row] = field(default_factory=list)
    claim_groups: list[Row] = field(default_factory=list)
    claim_group_members: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    quotations: list[Row] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def read_article(article: ArticleText) -> ArticleClaims:
    """The claims and quotations of one article."""
    return read_claims(article.article_id, article.position, article.text, article.marks)


def compare_event(job: EventClaims) -> EventRows:
    """Align the claims of one event, run the detectors, and lay the result out as table rows."""
    started = perf_counter()
    claims = _weighed(job)
    grouped = np.array([_is_grouped(claim, job.select) for claim in claims], dtype=bool)
    alignment = decide(job.articles, claims, job.listed or shortlist_event(job), job.align, grouped)
    aligned = perf_counter()
    event = Event(job.event_id, job.articles, claims, alignment, job.copies, job.quotations)
    findings = compare(event, job.compare)
    rows = EventRows(seconds={"align": aligned - started, "compare": perf_counter() - aligned})
    _lay_out(event, findings, rows)
    return rows


def shortlist_event(job: EventClaims) -> Shortlist:
    """The pairs of an event's claims that may say the same."""
    return shortlist(job.articles, job.claims, job.vectors, job.tokens, job.align)


def _weighed(job: EventClaims) -> tuple[Claim, ...]:
    """The claims with their factuality and check-worthiness; without them where no heads hold for the encoder."""
    if job.heads is None:
        return job.claims
    words = [claim.span.of(job.articles[claim.article].text) for claim in job.claims]
    kinds, articles = [claim.kind for claim in job.claims], [claim.article for claim in job.claims]
    worth = job.heads.worth(words, job.vectors, kinds, articles)
    probabilities = zip(job.claims, worth.factuality.tolist(), worth.check_worthiness.tolist(), strict=True)
    return tuple(replace(claim, factuality=fact, check_worthiness=worthy) for claim, fact, worthy in probabilities)


def _is_grouped(claim: Claim, select: Claims) -> bool:
    """Whether a claim is grouped with others: what was said always, a statement where it is factual enough."""
    return claim.factuality is None or claim.kind in TOLD or claim.factuality >= select.least_factuality


def _lay_out(event: Event, findings: list[Finding], rows: EventRows) -> None:
    conflicts = {finding.claims for finding in findings if finding.kind == "conflict" and finding.claims}
    everywhere = _Prints(event)
    rows.claims.extend(everywhere.claim_rows())
    links = (*event.alignment.links, *_links_of_conflicts(event, findings))
    rows.claim_links.extend(everywhere.link_rows(links, conflicts))
    rows.quotations.extend(_quotation_rows(event))
    group_ids: list[str] = []
    group_of = {claim: position for position, group in enumerate(event.alignment.groups) for claim in group.members}
    torn = {group_of[a] for a, b in conflicts if a in group_of and group_of[a] == group_of.get(b)}
    for position, group in enumerate(event.alignment.groups):
        row, members = everywhere.group_rows(group, position in torn)
        group_ids.append(str(row["group_id"]))
        rows.claim_groups.append(row)
        rows.claim_group_members.extend(members)
    placed = (_finding_rows(event, finding, group_ids) for finding in findings)
    # Of two alike, as of a headline that gives one count twice, one is told.
    for row, evidence in {row["finding_id"]: (row, evidence) for row, evidence in placed}.values():
        rows.findings.append(row)
        rows.evidence.extend(evidence)


def _links_of_conflicts(event: Event, findings: list[Finding]) -> list[Link]:
    """Links between claims that contradict each other and that no link joins: denials share few words with a claim."""
    linked = {(link.a, link.b) for link in event.alignment.links}
    scores = {
        finding.claims: finding.score or 0.0 for finding in findings if finding.kind == "conflict" and finding.claims
    }
    return [Link(*claims, score) for claims, score in scores.items() if claims not in linked]


class _Prints:
    """The claims of an event in every article that prints them: the distinct texts and their exact copies."""

    def __init__(self, event: Event) -> None:
        self._event = event
        everyone = [article for position in range(len(event.articles)) for article in event.prints(position)]
        full_texts = {article.outlet_id for article in everyone if article.is_full_text}
        self._outlets = full_texts or {article.outlet_id for article in everyone}

    def _prints(self, claim: int) -> list[tuple[str, Article]]:
        """Id and article of each place where the claim at position `claim` stands."""
        found = self._event.claims[claim]
        first, *others = self._event.prints(found.article)
        span = found.span
        return [
            (found.claim_id, first),
            *((content_id("c", copy.article_id, span.start, span.end), copy) for copy in others),
        ]

    def claim_rows(self) -> list[Row]:
        rows: list[Row] = []
        for position, claim in enumerate(self._event.claims):
            for claim_id, article in self._prints(position):
                nearest_id, nearest_score = _nearest_elsewhere(self._event, position, article.outlet_id)
                rows.append(
                    {
                        "claim_id": claim_id,
                        "event_id": self._event.event_id,
                        "article_id": article.article_id,
                        "start": claim.span.start,
                        "end": claim.span.end,
                        "kind": claim.kind,
                        "speaker": claim.speaker,
                        "factuality": claim.factuality,
                        "check_worthiness": claim.check_worthiness,
                        "nearest_claim_id": nearest_id,
                        "nearest_score": nearest_score,
                    }
                )
        return rows

    def link_rows(self, links: Sequence[Link], conflicts: set[tuple[int, int]]) -> list[Row]:
        """Links between distinct texts, of claims to their copies, and of copies to what their claim contradicts."""
        rows = []
        for link in links:
            a, b = self._event.claims[link.a].claim_id, self._event.claims[link.b].claim_id
            clashes = (link.a, link.b) in conflicts
            rows.append(self._link(a, b, "conflict" if clashes else "same", min(link.score, 1.0)))
            for claim, other in ((link.a, b), (link.b, a)) if clashes else ():
                others = self._prints(claim)[1:]
                rows.extend(self._link(copy, other, "conflict", min(link.score, 1.0)) for copy, _ in others)
        for position in range(len(self._event.claims)):
            first, *others = self._prints(position)
            rows.extend(self._link(first[0], claim_id, "same", 1.0) for claim_id, _ in others)
        return rows

    def _link(self, a: str, b: str, relation: str, score: float) -> Row:
        a, b = sorted((a, b))
        return {"event_id": self._event.event_id, "claim_a": a, "claim_b": b, "relation": relation, "score": score}

    def group_rows(self, group: Group, is_torn: bool) -> tuple[Row, list[Row]]:
        prints = [found for member in group.members for found in self._prints(member)]
        outlets = {article.outlet_id for _, article in prints}
        group_id = content_id("g", *sorted(claim_id for claim_id, _ in prints))
        row: Row = {
            "group_id": group_id,
            "event_id": self._event.event_id,
            "lead_claim_id": self._event.claims[group.lead].claim_id,
            "status": self._status(outlets, is_torn),
            "n_outlets": len(outlets),
            "n_articles": len({article.article_id for _, article in prints}),
            "n_origins": len({article.origin_id for _, article in prints}),
        }
        return row, [{"group_id": group_id, "claim_id": claim_id} for claim_id, _ in prints]

    def _status(self, outlets: set[str], conflicting: bool) -> str:
        if conflicting:
            return "conflicting"
        if len(outlets) == 1:
            return "single"
        return "shared" if outlets >= self._outlets else "several"


def _nearest_elsewhere(event: Event, position: int, own: str) -> tuple[str | None, float | None]:
    """The most similar claim of an outlet but `own`, and its score; None where no other outlet has a claim."""
    nearest: Alignment = event.alignment
    elsewhere = np.array([article.outlet_id != own for article in event.articles])
    scores = np.where(elsewhere & (nearest.nearest_claim[position] >= 0), nearest.nearest_score[position], -1.0)
    best = int(scores.argmax())
    if scores[best] < 0:
        return None, None
    claim = event.claims[int(nearest.nearest_claim[position, best])]
    return claim.claim_id, min(float(nearest.nearest_score[position, best]), 1.0)


def _finding_rows(event: Event, finding: Finding, group_ids: list[str]) -> tuple[Row, list[Row]]:
    passages = [(event.articles[p.article].article_id, p.span.start, p.span.end, p.role) for p in finding.evidence]
    detail = json.dumps(finding.detail, sort_keys=True, ensure_ascii=False)
    group_id = group_ids[finding.group] if finding.group is not None else None
    # Scores stay out of the id: they differ in the last digit with what was encoded in the same batch.
    what = sorted((key, str(value)) for key, value in finding.detail.items() if not isinstance(value, float))
    finding_id = content_id("f", event.event_id, finding.detector, finding.kind, group_id, passages, what)
    row: Row = {
        "finding_id": finding_id,
        "event_id": event.event_id,
        "detector": finding.detector,
        "kind": finding.kind,
        "score": finding.score,
        "group_id": group_id,
        "detail": detail,
    }
    evidence: list[Row] = [
        {"finding_id": finding_id, "article_id": article_id, "start": start, "end": end, "role": role}
        for article_id, start, end, role in passages
    ]
    return row, evidence


def _quotation_rows(event: Event) -> Iterator[Row]:
    """The quotations of all articles; those that others give as well with their group and how they stand to it."""
    versions: dict[tuple[int, int], tuple[str, str]] = {}
    for found in read_versions(event):
        pieces = [(found.longest, VERBATIM), *((piece, found.drift(piece, match)) for piece, match in found.others)]
        placed = [(event.articles[piece.article].article_id, piece.quotation.span.start) for piece, _ in pieces]
        group = content_id("q", *sorted(placed))
        versions.update({(piece.article, piece.number): (group, drift) for piece, drift in pieces})
    for position, quotations in sorted(event.quotations.items()):
        for number, quotation in enumerate(quotations):
            prints = event.prints(position)
            own = content_id("q", prints[0].article_id, quotation.span.start)
            group_id, drift = versions.get((position, number), (own, VERBATIM) if prints[1:] else (None, None))
            for article in prints:
                yield {
                    "article_id": article.article_id,
                    "start": quotation.span.start,
                    "end": quotation.span.end,
                    "speaker": quotation.speaker,
                    "drift": drift,
                    "group": group_id,
                }


def distinct_texts(articles: Sequence[Article]) -> tuple[list[Article], dict[int, tuple[Article, ...]]]:
    """The first article of each text, in order, and for its position the articles that print the same text again."""
    first: dict[str, int] = {}
    distinct: list[Article] = []
    copies: dict[int, list[Article]] = defaultdict(list)
    for article in articles:
        if article.text in first:
            copies[first[article.text]].append(article)
        else:
            first[article.text] = len(distinct)
            distinct.append(article)
    return distinct, {position: tuple(found) for position, found in copies.items()}
