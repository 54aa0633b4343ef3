"""Sitemaps: lists of the pages of a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dateline.errors import InputError
from dateline.read.address import address
from dateline.read.jsonld import words
from dateline.read.needs import need
from dateline.read.page import Page

MOST = 50_000
"""A sitemap lists at most this many addresses (the protocol's own bound)."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages that a sitemap lists, with what its news extension says of them, and the further sitemaps that an index lists; ``left``:
    how many more it lists than it may."""

    pages: tuple[Page, ...] = ()
    maps: tuple[str, ...] = ()
    left: int = 0


def is_sitemap(data: bytes) -> bool:
    """Tell whether an XML file begins like a sitemap."""
    return b"<urlset" in data[:4096] or b"<sitemapindex" in data[:4096]


def parse_sitemap(data: bytes) -> Sitemap:
    """Return what a sitemap lists; raises :class:`~dateline.errors.InputError` when it is none."""
    need("lxml", what="sitemaps")
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError as error:
        raise InputError(f"the sitemap is not XML: {error}") from None
    if root is None:
        raise InputError("the sitemap is not XML")
    pages: list[Page] = []
    maps: list[str] = []
    try:
        for one in root:
            url = address(_text(one, "loc"))
            if url and _local(one) == "sitemap":
                maps.append(url)
            elif url and _local(one) == "url":
                pages.append(Page(title=_text(one, "title"), outlet=_text(one, "name"), published=_text(one, "publication_date"),
                                  language=_text(one, "language"), url=url))  # fmt: skip
    except UnicodeDecodeError:  # half characters, which the parser lets pass
        raise InputError("the sitemap holds bytes that are no text") from None
    if not pages and not maps:
        raise InputError("the sitemap lists no addresses")
    return Sitemap(tuple(pages[:MOST]), tuple(maps[:MOST]), len(pages[MOST:]) + len(maps[MOST:]))


def _local(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _text(element: Any, name: str) -> str | None:
    return next((words(one.text or "") for one in element.iter() if _local(one) == name and (one.text or "").strip()), None)
