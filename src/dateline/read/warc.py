"""Web archives: WARC (as Common Crawl's news archive has it) and WACZ. Each page in them is read as if it were a file of its own."""

from __future__ import annotations

import io
import re
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
_PDF = "application/pdf"
_LOOKS = (
    (re.compile(rb"\s*(?:<!--.{0,2000}-->\s*)?<(?:!doctype html|html)\b", re.IGNORECASE | re.DOTALL), _PAGES[0]),
    (re.compile(rb"%PDF-"), _PDF),
)
"""How pages begin: where the server did not say what it sends."""
_BROKEN = (ValueError, OSError, EOFError, RuntimeError, zlib.error)


def read_warc(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the articles of the pages of an archive; pictures, scripts, errors and redirects in it are passed over.

    The number is that of the record, counted from 1. A page that was archived twice with the same bytes is read once.
    """
    yield from _or_none(_archive(stream, path, stem, options), path)


def _or_none(items: Items, path: str) -> Items:
    """Yield items, or, where there are none, that there are none."""
    empty = True
    for item in items:
        empty = False
        yield item
    if empty:
        yield None, rejected(InputError("the archive holds no page (an answer of a server that is HTML or PDF)"), path, None, "")


def _archive(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    need("fastwarc", what="web archives")
    seen: set[int] = set()
    number = 0
    try:
        for number, record in enumerate(_responses(stream, parsed=False), start=1):
            yield from _record(record, number, path, stem, options, seen)
    except _BROKEN as error:
        reason = f"the archive cannot be read after {number} answers: {' '.join(str(error).split())[:200]}"
        yield None, rejected(InputError(reason), path, None, "")


def _responses(stream: BinaryIO, *, parsed: bool) -> Iterator[Any]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource
    return iter(ArchiveIterator(stream, record_types=kinds, parse_http=parsed, auto_decode="all" if parsed else "none"))


def _record(record: Any, number: int, path: str, stem: str, options: Options, seen: set[int]) -> Items:
    url = address((record.headers.get("WARC-Target-URI") or "").strip("<>"))
    try:
        kind, charset, data = _payload(record, options.max_bytes)
        if kind is None or (key := hash((url, data))) in seen:
            return
        seen.add(key)
        if kind in _PAGES:
            whole = f"{kind}; charset={charset}" if charset else kind
            page, ending = html_page(data, url=url, content_type=whole, encoding=options.encoding), ".html"
        else:
            page, ending = replace(pdf_page(data, options.max_chars), url=url), ".pdf"
    except InputError as error:
        yield number, rejected(InputError(error.reason, article=url), path, number, "")
        return
    yield from articles_of(page, path, number, f"{stem}#{number}", options, Raw(data, ending))


def _payload(record: Any, most: int) -> tuple[str | None, str | None, bytes]:
    """Return of what kind an answer is (None: no page), its charset, and its bytes, unpacked.

    Each record is cut out of the archive before it is unpacked: what is wrong in one, however packed, harms no other. Raises
    :class:`~dateline.errors.InputError` for a page that is too large, cut off, or cannot be unpacked.
    """
    packed = record.reader.read(most + 65_536)
    head = b"".join(f"{name}: {value}\r\n".encode() for name, value in record.headers.items() if name.lower() != "content-length")
    one = b"WARC/1.0\r\n" + head + b"Content-Length: %d\r\n\r\n" % len(packed) + packed + b"\r\n\r\n"
    try:
        answer = next(_responses(io.BytesIO(one), parsed=True), None)
        if answer is None or (answer.http_headers is not None and answer.http_headers.status_code != 200):
            return None, None, b""
        kind = (answer.http_content_type or ("" if answer.http_headers is not None else record.headers.get("Content-Type")) or "").lower()
        if kind not in (*_PAGES, _PDF, ""):
            return None, None, b""
        data = answer.reader.read(most + 1)
    except _BROKEN as error:
        raise InputError(f"the answer cannot be unpacked: {' '.join(str(error).split())[:200]}") from None
    if not kind:
        kind = next((name for look, name in _LOOKS if look.match(data)), "")
    if not kind or not data.strip():
        return None, None, b""
    if len(data) > most or record.content_length > most + 65_536:
        raise InputError(f"the page has more than {most:,} bytes")
    if len(packed) < record.content_length:
        raise InputError(f"the answer is cut off: {len(packed):,} of {record.content_length:,} bytes are there")
    return kind, answer.http_charset, data


def read_wacz(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the articles of the archives that a WACZ file packs."""
    yield from _or_none(_packed(stream, path, stem, options), path)


def _packed(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = sorted(name for name in archive.namelist() if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")))
            if not names:
                raise InputError("the file packs no web archive (archive/*.warc.gz)")
            for name in names:
                with archive.open(name) as part:
                    yield from _named(_archive(cast("BinaryIO", part), path, f"{stem}/{name.removeprefix('archive/')}", options), name)
    except InputError as error:
        yield None, rejected(error, path, None, "")
    except (zipfile.BadZipFile, NotImplementedError, *_BROKEN) as error:
        yield None, rejected(InputError(f"the file cannot be read as WACZ: {error}"), path, None, "")


def _named(items: Items, name: str) -> Iterator[tuple[int | None, Article | Reject]]:
    """Let rejects say in which of the archives they stood."""
    for line, item in items:
        yield line, replace(item, reason=f"{item.reason} (in {name})") if isinstance(item, Reject) else item
