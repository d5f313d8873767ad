"""Claims, links, groups and findings within their events."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.verify.events import differing
from pipeline.verify.problem import Problem, Tables, in_rows


def _event_of(tables: Tables, table: str, key: str) -> pd.Series:
    """Id -> event, of the rows of `table`."""
    of: pd.Series = tables[table].drop_duplicates(key).set_index(key)["event_id"]
    return of


def claims_of_events(tables: Tables) -> Iterator[Problem]:
    """A claim is of its article's event, and so are what is nearest to it and the findings' groups."""
    claims, findings = tables["claims"], tables["findings"]
    own = claims["article_id"].map(_event_of(tables, "event_articles", "article_id"))
    yield from in_rows("claims", "of another event than its article", claims[_differ(own, claims["event_id"])])
    nearest = claims["nearest_claim_id"].map(_event_of(tables, "claims", "claim_id"))
    yield from in_rows("claims", "nearest is of another event", claims[_differ(nearest, claims["event_id"])])
    of_group = findings["group_id"].map(_event_of(tables, "claim_groups", "group_id"))
    yield from in_rows("findings", "group is of another event", findings[_differ(of_group, findings["event_id"])])


def _differ(one: pd.Series, other: pd.Series) -> pd.Series:
    """Where both are known and differ; ids that name nothing are told by the references."""
    return (one.notna() & (one != other)).fillna(False).astype(bool)


def links(tables: Tables) -> Iterator[Problem]:
    """A link joins two claims of its event, the smaller id first."""
    found = tables["claim_links"]
    yield from in_rows("claim_links", "claim_a is not before claim_b", found[~(found["claim_a"] < found["claim_b"])])
    event_of = _event_of(tables, "claims", "claim_id")
    for side in ("claim_a", "claim_b"):
        bad = found[_differ(found[side].map(event_of), found["event_id"])]
        yield from in_rows("claim_links", f"{side} is of another event", bad)


def members_of_groups(tables: Tables) -> Iterator[Problem]:
    """A group has members, all of its event, is led by one of them, and counts their outlets, articles and origins."""
    groups, members = tables["claim_groups"], tables["claim_group_members"]
    yield from in_rows("claim_groups", "without members", groups[~groups["group_id"].isin(members["group_id"])])
    led = groups.merge(members, left_on=["group_id", "lead_claim_id"], right_on=["group_id", "claim_id"], how="left")
    yield from in_rows("claim_groups", "led by a claim that is no member", led[led["claim_id"].isna()])
    event_of_group = members["group_id"].map(_event_of(tables, "claim_groups", "group_id"))
    event_of_claim = members["claim_id"].map(_event_of(tables, "claims", "claim_id"))
    foreign = members[_differ(event_of_claim, event_of_group)]
    yield from in_rows("claim_group_members", "claim of another event than the group", foreign)
    held = members.merge(tables["claims"][["claim_id", "article_id"]]).merge(
        tables["articles"][["article_id", "outlet_id", "origin_id"]]
    )
    counted = held.groupby("group_id").agg(
        n_outlets=("outlet_id", "nunique"), n_articles=("article_id", "nunique"), n_origins=("origin_id", "nunique")
    )
    yield from differing(tables, "claim_groups", "group_id", counted)


def evidence_of_findings(tables: Tables) -> Iterator[Problem]:
    """Every finding has evidence, from articles of its event."""
    findings, evidence = tables["findings"], tables["evidence"]
    yield from in_rows("findings", "without evidence", findings[~findings["finding_id"].isin(evidence["finding_id"])])
    of_article = evidence["article_id"].map(_event_of(tables, "event_articles", "article_id"))
    of_finding = evidence["finding_id"].map(_event_of(tables, "findings", "finding_id"))
    bad = evidence[_differ(of_article, of_finding)]
    yield from in_rows("evidence", "from an article of another event than the finding", bad)
