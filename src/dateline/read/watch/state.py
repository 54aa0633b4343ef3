"""What is known of the watched feeds between two polls: one SQLite file, every step in one transaction.

An entry is written down in the same transaction as the marks (ETag) that keep its feed from telling of it again, and is marked as
done in the same transaction as the versions that were handed on. So nothing is lost, whenever the program is killed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dateline.errors import RunError
from dateline.read.block import Block
from dateline.read.feeds import Entry
from dateline.read.page import Page

FORM = 1
_SCHEMA = """
CREATE TABLE feed (url TEXT PRIMARY KEY, etag TEXT, modified TEXT, due REAL NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0);
CREATE TABLE entry (number INTEGER PRIMARY KEY, feed TEXT NOT NULL, key TEXT NOT NULL, mark TEXT NOT NULL, state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL DEFAULT 0, reason TEXT, data TEXT, UNIQUE (feed, key));
CREATE INDEX entry_due ON entry (due) WHERE state = 'new';
CREATE TABLE page (url TEXT PRIMARY KEY, etag TEXT, modified TEXT);
CREATE TABLE given (article TEXT PRIMARY KEY, version TEXT NOT NULL, at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE sink (name TEXT PRIMARY KEY, mark INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of one feed: the marks of its last answer, when it is to be asked next (seconds since 1970), failures in a row."""

    etag: str | None = None
    modified: str | None = None
    due: float = 0.0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that was not handed on yet."""

    number: int
    feed: str
    key: str
    attempts: int
    entry: Entry


class State:
    """The open file; only one program at a time can have it. Raises :class:`~dateline.errors.RunError` when it cannot be used."""

    def __init__(self, path: Path | str) -> None:
        self.path = str(path)
        with self._told():
            self._db = sqlite3.connect(self.path, isolation_level=None, timeout=1.0)
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("PRAGMA synchronous=FULL")
            self._open()

    def _open(self) -> None:
        with self.transaction():
            (form,) = self._db.execute("PRAGMA user_version").fetchone()
            if form not in (0, FORM):
                raise RunError(f"{self.path} was written by a newer dateline; update it, or give another --state")
            if form == 0:
                if self._db.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
                    raise RunError(f"{self.path} is another program's database; give another --state")
                for statement in _SCHEMA.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {FORM}")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> State:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            busy = "locked" in str(error)
            reason = "another watch is running on it" if busy else str(error)
            raise RunError(f"the state file {self.path} cannot be used: {reason}; give another --state") from None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is kept together, or not at all."""
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _first(self, query: str, values: Sequence[Any] = ()) -> Any:
        with self._told():
            return self._db.execute(query, tuple(values)).fetchone()

    def feed(self, url: str) -> FeedState:
        """Return what is known of a feed."""
        row = self._first("SELECT etag, modified, due, failures FROM feed WHERE url = ?", (url,))
        return FeedState(*row) if row else FeedState()

    def polled(self, url: str, now: FeedState, entries: Iterable[tuple[Entry, str]]) -> tuple[int, int]:
        """Note an answer of a feed and its entries (each with the mark of its content); return how many are new and how many changed."""
        new = changed = 0
        with self.transaction():
            for entry, mark in entries:
                row = self._db.execute("SELECT mark FROM entry WHERE feed = ? AND key = ?", (url, entry.key)).fetchone()
                if row is None:
                    new += 1
                    self._db.execute(
                        "INSERT INTO entry (feed, key, mark, state, data) VALUES (?, ?, ?, 'new', ?)",
                        (url, entry.key, mark, _packed(entry)),
                    )
                elif row[0] != mark:
                    changed += 1
                    self._db.execute(
                        "UPDATE entry SET mark = ?, state = 'new', attempts = 0, due = 0, reason = NULL, data = ? "
                        "WHERE feed = ? AND key = ?",
                        (mark, _packed(entry), url, entry.key),
                    )
            self._put_feed(url, now)
        return new, changed

    def put_feed(self, url: str, now: FeedState) -> None:
        """Note when a feed is to be asked next."""
        with self.transaction():
            self._put_feed(url, now)

    def _put_feed(self, url: str, now: FeedState) -> None:
        row = (url, now.etag, now.modified, now.due, now.failures)
        self._db.execute("INSERT OR REPLACE INTO feed (url, etag, modified, due, failures) VALUES (?, ?, ?, ?, ?)", row)

    def waiting(self, feeds: Sequence[str], now: float) -> Waiting | None:
        """Return the entry of these feeds that is to be handed on next, the oldest first; None when none is due."""
        marks = ",".join("?" * len(feeds))
        row = self._first(
            f"SELECT number, feed, key, attempts, data FROM entry WHERE state = 'new' AND due <= ? AND feed IN ({marks}) "
            "ORDER BY due, number LIMIT 1",
            (now, *feeds),
        )
        return Waiting(row[0], row[1], row[2], row[3], _unpacked(row[2], row[4])) if row else None

    def next_due(self, feeds: Sequence[str]) -> float | None:
        """Return when the next of the waiting entries of these feeds is due."""
        marks = ",".join("?" * len(feeds))
        (due,) = self._first(f"SELECT min(due) FROM entry WHERE state = 'new' AND feed IN ({marks})", feeds)
        return due if isinstance(due, float) else None

    def page(self, url: str) -> tuple[str | None, str | None]:
        """Return the marks (ETag, Last-Modified) of a page that was handed on."""
        row = self._first("SELECT etag, modified FROM page WHERE url = ?", (url,))
        return (row[0], row[1]) if row else (None, None)

    def was_given(self, article: str, version: str) -> bool:
        """Whether this version of an article was the last that was handed on."""
        return self._first("SELECT 1 FROM given WHERE article = ? AND version = ?", (article, version)) is not None

    def done(
        self, waiting: Waiting, given: Iterable[tuple[str, str]], *, now: float, page: tuple[str, str | None, str | None] | None = None,
        sinks: Iterable[tuple[str, int]] = (),
    ) -> None:  # fmt: skip
        """Note, in one transaction, that an entry was handed on: which versions, the marks of its page, and how far each output goes."""
        with self.transaction():
            self._db.execute("UPDATE entry SET state = 'done', data = NULL, reason = NULL WHERE number = ?", (waiting.number,))
            self._db.executemany("INSERT OR REPLACE INTO given VALUES (?, ?, ?)", [(*one, now) for one in given])
            if page is not None:
                self._db.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?)", page)
            self._db.executemany("INSERT OR REPLACE INTO sink VALUES (?, ?)", list(sinks))

    def failed(self, waiting: Waiting, reason: str, *, due: float | None) -> None:
        """Note that an entry could not be had, and when it is tried again; ``due`` None: it is given up."""
        state = "new" if due is not None else "given up"
        with self.transaction():
            self._db.execute(
                "UPDATE entry SET state = ?, attempts = attempts + 1, due = ?, reason = ? WHERE number = ?",
                (state, due or 0.0, reason, waiting.number),
            )

    def sink(self, name: str) -> int | None:
        """Return how far an output went when the last entry was noted as done; None for one that was not used before."""
        row = self._first("SELECT mark FROM sink WHERE name = ?", (name,))
        return int(row[0]) if row else None

    def put_sink(self, name: str, mark: int) -> None:
        """Note how far an output goes before anything is handed on."""
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO sink VALUES (?, ?)", (name, mark))

    def counts(self) -> dict[str, int]:
        """Return how many entries are in which state."""
        with self._told():
            return dict(self._db.execute("SELECT state, count(*) FROM entry GROUP BY state ORDER BY state").fetchall())


def _packed(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False)


def _unpacked(key: str, data: str) -> Entry:
    found: dict[str, Any] = json.loads(data)
    page = found["page"]
    page["blocks"] = tuple(Block(**one) for one in page["blocks"])
    return Entry(key, Page(**{**page, "parts": ()}), found["updated"], found["full"])
