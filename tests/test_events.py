"""Which articles are grouped as one event, and what the tables say of it. All texts are invented."""

import json
from functools import partial

import numpy as np
import pandas as pd
import pytest

from pipeline.embed import VectorCache, encode, load_encoder
from pipeline.evaluate import score_event_labels
from pipeline.events import group
from pipeline.schema import ARTICLES, EVENT_ARTICLES, EVENTS, conform, content_id, validate
from pipeline.settings import Events, Settings
from tests.conftest import SAMPLE

SPILLWAY = (
    "The spillway gate of the Skarra dam gave way on Tuesday night and the river Orlen flooded the lower streets of "
    "Brennick. Forty families left their homes, said fire chief Marta Kolvin, and two farm workers are missing. "
)
TARIFF = (
    "The council of Pellany voted on Tuesday to raise the tram fare to three crowns. Mayor Ondrej Halm said that the "
    "line to Upper Quay would otherwise have closed by autumn; the opposition called the vote a breach of promise. "
)
LONG = SPILLWAY * 4


def frame(rows):
    """Articles from rows of (text, title, date, outlet); the trailing ones may be left out."""
    padded = [(*row, *("Flood at Brennick", "2026-05-05", None)[len(row) - 1 :]) for row in rows]
    made = pd.DataFrame(
        [
            {
                "article_id": f"a{number:06d}",
                "source_id": str(number),
                "source_file": "made.jsonl",
                "source_line": number,
                "outlet": outlet or f"Outlet {number % 7}",
                "outlet_id": outlet or f"outlet-{number % 7}",
                "title": title,
                "url": None,
                "author": None,
                "published_at": date,
                "published_at_source": "input",
                **dict.fromkeys(["updated_at", "page_kind", "requested_url", "final_url", "fetched_at", "http_status"]),
                "language": "en",
                "text": text,
                "is_full_text": True,
                "n_words": len(text.split()),
                "content_sha256": "0",
                "origin_id": f"a{number:06d}",
            }
            for number, (text, title, date, outlet) in enumerate(padded, start=1)
        ]
    )
    return conform(made.assign(published_at=pd.to_datetime(made["published_at"], utc=True)), ARTICLES)


@pytest.fixture(scope="module")
def vectors_of():
    """A function from articles to the vectors of their leads and titles, by the default encoder."""
    settings = Settings().embed
    encoder = load_encoder(settings)
    cache = VectorCache(None, "none", "", "", encoder.card.dimensions)

    def vectors(articles):
        leads = articles["text"].str.lstrip().str.slice(stop=settings.lead_characters).tolist()
        return encode(leads, encoder, cache), encode(articles["title"].fillna("").tolist(), encoder, cache)

    return vectors


@pytest.fixture(scope="module")
def sample(sample_run):
    """Articles of the bundled sample, and the event that its truth gives each."""
    articles = sample_run.table("articles")
    truth = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
    event = {name: entry["event"] for entry in truth["events"] for name in entry["articles"]}
    return articles, articles["source_id"].map(lambda name: event.get(name, name))


def random_vectors(n, spread=1.0, seed=0):
    """Unit vectors around one direction, the further apart the greater `spread`."""
    generator = np.random.default_rng(seed)
    made = np.eye(1, 64) + spread * generator.normal(size=(n, 64)) / 8
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def partition(event_articles):
    """The events as sets of article ids."""
    return set(event_articles.groupby("event_id")["article_id"].agg(frozenset))


def test_the_sample_is_grouped_as_its_truth_says(sample, vectors_of):
    articles, truth = sample
    _, rows = group(articles, *vectors_of(articles), Events())
    expected = set(articles.groupby(truth.to_numpy())["article_id"].agg(frozenset))
    assert partition(rows) == expected


def test_the_order_of_the_rows_changes_nothing(sample, vectors_of):
    articles, _ = sample
    events, rows = group(articles, *vectors_of(articles), Events())
    shuffled = articles.sample(frac=1, random_state=3)
    again, rows_again = group(shuffled, *vectors_of(shuffled), Events())
    pd.testing.assert_frame_equal(events, again)
    pd.testing.assert_frame_equal(rows, rows_again)


