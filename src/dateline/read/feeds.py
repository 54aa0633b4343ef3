"""RSS, Atom and JSON Feed: what a feed says of itself, and its entries."""

from __future__ import annotations

import hashlib
import io
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from dateline.errors import InputError
from dateline.model import Article
from dateline.read.address import address
from dateline.read.block import Block
from dateline.read.dates import read_date, read_moment
from dateline.read.jsonld import text_blocks, words
from dateline.read.needs import need
from dateline.read.page import Items, Page, articles_of
from dateline.read.record import Options, Reject, rejected
from dateline.read.text import read_bytes

MOST_ENTRIES = 2_000
_JSON_FEED = "jsonfeed.org/version"
_MORE = re.compile(
    r"\s*(?:\[?(?:…|\.\.\.|&#8230;)\]?|(?:continue reading|read more|the post .{0,200} appeared first on)\b.{0,200})\s*$", re.IGNORECASE
)
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|RDF|channel)\s*>", re.IGNORECASE)
_SCRIPT = re.compile(r"<(/?)(?:script|style)\b[^>]{0,500}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what names it in its feed, when it was changed, and what it tells. ``full``: it carries the text, not only a summary."""

    key: str
    page: Page
    updated: str | None = None
    full: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's title and language, and its entries in its order, each with a key of its own; ``left``: how many more it has than are
    read; ``whole``: it was not cut off in the middle."""

    title: str | None
    language: str | None
    entries: tuple[Entry, ...]
    left: int = 0
    whole: bool = True


def parse_feed(data: bytes, url: str | None = None, content_type: str | None = None, order: str | None = None) -> Feed:
    """Return what a feed tells; ``url`` is where it lay, ``order`` that of the numbers of its dates (``dmy``).

    Raises :class:`~dateline.errors.InputError` when it is no feed.
    """
    if data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(data, url, order)
    need("feedparser", what="feeds")
    import feedparser

    headers = {"content-type": content_type or "application/xml"}
    if url:
        headers["content-location"] = url
    try:
        found = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        raise InputError(f"the feed cannot be read: {error}") from None
    if not found.version and not found.entries:
        raise InputError("this is no feed: neither RSS, Atom nor JSON Feed")
    about = found.feed
    # A feed in a file lay on the site that it calls its own.
    base = url or address(about.get("link"))
    # An id that is to be an address and is only a word ("q17") is none of that site.
    entries = [_entry(one, None if one.get("guidislink") else base, order) for one in found.entries[:MOST_ENTRIES]]
    language = about.get("language")
    left = len(found.entries) - len(entries)
    return Feed(words(about.get("title")), language, _apart(entries), left, bool(_END.search(data[-500:])))


def _apart(entries: list[Entry]) -> tuple[Entry, ...]:
    """Return entries under keys that tell them apart: feeds give one id to several, or none at all."""
    shared = Counter(one.key for one in entries)
    return tuple(one if one.key and shared[one.key] == 1 else replace(one, key=f"{one.key}#{_hash(one.page)}") for one in entries)


def _hash(page: Page) -> str:
    words_of = "\x1f".join([page.url or "", page.title or "", *([] if page.url else [one.text for one in page.blocks])])
    return hashlib.blake2b(words_of.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _entry(found: Any, base: str | None, order: str | None) -> Entry:
    url = address(found.get("link"), base)
    key = found.get("id") or url or ""
    contents = [one.get("value") or "" for one in found.get("content") or ()]
    body = max(contents, key=len, default="")
    summary = found.get("summary") or ""
    full = len(body) > len(summary) or (bool(body) and body != summary)
    blocks = tuple(_blocks(body if full else summary))
    title = words(found.get("title"))
    day = _first_day(
        order, found.get("published"), _utc(found.get("published_parsed")), _own(found, "updated"), _utc(_own(found, "updated_parsed"))
    )
    names = [one.get("name") for one in found.get("authors") or () if one.get("name")]
    tags = [one.get("term") for one in found.get("tags") or () if one.get("term")]
    source = found.get("source") or {}
    page = Page(
        blocks, title, words(source.get("title")), "; ".join(names) or None, words(tags[0]) if len(tags) == 1 else None, day, url,
        (found.get("content") or [{}])[0].get("language") or None,
    )  # fmt: skip
    return Entry(str(key)[:2000], page, words(_own(found, "updated")), full)


def _own(found: Any, name: str) -> Any:
    """Return what the entry itself says: feedparser answers with the day of publication where there is no day of change."""
    return dict.get(found, name)


def _first_day(order: str | None, *values: str | None) -> str | None:
    for value in values:
        try:
            if value and read_date(value, order):
                return value
        except InputError:
            if moment := read_moment(value):
                return moment.isoformat()
    return None


def _utc(parsed: time.struct_time | None) -> str | None:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", parsed) if parsed and parsed.tm_year >= 1800 else None


def _blocks(body: str) -> list[Block]:
    found = text_blocks(_without_scripts(body))
    if found and (cut := _MORE.sub("", found[-1].text)) != found[-1].text:
        found = [*found[:-1], Block(cut.rstrip() + "…")] if cut.strip() else found[:-1]
    return found


def _without_scripts(body: str) -> str:
    """Return a text without its scripts and styles, in one pass."""
    kept, at, inside = [], 0, False
    for tag in _SCRIPT.finditer(body):
        if not inside:
            kept.append(body[at : tag.start()])
        at, inside = tag.end(), not tag[1]
    return " ".join([*kept, "" if inside else body[at:]])


def _json_feed(data: bytes, base: str | None, order: str | None) -> Feed:
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"the feed is not JSON: {error}") from None
    if not is_json_feed(found):
        raise InputError("the JSON is no feed: it has no version of JSON Feed and no items")
    items = [one for one in found["items"] if isinstance(one, dict)]
    base = base or address(found.get("home_page_url"))
    entries = [_json_entry(one, found, base, order) for one in items[:MOST_ENTRIES]]
    left = len(found["items"]) - len(entries)
    return Feed(words(found.get("title")), words(found.get("language")), _apart(entries), left)


def is_json_feed(found: object) -> bool:
    """Tell whether a JSON value is a JSON Feed."""
    return isinstance(found, dict) and _JSON_FEED in str(found.get("version")) and isinstance(found.get("items"), list)


def _json_entry(one: dict[str, Any], feed: dict[str, Any], base: str | None, order: str | None) -> Entry:
    url = address(one.get("url"), base) or address(one.get("external_url"), base)
    key = str(one.get("id") or url or "")
    html, plain = one.get("content_html"), one.get("content_text")
    body = html if isinstance(html, str) and html.strip() else plain if isinstance(plain, str) else ""
    blocks = tuple(_blocks(body or str(one.get("summary") or "")))
    people = one.get("authors") or feed.get("authors") or [one.get("author")]
    names = [name for person in people if isinstance(person, dict) and (name := words(person.get("name")))]
    day = _first_day(order, words(one.get("date_published")), words(one.get("date_modified")))
    page = Page(blocks, words(one.get("title")), None, "; ".join(names) or None, None, day, url, words(one.get("language")))
    return Entry(key[:2000], page, words(one.get("date_modified")), bool(body))


def read_feed(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the articles of a feed's entries; see :func:`feed_items`."""
    try:
        feed = parse_feed(read_bytes(stream, options.max_bytes), order=options.date_order)
    except InputError as error:
        yield None, rejected(error, path, None, "")
        return
    yield from feed_items(feed, path, stem, options)


def feed_items(feed: Feed, path: str, stem: str, options: Options) -> Items:
    """Yield the article of each entry (counted from 1): the page behind it where pages are fetched and the entry has a summary only,
    else what the entry itself tells."""
    if not feed.entries:
        yield None, rejected(InputError("the feed has no entries"), path, None, "")
    if feed.left:
        reason = f"{feed.left:,} of the feed's entries are not read: it is more than {MOST_ENTRIES:,} long, or they are no entries"
        yield None, rejected(InputError(reason), path, None, "")
    for number, entry in enumerate(feed.entries, start=1):
        yield from entry_items(entry, feed, path, number, f"{stem}#{number}", options)


def entry_items(entry: Entry, feed: Feed, path: str, number: int, stem: str, options: Options) -> Items:
    """Yield the articles of one entry."""
    page = replace(entry.page, outlet=entry.page.outlet or feed.title, language=entry.page.language or feed.language)
    if options.follow and page.url and not entry.full:
        from dateline.read.web import fetched

        items = [item for _, item in fetched(page.url, options, like=page)]
        if any(isinstance(item, Article) for item in items) or not page.blocks:
            yield from ((number, replace(item, line=number, path=path) if isinstance(item, Reject) else item) for item in items)
            return
    yield from articles_of(page, path, number, stem, options)
