"""Bring a ledger to the form that this program knows: each migration with its record in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module, metadata
from pkgutil import iter_modules
from types import ModuleType

from sqlalchemy import Connection, insert, inspect, select

from dateline.errors import LedgerError
from dateline.ledger import migrations as room
from dateline.ledger import schema

TYPES: Mapping[str, Mapping[str, str]] = {
    "sqlite": {"{key}": "INTEGER PRIMARY KEY", "{int}": "INTEGER", "{real}": "REAL", "{bool}": "BOOLEAN", "{day}": "DATE"},
    "postgresql": {"{key}": "BIGINT PRIMARY KEY", "{int}": "BIGINT", "{real}": "DOUBLE PRECISION", "{bool}": "BOOLEAN", "{day}": "DATE"},
}
"""What the words in braces stand for in ``COMMON`` statements."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step in the form of a ledger."""

    number: int
    name: str
    common: tuple[str, ...]
    sqlite: tuple[str, ...]
    postgres: tuple[str, ...]

    def statements(self, dialect: str) -> tuple[str, ...]:
        """Return the SQL for ``sqlite`` or ``postgresql``."""
        found = []
        for statement in self.common:
            for word, kind in TYPES[dialect].items():
                statement = statement.replace(word, kind)
            found.append(statement)
        return (*found, *(self.sqlite if dialect == "sqlite" else self.postgres))


def _migration(name: str) -> Migration:
    module: ModuleType = import_module(f"{room.__name__}.{name}")
    return Migration(int(name[:4]), name, getattr(module, "COMMON", ()), getattr(module, "SQLITE", ()), getattr(module, "POSTGRES", ()))


@cache
def known() -> tuple[Migration, ...]:
    """Return the migrations of this program by number."""
    return tuple(_migration(found.name) for found in sorted(iter_modules(room.__path__), key=lambda found: found.name))


def applied(connection: Connection) -> dict[int, str]:
    """Return the migrations that a ledger has, by number; none where there is no ledger yet."""
    if not inspect(connection).has_table(schema.migrations.name):
        return {}
    return {row.number: row.name for row in connection.execute(select(schema.migrations).order_by(schema.migrations.c.number))}


def pending(connection: Connection, name: str) -> tuple[Migration, ...]:
    """Return the migrations that a ledger lacks; raises :class:`~dateline.errors.LedgerError` when it has some that this program lacks."""
    has, ours = applied(connection), known()
    if unknown := sorted(set(has) - {migration.number for migration in ours}):
        raise LedgerError(
            f"{name} was written by a newer dateline: it has the form {unknown[-1]} ({has[unknown[-1]]}), this program knows "
            f"{ours[-1].number}; nothing was touched. Upgrade dateline, or use another ledger"
        )
    return tuple(migration for migration in ours if migration.number not in has)


def migrate(connection: Connection, migration: Migration) -> None:
    """Apply one migration and write its record, inside the open transaction of ``connection``."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL, program TEXT NOT NULL)"
    )
    for statement in migration.statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    record = {"number": migration.number, "name": migration.name, "at": now(), "program": metadata.version("dateline")}
    connection.execute(insert(schema.migrations).values(record))


def now() -> str:
    """Return the present moment in UTC, to the second, as text."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
