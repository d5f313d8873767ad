"""A tab of a browser as the server sees it: Streamlit's own messages over its websocket, without a browser."""

from __future__ import annotations

import asyncio
import http.client
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE_SECONDS = 300.0
"""How long an answer may take before it counts as none."""
_COOKIE = "_streamlit_xsrf"
_REMEMBERED_RUNS = 2
"""Runs for which a browser keeps messages that are sent again by their hash alone (maxCachedMessageAge)."""


class TabError(Exception):
    """What a person would see as a failure: an error on the page, a page that is not there, no answer."""


class GoneError(TabError):
    """A file that the server made at the click and forgot before it was fetched: whoever clicks again gets it."""


@dataclass(frozen=True)
class Answer:
    """An answer over HTTP."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(address: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """One request to the server; the path goes out as it is written."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE_SECONDS)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.headers), answer.read())
    finally:
        connection.close()


@dataclass
class Shown:
    """What stands on the page: elements by their place."""

    elements: dict[tuple[int, ...], Element] = field(default_factory=dict)

    def of(self, kind: str) -> Iterator[Any]:
        """The elements of one kind, as `text_input` or `html`."""
        return (getattr(element, kind) for element in self.elements.values() if element.WhichOneof("type") == kind)

    def one(self, kind: str, label: str) -> Any:
        """The first element of its kind whose label begins so. Raises TabError."""
        for element in self.of(kind):
            if element.label.startswith(label):
                return element
        raise TabError(f"no {kind} {label!r} on the page")

    def links(self, caption: str) -> list[list[dict[str, str]]]:
        """The query parameters of the links in each row of the app's table whose caption begins so."""
        tables = (json.loads(element.json) for element in self.of("bidi_component"))
        rows = next((table["rows"] for table in tables if table["caption"].startswith(caption)), [])
        hrefs = ([cell["href"] for cell in row["cells"] if cell.get("href")] for row in rows)
        return [[dict(parse_qsl(urlsplit(href).query)) for href in row] for row in hrefs]

    def words(self) -> str:
        """All the HTML of the page but its styles, and its tables as JSON."""
        blocks = [block.body for block in self.of("html") if not block.body.startswith("<style>")]
        return "\n".join([*blocks, *(element.json for element in self.of("bidi_component"))])

    def check(self) -> None:
        """Raise TabError where the page tells of a failure of its own."""
        for error in self.of("exception"):
            raise TabError(f"exception on the page: {error.type}: {error.message}")
        if 'class="failure"' in self.words():
            raise TabError("the page says that there is nothing to show")


