"""Articles that attack their reader: nothing runs, nothing is set as markup, nothing breaks the page."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from pipeline.ui.event import SECTIONS
from tests.browser.serving import Served, serve
from tests.support import build_run, build_tables, event_id, group_id, story

SCRIPT = (
    "<script>alert('title')</script><img src=x onerror=\"alert('image')\"> :red[red] $x^2$ **bold** :material/home:"
)
LONG = "w" * 10_000
CLAIM = next(piece.words for piece in story("fire-courier").pieces if piece.group == "engine")
EVIL_CLAIM = "<img src=x onerror=alert(2)> $x^2$ :red[r] \u202eedoc\u202c"


def hostile_tables() -> dict[str, pd.DataFrame]:
    """The hand-made run with attacks in every text that a page shows; spans stay true."""
    tables = build_tables()
    attack = EVIL_CLAIM.ljust(len(CLAIM), ".")
    assert len(attack) == len(CLAIM)
    articles, outlets, events = tables["articles"], tables["outlets"], tables["events"]
    articles["text"] = articles["text"].str.replace(CLAIM, attack, regex=False)
    articles["title"] = [SCRIPT if number % 2 else LONG for number in range(len(articles))]
    articles["url"] = "javascript:alert('link')"
    articles["author"] = SCRIPT
    outlets["name"] = [f"{SCRIPT} {number}" for number in range(len(outlets))]
    events["title"] = SCRIPT + LONG
    events["keywords"] = SCRIPT
    tables["quotations"]["speaker"] = SCRIPT
    tables["rejected"]["reason"] = SCRIPT
    tables["rejected"]["detail"] = LONG
    return {name: frame.astype(build_tables()[name].dtypes.to_dict()) for name, frame in tables.items()}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("results")
    build_run(folder, **hostile_tables())
    with serve(folder) as app:
        yield app


ADDRESSES = [
    ("", {}),
    ("", {"view": "Coverage by outlet"}),
    *(("event", {"event": event_id("fire"), "section": section}) for section in SECTIONS),
    ("event", {"event": event_id("toll"), "section": "Only one outlet"}),
    ("event", {"event": event_id("fire"), "claim": group_id("fire", "engine"), "cell": "courier"}),
    ("reader", {"article": story("fire-courier").article_id, "beside": "harbour"}),
    ("reader", {"article": story("fire-harbour").article_id, "beside": "courier", "full": "true"}),
    *(("outlets", {"profile": profile}) for profile in ("Shared and conflicting", "Speakers", "Coverage")),
    ("method", {}),
]


@pytest.mark.parametrize(("name", "parameters"), ADDRESSES)
def test_hostile_text_is_inert_and_fits(page: Page, attacked: Served, name: str, parameters: dict[str, str]) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(attacked.url(name, **parameters))
    expect(page.get_by_role("button", name="Download CSV").first).to_be_attached()
    page.wait_for_timeout(500)  # an injected handler would need a moment; the page fixture fails on any dialog
    assert page.locator("img[src=x], script:text('alert'), a[href^=javascript]").count() == 0
    assert page.locator(".katex, .px strong, [data-testid=stMarkdownColoredText]").count() == 0
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0


def test_hostile_text_is_shown_word_for_word(page: Page, attacked: Served) -> None:
    page.goto(attacked.url("event", event=event_id("fire"), claim=group_id("fire", "engine"), cell="courier"))
    shown = page.get_by_role("dialog").locator("mark").first
    expect(shown).to_contain_text("<img src=x onerror=alert(2)> $x^2$ :red[r] [U+202E]edoc[U+202C]")
    expect(page.locator("h1")).to_contain_text([SCRIPT])
