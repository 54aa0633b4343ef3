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

_WIDTH = 120
"""Of a table that is written into a file, in characters."""
_SHORT = 10
"""A column whose cells have no more characters than this is never folded."""


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
    in_words: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict,
) -> None:  # fmt: skip
    """Write rows to standard output; ``columns`` are those of the table, where it shows fewer than there are.

    ``every`` names all columns: what reads CSV finds them at its head also where there is no row. ``in_words`` makes
    of a row what the table shows of it.
    """
    form = form or (Form.TABLE if sys.stdout.isatty() else Form.JSON)
    if form is Form.JSON:
        typer.echo(json.dumps([{key: _plain(value) for key, value in row.items()} for row in rows], ensure_ascii=False, indent=2))
    elif form is Form.CSV:
        _csv(rows, every)
    else:
        _table([in_words(row) for row in rows], columns)


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


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None) -> None:
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    from dateline.cli.table import harmless

    if not rows:
        return
    names = list(columns or rows[0])
    # An id that is cut short names nothing, and neither does a day or a number; words that are too long for their column go on below.
    columns_of = []
    for name in names:
        head, longest = name.replace("_", " "), max(len(_cell(row[name])) for row in rows)
        whole = name in ("id", "claim") or longest <= _SHORT
        columns_of.append(Column(head, overflow="fold", no_wrap=whole, min_width=max(longest, len(head)) if whole else None))
    table = Table(*columns_of, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text(harmless(_cell(row[name])) or "–") for name in names))
    Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else _WIDTH).print(table)