def test_the_tables_describe_every_article_and_every_event(sample, vectors_of):
    articles, _ = sample
    events, rows = group(articles, *vectors_of(articles), Events())
    validate(events, EVENTS)
    validate(rows, EVENT_ARTICLES)
    assert sorted(rows["article_id"]) == sorted(articles["article_id"])
    assert events["n_articles"].sum() == len(articles)
    assert set(rows["event_id"]) == set(events["event_id"])
    single = events["n_articles"] == 1
    assert single.any()
    assert (events["cohesion"].isna() == single).all()
    dated = articles.sort_values(["published_at", "article_id"], na_position="last")
    for _, found in events.iterrows():
        members = dated[dated["article_id"].isin(rows.loc[rows["event_id"] == found["event_id"], "article_id"])]
        assert found["event_id"] == content_id("e", members["article_id"].iloc[0])
        assert found["n_outlets"] == members["outlet_id"].nunique()
        assert found["title"] in set(members["title"])


def test_reasons_name_the_nearest_article_of_the_same_event(sample, vectors_of):
    articles, _ = sample
    _, rows = group(articles, *vectors_of(articles), Events())
    event_of = rows.set_index("article_id")["event_id"]
    text_of = articles.set_index("article_id")["text"]
    several = rows[rows["event_id"].duplicated(keep=False)]
    for _, row in several.iterrows():
        reasons = json.loads(row["reasons"])
        assert event_of[reasons["nearest_article"]] == row["event_id"]
        assert reasons["nearest_article"] != row["article_id"]
        assert 0 < reasons["similarity"] <= 1
        assert reasons["shared_words"]
        one, other = text_of[row["article_id"]], text_of[reasons["nearest_article"]]
        for name in reasons["shared_names"]:
            assert name in one or name in other
            assert all(word in one and word in other for word in name.split())
        for figure in reasons["shared_figures"]:
            assert figure.split(" (")[0] in one
        assert 0 < row["probability"] < 1
    assert sum(bool(json.loads(reasons)["shared_names"]) for reasons in several["reasons"]) > len(several) / 2
    alone = rows[~rows["event_id"].duplicated(keep=False)]
    assert {json.loads(reasons)["nearest_article"] for reasons in alone["reasons"]} == {None}
    assert alone["similarity"].isna().all()


def test_an_article_that_nearly_belonged_is_told_with_what_ties_it(vectors_of):
    report = SPILLWAY.replace("gave way on Tuesday night", "broke late on Tuesday")
    loose = "The council of Brennick wants to clean the river Orlen. Volunteers meet by the old mill on Sunday at ten."
    rows_of = [(SPILLWAY, "Dam fails"), (report, "Skarra dam fails"), (TARIFF, "Fare to rise"), (loose, "Clean Orlen")]
    articles = frame(rows_of)
    _, rows = group(articles, *vectors_of(articles), Events(threshold=0.95, near_miss_from=0.005))
    member, _, far, near = rows.set_index("article_id").sort_index().itertuples()
    assert len({member.event_id, far.event_id, near.event_id}) == 3
    assert member.probability > 0.8
    assert near.other_article_id in {"a000001", "a000002"}
    assert near.probability == pytest.approx(1 - near.other_probability, abs=2e-4)
    assert set(json.loads(near.reasons)["other"]["shared_names"]) == {"Brennick", "Orlen"}
    assert far.probability >= near.probability
    _, rows = group(articles, *vectors_of(articles), Events(threshold=0.95, near_miss_from=0.999))
    assert rows["other_article_id"].isna().all()
    assert not any("other" in json.loads(reasons) for reasons in rows["reasons"])


def test_a_copy_is_sure_and_an_article_in_an_event_by_a_correction_alone_is_not():
    articles = frame([(LONG, "Flood"), (LONG, "Flood again"), (TARIFF, "Fare to rise")])
    directions = np.eye(3, 64, dtype=np.float32)[[0, 0, 1]]
    _, rows = group(articles, directions, directions, Events())
    probability = rows.set_index("article_id")["probability"]
    assert probability["a000001"] == probability["a000002"] > 0.98
    merged = partial(pd.Series, ["e1"] * 3, dtype="string")
    _, rows = group(articles, directions, directions, Events(), lambda labels, nearest: merged(labels.index))
    probability = rows.set_index("article_id")["probability"]
    assert rows["event_id"].nunique() == 1
    assert probability["a000003"] < 0.1 < probability["a000001"]


def test_without_any_date_the_same_stories_still_come_together(vectors_of):
    articles = frame([(SPILLWAY, "Dam fails", None), (SPILLWAY.replace("Forty", "Fifty"), "Skarra dam breaks", None),
                      (TARIFF, "Tram fare to rise", None)])  # fmt: skip
    events, rows = group(articles, *vectors_of(articles), Events())
    assert partition(rows) == {frozenset({"a000001", "a000002"}), frozenset({"a000003"})}
    assert events["first_seen"].isna().all()
    assert json.loads(rows["reasons"].iloc[0])["days_apart"] is None


