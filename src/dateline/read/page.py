"""What a page, document or mail tells, whatever its format, and from there to its articles."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from dateline.errors import InputError, RunError
from dateline.model import Article
from dateline.read.address import names_a_page
from dateline.read.block import Block, block, joined, paragraphs
from dateline.read.boilerplate import trim
from dateline.read.dates import read_date
from dateline.read.language import of_page
from dateline.read.record import NAMES, Options, Reject, article_from, rejected
from dateline.read.split import Part, split

Items = Iterator[tuple[int | None, Article | Reject]]
"""What was read, with the line (row, record, page) that it starts on."""

_SAME = {name: name for name in NAMES}


@dataclass(frozen=True, slots=True)
class Page:
    """One page as its source tells it, boilerplate and all; ``parts`` are dispatches that its own structure sets apart."""

    blocks: tuple[Block, ...] = ()
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    section: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    parts: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes that a page was read from, and the ending that their kind has."""

    data: bytes
    ending: str

    @property
    def name(self) -> str:
        """Name of the file that holds them: a hash of the bytes, so that the same original is kept once."""
        return f"{hashlib.blake2b(self.data, digest_size=8).hexdigest()}{self.ending}"


def keep(raw: Raw, folder: Path) -> str:
    """Write an original to its folder, whole or not at all, and return its name; raises :class:`~dateline.errors.RunError`."""
    target = folder / raw.name
    if target.exists():
        return raw.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=folder)
        try:
            with os.fdopen(number, "wb") as stream:
                stream.write(raw.data)
            os.replace(temporary, target)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise RunError(f"cannot keep an original in {folder}: {error.strerror or error}; give another folder") from None
    return raw.name


def articles_of(page: Page, path: str, line: int | None, stem: str, options: Options, raw: Raw | None = None) -> Items:
    """Yield the articles of a page: one, or one a dispatch. A page without a text, and a part that is none, is a reject.

    The id is the page's address where it has one of its own, else ``stem``. A dispatch that is not the page's main one has the
    page's id with ``#`` and a hash of its text: it keeps it when others are put before it.
    """
    kept = keep(raw, options.keep_raw) if raw is not None and options.keep_raw is not None else None
    key = page.url if page.url and names_a_page(page.url) else stem
    for one, own in _dispatches(page, options):
        try:
            yield line, _article(one, key, stem, own, kept, options)
        except InputError as error:
            yield line, rejected(error, path, line, one.blocks[0].text if one.blocks else "")


def _dispatches(page: Page, options: Options) -> Iterator[tuple[Page, bool]]:
    """Yield each dispatch as a page, and whether the page's own id is its."""
    if page.parts and options.split is not False:
        if page.blocks:
            yield _trimmed(page), True
        for part in page.parts:
            yield _inherit(_trimmed(part), page), False
        return
    if not page.blocks and page.parts:
        page = replace(page, blocks=tuple(one for part in page.parts for one in _with_title(part)))
    page = _trimmed(page)
    parts = split(page.blocks) if options.split is not False else [Part(page.blocks, main=True)]
    for one in parts:
        if one.main:
            yield replace(page, blocks=one.blocks), True
        else:
            yield _inherit(Page(one.blocks, one.title, published=one.day), page), False


def _with_title(part: Page) -> tuple[Block, ...]:
    return (Block(part.title, heading=True), *part.blocks) if part.title else part.blocks


def _trimmed(page: Page) -> Page:
    found = trim(list(page.blocks), page.title)
    return replace(page, blocks=tuple(found.blocks), author=page.author or found.author, published=page.published or found.day)


def _inherit(part: Page, page: Page) -> Page:
    """Return a dispatch with what it does not say itself taken from its page; the page's headline and author are not its own."""
    return replace(
        part, outlet=part.outlet or page.outlet, published=part.published or page.published, section=part.section or page.section,
        language=part.language or page.language, url=part.url or page.url,
    )  # fmt: skip


def dispatches(article: Article, options: Options) -> list[Article]:
    """Return the dispatches of an article that was read as one text; the article itself, unchanged, when it is an ordinary one.

    Blocks are divided by blank lines, or by line feeds when there are none.
    """
    text = article.text
    blocks = paragraphs(text) if "\n\n" in text.replace("\r", "") else [one for line in text.split("\n") if (one := block(line))]
    parts = split(blocks)
    if len(parts) < 2:
        return [article]
    found = []
    for part in parts:
        made = article.model_copy(update={"text": joined(part.blocks)})
        if not part.main:
            day = _day(part.day, options)
            own = {"title": part.title or "", "author": None, "id": f"{article.id}#{made.version[:8]}"}
            made = made.model_copy(update=own | ({"published": read_date(day, options.date_order), "published_at": None} if day else {}))
        found.append(made)
    return found


def _article(page: Page, key: str, stem: str, own: bool, kept: str | None, options: Options) -> Article:
    text = joined(page.blocks)
    if not text:
        raise InputError("no main text was found", article=key)
    record = {
        "text": text, "title": page.title, "outlet": page.outlet or _host(page.url), "url": page.url, "author": page.author,
        "section": page.section, "published": _day(page.published, options), "published_at": page.published,
        "language": of_page(page.language, text), "raw": kept,
    }  # fmt: skip
    article = article_from(record, _SAME, key, options)
    # Not the address that a teaser leads to: the whole report of that address is another article.
    return article if own else article.model_copy(update={"id": f"{key}#{article.version[:8]}"})


def _host(url: str | None) -> str | None:
    """Return the name of a page's site: who published it, where nothing else tells."""
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None


def _day(published: str | None, options: Options) -> str | None:
    """Return a page's date when it can be read: a page with a spoilt date is read without it, since its maker cannot be asked."""
    try:
        return published if published and read_date(published, options.date_order) else None
    except InputError:
        return None
