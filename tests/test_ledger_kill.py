"""Killed at any moment (kill -9, many times, at random points), a ledger loses no finished article and needs no repair."""

from __future__ import annotations

import multiprocessing
import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dateline.ledger.check import check
from dateline.ledger.forget import clean, forget_article, is_clean
from dateline.ledger.store import Judgement, Ledger, Wanted, open_ledger
from dateline.run.write import json_line
from tests.ledgers import article, claim

KILLS = {"sqlite": 20, "postgres": 6}
LONGEST = 0.15


def _work(where: str, begin: int, told: int) -> None:
    """Add articles, new versions, new codings and judgements until the end; tell of each when it is finished."""
    with open_ledger(where) as ledger:
        for number in range(begin, begin + 100_000):
            kind = number % 4
            one = article(number, id=f"a{number - 1}" if kind == 2 else None)
            if kind == 3:
                many = [article(number, id=f"a{number}-{n}") for n in range(20)]
                ledger.add_many([(one, [claim(one)], None) for one in many], coder="coder 1")
                os.write(told, b"".join(f"{one.id} {one.version}\n".encode() for one in many))
                continue
            with ledger.writing():
                ledger.add(one, [claim(one)], coder="coder 1")
                ledger.judge(Judgement("claim", (claim(one).id,), "right", "test"))
            os.write(told, f"{one.id} {one.version}\n".encode())
            if kind == 1:
                ledger.add(one, [claim(one, status="denied")], coder="coder 2")


def _kill(process: multiprocessing.process.BaseProcess, after: float) -> None:
    time.sleep(after)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()


def _kill_one(where: str, begin: int, after: float) -> dict[str, str]:
    """Let a process work for some moments, kill it, and return the articles that it said were finished."""
    reading, writing = os.pipe()
    process = multiprocessing.get_context("fork").Process(target=_work, args=(where, begin, writing), daemon=True)
    process.start()
    os.close(writing)
    if begin:
        select.select([reading], [], [], 20)  # at work: on a busy machine it takes its time to begin
    _kill(process, after)
    with os.fdopen(reading, "rb") as stream:
        lines = [line.split() for line in stream.read().decode().splitlines()]
    return {words[0]: words[1] for words in lines if len(words) == 2}


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Did not recognize type")
def test_killed_while_it_adds(where: str) -> None:
    open_ledger(where, create=True).close()
    kind = "postgres" if where.startswith("postgresql") else "sqlite"
    pick, finished = random.Random(20261123), 0
    for turn in range(KILLS[kind]):
        done = _kill_one(where, turn * 100_000, pick.uniform(0.01, LONGEST))
        finished += len(done)
        with open_ledger(where) as ledger:
            for id, version in done.items():
                assert ledger.article(id, version).id == id, f"{id} was finished, and is lost"
    with open_ledger(where) as ledger:
        assert list(check(ledger)) == []
        assert ledger.count() == len(list(ledger.reports())), "each article has its one claim"
    assert finished > 2, "the processes were killed before they could work"


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_killed_while_it_is_made(tmp_path: Path) -> None:
    pick = random.Random(1)
    for turn in range(8):
        file = tmp_path / f"{turn}.dateline"
        process = multiprocessing.get_context("fork").Process(target=_make, args=(str(file),), daemon=True)
        process.start()
        _kill(process, pick.uniform(0, 0.06))
        with open_ledger(file, create=True) as ledger:
            assert list(check(ledger)) == []


def _make(file: str) -> None:
    open_ledger(file, create=True).close()


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_killed_while_it_forgets_it_says_so_and_the_next_finishes(tmp_path: Path) -> None:
    file = tmp_path / "x.dateline"
    with open_ledger(file, create=True) as ledger:
        for number in range(20):
            one = article(number, more=f"Secretword{number} was there.")
            ledger.add(one, [claim(one)], coder="coder 1")
    pick = random.Random(2)
    for number in range(8):
        process = multiprocessing.get_context("fork").Process(target=_forget, args=(str(file), number), daemon=True)
        process.start()
        _kill(process, pick.uniform(0.01, 0.1))
        with open_ledger(file) as ledger:
            gone = all(report.id != f"a{number}" for report in ledger.reports())
            if not is_clean(ledger):
                assert gone and "cut short" in "\n".join(check(ledger))
                clean(ledger)
            assert list(check(ledger)) == []
            assert ledger.count() == len(list(ledger.reports()))
        held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert gone != (f"Secretword{number} ".encode() in held)


def _forget(file: str, number: int) -> None:
    with open_ledger(file) as ledger:
        forget_article(ledger, f"a{number}", "test")


def _count(ledger: Ledger) -> int:
    return ledger.count(Wanted(current=False))


def test_the_command_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    file, articles, claims = tmp_path / "x.dateline", tmp_path / "a.jsonl", tmp_path / "c.jsonl"
    many = [article(number) for number in range(2500)]
    articles.write_bytes(b"".join(json_line(one.to_json()) for one in many))
    claims.write_bytes(b"".join(json_line(claim(one).to_json()) for one in many))
    open_ledger(file, create=True).close()
    words = [sys.executable, "-m", "dateline", "add", "--claims", str(claims), "--articles", str(articles), "--db", str(file)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open_ledger(file) as ledger:
        end = time.monotonic() + 60
        while ledger.count() == 0 and process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        process.kill()
        process.wait()
        before = ledger.count()
        assert before > 0
        assert list(check(ledger)) == []
        done = subprocess.run(words, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        assert (ledger.count(), _count(ledger)) == (2500, 2500)
        if before < 2500:
            assert f"{before:,} there already" in done.stderr
