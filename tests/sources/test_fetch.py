"""Fetching from outlets on a real server: what comes into the corpus, and what does not and why."""

import pytest

from pipeline.errors import SettingsError, StoreError
from pipeline.settings import Fetch
from pipeline.sources.corpus import STATE, edits
from pipeline.sources.fetch import check_feeds, fetch
from pipeline.sources.outlets import load_feeds
from pipeline.sources.queue import Queue
from tests.sources.site import FOOT, Site


def reasons(made):
    return {url: (state, reason) for _, url, state, reason in made.problems}


def test_pages_come_with_text_title_date_outlet_and_provenance(fetch_all):
    with Site(3, 3) as site:
        made, rows = fetch_all(site, hosts_at_once=2)
        assert made.n_articles == 9
        assert not made.problems
        row = rows[site.url(2, "/news/3")]
    assert row["title"] == "Notice 3 of outlet 2"
    assert "found 5 cracks in the tram depot" in row["text"]
    assert "Most read" not in row["text"]
    assert (row["outlet"], row["language"], row["page_kind"]) == ("Outlet 2", "en", "article")
    assert (row["published_at"], row["published_at_source"]) == ("2026-05-25T09:30:00+02:00", "page")
    assert (row["http_status"], row["version"]) == (200, 1)
    assert row["found_in"] == site.url(2, "/news-sitemap.xml")
    assert {"fetched_at", "raw_sha256", "id"} <= set(row)
    assert site.agents == {"Parallax/0.1.0 (news comparison; +desk@parallax.example)"}


def test_one_request_at_a_time_goes_to_a_host(fetch_all):
    with Site(2, 8) as site:
        fetch_all(site)
        assert set(site.most_at_once.values()) == {1}


def test_troubles_of_single_pages_end_in_a_reason_and_the_rest_goes_through(fetch_all):
    names = "redirect loop file fails_twice busy broken gone endless bomb cut_gzip half dead picture odd_wait"
    names = [*names.split(), "nowhere"]
    with Site(1, 17, {(1, n): name for n, name in enumerate(names, 1)}) as site:
        made, rows = fetch_all(site, host_failures=100)
        found = {name: reasons(made).get(site.url(1, f"/news/{n}")) for n, name in enumerate(names, 1)}
        assert {n: site.asked[f"1/news/{n}"] for n in (4, 6, 7, 8, 9)} == {4: 3, 6: 4, 7: 1, 8: 1, 9: 1}
        assert all(rows[site.url(1, f"/news/{n}")]["page_kind"] == "article" for n in (1, 4, 5, 14, 16, 17))
        assert rows[site.url(1, "/news/1")]["url"] == site.url(1, "/moved/1")
    assert found["redirect"] is found["fails_twice"] is found["busy"] is None
    assert found["loop"] == ("failed", "over 5 redirects")
    assert found["file"] == ("refused", "not http or https: file")
    assert found["nowhere"] == ("failed", "a redirect to no valid address (Invalid IPv6 URL)")
    assert found["broken"] == ("failed", "status 500")
    assert found["gone"] == ("failed", "status 410")
    assert found["endless"] == found["bomb"] == ("failed", "over 1,000,000 bytes unpacked")
    assert found["cut_gzip"] == ("failed", "the packed body breaks off")
    assert "without sending complete message body" in found["half"][1]
    assert "disconnected" in found["dead"][1]
    assert found["picture"] == ("failed", "not a page but image/png")


@pytest.mark.parametrize("trouble", ["drip", "drip_head"])
def test_a_slow_drip_ends_at_the_limit_of_the_whole_response(trouble, fetch_all):
    with Site(1, 1, {(1, 1): trouble}) as site:
        site.robots[1] = "User-agent: *\nAllow: /"
        made, _ = fetch_all(site, response_seconds=5.0, attempts=1)
        assert reasons(made)[site.url(1, "/news/1")] == ("failed", "not complete after 5 seconds")


def test_where_a_page_gives_nothing_the_feed_stands_in_and_is_no_full_text(fetch_all):
    with Site(3, 3, {(3, 1): "gone", (3, 2): "cookies"}) as site:
        _, rows = fetch_all(site)
        gone, walled = rows[site.url(3, "/news/1")], rows[site.url(3, "/news/2")]
    assert (gone["text"], gone["is_full_text"]) == ("In short: Notice 1 of outlet 3.", False)
    assert (walled["title"], walled["text"]) == ("Notice 2 of outlet 3", "In short: Notice 2 of outlet 3.")
    assert (walled["page_kind"], walled["is_full_text"]) == ("cookie wall", False)


