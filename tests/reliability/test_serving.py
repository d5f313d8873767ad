"""The app as a server: no file outside it, nothing for other sites and other names, nothing of the machine."""

import asyncio
import json
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPConnection

import pytest

from pipeline.ui.commands import READ_ONLY_VARIABLE
from tests.browser.serving import serve
from tests.conftest import ROOT
from tests.reliability.tab import Tab, TabError
from tests.stories import STORIES
from tests.support import build_run, event_id


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A served app over the hand-made run."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "secret.txt").write_text("root:secret", encoding="utf-8")
    build_run(folder / "results")
    with serve(folder / "results") as served:
        yield served


def ask(app, path, method="GET", body=None, **headers):
    """Status, headers and body of an answer; the path goes out as it is written."""
    connection = HTTPConnection(urllib.parse.urlsplit(app.address).netloc, timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


@pytest.mark.parametrize("start", ["/", "/media/", "/component/", "/static/", "/app/static/", "/_stcore/", "/event/"])
@pytest.mark.parametrize(
    "path", ["../" * 8 + "etc/passwd", "..%2f" * 8 + "etc%2fpasswd", "%2e%2e/requirements.txt", "..\\secret.txt"]
)
def test_no_path_leads_out_of_the_app(app, start, path):
    _, _, body = ask(app, start + path.replace("\\", "%5c"))
    assert b"root:" not in body
    assert b"streamlit==" not in body


def test_the_program_and_its_results_are_no_files_of_the_server(app):
    for path in (
        "/dashboard.py",
        "/.streamlit/config.toml",
        "/data/outlets.csv",
        "/results/manifest.json",
        "/.git/HEAD",
    ):
        _, _, body = ask(app, path)
        assert b'<div id="root"></div>' in body or b"Not Found" in body, path  # the empty page, or none


def test_other_sites_may_not_read_what_the_app_answers(app):
    for path in ("/_stcore/health", "/_stcore/host-config", "/"):
        _, headers, _ = ask(app, path, Origin="https://evil.example")
        assert (
            headers.get("Access-Control-Allow-Origin") in (None, "null")
            or "evil" not in headers["Access-Control-Allow-Origin"]
        )
        assert headers.get("Access-Control-Allow-Origin") != "*"


def test_no_other_site_shows_the_app_in_a_frame(app):
    for path in ("/", "/event", "/_stcore/health", "/no/such/page.js"):
        _, headers, _ = ask(app, path)
        assert headers.get_all("Content-Security-Policy") == ["frame-ancestors 'none'"], path
        assert headers.get_all("X-Frame-Options") == ["DENY"], path
        assert headers.get_all("X-Content-Type-Options") == ["nosniff"], path
        assert headers.get_all("Referrer-Policy") == ["no-referrer"], path


UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def test_a_page_of_another_site_cannot_open_a_session(app):
    own = app.address
    assert ask_status(app, "/_stcore/stream", Origin=own, **UPGRADE) == 101
    assert ask_status(app, "/_stcore/stream", Origin="https://evil.example", **UPGRADE) == 403


def ask_status(app, path, **headers):
    connection = HTTPConnection(urllib.parse.urlsplit(app.address).netloc, timeout=30)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse().status


def test_another_name_opens_no_session(app):
    other = app.address.replace("127.0.0.1", "evil.example")
    host = urllib.parse.urlsplit(other).netloc
    assert ask_status(app, "/_stcore/stream", Origin=other, Host=host, **UPGRADE) == 403


def test_no_program_drives_the_app_beside_the_browser(app):
    for path in ("/_stcore/agent/interact", "/_stcore/agent/mcp"):
        status, _, body = ask(app, path, "POST", b"{}", Content_Type="application/json")
        assert status >= 400, path
        assert b"Veldmark" not in body


def test_a_file_cannot_be_sent_without_the_token_of_the_page(app):
    for path in ("/_stcore/upload_file/session/file", "/_stcore/upload_file/..%2f..%2fx/y"):
        status, _, _ = ask(app, path, "PUT", b"content", Content_Type="application/octet-stream")
        assert status in (400, 403, 404), path


def test_health_says_nothing_of_the_machine(app):
    _, _, body = ask(app, "/_stcore/health")
    assert body == b"ok"
    _, _, body = ask(app, "/_stcore/host-config")
    assert str(ROOT) not in json.dumps(json.loads(body))


def test_the_token_of_a_page_stays_in_the_app(app):
    _, headers, _ = ask(app, "/_stcore/health")
    cookie = headers["Set-Cookie"]
    assert cookie.startswith("_streamlit_xsrf=")
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


def test_a_message_that_is_none_ends_the_session_and_tells_nothing(app):
    async def send(content):
        async with Tab.opened(app.address) as tab:
            await tab.show()
            return await tab.told(content)

    for content in (b"\xff" * 100, b"\x80", b"\x08"):
        assert asyncio.run(send(content)) == (1002, ""), content
    assert ask(app, "/_stcore/health")[0] == 200


def test_nothing_secret_and_no_article_is_in_the_log(tmp_path, monkeypatch):
    """What people read, save and search for, and what the server's environment holds, is nobody's who reads its log."""
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", "the-cookie-secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy-user:proxy-password@127.0.0.1:9")
    run = build_run(tmp_path / "results")

    async def walk(app):
        async with Tab.opened(app.address) as tab:
            await tab.show()
            await tab.enter("text_input", "Search titles and texts", "searched-words")
            await tab.show("event", event=event_id("fire"), section="Shared")
            await tab.save("Download CSV")
            (run.path / "claims.parquet").write_bytes(b"no table any more")
            with pytest.raises(TabError):
                await tab.show("event", event=event_id("toll"))

    with serve(tmp_path / "results", tmp_path / "log.txt") as app:
        asyncio.run(walk(app))
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert app.address.rsplit(":", 1)[1] in log  # something is told
    secret = ["cookie-secret", "proxy-password", "searched-words", *(told.title for told in STORIES if told.title)]
    assert [words for words in secret if words in log] == []


def test_a_read_only_app_changes_no_file_whoever_asks(tmp_path, monkeypatch):
    """Also whoever sends by hand what a page of another server offers: the form is not there to be answered."""
    monkeypatch.setenv(READ_ONLY_VARIABLE, "1")
    build_run(tmp_path / "results")

    async def try_all(app):
        async with Tab.opened(app.address) as tab:
            await tab.show("event", event=event_id("fire"), section="Corrections")
            offered = [button.label for button in tab.shown.of("button")]
            await tab.show("add_articles")
            offered += [button.label for button in tab.shown.of("button")]
            assert list(tab.shown.of("file_uploader")) == []
            return offered

    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "results").rglob("*")}
    with serve(tmp_path / "results") as app:
        assert asyncio.run(try_all(app)) == []
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "results").rglob("*")} == before
