"""What a running server holds: the ledger, the knowledge, and a board of its events that is made again when the ledger has changed.

One thread reads the events once, at the start; another brings up to date what is computed from claims, while requests are answered from
the state before. The ledger may be written by other programs meanwhile (``dateline add``).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from dateline.errors import DatelineError, LedgerError
from dateline.gazetteer import Gazetteer, load_gazetteer
from dateline.ledger.decisions import Decisions, decisions_of
from dateline.ledger.event_look import Looker
from dateline.ledger.event_tables import events_due, joined_state
from dateline.ledger.families import load_families
from dateline.ledger.joining import Joiner
from dateline.ledger.kept import refresh
from dateline.ledger.schema import articles, codings, judgements, log, tombstones
from dateline.ledger.sides import Sides, load_sides
from dateline.ledger.store import Ledger
from dateline.ontology import Ontology, load_ontology
from dateline.roster import Roster, load_roster
from dateline.serve.board import Board, build
from dateline.settings import Settings

T = TypeVar("T")
_LOOK_EVERY = 1.0
_PAUSE_AFTER_TROUBLE = 5.0
_PAUSE_AFTER_MISTAKE = 60.0
_MISTAKES = (
    ArithmeticError, AssertionError, AttributeError, DatelineError, LookupError, OSError, RuntimeError, StopIteration, SQLAlchemyError,
    TypeError, ValueError,
)  # fmt: skip
_logger = logging.getLogger("dateline.serve")


class State:
    """The state of one server; :meth:`start` must be called before requests are answered, :meth:`close` at the end."""

    def __init__(self, ledger: Ledger, given: Settings) -> None:
        self.ledger, self.settings = ledger, given
        self.ontology: Ontology = load_ontology()
        self.roster: Roster = load_roster(given)
        self.sides: Sides = load_sides(self.roster)
        self.look = Looker(ledger, load_families(), self.sides)
        self._board: Board | None = None
        self._no_board: Exception | None = None
        self.trouble: str | None = None
        self._stamp: tuple[Any, ...] | None = None
        self._number = 0
        self._looked = 0.0
        self._work = threading.Lock()
        self._change = threading.Condition()
        self._wanted = 0
        self._done = 0
        self._closing = False
        self.shelf: dict[str, Any] = {}
        """What a part keeps between requests, under a name of its own."""
        self._kept: dict[str, tuple[str, Any]] = {}
        self._decided: tuple[tuple[str, int | None], Decisions] | None = None
        self._thread = threading.Thread(target=self._run, name="dateline-update", daemon=True)
        # Of a large ledger it takes seconds: meanwhile the server starts, and a browser loads the page.
        self._first = threading.Thread(target=self._build, name="dateline-board", daemon=True)
        self._first.start()

    def start(self, wait: float = 0.0) -> None:
        """Begin to bring the views up to date, and wait for that for some seconds at most."""
        self._thread.start()
        self.update(wait)

    def close(self) -> None:
        """Let the thread end after what it is doing."""
        with self._change:
            self._closing = True
            self._change.notify_all()
        for thread in (self._first, self._thread):
            if thread.is_alive():
                thread.join(timeout=30)

    # Asked by requests

    @property
    def board(self) -> Board:
        """All events in short; who asks first waits until they are read. Raises what reading the ledger raised."""
        self._first.join()
        if self._board is None:
            self._build()  # what was wrong then may be right now
        if self._board is None:
            raise self._no_board or LedgerError(f"{self.ledger.name} could not be read; the server's log says why")
        return self._board

    @property
    def revision(self) -> str:
        """Another one whenever views may show something else."""
        return f"r{self._number}"

    @property
    def updating(self) -> bool:
        """Whether something is being made again now, or could not be and will be tried again."""
        with self._change:
            return self._done < self._wanted or self.trouble is not None

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer, loaded when it is first asked for."""
        return load_gazetteer(self.settings)

    def decisions(self) -> Decisions:
        """Return the analysts' decisions as they are at this moment; read anew only where a judgement was added."""
        with self.ledger.connection() as connection:
            now = self.revision, connection.execute(select(func.max(judgements.c.key))).scalar()
        # Another request may put an older reading there meanwhile: what is returned is what was found for this one.
        kept = self._decided
        if kept is None or kept[0] != now:
            kept = self._decided = now, decisions_of(self.ledger)
        return kept[1]

    def glance(self) -> None:
        """Look whether the ledger has changed, at most once a second, and have the views made again if so."""
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY or self._done < self._wanted:
            return
        self._looked = now
        if self.stamp() != self._stamp:
            self.update(0.0)

    def update(self, wait: float) -> bool:
        """Have the views made again, wait for that for some seconds at most, and tell whether it is done."""
        with self._change:
            self._wanted += 1
            mine = self._wanted
            self._change.notify_all()
            return self._change.wait_for(lambda: self._done >= mine or self._closing, timeout=wait) and self.trouble is None

    def remember(self, name: str, make: Callable[[], T]) -> T:
        """Return what ``make`` returns, made once for each revision."""
        before = self._kept.get(name)
        revision = self.revision
        if before is not None and before[0] == revision:
            found: T = before[1]
            return found
        made = make()
        self._kept[name] = (revision, made)
        return made

    def stamp(self) -> tuple[Any, ...]:
        """Return what is different as soon as something was written to the ledger that views show."""
        with self.ledger.connection() as connection:
            return tuple(
                connection.execute(select(func.max(table.c.key))).scalar() for table in (articles, codings, judgements, tombstones, log)
            )

    # The threads

    def _build(self) -> None:
        try:
            self._board = build(self.ledger, self.ontology)
        except _MISTAKES as error:
            self._no_board = error
            _logger.exception("the events could not be read")

    def _run(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._closing or self._done < self._wanted)
                if self._closing:
                    return
                wanted = self._wanted
            try:
                self._renew()
                self.trouble = None
            except LedgerError as error:
                # Another program writes for longer than we wait: what was joined before is shown, and it is tried again.
                self.trouble = str(error)
                _logger.warning("views could not be made again: %s", error)
                self._looked = time.monotonic() + _PAUSE_AFTER_TROUBLE
            except _MISTAKES as error:
                # A mistake in a rule must not leave the server without the thread that shows what comes later.
                self.trouble = f"mistake while joining: {error!r}"
                _logger.exception("mistake while the views were made again; please report it")
                self._looked = time.monotonic() + _PAUSE_AFTER_MISTAKE
            with self._change:
                self._done = wanted
                self._change.notify_all()

    def _renew(self) -> None:
        with self._work:
            while True:
                stamp = self.stamp()
                if stamp == self._stamp:
                    return
                changed = self._stamp is not None
                if not self.ledger.place.frozen:
                    changed = self._join() or changed
                if changed:
                    self._first.join()
                    self._board = build(self.ledger, self.ontology, self._board)
                self._number += 1
                # Joining leaves judgements of the program: without those the ledger is as it was when we began.
                if self.ledger.place.frozen or self.stamp() == stamp:
                    self._stamp = stamp
                    return

    def _join(self) -> bool:
        """Join what is new, and tell whether any event may be another now."""
        before = self._joined()
        read = Joiner(self.ledger, self.roster, self.settings.join_above).refresh()
        refresh(self.ledger, self.sides, self.settings)
        return bool(read) or before[1] > 0 or before != self._joined()

    def _joined(self) -> tuple[frozenset[tuple[str, str]], int]:
        """What joining left word of, and how many events were due to be made again."""
        with self.ledger.connection() as connection:
            rows = connection.execute(select(joined_state.c.name, joined_state.c.value)).all()
            due = connection.execute(select(func.count(events_due.c.id))).scalar() or 0
        return frozenset((row.name, row.value) for row in rows), due
