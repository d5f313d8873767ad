"""What the stages would find in the articles of tests.stories: claims, links, groups, findings, by hand-made rules."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from pipeline.schema import content_id
from pipeline.settings import Settings
from tests.stories import NEAREST, STORIES, Piece, Story

Rows = list[dict[str, Any]]


def event_id(event: str) -> str:
    """The id of "fire", "toll" or "goat"."""
    return content_id("e", event)


def group_id(event: str, group: str) -> str:
    """The id of a claim group by the name its pieces carry."""
    return content_id("g", event, group)


def stories_of(event: str) -> list[Story]:
    """The articles of "fire", "toll" or "goat"."""
    return [found for found in STORIES if found.event == event]


@dataclass(frozen=True)
class Placed:
    """A claim with its place."""

    story: Story
    piece: Piece
    start: int
    end: int

    @property
    def claim_id(self) -> str:
        """Hash of article and span."""
        return self.story.claim_id(self.start, self.end)

    @property
    def value_start(self) -> int:
        """Where its figure begins in the article's text."""
        return self.start + self.piece.words.index(self.piece.value)


def placed_claims() -> list[Placed]:
    """The sentences of the events that several articles report."""
    return [
        Placed(found, piece, start, end)
        for found in STORIES
        if len(stories_of(found.event)) > 1
        for piece, start, end in found.spans()
        if not piece.mark
    ]


def _grouped(claims: list[Placed]) -> dict[tuple[str, str], list[Placed]]:
    groups: dict[tuple[str, str], list[Placed]] = {}
    for claim in claims:
        groups.setdefault((claim.story.event, claim.piece.group), []).append(claim)
    return groups


def claim_rows(claims: list[Placed]) -> Rows:
    """The table `claims`."""
    rows = []
    for claim in claims:
        others = [
            other
            for other in claims
            if other.story.event == claim.story.event and other.story.outlet != claim.story.outlet
        ]
        same = [other for other in others if other.piece.group == claim.piece.group]
        nearest, score = (same[0], 0.8) if same else (others[0], 0.2)
        rows.append(
            {
                "claim_id": claim.claim_id,
                "event_id": event_id(claim.story.event),
                "article_id": claim.story.article_id,
                "start": claim.start,
                "end": claim.end,
                "kind": claim.piece.kind,
                "speaker": claim.piece.speaker,
                "factuality": None,
                "check_worthiness": None,
                "nearest_claim_id": nearest.claim_id,
                "nearest_score": score,
            }
        )
    return rows


def link_rows(claims: list[Placed]) -> Rows:
    """The table `claim_links`: every pair of a group; those that count other dead conflict."""
    rows = []
    for (event, group), members in _grouped(claims).items():
        for one, other in combinations(members, 2):
            first, second = sorted((one.claim_id, other.claim_id))
            values = {one.piece.value, other.piece.value} - {""}
            relation = "conflict" if group == "dead" and len(values) == 2 else "same"
            rows.append(
                {
                    "event_id": event_id(event),
                    "claim_a": first,
                    "claim_b": second,
                    "relation": relation,
                    "score": 0.8,
                }
            )
    return rows


def group_rows(claims: list[Placed], links: Rows) -> tuple[Rows, Rows]:
    """The tables `claim_groups` and `claim_group_members`."""
    disputed = {link[side] for link in links if link["relation"] == "conflict" for side in ("claim_a", "claim_b")}
    groups, rows = [], []
    for (event, group), members in _grouped(claims).items():
        outlets = {claim.story.outlet for claim in members}
        status = "several" if len(outlets) > 1 else "single"
        if outlets == {found.outlet for found in stories_of(event)}:
            status = "shared"
        if any(claim.claim_id in disputed for claim in members):
            status = "conflicting"
        groups.append(
            {
                "group_id": group_id(event, group),
                "event_id": event_id(event),
                "lead_claim_id": members[0].claim_id,
                "status": status,
                "n_outlets": len(outlets),
                "n_articles": len({claim.story.name for claim in members}),
                "n_origins": len({claim.story.origin or claim.story.name for claim in members}),
            }
        )
        rows += [{"group_id": group_id(event, group), "claim_id": claim.claim_id} for claim in members]
    return groups, rows


def finding_rows(claims: list[Placed], groups: Rows) -> tuple[Rows, Rows]:
    by_group = _grouped(claims)
    dead, injured = by_group["fire", "dead"], by_group["fire", "injured"]
    found = [_figures("conflict", dead[0], dead[1], "dead"), _figures("update", injured[0], injured[-1], "injured")]
    searched = {row["group_id"] for row in groups if row["status"] != "single"}
    for (event, group), members in by_group.items():
        for outlet in sorted({item.outlet for item in stories_of(event)} - {claim.story.outlet for claim in members}):
            full = [item for item in stories_of(event) if item.outlet == outlet and item.full]
            if full and group_id(event, group) in searched:
                found.append(_omission(members[0], outlet, len(full), claims))
    return [finding for finding, _ in found], [row for _, rows in found for row in rows]


def _figures(kind: str, one: Placed, other: Placed, counted: str) -> tuple[dict[str, Any], Rows]:
    finding = content_id("f", "figures", kind, one.claim_id, other.claim_id)
    detail = {"value_a": one.piece.value, "value_b": other.piece.value, "counted": counted, "unit": ""}
    row = {
        "finding_id": finding,
        "event_id": event_id(one.story.event),
        "detector": "figures",
        "kind": kind,
        "score": 0.8,
        "group_id": group_id(one.story.event, one.piece.group),
        "detail": json.dumps(detail),
    }
    evidence = []
    for side, claim in (("a", one), ("b", other)):
        evidence.append(_evidence(finding, claim, claim.start, claim.end, side))
        end = claim.value_start + len(claim.piece.value)
        evidence.append(_evidence(finding, claim, claim.value_start, end, f"value {side}"))
    return row, evidence


def _omission(said: Placed, outlet: str, searched: int, claims: list[Placed]) -> tuple[dict[str, Any], Rows]:
    event, group = said.story.event, said.piece.group
    finding = content_id("f", "omission", group_id(event, group), outlet)
    name, score = NEAREST.get((group, outlet), ("", None))
    detail = {"outlet_id": outlet, "nearest_score": score, "searched_articles": searched}
    row = {
        "finding_id": finding,
        "event_id": event_id(event),
        "detector": "omission",
        "kind": "not found" if score is None or score < Settings().compare.not_found_similarity else "unclear",
        "score": None if score is None else 1 - score,
        "group_id": group_id(event, group),
        "detail": json.dumps(detail),
    }
    evidence = [_evidence(finding, said, said.start, said.end, "said")]
    for claim in claims:
        if claim.story.event == event and claim.story.outlet == outlet and claim.piece.group == name:
            evidence.append(_evidence(finding, claim, claim.start, claim.end, "nearest"))
    return row, evidence


def _evidence(finding: str, claim: Placed, start: int, end: int, role: str) -> dict[str, Any]:
    return {"finding_id": finding, "article_id": claim.story.article_id, "start": start, "end": end, "role": role}
