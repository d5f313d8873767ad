"""The sign-in that docs/serving.md describes: its own code, run as it stands, shows nothing to whoever is not known."""

import asyncio
import json
import re
import shutil
from contextlib import suppress

import pytest
from itsdangerous import URLSafeTimedSerializer

from tests.browser.serving import serve
from tests.conftest import ROOT
from tests.reliability.tab import Tab, TabError
from tests.stories import STORIES
from tests.support import build_run, event_id

SECRET = "a secret of this test alone"
PAGES = ("", "event", "reader", "outlets", "method", "add_articles")


def documented(name):
    """The block of docs/serving.md that is the file of this name."""
    text = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
    (block,) = re.findall(rf"^```\w+\n(# {re.escape(name)}\n.*?)^```", text, re.MULTILINE | re.DOTALL)
    return block


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The documented entry beside the program's own, with the documented secrets."""
    folder = tmp_path_factory.mktemp("served")
    build_run(folder / "results")
    for part in ("dashboard.py", "pipeline", "data"):
        (folder / part).symlink_to(ROOT / part)
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    secrets = documented(".streamlit/secrets.toml").replace("CHANGE-ME", SECRET)
    (folder / ".streamlit" / "secrets.toml").write_text(secrets, encoding="utf-8")
    entry = folder / "signed_in.py"
    entry.write_text(documented(entry.name), encoding="utf-8")
    with serve(folder / "results", folder / "log.txt", script=entry) as served:
        yield served


def seen(app, cookies=""):
    """All that a visitor sees who tries every page and an event, and the buttons on the start page."""

    async def look():
        words = ""
        async with Tab.opened(app.address, cookies) as tab:
            buttons = [button.label for button in (await tab.show()).of("button")]
            for page in PAGES:
                with suppress(TabError):  # a page that is not there
                    words += (await tab.show(page, event=event_id("fire"))).words()
        return words, buttons

    return asyncio.run(look())


def titles(words):
    """The articles whose headline is among what was seen."""
    return [story.title for story in STORIES if story.title and story.title in words]


def cookie(app, secret, **user):
    """What the server gives whoever has signed in."""
    told = json.dumps({"origin": app.address, "is_logged_in": True, "email": "ana@example.org"} | user)
    return f"_streamlit_user={URLSafeTimedSerializer(secret, salt='_streamlit_user').dumps(told)}"


def test_whoever_has_not_signed_in_sees_no_article_on_any_page(app):
    words, buttons = seen(app)
    assert titles(words) == []
    assert buttons == ["Sign in"]


def test_whoever_has_signed_in_sees_the_app(app):
    words, buttons = seen(app, cookie(app, SECRET))
    assert titles(words)
    assert "Sign in" not in buttons


@pytest.mark.parametrize(
    ("secret", "user", "offered"),
    [
        ("another secret", {}, "Sign in"),
        (SECRET, {"origin": "https://evil.example"}, "Sign in"),
        (SECRET, {"email": "mallory@example.org"}, "Sign out"),
    ],
    ids=["signed by another", "signed for another site", "not of those who may"],
)
def test_a_cookie_of_another_opens_nothing(app, secret, user, offered):
    words, buttons = seen(app, cookie(app, secret, **user))
    assert titles(words) == []
    assert buttons == [offered]
