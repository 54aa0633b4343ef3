"""The ledger: articles in all their versions, the claims that were read in them, and what was judged of them.

What a part that builds on it may rely on:

* ``open_ledger(where)`` opens a file or a ``postgresql://`` URL. A :class:`Ledger` may be shared by threads; each call reads one
  moment. ``with ledger.writing() as connection:`` is one transaction: everything in it is kept together or not at all, there is one
  writer at a time, and every method called inside it (in this thread) reads and writes in it. Without it each method that writes is
  a transaction of its own. An error that leaves the outermost block undoes all of it; one that is caught inside undoes nothing.
* ``claims(Wanted(...))`` yields *current* claims: of the newest version of each article, as its newest coding read them. The order
  is that in which they were stored (``newest=True``: by day, latest first). ``Claim.id`` is unique among current claims. What an
  older coder or version said stays, and is had with ``Wanted(current=False)``.
* A claim that is no longer current may live on in another: ``heir(id)`` is the id to look under now.
* Judgements are added and never changed: the database refuses it. What a kind, a verdict or the order of the subjects means is up to
  the part that makes them.
* A part has tables of its own: a migration ``migrations/NNNN_name.py`` and ``Table`` objects on ``schema.metadata``. It refers to
  claims by id in tables that outlast a recoding, and by ``claims.key`` with ``ON DELETE CASCADE`` in those that need not. A table
  that is computed from claims and holds words of articles is named in :data:`dateline.ledger.forget.DERIVED`, and is emptied when
  an article is taken out. ``take_keys`` and ``insert_rows`` (``rows.py``) give keys and write rows on both databases.
* ``ledger.connection()`` gives the open connection, for queries of one's own on ``schema``'s tables.
* What goes wrong is a :class:`~dateline.errors.LedgerError` in plain words.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.engine import Engine

from dateline.errors import InputError, LedgerError
from dateline.ledger import add as adding
from dateline.ledger import judgements as judging
from dateline.ledger.add import Done
from dateline.ledger.connect import APPLICATION, WRITE, Place, check_file, engine_of, place_of, plainly, quoted
from dateline.ledger.judgements import Judgement
from dateline.ledger.migrate import applied, migrate, pending
from dateline.ledger.query import Wanted, by_day, keys
from dateline.ledger.records import Report, StoredClaim
from dateline.ledger.rows import article_of
from dateline.ledger.schema import articles, bodies, claims, codings, evidence, heirs
from dateline.model import Article, Claim
from dateline.settings import settings

__all__ = ["Done", "Judgement", "Ledger", "Pin", "Wanted", "open_ledger"]

_AT_ONCE = 500
_SEARCH = "; dateline search WORDS lists articles by their words"
_REPORT = (articles.c.id, articles.c.version, articles.c.outlet, articles.c.published, articles.c.title, articles.c.url)


class Pin(NamedTuple):
    """A claim in short, for maps and lists: what the narrow rows hold, without the claim itself."""

    id: str
    kind: str
    status: str
    start: Any
    end: Any
    place: str | None
    lat: float | None
    lon: float | None
    outcome: str | None
    actor: str | None
    target: str | None
    outlet: str | None
    confidence: float


_PIN = (claims.c.id, claims.c.kind, claims.c.status, claims.c.start_day, claims.c.end_day, claims.c.place_id, claims.c.lat, claims.c.lon,
        claims.c.outcome, claims.c.actor_id, claims.c.target_id, claims.c.outlet, claims.c.confidence)  # fmt: skip


class Ledger:
    """An open ledger; see the top of this module. Use it as a context manager, or call :meth:`close`."""

    def __init__(self, engine: Engine, place: Place) -> None:
        self.engine = engine
        self.place = place
        self._mine = threading.local()

    @property
    def name(self) -> str:
        """The file or the URL (without password), for messages."""
        return self.place.name

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file or the server."""
        self.engine.dispose()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give the connection of the transaction that is open in this thread, or one that reads one moment."""
        mine: Connection | None = getattr(self._mine, "connection", None)
        with plainly(self.name):
            if mine is not None:
                yield mine
                return
            with self.engine.connect() as connection, connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction that writes; inside another it is a part of that. An error undoes all of it."""
        if getattr(self._mine, "connection", None) is not None:
            yield self._mine.connection
            return
        if self.place.frozen:
            raise LedgerError(f"{self.name} or its folder cannot be written; give the right to write, or another ledger")
        with plainly(self.name), self.engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
            self._mine.connection = connection
            try:
                yield connection
            finally:
                self._mine.connection = None

    # Articles

    def add(
        self, article: Article, found: Sequence[Claim], *, coder: str, sentences: Sequence[tuple[int, int]] | None = None,
        newest: bool = False,
    ) -> Done:  # fmt: skip
        """Store an article with all its claims, and say what that did (see :func:`dateline.ledger.add.add`)."""
        with self.writing() as connection:
            return adding.add(connection, article, found, coder, sentences, newest=newest)

    def recode(self, article: Article, found: Sequence[Claim], *, coder: str, sentences: Sequence[tuple[int, int]] | None = None) -> Done:
        """Store a new coding of an article that was read from this ledger, unless it changed there (:func:`dateline.ledger.add.recode`)."""
        with self.writing() as connection:
            return adding.recode(connection, article, found, coder, sentences)

    def add_many(self, items: Sequence[adding.Item], *, coder: str, newest: bool = False) -> list[Done | InputError]:
        """Store some hundred articles (each with its claims, and their sentences or ``None``) in one transaction: quicker for new ones.

        Returns for each what that did, or the error that kept it out; the others are stored.
        """
        with self.writing() as connection:
            return adding.add_many(connection, items, coder, newest=newest)

    def has(self, article: Article) -> bool:
        """Whether the article is there, with this text and head, and coded; raises ``InputError`` for one that was forgotten."""
        return isinstance(self.to_code(article), Done)

    def to_code(self, article: Article, *, newest: bool = False) -> Article | Done:
        """Return an article as it is to be coded, with what the ledger knows of its head; or what it is when it is there (:meth:`has`).

        It is there also with a text or head that was replaced since (``Done.REPLACED``), unless ``newest`` has it count again.
        """
        with self.connection() as connection:
            old = adding.find_old(connection, article, newest=newest)
        return old.done if old.same else old.article

    def article(self, id: str, version: str | None = None) -> Article:
        """Return an article, its newest version or the one that is named; raises :class:`~dateline.errors.LedgerError` when not there."""
        which = articles.c.current if version is None else articles.c.version == version
        query = select(articles).where(articles.c.id == id, which)
        with self.connection() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise LedgerError(f"{self.name} holds no article {id!r}" + (f" in the version {version}" if version else _SEARCH))
        return article_of(row)

    def reports(self, ids: Iterable[str] | None = None, *, current: bool = True) -> Iterator[Report]:
        """Yield the heads of articles (of those named, or of all), in the order in which they were stored."""
        query = select(articles.c.key, *_REPORT).order_by(articles.c.key).limit(_AT_ONCE)
        if current:
            query = query.where(articles.c.current)
        for chosen in [None] if ids is None else _batches(list(ids)):
            part, after = query if chosen is None else query.where(articles.c.id.in_(chosen)), -1
            while rows := self._all(part.where(articles.c.key > after)):
                after = rows[-1].key
                yield from (Report(*row[1:]) for row in rows)

    def outdated(self, coder: str, *, like: str = "%") -> list[str]:
        """Return the ids of the articles that another coder than ``coder`` read last, of those whose coder's name is ``like`` that."""
        read = (codings.c.article_key == articles.c.key) & codings.c.current
        query = select(articles.c.id).join(codings, read).where(articles.c.current, codings.c.coder != coder, codings.c.coder.like(like))
        return [row.id for row in self._all(query.order_by(articles.c.key))]

    # Claims

    def claims(self, wanted: Wanted | None = None, *, limit: int | None = None, newest: bool = False) -> Iterator[StoredClaim]:
        """Yield the wanted claims (see :class:`Wanted`), in the order in which they were stored, or by day with the newest first."""
        wanted = wanted or Wanted()
        query = keys(wanted, self.dialect)
        query = query.order_by(*by_day(wanted)) if newest else query.order_by(claims.c.key)
        with self.connection() as connection:
            found = array("q", connection.execute(query.limit(limit)).scalars())
        for chosen in _batches(found):
            yield from self._stored(chosen)

    def _stored(self, chosen: Sequence[int]) -> Iterator[StoredClaim]:
        query = (
            select(claims.c.key, bodies.c.body, codings.c.coder, *_REPORT)
            .join(bodies, bodies.c.claim_key == claims.c.key).join(codings, codings.c.key == claims.c.coding_key)
            .join(articles, articles.c.key == claims.c.article_key).where(claims.c.key.in_(list(chosen)))
        )  # fmt: skip
        rows = {row.key: row for row in self._all(query)}
        for key in chosen:
            if key in rows:
                row = rows[key]
                yield StoredClaim(Claim.model_validate_json(row.body), Report(*row[3:]), row.coder)

    def claim(self, id: str) -> StoredClaim:
        """Return a claim as its newest coding has it, current or not; raises :class:`~dateline.errors.LedgerError` when not there."""
        query = select(claims.c.key).where(claims.c.id == id).order_by(claims.c.current.desc(), claims.c.key.desc()).limit(1)
        for stored in self._stored([row.key for row in self._all(query)]):
            return stored
        raise LedgerError(f"{self.name} holds no claim {id!r}; dateline search --claims WORDS lists claims by their words")

    def pins(self, wanted: Wanted | None = None, *, limit: int | None = None) -> list[Pin]:
        """Return the wanted claims in short: fast enough for a map of some ten thousand."""
        query = keys(wanted or Wanted(), self.dialect, *_PIN).limit(limit)
        return list(map(Pin._make, self._all(query)))

    def count(self, wanted: Wanted | None = None) -> int:
        """Return how many claims are wanted."""
        return int(self._all(keys(wanted or Wanted(), self.dialect, func.count(claims.c.key)))[0][0])

    def evidence(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the sentence that tells each of the current claims named."""
        found: dict[str, str] = {}
        for chosen in _batches(list(ids)):
            query = select(claims.c.id, evidence.c.text).join(evidence, evidence.c.claim_key == claims.c.key).where(claims.c.id.in_(chosen))
            found.update((row.id, row.text) for row in self._all(query))
        return found

    def heir(self, id: str) -> str:
        """Return the id that a claim goes by now: its own, or that of the claim in whose words it lives on."""
        return self.heirs([id])[id]

    def heirs(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the ids that claims go by now (:meth:`heir`), by the ids that are given."""
        now = {id: id for id in ids}
        seen = {id: {id} for id in now}
        border = set(now)
        while border:
            found: dict[str, str] = {}
            for chosen in _batches(sorted({now[id] for id in border})):
                query = select(heirs.c.claim_id, heirs.c.heir).where(heirs.c.claim_id.in_(chosen))
                found.update((row.claim_id, row.heir) for row in self._all(query))
            border = {id for id in border if now[id] in found}
            for id in sorted(border):
                now[id] = found[now[id]]
                if now[id] in seen[id]:
                    border.discard(id)
                seen[id].add(now[id])
        return now

    # Judgements

    def judge(self, *made: Judgement) -> list[Judgement]:
        """Store judgements, and return them with their keys and the moment."""
        with self.writing() as connection:
            return judging.judge(connection, made)

    def judgements(
        self,
        kind: str | None = None,
        *,
        subject: str | None = None,
        after: int = 0,
        by_program: bool | None = None,
        judge: str | None = None,
    ) -> Iterator[Judgement]:  # fmt: skip
        """Yield the judgements that fit, in the order in which they were made; ``after`` is the key of the last that is known."""
        with self.connection() as connection:
            yield from judging.read(connection, kind, subject, after, by_program, judge)

    def _all(self, query: Any) -> Sequence[Any]:
        with self.connection() as connection:
            return connection.execute(query).all()


def _batches(values: Any) -> Iterator[Any]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))


