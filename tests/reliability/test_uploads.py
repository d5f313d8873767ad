"""Files that are sent to the app and fetched from it: whatever their names and sizes, they stay where they belong."""

import asyncio
import contextlib
import http.client
import shutil
import time
from urllib.parse import urlsplit

import pytest

from pipeline import load_run
from tests.browser.serving import serve
from tests.reliability.corpus import row, write
from tests.reliability.tab import PATIENCE_SECONDS, Tab, ask
from tests.stories import STORIES

LIMIT_MB = 1
NAMES = [
    "../../../outsider.jsonl",
    "..\\..\\outsider.jsonl",
    "/etc/outsider.jsonl",
    ".outsider.jsonl",
    "outsider\x00.jsonl",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def app(made, folder):
    """The app over a real small run, with room for uploads of a megabyte."""
    shutil.copytree(made, folder / "results")
    with serve(folder / "results", folder / "log.txt", ["--server.maxUploadSize", str(LIMIT_MB)]) as served:
        yield served


def in_tab(app, use):
    """What `use` gives, an async function of a tab in which the page for adding articles is open."""

    async def run():
        async with Tab.opened(app.address) as tab:
            await tab.show("add_articles")
            return await use(tab)

    return asyncio.run(run())


def test_a_file_lies_in_the_results_folder_whatever_it_is_called(app, folder, tmp_path):
    (fire,) = (story for story in STORIES if story.name == "fire-courier")
    held = set(load_run(folder / "results").table("articles")["source_id"])

    async def add(tab):
        for number, name in enumerate(NAMES):
            more = row(fire) | {"id": f"sent-{number}", "url": f"https://sent.example/{number}"}
            content = write(tmp_path / "sent.jsonl", [more]).read_bytes()
            assert (await tab.upload("Files of articles", name, content)).status == 204, name
        await tab.enter("button", "Add and compare")

    in_tab(app, add)
    end = time.monotonic() + PATIENCE_SECONDS
    while set(load_run(folder / "results").table("articles")["source_id"]) == held:
        assert time.monotonic() < end, (folder / "log.txt").read_text()
        time.sleep(0.5)
    added = set(load_run(folder / "results").table("articles")["source_id"]) - held
    assert added == {f"sent-{number}" for number in range(len(NAMES))}
    (given,) = (folder / "results" / "added").glob("*/given")
    assert sorted(path.name[:12] for path in given.iterdir()) == [f"{n:03d}-outsider" for n in range(1, len(NAMES) + 1)]
    assert all(path.suffix == ".jsonl" for path in given.iterdir())
    assert [path for path in folder.parent.rglob("*outsider*") if given not in path.parents] == []


@pytest.mark.parametrize("declared", [True, False], ids=["as its length says", "as it arrives"])
def test_a_file_over_the_limit_is_refused(app, declared):
    head = b'--b\r\nContent-Disposition: form-data; name="one"; filename="big.txt"\r\n\r\n'
    content = head + b"x" * (LIMIT_MB * 4 * 2**20)

    async def send(tab):
        return await asyncio.to_thread(put, app, tab, content if declared else iter([content]))

    assert in_tab(app, send) == 413


def put(app, tab, body):
    """Status of an upload that comes from the page itself; an iterator is sent without its length."""
    connection = http.client.HTTPConnection(urlsplit(app.address).netloc, timeout=PATIENCE_SECONDS)
    headers = {name.replace("_", "-"): value for name, value in tab.proof().items()}
    headers["Content-Type"] = "multipart/form-data; boundary=b"
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the server has answered and takes no more
        connection.request("PUT", f"/_stcore/upload_file/{tab.session}/one", body, headers)
    return connection.getresponse().status


def test_a_file_cannot_be_sent_into_a_session_with_the_token_of_another_page(app):
    async def send(tab):
        forged = tab.proof() | {"X_Xsrftoken": tab.proof()["X_Xsrftoken"][:-12] + "0" * 12}
        return await asyncio.to_thread(
            ask, app.address, f"/_stcore/upload_file/{tab.session}/one", "PUT", b"", **forged
        )

    assert in_tab(app, send).status == 403


def test_what_is_saved_is_a_file_for_the_browser_and_no_page(app):
    """Else hostile words in a report would be a page of the app's own address."""

    async def save(tab):
        events = (await tab.show()).links("Events")
        await tab.show("event", **events[0][0])
        return await tab.save("Report to print")

    answer = in_tab(app, save)
    assert answer.headers["content-disposition"].startswith("attachment")
