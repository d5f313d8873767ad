"""The sample's truth.json against a run: which claims, groups and findings a quoted sentence stands for."""

import json
from functools import cached_property

from tests.conftest import SAMPLE


class Truth:
    """truth.json, looked up in a stored run of the sample."""

    def __init__(self, run):
        self.listed = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
        self.articles = run.table("articles").set_index("source_id")
        self.claims = run.table("claims")
        self.run = run

    @cached_property
    def _group_of(self):
        members = self.run.table("claim_group_members")
        return dict(zip(members["claim_id"], members["group_id"], strict=True))

    def claims_of(self, quoted):
        """Ids of the claims that the quoted sentence {"id", "quote"} covers by half or more."""
        article = self.articles.loc[quoted["id"]]
        start = article["text"].index(quoted["quote"])
        end = start + len(quoted["quote"])
        own = self.claims[self.claims["article_id"] == article["article_id"]]
        shared = own["end"].clip(upper=end) - own["start"].clip(lower=start)
        return set(own.loc[shared >= 0.5 * (own["end"] - own["start"]), "claim_id"])

    def groups_of(self, quoted):
        """Ids of the claim groups of those claims; a sentence that was not taken for a claim has none."""
        return {self._group_of[claim] for claim in self.claims_of(quoted) if claim in self._group_of}
