"""One function a format: an open file in, its articles and rejects out."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from dateline.errors import InputError
from dateline.model import Article
from dateline.read.address import address
from dateline.read.front import front_matter
from dateline.read.gkg import header_of, is_gkg, title_of
from dateline.read.page import Page, dispatches
from dateline.read.record import Options, Reject, article_from, columns, rejected
from dateline.read.text import BYTES_A_CHARACTER, Line, read_lines, read_whole

Items = Iterator[tuple[int | None, Article | Reject]]
"""What was read, with the line (or row) that it starts on."""
Format = Callable[[BinaryIO, str, str, Options], Items]
"""Takes the open file, its path for messages, the stem of ids made for articles that have none, and the options."""

_DELIMITERS = ",;\t|"
_TOLD = re.compile(r'"?sep=([,;\t|])"?', re.IGNORECASE)
"""How spreadsheets write above a table what divides its cells."""
_ROWS_AT_ONCE = 64


def _longest_line(options: Options) -> int:
    return BYTES_A_CHARACTER * options.max_chars + 65_536


def read_text(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the article that a plain text holds, or its dispatches."""
    text = ""
    try:
        text = read_whole(stream, options.encoding, options.max_chars)
        for article in _plain(text, stem, options):
            yield None, article
    except InputError as error:
        yield None, rejected(error, path, None, text)


def _plain(text: str, stem: str, options: Options) -> list[Article]:
    record = front_matter(text)
    mapping = [(field, name) for field, name in options.mapping if field != "text"]  # what follows the head is the text, always
    chosen = columns(record, mapping, strict=False)
    if set(chosen) == {"text"}:
        record = {"text": text}  # lines between two rules that name nothing of an article are a part of it
    article = article_from(record, chosen, stem, options)
    return [article] if options.split is False else dispatches(article, options)


def record_items(record: Mapping[str, Any], chosen: Mapping[str, str], path: str, number: int, name: str, options: Options) -> Items:
    """Yield the article of a record, or, where pages are fetched and it has an address but no text, those of the page there.

    Raises :class:`~dateline.errors.InputError` as :func:`~dateline.read.record.article_from`.
    """
    url = address(record.get(chosen["url"])) if "url" in chosen else None
    if not options.follow or url is None or record.get(chosen.get("text", "")):
        yield number, article_from(record, chosen, name, options)
        return
    from dateline.read.web import fetched

    def told(field: str) -> str | None:
        value = record.get(chosen[field]) if field in chosen else None
        return value.strip() or None if isinstance(value, str) else None

    like = Page(title=told("title"), outlet=told("outlet"), author=told("author"), section=told("section"), published=told("published"))
    for _, item in fetched(url, options, like):
        yield number, replace(item, path=path, line=number) if isinstance(item, Reject) else item


