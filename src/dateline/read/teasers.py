"""Teasers on a page: headlines that link to other pages, each with a sentence or two under it."""

from __future__ import annotations

from itertools import islice
from typing import Any

from dateline.read.address import address
from dateline.read.block import Block, block
from dateline.read.page import Page

LEAST = 3
"""Fewer make no list."""
LEAST_TEXT = 60
MOST_TEXT = 1500
_NOWHERE = "http://page.invalid/"
"""Where a page lies of which nobody told: its links can be told apart, but lead nowhere."""
_HEADINGS = ("h1", "h2", "h3", "h4")
_ASIDE = "ancestor::nav|ancestor::aside|ancestor::footer|ancestor::header[not(ancestor::article)]"


def take_teasers(tree: Any, base: str | None) -> list[Page]:
    """Return the teasers of a page and take them out of its tree; none, and nothing taken out, when they are too few."""
    found = []
    for heading in tree.iter(*_HEADINGS):
        link = _link(heading, base)
        if link and not heading.xpath(_ASIDE) and (container := _container(heading)) is not None:
            blocks = _blocks(container, heading)
            length = sum(len(one.text) for one in blocks)
            # An <article> may be whole, as on the front page of a blog; another box that long is a section of one report.
            if length >= LEAST_TEXT and (length <= MOST_TEXT or container.tag == "article") and any(one.is_sentence for one in blocks):
                title = block(heading.text_content())
                times = [one.get("datetime") for one in container.iter("time") if one.get("datetime")]
                page = Page(
                    tuple(blocks), title.text if title else None, published=times[0] if times else None,
                    url=None if link.startswith(_NOWHERE) else link,
                )  # fmt: skip
                found.append((container, link, page))
    if len({link for _, link, _ in found}) < LEAST:
        return []
    for container, _, _ in found:
        if (parent := container.getparent()) is not None:
            parent.remove(container)
    return [page for _, _, page in found]


def _link(heading: Any, base: str | None) -> str | None:
    links = heading.xpath(".//a[@href]|ancestor::a[@href]")
    return address(links[0].get("href"), base or _NOWHERE) if links else None


def _container(heading: Any) -> Any:
    """Return the largest element around a headline that holds no other headline: its teaser."""
    best = None
    for parent in heading.iterancestors():
        if parent.tag in ("body", "html", "main") or len(list(islice(parent.iter(*_HEADINGS), 2))) > 1:
            break
        best = parent
    return best


def _blocks(container: Any, heading: Any) -> list[Block]:
    """Return the texts of a teaser: its paragraphs, or what its innermost boxes hold."""
    inside = set(heading.iter())
    paragraphs = [one for one in container.iter("p") if one not in inside]
    boxes = paragraphs or [one for one in container.iter("div", "span", "li", "dd") if one not in inside and not len(one)]
    found = (block(one.text_content()) for one in boxes)
    return [one for one in found if one and one.is_sentence]
