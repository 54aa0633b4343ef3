"""Knowledge kept as readable tables: CSV files with a schema, read with the line of every error; and cells and lines written so that
other programs read them as what they are.

A table is UTF-8 CSV with a header. A line whose first character is ``#`` is a comment (the reason for the
rows under it). A cell may hold several values, divided by ``|``.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import KnowledgeError


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of a table may hold.

    ``allowed`` limits each value of the cell to a set; ``check`` returns what is wrong with a value, or None.
    """

    required: bool = False
    many: bool = False
    allowed: frozenset[str] | None = None
    check: Callable[[str], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and the line it stands on (from 1)."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def many(self, column: str) -> tuple[str, ...]:
        """Return the values of a cell that may hold several."""
        return tuple(part.strip() for part in self.cells[column].split("|") if part.strip())

    def error(self, found: str, allowed: str) -> KnowledgeError:
        """Return the error that says what is wrong with this row, and where it stands."""
        return KnowledgeError(self.path, self.line, found, allowed)


def _numbered(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            yield number, next(csv.reader([line]))


def read_table(path: Path, columns: Mapping[str, Column]) -> list[Row]:
    """Return the rows of a table in their order.

    Raises :class:`~dateline.errors.KnowledgeError` with file and line for a header that differs from ``columns``,
    a row with too few or too many cells, an empty required cell, or a value that its column does not allow.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    numbered = _numbered(lines)
    header_line, header = next(numbered, (1, []))
    if header != list(columns):
        raise KnowledgeError(path, header_line, f"the header {','.join(header)!r}", f"{','.join(columns)!r}")
    rows = []
    for line, cells in numbered:
        if len(cells) != len(header):
            raise KnowledgeError(path, line, f"{len(cells)} cells", f"{len(header)} cells ({', '.join(header)})")
        row = Row(path, line, dict(zip(header, (cell.strip() for cell in cells), strict=True)))
        for name, column in columns.items():
            _check_cell(row, name, column)
        rows.append(row)
    return rows


def _check_cell(row: Row, name: str, column: Column) -> None:
    if column.required and not row[name]:
        raise row.error(f"an empty cell in column {name!r}", "a value")
    for value in row.many(name) if column.many else filter(None, (row[name],)):
        if column.allowed is not None and value not in column.allowed:
            raise row.error(f"{value!r} in column {name!r}", ", ".join(sorted(column.allowed)))
        if column.check is not None and (wrong := column.check(value)):
            raise row.error(f"{value!r} in column {name!r}", wrong)


# Wide forms count, too, and apostrophes before it: the guard's own must be told from one that was there.
_FORMULA = re.compile(r"'*(?:[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def guarded(cell: str) -> str:
    """Return a cell that a spreadsheet will not run as a formula: one that begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def json_line(value: object) -> bytes:
    """Return a value as one line of JSON in UTF-8, with the line separators that some readers split at escaped."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    for mark in ("\x85", "\u2028", "\u2029"):
        line = line.replace(mark, f"\\u{ord(mark):04x}")
    return line.encode("utf-8") + b"\n"
