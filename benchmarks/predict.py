"""Predictions in the formats that the scorers read: whole claims by the coder, the rest by the adaptors.

An adaptor is ``benchmarks/adaptors/SET.py`` with ``predict(row) -> dict``: one gold row (its answers are not to be looked at) in, what
``bench.py SET`` reads out.
"""

from __future__ import annotations

import importlib
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any

from benchmarks.data import ADAPTORS, chunks

Row = dict[str, Any]
# Small, so that two workers end at nearly the same time; the order of the output does not depend on it.
CHUNK = 8


class NotThere(Exception):
    """The adaptor of a set, or a step of the coder that it needs, is not there."""


@cache
def adaptor(name: str) -> Callable[[Row], Row]:
    """Return the ``predict`` of a set's adaptor; raises :class:`NotThere` when it cannot be loaded."""
    if name not in ADAPTORS:
        raise NotThere(f"there is no set {name!r}; sets: {', '.join(ADAPTORS)}")
    try:
        module = importlib.import_module(f"benchmarks.adaptors.{name}")
    except ImportError as error:
        raise NotThere(f"set {name!r} cannot be predicted yet: {error}") from None
    predict: Callable[[Row], Row] = module.predict
    return predict


def _adapt(name: str, rows: list[Row]) -> list[Row]:
    predict = adaptor(name)
    return [{"id": row["id"], **predict(row)} for row in rows]


@cache
def _coder() -> Any:
    from dateline.coder import Coder

    return Coder()


def _code(articles: list[Row]) -> list[Row]:
    from dateline.model import Article

    return [claim.to_json() for article in articles for claim in _coder().code(Article(**article))]


def _one(job: tuple[str, list[Row]]) -> list[Row]:
    name, rows = job
    return _code(rows) if name == "claims" else _adapt(name, rows)


class Workers:
    """Codes or adapts rows in this process, or in a pool of several; the result does not depend on how many."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool

    def predict(self, name: str, rows: list[Row]) -> list[Row]:
        """Return predictions for rows: claims for ``claims`` (rows are articles), else what the adaptor of the set makes, one a row."""
        if name != "claims":
            adaptor(name)  # where it is not there, say so before any work starts
        jobs = [(name, chunk) for chunk in chunks(rows, CHUNK)]
        parts = map(_one, jobs) if self._pool is None else self._pool.map(_one, jobs)
        return [row for part in parts for row in part]


@contextmanager
def workers(jobs: int) -> Iterator[Workers]:
    """Give workers; with ``jobs`` > 1 a pool of that many processes, each of which loads the coder once."""
    if jobs <= 1:
        yield Workers(None)
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield Workers(pool)
