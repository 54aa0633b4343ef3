"""A copy of a ledger, made while others read and write it: a backup, or a move from a file to a server and back."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, inspect, select, text
from sqlalchemy.exc import SAWarning

from dateline.errors import LedgerError
from dateline.ledger.connect import place_of, plainly
from dateline.ledger.rows import insert_rows
from dateline.ledger.store import Ledger, open_ledger

_AT_ONCE = 500
_MADE = ("migrations",)
_INDEXES = ("article_words", "evidence_words", "place_index")


def backup(ledger: Ledger, target: str | Path) -> None:
    """Copy a ledger as it is at this moment to a new file, or to an empty PostgreSQL database.

    Raises :class:`~dateline.errors.LedgerError` when the target is there already or cannot be written; it is then not made.
    """
    place = place_of(target)
    if place.file is not None and place.file.exists():
        raise LedgerError(f"{target} is there already, and is not overwritten; give another file")
    if place.file is not None and not place.file.resolve().parent.is_dir():
        raise LedgerError(f"cannot write {target}: the folder {place.file.parent} is not there")
    if place.file is None:
        with open_ledger(target, create=True) as other:
            _copy(ledger, other)
        return
    # Under another name until it is whole.
    partial = place.file.with_name(place.file.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        if ledger.dialect == "sqlite":
            with plainly(place.name), outside(ledger) as connection:
                connection.execute("VACUUM INTO ?", (str(partial),))
        else:
            with open_ledger(partial, create=True) as other:
                _copy(ledger, other)
        with partial.open("rb") as stream:
            os.fsync(stream.fileno())
        partial.replace(place.file)
    except OSError as error:
        raise LedgerError(f"cannot write {target}: {error.strerror or error}") from None
    finally:
        for leftover in (partial, *(partial.with_name(partial.name + end) for end in ("-wal", "-shm", "-journal"))):
            leftover.unlink(missing_ok=True)


@contextmanager
def outside(ledger: Ledger) -> Iterator[Any]:
    """Give the driver's own connection, in no transaction: for what SQLite does in none."""
    connection = ledger.engine.raw_connection()
    try:
        yield connection.driver_connection
    finally:
        connection.close()


def _copy(source: Ledger, target: Ledger) -> None:
    """Copy the rows of all tables, with their keys; the indexes of the target fill themselves."""
    with source.engine.connect().execution_options(**_one_moment(source)) as reading, reading.begin(), target.writing() as writing:
        tables = MetaData()
        names = [name for name in inspect(writing).get_table_names() if name not in _MADE and not name.startswith(_INDEXES)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # columns that PostgreSQL fills itself are of types that are not known here
            tables.reflect(writing, only=names)
        if any(writing.execute(select(func.count()).select_from(table)).scalar() for table in tables.sorted_tables):
            raise LedgerError(f"{target.name} holds a ledger already; give an empty database")
        for table in tables.sorted_tables:
            _copy_table(reading, writing, table)


def _one_moment(ledger: Ledger) -> dict[str, Any]:
    return {"isolation_level": "REPEATABLE READ", "stream_results": True} if ledger.dialect == "postgresql" else {}


def _copy_table(reading: Connection, writing: Connection, table: Table) -> None:
    columns = [column for column in table.columns if column.computed is None]
    names = ", ".join(f'"{column.name}"' for column in columns)
    kinds = {column.name: column.type for column in columns}
    query = text(f'SELECT {names} FROM "{table.name}"').columns(**kinds)
    found = reading.execute(query)
    while rows := found.fetchmany(_AT_ONCE):
        insert_rows(writing, table, [dict(row._mapping) for row in rows])
