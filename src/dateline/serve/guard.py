"""Who may ask what: hosts, tokens and roles, requests from other sites, the size of requests, and the headers of every answer.

Plain ASGI, so that nothing reaches the application that this does not let through.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from dateline.errors import LedgerError
from dateline.serve.tokens import Role, Tokens

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "dateline_token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN = ("/api/v1/session", "/api/v1/health")
"""Paths of the API that answer without a token."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: under which name decisions are recorded, what they may do, and whether a token told so."""

    who: str
    role: Role
    by_token: bool = False


class TooLarge(Exception):
    """The body of a request is larger than allowed."""


class Refused(Exception):
    """A request that is not let through: the status of the answer, and the words for people."""

    def __init__(self, status: int, words: str) -> None:
        self.status, self.words = status, words
        super().__init__(words)


def is_local(host: str) -> bool:
    """Tell whether a host is this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def host_of(header: str) -> str | None:
    """Return the host of a ``Host`` header without its port, in small letters; None for a header that is none."""
    try:
        parts = urlsplit("//" + header.strip())
        _ = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.path or parts.query or parts.fragment or parts.username is not None:
        return None
    return parts.hostname.lower().rstrip(".")


class Guard:
    """Stands before the application. ``local`` is who asks where no token is needed (None: one is always needed)."""

    def __init__(self, app: App, *, tokens: Tokens, local: Person | None, hosts: Iterable[str], max_body: int) -> None:
        self.app, self.tokens, self.local, self.max_body = app, tokens, local, max_body
        self.hosts = frozenset({"localhost", *(host.lower() for host in hosts)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message.get("headers", ())}
                more = [pair for pair in HEADERS if pair[0] not in own]
                if b"cache-control" not in own:
                    more.append((b"cache-control", b"no-store"))
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        headers = _headers(scope)
        try:
            self._check_host(headers)
            self._check_site(scope, headers)
            self._check_size(headers)
            scope.setdefault("state", {})["person"] = self._person(scope, headers)
            await self.app(scope, self._bounded(receive), told)
        except Refused as refused:
            await _answer(told, refused.status, refused.words)
        except TooLarge:
            await _answer(told, 413, f"the request is larger than {self.max_body:,} bytes")
        except LedgerError as error:
            await _answer(told, 503, str(error))

    def _check_host(self, headers: dict[str, str]) -> None:
        # A page elsewhere may have its own name point here (DNS rebinding); it cannot make the browser send another name.
        host = host_of(headers.get("host", ""))
        if host is None or not (host in self.hosts or _is_address(host)):
            raise Refused(421, f"this server does not answer to the name {host or ''!r}; start it with --allow-host to allow it")

    def _check_site(self, scope: Scope, headers: dict[str, str]) -> None:
        if scope["method"] in _SAFE:
            return
        if headers.get("x-dateline") != "1":
            raise Refused(403, "a request that changes something needs the header X-Dateline: 1")
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Refused(403, "the request came from another site")
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").strip().lower():
            raise Refused(403, "the request came from another site")
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            kind = headers.get("content-type", "").split(";")[0].strip().lower()
            if kind != "application/json":
                raise Refused(415, "what is posted must be application/json")

    def _check_size(self, headers: dict[str, str]) -> None:
        length = headers.get("content-length")
        if length is not None and (not length.isdecimal() or int(length) > self.max_body):
            raise TooLarge

    def _bounded(self, receive: Receive) -> Receive:
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self.max_body:
                raise TooLarge
            return message

        return counted

    def _person(self, scope: Scope, headers: dict[str, str]) -> Person | None:
        secret = secret_of(headers)
        if secret is not None:
            token = self.tokens.check(secret)
            if token is not None:
                return Person(token.who, token.role, by_token=True)
            if self.local is None and _guarded(scope["path"]):
                raise Refused(401, "the token is not known here, or no longer: ask for another one")
        if self.local is None and _guarded(scope["path"]):
            raise Refused(401, "this server needs a token: open the address with #token=TOKEN at its end")
        return self.local


def _guarded(path: str) -> bool:
    """The page itself is public; what it shows is not."""
    return (path.startswith("/api/") and path not in _OPEN) or path in ("/openapi.json", "/docs")


def _headers(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        # Of a header that must be there once the second would be another one's: neither is believed.
        found[key] = f"{found[key]},{text}" if key in found else text
    return found


def secret_of(headers: dict[str, str]) -> str | None:
    """Return the token that a request carries, as a bearer's or as a cookie."""
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        return secret.strip()
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return cookie.value if cookie is not None and cookie.value else None


async def _answer(send: Send, status: int, words: str) -> None:
    body = json.dumps({"error": words, "detail": []}, ensure_ascii=False).encode("utf-8", "replace")
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
