"""Outlets on a real HTTP server, each at its own address of the loopback network; all of them are invented.

Outlet n is at 127.0.1.n. Most pages are plain articles; `Site` places every trouble that a fetch may meet among them.
"""

from __future__ import annotations

import gzip
import ssl
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

DAY = "Mon, 25 May 2026 10:00:00 GMT"
TOWNS = ("Velmora", "Santarra", "Port Osel", "Nemmer", "Kellwick", "Brannoch", "Ostrava Bay", "Tilmouth")
THINGS = ("bridge", "ferry", "harbour wall", "tram depot", "market hall", "water tower", "school", "lighthouse")
FOOT = "The Courier Group prints eleven papers along the coast of the northern bay."
"""A line that every page of an outlet repeats."""


def sentences(outlet: int, number: int, edited: str = "") -> list[str]:
    """The paragraphs of an article; no two articles share one."""
    town, thing = TOWNS[(outlet + number) % len(TOWNS)], THINGS[number % len(THINGS)]
    tag = f"{outlet} {number}"
    return [
        f"The {thing} of {town} will be closed for {number + 3} weeks from Monday, the council said in notice {tag}.",
        f"Engineers found {number + 2} cracks in the {thing} during an inspection in March, according to report {tag}.",
        f"The mayor of {town} called the closure a surprise and asked for {outlet * 10 + number} more workers at once.",
        f"Shop owners near the {thing} expect to lose a third of their trade, a survey of {number + 40} of them found.",
        f"A ferry will cross the bay every {number % 20 + 5} minutes until midnight, the port authority of {town} said."
        + edited,
    ]


def page(title: str, paragraphs: list[str], head: str = "", foot: str = FOOT) -> str:
    """A web page as news sites make them."""
    body = "".join(f"<p>{escape(words)}</p>\n" for words in [*paragraphs, *([foot] if foot else [])])
    links = "".join(f'<li><a href="/news/{n}">Another story, number {n}</a></li>' for n in range(12))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta property="og:title" content="{escape(title)}">{head}</head><body>'
        f'<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
        f"<main><article><h1>{escape(title)}</h1>\n{body}</article></main>"
        f"<aside><h2>Most read</h2><ul>{links}</ul></aside><footer>All rights reserved</footer></body></html>"
    )


