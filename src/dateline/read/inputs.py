"""What a user names as input (files, folders, ``-``) to articles, in a fixed order, each article once."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from dateline.errors import InputError, MissingPart
from dateline.model import Article
from dateline.read.address import is_address
from dateline.read.formats import Format, Items, read_either
from dateline.read.page import dispatches
from dateline.read.record import Options, Reject, rejected

_FORMATS: Mapping[str, str] = {
    ".txt": "formats.read_text", ".md": "formats.read_text", ".jsonl": "formats.read_jsonl", ".ndjson": "formats.read_jsonl",
    ".csv": "formats.read_csv", ".tsv": "formats.read_csv", ".parquet": "formats.read_parquet",
    ".html": "html.read_html", ".htm": "html.read_html", ".xhtml": "html.read_html",
    ".mhtml": "mail.read_mhtml", ".mht": "mail.read_mhtml", ".eml": "mail.read_mail",
    ".pdf": "pdf.read_pdf", ".docx": "docx.read_docx",
    ".xml": "trees.read_xml", ".rss": "trees.read_xml", ".atom": "trees.read_xml",
    ".json": "trees.read_json", ".jsonld": "trees.read_json",
    ".warc": "warc.read_warc", ".warc.gz": "warc.read_warc", ".wacz": "warc.read_wacz",
}  # fmt: skip
"""Which function reads a file, by its ending; loaded when a file has it, since what reads pages takes its time to load."""
SUFFIXES: tuple[str, ...] = tuple(_FORMATS)
"""The endings of the files that can be read."""


def _ending(name: str) -> str:
    """Return the ending of a file's name in small letters; ``.warc.gz`` is one."""
    small = name.lower()
    return next((ending for ending in (".warc.gz",) if small.endswith(ending)), Path(small).suffix)


def _format(ending: str) -> Format:
    module, _, function = _FORMATS[ending].rpartition(".")
    found: Format = getattr(import_module(f"dateline.read.{module}"), function)
    return found


def read(inputs: Iterable[str | Path], options: Options | None = None, *, stdin: BinaryIO | None = None) -> Iterator[Article | Reject]:
    """Yield the articles of files, of folders (all below them, sorted by path, hidden ones left out), of web addresses
    (where ``options.fetch`` allows it) and of ``-`` (standard input).

    Memory does not grow with the input but for some hundred bytes an article, which find articles that come twice.
    """
    options = options or Options()
    seen: dict[int, int] = {}
    for given in inputs:
        for place, line, item in _items(str(given), options, stdin):
            if not isinstance(item, Article):
                yield item
                continue
            # Rows and records are one article each, unless splitting was asked for; an article that is one dispatch stays one.
            for article in dispatches(item, options) if options.split else (item,):
                yield _first_time(article, place, line, seen)


@dataclass(frozen=True, slots=True)
class _File:
    """A file to read: its path for messages, and the stem of the ids made for its articles."""

    path: str
    stem: str


def _items(given: str, options: Options, stdin: BinaryIO | None) -> Iterator[tuple[_File, int | None, Article | Reject]]:
    if given == "-":
        file = _File("-", "stdin")
        for line, item in read_either(stdin or sys.stdin.buffer, file.path, file.stem, options):
            yield file, line, item
        return
    if is_address(given):
        yield from _lying_at(given, options)
        return
    path, empty = Path(given), True
    for found in _files(path):
        empty = False
        if isinstance(found, Reject):
            yield _File(given, ""), None, found
        else:
            for line, item in _articles(found, options):
                yield found, line, item
    if empty:
        reason = f"the folder holds no file that can be read; allowed: {', '.join(SUFFIXES)}"
        yield _File(given, ""), None, rejected(InputError(reason), given, None, "")


def _lying_at(url: str, options: Options) -> Iterator[tuple[_File, int | None, Article | Reject]]:
    from dateline.read.web import read_address

    file = _File(url, url)
    try:
        for line, item in read_address(url, options):
            yield file, line, item
    except MissingPart as error:
        yield file, None, rejected(InputError(str(error)), url, None, "")


def _files(path: Path) -> Iterator[_File | Reject]:
    if not os.path.isdir(path):  # unlike Path.is_dir, never raises
        yield _File(str(path), path.name)
        return
    # The folder's own name leads, not the way to it: ids stay the same on another machine, and tell nothing about this one. Its real
    # name, however it was called (".", "../news", a link), so that the same file has the same id whoever reads it from wherever.
    name = os.path.basename(os.path.realpath(path))
    for found in _below(path):
        yield found if isinstance(found, Reject) else _File(str(found), f"{name}/{found.relative_to(path).as_posix()}".lstrip("/"))


def _below(folder: Path) -> Iterator[Path | Reject]:
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        yield _unreadable(folder, error)
        return
    names = {entry.name for entry in found}
    for entry in found:
        if entry.name.endswith("_files") and {f"{entry.name.removesuffix('_files')}{ending}" for ending in (".html", ".htm")} & names:
            continue  # what a browser saves beside a page: its pictures, and the frames of its advertisements
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path))
        elif _ending(entry.name) in _FORMATS:
            # What is no file (a pipe, a socket) would be waited for without end; a link to nothing is told as such when it is opened.
            pipe = os.path.exists(entry.path) and not entry.is_file() and not entry.is_dir()
            yield rejected(InputError("it is no file"), entry.path, None, "") if pipe else Path(entry.path)


def _unreadable(path: Path, error: OSError) -> Reject:
    return rejected(InputError(f"it cannot be read: {error.strerror or error}"), str(path), None, "")


def _articles(file: _File, options: Options) -> Items:
    path = Path(file.path)
    ending = _ending(path.name)
    if ending not in _FORMATS:
        found = f"a file that ends in {path.suffix!r}" if path.suffix else "a file without an ending"
        reason = f"found {found}; allowed: {', '.join(SUFFIXES)}, a folder, or - for standard input"
        yield None, rejected(InputError(reason), file.path, None, "")
        return
    try:
        with path.open("rb") as stream:
            yield from _format(ending)(stream, file.path, file.stem, options)
    except MissingPart as error:
        yield None, rejected(InputError(str(error)), file.path, None, "")
    except OSError as error:
        yield None, _unreadable(path, error)


def _first_time(article: Article, file: _File, line: int | None, seen: dict[int, int]) -> Article | Reject:
    """Return the article, under an id of its own: reject it when it came before, or when its id was given to another text."""
    key, text = _hash(article.id), int(article.version, 16)
    if key not in seen:
        seen[key] = text
        return article
    # An address, or the name of a file, is not the article's own id: the same page may have been saved twice, with another text.
    made = article.id in (file.stem, f"{file.stem}#{line}") or article.id == article.url or article.id.startswith(f"{file.stem}#")
    if seen[key] != text and made:
        # Two files of one name in two folders: the id was made here, so another can be; it depends on the text alone.
        again = article.model_copy(update={"id": f"{article.id}~{article.version[:8]}"})
        return _first_time(again, file, line, seen)
    same = "the same text: it counts once" if seen[key] == text else "another text; give each article an id of its own"
    reason = f"the id {article.id!r} was read before in this run, with {same}"
    return rejected(InputError(reason, article=article.id), file.path, line, article.text)


def _hash(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest())
