"""Rows of a ledger's view on standard output: a table on a terminal, JSON or CSV for programs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

_WIDTH = 100
"""Of a table that is written into a file, in characters."""
_SHORT = 12
"""A column whose cells have no more characters than this is never folded."""
_LEAST = 6
"""No column is made narrower than this, in characters."""
_FAIR = 10
"""No column is made narrower than this while another can be left out, in characters."""
_LONGEST = 20
"""Of a word for which a column is widened, in characters: a longer one is broken."""
_GAP = 2
"""Characters between two columns."""
_IDS = ("id", "article", "claim", "first_day")
"""Columns of ids: one that is cut names nothing, so it is not folded unless it is longer than the longest word may be."""


class Form(StrEnum):
    """The formats of a view."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Db = Annotated[
    str | None,
    typer.Option("--db", help="The ledger: a file or a postgresql:// URL (default: DATELINE_DB, or ledger.dateline).", metavar="LEDGER"),
]
AsForm = Annotated[
    Form | None,
    typer.Option("--format", "-f", help="table, json or csv (default: table on a terminal, json in a pipe).", metavar="FORMAT"),
]


def opened(db: str | None, *, create: bool = False) -> Any:
    """Open the ledger that a command names, or the one of the settings."""
    from dateline.ledger.store import open_ledger
    from dateline.settings import settings

    return open_ledger(db or settings().db, create=create)


def say_frozen(done: str, waiting: int) -> None:
    """Say that a ledger that cannot be written is shown as it was last, and how many of its articles that leaves out."""
    without = f", without {waiting:,} articles that came since; copy it to a folder of your own to see them" if waiting else ""
    typer.echo(f"the ledger cannot be written: shown as it was {done} last{without}", err=True)


def show(
    rows: Sequence[Mapping[str, Any]], form: Form | None, columns: Sequence[str] | None = None, every: Sequence[str] = (),
    in_words: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict, spare: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write rows to standard output; ``columns`` are those of the table, where it shows fewer than there are.

    ``every`` names all columns: what reads CSV finds them at its head also where there is no row. ``in_words`` makes
    of a row what the table shows of it. Where the table would not fit the terminal, columns of ``spare`` are left out, the last first.
    """
    form = form or (Form.TABLE if sys.stdout.isatty() else Form.JSON)
    if form is Form.JSON:
        typer.echo(json.dumps([{key: _plain(value) for key, value in row.items()} for row in rows], ensure_ascii=False, indent=2))
    elif form is Form.CSV:
        _csv(rows, every)
    else:
        _table([in_words(row) for row in rows], columns, spare)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _csv(rows: Sequence[Mapping[str, Any]], every: Sequence[str]) -> None:
    from dateline.run.write import guarded

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if head := list(rows[0]) if rows else every:
        writer.writerow(head)
    writer.writerows([guarded(_cell(value)) for value in row.values()] for row in rows)
    typer.echo(text.getvalue(), nl=False)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(_cell(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return f"{value:.10g}" if isinstance(value, float) else str(_plain(value))


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None, spare: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    from dateline.cli.table import harmless, wrapped

    if not rows:
        return
    names = list(columns or rows[0])
    cells = [["\n".join(map(harmless, _cell(row[name]).split("\n"))) or "–" for name in names] for row in rows]
    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    for name in (*reversed(spare), None):
        heads = [name.replace("_", " ") for name in names]
        widths, fits = _widths(names, heads, cells, console.width)
        if fits or name is None:
            break
        at = names.index(name)
        del names[at]
        cells = [[*row[:at], *row[at + 1 :]] for row in cells]
    # Wrapped here, so that a long word breaks at its hyphens; an id or a day that is wider than the terminal goes over its edge whole.
    table = Table(*(Column(head, width=width, no_wrap=True) for head, width in zip(heads, widths, strict=True)),
                  box=None, pad_edge=False, header_style="bold")  # fmt: skip
    for row in cells:
        table.add_row(*(Text(wrapped(cell, width)) for cell, width in zip(row, widths, strict=True)))
    console.width = max(console.width, sum(widths) + _GAP * (len(widths) - 1))
    console.print(table)


def _widths(names: Sequence[str], heads: Sequence[str], cells: Sequence[Sequence[str]], room: int) -> tuple[list[int], bool]:
    """How wide each column is, in characters, and whether no column is so narrow that common words break in it.

    Days, numbers and ids keep their width. The others have room for their longest word where that can be, and what is left goes to
    the column whose longest cell takes most lines.
    """
    from dateline.cli.table import PIECES

    columns = [[line for cell in column for line in cell.split("\n")] for column in zip(*cells, strict=True)]
    full = [max(len(head), *map(len, column)) for head, column in zip(heads, columns, strict=True)]
    whole = [width <= (_LONGEST if name in _IDS else _SHORT) for name, width in zip(names, full, strict=True)]
    words = [max(len(piece) for line in column for word in line.split() for piece in PIECES.findall(word)) for column in columns]
    widths = [full[at] if whole[at] else max(len(heads[at]), min(words[at], _LONGEST)) for at in range(len(names))]
    left = room - sum(widths) - _GAP * (len(widths) - 1)
    open_columns = [at for at in range(len(names)) if not whole[at]]
    while left < 0 and (wide := [at for at in open_columns if widths[at] > max(_LEAST, len(heads[at]))]):
        widths[max(wide, key=lambda at: widths[at])] -= 1
        left += 1
    fits = all(widths[at] >= min(words[at], _FAIR) for at in open_columns)
    while left > 0 and (tight := [at for at in open_columns if widths[at] < full[at]]):
        widths[max(tight, key=lambda at: full[at] / widths[at])] += 1
        left -= 1
    return widths, fits
