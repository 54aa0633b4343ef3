"""A spreadsheet of several sheets. Every text is a text: nothing in it is a formula or a link, whatever it begins with."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from dateline.errors import MissingPart
from dateline.export.cells import TABLES, Cell, Column
from dateline.export.layout import Export, Written
from dateline.export.losses import Loss

_MOST_CHARS = 32_767
"""What a cell of a sheet holds at most, in units of UTF-16: an emoji counts twice."""
_MOST_ROWS = 1_048_576
_FIRST_DAY = dt.date(1900, 3, 1)
"""Spreadsheets count days from 1900, and count the 29th of February of that year, which was none."""
_WIDTH = {float: 10, int: 8, dt.date: 11}


def write_xlsx(export: Export) -> Written:
    """Return a workbook with the sheets events, claims, sources, control and read-me.

    Raises :class:`~dateline.errors.MissingPart` where the package that writes it is not installed.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise MissingPart("spreadsheets need one more package: pip install 'dateline[export]'") from None
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    # Without a fixed moment of creation the same ledger would give other bytes every second.
    made = export.stamp.as_of or dt.date(2000, 1, 1)
    book.set_properties(
        {"title": "dateline export", "comments": export.stamp.cite, "created": dt.datetime(made.year, made.month, made.day)}
    )
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    losses: list[Loss] = []
    tables = export.tables()
    for name, columns in TABLES.items():
        losses += _sheet(book.add_worksheet(name), formats, columns, tables[name], export.hxl)
    _read_me(book.add_worksheet("read-me"), formats, export, {name: len(rows) for name, rows in tables.items()})
    book.close()
    return Written(stream.getvalue(), losses=losses, stamped=True)


def _sheet(
    sheet: Any, formats: Mapping[str, Any], columns: Mapping[str, Column], rows: Sequence[Mapping[str, Cell]], hxl: bool
) -> list[Loss]:  # fmt: skip
    for at, (name, column) in enumerate(columns.items()):
        sheet.write_string(0, at, name, formats["head"])
        sheet.set_column(at, at, _WIDTH.get(column.kind, 18))
        if hxl:
            sheet.write_string(1, at, column.tag)
    first = 2 if hxl else 1
    sheet.freeze_panes(first, 1)
    losses, most = [], _MOST_ROWS - first
    for number, row in enumerate(rows[:most]):
        for at, cell in enumerate(row.values()):
            if isinstance(cell, str) and (fitting := _fitting(cell)) != cell:
                losses.append(
                    Loss(_whose(row), "cut", f"{sheet.name}: {list(row)[at]} was cut from {len(cell)} to {len(fitting)} characters")
                )
                cell = fitting
            _write(sheet, first + number, at, cell, formats)
    if rows:
        sheet.autofilter(0, 0, first + min(len(rows), most) - 1, len(columns) - 1)
    # An event whose claims do not fit has a row all the same.
    losses += [Loss(_whose(row), "cut", f"{sheet.name}: the row does not fit on {_MOST_ROWS:,}", left_out=sheet.name == "events")
               for row in rows[most:]]  # fmt: skip
    return losses


def _whose(row: Mapping[str, Cell]) -> str:
    """Return what a row is told by in a report of losses: its event, else the key of its own table."""
    return str(row.get("event") or row.get("key") or row.get("place_id") or "")


def _fitting(words: str) -> str:
    """Return as much of a text as a cell holds."""
    if len(words) <= _MOST_CHARS // 2 or len(data := words.encode("utf-16-le")) <= 2 * _MOST_CHARS:
        return words
    return data[: 2 * _MOST_CHARS].decode("utf-16-le", "ignore")


def _write(sheet: Any, row: int, at: int, cell: Cell, formats: Mapping[str, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, dt.date) and cell >= _FIRST_DAY:
        sheet.write_datetime(row, at, dt.datetime(cell.year, cell.month, cell.day), formats["day"])
    elif isinstance(cell, str | dt.date):
        sheet.write_string(row, at, str(cell))
    else:
        sheet.write_number(row, at, cell)


def _read_me(sheet: Any, formats: Mapping[str, Any], export: Export, rows: Mapping[str, int]) -> None:
    lines: list[tuple[str, str]] = [("Made by dateline", "")]
    for name, value in export.stamp.to_json("xlsx").items():
        words = value if isinstance(value, str) else "; ".join(f"{k}: {v}" for k, v in value.items()) if isinstance(value, dict) else (
            "; ".join(map(str, value)) if isinstance(value, list) else str(value))  # fmt: skip
        lines.append((name, words))
    for table, columns in TABLES.items():
        lines += [("", ""), (f"Sheet {table}", f"{rows[table]} rows")]
        lines += [(name, column.meaning) for name, column in columns.items()]
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    for number, (name, words) in enumerate(lines):
        sheet.write_string(number, 0, name, formats["head"])
        sheet.write_string(number, 1, words)
