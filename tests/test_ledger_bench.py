"""The generator of the ledger's benchmark makes ledgers that are whole, and every question of it is answered."""

from __future__ import annotations

from pathlib import Path

from benchmarks.ledger_bench import Maker, fill, multiply, questions
from dateline.ledger.check import check
from dateline.ledger.store import open_ledger


def test_a_small_run_of_the_benchmark(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "x.dateline", create=True) as ledger:
        rate, work = fill(ledger, 800)
        assert rate > 0 and work > 0
        assert ledger.count() == 800
        assert list(check(ledger)) == []
        multiply(ledger, 3)
        assert ledger.count() == 2400
        assert {name: len(times) for name, times, _, _ in questions(ledger, 2)} == {
            "map of a month, whole country": 2, "map of a month, a district": 2, "history of a large town, newest 200": 2,
            "search, rare words": 2, "search, common words": 2, "claims of one event": 2,
        }  # fmt: skip


def test_the_same_dispatches_are_made_each_time() -> None:
    assert Maker().report() == Maker().report()
