"""Fixtures that several files of tests use: a ledger on each database."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server of the tests' own, without a database."""
    from tests.postgres import server

    with server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new ledger may be made: a test that asks for it runs once on a file and once on PostgreSQL."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.dateline")
    from tests.postgres import new_database

    return new_database(request.getfixturevalue("postgres"), next(_NUMBERS))


@pytest.fixture
def ledger(where: str) -> Iterator[Any]:
    """A new, empty ledger, on each database."""
    from dateline.ledger.store import open_ledger

    with open_ledger(where, create=True) as opened:
        yield opened