def read_jsonl(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield one article a line; blank lines are passed over."""
    return _json_lines(read_lines(stream, options.encoding, _longest_line(options)), path, stem, options)


def _json_lines(lines: Iterator[Line], path: str, stem: str, options: Options) -> Items:
    unseen = dict(options.mapping)
    for line in lines:
        if line.problem is not None or line.text.strip():
            try:
                record = _json_object(line)
                unseen = {field: name for field, name in unseen.items() if name not in record}
                chosen = columns(record, options.mapping, strict=False, follow=options.follow)
                yield from record_items(record, chosen, path, line.number, f"{stem}#{line.number}", options)
            except InputError as error:
                yield line.number, rejected(error, path, line.number, line.text)
    yield from unmapped(unseen, path)


def unmapped(unseen: Mapping[str, str], path: str) -> Items:
    """Yield what was mapped and is nowhere in a file: a name that was mistyped would else cost a field of every article, unseen."""
    for field, name in unseen.items():
        yield None, rejected(InputError(f"no record has the key {name!r} that --map names for the {field}"), path, None, "")


def _json_object(line: Line) -> Mapping[str, Any]:
    if line.problem is not None:
        raise InputError(line.problem)
    try:
        record = json.loads(line.text)
    except json.JSONDecodeError as error:
        raise InputError(f"the line is not JSON: {error.msg} at character {error.pos}; allowed: one JSON object a line") from None
    except RecursionError:
        raise InputError("the line is nested too deeply; allowed: one JSON object a line") from None
    except ValueError as error:  # a number of thousands of digits
        raise InputError(f"the line cannot be read: {error}") from None
    if not isinstance(record, dict):
        raise InputError(f"the line is a JSON {type(record).__name__}; allowed: one JSON object a line")
    return record


def read_either(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield what standard input holds: JSON Lines when its first character that is not blank is ``{``, else one plain text."""
    lines = read_lines(stream, options.encoding, _longest_line(options))
    blank: list[Line] = []
    for line in lines:
        if line.problem is None and not line.text.strip() and len(blank) < options.max_chars:
            blank.append(line)
        elif line.problem is None and line.text.lstrip().startswith("{"):
            yield from _json_lines(_chain(line, lines), path, stem, options)
            return
        else:
            yield from _joined([*blank, line], lines, path, stem, options)
            return
    yield None, rejected(InputError("the text is empty"), path, None, "")


def _chain(first: Line, rest: Iterator[Line]) -> Iterator[Line]:
    yield first
    yield from rest


def _joined(first: list[Line], rest: Iterator[Line], path: str, stem: str, options: Options) -> Items:
    parts, length = [], 0
    for line in (one for lines in (first, rest) for one in lines):
        if line.problem is not None:
            yield line.number, rejected(InputError(line.problem), path, line.number, line.text)
            return
        parts.append(line.text)
        length += len(line.text)
        if length > options.max_chars + 1:
            break
    try:
        for article in _plain("".join(parts), stem, options):
            yield None, article
    except InputError as error:
        yield None, rejected(error, path, None, parts[0])


class _Rows:
    """The records of a CSV file, with the line each starts on. A quote that never closes costs the line it stands on, no more."""

    def __init__(self, lines: Iterator[Line], longest: int) -> None:
        self._lines, self._longest = lines, longest
        self._back: list[Line] = []
        self._taken: list[Line] = []
        self.delimiter = ","
        self.quoted = True
        self.width = 0

    def peek(self) -> Line | None:
        """Return the next line without taking it; None at the end."""
        if not self._back and (line := next(self._lines, None)) is not None:
            self._back.append(line)
        return self._back[-1] if self._back else None

    def skip(self) -> None:
        """Take the next line."""
        if self.peek() is not None:
            self._back.pop()

    def _feed(self) -> Iterator[str]:
        length = 0
        while line := self._back.pop() if self._back else next(self._lines, None):
            self._taken.append(line)
            length += len(line.text)
            if length > self._longest:
                raise csv.Error(f"the row is longer than {self._longest:,} characters")
            yield line.text

    def next(self) -> tuple[Line, list[str]] | None:
        """Return the next record and its first line, or None at the end; raises ``InputError`` with the line for a broken one."""
        self._taken = []
        try:
            cells = next(
                csv.reader(
                    self._feed(), delimiter=self.delimiter, strict=True, quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE
                ),
                None,
            )
        except csv.Error as error:
            first, *others = self._taken
            self._back += reversed(others)
            if self.delimiter == "\t" and first.problem is None and len(found := first.text.rstrip("\r\n").split("\t")) == self.width:
                return first, found  # many write tables with tabs and know no quotes: "Stop," he said
            raise BrokenRow(first, f"the row is not CSV: {error} (a quote that is not closed, or not doubled inside quotes?)") from None
        if cells is None:
            return None
        for line in self._taken:
            if line.problem is not None:
                raise BrokenRow(line, line.problem)
        return self._taken[0], cells


class BrokenRow(InputError):
    """A record of a CSV file that cannot be read, and the line that is wrong."""

    def __init__(self, line: Line, reason: str) -> None:
        super().__init__(reason, line=line.number)
        self.text = line.text


def read_csv(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield one article a row; the first row names the columns, which are divided by ``,`` ``;`` tab or ``|``."""
    longest = options.max_chars + 65_536
    csv.field_size_limit(max(csv.field_size_limit(), longest))  # the csv module keeps one limit for the process: never lower it
    rows = _Rows(read_lines(stream, options.encoding, _longest_line(options)), longest)
    try:
        header, chosen = _header(rows, options)
    except InputError as error:
        yield 1, rejected(error, path, error.line or 1, "")
        return
    while True:
        try:
            if (record := rows.next()) is None:
                return
            line, cells = record
        except BrokenRow as error:
            yield error.line, rejected(error, path, error.line, error.text)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        try:
            if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
                raise InputError(f"the row has {len(cells)} cells; allowed: {len(header)}, as in the header")
            row = dict(zip(header, cells, strict=False))
            if not rows.quoted:
                row["title"] = title_of(row["extrasxml"]) or ""
            yield from record_items(row, chosen, path, line.number, f"{stem}#{line.number}", options)
        except InputError as error:
            yield line.number, rejected(error, path, line.number, line.text)


def _header(rows: _Rows, options: Options) -> tuple[list[str], Mapping[str, str]]:
    header = _found_header(rows)
    chosen = columns([*header, *([] if rows.quoted else ["title"])], options.mapping, follow=options.follow)
    rows.width = len(header)
    if twice := next((name for name in chosen.values() if header.count(name) > 1), None):
        raise InputError(f"two columns are called {twice!r}, and which is meant is not known; rename one")
    return header, chosen


def _found_header(rows: _Rows) -> list[str]:
    """Return the names of the columns, and learn how they are divided."""
    first = rows.peek()
    told = _TOLD.fullmatch(first.text.strip()) if first is not None else None
    if told:
        rows.skip()
        first = rows.peek()
    if first is not None and is_gkg(first.text):
        rows.delimiter, rows.quoted = "\t", False
        return header_of(first.text.split("\t"))
    while (record := rows.next()) is not None:
        line, header = record
        if not any(cell.strip() for cell in header):
            continue
        rows.delimiter = told[1] if told else max(_DELIMITERS, key=lambda mark: (line.text.count(mark), mark == ","))
        if rows.delimiter != ",":
            header = next(csv.reader([line.text], delimiter=rows.delimiter))
        return [name.strip() for name in header]
    raise InputError("the file is empty; allowed: a first row that names the columns, one of them the text")


def read_parquet(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield one article a row of a Parquet file, a few rows in memory at a time; lines are counted from 1 as rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        table = pq.ParquetFile(stream)
        chosen = columns(table.schema_arrow.names, options.mapping, follow=options.follow)
        if twice := next((name for name in chosen.values() if table.schema_arrow.names.count(name) > 1), None):
            raise InputError(f"two columns are called {twice!r}, and which is meant is not known; rename one")
        for batch in table.iter_batches(batch_size=_ROWS_AT_ONCE, columns=sorted(chosen.values())):
            for record in _plain_times(batch).to_pylist():
                number += 1
                try:
                    yield from record_items(record, chosen, path, number, f"{stem}#{number}", options)
                except InputError as error:
                    yield number, rejected(error, path, number, str(record.get(chosen.get("text", "")) or ""))
    except InputError as error:
        yield None, rejected(error, path, None, "")
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:  # the last two: moments beyond all years
        yield None, rejected(InputError(f"the file cannot be read as Parquet after {number} rows: {error}"), path, None, "")


def _plain_times(batch: Any) -> Any:
    """Return rows whose moments have no nanoseconds, which Python's own moments do not know."""
    import pyarrow as pa

    fine = [pa.types.is_timestamp(column.type) and column.type.unit == "ns" for column in batch.columns]
    if not any(fine):
        return batch
    columns_ = [
        column.cast(pa.timestamp("us", column.type.tz), safe=False) if nano else column
        for column, nano in zip(batch.columns, fine, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns_, names=batch.schema.names)
