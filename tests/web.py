"""A web server on this machine that does what it is told: also everything that a server should not do."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from dateline.read.fetch import Fetcher, Limits

WORDS = (
    "Soldiers shelled the harbour of Tartus on Monday, the port authority said in a statement, and two boats were sunk at their moorings."
)

Answerer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """What lies at each path: bytes (with headers and a status), or a function that answers as it likes; and who asked for what."""

    def __init__(self) -> None:
        self.paths: dict[str, Answerer] = {}
        self.asked: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self.url = ""

    def put(self, path: str, body: bytes | str, *, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        data = body.encode("utf-8") if isinstance(body, str) else body

        def answer(request: BaseHTTPRequestHandler) -> None:
            known = request.headers.get("If-None-Match")
            if known is not None and known == headers.get("etag"):
                request.send_response(304)
                request.end_headers()
                return
            request.send_response(status)
            request.send_header("Content-Type", kind)
            request.send_header("Content-Length", str(len(data)))
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            request.end_headers()
            request.wfile.write(data)

        self.paths[path] = answer

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.put(path, b"", status=status, location=to)

    def slow(self, path: str, seconds: float) -> None:
        def answer(request: BaseHTTPRequestHandler) -> None:
            time.sleep(seconds)
            request.send_response(200)
            request.end_headers()

        self.paths[path] = answer

    def drip(self, path: str, pause: float) -> None:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.end_headers()
            while True:
                request.wfile.write(b"x")
                request.wfile.flush()
                time.sleep(pause)

        self.paths[path] = answer

    def endless(self, path: str) -> None:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Content-Type", "text/html")
            request.end_headers()
            while True:
                request.wfile.write(b"<p>more and more</p>" * 1000)

        self.paths[path] = answer

    def truncated(self, path: str, body: bytes) -> None:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Content-Length", str(len(body) + 1000))
            request.end_headers()
            request.wfile.write(body)

        self.paths[path] = answer


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.asked[self.path] += 1
        site.headers.append({name.lower(): value for name, value in self.headers.items()})
        answer = site.paths.get(self.path)
        try:
            if answer is None:
                self.send_error(404)
            else:
                answer(self)
        except OSError:
            pass  # the one who asked has gone

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Site]:
    """Give a site on a port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    site = Site()
    server.site = site  # type: ignore[attr-defined]
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


class Clock:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1_000_000.0
        self.naps: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.time += seconds


def fetcher(clock: Clock | None = None, **limits: Any) -> Fetcher:
    clock = clock or Clock()
    given = {"pause": 0.0, "seconds": 1.0, "silence": 0.3, "most_bytes": 200_000, "allow_private": True, **limits}
    return Fetcher(Limits(**given), now=clock.now, sleep=clock.sleep)


MORE = "The harbour stayed shut for the rest of the day, and the ferry company said that its ships would call at another port."


def page(text: str = WORDS, title: str = "Harbour shelled", more: str = MORE) -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | Quay Post</title><meta property="og:site_name" content="Quay Post">'
        f'<meta property="og:type" content="article"></head><body><main><article><h1>{title}</h1><p>{text}</p><p>{more}</p>'
        "</article></main></body></html>"
    )


def feed(*items: tuple[str, str], base: str, day: str = "Tue, 03 May 2016 10:00:00 +0300") -> str:
    entries = "".join(
        f"<item><title>{title}</title><link>{base}{path}</link><guid>{path}</guid><pubDate>{day}</pubDate>"
        "<description>Soldiers shelled a harbour, a port authority said on Monday in a statement.</description></item>"
        for path, title in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Quay Post</title><language>en</language>{entries}</channel></rss>'
