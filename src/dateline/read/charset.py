"""Bytes of a page to text: what the bytes are counts more than what is said of them."""

from __future__ import annotations

import codecs
import re
from importlib.util import find_spec

from dateline.read.language import reads_english

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"""<(?:meta\b[^>]{0,200}?charset\s*=|\?xml\b[^>]{0,200}?encoding\s*=)\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_BETWEEN_TAGS = re.compile(rb"<[^>]*>")
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_WRONG_NAMES = frozenset({"latin-1", "latin1", "iso-8859-1", "iso8859-1", "us-ascii", "ascii"})


def page_text(data: bytes, content_type: str | None = None, encoding: str | None = None) -> str:
    """Return the bytes of a page as text; nothing is raised, what cannot be decoded becomes U+FFFD.

    ``encoding`` (what the user says) decides; else a byte-order mark; else UTF-8 when the bytes are UTF-8, since no other
    encoding looks like it by chance; else what the header of the answer or the page says; else what the
    bytes look like; else Windows-1252.
    """
    if encoding:
        return data.decode(encoding, "replace").removeprefix("\ufeff")
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    text = data.decode("utf-8", "replace")
    # A page that was cut off, or has a few spoilt characters, is still UTF-8.
    if (spoilt := text.count("\ufffd")) == 0 or spoilt < sum(character > "\x7f" for character in text) - spoilt:
        return text
    named = _said(data, content_type) or _guess(data) or "cp1252"
    return data.decode(named, "replace")


def _guess(data: bytes) -> str | None:
    # In English prose the odd bytes are quotes and accents of Windows: too few for what follows to tell encodings apart.
    odd = b" ".join(piece for piece in _BETWEEN_TAGS.split(data[:1_000_000]) if not piece.isascii())
    if reads_english(odd.decode("cp1252", "replace")) or find_spec("charset_normalizer") is None:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    return _known(best.encoding) if best else None


def _said(data: bytes, content_type: str | None) -> str | None:
    header = _HEADER.search(content_type or "")
    inside = _META.search(data[:4096])
    for name in (header[1] if header else "", inside[1].decode("ascii") if inside else ""):
        known = _known(name)
        if known and known != "utf-8":
            return known
    return None


def _known(name: str) -> str | None:
    """Return Python's name of an encoding; browsers read Latin-1 as Windows-1252, and so does this."""
    if name.lower() in _WRONG_NAMES:
        return "cp1252"
    try:
        "a".encode(name)
        return codecs.lookup(name).name
    except (LookupError, UnicodeError):
        return None
