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


@pytest.fixture(scope="session")
def postgres_ledger(postgres: str) -> str:
    """The name of a database with an empty ledger, to be copied: quicker than to make its tables for each test."""
    from dateline.ledger.store import open_ledger
    from tests.postgres import new_database

    url = new_database(postgres, next(_NUMBERS))
    open_ledger(url, create=True).close()
    return url.rsplit("/", 1)[1]


@pytest.fixture(params=["sqlite", "postgres"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """A new, empty ledger, on each database."""
    from dateline.ledger.store import open_ledger
    from tests.postgres import new_database

    if request.param == "sqlite":
        where = str(tmp_path / "ledger.dateline")
    else:
        template = request.getfixturevalue("postgres_ledger")
        where = new_database(request.getfixturevalue("postgres"), next(_NUMBERS), template)
    with open_ledger(where, create=True) as opened:
        yield opened


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that commands work in, without settings of the machine's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATELINE_DB", raising=False)
    return tmp_path
