"""What people do with the app, in a real browser against the real server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import Served
from tests.support import event_id, group_id, story

COURIER, HARBOUR = (
    next(piece.words for piece in story(name).pieces if piece.group == "dead")
    for name in ("fire-courier", "fire-harbour")
)
PAGES = {
    "events": {},
    "event": {"event": event_id("fire")},
    "reader": {"article": story("fire-courier").article_id},
    "outlets": {"profile": "Shared and conflicting"},
    "method": {},
}


def ready(page: Page) -> None:
    page.locator(".px h1").wait_for()


def test_filter_open_read_download_and_find_the_sentences(page: Page, served: Served, tmp_path: Path) -> None:
    page.goto(served.url())
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_role("combobox", name="Outlets", exact=True).click()
    page.keyboard.type("Harbour")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.wait_for_url("**outlet=Harbour+Times")

    page.get_by_role("link", name="Ferry fire at Port Osel kills 14").click()
    # A list, for both headings stand there while one page takes the other's place.
    expect(page.locator("h1")).to_have_text(["Ferry fire at Port Osel kills 14"])
    page.get_by_role("row", name=COURIER).get_by_role("link", name="differs").first.click()
    dialog = page.get_by_role("dialog")
    for sentence in (COURIER, HARBOUR):
        expect(dialog.locator("mark", has_text=sentence).first).to_be_visible()

    with page.expect_download() as saved:
        dialog.get_by_role("button", name="Download XLSX").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    book = openpyxl.load_workbook(path)
    texts = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {COURIER, HARBOUR} <= texts

    with page.expect_download() as saved:
        dialog.get_by_role("button", name="Download CSV").click()
    assert HARBOUR in Path(saved.value.path()).read_text(encoding="utf-8-sig")


def test_each_step_is_one_step_back(page: Page, served: Served) -> None:
    page.goto(served.url(q="ferry"))
    page.get_by_role("link", name="Ferry fire at Port Osel kills 14").click()
    page.get_by_role("row", name=COURIER).get_by_role("link", name=COURIER).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("h1")).to_have_text(["Ferry fire at Port Osel kills 14"])
    page.go_back()
    expect(page.locator("h1")).to_have_text(["Events"])
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_label("Search titles and texts")).to_have_value("ferry")
    page.go_forward()
    expect(page.locator("h1")).to_have_text(["Ferry fire at Port Osel kills 14"])


def test_steps_that_overtake_the_page_lose_no_step(page: Page, served: Served) -> None:
    page.goto(served.url(q="ferry"))
    page.get_by_role("link", name="Ferry fire at Port Osel kills 14").click()
    page.get_by_role("row", name=COURIER).get_by_role("link", name=COURIER).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    page.go_back()  # while the page of the step before is still drawn
    expect(page.locator("h1")).to_have_text(["Events"])
    expect(page.get_by_label("Search titles and texts")).to_have_value("ferry")
    page.wait_for_url(lambda url: url.endswith("/?q=ferry"))
    page.go_forward()
    expect(page.locator("h1")).to_have_text(["Ferry fire at Port Osel kills 14"])
    page.wait_for_url("**/event?event=*")


def test_an_article_is_read_beside_another_outlets(page: Page, served: Served) -> None:
    page.goto(served.url("event", event=event_id("fire")))
    page.get_by_role("article").filter(has_text="Veldmark Courier").get_by_role("link", name="Read annotated").click()
    page.wait_for_url("**/reader?article=*")
    expect(page.locator(".sentence.is-conflicting")).to_contain_text(COURIER)
    expect(page.locator(".answer", has_text="contradicts it")).to_contain_text(HARBOUR)
    page.get_by_role("combobox", name="Beside it").click()
    page.get_by_role("option", name="Inland Post").click()
    page.wait_for_url("**beside=inland*")
    expect(page.locator("h2.other")).to_contain_text("Inland Post")
    page.get_by_role("link", name="The event").click()
    expect(page.locator("h1")).to_have_text(["Ferry fire at Port Osel kills 14"])


def test_a_copied_link_opens_the_same_sentences(page: Page, served: Served) -> None:
    link = {"event": event_id("fire"), "claim": group_id("fire", "dead"), "cell": "harbour"}
    page.goto(served.url("event", **link))
    expect(page.get_by_role("dialog").locator(".passage").first).to_contain_text(HARBOUR)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_url(lambda url: "claim" not in url)


def test_the_list_is_found_again_with_its_filters(page: Page, served: Served) -> None:
    page.goto(served.url(q="toll"))
    page.get_by_role("link", name="council of Nemmer").click()
    page.get_by_role("link", name="All events").click()
    expect(page.locator("h1")).to_have_text(["Events"])
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Reset filters").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    page.wait_for_url(lambda url: "toll" not in url)


FOCUSED = """() => {
    let element = document.activeElement
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    return { tag: element.tagName, words: element.textContent, style: outlineStyle, width: parseFloat(outlineWidth) }
}"""
"""The element that has the keyboard, also inside a table of ours, and the ring around it."""


def tab_to(page: Page, words: str) -> dict[str, Any]:
    """Press Tab until a link with `words` has the keyboard; what is focused then."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["tag"] == "A" and words in focused["words"]:
            return focused
    raise AssertionError(f"no link with {words!r} is within 40 Tabs")


def test_a_cell_is_reached_opened_and_left_from_the_keyboard(page: Page, served: Served) -> None:
    page.goto(served.url("event", event=event_id("fire")))
    expect(page.get_by_role("row", name=COURIER)).to_be_visible()
    page.get_by_role("tab", name="Claims").focus()
    focused = tab_to(page, "differs")
    assert focused["style"] != "none"
    assert focused["width"] >= 2
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_url("**claim=*")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_url(lambda url: "claim" not in url)
    page.wait_for_function(f"({FOCUSED})().words.trim() === '{focused['words'].strip()}'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_screen(page: Page, served: Served, name: str, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(served.url(name, **PAGES[name]))
    ready(page)
    expect(page.get_by_role("button", name="Download CSV").first).to_be_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0
    background = page.get_by_test_id("stApp").evaluate("element => getComputedStyle(element).backgroundColor")
    light = sum(int(part) for part in re.findall(r"\d+", background)[:3]) > 3 * 128
    assert light == (scheme == "light")
