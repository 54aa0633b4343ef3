"""Which claims are wanted, as a condition on the tables, for both databases."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.types import BigInteger, Float

from dateline.ledger.schema import articles, claim_places, claims, codings

Box = tuple[float, float, float, float]
"""South, west, north, east, in degrees; a west above the east goes over the date line."""

# SQLite's R*Tree, which SQLAlchemy need not know as a table.
_INDEX = table("place_index", *(column(name, BigInteger if name == "key" else Float)
               for name in ("key", "south", "north", "west", "east", "first_day", "last_day")))  # fmt: skip
_SLACK = 1e-4
_MOST_VALUES = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What claims must be to be wanted: every field that is given must hold. Days: the claim's time touches ``since`` to ``until``.

    ``place`` is an id, found among all places of a claim (so that a city finds its districts); ``box`` looks at its first place,
    the one that it is told of. ``party`` is an id of an actor, as actor or target. Claims without a time are left out where days
    are asked for. ``current=False`` adds what older versions of articles said and what older coders read.
    """

    ids: Collection[str] | None = None
    articles: Collection[str] | None = None
    kinds: Collection[str] | None = None
    status: Collection[str] | None = None
    place: str | None = None
    box: Box | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    actor: str | None = None
    target: str | None = None
    party: str | None = None
    outlet: str | None = None
    coder: str | None = None
    published_since: dt.date | None = None
    published_until: dt.date | None = None
    min_confidence: float = 0.0
    current: bool = True


def keys(wanted: Wanted, dialect: str, *columns: Any) -> Select[Any]:
    """Return the query for the keys of the wanted claims (or for ``columns``), without an order."""
    found = select(*(columns or (claims.c.key,))).where(*_conditions(wanted, dialect))
    if wanted.articles is not None or wanted.published_since is not None or wanted.published_until is not None:
        found = found.join(articles, articles.c.key == claims.c.article_key)
    if wanted.coder is not None:
        found = found.join(codings, codings.c.key == claims.c.coding_key).where(codings.c.coder == wanted.coder)
    if wanted.place is not None:
        found = found.join(claim_places, claim_places.c.claim_key == claims.c.key).where(*_at_place(wanted))
    if wanted.box is not None:
        found = found.where(claims.c.key.in_(_in_box(wanted, wanted.box, dialect)))
    return found


def _among(where: ColumnElement[Any], values: list[str], dialect: str) -> ColumnElement[bool]:
    """Whether a column has one of some values: a statement takes no more than some ten thousand, so many come as one."""
    if len(values) <= _MOST_VALUES:
        return where.in_(values)
    given = bindparam(None, json.dumps(values), Text)
    if dialect == "postgresql":
        return where.in_(select(func.json_array_elements_text(cast(given, JSON))))
    return where.in_(select(func.json_each(given).table_valued("value").c.value))


def _conditions(wanted: Wanted, dialect: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.current:
        # The words of the partial indexes: with a bound value the database could not see that they serve.
        found.append(literal_column("claims.current"))
    for values, where in ((wanted.ids, claims.c.id), (wanted.kinds, claims.c.kind), (wanted.status, claims.c.status),
                          (wanted.articles, articles.c.id)):  # fmt: skip
        if values is not None:
            found.append(_among(where, [str(value) for value in values], dialect))
    for value, where in ((wanted.actor, claims.c.actor_id), (wanted.target, claims.c.target_id), (wanted.outlet, claims.c.outlet)):
        if value is not None:
            found.append(where == value)
    if wanted.party is not None:
        found.append(or_(claims.c.actor_id == wanted.party, claims.c.target_id == wanted.party))
    if wanted.since is not None:
        found.append(claims.c.end_day >= wanted.since)
    if wanted.until is not None:
        found.append(claims.c.start_day <= wanted.until)
    if wanted.published_since is not None:
        found.append(articles.c.published >= wanted.published_since)
    if wanted.published_until is not None:
        found.append(articles.c.published <= wanted.published_until)
    if wanted.min_confidence > 0:
        found.append(claims.c.confidence >= wanted.min_confidence)
    return found


def by_day(wanted: Wanted) -> tuple[Any, ...]:
    """Return the order from the newest day to the oldest, claims without a day last; at one place, that of the index of places."""
    if wanted.place is not None:
        return claim_places.c.first_day.desc().nulls_last(), claim_places.c.claim_key.desc()
    return claims.c.start_day.desc().nulls_last(), claims.c.key.desc()


def _at_place(wanted: Wanted) -> list[ColumnElement[bool]]:
    places, earlier = claim_places.c, claim_places.alias("earlier")
    # A claim may name a place twice: it counts where it stands first.
    twice = exists().where(earlier.c.claim_key == places.claim_key, earlier.c.place_id == places.place_id, earlier.c.n < places.n)
    found: list[ColumnElement[bool]] = [places.place_id == wanted.place, ~twice]
    if wanted.since is not None:
        found.append(places.last_day >= wanted.since.toordinal())
    if wanted.until is not None:
        found.append(places.first_day <= wanted.until.toordinal())
    return found


def _in_box(wanted: Wanted, box: Box, dialect: str) -> Select[Any]:
    south, west, north, east = box
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    spots = claim_places.alias("spots")
    places = spots.c
    exact = or_(*(and_(places.lat.between(south, north), places.lon.between(left, right)) for left, right in spans))
    found = select(places.claim_key).where(places.n == 0, exact)
    if dialect == "postgresql":
        return found.where(_gist(wanted, south, north, spans))
    # An R*Tree keeps its numbers in four bytes: it is asked with some metres to spare, the exact columns decide.
    near = [
        and_(_INDEX.c.south >= south - _SLACK, _INDEX.c.north <= north + _SLACK,
             _INDEX.c.west >= left - _SLACK, _INDEX.c.east <= right + _SLACK) for left, right in spans
    ]  # fmt: skip
    inside = select(_INDEX.c.key).where(or_(*near))
    if wanted.since is not None:
        inside = inside.where(_INDEX.c.last_day >= wanted.since.toordinal())
    if wanted.until is not None:
        inside = inside.where(_INDEX.c.first_day <= wanted.until.toordinal())
    return found.where(places.key.in_(inside))


def _gist(wanted: Wanted, south: float, north: float, spans: list[tuple[float, float]]) -> ColumnElement[bool]:
    boxes = [func.box(func.point(left, south), func.point(right, north)) for left, right in spans]
    spot: ColumnElement[Any] = literal_column("spots.spot")
    found = or_(*(spot.op("<@", is_comparison=True)(box) for box in boxes))
    if wanted.since is None and wanted.until is None:
        return found
    first = wanted.since.toordinal() if wanted.since else None
    last = wanted.until.toordinal() if wanted.until else None
    days = func.int4range(first, last, text("'[]'"))
    return and_(found, literal_column("spots.days").op("&&", is_comparison=True)(days))
