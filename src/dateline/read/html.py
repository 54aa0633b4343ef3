"""Pages: main text (trafilatura), what the head tells, live blogs and lists of teasers set apart."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import Any, BinaryIO

from dateline.errors import InputError
from dateline.read.block import Block, block
from dateline.read.charset import page_text
from dateline.read.needs import need
from dateline.read.page import Items, Page, Raw, articles_of
from dateline.read.record import Options, rejected
from dateline.read.split import LEAST_TEXT
from dateline.read.text import read_bytes

JAMMED = 3
"""A main text of more blocks than this did not come as one piece."""
# What a page that nobody foresaw makes the extractor raise.
_BROKEN = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
SHORT_SHARE = 0.5
"""When the page's JSON-LD tells a text, and what was extracted has less than this share of it, the JSON-LD is believed."""


def read_html(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the articles of one saved page."""
    try:
        data = read_bytes(stream, options.max_bytes)
        page = html_page(data, encoding=options.encoding)
    except InputError as error:
        yield None, rejected(error, path, None, "")
        return
    yield from articles_of(page, path, None, stem, options, Raw(data, ".html"))


def html_page(data: bytes, *, url: str | None = None, content_type: str | None = None, encoding: str | None = None) -> Page:
    """Return what a page tells; ``url`` is where it lay. Raises :class:`~dateline.errors.InputError` when it is no page,
    :class:`~dateline.errors.MissingPart` when ``dateline[web]`` is not installed."""
    need("trafilatura", "lxml", what="pages")
    from dateline.read.meta import Head
    from dateline.read.teasers import take_teasers

    tree = _tree(page_text(data, content_type, encoding))
    head = Head(tree, url)
    page = head.page()
    if page.parts:
        return page
    teasers = take_teasers(tree, head.base)
    blocks = tuple(_main_blocks(tree))
    told = head.news.blocks if head.news else ()
    if _length(blocks) < SHORT_SHARE * _length(told):
        blocks = told
    if head.is_article:
        teasers = []  # headlines of other reports around one report
    elif sum(_length(teaser.blocks) for teaser in teasers) > _length(blocks) and not _tells(tree, blocks):
        blocks = ()  # a page of teasers; what else it prints is about itself
    return replace(page, blocks=blocks, parts=tuple(teasers))


def _tells(tree: Any, blocks: tuple[Block, ...]) -> bool:
    """Tell whether a page has a report of its own, however short: sentences beside the headline that leads nowhere, in one article."""
    for head in tree.iter("h1"):
        own = [box for box in head.iterancestors("article", "main") if not box.xpath("ancestor::aside|ancestor::nav")]
        own = own or [box for box in [head.getparent()] if box is not None and box.tag in ("div", "section", "td")]
        if own and not head.xpath(".//a[@href]|ancestor::a[@href]"):
            inside = _plain(own[-1].text_content())
            return any(one.is_sentence and len(one.text) >= LEAST_TEXT and _plain(one.text) in inside for one in blocks)
    return False


def _tree(text: str) -> Any:
    from lxml import etree, html

    if not text.strip():
        raise InputError("the page is empty")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, recover=True)
    try:
        tree = html.document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise InputError(f"the page cannot be read as HTML: {error}") from None
    if not tree.xpath("//body//*"):
        raise InputError("the page is not HTML: it has no elements")
    return tree


def _main_blocks(tree: Any) -> list[Block]:
    """Return the blocks of the main text, headings marked."""
    import trafilatura

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # what it finds odd is no message for the user
    paragraphs = [one for element in tree.iter("p") if (one := block(element.text_content()))]
    try:
        found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False)
    except _BROKEN as error:
        raise InputError(f"the page's main text cannot be found: {type(error).__name__}: {' '.join(str(error).split())[:200]}") from None
    if found is None or isinstance(found, dict) or found.body is None:
        return []
    return _unjammed(list(_blocks(found.body)), paragraphs)


def _unjammed(blocks: list[Block], paragraphs: list[Block]) -> list[Block]:
    """Return the paragraphs of a page that lie in its main text, where that came as one piece without their ends (pages of tables)."""
    if len(blocks) > JAMMED:
        return blocks
    plain = _plain(_text(tuple(blocks)))
    inside = [one for one in paragraphs if _plain(one.text) in plain]
    return inside if len(inside) > 1 and len(blocks) < sum(one.is_sentence for one in inside) else blocks


def _plain(words: str) -> str:
    return "".join(words.split())


def _blocks(body: Any) -> list[Block]:
    found: list[Block] = []
    for one in body:
        if one.tag in ("list", "table", "quote", "div") and len(one):
            found += _blocks(one)
            continue
        for line in one.xpath(".//lb"):
            line.tail = "\n" + (line.tail or "")
        # Two breaks in a row end a paragraph, on pages that know no other ends.
        pieces = re.split(r"\n\s*\n", "".join(one.itertext()))
        found += [made for piece in pieces if (made := block(piece, heading=one.tag == "head"))]
        if one.tail and (made := block(one.tail)):
            found.append(made)
    return found


def _length(blocks: tuple[Block, ...]) -> int:
    return sum(len(one.text) for one in blocks)


def _text(blocks: tuple[Block, ...]) -> str:
    return " ".join(one.text for one in blocks)
