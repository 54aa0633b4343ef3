"""Where a ledger lies: one SQLite file or a PostgreSQL database; how it is reached, and what its failures mean in plain words."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dateline.errors import LedgerError, MissingPart

APPLICATION = 0x646C6E65
"""The number ("dlne") in a SQLite file's header that says that it is a ledger."""
_MAGIC = b"SQLite format 3\x00"
_SCHEMES = ("postgresql:", "postgres:", "postgresql+pg8000:")
_URL = "postgresql://USER:PASSWORD@HOST:PORT/NAME"
WRITE = "dateline_write"
_KEPT_OPEN, _MOST_OPEN = 5, 60
"""Connections to a server: it has about a hundred for all its users."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ledger lies: its name for messages (without password), and the file or the URL."""

    name: str
    file: Path | None
    url: URL
    frozen: bool = False
    """A file in a folder that cannot be written: read as it is."""


def place_of(where: str | Path) -> Place:
    """Return where a path or URL points; raises :class:`~dateline.errors.LedgerError` for a URL of another kind."""
    words = str(where)
    if words.startswith(_SCHEMES):
        try:
            url = make_url("postgresql+pg8000:" + words.split(":", 1)[1])
        except (ArgumentError, ValueError):
            raise LedgerError(f"the ledger's URL cannot be read; allowed: {_URL}") from None
        if not url.username or not url.database:
            raise LedgerError(f"the ledger's URL names no {'database' if url.username else 'user'}; allowed: {_URL}")
        return Place(url.set(drivername="postgresql").render_as_string(hide_password=True), None, url)
    if "://" in words:
        raise LedgerError(f"found a URL of the kind {words.split('://')[0]!r}; allowed: a file, or postgresql://USER:PASSWORD@HOST/NAME")
    try:
        file = Path(words).expanduser()
        frozen = file.is_file() and not (os.access(file, os.W_OK) and os.access(file.resolve().parent, os.W_OK))
    except (OSError, RuntimeError, ValueError) as error:
        raise LedgerError(f"cannot open {words}: {getattr(error, 'strerror', None) or error}; give another file") from None
    return Place(words, file, URL.create("sqlite", database=str(file)), frozen)


def check_file(place: Place, *, create: bool) -> None:
    """Raise :class:`~dateline.errors.LedgerError` unless the file is a ledger, or one may be made there."""
    file = place.file
    if file is None:
        return
    if file.is_dir():
        raise LedgerError(f"{place.name} is a folder; give a file")
    try:
        with file.open("rb") as stream:
            head = stream.read(100)
    except FileNotFoundError:
        if not create:
            raise LedgerError(f"found no ledger at {place.name}; make one with: dateline init {quoted(place.name)}") from None
        if not file.resolve().parent.is_dir():
            raise LedgerError(f"cannot make {place.name}: the folder {file.parent} is not there") from None
        return
    except (OSError, ValueError) as error:
        raise LedgerError(f"cannot open {place.name}: {getattr(error, 'strerror', None) or error}") from None
    if head and not head.startswith(_MAGIC):
        raise LedgerError(f"{place.name} is not a ledger: it is no SQLite file; nothing was touched")
    if head and _is_foreign(place):
        raise LedgerError(f"{place.name} is not a ledger: it is a SQLite file of another program; nothing was touched")