class Site:
    """`n_outlets` outlets with `n_pages` pages each; use it as a context manager.

    `trouble` maps (outlet, page) to the name of a method that answers in place of the plain page.
    """

    def __init__(self, n_outlets: int, n_pages: int, trouble: dict[tuple[int, int], str] | None = None) -> None:
        self.n_outlets, self.n_pages, self.trouble = n_outlets, n_pages, trouble or {}
        self.robots: dict[int, str] = {}
        self.robots_status: dict[int, int] = {}
        self.feeds: dict[int, bytes] = {}
        self.edited: dict[tuple[int, int], str] = {}
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.hosts: set[str] = set()
        self.certificate: Path | None = None
        self.names: list[str | None] = []
        """Server names that TLS clients asked for."""
        self.not_modified = 0
        self.most_at_once: Counter[int] = Counter()
        self._now: Counter[int] = Counter()
        self._lock = threading.Lock()
        self.closing = threading.Event()

    def __enter__(self) -> Site:
        self._server = Server(("0.0.0.0", 0), _handler(self))
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            context.sni_callback = lambda _, name, __: self.names.append(name)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def host(self, outlet: int) -> str:
        """The "host:port" of an outlet."""
        return f"127.0.1.{outlet}:{self.port}"

    def url(self, outlet: int, path: str) -> str:
        """An address at an outlet."""
        return f"http://{self.host(outlet)}{path}"

    def allowed(self) -> tuple[str, ...]:
        """All outlets, for the setting that lets them be asked."""
        return tuple(self.host(outlet) for outlet in range(1, self.n_outlets + 1))

    def toml(self) -> str:
        """A list of feeds with every outlet."""
        return "".join(
            f'[[outlet]]\nid = "outlet-{n}"\nname = "Outlet {n}"\nfeeds = ["{self.url(n, self.feed_path(n))}"]\n'
            for n in range(1, self.n_outlets + 1)
        )

    @staticmethod
    def feed_path(outlet: int) -> str:
        """RSS, Atom and news sitemaps by turns."""
        return ("/feed.xml", "/atom.xml", "/news-sitemap.xml")[outlet % 3]

    def counted(self, outlet: int, change: int) -> None:
        """Keep count of the requests that an outlet answers at one time."""
        with self._lock:
            self._now[outlet] += change
            self.most_at_once[outlet] = max(self.most_at_once[outlet], self._now[outlet])

    def feed(self, outlet: int) -> bytes:
        """The feed of an outlet."""
        if outlet in self.feeds:
            return self.feeds[outlet]
        items = [
            (f"Notice {n} of outlet {outlet}", self.url(outlet, f"/news/{n}?utm_source=feed")) for n in self.numbers()
        ]
        kind = outlet % 3
        if kind == 0:
            made = "".join(
                f"<item><title>{title}</title><link>{escape(url)}</link><pubDate>{DAY}</pubDate>"
                f"<description>&lt;p&gt;In short: {title}.&lt;/p&gt;</description></item>"
                for title, url in items
            )
            return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{made}</channel></rss>'.encode()
        if kind == 1:
            made = "".join(
                f"<entry><title>{title}</title><link href='{escape(url)}'/><id>{escape(url)}</id>"
                f"<updated>2026-05-25T10:00:00Z</updated><summary>In short: {title}.</summary></entry>"
                for title, url in items
            )
            return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{made}</feed>'.encode()
        made = "".join(
            f"<url><loc>{escape(url)}</loc><n:news><n:publication_date>2026-05-25T10:00:00Z</n:publication_date>"
            f"<n:title>{title}</n:title></n:news></url>"
            for title, url in items
        )
        spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        spaces += ' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
        return f'<?xml version="1.0"?><urlset {spaces}>{made}</urlset>'.encode()

    def numbers(self) -> range:
        """The numbers of an outlet's pages."""
        return range(1, self.n_pages + 1)

    def article(self, outlet: int, number: int) -> str:
        """The plain page."""
        head = '<meta property="article:published_time" content="2026-05-25T09:30:00+02:00">'
        edited = self.edited.get((outlet, number), "")
        return page(f"Notice {number} of outlet {outlet}", sentences(outlet, number, edited), head)


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(Answers):
        pass

    Handler.site = site
    return Handler


