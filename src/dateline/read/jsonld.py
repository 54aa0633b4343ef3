"""News as schema.org tells it: JSON-LD in pages and in files of its own, live blogs with their entries."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.read.address import address
from dateline.read.block import Block, block
from dateline.read.page import Page

NEWS = frozenset(
    "NewsArticle Article ReportageNewsArticle AnalysisNewsArticle BackgroundNewsArticle OpinionNewsArticle AskPublicNewsArticle "
    "ReviewNewsArticle LiveBlogPosting BlogPosting Report".split()
)
"""The types of schema.org that are reports."""
_DEEP = 6
_WRAPPER = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_TAG = re.compile(r"<[a-zA-Z/][^>]{0,500}>")
_BREAK = re.compile(r"<(?:/p|br|/div|/li|/h\d)\b[^>]{0,100}>", re.IGNORECASE)


def objects(text: str) -> list[dict[str, Any]]:
    """Return the objects of a JSON-LD text, those of its lists and graphs too; none when it is no JSON."""
    try:
        data = json.loads(_WRAPPER.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return []
    return list(_flat(data, 0))


def _flat(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEP:
        return
    if isinstance(data, list):
        for one in data:
            yield from _flat(one, depth + 1)
    elif isinstance(data, dict):
        yield data
        for name in ("@graph", "itemListElement", "item", "mainEntity", "hasPart"):
            if isinstance(data.get(name), list | dict):
                yield from _flat(data[name], depth + 1)


def is_news(found: Mapping[str, Any]) -> bool:
    """Tell whether an object is a report."""
    kinds = found.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.rsplit("/", 1)[-1] in NEWS for kind in named)


def page_of(found: Mapping[str, Any], base: str | None = None) -> Page:
    """Return what a report's object tells; its blocks are those of its ``articleBody``, its parts the entries of a live blog."""
    updates = found.get("liveBlogUpdate")
    parts = tuple(page_of(one, base) for one in (updates if isinstance(updates, list) else [updates]) if isinstance(one, dict))
    body = found.get("articleBody") or found.get("text") or ""
    if isinstance(body, list):
        body = "\n".join(one for one in body if isinstance(one, str))
    return Page(
        blocks=tuple(text_blocks(body)) if isinstance(body, str) else (),
        title=words(found.get("headline")) or words(found.get("name")),
        outlet=_names(found.get("publisher")) or _names(found.get("sourceOrganization")),
        author=_names(found.get("author")) or _names(found.get("creator")),
        section=_names(found.get("articleSection")),
        published=words(found.get("datePublished")) or words(found.get("dateCreated")),
        url=_url(found, base),
        language=_names(found.get("inLanguage")),
        parts=tuple(part for part in parts if part.blocks),
    )


def _url(found: Mapping[str, Any], base: str | None) -> str | None:
    main = found.get("mainEntityOfPage")
    for value in (found.get("url"), main.get("@id") if isinstance(main, dict) else main, found.get("@id")):
        if isinstance(value, str) and (whole := address(value, base)) and (value.startswith("http") or base):
            return whole
    return None


def words(value: object) -> str | None:
    """Return a text with entities read and blanks made single; None for what is no text."""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    return " ".join(_TAG.sub(" ", html.unescape(html.unescape(value))).split()) or None


def _names(value: object) -> str | None:
    if isinstance(value, list):
        return "; ".join(dict.fromkeys(name for one in value if (name := _names(one)))) or None
    found = words(value)
    return None if found is None or found.startswith(("http://", "https://")) else found


def text_blocks(body: str) -> list[Block]:
    """Return the blocks of a text that may hold tags: each line is a block, as line feeds divide paragraphs in JSON-LD and feeds."""
    plain = _TAG.sub("", _BREAK.sub("\n", body.replace("\n", " "))) if _TAG.search(body) else body
    return [found for line in re.split(r"[\r\n]+", html.unescape(plain)) if (found := block(line))]
