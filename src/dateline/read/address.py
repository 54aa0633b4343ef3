"""Addresses of pages: whole, and written in one way, so that one page has one."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref_src|at_(?:medium|campaign)|cmpid|ns_\w+|ito|smid", re.IGNORECASE
)
_LONGEST = 2000


def address(found: object, base: str | None = None) -> str | None:
    """Return a web address written in one way: whole, no fragment, no marks of tracking, host in small letters; else None."""
    if not isinstance(found, str) or not found.strip() or len(found) > _LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(base or "", found.strip()))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"[\s\x00-\x20<>\"\\]", host):
        return None
    query = parts.query
    if any(_TRACKING.fullmatch(name) for name, _ in parse_qsl(query, keep_blank_values=True)):
        query = urlencode([(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _TRACKING.fullmatch(name)])
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme.lower()]
    return urlunsplit((parts.scheme.lower(), host if port in (None, usual) else f"{host}:{port}", parts.path or "/", query, ""))


def is_address(given: str) -> bool:
    """Tell whether an input is a web address, not a path."""
    return given.lower().startswith(("http://", "https://"))


def names_a_page(url: str) -> bool:
    """Tell whether an address names one page: not the front page of a site, which templates give as the address of every page."""
    parts = urlsplit(url)
    return parts.path.strip("/") not in ("", "index.html", "index.php", "home") or bool(parts.query)
