"""What a user names as input (files, folders, ``-``) to articles, in a fixed order, each article once."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dateline.errors import InputError
from dateline.model import Article
from dateline.read.formats import Format, Items, read_csv, read_either, read_jsonl, read_parquet, read_text
from dateline.read.record import Options, Reject, rejected

_FORMATS: Mapping[str, Format] = {
    ".txt": read_text, ".md": read_text, ".jsonl": read_jsonl, ".ndjson": read_jsonl,
    ".csv": read_csv, ".tsv": read_csv, ".parquet": read_parquet,
}  # fmt: skip
SUFFIXES: tuple[str, ...] = tuple(_FORMATS)
"""The endings of the files that can be read."""


def read(inputs: Iterable[str | Path], options: Options | None = None, *, stdin: BinaryIO | None = None) -> Iterator[Article | Reject]:
    """Yield the articles of files, of folders (all below them, sorted by path, hidden ones left out) and of ``-`` (standard input).

    Memory does not grow with the input but for some hundred bytes an article, which find articles that come twice.
    """
    options = options or Options()
    seen: dict[int, int] = {}
    for given in inputs:
        for place, line, item in _items(str(given), options, stdin):
            yield _first_time(item, place, line, seen) if isinstance(item, Article) else item


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


def _files(path: Path) -> Iterator[_File | Reject]:
    if not os.path.isdir(path):  # unlike Path.is_dir, never raises
        yield _File(str(path), path.name)
        return
    for found in _below(path):
        # The folder's own name leads, not the way to it: ids stay the same on another machine, and tell nothing about this one.
        yield found if isinstance(found, Reject) else _File(str(found), f"{path.name}/{found.relative_to(path).as_posix()}".lstrip("/"))


def _below(folder: Path) -> Iterator[Path | Reject]:
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        yield _unreadable(folder, error)
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path))
        elif Path(entry.name).suffix.lower() in _FORMATS:
            yield Path(entry.path)


def _unreadable(path: Path, error: OSError) -> Reject:
    return rejected(InputError(f"it cannot be read: {error.strerror or error}"), str(path), None, "")


def _articles(file: _File, options: Options) -> Items:
    path = Path(file.path)
    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        found = f"a file that ends in {path.suffix!r}" if path.suffix else "a file without an ending"
        reason = f"found {found}; allowed: {', '.join(SUFFIXES)}, a folder, or - for standard input"
        yield None, rejected(InputError(reason), file.path, None, "")
        return
    try:
        with path.open("rb") as stream:
            yield from form(stream, file.path, file.stem, options)
    except OSError as error:
        yield None, _unreadable(path, error)


def _first_time(article: Article, file: _File, line: int | None, seen: dict[int, int]) -> Article | Reject:
    """Return the article, under an id of its own: reject it when it came before, or when its id was given to another text."""
    key, text = _hash(article.id), int(article.version, 16)
    if key not in seen:
        seen[key] = text
        return article
    made = article.id in (file.stem, f"{file.stem}#{line}")
    if seen[key] != text and made:
        # Two files of one name in two folders: the id was made here, so another can be; it depends on the text alone.
        again = article.model_copy(update={"id": f"{article.id}~{article.version[:8]}"})
        return _first_time(again, file, line, seen)
    same = "the same text: it counts once" if seen[key] == text else "another text; give each article an id of its own"
    reason = f"the id {article.id!r} was read before in this run, with {same}"
    return rejected(InputError(reason, article=article.id), file.path, line, article.text)


def _hash(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest())