@pytest.mark.parametrize(
    "spoilt",
    [
        {"published_at": pd.NaT},
        {"published_at": pd.Timestamp("2026-05-05", tz="UTC")},
        {"outlet": "Gazette", "outlet_id": "gazette"},
        {"outlet": None},
    ],
    ids=["no date", "one day", "one outlet", "no outlet"],
)
def test_what_is_not_known_of_the_sample_costs_little(spoilt, sample, vectors_of):
    articles, truth = sample
    columns = {name: pd.Series([value] * len(articles), dtype=articles[name].dtype) for name, value in spoilt.items()}
    events, rows = group(articles.assign(**columns), *vectors_of(articles), Events())
    validate(events, EVENTS)
    validate(rows, EVENT_ARTICLES)
    event_of = dict(zip(rows["article_id"], rows["event_id"], strict=True))
    found = score_event_labels(dict(zip(articles["article_id"], truth, strict=True)), event_of)
    assert found["b3_f1"] > 0.95
    assert found["b3_recall"] > 0.95


def test_of_several_languages_stories_come_together_by_what_they_tell(vectors_of):
    german = (
        "Der Staudamm Skarra brach am Dienstag in der Nacht, und der Fluss Orlen überflutete die unteren Straßen von "
        "Brennick. Vierzig Familien verließen ihre Häuser, sagte Feuerwehrchefin Marta Kolvin, zwei werden vermisst."
    )
    again = (
        "In Brennick hat der Fluss Orlen die unteren Straßen überflutet, nachdem der Staudamm Skarra in der Nacht "
        "gebrochen war. Vierzig Familien mussten fort, zwei Arbeiter fehlen, sagte Marta Kolvin von der Feuerwehr."
    )
    russian = "Совет города Пеллани во вторник проголосовал за повышение платы за трамвай до трёх крон."
    greek = "Η γέφυρα του Μέρβικ άνοιξε ξανά την Παρασκευή μετά από δύο χρόνια επισκευών, είπε η δήμαρχος."
    chinese = "佩拉尼市议会周二投票决定将电车票价提高到三克朗。市长说，否则线路将在秋天关闭。"
    stories = [TARIFF, german, again, russian, greek, chinese]
    titles = ["Fare to rise", "Damm gebrochen", "Skarra-Damm bricht", "Трамвай дорожает", "Γέφυρα άνοιξε", "票价上涨"]
    articles = frame(list(zip(stories, titles, strict=True)))
    _, rows = group(articles, *vectors_of(articles), Events())
    alone = {frozenset({f"a00000{number}"}) for number in (1, 4, 5, 6)}
    assert partition(rows) == alone | {frozenset({"a000002", "a000003"})}


def test_one_article_is_one_event_and_none_is_none():
    events, rows = group(frame([(SPILLWAY,)]), random_vectors(1), random_vectors(1), Events())
    assert (len(events), len(rows)) == (1, 1)
    assert events["cohesion"].isna().all()
    none = np.zeros((0, 64), dtype=np.float32)
    events, rows = group(frame([(SPILLWAY,)]).iloc[:0], none, none, Events())
    assert (len(events), len(rows)) == (0, 0)


@pytest.mark.parametrize("date", ["2026-05-05", None])
def test_ten_thousand_copies_are_one_event(date):
    articles = frame([(LONG, f"Flood, report {number}", date) for number in range(10_000)])
    events, rows = group(articles, random_vectors(10_000, 0), random_vectors(10_000, 0.5), Events())
    assert len(events) == 1
    assert events["n_articles"].iloc[0] == 10_000
    assert rows["similarity"].min() == 1


def test_articles_that_only_open_with_the_same_menu_are_no_copies():
    menu = "Home News Sport Weather " * 45
    rows = [
        (menu + SPILLWAY * 4, "Dam fails"),
        (menu + TARIFF * 4, "Fare to rise"),
        (menu + TARIFF * 4, "Fare to rise"),
    ]
    directions = np.eye(2, 64, dtype=np.float32)[[0, 1, 1]]
    _, found = group(frame(rows), directions, directions, Events())
    assert partition(found) == {frozenset({"a000001"}), frozenset({"a000002", "a000003"})}


