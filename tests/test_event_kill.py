"""Killed at any moment (kill -9, many times, at random points), joining loses nothing and ends with the very same events."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time

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
LONGEST = {"sqlite": 0.3, "postgres": 1.0}


def _fill(ledger: Ledger) -> None:
    for number in range(ARTICLES):
        town = tuple(TOWNS)[number % len(TOWNS)]
        one = article(number, town=town, word=("shelled", "bombed")[number % 2])
        ledger.add(one, [claim(one, day=1 + number % 6)], coder="by hand")


def _join(where: str) -> None:
    with open_ledger(where) as ledger:
        Joiner(ledger, ROSTER).refresh()


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
    for _ in range(KILLS[kind]):
        process = multiprocessing.get_context("fork").Process(target=_join, args=(where,), daemon=True)
        process.start()
        time.sleep(pick.uniform(0.05, LONGEST[kind]))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
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