def open_ledger(where: str | Path, *, create: bool = False, wait: float | None = None) -> Ledger:
    """Open a ledger, and bring it to the form that this program knows; with ``create``, make it where there is none.

    ``wait`` is for how many seconds a writer waits for another (default: the setting ``db_wait``). Raises
    :class:`~dateline.errors.LedgerError` when it is not there, is no ledger, is newer than the program, or cannot be reached.
    """
    place = place_of(where)
    check_file(place, create=create)
    ledger = Ledger(engine_of(place, settings().db_wait if wait is None else wait), place)
    try:
        with ledger.connection() as connection:
            has = bool(applied(connection))
            if not has:
                _check_empty(connection, place, create)
            due = pending(connection, place.name)
        for _ in due:
            with ledger.writing() as connection:
                # Asked again: another program may have been faster.
                if still := pending(connection, place.name):
                    if ledger.dialect == "sqlite":
                        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
                    migrate(connection, still[0])
    except BaseException:
        ledger.close()
        raise
    return ledger


def _check_empty(connection: Connection, place: Place, create: bool) -> None:
    tables = inspect(connection).get_table_names()
    if place.file is not None and tables:
        raise LedgerError(f"{place.name} is not a ledger: it is a SQLite file of another program; nothing was touched")
    if tables:
        raise LedgerError(f"{place.name} is not a ledger: the database holds tables of another program ({tables[0]}); give an empty one")
    if not create:
        raise LedgerError(f"{place.name} holds no ledger yet; make one with: dateline init {quoted(place.name)}")