def test_pages_that_are_no_articles_are_marked(fetch_all):
    with Site(1, 4, {(1, 1): "paywall", (1, 2): "live"}) as site:
        _, rows = fetch_all(site)
        kinds = {n: rows[site.url(1, f"/news/{n}")] for n in (1, 2, 3)}
    assert (kinds[1]["page_kind"], kinds[1]["is_full_text"]) == ("paywall stub", False)
    assert (kinds[2]["page_kind"], kinds[2]["is_full_text"]) == ("live blog", False)
    assert "is_full_text" not in kinds[3]


def test_a_page_in_another_charset_than_it_says_is_read(fetch_all):
    with Site(1, 1, {(1, 1): "charset"}) as site:
        _, rows = fetch_all(site)
    (row,) = rows.values()
    assert row["title"] == "The café’s £3m bridge"
    assert "“Zoë’s café” will close, the naïve mayor said" in row["text"]


def test_addresses_inside_are_refused_from_links_and_after_redirects(fetch_all):
    with Site(1, 2, {(1, 1): "inward"}) as site:
        inner = [f"http://127.0.0.1:{site.port}/news/1", "http://169.254.169.254/latest/meta-data"]
        inner += [
            f"http://[::1]:{site.port}/",
            "http://10.0.0.1/",
            f"http://localhost:{site.port}/",
            "ftp://127.0.1.1/",
        ]
        items = "".join(f"<item><title>In</title><link>{url}</link></item>" for url in [site.url(1, "/news/1"), *inner])
        site.feeds[1] = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
        made, rows = fetch_all(site)
        found = reasons(made)
        assert found.keys() == {site.url(1, "/news/1"), *inner}
        assert {state for state, _ in found.values()} == {"refused"}
        assert "169.254.169.254, which is not on the public network" in found[inner[1]][1]
        assert found[inner[-1]][1] == "not http or https: ftp"
        assert not rows
        assert {key.split("/")[0] for key in site.asked} == {"1"}


def test_robots_rules_hold_for_links_and_redirects(fetch_all):
    with Site(2, 4, {(1, 3): "redirect"}) as site:
        site.robots[1] = "User-agent: *\nDisallow: /news/2$\nDisallow: /moved/"
        site.robots[2] = "User-agent: *\nDisallow: /"
        made, _ = fetch_all(site)
        found = reasons(made)
        denied = {site.url(1, "/news/2"), site.url(1, "/news/3"), site.url(2, "/news-sitemap.xml")}
        assert found == dict.fromkeys(denied, ("failed", "robots.txt does not allow it"))
        assert site.asked["1/news/2"] == site.asked["1/moved/3"] == site.asked["2/news-sitemap.xml"] == 0


@pytest.mark.parametrize(("status", "n_rows"), [(404, 4), (403, 4), (500, 2), (429, 2)])
def test_without_rules_all_may_be_asked_and_nothing_where_they_cannot_be_read(status, n_rows, fetch_all):
    with Site(2, 2) as site:
        site.robots_status[1] = status
        made, rows = fetch_all(site)
        assert (len(rows), made.n_waiting) == (n_rows, 0 if n_rows == 4 else 1)
        assert all(f"robots.txt cannot be read: status {status}" in reason for _, reason in reasons(made).values())


def test_a_host_that_asks_for_a_long_wait_is_left_for_the_next_fetch(fetch_all):
    with Site(2, 3, {(1, 2): "busy"}) as site:
        site.robots[2] = "User-agent: *\nCrawl-delay: 600"
        made, rows = fetch_all(site, longest_wait_seconds=0.5)
        assert made.n_waiting == 3  # two pages of outlet 1 and the feed of outlet 2
        assert {reason for _, reason in reasons(made).values()} == {
            "left for the next fetch: it asks to wait 1 seconds",
            "left for the next fetch: robots.txt asks for 600 seconds between requests",
        }
        site.robots.clear()
        again, rows = fetch_all(site)
        assert (again.n_waiting, len(rows)) == (0, 6)


def test_a_server_that_dies_half_way_is_given_up_and_its_pages_wait(fetch_all):
    with Site(2, 12, {(1, n): "dead" for n in range(4, 13)}) as site:
        made, rows = fetch_all(site, host_failures=3)
        assert made.n_waiting == 9
        assert sum(url.startswith(site.url(2, "/")) for url in rows) == 12
        site.trouble.clear()
        again, rows = fetch_all(site)
        assert (again.n_waiting, len(again.problems), len(rows)) == (0, 0, 24)


