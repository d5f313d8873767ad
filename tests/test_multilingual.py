"""Articles in other languages with a multilingual model named in the settings: the same path, without the heads."""

import pytest

from tests.multilingual import ARTICLES, make_run


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("multilingual"))


def groups_of(run):
    """The words of each claim group of several members."""
    texts = run.table("articles").set_index("article_id")["text"]
    claims = run.table("claims").set_index("claim_id")
    words = {row.Index: texts[row.article_id][row.start : row.end] for row in claims.itertuples()}
    members = run.table("claim_group_members").groupby("group_id")["claim_id"]
    return [{words[claim] for claim in group} for _, group in members if len(group) > 1]


def test_no_trained_head_holds_for_the_model_and_the_manifest_says_so(run):
    assert run.manifest["model"]["name"] == "tiny-multilingual"
    assert run.manifest["alignment"] == {"head": None, "language": None}
    assert run.manifest["check_worthiness"] == {"head": None, "language": None}
    claims = run.table("claims")
    assert claims["factuality"].isna().all()
    assert claims["check_worthiness"].isna().all()
    assert set(claims["claim_id"]) == set(run.table("claim_group_members")["claim_id"])


def test_the_articles_of_two_languages_on_one_event_are_one_event(run):
    articles = run.table("articles").merge(run.table("event_articles"), on="article_id")
    events = articles.groupby("event_id")["source_id"].agg(set)
    assert sorted(map(sorted, events)) == [["de-eins", "es-dos", "es-uno"], ["es-tres"]]
    assert dict(zip(articles["source_id"], articles["language"], strict=True)) == {name: name[:2] for name in ARTICLES}


def test_the_same_claim_in_one_language_and_across_the_two_is_one_group(run):
    groups = groups_of(run)
    assert {
        "La presa de Skarra se rompió al amanecer del martes.",
        "Al amanecer del martes cedió la presa de Skarra.",
        "Der Staudamm von Skarra brach am Dienstag im Morgengrauen.",
    } in groups
    assert {
        "Las escuelas del valle están cerradas toda la semana.",
        "Las escuelas del valle de Skarra siguen cerradas esta semana.",
    } in groups
    assert {
        "Sesenta familias pasaron la noche en la estación de Marn.",
        "Sechzig Familien verbrachten die Nacht im Bahnhof von Marn.",
    } in groups
    assert len(groups) == 4


def test_links_are_similarities_above_the_threshold_that_holds_without_a_head(run):
    links = run.table("claim_links")
    assert len(links)
    assert links["score"].between(run.manifest["settings"]["align"]["threshold"], 1.0).all()
