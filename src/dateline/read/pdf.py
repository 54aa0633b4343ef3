"""PDF files that hold text: lines joined to paragraphs again, running heads and page numbers off. Scanned pages hold none."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections import Counter
from typing import BinaryIO

from dateline.errors import InputError
from dateline.read.block import unwrapped
from dateline.read.needs import need
from dateline.read.page import Items, Page, Raw, articles_of
from dateline.read.record import Options, rejected
from dateline.read.text import read_bytes

MOST_PAGES = 500
RUNNING = 3
"""A line at the edge of at least this many pages, its numbers left out, is a running head."""
_EDGE = 2
_NO_TITLE = re.compile(r"(?i)untitled.*|microsoft word.*|.*\.(?:docx?|pdf|odt|indd|qxd|html?)|document\d*|.{0,7}")
# What a PDF that nobody foresaw makes the reader raise.
_BROKEN = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, OSError, RecursionError, TypeError, ValueError,
    zlib.error,
)  # fmt: skip


def read_pdf(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the articles of one file."""
    try:
        data = read_bytes(stream, options.max_bytes)
        page = pdf_page(data, options.max_chars)
    except InputError as error:
        yield None, rejected(error, path, None, "")
        return
    yield from articles_of(page, path, None, stem, options, Raw(data, ".pdf"))


def pdf_page(data: bytes, longest: int) -> Page:
    """Return what a file tells; raises :class:`~dateline.errors.InputError` when it is broken, locked, or holds no text."""
    need("pypdf", what="PDF files")
    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("the PDF is locked with a password; save it without one")
        pages, length = [], 0
        for number, one in enumerate(reader.pages):
            pages.append(one.extract_text() or "")
            length += len(pages[-1])
            if number >= MOST_PAGES or length > longest:
                raise InputError(f"the PDF has more than {MOST_PAGES} pages or {longest:,} characters; cut it into its articles")
        known = reader.metadata
        title, author = (known.title, known.author) if known else (None, None)
    except DependencyError as error:
        reason = f"the PDF is locked in a way that needs another package ({' '.join(str(error).split())[:100]}): pip install cryptography"
        raise InputError(reason) from None
    except (PyPdfError, *_BROKEN) as error:
        raise InputError(f"the file cannot be read as PDF: {' '.join(str(error).split())[:200] or type(error).__name__}") from None
    blocks = tuple(unwrapped("\n".join(_without_running(pages)), hyphenated=True))
    if not blocks:
        raise InputError("the PDF holds no text: it may be a scan; dateline does not read pictures")
    title = str(title).strip() if title and not _NO_TITLE.fullmatch(str(title).strip()) else None
    return Page(blocks, title, author=str(author).strip() if author and " " in str(author).strip() else None)


def _without_running(pages: list[str]) -> list[str]:
    lines = [page.replace("\r\n", "\n").split("\n") for page in pages]
    edges = Counter(key for page in lines for key in {_key(line) for line in (*page[:_EDGE], *page[-_EDGE:])})
    return ["\n".join(line for at, line in enumerate(page) if not _runs(line, at, len(page), edges)) for page in lines]


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.lower().split()))


def _runs(line: str, at: int, number: int, edges: Counter[str]) -> bool:
    if not line.strip() or _EDGE <= at < number - _EDGE:
        return False
    return edges[_key(line)] >= RUNNING or bool(re.fullmatch(r"\s*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\s*", line, re.IGNORECASE))
