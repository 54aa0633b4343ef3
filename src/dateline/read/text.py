"""Bytes to text: decoding that says where it failed, lines in bounded memory, and the checks that a text is one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from dateline.errors import InputError, SettingError

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# Control characters that no text needs; a few are tolerated (the coder blanks them), a text full of them is a binary file.
_JUNK = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
JUNK_SHARE = 0.05
_SURROGATE = re.compile("[\ud800-\udfff]")
EXCERPT = 200
"""How many characters of what was set aside are kept with it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number (from 1), its text, and what is wrong with it, if anything (then the text is only for showing)."""

    number: int
    text: str
    problem: str | None = None


def check_encoding(encoding: str | None) -> None:
    """Raise :class:`~dateline.errors.SettingError` when Python knows no text encoding of that name."""
    if encoding is None:
        return
    try:
        "a".encode(encoding)
    except (LookupError, UnicodeError):
        raise SettingError(
            f"found encoding {encoding!r}; allowed: a text encoding that Python knows, such as utf-8, cp1252, utf-16, cp1256"
        ) from None


def decode(data: bytes, encoding: str | None, *, offset: int = 0) -> str:
    """Return bytes as text, a byte-order mark at the start of the file taken off; ``offset`` is where ``data`` stands in the file.

    Without ``encoding`` the bytes must be UTF-8. Raises :class:`~dateline.errors.InputError` with the position of the first wrong byte.
    """
    if encoding is None and offset == 0:
        for mark, name in _BOMS:
            if data.startswith(mark):
                raise InputError(f"the file starts with the byte-order mark of {name.upper()}; allowed: UTF-8; give --encoding {name}")
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        raise InputError(_undecodable(data, error, encoding, offset)) from None
    return text.removeprefix("\ufeff") if offset == 0 else text


def _undecodable(data: bytes, error: UnicodeDecodeError, encoding: str | None, offset: int) -> str:
    where = f"byte 0x{error.object[error.start]:02x} at position {offset + error.start} (counted from 0)"
    if b"\x00" in data[:4096] or len(_JUNK.findall(data[:4096].decode("latin-1"))) > JUNK_SHARE * len(data[:4096]):
        return f"{where} is not text: this looks like a binary file; give its text instead"
    if encoding is None:
        return f"{where} is not UTF-8; save the file as UTF-8, or give its encoding, such as --encoding cp1252"
    return f"{where} is not {encoding}; give another --encoding"


def check_text(text: str, longest: int) -> None:
    """Raise :class:`~dateline.errors.InputError` when a text is empty, too long, binary, or holds half a character."""
    if not text.strip():
        raise InputError("the text is empty")
    if len(text) > longest:
        raise InputError(f"the text has {len(text):,} characters; {_too_long(longest)}")
    if half := _SURROGATE.search(text):
        raise InputError(
            f"the text holds half a character (surrogate U+{ord(half.group()):04X}) at position {half.start()}; repair the file"
        )
    if (junk := len(_JUNK.findall(text))) > JUNK_SHARE * len(text):
        raise InputError(f"{junk:,} of the text's {len(text):,} characters are control characters: this looks like binary data, not text")


def _too_long(longest: int) -> str:
    return f"allowed: {longest:,} (the setting max_chars); cut it into its articles, or set DATELINE_MAX_CHARS higher"


def read_whole(stream: BinaryIO, encoding: str | None, longest: int) -> str:
    """Return the text of a stream that holds one article; raises :class:`~dateline.errors.InputError` as :func:`decode` and
    when there are more bytes than ``longest`` characters can have (no more than those are read)."""
    most = 4 * longest + 4
    data = stream.read(most + 1)
    if len(data) > most:
        raise InputError(f"the text has more than {longest:,} characters; {_too_long(longest)}")
    return decode(data, encoding)


def read_bytes(stream: BinaryIO, most: int) -> bytes:
    """Return all bytes of a stream; raises :class:`~dateline.errors.InputError` when there are more than ``most`` (no more are read)
    or none."""
    data = stream.read(most + 1)
    if len(data) > most:
        raise InputError(f"there are more than {most:,} bytes; set DATELINE_MAX_CHARS higher to read it")
    if not data.strip():
        raise InputError("the file is empty")
    return data


def read_lines(stream: BinaryIO, encoding: str | None, longest: int) -> Iterator[Line]:
    """Yield the lines of a stream, with their line feeds; a line that cannot be decoded, or has more than ``longest`` bytes,
    carries its problem and costs no other line."""
    if encoding is None or "\n".encode(encoding) == b"\n":
        return _byte_lines(stream, encoding, longest)
    return _wide_lines(stream, encoding, longest)


def _byte_lines(stream: BinaryIO, encoding: str | None, longest: int) -> Iterator[Line]:
    number, offset = 0, 0
    while data := stream.readline(longest + 1):
        number += 1
        length = len(data)
        if length > longest and not data.endswith(b"\n"):
            length += _skip_line(stream, longest)
            yield Line(number, _excerpt(data), f"the line is longer than {longest:,} bytes; {_too_long(longest // BYTES_A_CHARACTER)}")
        else:
            yield _decoded(number, data, encoding, offset)
        offset += length


def _skip_line(stream: BinaryIO, longest: int) -> int:
    skipped = 0
    while data := stream.readline(longest):
        skipped += len(data)
        if data.endswith(b"\n"):
            break
    return skipped


def _decoded(number: int, data: bytes, encoding: str | None, offset: int) -> Line:
    try:
        return Line(number, decode(data, encoding, offset=offset))
    except InputError as error:
        return Line(number, data.decode("utf-8", "backslashreplace"), error.reason)


def _excerpt(data: bytes) -> str:
    return data[: 4 * EXCERPT].decode("utf-8", "backslashreplace")


def _wide_lines(stream: BinaryIO, encoding: str, longest: int) -> Iterator[Line]:
    """Lines of an encoding in which a line feed is not one byte: after a wrong byte the rest of the file has no known beginning."""
    decoder = codecs.getincrementaldecoder(encoding)()
    number, offset, rest = 0, 0, ""
    while True:
        data = stream.read(1 << 16)
        try:
            rest += decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            offset -= len(error.object) - len(data)  # the decoder keeps the bytes of a character that is not yet whole
            yield Line(number + 1, _excerpt(data), f"{_undecodable(data, error, encoding, offset)}; the rest of the file was not read")
            return
        offset += len(data)
        *whole, rest = rest.split("\n")
        for text in whole:
            number += 1
            yield Line(number, (text.removeprefix("\ufeff") if number == 1 else text) + "\n")
        if len(rest) > longest:
            yield Line(number + 1, rest[:EXCERPT], f"the line is longer than {longest:,} characters; the rest of the file was not read")
            return
        if not data:
            break
    if rest:
        yield Line(number + 1, rest.removeprefix("\ufeff") if number == 0 else rest)


BYTES_A_CHARACTER = 12
"""The most bytes that one character takes in a line of JSON (two ``\\uXXXX``)."""