class Server(ThreadingHTTPServer):
    """A server that says nothing of clients that break off: the site makes them do so."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass


class Answers(BaseHTTPRequestHandler):
    """Answers for all outlets; a method `trouble_NAME` answers where a page is troubled."""

    site: Site
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.outlet = int(self.connection.getsockname()[0].split(".")[-1])
        self.site.hosts.add(self.headers["Host"])
        self.path_only = self.path.split("?")[0]
        self.site.asked[f"{self.outlet}{self.path_only}"] += 1
        self.site.agents.add(self.headers["User-Agent"])
        self.site.counted(self.outlet, 1)
        try:
            self.answer()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            self.site.counted(self.outlet, -1)

    def answer(self) -> None:
        path, site = self.path_only, self.site
        if path == "/robots.txt":
            robots = site.robots.get(self.outlet)
            status = site.robots_status.get(self.outlet, 200 if robots else 404)
            self.send(robots.encode() if robots else b"none", "text/plain", status=status)
        elif path == site.feed_path(self.outlet):
            self.send(site.feed(self.outlet), "application/xml", etag=f'"{hash(site.feed(self.outlet))}"')
        elif path.startswith("/moved/"):
            self.send(site.article(self.outlet, int(path.split("/")[2])).encode())
        elif path.startswith("/news/") and path.split("/")[2].isdigit():
            self.number = int(path.split("/")[2])
            trouble = site.trouble.get((self.outlet, self.number))
            if trouble:
                getattr(self, f"trouble_{trouble}")()
            else:
                self.plain()
        else:
            self.send(b"not here", status=404)

    def plain(self) -> None:
        text = self.site.article(self.outlet, self.number).encode()
        self.send(text, etag=f'"{hash(text)}"')

    def send(self, body: bytes, kind: str = "text/html", status: int = 200, etag: str = "", **headers: str) -> None:
        if etag and self.headers.get("If-None-Match") == etag:
            self.site.not_modified += 1
            body, status = b"", 304
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def first(self, times: int) -> bool:
        """Whether this is one of the first requests for the page."""
        return self.site.asked[f"{self.outlet}{self.path_only}"] <= times

    def trouble_redirect(self) -> None:
        self.send(b"", status=302, Location=f"/moved/{self.number}")

    def trouble_loop(self) -> None:
        self.send(b"", status=301, Location=self.path)

    def trouble_inward(self) -> None:
        self.send(b"", status=302, Location=f"http://127.0.0.1:{self.site.port}/news/1")

    def trouble_file(self) -> None:
        self.send(b"", status=302, Location="file:///etc/passwd")

    def trouble_nowhere(self) -> None:
        self.send(b"", status=302, Location="http://[nowhere/")

    def trouble_odd_wait(self) -> None:
        if self.first(1):
            self.send(b"later", status=503, Retry_After="²")
        else:
            self.send(self.site.article(self.outlet, self.number).encode())

    def trouble_fails_twice(self) -> None:
        if self.first(2):
            self.send(b"no", status=500)
        else:
            self.plain()

    def trouble_busy(self) -> None:
        if self.first(1):
            self.send(b"wait", status=429, Retry_After="1")
        else:
            self.plain()

    def trouble_broken(self) -> None:
        self.send(b"no", status=500)

    def trouble_gone(self) -> None:
        self.send(b"gone", status=410)

    def trouble_drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        while not self.site.closing.wait(0.05):
            self.wfile.write(b"<")

    def trouble_drip_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.site.closing.wait(0.05):
            self.wfile.write(b"X-Pad: 1\r\n")

    def trouble_endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        block = b"<p>more and more words without an end</p>" * 1000
        while not self.site.closing.is_set():
            self.wfile.write(f"{len(block):x}\r\n".encode() + block + b"\r\n")

    def trouble_bomb(self) -> None:
        self.send(_BOMB, Content_Encoding="gzip")

    def trouble_cut_gzip(self) -> None:
        self.send(gzip.compress(self.site.article(self.outlet, self.number).encode())[:-40], Content_Encoding="gzip")

    def trouble_half(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(b"<html><body><p>The first half of a")
        self.close_connection = True

    def trouble_dead(self) -> None:
        self.close_connection = True

    def trouble_charset(self) -> None:
        made = page("The café’s £3m bridge", ["“Zoë’s café” will close, the naïve mayor said of the £3m bridge. " * 6])
        made = made.replace('<meta charset="utf-8">', "")
        self.send(made.encode("cp1252"), "text/html; charset=utf-8")

    def trouble_cookies(self) -> None:
        words = (
            "We and our 800 partners use cookies. Accept all cookies or manage your consent in the privacy settings."
        )
        self.send(page("We value your privacy", [words, "Cookies help us to show personalised ads."], foot="").encode())

    def trouble_paywall(self) -> None:
        paragraphs = [*sentences(self.outlet, self.number)[:2], "Subscribe to continue reading this story."]
        self.send(page("A closed story", paragraphs, foot="").encode())

    def trouble_live(self) -> None:
        head = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "datePublished": "2026-05-25"}</script>'
        self.send(page("The storm, hour by hour", sentences(self.outlet, self.number), head).encode())

    def trouble_picture(self) -> None:
        self.send(b"\x89PNG\r\n\x1a\n", "image/png")


_BOMB = gzip.compress(b"\0" * 200_000_000, 1)
