"""Whether what is there is called "not found": python -m tests.quality.omission RUN GOLD_LINKS."""

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

from pipeline.store import StoredRun, open_run


def wrongly_not_found(run: StoredRun, links: Path) -> tuple[float, float, int]:
    """Of the sentences that a gold link of kind same joins to an article, the share that is called "not found" there.

    Then the share of those alone that were searched for there, and how many these are. A sentence is searched for with
    its claim group, in the outlets that have none of it.
    """
    claims = run.table("claims").merge(run.table("claim_group_members"), on="claim_id")
    articles = run.table("articles").set_index("article_id")
    source, outlet = articles["source_id"].to_dict(), articles.set_index("source_id")["outlet_id"].to_dict()
    groups: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for claim in claims.itertuples():
        groups[source[claim.article_id]].append((claim.start, claim.end, claim.group_id))
    findings = run.table("findings")
    findings = findings[(findings["detector"] == "omission") & findings["kind"].isin(["not found", "unclear"])]
    searched = {
        (row.group_id, json.loads(row.detail)["outlet_id"]): row.kind == "not found" for row in findings.itertuples()
    }
    verdicts: list[bool | None] = []
    with links.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for one, other in ("ab", "ba") if row["label"] == "same" else ():
                start, end = int(row[f"start_{one}"]), int(row[f"end_{one}"])
                for group in _meeting(groups[row[f"id_{one}"]], start, end):
                    verdicts.append(searched.get((group, outlet.get(row[f"id_{other}"], ""))))
    called = sum(verdict is True for verdict in verdicts)
    told = sum(verdict is not None for verdict in verdicts)
    return called / max(1, len(verdicts)), called / max(1, told), told


def _meeting(claims: list[tuple[int, int, str]], start: int, end: int) -> list[str]:
    """The groups of the claims that share half of the shorter one with the span."""
    return [
        group
        for first, last, group in claims
        if min(last, end) - max(first, start) >= 0.5 * max(1, min(last - first, end - start))
    ]


if __name__ == "__main__":
    share, of_searched, n = wrongly_not_found(open_run(sys.argv[1]), Path(sys.argv[2]))
    print(f"called not found: {share:.4f} of all, {of_searched:.3f} of the {n:,} that were searched for")
