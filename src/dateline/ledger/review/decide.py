"""Decisions of an analyst: each checks that it can be applied, and becomes a judgement with who and when; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from dateline.errors import LedgerError
from dateline.ledger.decisions import FIELDS, KINDS, SAME, decisions_of, name_key, taken_back, with_field
from dateline.ledger.event_look import Looker
from dateline.ledger.event_tables import joined_claims
from dateline.ledger.judgements import Judgement
from dateline.ledger.store import Ledger
from dateline.ontology import load_ontology

_LONGEST = 200
_MOST_PAIRS = 100_000
"""Pairs of claims that one decision may be about: grouping looks at each of them again."""


def accept(ledger: Ledger, claim: str, who: str, why: str | None = None) -> Judgement:
    """Record that a claim is right as it stands; raises :class:`~dateline.errors.LedgerError` where there is no such claim."""
    return _judged(ledger, Judgement("claim", (_known(ledger, claim),), "accept", who, by_program=False, why=why))


def reject(ledger: Ledger, claim: str, who: str, why: str | None = None) -> Judgement:
    """Record that a claim is no claim, so that nothing counts it; raises :class:`~dateline.errors.LedgerError` where there is none."""
    return _judged(ledger, Judgement("claim", (_known(ledger, claim),), "reject", who, by_program=False, why=why))


def correct(ledger: Ledger, claim: str, field: str, value: Any, who: str, why: str) -> Judgement:
    """Record that one field of a claim is another; ``value`` is JSON as on the wire, or the short forms of ``with_field``.

    Raises :class:`~dateline.errors.LedgerError` for a field that cannot be corrected, and a value that does not fit it or whose words do
    not stand in the article.
    """
    claim = _known(ledger, claim)
    if field not in FIELDS:
        raise LedgerError(f"found the field {field!r}; allowed: {', '.join(FIELDS)}")
    if not why.strip():
        raise LedgerError("a correction needs a reason; give it with --why")
    if field == "kind" and value not in load_ontology().kinds:
        raise LedgerError(f"found the kind {value!r}; allowed: those that dateline kinds lists")
    stored = ledger.claim(claim)
    now = decisions_of(ledger).effective(stored.claim).claim
    try:
        with_field(now, field, value).check(ledger.article(stored.report.id, stored.report.version))
    except ValidationError as error:
        first = error.errors()[0]
        raise LedgerError(f"the value does not fit {field}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except (KeyError, TypeError, ValueError) as error:
        raise LedgerError(f"the value does not fit {field}: {error}") from None
    return _judged(ledger, Judgement("correct", (claim,), field, who, by_program=False, value=value, why=why))


def merge(ledger: Ledger, ones: str | Sequence[str], others: str | Sequence[str], who: str, why: str | None = None) -> Judgement:
    """Record that claims are of one event with each of the ``others``: the id of a claim, or of several; of an event for all its claims.

    Raises :class:`~dateline.errors.LedgerError` where one is not there, and where no other is left.
    """
    first, rest = _sides(ledger, ones, others)
    return _same(ledger, first, rest, "yes", who, why)


def split(
    ledger: Ledger, ones: str | Sequence[str], others: str | Sequence[str], who: str, why: str | None = None, *, together: bool = True
) -> Judgement:
    """Record that claims are of another event than each of the ``others``: ids as for :func:`merge`.

    An event among the others stands for those of its claims that are not to leave it. Where several claims leave one event they stay
    together, unless ``together`` is false: then joining decides of them. Raises :class:`~dateline.errors.LedgerError` like :func:`merge`.
    """
    first, rest = _sides(ledger, ones, others)
    return _same(ledger, first, rest, "no", who, why, together=together and len(first) > 1 and len(_events(ledger, first)) == 1)


def _sides(ledger: Ledger, ones: str | Sequence[str], others: str | Sequence[str]) -> tuple[list[str], list[str]]:
    """The claims of the two sides of a decision on what is of one event."""
    first, rest = (
        sorted({claim for id in ([ids] if isinstance(ids, str) else ids) for claim in _meant(ledger, id)}) for ids in (ones, others)
    )
    if not first or not (rest := [claim for claim in rest if claim not in set(first)]):
        raise LedgerError(f"{_listed(ones)} against {_listed(others)}: nothing is left on one side; give claims that are on one side alone")
    if len(first) * len(rest) > _MOST_PAIRS:
        raise LedgerError(f"{len(first):,} claims against {len(rest):,} are more than {_MOST_PAIRS:,} pairs; give fewer at once")
    return first, rest


def _meant(ledger: Ledger, id: str) -> list[str]:
    """The claims that an id stands for: itself, or those of the event."""
    if not id.startswith("e_"):
        return [_known(ledger, id)]
    with ledger.connection() as connection:
        event = Looker.current(connection, id)
        found = connection.execute(select(joined_claims.c.claim_id).where(joined_claims.c.event == event)).scalars().all()
    if not found:
        raise LedgerError(f"{ledger.name} holds no event {id!r}; dateline events lists them")
    return list(found)


def _events(ledger: Ledger, claims: Sequence[str]) -> set[str | None]:
    """The events that claims are of now."""
    with ledger.connection() as connection:
        return {Looker.current(connection, claim) for claim in claims}


def _listed(ids: str | Sequence[str]) -> str:
    return ids if isinstance(ids, str) else ", ".join([*ids[:3], "…"] if len(ids) > 3 else ids)


def _same(
    ledger: Ledger, first: Sequence[str], rest: Sequence[str], verdict: str, who: str, why: str | None, *, together: bool = False
) -> Judgement:  # fmt: skip
    claims, value = (*first, *rest), None
    if len(claims) == 2:
        claims = tuple(sorted(claims))
    else:
        value = {"first": len(first), **({"together": True} if together else {})}
    return _judged(ledger, Judgement(SAME, claims, verdict, who, by_program=False, value=value, why=why))


def resolve(ledger: Ledger, sort: str, name: str, value: Mapping[str, Any] | None, who: str, why: str | None = None) -> Judgement:
    """Record what a name stands for wherever the coder does not know it (``sort``: place or actor); None: nothing that can be known.

    ``value`` has ``id`` and ``name``, for a place also ``lat`` and ``lon``, and perhaps ``level``, ``within``, ``radius_km``, ``in`` where
    the name means this place only together with a region (its id). Raises :class:`~dateline.errors.LedgerError` for one that lacks them.
    """
    if sort not in ("place", "actor"):
        raise LedgerError(f"found {sort!r}; allowed: place, actor")
    key = name_key(sort, name)
    if key.endswith(":"):
        raise LedgerError(f"{name!r} has no letters that a name could be known by")
    if len(name) > _LONGEST:
        raise LedgerError(f"the name is {len(name):,} characters long; allowed: {_LONGEST}")
    if value is not None and not (value.get("id") and value.get("name")):
        raise LedgerError("what a name stands for needs an id and a name")
    if value is not None and sort == "place" and (value.get("lat") is None or value.get("lon") is None):
        raise LedgerError("a place needs a latitude and a longitude")
    kept = None if value is None else dict(value)
    return _judged(ledger, Judgement("name", (key,), "resolve" if kept else "unknowable", who, by_program=False, value=kept, why=why))


def undo(ledger: Ledger, judgement: str, who: str, why: str | None = None) -> Judgement:
    """Record that a judgement counts no more; an undo can be undone. Raises :class:`~dateline.errors.LedgerError` where it cannot be."""
    made = next((j for j in ledger.judgements(by_program=False) if j.id == judgement), None)
    if made is None:
        raise LedgerError(f"{ledger.name} holds no analyst's judgement {judgement!r}; dateline review list --done shows them")
    if made.kind not in KINDS:
        raise LedgerError(f"{judgement} is a judgement of the kind {made.kind!r}, which review does not make")
    if by := taken_back(ledger.judgements(by_program=False)).get(judgement):
        raise LedgerError(f"{judgement} is taken back already, by {by}; to have it count again: dateline review undo {by}")
    return _judged(ledger, Judgement("undo", (judgement,), "undo", who, by_program=False, why=why))


def _known(ledger: Ledger, claim: str) -> str:
    """The id that a claim goes by now."""
    now = ledger.heir(claim)
    ledger.claim(now)
    return now


def _judged(ledger: Ledger, judgement: Judgement) -> Judgement:
    if not judgement.judge.strip():
        raise LedgerError("a judgement needs a name of who makes it; give --who, or set DATELINE_REVIEWER")
    (made,) = ledger.judge(judgement)
    return made
