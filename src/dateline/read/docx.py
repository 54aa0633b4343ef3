"""Word documents (.docx): paragraphs in their order, headings marked; deleted and hidden text is not there."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree import ElementTree

from dateline.errors import InputError
from dateline.read.block import Block, block
from dateline.read.page import Items, Page, Raw, articles_of
from dateline.read.record import Options, rejected
from dateline.read.text import read_bytes

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
"""The same names as the strict form of the format has them."""
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DC = "{http://purl.org/dc/elements/1.1/}"
_LEFT_OUT = frozenset({_FALLBACK, _W + "del", _W + "moveFrom", _W + "instrText", _W + "footnoteReference"})


def read_docx(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the articles of one document."""
    try:
        data = read_bytes(stream, options.max_bytes)
        page = docx_page(data, options.max_bytes)
    except InputError as error:
        yield None, rejected(error, path, None, "")
        return
    yield from articles_of(page, path, None, stem, options, Raw(data, ".docx"))


def docx_page(data: bytes, most: int) -> Page:
    """Return what a document tells; raises :class:`~dateline.errors.InputError` when it is none, or unpacks to more than ``most`` bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            blocks = tuple(_blocks(_xml(archive, _main(archive, most), most)))
            core = _core_of(archive, most)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        KeyError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,  # a zip file whose parts lie before its beginning
    ) as error:
        raise InputError(f"the file is no Word document that can be read (.docx): {error}") from None
    title = _core(core, "title") or next((one.text for one in blocks[:1] if one.heading), None)
    creator = _core(core, "creator")
    # Who saved a document is often the name of an account ("user1"): a name of one word says nothing.
    return Page(blocks, title, author=creator if creator and " " in creator else None)


def _main(archive: zipfile.ZipFile, most: int) -> str:
    """Return the name of the part that holds the text: programs call it as they like, and say in the package how."""
    if "_rels/.rels" in archive.namelist():
        for one in _xml(archive, "_rels/.rels", most).iter(_RELATION):
            if (one.get("Type") or "").endswith("/officeDocument") and (found := (one.get("Target") or "").lstrip("/")):
                return found
    return "word/document.xml"


def _core_of(archive: zipfile.ZipFile, most: int) -> ElementTree.Element | None:
    try:
        return _xml(archive, "docProps/core.xml", most) if "docProps/core.xml" in archive.namelist() else None
    except (ElementTree.ParseError, InputError):
        return None  # a spoilt title costs the title


def _xml(archive: zipfile.ZipFile, name: str, most: int) -> ElementTree.Element:
    with archive.open(name) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise InputError(f"the document unpacks to more than {most:,} bytes")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise InputError("the document declares entities, which no Word document does")
    return ElementTree.fromstring(data.replace(_STRICT, _W[1:-1].encode()))


def _core(core: ElementTree.Element | None, name: str) -> str | None:
    found = core.find(_DC + name) if core is not None else None
    return " ".join(found.text.split()) or None if found is not None and found.text else None


def _blocks(document: ElementTree.Element) -> Iterator[Block]:
    for paragraph in _below(document, _W + "p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        named = (style.get(_W + "val") or "").lower() if style is not None else ""
        if found := block("".join(_pieces(paragraph)), heading=named.startswith(("heading", "title"))):
            yield found


def _below(element: ElementTree.Element, tag: str) -> Iterator[ElementTree.Element]:
    """Yield the elements of a name in their order, those inside others of that name too (text boxes), never those left out."""
    for child in element:
        if child.tag not in _LEFT_OUT:
            if child.tag == tag:
                yield child
            yield from _below(child, tag)


def _pieces(paragraph: ElementTree.Element) -> Iterator[str]:
    for child in paragraph:
        if child.tag in _LEFT_OUT or child.tag == _W + "p" or (child.tag == _W + "r" and child.find(f"{_W}rPr/{_W}vanish") is not None):
            continue
        if child.tag == _W + "t":
            yield child.text or ""
        elif child.tag in (_W + "br", _W + "cr"):
            yield "\n"
        elif child.tag == _W + "tab":
            yield " "
        else:
            yield from _pieces(child)
