"""What to read first stands at the head of an event, each with a link to its exact sentences."""

from __future__ import annotations

import html
import re

from tests.support import event_id, group_id
from tests.ui.conftest import Open, words

FIRE = event_id("fire")


def items(page: str) -> list[str]:
    found = re.search(r'<section class="first">.*?</section>', page, re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL) if found else []


def test_the_gravest_come_first_with_words_beside_the_sign(open_page: Open) -> None:
    app = open_page("event", event=FIRE)
    assert not app.exception
    conflict, missing, *_ = items(words(app))
    assert "</span> Conflict</b>" in conflict
    assert "14 against 17" in conflict
    assert "killed 14 people on Saturday night" in conflict
    assert "killing 17 people" in conflict
    assert "</span> Not found</b>" in missing


def test_each_leads_to_its_sentences(open_page: Open) -> None:
    conflict = items(words(open_page("event", event=FIRE)))[0]
    address = html.unescape(re.search(r'class="in-app" href="event\?([^"]*)"', conflict)[1])
    parameters = dict(part.split("=") for part in address.split("&"))
    assert parameters == {"event": FIRE, "claim": group_id("fire", "dead"), "cell": "harbour"}


def test_an_event_of_one_outlet_has_none(open_page: Open) -> None:
    assert items(words(open_page("event", event=event_id("goat")))) == []
