"""Killed at any moment (kill -9, many times, at random points), joining loses nothing and ends with the very same events."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from select import select as wait

import pytest
from sqlalchemy import select

from dateline.ledger.check import check
from dateline.ledger.event_tables import events, events_due, joined_claims
from dateline.ledger.joining import Joiner
from dateline.ledger.store import Ledger, open_ledger
from dateline.roster import load_roster
from tests.ledgers import TOWNS, article, claim

ARTICLES = 60
ROSTER = load_roster()
KILLS = {"sqlite": 8, "postgres": 3}
LONGEST = 0.3


def _fill(ledger: Ledger) -> None:
    for number in range(ARTICLES):
        town = tuple(TOWNS)[number % len(TOWNS)]
        one = article(number, town=town, word=("shelled", "bombed")[number % 2])
        ledger.add(one, [claim(one, day=1 + number % 6)], coder="by hand")


def _join(where: str, told: int) -> None:
    """Join what is due, and tell of each part that is stored."""

    def tell(done: int, due: int) -> None:
        os.write(told, b".")

    with open_ledger(where) as ledger:
        Joiner(ledger, ROSTER).refresh(tell)


def _kill_one(where: str, after: float, *, at_work: bool) -> None:
    """Let a process join for some moments (from its first word on, if it must be at work) and kill it."""
    reading, writing = os.pipe()
    process = multiprocessing.get_context("fork").Process(target=_join, args=(where, writing), daemon=True)
    process.start()
    os.close(writing)
    if at_work:
        wait([reading], [], [], 20)  # on a busy machine it takes its time to begin
    time.sleep(after)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    os.close(reading)


def _events(ledger: Ledger) -> dict[str, str]:
    """The event of each claim."""
    with ledger.connection() as connection:
        assert connection.execute(select(events_due.c.id)).all() == []
        found = {row.claim_id: row.event for row in connection.execute(select(joined_claims.c.claim_id, joined_claims.c.event))}
        assert set(found.values()) == set(connection.execute(select(events.c.id)).scalars())
    return found


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Did not recognize type")
def test_killed_while_it_joins(where: str, tmp_path: object) -> None:
    kind = "postgres" if where.startswith("postgresql") else "sqlite"
    with open_ledger(f"{tmp_path}/whole.dateline", create=True) as ledger:
        _fill(ledger)
        Joiner(ledger, ROSTER).refresh()
        whole = _events(ledger)
    with open_ledger(where, create=True) as ledger:
        _fill(ledger)
    pick, begun = random.Random(20161207), False
    for turn in range(KILLS[kind]):
        _kill_one(where, pick.uniform(0.0, LONGEST), at_work=turn == KILLS[kind] // 2)
        with open_ledger(where) as ledger:
            assert list(check(ledger)) == []
            with ledger.connection() as connection:
                begun = begun or connection.execute(select(joined_claims.c.claim_id).limit(1)).first() is not None
    with open_ledger(where) as ledger:
        Joiner(ledger, ROSTER).refresh()
        assert _events(ledger) == whole
        assert Joiner(ledger, ROSTER).refresh() == 0
    assert begun, "the processes were killed before they could work"
    assert 1 < len(set(whole.values())) < len(whole)
