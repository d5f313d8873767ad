"""The case that the program was made for: a real article on a state visit beside six that report the same visit.

The six, and two on other visits that are easily taken for it, are written for this test from a list of facts; their
outlets are invented. The real article's text is its publisher's: it is read from the development corpora, without a
date, for it states none.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import Settings, run_pipeline, terminal
from pipeline.compare import DETECTORS
from tests.conftest import TODAY

WRITTEN = Path(__file__).parent / "seed" / "articles.jsonl"
THE_VISIT = {"seed", "courier", "harbour", "dunmere", "osel", "santarra", "veldmark"}
SHARED = {
    "the visit of 9 November": [
        ("courier", "will visit Kazakhstan on 9 November"), ("harbour", "travels to Astana on 9 November"),
        ("santarra", "arrived in Kazakhstan on 9 November"), ("dunmere", "visited Kazakhstan on 9 November"),
        ("seed", "is visiting Kazakhstan on November 9"),
    ],
    "the forum in Kostanay, Qostanai, Kostanai": [
        ("harbour", "19th interregional cooperation forum"), ("dunmere", "forum, which is held in Qostanai"),
        ("osel", "cooperation in Kostanai"), ("seed", "Forum of Interregional Cooperation"),
    ],
    "the ceremony at the Akorda": [("osel", "Akorda residence"), ("veldmark", "Akorda residence")],
    "few trips abroad": [("dunmere", "few foreign trips"), ("osel", "few foreign trips")],
    "the next meeting, of Tokayev and Toqaev": [("dunmere", "on 23 November"), ("veldmark", "on 23 November")],
    "the Turkic states": [("courier", "Organization of Turkic"), ("dunmere", "Organization of Turkic"),
                          ("seed", "of Turkic States")],
    "Macron's visit": [("courier", "Macron visited"), ("harbour", "Macron had visited"), ("veldmark", "Macron had")],
}  # fmt: skip
"""Fact -> the sentences that report it, by article and words of theirs."""
ONLY_THE_SEED = ("Donald Lu", "Rosenblum", "Southern Corridor", "French journalist", "rare earth")
NOT_IN_THE_SEED = ("the ceremony at the Akorda", "few trips abroad", "the next meeting, of Tokayev and Toqaev")


class Compared:
    """The run of the nine articles, looked up by article and words."""

    def __init__(self, run):
        self.run = run
        self.articles = run.table("articles").set_index("source_id")
        self.claims = run.table("claims")
        self.group_of = run.table("claim_group_members").set_index("claim_id")["group_id"]
        self.findings = run.table("findings").set_index("finding_id")
        self.evidence = run.table("evidence")

    def claim(self, article, words):
        """The one claim of `article` that holds `words`."""
        row = self.articles.loc[article]
        own = self.claims[self.claims["article_id"] == row["article_id"]]
        (found,) = [claim for claim in own.itertuples() if words in row["text"][claim.start : claim.end]]
        return found

    def group(self, article, words):
        """Its group."""
        return self.group_of[self.claim(article, words).claim_id]

    def told(self, finding):
        """Role -> article and words of the evidence of `finding`."""
        sources = self.articles.reset_index().set_index("article_id")
        return {
            row.role: (
                sources.loc[row.article_id, "source_id"],
                sources.loc[row.article_id, "text"][row.start : row.end],
            )
            for row in self.evidence[self.evidence["finding_id"] == finding].itertuples()
        }


@pytest.fixture(scope="module")
def compared(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("seed")
    (file,) = (shared / "seed").glob("*.txt")
    title, _, text = file.read_text(encoding="utf-8").partition("\n")
    row = {"id": "seed", "outlet": "Pravda.Ru", "language": "en", "title": title.strip(), "text": text.strip()}
    source = folder / "articles.jsonl"
    source.write_text(WRITTEN.read_text(encoding="utf-8") + json.dumps(row) + "\n", encoding="utf-8")
    settings = Settings()
    settings = replace(settings, compare=replace(settings.compare, detectors=tuple(DETECTORS)))
    return Compared(run_pipeline([source], folder / "results", settings, today=TODAY))


def test_the_visit_is_one_event_of_seven_articles_and_the_other_visits_are_elsewhere(compared):
    events = compared.run.table("event_articles").merge(compared.articles.reset_index(), on="article_id")
    found = events.groupby("event_id")["source_id"].agg(set)
    assert sorted(map(sorted, found)) == sorted([sorted(THE_VISIT), ["macron"], ["state-visit"]])


@pytest.mark.parametrize("fact", SHARED)
def test_a_fact_is_found_across_the_spellings(compared, fact):
    assert len({compared.group(*sentence) for sentence in SHARED[fact]}) == 1


def test_the_visit_itself_is_what_all_seven_share(compared):
    groups = compared.run.table("claim_groups").set_index("group_id")
    visit = groups.loc[compared.group("seed", "is visiting Kazakhstan on November 9")]
    assert visit["status"] == "shared"
    assert (visit["n_outlets"], visit["n_origins"]) == (7, 7)


@pytest.mark.parametrize("words", ONLY_THE_SEED)
def test_what_only_the_seed_says(compared, words):
    groups = compared.run.table("claim_groups").set_index("group_id")
    assert groups.loc[compared.group("seed", words), "status"] == "single"


@pytest.mark.parametrize("fact", NOT_IN_THE_SEED)
def test_what_the_seed_leaves_out_is_not_called_said(compared, fact):
    group = compared.group(*SHARED[fact][0])
    states = [
        finding.kind
        for finding in compared.findings[compared.findings["group_id"] == group].itertuples()
        if finding.detector == "omission" and json.loads(finding.detail)["outlet_id"] == "pravda-ru"
    ]
    assert states in (["not found"], ["unclear"])


def test_each_names_the_visitor_in_its_own_way_within_one_claim(compared):
    group = compared.group("santarra", "dictator Vladimir Putin")
    assert group == compared.group("dunmere", "President Vladimir Putin visited")
    assert group == compared.group("seed", "Vladimir Putin is visiting")
    named = [compared.told(finding) for finding in compared.findings.index[compared.findings["detector"] == "wording"]]
    pairs = [{told["value a"], told["value b"]} for told in named]
    assert any(("santarra", "dictator") in pair and "President" in {words for _, words in pair} for pair in pairs), (
        pairs
    )


def test_the_slip_of_two_years_inside_the_seed_is_found_and_no_other(compared):
    slips = compared.findings[compared.findings["detector"] == "contradictions"]
    (told,) = [compared.told(finding) for finding in slips.index]
    assert {told[f"value {side}"] for side in "ab"} == {("seed", "January 2022"), ("seed", "January 2020")}


def test_the_one_conflict_is_on_what_the_visit_is_for(compared):
    (finding,) = compared.findings.index[compared.findings["kind"] == "conflict"]
    told = compared.told(finding)
    assert {told["value a"], told["value b"]} == {
        ("harbour", "has nothing to do with Kazakhstan's contacts with European states"),
        ("seed", "to see whether the US has taken roots in the republic"),
    }


def test_show_prints_what_differs(compared):
    events = compared.run.table("event_articles").set_index("article_id")["event_id"]
    shown = terminal.event(compared.run, events[compared.articles.loc["seed", "article_id"]])
    assert "January 2022 / January 2020" in shown
    assert "dictator / President" in shown
    assert "has nothing to do with Kazakhstan's contacts with European states" in shown
    assert "[xxxxxx!] shared, 7 outlets, 7 origins" in shown
