"""Saved pages, newsletters, web archives and XML exports with flaws, and pages that are no articles."""

import io

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.ingest.page import day_in
from pipeline.ingest.page_facts import PageFacts
from pipeline.ingest.page_kind import page_kind

ARTICLE = "The council of Tilmouth will close the bridge for repairs, its engineer said on Monday. " * 30
SHORT = "The council of Tilmouth will close the bridge for repairs. "


def record(writer, url, body, kind="text/html"):
    headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers))


def test_a_web_archive_packed_record_by_record_rejects_only_what_is_no_article(read, tmp_path):
    packed = io.BytesIO()
    writer = WARCWriter(packed, gzip=True)
    record(writer, "https://a.example/empty", b"<html><body></body></html>")
    record(writer, "https://a.example/2026/05/25/bridge", f"<html><body><p>{ARTICLE}</p></body></html>".encode())
    (tmp_path / "crawl.warc.gz").write_bytes(packed.getvalue())
    articles, rejections = read(tmp_path / "crawl.warc.gz")
    assert [(rejection.line, rejection.reason) for rejection in rejections] == [(1, "no article found")]
    (article,) = articles
    assert (article.url, article.line) == ("https://a.example/2026/05/25/bridge", 2)
    assert (article.published_at, article.published_at_source) == ("2026-05-25", "address")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.warc", b"no archive\r\n", "not a WARC"),
        ("a.eml", b"", "not a message"),
        ("a.eml", b"Subject: none\n\n", "no text"),
        ("a.mhtml", b"Subject: none\nContent-Type: text/plain\n\nwords", "no page"),
        ("a.mhtml", b"Subject: none\nContent-Type: text/html\n\n<html></html>", "no article found"),
        ("a.xml", b"<rows><row>", "broken XML"),
        ("a.xml", b"<rows><row><a>1</a><b>2</b></row></rows>", "no text column"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(name, data, reason, read, tmp_path):
    (tmp_path / name).write_bytes(data)
    articles, rejections = read(tmp_path / name)
    assert (articles, [rejection.reason for rejection in rejections]) == ([], [reason])


def test_columns_of_an_xml_export_can_be_mapped_and_entities_stay_closed(read, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    (tmp_path / "export.xml").write_text(
        f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}">]>'
        "<x><doc><Kopf>Bridge &s; shut</Kopf><Fliess>It closed.</Fliess></doc></x>"
    )
    ((article,), _) = read(tmp_path / "export.xml", columns={"title": "Kopf", "text": "Fliess"})
    assert article.text == "It closed."
    assert "secret" not in (article.title or "").replace("&s;", "")


def test_marked_up_words_in_the_paragraphs_of_an_xml_export_are_no_articles(read, tmp_path):
    paragraph = "<p>One <b>bold</b> and one <i>slanted</i> word.</p>"
    stories = "".join(f"<article><title>Story {n}</title><body>{paragraph * 3}</body></article>" for n in (1, 2))
    (tmp_path / "export.xml").write_text(f"<x>{stories}</x>")
    articles, rejections = read(tmp_path / "export.xml")
    assert [article.title for article in articles] == ["Story 1", "Story 2"]
    assert articles[0].text.split("\n") == ["One bold and one slanted word."] * 3
    assert rejections == []


def test_a_page_that_cannot_be_read_does_not_end_its_web_archive(read, tmp_path):
    crawl = io.BytesIO()
    writer = WARCWriter(crawl, gzip=False)
    page = f"<html><body><p>Café. {ARTICLE}</p></body></html>".encode("latin-1")
    record(writer, "http://[nowhere/", page)
    record(writer, "https://a.example/1", page, "text/html; charset=undefined")
    record(writer, "https://a.example/2", page)
    (tmp_path / "crawl.warc").write_bytes(crawl.getvalue())
    articles, (rejection,) = read(tmp_path / "crawl.warc")
    assert [article.line for article in articles] == [2, 3]
    assert (rejection.line, rejection.reason) == (1, "broken page")


def test_a_newsletter_that_declares_its_encoding_as_xhtml_does_is_read(read, tmp_path):
    markup = '<?xml version="1.0" encoding="utf-8"?>\n<html><body><p>Rain fell in the café.</p></body></html>'
    header = "From: letter@tilmouth.example\nContent-Type: text/html; charset=utf-8\n\n"
    (tmp_path / "a.eml").write_bytes((header + markup).encode())
    ((article,), _) = read(tmp_path / "a.eml")
    assert article.text == "Rain fell in the café."


@pytest.mark.parametrize(
    "header", ["From: letter@", "From: letter@[", "Message-ID: <", "Date: Mon, 01 Jan 99999999999 00:00:00 +0000"]
)
def test_a_broken_header_does_not_cost_the_newsletter(header, read, tmp_path):
    (tmp_path / "a.eml").write_text(f"{header}\nSubject: Morning\n\nRain fell.\n")
    ((article,), _) = read(tmp_path / "a.eml")
    assert (article.title, article.text, article.outlet) == ("Morning", "Rain fell.\n", None)


def test_a_newsletter_in_plain_text_keeps_its_text(read, tmp_path):
    (tmp_path / "a.eml").write_bytes(
        b"From: letter@tilmouth.example\r\nSubject: Morning\r\nDate: no date\r\n\r\nRain fell.\r\nSnow fell.\r\n"
    )
    ((article,), _) = read(tmp_path / "a.eml")
    assert (article.text, article.outlet, article.published_at) == (
        "Rain fell.\nSnow fell.\n",
        "tilmouth.example",
        "no date",
    )


@pytest.mark.parametrize(
    ("kind", "title", "text", "url", "facts"),
    [
        ("article", "Bridge to close", ARTICLE, "https://a.example/news/1", PageFacts()),
        ("article", "Bridge to close", SHORT, "https://a.example/news/1", PageFacts()),
        ("article", "The new cookie law", f"{ARTICLE} cookies consent cookies", "https://a.example/1", PageFacts()),
        ("article", "Bridge", ARTICLE, "https://a.example/1", PageFacts(free=False)),
        ("article", "Bridge", ARTICLE * 2 + "Already a subscriber? Log in", "https://a.example/1", PageFacts()),
        ("paywall stub", "Bridge", SHORT, "https://a.example/1", PageFacts(free=False)),
        ("paywall stub", "Bridge", f"{SHORT}Subscribe now to continue reading.", "https://a.example/1", PageFacts()),
        ("cookie wall", "Before you continue", "We use cookies.", "https://a.example/1", PageFacts()),
        ("bot check", "Just a moment...", "Enable JavaScript to continue", "https://a.example/1", PageFacts()),
        ("live blog", "Storm: live updates", ARTICLE, "https://a.example/1", PageFacts()),
        ("live blog", "Storm", ARTICLE, "https://a.example/live/storm", PageFacts()),
        ("article", "Law on consent", "No consent, the law says, is no consent. It names consent.", "", PageFacts()),
        ("gallery", "In pictures: the storm", SHORT, "https://a.example/1", PageFacts()),
        ("gallery", "The storm", SHORT, "https://a.example/1", PageFacts(types=frozenset({"ImageGallery"}))),
        ("video", "The storm", SHORT, "https://a.example/video/storm", PageFacts()),
        ("article", "The storm", SHORT, "https://a.example/1", PageFacts(types=frozenset(["Article", "VideoObject"]))),
    ],
)  # fmt: skip
def test_kinds_of_pages(kind, title, text, url, facts):
    assert page_kind(title, text, url, facts) == kind


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2026/05/25/bridge", "2026-05-25"),
        ("https://a.example/news/20260525-bridge", "2026-05-25"),
        ("https://a.example/news/2026-05-25/bridge", "2026-05-25"),
        ("https://a.example/news/20261/25", None),
        ("https://a.example/bridge?d=/2026/05/25/", None),
        (None, None),
    ],
)
def test_the_day_in_an_address(url, day):
    assert day_in(url) == day


