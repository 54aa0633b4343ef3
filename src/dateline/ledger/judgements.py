"""What was decided about claims, events, places and actors, by the program or by an analyst: added to, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from dateline.ledger.migrate import now
from dateline.ledger.rows import insert_rows, take_keys
from dateline.ledger.schema import judgement_subjects, judgements

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision. ``subjects`` are ids of what it is about (claims, events, names …), in an order that the kind gives a meaning.

    ``value`` and ``reasons`` are plain JSON types. ``key`` and ``at`` are set when it is stored; a higher key is a later judgement.
    """

    kind: str
    subjects: tuple[str, ...]
    verdict: str
    judge: str
    by_program: bool = True
    value: Any = None
    score: float | None = None
    reasons: tuple[Any, ...] = ()
    why: str | None = None
    at: str = ""
    key: int = 0

    @property
    def id(self) -> str:
        """The id under which another judgement (an undo) may name this one."""
        return f"j_{self.key}"


def judge(connection: Connection, made: Sequence[Judgement]) -> list[Judgement]:
    """Store judgements inside an open transaction, and return them with their keys and the moment."""
    if not made:
        return []
    first, at = take_keys(connection, "judgements", len(made)), now()
    rows, subjects, stored = [], [], []
    for key, judgement in enumerate(made, first):
        rows.append({
            "key": key, "kind": judgement.kind, "verdict": judgement.verdict, "value": _json(judgement.value), "score": judgement.score,
            "reasons": _json(list(judgement.reasons)), "by_program": judgement.by_program, "judge": judgement.judge,
            "why": judgement.why, "at": at, "forgotten": False,
        })  # fmt: skip
        subjects += [{"subject": subject, "judgement_key": key, "n": n} for n, subject in enumerate(judgement.subjects)]
        stored.append(
            Judgement(judgement.kind, tuple(judgement.subjects), judgement.verdict, judgement.judge, judgement.by_program, judgement.value,
                      judgement.score, tuple(judgement.reasons), judgement.why, at, key)
        )  # fmt: skip
    insert_rows(connection, judgements, rows)
    insert_rows(connection, judgement_subjects, subjects)
    return stored


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True)


def read(
    connection: Connection, kind: str | None, subject: str | None, after: int, by_program: bool | None, judge: str | None
) -> Iterator[Judgement]:
    """Yield the judgements that fit, in the order in which they were made."""
    query = select(judgements).order_by(judgements.c.key).limit(_AT_ONCE)
    if kind is not None:
        query = query.where(judgements.c.kind == kind)
    if by_program is not None:
        query = query.where(judgements.c.by_program == by_program)
    if judge is not None:
        query = query.where(judgements.c.judge == judge)
    if subject is not None:
        mine = select(judgement_subjects.c.judgement_key).where(judgement_subjects.c.subject == subject)
        query = query.where(judgements.c.key.in_(mine))
    while rows := connection.execute(query.where(judgements.c.key > after)).all():
        after = rows[-1].key
        about: dict[int, list[str]] = {}
        many = select(judgement_subjects).where(judgement_subjects.c.judgement_key.in_([row.key for row in rows]))
        for row in connection.execute(many.order_by(judgement_subjects.c.judgement_key, judgement_subjects.c.n)):
            about.setdefault(row.judgement_key, []).append(row.subject)
        for row in rows:
            value = None if row.value is None else json.loads(row.value)
            yield Judgement(row.kind, tuple(about.get(row.key, ())), row.verdict, row.judge, row.by_program, value, row.score,
                            tuple(json.loads(row.reasons)), row.why, row.at, row.key)  # fmt: skip
