"""Page furniture is marked, and claims are not."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.language.bylines import author_of
from pipeline.language.furniture import marks

SHARED = Path(__file__).parent.parent.parent.parent / "shared"
CLAIM = "The harbour bridge at Velmora will close on Monday, the port authority said."
SECOND = "Repairs to its five piers will take fourteen weeks and cost 40 million crowns."


def marked(text, title=None):
    return [(mark.kind, mark.span.of(text)) for mark in marks(text, title)]


BOILERPLATE = [
    "Subscribe to the Velmora Courier channel, feed and letters!",
    "Sign up for Daily Newsletters Manage Newsletters",
    "Sign up to receive our morning briefing",
    "Please subscribe here",
    "Newsletter Sign-up",
    "Get the Courier stories you care about delivered to your inbox. By signing up, you agree to our terms.",
    "Morning Letter Sign up today to receive the best of the day Email By signing up you agree to our terms.",
    "Follow us on Facebook",
    "Follow Ana Lindqvist on Twitter: @analindqvist",
    "Advertisement",
    "ADVERTISEMENT",
    "Advertisement:",
    "Story Continued Below",
    "Article continues below advertisement",
    "Continue reading the main story",
    "Read more: Ferry service to double",
    "READ MORE",
    "Mayor promises a second ferry Read more",
    "Related: Ferry service to double",
    "Related News...",
    "RELATED STORIES:",
    "More: Ferry service to double",
    "SEE ALSO: Ferry service to double",
    "You may also like:",
    "Click here for results of the council vote.",
    "Share this",
    "Read or Share this story: https://courier.example/a.b?c=1",
    "Download our app for the latest news",
    "Get the Courier app",
    "Copyright © 2026 The Velmora Courier. Click here for reprint permission.",
    "© 2026 Velmora Courier",
    "(Copyright 2026 Dune Press. All rights reserved. This material may not be published, broadcast or rewritten.)",
    "All rights reserved.",
    "This article is more than 1 year old",
    "This story has been updated.",
    "—Updated at 3:09 p.m.",
    "Slideshow (4 Images)",
    "ANALYSIS/OPINION:",
    "Send tips to desk@courier.example",
    "Write to Ana Lindqvist at ana@courier.example",
    "The opinions expressed by columnists are their own and do not represent the views of the Courier.",
    "Please enable JavaScript to view the comments",
    "* * *",
    "____",
]
CREDITS = [
    "By Ana Lindqvist",
    "By Ana Lindqvist and Per Holm",
    "BY ANA LINDQVIST",
    "By Ana Lindqvist, Courier staff writer",
    "Author`s name Ana Lindqvist",
    "Author: Ana van der Lind",
    "Editor Per Holm",
    "Editing by Per Holm",
    "Photos by Ana Lindqvist",
    "The Associated Press contributed to this report.",
    "Courier's Ana Lindqvist and The Associated Press contributed to this report",
    "• Per Holm contributed to this article.",
    "Ana Lindqvist contributed reporting",
    "Contributing: Ana Lindqvist, Per Holm",
    "Reporting by Ana Lindqvist; Editing by Per Holm",
    "(Reporting by Ana Lindqvist in Velmora; Editing by Per Holm)",
    "(Additional reporting by Per Holm)",
    "Additional reporting by the Dune Press agency",
    "Photo: Ana Lindqvist",
    "Ana Lindqvist/Reuters",
    "Ana Lindqvist/Getty Images Ana Lindqvist/Getty Images",
]
CAPTIONS = [
    "The bridge seen from the east bank on March 1, 2026. (AP Photo/Ana Lindqvist, File)",
    "FILE - In this March 1, 2026, file photo, the bridge is seen from the east bank.",
    "FILE PHOTO: The bridge is seen from the east bank. REUTERS/Ana Lindqvist",
    "Mayor Tolan Reed at the bridge. (Photo: Ana Lindqvist, Dune Press)",
    "Mayor Tolan Reed at the bridge. Photograph: Ana Lindqvist/Dune",
    "Mayor Tolan Reed at the bridge. | Ana Lindqvist/Getty Images",
    "Image copyright Dune Press Image caption The bridge is a hundred years old",
    "Enlarge this image toggle caption Ana Lindqvist/Getty Images",
    "Media playback is unsupported on your device Media caption Why the bridge must close",
]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (kind, line)
        for kind, all_ in (("boilerplate", BOILERPLATE), ("credit", CREDITS), ("caption", CAPTIONS))
        for line in all_
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\r\n", "\n  "])
def test_a_line_of_furniture_between_claims_is_marked_whole(kind, line, gap):
    text = f"{CLAIM}{gap}{line}{gap}{SECOND}"
    found = marked(text)
    assert {found_kind for found_kind, _ in found} == {kind}
    covered = "".join(words for _, words in found)
    assert covered in (line, line.lstrip("•— "), line.removesuffix("."))


@pytest.mark.parametrize(
    ("kind", "stretch"),
    [
        ("boilerplate", "Sign up for our daily newsletter."),
        ("boilerplate", "Subscribe to the Courier channel today!"),
        ("boilerplate", "Follow her on Twitter at @analindqvist."),
        ("boilerplate", "Click here to see the full list."),
        ("boilerplate", "Read or Share this story: https://courier.example/a.b"),
        ("boilerplate", "STORY CONTINUES BELOW"),
        ("boilerplate", "ADVERTISEMENT"),
        ("boilerplate", "(RELATED: Ferry service to double)"),
        ("boilerplate", "Copyright 2026 Dune Press."),
        ("boilerplate", "This material may not be published, broadcast, rewritten or redistributed."),
        ("boilerplate", "Please check back for updates."),
        ("credit", "(AP Photo/Ana Lindqvist)"),
        ("credit", "(Photo by Ana Lindqvist/Getty Images)"),
        ("credit", "(Reporting by Ana Lindqvist; Editing by Per Holm)"),
        ("credit", "Ana Lindqvist and The Associated Press contributed to this report."),
        ("credit", "J. P. Holm contributed to this report from Velmora."),
    ],
)
def test_furniture_inside_a_flattened_text_is_marked_alone(kind, stretch):
    end = "" if "https" in stretch else f" {SECOND}"
    text = f"{CLAIM} {SECOND} {stretch}{end}"
    assert marked(text) == [(kind, stretch)]


@pytest.mark.parametrize(
    "claim",
    [
        CLAIM,
        "Subscribers to the Courier rose by 12 percent last year, the company said.",
        "She told residents to sign up for the ferry, and 400 did.",
        '"Sign up for the ferry," the mayor said. "Follow us on Facebook," she added.',
        "“Thank you. Subscribe to our channel,” the band told the crowd.",
        "The newspaper's advertisement revenue fell by a third.",
        "Related charges were filed against three dock workers on Tuesday.",
        "Heavy traffic contributed to this year's rise in accidents.",
        "Reporting by the Courier showed that the cracks were known in 2024.",
        "Editor in chief Ana Lindqvist said the paper stood by its story.",
        "By Monday night the water had reached the second floor.",
        "Photo evidence showed three cracks in the pier.",
        "More than 400 people were moved out of their homes.",
        "Updated building rules were passed on Monday by the council.",
        "The bridge (built in 1926) will be closed.",
        "Copyright law does not cover the bridge, the court ruled.",
        "Click fraud cost local papers two million crowns, police said.",
        "Published figures show that the port lost money.",
        "NATO — the alliance that Velmora joined in 1990 — sent engineers.",
        "Three people were injured when a crane fell (two of them seriously).",
        "The mayor said: read more, argue less.",
        "• Three workers were hurt when a crane fell into the harbour.",
        "“No one was warned”",
    ],
)
def test_a_claim_is_not_marked(claim):
    for text in (claim, f"{CLAIM}\n\n{claim}\n\n{SECOND}", f"{CLAIM} {claim} {SECOND}"):
        assert marked(text) == []


@pytest.mark.parametrize(
    "dateline",
    [
        "VELMORA —",
        "VELMORA (AP) —",
        "VELMORA, Xanthia (Reuters) -",
        "NORTH VELMORA/DUNE CITY (Dune Press) -",
        "VELMORA, May 3 (Agency) -",
        "ST. OLAV, Xa. --",
        "Velmora (AFP) -",
        "SAINT-ÉLOI –",
    ],
)
@pytest.mark.parametrize("before", ["", "\n", "Bridge to close\n\n", "By Ana Lindqvist\n\n"])
def test_a_dateline_is_marked_without_the_sentence_behind_it(dateline, before):
    text = f"{before}{dateline} {CLAIM}"
    assert ("dateline", dateline) in marked(text, "Bridge to close")
    assert not any(CLAIM[:10] in words for _, words in marked(text, "Bridge to close"))


@pytest.mark.parametrize(
    "text",
    [
        "NATO — which Velmora joined in 1990 — sent engineers.",
        "VELMORA is closed.",
        "Velmora - the port - is closed.",
        "A well-known engineer spoke.",
    ],
)
def test_a_dash_alone_makes_no_dateline(text):
    assert marked(text) == []


def test_the_title_at_the_start_is_a_heading():
    title = "Harbour Bridge to Close for Fourteen Weeks"
    assert marked(f"{title}\n\n{CLAIM}", title) == [("heading", title)]
    assert marked(f"{title.upper()}!\n{CLAIM}", title) == [("heading", f"{title.upper()}!")]
    assert marked(f"{title} {CLAIM}", title) == [("heading", title)]
    assert marked(f"{title} from Monday on, the port authority said.", title) == []
    assert marked(f"{CLAIM}\n\n{SECOND}", title) == []


def test_short_lines_between_paragraphs_are_headings():
    text = f"{CLAIM}\n\nCracks in two piers\n\n{SECOND}\n\nThe Mayor’s Plan (2026)\n\n{CLAIM}"
    assert marked(text) == [("heading", "Cracks in two piers"), ("heading", "The Mayor’s Plan (2026)")]
    lines = f"{CLAIM} {SECOND}\nCracks in two piers\n{SECOND}"
    assert marked(lines) == [("heading", "Cracks in two piers")]


@pytest.mark.parametrize(
    "text",
    [
        f"{CLAIM}\n\nCracks in two piers",
        f"{CLAIM}\n\nCracks in two piers\n\nA crane that fell\n\nShops that lost trade\n\n{SECOND}",
        f"{CLAIM}\n\nCracks in two piers were found.\n\n{SECOND}",
        f"{CLAIM}\n\nThe port named three causes:\n\n{SECOND}",
        f"He named three causes:\n\nCracks in two piers\n\n{SECOND}",
        "The harbour bridge at Velmora will\nclose on Monday\nsaid the port.",
    ],
)
def test_other_short_lines_are_not(text):
    assert marked(text) == []


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ana Lindqvist", "Ana Lindqvist"),
        ("Author`s name Ana Lindqvist", "Ana Lindqvist"),
        ("by Ana Lindqvist, Dune Press, Velmora", "Ana Lindqvist, Dune Press, Velmora"),
        ("By Ana Lindqvist, Courier staff", "Ana Lindqvist"),
        ("Author: Żaneta de la Óra and Per Holm", "Żaneta de la Óra and Per Holm"),
        ("By Ana Lindqvist | 2 March 2026", "Ana Lindqvist"),
        ("Editor Per Holm", None),
        ("By Monday night the water rose.", None),
        ("By Ana", None),
        ("", None),
        ("By " + "Ana " * 100, None),
    ],
)
def test_the_author_is_read_from_a_byline(line, author):
    assert author_of(line) in (author, (author or "").split(",")[0] or None)


pieces = st.sampled_from([*BOILERPLATE, *CREDITS, *CAPTIONS, CLAIM, SECOND, "VELMORA (AP) — ", "Cracks in two piers"])
gaps = st.sampled_from([" ", "\n", "\n\n", "\r\n\r\n", "\u2028", "\t", ""])
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.tuples(pieces, gaps)).map(lambda pairs: "".join(piece + gap for piece, gap in pairs)),
)


@settings(max_examples=300, deadline=None)
@given(texts, st.one_of(st.none(), st.text(max_size=60), pieces))
@example("\n\n", "")
@example("©", "©")
@example("\u2028contributed to this report", None)
def test_marks_lie_inside_the_text_ascending_and_apart(text, title):
    end = 0
    for mark in marks(text, title):
        assert end <= mark.span.start < mark.span.end <= len(text)
        assert mark.kind in {"boilerplate", "caption", "credit", "dateline", "heading"}
        words = mark.span.of(text)
        assert words == words.strip()
        end = mark.span.end


TWO_MILLION = 2_000_000
HOSTILE = [" ", "a", '"', "“", "(", "(a", ")", "A ", ".", ". A", "\n", " \n", "A.'", "VELMORA ", "— ", "© ", "Photos: "]
HOSTILE += [
    "contributed to this report ",
    "Follow ",
    "Get a ",
    "(Photo ",
    "Copyright 2019 a",
    "Hide Caption 1 of 2 ",
    "_",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_two_megabytes_of_anything_are_read_to_the_end(unit):
    """A pattern that backtracks without end never gets here; alone each takes 0.6 s at most."""
    text = unit * (TWO_MILLION // len(unit))
    assert all(mark.span.end <= len(text) for mark in marks(text, text[:100]))


@pytest.mark.shared
def test_the_seed_article_comes_out_right():
    files = sorted((SHARED / "seed").glob("*.txt"))
    if not files:
        pytest.skip(f"the development corpora are not at {SHARED}")
    text = files[0].read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    found = marked(text, lines[0])
    assert [kind for kind, _ in found] == ["heading", "heading", "heading", "boilerplate", "credit", "credit"]
    assert [words for _, words in found] == [lines[0], found[1][1], "Eastern trickery needs to be exposed", *lines[-3:]]


@pytest.mark.shared
@pytest.mark.parametrize(("corpus", "most"), [("basil", 0.001), ("allsides", 0.003)])
def test_hardly_any_annotated_claim_is_marked(corpus, most):
    """Claims that annotators linked, the repeated title aside, which they sometimes linked too."""
    folder = SHARED / "data" / corpus
    if not folder.is_dir():
        pytest.skip(f"the development corpora are not at {SHARED}")
    articles = {row["id"]: row for row in map(json.loads, (folder / "articles.jsonl").open(encoding="utf-8"))}
    with (folder / "gold_claim_links.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    spans = {(row[f"id_{s}"], int(row[f"start_{s}"]), int(row[f"end_{s}"])) for row in rows for s in "ab"}
    found = {key: marks(row["text"], row["title"]) for key, row in articles.items()}
    hidden = 0
    for key, start, end in spans:
        covered = sum(max(0, min(end, m.span.end) - max(start, m.span.start)) for m in found[key])
        is_title = articles[key]["text"][start:end].strip() == (articles[key]["title"] or "").strip()
        hidden += 2 * covered >= end - start and not is_title
    assert hidden <= most * len(spans)
