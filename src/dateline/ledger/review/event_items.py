"""What of the events is worth a look: contradictions, weak claims in much-cited events, and doubtful joins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from dateline.ledger.contradictions import Contradiction, Said
from dateline.ledger.contradictions import contradictions as contradictions_of
from dateline.ledger.decisions import decisions_of
from dateline.ledger.event_look import Looker
from dateline.ledger.event_tables import events, joined_claims, joined_links
from dateline.ledger.families import load_families
from dateline.ledger.match import THRESHOLD
from dateline.ledger.review.queue import Item, cited, contradictions, merges
from dateline.ledger.schema import claims
from dateline.ledger.scoring import probability
from dateline.ledger.sides import Sides
from dateline.ledger.sketch import from_json
from dateline.ledger.store import Ledger

_MOST, _MOST_CITED, _MOST_CLAIMS, _AT_ONCE, _MOST_PARTS = 200, 300, 60, 400, 2_000
_DOUBT = 1.5
"""Joins whose sum lies within this of the threshold are doubtful."""


def event_items(ledger: Ledger, sides: Sides, join_above: float = THRESHOLD) -> list[Item]:
    """Return the items of the events that are kept; the events must be up to date (:class:`dateline.ledger.joining.Joiner`)."""
    told = [*_contradicted(ledger, sides), *_tolls_of_parts(ledger)]
    return [*contradictions(told), *cited(_cited(ledger)), *merges(_doubtful(ledger, join_above))]


def _contradicted(ledger: Ledger, sides: Sides) -> list[tuple[str, str, Sequence[str], Sequence[str]]]:
    """The fields on which claims of the most-cited contradicted events differ."""
    look = Looker(ledger, load_families(), sides)
    # Read once, not for each event.
    look.decisions = decisions_of(ledger)
    query = select(events.c.id).where(events.c.contradicted).order_by(events.c.claims.desc(), events.c.id).limit(_MOST)
    found: list[tuple[str, str, Sequence[str], Sequence[str]]] = []
    with ledger.connection() as connection:
        for id in connection.execute(query).scalars().all():
            event = look.event(id)
            words = _words(event.kind, event.place.name or event.place.text if event.place else None, event.first)
            found += [
                (f"{words} ({_said(one)})", one.field, one.one_claims, one.other_claims) for one in event.contradictions
            ]  # fmt: skip
    return found


def _tolls_of_parts(ledger: Ledger) -> list[tuple[str, str, Sequence[str], Sequence[str]]]:
    """Tolls that are told apart from their act and that no number fits with the act's own: "ten died in the raid", "the toll is 22"."""
    one, other = joined_claims.alias(), joined_claims.alias()
    query = (
        select(one.c.body.label("act"), other.c.body.label("toll"), events.c.kind, events.c.place, events.c.first_day)
        .select_from(joined_links)
        .join(one, one.c.claim_id == joined_links.c.one).join(other, other.c.claim_id == joined_links.c.other)
        .join(events, events.c.id == one.c.event)
        .where(joined_links.c.relation == "part", one.c.origin != other.c.origin, one.c.event != other.c.event)
        .order_by(events.c.claims.desc(), joined_links.c.one, joined_links.c.other).limit(_MOST_PARTS)
    )  # fmt: skip
    with ledger.connection() as connection:
        rows = connection.execute(query).all()
    families = load_families()
    found: list[tuple[str, str, Sequence[str], Sequence[str]]] = []
    for row in rows:
        said = [Said(sketch, sketch.origin, {}) for sketch in (from_json(row.act), from_json(row.toll))]
        words = _words(row.kind, row.place, row.first_day)
        found += [
            (f"{words} ({_said(one)})", one.field, one.one_claims, one.other_claims)
            for one in contradictions_of(said, families) if one.field == "toll"
        ]  # fmt: skip
    return found


def _said(one: Contradiction) -> str:
    told = f"{one.one} or {one.other}"
    return told.replace("-", " ") if one.field == "kind" else told


def _words(kind: str, place: str | None, day: object) -> str:
    """An event in words, as the page says it: "Air strike, Karaz, 2016-12-05"."""
    return ", ".join((kind.replace("-", " ").capitalize(), place or "an unknown place", str(day or "no day")))


def _cited(ledger: Ledger) -> list[tuple[str, list[str], Mapping[str, float]]]:
    """The events with the most claims, with the confidence of each claim."""
    query = select(events.c.id, events.c.kind, events.c.place, events.c.first_day).where(events.c.claims > 2)
    with ledger.connection() as connection:
        rows = connection.execute(query.order_by(events.c.claims.desc(), events.c.id).limit(_MOST_CITED)).all()
        sure: dict[str, dict[str, float]] = {row.id: {} for row in rows}
        for at in range(0, len(rows), _AT_ONCE):
            ids = [row.id for row in rows[at : at + _AT_ONCE]]
            many = (
                select(joined_claims.c.event, joined_claims.c.claim_id, claims.c.confidence)
                .join(claims, claims.c.id == joined_claims.c.claim_id).where(claims.c.current, joined_claims.c.event.in_(ids))
                .order_by(claims.c.key)
            )  # fmt: skip
            for row in connection.execute(many):
                sure[row.event][row.claim_id] = row.confidence
    return [(_words(row.kind, row.place, row.first_day), list(sure[row.id])[:_MOST_CLAIMS], sure[row.id]) for row in rows]


def _doubtful(ledger: Ledger, join_above: float) -> list[tuple[str, str, float, int, str]]:
    """Pairs whose sum lies about the threshold, with how many claims a judgement on them would move."""
    one, other = joined_claims.alias(), joined_claims.alias()
    first, second = events.alias(), events.alias()
    near = func.abs(joined_links.c.total - join_above)
    query = (
        select(joined_links.c.one, joined_links.c.other, joined_links.c.total, first.c.id.label("a"), second.c.id.label("b"),
               first.c.claims.label("n"), second.c.claims.label("m"), first.c.kind, first.c.place, first.c.first_day)
        .join(one, one.c.claim_id == joined_links.c.one).join(other, other.c.claim_id == joined_links.c.other)
        .join(first, first.c.id == one.c.event).join(second, second.c.id == other.c.event)
        .where(joined_links.c.relation == "same", near < _DOUBT)
        .order_by((first.c.claims + second.c.claims).desc(), near, joined_links.c.one, joined_links.c.other).limit(_MOST)
    )  # fmt: skip
    with ledger.connection() as connection:
        rows = connection.execute(query).all()
    found: dict[tuple[str, ...], tuple[str, str, float, int, str]] = {}
    for row in rows:
        # One pair of two events stands for all pairs of them: the most doubtful, which comes first.
        apart = row.a != row.b
        size = min(row.n, row.m) if apart else max(1, row.n // 2)
        key = tuple(sorted((row.a, row.b)))
        found.setdefault(key, (row.one, row.other, probability(row.total), size, _words(row.kind, row.place, row.first_day)))
    return list(found.values())