@dataclass
class Tab:
    """An open tab: one session of the server. `opened` makes one."""

    address: str
    _socket: ClientConnection
    _token: str
    shown: Shown = field(default_factory=Shown)
    query: dict[str, str] = field(default_factory=dict)
    session: str = ""
    _pages: dict[str, str] = field(default_factory=dict)
    _page: str = ""
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _kept: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict)
    _runs: int = 0

    @staticmethod
    @asynccontextmanager
    async def opened(address: str, cookies: str = ""):
        """A tab of the app at `address`, closed at the end of the block; nothing is shown in it yet."""
        await asyncio.to_thread(ask, address, "/")
        answer = await asyncio.to_thread(ask, address, "/_stcore/health")
        token = answer.headers.get("set-cookie", "").removeprefix(f"{_COOKIE}=").partition(";")[0]
        async with connect(
            f"ws://{urlsplit(address).netloc}/_stcore/stream",
            origin=address,
            subprotocols=["streamlit", token] if token else ["streamlit"],
            additional_headers={"Cookie": f"{_COOKIE}={token}; {cookies}"},
            max_size=None,
            open_timeout=PATIENCE_SECONDS,
            proxy=None,
        ) as socket:
            yield Tab(address, socket, token)

    async def show(self, page: str = "", **query: str) -> Shown:
        """Go to a page, by an address typed or by a link in the app; what it shows. Raises TabError."""
        if self._pages.get(page, self._page) != self._page:
            self._states.clear()  # a browser forgets the widgets of the page that it leaves
        self.query = query
        return await self._rerun(page_name=page, page_script_hash=self._pages.get(page, ""))

    def put(self, kind: str, label: str, value: Any) -> None:
        """Fill in a widget of the page. Raises TabError where there is none."""
        widget = self.shown.one(kind, label)
        state = WidgetState(id=widget.id)
        match kind:
            case "text_input" | "text_area":
                state.string_value = value
            case "slider":
                state.double_array_value.data.append(value)
            case "button":
                state.trigger_value = True
            case "file_uploader":
                state.file_uploader_state_value.CopyFrom(value)
            case _:
                raise NotImplementedError(kind)
        self._states[widget.id] = state
        if getattr(widget, "query_param_key", ""):
            self.query[widget.query_param_key] = f"{value}"

    async def enter(self, kind: str, label: str, value: Any = True) -> Shown:
        """Fill in a widget, or press a button, and wait for what the page then shows. Raises TabError."""
        self.put(kind, label, value)
        shown = await self._rerun(page_script_hash=self._page)
        self._states = {name: state for name, state in self._states.items() if not state.trigger_value}
        return shown

    async def save(self, label: str) -> Answer:
        """Press a download button; the answer with the file. Raises TabError, GoneError where it is forgotten."""
        request = BackMsg()
        asked = request.backend_operation_request
        asked.request_id, asked.session_id = secrets.token_hex(8), self.session
        asked.deferred_file.file_id = self.shown.one("download_button", label).deferred_file_id
        await self._socket.send(request.SerializeToString())
        told = (await self._until("backend_operation_response")).backend_operation_response
        if told.error_msg:
            raise TabError(f"{label}: {told.error_msg} {told.error_reason}")
        answer = await asyncio.to_thread(ask, self.address, told.deferred_file.url)
        if answer.status == 404:
            raise GoneError(f"{label}: made, and gone when it was fetched")
        if answer.status != 200 or not answer.body:
            raise TabError(f"{label}: status {answer.status}, {len(answer.body)} bytes")
        return answer

    async def upload(self, label: str, name: str, content: bytes) -> Answer:
        """Give one more file to an uploader, as a browser does; what the server answers to the upload itself."""
        request = BackMsg()
        request.file_urls_request.request_id = secrets.token_hex(8)
        request.file_urls_request.session_id = self.session
        request.file_urls_request.file_names.append(name)
        await self._socket.send(request.SerializeToString())
        (urls,) = (await self._until("file_urls_response")).file_urls_response.file_urls
        mark = secrets.token_hex(8)
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{urls.file_id}"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        form = f"multipart/form-data; boundary={mark}"
        answer = await asyncio.to_thread(
            ask, self.address, urls.upload_url, "PUT", body, Content_Type=form, **self.proof()
        )
        given = self._states.get(self.shown.one("file_uploader", label).id, WidgetState())
        state = given.file_uploader_state_value
        info = state.uploaded_file_info.add(name=name, size=len(content), file_id=urls.file_id)
        info.file_urls.CopyFrom(urls)
        self.put("file_uploader", label, state)
        return answer

    async def told(self, content: bytes) -> tuple[int, str]:
        """Send `content` as it is; the code and the reason with which the server then closes the session."""
        await self._socket.send(content)
        with suppress(ConnectionClosed):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    await self._socket.recv(decode=False)
        return self._socket.close_code or 0, self._socket.close_reason or ""

    def proof(self) -> dict[str, str]:
        """The headers that show a request to come from a page of the app itself."""
        return {"Cookie": f"{_COOKIE}={self._token}", "X_Xsrftoken": self._token, "Origin": self.address}

    async def _rerun(self, **where: str) -> Shown:
        request = BackMsg()
        state = request.rerun_script
        state.query_string = urlencode({name: value for name, value in self.query.items() if value})
        state.widget_states.widgets.extend(self._states.values())
        state.cached_message_hashes.extend(self._kept)
        state.context_info.timezone, state.context_info.locale = "UTC", "en-GB"
        state.context_info.url = f"{self.address}/{where.get('page_name', '')}"
        for name, value in where.items():
            setattr(state, name, value)
        await self._socket.send(request.SerializeToString())
        await self._until("script_finished")
        self._runs += 1
        oldest = self._runs - _REMEMBERED_RUNS
        self._kept = {key: (kept, run) for key, (kept, run) in self._kept.items() if run > oldest}
        self.shown.check()
        return self.shown

    async def _until(self, kind: str) -> ForwardMsg:
        """Take messages until one of this kind; a run that another overtook is not the end. Raises TabError."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    message = self._taken(ForwardMsg.FromString(await self._socket.recv(decode=False)))
                    if message.WhichOneof("type") == kind and not _overtaken(message):
                        return message
        except TimeoutError:
            raise TabError(f"no {kind} within {PATIENCE_SECONDS:.0f} s") from None

    def _taken(self, message: ForwardMsg) -> ForwardMsg:
        """Keep what a message says of the page; the message itself, where only its hash was sent."""
        if message.WhichOneof("type") == "ref_hash":
            place = message.metadata
            message = ForwardMsg.FromString(self._kept[message.ref_hash][0].SerializeToString())
            message.metadata.CopyFrom(place)
        if message.metadata.cacheable:
            self._kept[message.hash] = (message, self._runs)
        match message.WhichOneof("type"):
            case "new_session":
                self.session = message.new_session.initialize.session_id or self.session
                self.shown = Shown()
            case "navigation":
                self._pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
                self._page = message.navigation.page_script_hash
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                self.shown.elements[tuple(message.metadata.delta_path)] = message.delta.new_element
            case "page_not_found":
                raise TabError(f"no page {message.page_not_found.page_name!r}")
            case "session_event" if message.session_event.HasField("script_compilation_exception"):
                raise TabError(f"the program does not compile: {message.session_event}")
        return message


def _overtaken(message: ForwardMsg) -> bool:
    early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return message.WhichOneof("type") == "script_finished" and message.script_finished == early
