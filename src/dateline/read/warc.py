"""Web archives: WARC (as Common Crawl's news archive has it) and WACZ. Each page in them is read as if it were a file of its own."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO, cast

from dateline.errors import InputError
from dateline.model import Article
from dateline.read.address import address
from dateline.read.html import html_page
from dateline.read.needs import need
from dateline.read.page import Items, Raw, articles_of
from dateline.read.pdf import pdf_page
from dateline.read.record import Options, Reject, rejected

_PAGES = ("text/html", "application/xhtml+xml")
_BROKEN = (ValueError, OSError, EOFError, RuntimeError, zlib.error)


def read_warc(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the articles of the pages of an archive; pictures, scripts, errors and redirects in it are passed over.

    The number is that of the record, counted from 1. A page that was archived twice with the same bytes is read once.
    """
    need("fastwarc", what="web archives")
    seen: set[int] = set()
    number = 0
    try:
        for number, record in enumerate(_responses(stream), start=1):
            yield from _record(record, number, path, stem, options, seen)
    except _BROKEN as error:
        reason = f"the archive cannot be read after {number} answers: {' '.join(str(error).split())[:200]}"
        yield None, rejected(InputError(reason), path, None, "")
        return
    if number == 0:
        yield None, rejected(InputError("the archive holds no answer of a server"), path, None, "")


def _responses(stream: BinaryIO) -> Iterator[Any]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource
    return iter(ArchiveIterator(stream, record_types=kinds, parse_http=True, auto_decode="all"))


def _record(record: Any, number: int, path: str, stem: str, options: Options, seen: set[int]) -> Items:
    head = record.http_headers
    if head is not None and head.status_code != 200:
        return
    kind = (record.http_content_type or record.headers.get("Content-Type") or "").lower()
    if kind not in (*_PAGES, "application/pdf"):
        return
    data = record.reader.read(options.max_bytes + 1)
    url = address((record.headers.get("WARC-Target-URI") or "").strip("<>"))
    if not data.strip() or (key := hash((url, data))) in seen:
        return
    seen.add(key)
    whole = f"{kind}; charset={record.http_charset}" if record.http_charset else kind
    try:
        if len(data) > options.max_bytes:
            raise InputError(f"the page has more than {options.max_bytes:,} bytes")
        if kind in _PAGES:
            page, ending = html_page(data, url=url, content_type=whole, encoding=options.encoding), ".html"
        else:
            page, ending = replace(pdf_page(data, options.max_chars), url=url), ".pdf"
    except InputError as error:
        yield number, rejected(InputError(error.reason, article=url), path, number, "")
        return
    yield from articles_of(page, path, number, f"{stem}#{number}", options, Raw(data, ending))


def read_wacz(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the articles of the archives that a WACZ file packs."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = sorted(name for name in archive.namelist() if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")))
            if not names:
                raise InputError("the file packs no web archive (archive/*.warc.gz)")
            for name in names:
                with archive.open(name) as part:
                    yield from _named(read_warc(cast("BinaryIO", part), path, f"{stem}/{name.removeprefix('archive/')}", options), name)
    except InputError as error:
        yield None, rejected(error, path, None, "")
    except (zipfile.BadZipFile, NotImplementedError, *_BROKEN) as error:
        yield None, rejected(InputError(f"the file cannot be read as WACZ: {error}"), path, None, "")


def _named(items: Items, name: str) -> Iterator[tuple[int | None, Article | Reject]]:
    """Let rejects say in which of the archives they stood."""
    for line, item in items:
        yield line, replace(item, reason=f"{item.reason} (in {name})") if isinstance(item, Reject) else item