def _is_foreign(place: Place) -> bool:
    """Whether a SQLite file holds tables that are no ledger's; looked at without writing to it.

    Asked of the database, not of the file: what was written last may still stand in the file beside it.
    """
    assert place.file is not None
    how = _read_only(place) if place.frozen else "mode=ro"
    if not place.frozen and Path(f"{place.file}-journal").exists():
        how = "mode=rw"  # whoever was killed while writing left its journal, which SQLite must play back before anything is read
    with plainly(place.name), closing(sqlite3.connect(f"file:{quote(str(place.file.resolve()))}?{how}", uri=True)) as connection:
        (number,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return bool(number != APPLICATION and (number or tables))


def _read_only(place: Place) -> str:
    """Return how to open a file that cannot be written: as it stands, or with what was written last, where that stands beside it."""
    log = Path(f"{place.file}-wal")
    if not (log.exists() and log.stat().st_size):
        return "mode=ro&immutable=1"
    if not Path(f"{place.file}-shm").exists():
        raise LedgerError(
            f"{place.name} cannot be written, and what was written to it last still stands in {place.name}-wal; "
            f"open it once with the right to write, or copy both files to a folder of your own"
        )
    return "mode=ro"


def quoted(name: str) -> str:
    """Return a name as a shell takes it."""
    import shlex

    return shlex.quote(name)


def engine_of(place: Place, wait: float) -> Engine:
    """Return the engine for a place; a writer waits ``wait`` seconds for another. Connects to nothing yet."""
    if place.file is None:
        if find_spec("pg8000") is None:
            raise MissingPart("a ledger in PostgreSQL needs its driver; install it with: pip install 'dateline[postgres]'")
        engine = create_engine(
            place.url, pool_pre_ping=True, pool_size=_KEPT_OPEN, max_overflow=_MOST_OPEN - _KEPT_OPEN,
            connect_args={"timeout": max(10, wait + 5)},
        )  # fmt: skip
        _on_postgres(engine, wait)
        return engine
    path = quote(str(place.file.resolve()))
    how = _read_only(place) if place.frozen else "mode=rwc"

    def connect() -> sqlite3.Connection:
        # Autocommit: SQLAlchemy's begin event below says when a transaction begins, and which kind.
        return sqlite3.connect(f"file:{path}?{how}", uri=True, timeout=wait, isolation_level=None, check_same_thread=False)

    # Of a file as many connections as are asked for: they cost little, and a thread that reads in two places must not wait for itself.
    engine = create_engine("sqlite://", creator=connect, poolclass=_pool(), max_overflow=-1)
    _on_sqlite(engine, place)
    return engine


def _pool() -> Any:
    from sqlalchemy.pool import QueuePool

    return QueuePool


def _on_sqlite(engine: Engine, place: Place) -> None:
    @event.listens_for(engine, "connect")
    def _opened(connection: sqlite3.Connection, record: object) -> None:
        pragmas = ["foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY", "cache_size=-65536"]
        if not place.frozen:
            pragmas += ["journal_mode=WAL", "synchronous=FULL"]
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Any) -> None:
        # A writer takes its place at once: a reader that becomes a writer could meet another and fail halfway.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITE) else "BEGIN")


_LOCK = 0x646C6E65


def _on_postgres(engine: Engine, wait: float) -> None:
    @event.listens_for(engine, "connect")
    def _opened(connection: Any, record: object) -> None:
        # The driver knows one timeout for connecting and for every answer, and a large ledger is not cleaned in half a minute. That a
        # writer waits for another no longer than it should is the server's business, below.
        connection._usock.settimeout(None)

    @event.listens_for(engine, "begin")
    def _begun(connection: Any) -> None:
        # One writer at a time, as with a file: two that store one article would otherwise meet in the middle.
        if connection.get_execution_options().get(WRITE):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(wait * 1000) or 1}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


_PLAIN: tuple[tuple[str, str], ...] = (
    ("database or disk is full", "the disk is full; what was being written is undone, what was finished before is kept"),
    ("disk i/o error", "the disk cannot be written or read (full, or failing); what was being written is undone"),
    ("no space left", "the disk is full; what was being written is undone, what was finished before is kept"),
    ("disk full", "the disk is full; what was being written is undone, what was finished before is kept"),
    ("database is locked", "another program is writing to it for longer than DATELINE_DB_WAIT allows; try again"),
    ("lock timeout", "another program is writing to it for longer than DATELINE_DB_WAIT allows; try again"),
    ("readonly database", "it, or its folder, cannot be written; give the right to write, or another ledger"),
    ("unable to open database", "it cannot be opened: it, or its folder, cannot be read or written"),
    ("file is not a database", "it is not a ledger: it is no SQLite file"),
    ("malformed", "the file is damaged; restore a backup (dateline check says what is wrong)"),
    ("password authentication failed", "the server refuses the user or the password"),
    ('(database|role) ".*" does not exist', "the server has no such database or user"),
    ("can't create a connection", "the server does not answer; is it running, and is the address right?"),
    ("connection refused", "the server does not answer; is it running, and is the address right?"),
)


@contextmanager
def plainly(name: str) -> Iterator[None]:
    """Turn what the database reports inside the block into a :class:`~dateline.errors.LedgerError` in plain words."""
    try:
        yield
    except DBAPIError as error:
        raise _plain(error, name) from None
    except PoolTimeout:
        raise LedgerError(f"{name}: it is asked too much at once; try again") from None
    except sqlite3.Error as error:
        raise LedgerError(f"{name}: {_words(str(error))}") from None


def _plain(error: DBAPIError, name: str) -> LedgerError:
    cause = error.orig
    if isinstance(error, InterfaceError) and cause is None:
        return LedgerError(f"{name}: {error}")
    said: Any = cause.args[0] if cause is not None and cause.args else cause
    return LedgerError(f"{name}: {_words(str(said.get('M', said) if isinstance(said, dict) else said))}")


def _words(said: str) -> str:
    return next((words for mark, words in _PLAIN if re.search(mark, said.lower())), f"the database says: {said}")
