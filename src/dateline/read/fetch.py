"""One polite request at a time: robots.txt, a pause for each host, time-outs, bounds of size, no private networks.

The HTTP is httpcore's; what is here decides whom to ask, when, how long and how much.
"""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from dateline.errors import InputError
from dateline.read.address import address
from dateline.read.needs import need

if TYPE_CHECKING:
    import ssl

    from protego import Protego

MOST_REDIRECTS = 5
ROBOTS_BYTES = 512_000
ROBOTS_LAST = 86_400.0
"""Seconds for which a host's robots.txt is remembered (RFC 9309: no longer than a day)."""
LONGEST_PAUSE = 60.0
"""A Crawl-delay counts up to this many seconds; a host that asks for more is asked as seldom as its feed is polled."""
LATER = 900.0
"""After how many seconds a host whose robots.txt cannot be had is asked again."""
LONGEST_WAIT = 86_400.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LASTING = frozenset({400, 401, 403, 404, 405, 406, 410, 414, 451})
_DIGITS = re.compile(r"[0-9]+")
_MEDIA = ("image/", "video/", "audio/", "font/")


@dataclass(frozen=True, slots=True)
class Limits:
    """How the web is asked: seconds between two requests to a host, seconds that one may take in all and wait for the next bytes,
    bytes that an answer may have (unpacked), whether private networks may be asked, and who asks."""

    pause: float = 2.0
    seconds: float = 60.0
    silence: float = 20.0
    most_bytes: int = 10_000_000
    allow_private: bool = False
    contact: str = ""

    @property
    def agent(self) -> str:
        """The name under which dateline asks."""
        return f"dateline/{version('dateline')}" + (f" (+{self.contact})" if self.contact else "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server gave: where it was found in the end, and the marks that ask "has it changed since?" next time."""

    url: str
    status: int
    data: bytes = b""
    content_type: str = ""
    etag: str | None = None
    modified: str | None = None
    moved: str | None = None
    """The new address, when the server says that the old one is given up for good."""


class FetchError(InputError):
    """What could not be fetched: ``kind`` in one word, whether asking again may help, and after how many seconds at the earliest."""

    def __init__(self, reason: str, url: str, kind: str, *, again: bool = False, after: float | None = None) -> None:
        super().__init__(reason, article=url)
        self.url, self.kind, self.again, self.after = url, kind, again, after


Fetch = Callable[[str], Answer]


@dataclass(slots=True)
class _Host:
    """What is known of one host: when it may be asked next, and its rules."""

    next: float = 0.0
    robots: Protego | None = None
    robots_until: float = field(default=-1.0)
    """Until when what is known of robots.txt counts; ``robots`` None: all is allowed."""


class Fetcher:
    """Gets what lies at addresses. ``now`` and ``sleep`` are given by tests."""

    def __init__(
        self, limits: Limits | None = None, *, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        need("httpcore", "protego", what="addresses")
        self.limits = limits or Limits()
        self._now, self._sleep = now, sleep
        self._hosts: dict[str, _Host] = {}
        self._ssl: ssl.SSLContext | None = None

    def __call__(self, url: str) -> Answer:
        """Return what lies at an address; raises :class:`FetchError`."""
        return self.get(url)

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Answer:
        """Return what lies at an address (status 200, or 304 when ``etag`` or ``modified`` say it is known); raises :class:`FetchError`."""
        marks = {"If-None-Match": etag, "If-Modified-Since": modified}
        return self._follow(url, {name: value for name, value in marks.items() if value}, robots=True, most=self.limits.most_bytes)

    def _follow(self, url: str, marks: dict[str, str], *, robots: bool, most: int, cut: bool = False) -> Answer:
        seen: list[str] = []
        lasting = True
        while True:
            whole = address(url)
            if whole is None:
                raise FetchError(f"{url[:200]!r} is no address that can be asked; allowed: http and https", url, "address")
            if whole in seen or len(seen) > MOST_REDIRECTS:
                raise FetchError(f"the address leads in a circle or over more than {MOST_REDIRECTS} others", seen[0], "redirects")
            seen.append(whole)
            if robots:
                self._check_robots(whole)
            status, head, data = self._once(whole, marks, most, cut=cut)
            if status not in _REDIRECTS or "location" not in head:
                moved = whole if lasting and len(seen) > 1 else None
                return self._answer(whole, status, head, data, moved, asked=bool(marks))
            lasting = lasting and status in (301, 308)
            url = _joined(whole, head["location"])

    def _answer(self, url: str, status: int, head: dict[str, str], data: bytes, moved: str | None, *, asked: bool) -> Answer:
        """Return an answer that can be used; "not changed" is none where nobody asked for a change: it would hide what lies there."""
        if (status == 304 and asked) or 200 <= status < 300:
            return Answer(url, status, data, head.get("content-type", ""), head.get("etag"), head.get("last-modified"), moved)
        after = _seconds(head.get("retry-after"))
        if status in (429, 503):
            host = self._host(url)
            host.next = max(host.next, self._now() + min(after or 0.0, LONGEST_WAIT))
        raise FetchError(f"the server answers {status}", url, f"status-{status}", again=status not in _LASTING, after=after)

    def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        return self._hosts.setdefault(f"{parts.scheme}://{parts.netloc}", _Host())

    def _check_robots(self, url: str) -> None:
        host = self._host(url)
        if host.robots_until < self._now():
            self._load_robots(url, host)
        if host.robots is not None and not host.robots.can_fetch(url, "dateline"):
            raise FetchError("robots.txt of the site forbids this address", url, "robots")

    def _load_robots(self, url: str, host: _Host) -> None:
        from protego import Protego

        where = urljoin(url, "/robots.txt")
        try:
            data = self._follow(where, {}, robots=False, most=ROBOTS_BYTES, cut=True).data
            host.robots = Protego.parse(data.decode("utf-8", "replace"))
        except FetchError as error:
            if error.again:
                reason = f"robots.txt of the site cannot be had ({error.reason}): nothing is asked until it can"
                raise FetchError(reason, url, "robots-unknown", again=True, after=error.after or LATER) from None
            if error.kind in ("private", "address"):
                raise
            host.robots = None  # a site without robots.txt allows all
        host.robots_until = self._now() + ROBOTS_LAST

    def _wait(self, url: str) -> None:
        host = self._host(url)
        if (pause := host.next - self._now()) > LONGEST_PAUSE:
            raise FetchError("the site asked not to be asked yet", url, "too-soon", again=True, after=pause)
        if pause > 0:
            self._sleep(pause)
        asked = host.robots.crawl_delay("dateline") if host.robots is not None else None
        host.next = self._now() + max(self.limits.pause, min(float(asked or 0), LONGEST_PAUSE))

    def _once(self, url: str, marks: dict[str, str], most: int, *, cut: bool) -> tuple[int, dict[str, str], bytes]:
        import httpcore

        from dateline.read.network import GuardedBackend, PrivateAddress

        self._wait(url)
        if self._ssl is None and url.startswith("https:"):
            self._ssl = httpcore.default_ssl_context()
        backend = GuardedBackend(self.limits.seconds, allow_private=self.limits.allow_private)
        silence = min(self.limits.silence, self.limits.seconds)
        timeouts = {"connect": silence, "read": silence, "write": silence, "pool": silence}
        try:
            asked = _ascii(url)
            headers = [("Host", urlsplit(asked).netloc), ("User-Agent", self.limits.agent), ("Accept-Encoding", "gzip, deflate"),
                       ("Accept", "*/*"), ("Connection", "close"), *marks.items()]  # fmt: skip
            # As bytes: a server's own marks (ETag) need not be ASCII.
            sent = [(name.encode(), value.encode("latin-1")) for name, value in headers]
            with (
                httpcore.ConnectionPool(ssl_context=self._ssl, network_backend=backend) as pool,
                pool.stream("GET", asked, headers=sent, extensions={"timeout": timeouts}) as answer,
            ):
                head = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
                _check_head(url, answer.status, head, None if cut else most)
                data = b"" if answer.status in (304, *_REDIRECTS) else _body(answer.iter_stream(), head, url, most, cut=cut)
                return answer.status, head, data
        except PrivateAddress as error:
            raise FetchError(str(error), url, "private") from None
        except httpcore.TimeoutException:
            reason = f"the server was silent for {silence:g} s, or took more than {self.limits.seconds:g} s"
            raise FetchError(reason, url, "timeout", again=True) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            reason = f"the connection failed: {' '.join(str(error).split()) or type(error).__name__}"
            raise FetchError(reason, url, "network", again=True) from None
        except (UnicodeError, ValueError) as error:
            raise FetchError(f"the address cannot be asked: {error}", url, "address") from None


def _check_head(url: str, status: int, head: dict[str, str], most: int | None) -> None:
    """Refuse what is no text, or says itself that it is too large, before it is read."""
    if 200 <= status < 300 and head.get("content-type", "").lower().startswith(_MEDIA):
        raise FetchError(f"there is no text at the address, but {head['content-type'][:60]}", url, "media")
    length = head.get("content-length", "")
    if most is not None and _DIGITS.fullmatch(length) and len(length) < 20 and int(length) > most:
        raise FetchError(f"the answer has {int(length):,} bytes; allowed: {most:,}", url, "too-large")


def _ascii(url: str) -> str:
    """Return an address with all that is not ASCII in it written as ASCII (host: IDNA; rest: percent)."""
    from urllib.parse import quote

    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    path, query = (quote(part, safe="/%:=&?~#+!$,;'@()*[]") for part in (parts.path, parts.query))
    return f"{parts.scheme}://{host}{path}" + (f"?{query}" if query else "")


def _joined(base: str, location: str) -> str:
    """Return where a redirect leads; what is no address at all stays as it is, and is refused as one."""
    try:
        return urljoin(base, location)
    except ValueError:
        return location


def _body(chunks: Iterator[bytes], head: dict[str, str], url: str, most: int, *, cut: bool = False) -> bytes:
    """Return an answer's bytes, unpacked; no more is read, or unpacked, than may be. With ``cut`` the first ``most`` bytes will do."""
    packed = head.get("content-encoding", "").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise FetchError(f"the answer is packed as {packed[:30]!r}, which was not asked for", url, "encoding")
    unpack = zlib.decompressobj(47) if packed not in ("", "identity") else None
    data, came = bytearray(), False
    for chunk in chunks:
        came = came or bool(chunk)
        try:
            data += unpack.decompress(chunk, most + 1 - len(data)) if unpack else chunk
        except zlib.error as error:
            raise FetchError(f"the answer cannot be unpacked: {error}", url, "encoding", again=True) from None
        if len(data) > most and cut:
            return bytes(data[:most])
        if len(data) > most:
            raise FetchError(f"the answer has more than {most:,} bytes", url, "too-large")
    if unpack and came and not unpack.eof:
        raise FetchError("the answer was cut off", url, "network", again=True)
    return bytes(data)


def _seconds(value: str | None) -> float | None:
    """Return the seconds that a Retry-After asks for: a number, or until a date."""
    if value is None:
        return None
    if _DIGITS.fullmatch(value.strip()):
        return min(float(value.strip()[:9]), LONGEST_WAIT)
    try:
        return min(max(parsedate_to_datetime(value).timestamp() - time.time(), 0.0), LONGEST_WAIT)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
