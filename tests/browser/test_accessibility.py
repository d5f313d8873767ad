"""Every view against axe-core: nothing that keeps people from reading or using it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pipeline.ui.event import SECTIONS
from tests.browser.serving import Served
from tests.support import event_id, group_id, story

FIRE = event_id("fire")
PROFILES = ("Claims carried", "Shared and conflicting", "Speakers", "Coverage", "Facts")
VIEWS = [
    ("", {}),
    ("", {"view": "Coverage by outlet"}),
    *(("event", {"event": FIRE, "section": section}) for section in SECTIONS),
    ("event", {"event": FIRE, "claim": group_id("fire", "dead"), "cell": "harbour"}),
    ("event", {"event": event_id("goat")}),
    ("reader", {"article": story("fire-courier").article_id, "beside": "harbour"}),
    ("reader", {"article": story("fire-courier").article_id, "beside": "harbour", "full": "true"}),
    *(("outlets", {"profile": profile}) for profile in PROFILES),
    ("method", {}),
]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.parametrize(("name", "parameters"), VIEWS)
def test_axe_finds_nothing(
    page: Page, served: Served, name: str, parameters: dict[str, str], width: int, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(served.url(name, **parameters))
    expect(page.get_by_role("button", name="Download CSV").first).to_be_attached()
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    page.wait_for_timeout(500)  # a chart or a dialog that still fades in has colours of half contrast
    found = Axe().run(page).response["violations"]
    assert {(rule["impact"], rule["id"], rule["nodes"][0]["html"]) for rule in found} == set()