@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        (b"<html><body>Our feeds have moved</body></html>", "neither a feed nor a sitemap"),
        (b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', "declares entities"),
        ('<!DOCTYPE r [<!ENTITY a "aa">]><rss>&a;</rss>'.encode("utf-16"), "declares entities"),
        (b"", "neither a feed nor a sitemap"),
    ],
)
def test_a_bad_feed_is_told_and_stops_nothing(feed, reason, fetch_all):
    with Site(2, 2) as site:
        site.feeds[1] = feed
        made, rows = fetch_all(site)
        assert reason in reasons(made)[site.url(1, "/atom.xml")][1]
        assert len(rows) == 2


def test_a_sitemap_may_list_what_is_no_address_and_name_its_name_space_otherwise(fetch_all):
    with Site(2, 2) as site:
        pages = "".join(f"<url><loc>{url}</loc></url>" for url in ["http://[nowhere/", site.url(2, "/news/1")])
        site.feeds[2] = f'<urlset xmlns="https://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>'.encode()
        made, rows = fetch_all(site)
        assert reasons(made) == {"http://[nowhere/": ("refused", "not a valid address (Invalid IPv6 URL)")}
        assert site.url(2, "/news/1") in rows


def test_half_an_emoji_in_a_feed_costs_nothing_but_itself(fetch_all):
    with Site(1, 2) as site:
        site.feeds[1] = site.feed(1).replace(b"Notice 1", b"&#xD83D; Notice &#55357;1")
        made, rows = fetch_all(site)
        assert (made.problems, len(rows)) == ((), 2)


def test_broken_xml_is_read_as_far_as_it_goes(fetch_all):
    with Site(3, 3) as site:
        for outlet in (1, 2, 3):
            site.feeds[outlet] = site.feed(outlet).replace(b"In short: ", b"Fish & chips < ")[:-12]
        made, rows = fetch_all(site)
        assert not made.problems
        assert len(rows) >= 8


def test_a_second_fetch_changes_nothing_and_asks_only_for_what_is_due(fetch_all):
    with Site(2, 3) as site:
        made, _ = fetch_all(site)
        before, asked = made.articles.read_bytes(), site.asked.copy()
        fetch_all(site)
        assert made.articles.read_bytes() == before
        assert site.asked["1/news/1"] == asked["1/news/1"]
        assert site.not_modified == 2  # the feeds
        fetch_all(site, topic="notice", recheck_hours=0.0)  # another selection: the feeds are read again
        assert site.not_modified == 2 + 6
        assert made.articles.read_bytes() == before


def test_an_edited_page_is_a_new_version_and_the_edit_is_shown(fetch_all, tmp_path):
    with Site(1, 2) as site:
        fetch_all(site)
        site.edited[1, 2] = " Two of them were withdrawn."
        made, rows = fetch_all(site, topic="notice", recheck_hours=0.0)
        assert (made.n_articles, rows[site.url(1, "/news/2")]["version"]) == (2, 2)
        assert "Two of them were withdrawn." in rows[site.url(1, "/news/2")]["text"]
        assert rows[site.url(1, "/news/1")]["version"] == 1
    (change,) = edits(tmp_path / "fetched")
    assert [line[:60] for line in change.splitlines() if line.startswith(("+A", "-A"))] == [
        "-A ferry will cross the bay every 7 minutes until midnight, ",
        "+A ferry will cross the bay every 7 minutes until midnight, ",
    ]


def test_a_cookie_wall_does_not_take_the_place_of_an_article(fetch_all):
    with Site(1, 1) as site:
        fetch_all(site)
        site.trouble[1, 1] = "cookies"
        made, rows = fetch_all(site, topic="notice", recheck_hours=0.0)
    (row,) = rows.values()
    assert (row["page_kind"], row["version"]) == ("article", 1)
    assert [reason for *_, reason in made.problems] == ["now a cookie wall; the article is kept"]


def test_lines_that_an_outlets_pages_repeat_are_left_out(fetch_all):
    with Site(2, 8) as site:
        _, rows = fetch_all(site)
        assert len(rows) == 16
        assert not [row for row in rows.values() if FOOT in row["text"]]
        assert all("found" in row["text"] for row in rows.values())


def test_since_and_topic_choose_among_the_entries_of_feeds(fetch_all):
    from datetime import date

    with Site(3, 4) as site:
        _, rows = fetch_all(site, since=date(2026, 5, 26))
        assert not rows
        _, rows = fetch_all(site, since=date(2026, 5, 25), topic="Notice 4")
        assert {url.rsplit("/", 1)[-1] for url in rows} == {"4"}
        assert len(rows) == 3


