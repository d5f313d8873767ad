"""Hostile text is shown as text; dates and addresses as people need them."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest

from pipeline.ui.components import day, inert, inert_frame, labelled, link, markup, shorten, span

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "&lt;b&gt;",
    "$x^2$ :red[red] :material/home: **bold** [a](javascript:alert(1))",
    "\u202eevil\u202c \u2066isolate\u2069",
    "nul\x00bell\x07escape\x1b[31m",
    "lone \ud800 surrogate",
    "w" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_only_text_to_an_html_reader(text: str) -> None:
    shown = markup(text)
    assert not re.search(r"[<>\"']", shown)
    assert html.unescape(shown) == inert(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_cannot_be_seen_becomes_its_name(text: str) -> None:
    shown = inert(text)
    shown.encode("utf-8")
    assert not re.search("[\x00-\x08\x1b\u202a-\u202e\u2066-\u2069]", shown)


def test_what_is_harmless_stays() -> None:
    assert inert("Zsölk – “שלום” \u200f نص\nnew line\ttab") == "Zsölk – “שלום” \u200f نص\nnew line\ttab"
    assert inert("\u202eevil") == "[U+202E]evil"
    assert inert(None) == inert(pd.NA) == ""


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "evil.example",
        "",
        None,
        pd.NA,
    ],
)
def test_only_web_addresses_are_links(address: object) -> None:
    assert link(address, "Original") == ""


def test_a_broken_address_is_no_link_and_no_error() -> None:
    assert link("http://[broken", "Original") == ""


def test_a_web_address_is_a_link_that_cannot_leave_its_attribute() -> None:
    shown = link('https://courier.example/?a="><b>&c=1', "Original")
    assert shown.startswith('<a href="https://courier.example/?a=&quot;&gt;&lt;b&gt;&amp;c=1"')
    assert 'rel="noopener noreferrer"' in shown


def test_short_labels_keep_their_escapes_whole() -> None:
    frame = pd.DataFrame({"outlet": ["<" * 40], "n": [1]})
    assert labelled(frame, "outlet", longest=5)["outlet"][0] == "&lt;&lt;&lt;&lt;…"


def test_labels_that_begin_alike_stay_apart() -> None:
    names = ["The Evening Chronicle of Lower Marn", "The Evening Chronicle of Lower Orsen", "The Evening Chronicle"]
    told = labelled(pd.DataFrame({"outlet": [*names, names[0]]}), "outlet")["outlet"].to_list()
    assert told == [*names, names[0]]
    assert shorten("a" * 10, 10) == "a" * 10
    assert len(shorten("a" * 11, 10)) == 10
    assert shorten("a long headline here", 16) == "a long headline…"


def test_frames_are_made_inert_and_keep_their_nulls() -> None:
    frame = pd.DataFrame({"text": pd.array(["\u202ex", None], dtype="string"), "n": [1, 2]})
    shown = inert_frame(frame)
    assert shown["text"][0] == "[U+202E]x"
    assert shown["text"].isna().tolist() == [False, True]
    assert shown["n"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2026-05-02", "2026-05-02T20:00", "2 May 2026"),
        ("2026-05-02", "2026-05-05", "2–5 May 2026"),
        ("2026-04-30", "2026-05-05", "30 Apr – 5 May 2026"),
        ("2025-12-30", "2026-01-05", "30 Dec 2025 – 5 Jan 2026"),
        (None, None, "no date"),
    ],
)
def test_spans_of_days(first: str | None, last: str | None, shown: str) -> None:
    times = [None if day is None else pd.Timestamp(day, tz="UTC") for day in (first, last)]
    assert span(*times) == shown


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-05-02T20:05", "2 May 2026, 20:05 UTC"),
        ("2026-05-02T00:01", "2 May 2026, 00:01 UTC"),
        ("2026-05-02", "2 May 2026"),
        (None, "no date"),
    ],
)
def test_a_date_without_a_time_has_no_clock(moment: str | None, shown: str) -> None:
    assert day(None if moment is None else pd.Timestamp(moment, tz="UTC"), clock=True) == shown
