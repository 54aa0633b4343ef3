"""Addresses as input: a page, a feed, a sitemap, a PDF, whichever lies there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from dateline.errors import InputError
from dateline.model import Article
from dateline.read.feeds import feed_items, parse_feed
from dateline.read.fetch import Answer
from dateline.read.html import html_page
from dateline.read.page import Items, Page, Raw, articles_of
from dateline.read.pdf import pdf_page
from dateline.read.record import Options, Reject, rejected
from dateline.read.sitemap import is_sitemap, parse_sitemap

MOST_MAPS = 50
"""How many sitemaps of an index are followed."""
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")


def kind_of(answer: Answer) -> str:
    """Return what lies at an address: ``html``, ``feed``, ``sitemap``, ``json``, ``pdf`` or ``text``; bytes count more than labels."""
    head = answer.data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    label = answer.content_type.partition(";")[0].strip().lower()
    if head.startswith(b"%PDF-"):
        return "pdf"
    if is_sitemap(head):
        return "sitemap"
    if _FEED.search(head) and not re.search(rb"(?i)<html\b", head):
        return "feed"
    if head.startswith((b"{", b"[")):
        return "feed" if b"jsonfeed.org/version" in head else "json"
    return "text" if label == "text/plain" and not head.startswith(b"<") else "html"


def read_address(url: str, options: Options) -> Items:
    """Yield the articles of what lies at an address."""
    if options.fetch is None:
        yield None, rejected(InputError("this is an address, and nothing is fetched here"), url, None, "")
        return
    yield from fetched(url, options)


def fetched(url: str, options: Options, like: Page | None = None) -> Items:
    """Fetch an address and yield the articles of what lies there; ``like`` is what a feed or sitemap said of it."""
    if options.fetch is None:
        yield None, rejected(InputError("nothing is fetched here"), url, None, "")
        return
    try:
        answer = options.fetch(url)
        yield from answer_items(answer, url, options, like)
    except InputError as error:
        yield None, replace(rejected(error, url, None, ""), article=None)


def answer_items(answer: Answer, path: str, options: Options, like: Page | None = None) -> Items:
    """Yield the articles of an answer; raises :class:`~dateline.errors.InputError` when it cannot be read at all."""
    kind = kind_of(answer)
    if kind == "feed":
        yield from feed_items(
            parse_feed(answer.data, answer.url, answer.content_type, options.date_order), path, _stem(answer.url), options
        )
    elif kind == "sitemap":
        yield from sitemap_items(answer.data, path, options)
    elif kind in ("json", "text"):
        from dateline.read.formats import read_text
        from dateline.read.trees import read_json

        read = read_json if kind == "json" else read_text
        for line, item in read(io.BytesIO(answer.data), path, answer.url, options):
            yield line, item.model_copy(update={"url": item.url or answer.url}) if isinstance(item, Article) else item
    else:
        page = answer_page(answer, options, kind)
        raw = Raw(answer.data, f".{kind}")
        yield from articles_of(_with(page, like), path, None, answer.url, options, raw)


def answer_page(answer: Answer, options: Options, kind: str) -> Page:
    """Return what a page or PDF tells; raises :class:`~dateline.errors.InputError`."""
    if kind == "pdf":
        return replace(pdf_page(answer.data, options.max_chars), url=answer.url)
    return html_page(answer.data, url=answer.url, content_type=answer.content_type, encoding=options.encoding)


def _with(page: Page, like: Page | None) -> Page:
    """Return a page with what it does not say itself taken from the feed or sitemap that named it."""
    if like is None:
        return page
    return replace(
        page, title=page.title or like.title, outlet=page.outlet or like.outlet, author=page.author or like.author,
        section=page.section or like.section, published=page.published or like.published,
    )  # fmt: skip


def sitemap_items(data: bytes, path: str, options: Options, left: int = MOST_MAPS) -> Items:
    """Yield the articles of the pages that a sitemap lists; of an index, those of its sitemaps, one level down."""
    try:
        found = parse_sitemap(data)
    except InputError as error:
        yield None, rejected(error, path, None, "")
        return
    if options.fetch is None or not options.follow:
        number = len(found.pages) + len(found.maps)
        reason = f"the sitemap lists {number:,} addresses and holds no text; give --fetch to read the pages from the web"
        yield None, rejected(InputError(reason), path, None, "")
        return
    for number, page in enumerate(found.pages, start=1):
        for _, item in fetched(page.url or "", options, like=page):
            yield number, item
    for url in found.maps[:left]:
        yield from _map(url, options)
    if over := found.left + len(found.maps[left:]):
        reason = f"{over:,} more addresses of the sitemap are not followed: allowed are {MOST_MAPS} sitemaps of an index, one level down"
        yield None, rejected(InputError(reason), path, None, "")


def _map(url: str, options: Options) -> Iterator[tuple[int | None, Article | Reject]]:
    try:
        assert options.fetch is not None
        answer = options.fetch(url)
        yield from sitemap_items(answer.data, url, options, left=0)
    except InputError as error:
        yield None, rejected(error, url, None, "")


def _stem(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}".rstrip("/")
