"""Cleaning: no row is lost, no text is changed, and every rejected row says why."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import schema
from pipeline.clean import clean
from pipeline.errors import SettingsError
from pipeline.ingest import read_inputs
from pipeline.outlets import OutletDirectory
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Clean, Ingest
from pipeline.versions import joined

SHARED = Path(__file__).parent.parent.parent / "shared"
TODAY = date(2026, 11, 25)
DIRECTORY = OutletDirectory.load()
STORY = "The harbour bridge at Velmora will close on Monday. " * 10


def raw(text=STORY, line=1, file="in/rows.jsonl", **fields):
    return RawArticle(file, line, text, **fields)


def cleaned(*items, most=1000, **settings):
    return clean(items, DIRECTORY, Clean(**settings), most, TODAY)


def only(*items, **settings):
    """The single article that comes of `items`."""
    result = cleaned(*items, **settings)
    assert result.rejected.to_dict("records") == []
    (article,) = result.articles.to_dict("records")
    return article


def rejected(*items, **settings):
    """Line, reason and detail of the rejected rows."""
    frame = cleaned(*items, **settings).rejected
    return [(row["line"], row["reason"], row["detail"]) for row in frame.to_dict("records")]


def test_an_article_keeps_its_own_values():
    text = "  The bridge\r\nclosed. \n" + STORY
    article = only(
        raw(
            text,
            source_id="vb-1",
            outlet="Velmora Courier (News)",
            title="Bridge to close",
            url="https://courier.example/1",
            author="Ana Lindqvist",
            published_at="2026-03-02T08:30:00+01:00",
            published_at_source="date",
            language="en-GB",
        )
    )
    assert article["text"] == text
    assert (article["source_id"], article["source_file"], article["source_line"]) == ("vb-1", "in/rows.jsonl", 1)
    assert (article["outlet"], article["outlet_id"]) == ("Velmora Courier (News)", "velmora-courier")
    assert (article["title"], article["author"], article["language"]) == ("Bridge to close", "Ana Lindqvist", "en")
    assert article["published_at"] == pd.Timestamp("2026-03-02T07:30:00Z")
    assert article["published_at_source"] == "date"
    assert (article["n_words"], article["is_full_text"]) == (93, True)
    assert article["origin_id"] == article["article_id"]


def test_what_is_not_given_is_null():
    article = only(raw(source_id=None, outlet=" ", title="\t", url="", author="\n", language="??"))
    nulls = {name for name, value in article.items() if pd.isna(value)}
    of_the_page = {"updated_at", "page_kind", "requested_url", "final_url", "fetched_at", "http_status"}
    assert nulls == {"outlet", "title", "url", "author", "language", "published_at"} | of_the_page
    assert article["published_at_source"] == "unknown: not given"
    assert article["outlet_id"] == "unknown"
    assert article["source_id"] == "rows.jsonl:1"


def test_a_file_of_one_article_gives_its_name_as_the_id():
    assert only(raw(line=None, file="in/story.txt"))["source_id"] == "story.txt"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example/", "www.a.example", "http://"]
)
def test_an_address_that_is_not_http_becomes_null(url):
    assert pd.isna(only(raw(url=url))["url"])


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [("word " * 60, None, True), ("word " * 59, None, False), ("word", True, True), ("word " * 99, False, False)],
)
def test_full_text_is_told_by_its_length_unless_the_input_says(text, given, expected):
    assert only(raw(text, is_full_text=given), full_text_words=60)["is_full_text"] == expected


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_a_headline_alone_is_an_article_of_no_words(text):
    article = only(raw(text, title="Bridge to close", is_full_text=True))
    assert (article["text"], article["n_words"], article["is_full_text"]) == (text, 0, False)


@pytest.mark.parametrize(
    ("fields", "reason", "detail"),
    [
        ({"text": " ", "title": "\n"}, "empty", "neither a text nor a title"),
        ({"text": "x" * 1001}, "too long", "1,001 characters, over 1,000"),
        ({"text": "x" * 50_000_000}, "too long", "50,000,000 characters"),
        ({"text": "Rain\0fell."}, "NUL character", "NUL"),
        ({"title": "Rain\0"}, "NUL character", "NUL"),
        ({"text": "caf\udcff"}, "broken characters", "UTF-8"),
        ({"author": "\ud83d"}, "broken characters", "UTF-8"),
        ({"source_id": "\udcff"}, "broken characters", "UTF-8"),
        ({"published_at_source": "dat\udcff"}, "broken characters", "UTF-8"),
    ],
)
def test_a_row_that_is_no_article_is_rejected_and_the_rest_goes_through(fields, reason, detail):
    bad = replace(raw(line=2), **fields)
    result = cleaned(raw(line=1), bad, raw(STORY + "More.", line=3))
    assert result.articles["source_line"].tolist() == [1, 3]
    ((line, found, said),) = rejected(raw(line=1), bad, raw(STORY + "More.", line=3))
    assert (line, found) == (2, reason)
    assert detail in said
    assert ". " in said, "a remedy follows"


def test_the_same_article_again_is_rejected_and_names_the_first():
    again = raw(file="in/other.csv", line=7, source_id="z")
    assert rejected(raw(source_id="a"), again) == [
        (7, "duplicate", "the same article as in/rows.jsonl, line 1; the first one is kept")
    ]


@pytest.mark.parametrize("other", [{"url": "https://a.example/2"}, {"title": "Else"}, {"published_at": "2026-03-03"}])
def test_the_same_text_elsewhere_is_another_article(other):
    assert len(cleaned(raw(line=1), replace(raw(line=2), **other)).articles) == 2


def test_two_spellings_of_one_outlet_do_not_hide_a_duplicate():
    first, second = raw(outlet="Dune Post", line=1), raw(outlet="The Dune Post (News)", line=2)
    assert [reason for _, reason, _ in rejected(first, second)] == ["duplicate"]


def test_an_id_twice_in_one_file_is_rejected_but_not_in_two_files():
    first, again = raw(source_id="a", line=1), raw("Else. " + STORY, source_id="a", line=2)
    assert rejected(first, again) == [
        (2, "duplicate id", "the id 'a' is that of in/rows.jsonl, line 1. Give each article its own id")
    ]
    assert rejected(first, replace(again, source_file="in/other.jsonl")) == []


def test_dates_that_cannot_be_believed_become_unknown_with_the_reason():
    dates = ["2026-03-02", "0001-01-01", "2050-01-01", "yesterday", "4/3/2026", None, "25 May 2026 10:00 +9900"]
    rows = [raw(f"{n} {STORY}", line=n, published_at=day, published_at_source="date") for n, day in enumerate(dates)]
    frame = cleaned(*rows).articles
    assert frame["published_at"].notna().tolist() == [True, False, False, False, True, False, False]
    assert frame["published_at_source"].tolist() == [
        "date",
        "unknown: year 1 is before 1900",
        "unknown: 2050-01-01 is in the future",
        "unknown: relative date 'yesterday'",
        "date (day first)",
        "unknown: not given",
        "unknown: no full date in '25 May 2026 10:00 +9900'",
    ]


def test_each_file_writes_its_dates_in_its_own_order():
    american = [raw(STORY + "a", published_at="3/4/2026"), raw(STORY + "b", line=2, published_at="3/14/2026")]
    other = raw(STORY + "c", file="in/other.csv", published_at="3/4/2026")
    frame = cleaned(*american, other).articles
    assert frame["published_at"].dt.strftime("%m-%d").tolist() == ["03-04", "03-14", "04-03"]


def test_a_bound_that_is_no_date_ends_the_run():
    with pytest.raises(SettingsError, match="earliest"):
        cleaned(raw(), earliest="long ago")


def test_furniture_is_marked_and_the_outlets_are_listed():
    text = STORY + "\n\nSign up for our newsletter"
    result = cleaned(raw(text, outlet="Dune Post", line=1), raw(STORY, outlet="The Dune Post", line=2))
    (mark,) = result.text_marks.to_dict("records")
    assert text[mark["start"] : mark["end"]] == "Sign up for our newsletter"
    assert mark["article_id"] == result.articles["article_id"][0]
    assert result.outlets[["outlet_id", "name"]].to_numpy().tolist() == [["dune-post", "Dune Post"]]


def test_with_no_rows_the_tables_are_empty_and_valid():
    result = cleaned()
    for table in (schema.ARTICLES, schema.ARTICLE_VERSIONS, schema.TEXT_MARKS, schema.REJECTED, schema.OUTLETS):
        frame = getattr(result, table.name)
        assert len(schema.validate(frame, table)) == 0


def test_the_hash_of_a_page_is_that_of_its_bytes():
    assert only(raw(raw_sha256="ab" * 32))["content_sha256"] == "ab" * 32


def test_what_is_known_of_the_page_is_kept():
    article = only(
        raw(
            updated_at="2026-05-25T12:00:00+02:00",
            page_kind="Live  blog",
            requested_url="https://courier.example/1?x",
            final_url="https://courier.example/one",
            fetched_at="2026-05-26T08:00:00Z",
            http_status="200",
        )
    )
    assert article["updated_at"] == pd.Timestamp("2026-05-25T10:00Z")
    assert (article["page_kind"], article["is_full_text"]) == ("live blog", False)
    assert (article["requested_url"], article["final_url"]) == (
        "https://courier.example/1?x",
        "https://courier.example/one",
    )
    assert (article["fetched_at"], article["http_status"]) == (pd.Timestamp("2026-05-26T08:00Z"), 200)


@pytest.mark.parametrize(("field", "value"), [("fetched_at", "yesterday"), ("http_status", "OK"), ("final_url", "no")])
def test_what_is_no_value_of_its_kind_is_unknown(field, value):
    assert pd.isna(only(raw(**{field: value}))[field])


@pytest.mark.parametrize("kind", ["paywall stub", "live blog", "gallery", "video"])
def test_a_page_of_another_kind_is_no_full_text_whatever_the_input_says(kind):
    assert not only(raw(page_kind=kind, is_full_text=True))["is_full_text"]
    assert only(raw(page_kind="article"))["is_full_text"]


def capture(text, day, line=1, url="https://courier.example/1", **fields):
    return raw(text, line, url=url, source_id="p1", fetched_at=f"2026-05-{day:02}T10:00:00Z", **fields)


def texts_of(frame):
    return frame["text"].to_list()


def test_of_a_page_that_was_fetched_again_the_newest_text_is_the_article_and_keeps_the_first_id():
    first = cleaned(capture("Nine died.", 1))
    result = cleaned(capture("Nine died.", 1), capture("Ten died.", 2, 2), capture("Twelve died.", 3, 3))
    assert texts_of(result.articles) == ["Twelve died."]
    assert texts_of(result.article_versions) == ["Nine died.", "Ten died."]
    assert result.articles["article_id"].to_list() == first.articles["article_id"].to_list()
    assert set(result.article_versions["article_id"]) == set(result.articles["article_id"])
    assert result.rejected.empty


def test_the_order_of_the_input_does_not_tell_which_version_is_the_newest():
    result = cleaned(capture("Twelve died.", 3), capture("Nine died.", 1, 2))
    assert texts_of(result.articles) == ["Twelve died."]
    assert texts_of(result.article_versions) == ["Nine died."]


def test_of_captures_that_say_the_same_the_first_that_was_read_is_the_article():
    read_first = capture("Nine died.", 3, published_at="2026-05-02")
    result = cleaned(read_first, capture("Nine died.", 2, 2, published_at="2026-05-01"))
    assert result.articles.equals(cleaned(read_first).articles)
    assert result.article_versions.empty
    assert result.rejected[["line", "reason"]].to_numpy().tolist() == [[2, "duplicate"]]


def test_a_text_that_comes_back_is_the_newest_again():
    result = cleaned(*(capture(text, day, day) for day, text in enumerate(["Nine.", "Ten.", "Nine."], start=1)))
    assert texts_of(result.articles) == ["Nine."]
    assert texts_of(result.article_versions) == ["Nine.", "Ten."]


def test_captures_that_say_the_same_are_rejected_and_a_paywall_takes_no_articles_place():
    result = cleaned(
        capture("Nine died. The mayor spoke.", 1, page_kind="article"),
        capture("Nine died. The mayor spoke.", 2, 2, page_kind="article"),
        capture("Nine died. Subscribe to continue.", 3, 3, page_kind="paywall stub"),
    )
    assert texts_of(result.articles) == ["Nine died. The mayor spoke."]
    assert result.article_versions[["page_kind", "text"]].to_numpy().tolist() == [
        ["paywall stub", "Nine died. Subscribe to continue."]
    ]
    assert result.rejected[["line", "reason"]].to_numpy().tolist() == [[2, "duplicate"]]


def test_captures_of_one_day_that_come_twice_are_two_versions():
    day = [capture(text, 1, line) for line, text in enumerate(["Nine.", "Ten.", "Nine.", "Ten."], start=1)]
    result = cleaned(*day)
    assert texts_of(result.articles) == ["Ten."]
    assert texts_of(result.article_versions) == ["Nine."]
    assert result.rejected[["line", "reason"]].to_numpy().tolist() == [[3, "duplicate"], [4, "duplicate"]]


def test_a_page_that_was_edited_and_lies_beside_its_old_text_is_added_once():
    url = "https://courier.example/1"
    before = cleaned(capture("Nine died.", 1))
    added = cleaned(capture("Ten died.", 2), raw("Nine died.", 2, url=url))
    tables, edited = joined(*(tables_of(result) for result in (before, added)))
    assert texts_of(tables["articles"]) == ["Ten died."]
    assert texts_of(tables["article_versions"]) == ["Nine died."]
    assert edited == set(before.articles["article_id"])


def tables_of(result):
    return {name: getattr(result, name) for name in ("articles", "article_versions", "text_marks")}


@pytest.mark.parametrize("site", ["https://courier.example", "HTTPS://courier.example/#news", "http://[courier"])
def test_articles_that_give_their_outlets_site_as_their_address_are_no_versions_of_one_page(site):
    nine, ten = capture("Nine died.", 1, url=site, title="Ferry"), capture("Rain.", 2, 2, url=site, title="Weather")
    rows = [replace(row, source_id=None) for row in (nine, ten)]
    result = cleaned(*rows)
    assert texts_of(result.articles) == ["Nine died.", "Rain."]
    later = cleaned(replace(rows[0], text="Snow.", title="More weather"))
    tables, edited = joined(tables_of(result), tables_of(later))
    assert texts_of(tables["articles"]) == ["Nine died.", "Rain.", "Snow."]
    assert (edited, len(tables["article_versions"])) == (set(), 0)
    assert len(joined(tables_of(result), tables_of(cleaned()))[0]["articles"]) == 2


def test_rows_without_a_time_of_fetching_are_articles_of_their_own():
    result = cleaned(
        raw("Nine died.", 1, url="https://courier.example/"), raw("Rain.", 2, url="https://courier.example/")
    )
    assert texts_of(result.articles) == ["Nine died.", "Rain."]


values = st.one_of(st.none(), st.text(max_size=12))
items = st.one_of(
    st.builds(
        RawArticle,
        st.sampled_from(["a.csv", "b.csv"]),
        st.integers(1, 9),
        st.text(max_size=40),
        source_id=values,
        outlet=values,
        title=values,
        url=values,
        published_at=st.one_of(values, st.dates().map(str)),
    ),
    st.builds(
        RawArticle,
        st.just("c.jsonl"),
        st.integers(1, 9),
        st.sampled_from(["The bridge closed.", "The bridge is open.", "It rained."]),
        title=st.sampled_from([None, "Bridge"]),
        url=st.sampled_from(["https://courier.example/1", "https://courier.example/2", "nowhere"]),
        page_kind=st.sampled_from([None, "article", "paywall stub"]),
        fetched_at=st.one_of(values, st.sampled_from(["2026-05-25T10:00:00Z", "2026-05-26T10:00:00+02:00"])),
    ),
    st.builds(Rejection, st.just("a.csv"), st.none(), st.just("ingest"), st.just("not text"), st.just("junk")),
)


@settings(deadline=None)  # the first odd date loads dateparser's languages
@given(st.lists(items, max_size=12))
def test_rows_in_are_articles_their_versions_and_rejected_rows_together(rows):
    result = cleaned(*rows)
    assert len(result.articles) + len(result.article_versions) + len(result.rejected) == len(rows)
    assert set(result.article_versions["article_id"]) <= set(result.articles["article_id"])
    texts = dict(zip(result.articles["article_id"], result.articles["text"], strict=True))
    assert set(texts.values()) <= {row.text for row in rows if isinstance(row, RawArticle)}
    assert set(result.articles["outlet_id"]) == set(result.outlets["outlet_id"])
    assert cleaned(*rows).articles["article_id"].tolist() == list(texts)


@pytest.mark.shared
@pytest.mark.parametrize("corpus", ["basil", "allsides", "ecbplus"])
def test_the_development_corpora_go_through_whole(corpus):
    file = SHARED / "data" / corpus / "articles.jsonl"
    if not file.is_file():
        pytest.skip(f"the development corpora are not at {SHARED}")
    result = clean(read_inputs([file], Ingest()), DIRECTORY, Clean(), 2_000_000, TODAY)
    given = {row["id"]: row["text"] for row in map(json.loads, file.open(encoding="utf-8"))}
    assert len(result.articles) + len(result.rejected) == len(given)
    assert len(result.rejected) < 0.01 * len(given)
    texts = dict(zip(result.articles["source_id"], result.articles["text"], strict=True))
    assert all(given[source_id] == text for source_id, text in texts.items())