WALL = "<p>We and our 800 partners use cookies. Accept all cookies or manage your consent in the privacy settings.</p>"


@pytest.mark.parametrize(
    ("title", "kind"), [("We value your privacy", "cookie wall"), ("Just a moment...", "bot check")]
)
def test_a_wall_in_place_of_an_article_is_rejected_by_its_name(title, kind, read, tmp_path):
    page = f"<html><head><title>{title}</title></head><body><article>{WALL * 2}</article></body></html>"
    (tmp_path / "a.html").write_text(page)
    packed = io.BytesIO()
    record(WARCWriter(packed, gzip=False), "https://a.example/1", page.encode())
    (tmp_path / "b.warc").write_bytes(packed.getvalue())
    articles, rejections = read(tmp_path)
    assert articles == []
    assert [rejection.reason for rejection in rejections] == [kind, kind]


def test_a_page_tells_its_kind_and_when_it_was_updated_apart_from_when_it_was_published(read, tmp_path):
    head = (
        '<meta property="article:published_time" content="2026-05-25T08:00:00Z">'
        '<meta property="article:modified_time" content="2026-05-26T09:00:00Z"><title>In pictures: the storm</title>'
    )
    (tmp_path / "a.html").write_text(f"<html><head>{head}</head><body><p>{ARTICLE}</p></body></html>")
    ((article,), _) = read(tmp_path / "a.html")
    assert (article.published_at, article.updated_at) == ("2026-05-25T08:00:00Z", "2026-05-26T09:00:00Z")
    assert (article.page_kind, article.is_full_text) == ("gallery", False)
