"""Files whose ending says only how they are written (.xml, .json): what is in them decides how they are read."""

from __future__ import annotations

import io
import json
from typing import Any, BinaryIO

from dateline.errors import InputError
from dateline.read.feeds import is_json_feed, read_feed
from dateline.read.formats import record_items, unmapped
from dateline.read.jsonld import is_news, objects, page_of
from dateline.read.page import Items, articles_of
from dateline.read.record import Options, columns, rejected
from dateline.read.sitemap import is_sitemap
from dateline.read.text import decode, read_bytes

_LISTS = ("articles", "items", "results", "data", "docs", "documents", "hits", "stories", "news")
"""Names under which exports keep their list of articles."""


def read_xml(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the articles of a feed, or of the pages that a sitemap lists."""
    try:
        data = read_bytes(stream, options.max_bytes)
    except InputError as error:
        yield None, rejected(error, path, None, "")
        return
    if is_sitemap(data):
        from dateline.read.web import sitemap_items

        yield from sitemap_items(data, path, options)
    else:
        yield from read_feed(io.BytesIO(data), path, stem, options)


def read_json(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the articles of a JSON Feed, of news in JSON-LD, or of a list of records (as JSON Lines, but in one array)."""
    try:
        data = read_bytes(stream, options.max_bytes)
        found = _loaded(data, options)
        if is_json_feed(found):
            yield from read_feed(io.BytesIO(data), path, stem, options)
            return
        news = [one for one in objects(json.dumps(found)) if is_news(one)]
        if news:
            for number, one in enumerate(news, start=1):
                yield from articles_of(page_of(one), path, number, f"{stem}#{number}", options)
            return
        records = _records(found)
    except InputError as error:
        yield None, rejected(error, path, None, "")
        return
    unseen = dict(options.mapping)
    for number, record in enumerate(records, start=1):
        try:
            if not isinstance(record, dict):
                raise InputError(f"the record is a JSON {type(record).__name__}; allowed: an object")
            unseen = {field: key for field, key in unseen.items() if key not in record}
            name = f"{stem}#{number}" if len(records) > 1 else stem
            chosen = columns(record, options.mapping, strict=False, follow=options.follow)
            yield from record_items(record, chosen, path, number, name, options)
        except InputError as error:
            yield number, rejected(error, path, number, json.dumps(record, ensure_ascii=False))
    yield from unmapped(unseen, path)


def _loaded(data: bytes, options: Options) -> Any:
    try:
        return json.loads(decode(data, options.encoding))
    except RecursionError:
        raise InputError("the file is nested too deeply") from None
    except ValueError as error:
        raise InputError(f"the file is not JSON: {error}; JSON Lines end in .jsonl") from None


def _records(found: Any) -> list[Any]:
    if isinstance(found, list):
        return found
    if isinstance(found, dict):
        listed = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), None)
        return listed if listed is not None else [found]
    raise InputError(f"the file is a JSON {type(found).__name__}; allowed: an article, a list of them, a JSON Feed, or news in JSON-LD")
