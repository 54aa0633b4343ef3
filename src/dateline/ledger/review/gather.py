"""Gets from a ledger what the queue is made of, and the queue itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select

from dateline.ledger.control.records import ControlSpan
from dateline.ledger.control.tables import control_spans, open_names, span_of
from dateline.ledger.decisions import KINDS, SAME, in_force, pairs_of
from dateline.ledger.judgements import Judgement
from dateline.ledger.match import THRESHOLD
from dateline.ledger.review.event_items import event_items
from dateline.ledger.review.queue import Item, disputes, lone_claims, names, ranked
from dateline.ledger.schema import claims
from dateline.ledger.sides import OWNED, Sides
from dateline.ledger.store import Ledger

_MOST_SPANS, _MOST_NAMES, _EXAMPLES = 5_000, 300, 3
_AT_ONCE = 500


def queue(ledger: Ledger, sides: Sides, sorts: Iterable[str] = (), join_above: float = THRESHOLD) -> list[Item]:
    """Return what is worth a look, the weightiest first; ``sorts`` leaves only items of these sorts, ``join_above`` is the setting.

    What is kept must be up to date (:func:`dateline.ledger.kept.refresh`, :meth:`dateline.ledger.joining.Joiner.refresh`).
    """
    wanted = frozenset(sorts)
    spans = _spans(ledger)
    found = [
        *disputes(spans),
        *lone_claims(spans, _confidence(ledger, spans)),
        *names(_names(ledger)),
        *event_items(ledger, sides, join_above),
    ]
    return [item for item in ranked(found, settled(ledger)) if not wanted or item.sort in wanted]


def settled(ledger: Ledger) -> frozenset[str]:
    """Return the claims and names that judgements in force are about, by the ids that they go by now.

    Of a judgement on what more than two claims are of, only the pairs (:attr:`~dateline.ledger.review.queue.Item.settled_by`): that a
    claim stays where many are says nothing else of it.
    """
    made = done(ledger)
    heirs = ledger.heirs({subject for one in made for subject in one.subjects})
    found = {heirs[subject] for one in made if not _of_many(one) for subject in one.subjects}
    pairs = (pair for one in made if _of_many(one) for pair, _ in pairs_of(one, heirs.__getitem__))
    return frozenset({*found, *(" ".join(pair) for pair in pairs)})


def _of_many(made: Judgement) -> bool:
    return made.kind == SAME and len(made.subjects) > 2


def done(ledger: Ledger) -> list[Judgement]:
    """Return the analysts' judgements that are in force, in the order in which they were made."""
    return in_force(made for made in ledger.judgements(by_program=False) if made.kind in KINDS)


def _spans(ledger: Ledger) -> list[ControlSpan]:
    """The latest spans that may be worth a look: contests, and what one claim alone carries."""
    spans = control_spans.c
    query = select(spans.body).where(or_(spans.standing == "contested", spans.end_day.is_(None)))
    with ledger.connection() as connection:
        rows = connection.execute(query.order_by(spans.start_day.desc(), spans.place, spans.n).limit(_MOST_SPANS)).scalars()
        return [span_of(body) for body in rows]


def _confidence(ledger: Ledger, spans: Sequence[ControlSpan]) -> dict[str, float]:
    ids = sorted({span.supporting[0] for span in spans if len(span.supporting) == 1})
    found: dict[str, float] = {}
    with ledger.connection() as connection:
        for at in range(0, len(ids), _AT_ONCE):
            query = select(claims.c.id, claims.c.confidence).where(claims.c.current, claims.c.id.in_(ids[at : at + _AT_ONCE]))
            found.update((row.id, row.confidence) for row in connection.execute(query))
    return found


def _is_name(words: str) -> bool:
    """Tell whether words may be a party's own name: "Hill Men", and not "market of Karaz" or "Its spokesman".

    What is no name stands for somebody else in every report, so nothing could be resolved for all of them.
    """
    return words[:1].isupper() and not words.lower().startswith(OWNED)


def _names(ledger: Ledger) -> list[tuple[str, str, int, list[str]]]:
    """The names that stand for nothing known, by the number of claims: as they are written most often, with some of the claims."""
    table = open_names.c
    number = func.count(table.claim_key)
    with ledger.connection() as connection:
        keys = connection.execute(
            select(table.name_key, number.label("number"))
            .where(table.name != "")
            .group_by(table.name_key)
            .order_by(number.desc(), table.name_key)
            .limit(_MOST_NAMES)
        ).all()
        found = []
        for row in keys:
            mine = table.name_key == row.name_key
            words = connection.execute(
                select(table.name).where(mine, table.name != "").group_by(table.name).order_by(number.desc(), table.name).limit(1)
            ).scalar()
            if row.name_key.startswith("actor:") and not _is_name(str(words)):
                continue
            some = connection.execute(
                select(claims.c.id).join(open_names, table.claim_key == claims.c.key).where(mine).order_by(claims.c.key).limit(_EXAMPLES)
            ).scalars()
            found.append((row.name_key, str(words), int(row.number), list(some)))
    return found
