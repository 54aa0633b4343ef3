"""The board of a ledger's events: made again from the one before it is what it would be made from nothing."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("fastapi")

from dateline.ledger.store import open_ledger
from dateline.ontology import load_ontology
from dateline.serve import board
from dateline.serve.board import Board, build
from tests.serving import fill, make, served

_CHANGES = {
    "nothing": (),
    "gone": ("DELETE FROM events WHERE claims = 1 AND killed_low = 3",),
    "come": (
        "CREATE TABLE more AS SELECT * FROM events WHERE killed_low = 5",
        "UPDATE more SET id = 'e_00' || substr(id, 3)", "INSERT INTO events SELECT * FROM more",
    ),
    "others": (
        "UPDATE events SET claims = claims + 1 WHERE killed_low = 2",
        "UPDATE events SET facets = replace(facets, '\"Party 0\"', '\"The First Party\"') WHERE id < 'e_0000000000000040'",
        "UPDATE events SET facets = replace(facets, 'Outlet 3', 'Mill Herald'), last_day = NULL WHERE id > 'e_0000000000000070'",
    ),
    "all": ("DELETE FROM events",),
}  # fmt: skip


def alike(one: Any, other: Any) -> bool:
    """Whether two boards, or parts of them, are the same in every column."""
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, Board | board.Tags):
        return all(alike(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    if isinstance(one, dict) and one and isinstance(next(iter(one.values())), board.Tags):
        return one.keys() == other.keys() and all(alike(one[name], other[name]) for name in one)
    return bool(one == other)


@pytest.mark.parametrize("change", _CHANGES)
def test_a_board_made_from_the_one_before_is_the_same_and_takes_apart_what_is_new(
    tmp_path: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "l.dateline")
    fill(path, 300)
    with open_ledger(path) as ledger:
        before = build(ledger, load_ontology())
        with ledger.writing() as connection:
            for statement in _CHANGES[change]:
                connection.exec_driver_sql(statement)
        fresh = build(ledger, load_ontology())
        read = []
        parsed = board.from_json
        monkeypatch.setattr(board, "from_json", lambda words: read.append(words) or parsed(words))
        again = build(ledger, load_ontology(), before)
        assert alike(again, fresh)
        assert len(read) < 250, "rows that are as they were are read again"
        assert alike(build(ledger, load_ontology(), again), fresh)


def test_a_ledger_that_cannot_be_read_at_first_is_read_when_it_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dateline.errors import LedgerError
    from dateline.serve import state as states

    def broken(*args: Any) -> Board:
        raise LedgerError("the disk is away")

    path = make(tmp_path / "l.dateline")
    with monkeypatch.context() as away:
        away.setattr(states, "build", broken)
        with served(path) as client:
            answer = client.get("/api/v1/events")
            assert (answer.status_code, answer.json()["error"]) == (503, "the disk is away")
            away.undo()
            assert client.get("/api/v1/events").json()["total"] == 5