def test_pages_and_lists_of_links_are_fetched_without_a_feed(fetch_all, tmp_path):
    with Site(2, 4) as site:
        file = tmp_path / "library.csv"
        file.write_text(
            "Key,Item Type,Author,Title,Publication Title,Url\n"
            f'K1,newspaperArticle,"Lindqvist, Ana",Saved,The Tilmouth Post,{site.url(2, "/news/2")}\n'
        )
        _, rows = fetch_all(site, urls=[site.url(1, "/news/1#top")], lists=[file], feeds=False)
        assert set(rows) == {site.url(1, "/news/1"), site.url(2, "/news/2")}
        saved = rows[site.url(2, "/news/2")]
    assert (saved["outlet"], saved["author"]) == ("The Tilmouth Post", "Lindqvist, Ana")
    assert saved["title"] == "Notice 2 of outlet 2"


def test_a_link_of_a_list_that_is_no_address_is_told_and_the_rest_is_fetched(fetch_all, tmp_path):
    with Site(1, 1) as site:
        file = tmp_path / "week.txt"
        file.write_text(f"https://desk:secret@a.example/1\n{site.url(1, '/news/1')}\n")
        made, rows = fetch_all(site, lists=[file], feeds=False)
        assert set(rows) == {site.url(1, "/news/1")}
        assert reasons(made) == {
            "https://desk:secret@a.example/1": ("refused", "the address carries a user name or password")
        }


def test_two_addresses_of_one_page_are_one_article(fetch_all):
    with Site(1, 2, {(1, 1): "redirect"}) as site:
        _, rows = fetch_all(site, urls=[site.url(1, "/moved/1")])
        assert [row["url"] for row in rows.values()] == [site.url(1, "/moved/1"), site.url(1, "/news/2")]
        assert {row["outlet"] for row in rows.values()} == {"Outlet 1"}


def test_raw_pages_are_kept_where_asked_for(fetch_all, tmp_path):
    import gzip
    import hashlib

    with Site(1, 1) as site:
        _, rows = fetch_all(site, keep_raw=True)
        digest = next(iter(rows.values()))["raw_sha256"]
        kept = gzip.decompress((tmp_path / "fetched" / STATE / "raw" / f"{digest}.html.gz").read_bytes())
        assert kept == site.article(1, 1).encode()
    assert hashlib.sha256(kept).hexdigest() == digest


def test_feeds_are_checked_without_keeping_anything(tmp_path, quick):
    with Site(3, 2) as site:
        site.feeds[2] = b"moved"
        (tmp_path / "feeds.toml").write_text(site.toml())
        checks = check_feeds(load_feeds(tmp_path / "feeds.toml"), quick(site))
        assert [(check.n_entries, check.problem) for check in checks] == [
            (2, ""),
            (0, "neither a feed nor a sitemap"),
            (2, ""),
        ]
        assert checks[0].newest == "2026-05-25T10:00:00+00:00"
        assert [path.name for path in tmp_path.iterdir()] == ["feeds.toml"]


def test_processes_extract_what_a_thread_extracts(fetch_all, tmp_path):
    with Site(2, 3) as site:
        _, alone = fetch_all(site, tmp_path / "one")
        _, beside = fetch_all(site, tmp_path / "two", workers=2)
    assert {url: row["text"] for url, row in alone.items()} == {url: row["text"] for url, row in beside.items()}


def test_one_fetch_at_a_time_works_on_a_folder(tmp_path):
    with Queue(tmp_path / "queue.sqlite"), pytest.raises(StoreError, match="another fetch is at work"):
        Queue(tmp_path / "queue.sqlite")


def test_nothing_to_fetch_and_addresses_that_are_none_are_told(tmp_path):
    with pytest.raises(SettingsError, match="nothing to fetch"):
        fetch(tmp_path, settings=Fetch())
    with pytest.raises(SettingsError, match="not http or https"):
        fetch(tmp_path, urls=["mailto:desk@tilmouth.example"], settings=Fetch())


def test_the_corpus_is_read_by_a_run_with_its_kinds_and_dates(fetch_all, tmp_path):
    from pipeline.ingest import read_inputs
    from pipeline.settings import Ingest

    with Site(3, 2, {(1, 1): "live"}) as site:
        made, rows = fetch_all(site)
    articles = list(read_inputs([tmp_path / "fetched"], Ingest()))
    assert len(articles) == 6
    assert {article.source_file for article in articles} == {str(made.articles)}
    assert sorted(str(article.is_full_text) for article in articles) == ["False"] + ["None"] * 5
    assert {article.published_at_source for article in articles} == {"page"}
    assert {(article.raw_sha256, article.source_id) for article in articles} == {
        (row["raw_sha256"], row["id"]) for row in rows.values()
    }