def test_a_reprint_that_is_cut_is_a_copy():
    told = SPILLWAY * 4 + " ".join(f"word{number}" for number in range(200))
    cut = told[: len(told) * 3 // 4]
    events, _ = group(frame([(told, "Dam fails"), (cut, "Dam")]), random_vectors(2, 0), random_vectors(2, 0), Events())
    assert len(events) == 1


def test_what_is_blank_before_a_text_is_not_read():
    blank = "\n" * 1000
    directions = np.eye(2, 64, dtype=np.float32)
    rows = [(SPILLWAY * 4, "Dam fails"), (TARIFF * 4, "Fare to rise")]
    _, plain = group(frame(rows), directions, directions, Events())
    _, found = group(frame([(blank + text, title) for text, title in rows]), directions, directions, Events())
    pd.testing.assert_frame_equal(found, plain)


def test_an_outlet_known_by_its_address_counts_as_one_outlet():
    named = frame([(text, None, "2026-05-05", "gazette") for text in (SPILLWAY, TARIFF)])
    by_address = named.assign(outlet=None, url=["https://gazette.example/1", "https://gazette.example/2"])
    nothing, leads = np.zeros((2, 64), dtype=np.float32), np.eye(2, 64, dtype=np.float32)
    leads[1, :2] = 0.5, 0.75**0.5
    found = [group(conform(articles, ARTICLES), leads, nothing, Events())[1] for articles in (named, by_address)]
    pd.testing.assert_frame_equal(*found)


def test_the_same_text_a_year_later_is_another_event():
    articles = frame([(LONG, "Visit", "2025-05-05"), (LONG, "Visit", "2026-05-05"), (LONG, "Visit", "2026-05-06")])
    _, rows = group(articles, random_vectors(3, 0), random_vectors(3, 0), Events())
    assert partition(rows) == {frozenset({"a000001"}), frozenset({"a000002", "a000003"})}


def test_a_stub_under_many_headlines_ties_nothing():
    titles = ["Dam fails", "Tram fare rises", "Goat elected", "Harvest late", "Bridge painted"]
    articles = frame([("Subscribe to read on", title) for title in titles])
    directions = np.eye(5, 64, dtype=np.float32)
    events, _ = group(articles, random_vectors(5, 0), directions, Events())
    assert len(events) == 5


def test_the_reasons_for_a_stub_are_those_of_its_headline():
    headlines = ["Dam at Brennick fails, says Marta Kolvin", "Marta Kolvin: dam at Brennick fails", "Goat elected"]
    directions = np.eye(2, 64, dtype=np.float32)[[0, 0, 1]]
    articles = frame([("Subscribe to read on", headline) for headline in headlines])
    _, found = group(articles, np.zeros((3, 64), dtype=np.float32), directions, Events())
    reasons = json.loads(found.set_index("article_id")["reasons"]["a000001"])
    assert "marta kolvin" in " ".join(reasons["shared_names"]).lower()


def test_articles_without_any_words_stay_alone():
    articles = frame([("", None)] * 3)
    nothing = np.zeros((3, 64), dtype=np.float32)
    events, _ = group(articles, nothing, nothing, Events())
    assert events["n_articles"].tolist() == [1, 1, 1]


def test_one_outlet_and_one_word_articles_do_not_crash():
    articles = frame([("flood", None, "2026-05-05", "gazette"), ("fare", None, "2026-05-05", "gazette")])
    directions = np.eye(2, 64, dtype=np.float32)
    events, _ = group(articles, directions, np.zeros_like(directions), Events())
    assert sorted(events["title"]) == ["fare", "flood"]


@pytest.mark.parametrize("n", [300, 3000])
def test_near_copies_of_one_hour_are_one_event(n):
    generator = np.random.default_rng(2)

    def reprint(number):
        found = (SPILLWAY + TARIFF).split()
        for place in generator.choice(len(found), 2, replace=False):
            found[place] = f"{found[place]}{generator.integers(500)}"
        return " ".join(found), f"Flood, report {number}", f"2026-05-05 10:{number % 60:02}:00", f"outlet-{number}"

    articles = frame([reprint(number) for number in range(n)])
    events, rows = group(articles, random_vectors(n, 0.3), random_vectors(n, 0.5, 1), Events())
    assert len(events) == 1
    shuffled = np.random.default_rng(3).permutation(n)
    again, _ = group(
        articles.iloc[shuffled], random_vectors(n, 0.3)[shuffled], random_vectors(n, 0.5, 1)[shuffled], Events()
    )
    pd.testing.assert_frame_equal(events, again)
    assert len(rows) == n


def test_a_pair_of_words_of_the_greatest_hash_ends_no_run():
    text = "zq12051x zq103760x " + " ".join(f"word{number}" for number in range(40))
    articles = frame([(f"{text} alpha", None), (f"{text} beta", None)])
    events, _ = group(articles, random_vectors(2, 0), random_vectors(2, 0), Events())
    assert len(events) == 1
