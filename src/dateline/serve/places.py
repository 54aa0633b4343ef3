"""One place with all that is known of it, and the control of a day, as the page shows them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, or_, select

from dateline.errors import LedgerError
from dateline.ledger.control import ControlSpan
from dateline.ledger.control.look import changed, last_day, on, records
from dateline.ledger.schema import claim_places
from dateline.ledger.sides import UNNAMED_SIDE
from dateline.ledger.store import Ledger
from dateline.serve.board import fineness
from dateline.serve.cards import cards
from dateline.serve.chosen import Chosen, page, selected
from dateline.serve.lists import short
from dateline.serve.models import Named, PlaceShort
from dateline.serve.state import State
from dateline.serve.wholes import Area, Change, Changes, ControlDay, PlaceName, PlaceWhole, Span

_MOST_NAMES = 50
_NO_WAR = frozenset({"state", "actor", "name"})
"""What stands before the colon of a side that is none of a conflict."""
_Head = tuple[PlaceShort, str | None, str | None, list[PlaceName]]


def span(one: ControlSpan) -> Span:
    """Return a control span as the page shows it."""
    data = one.to_json()
    renamed = {"from": "from_day", "to": "to_day", "for": "supporting", "against": "opposing"}
    return Span.model_validate({renamed.get(name, name): value for name, value in data.items()})


def place_whole(state: State, key: str, limit: int) -> PlaceWhole:
    """Return a place by id, key of control or name; raises :class:`~dateline.errors.LedgerError` when nothing tells of it."""
    ledger = state.ledger
    control = records(ledger, key)
    board = state.board
    mask = selected(board, Chosen(place=(key,)))
    numbers, _ = page(board, mask, "newest", limit, None)
    head = _head(ledger, key)
    if head is None and not control and not numbers:
        raise LedgerError(f"nothing in {ledger.name} tells of a place {key!r}")
    place, level, within, names = head or (None, None, None, [])
    areas = [Area(key=area, name=spans[0].name, spans=[span(one) for one in spans]) for area, spans in control.items() if spans]
    if place is None:
        first = areas[0].spans[0] if areas else None
        place = PlaceShort(
            id=None, name=first.name if first else key, lat=first.lat if first else None, lon=first.lon if first else None,
            radius_km=first.radius_km if first else None, fineness="none" if first is None or first.lat is None else "point",
        )  # fmt: skip
    told = {claim for area in areas for one in area.spans for claim in (*one.supporting, *one.opposing)}
    return PlaceWhole(
        place=place, level=level, within=within, names=names, control=areas,
        evidence=cards(ledger, sorted(told), state.decisions(), state.ontology),
        events=list(short(ledger, [board.ids[n] for n in numbers], state.ontology)), total_events=int(mask.sum()),
    )  # fmt: skip


def _head(ledger: Ledger, key: str) -> _Head | None:
    """Where a place is, its level, what it lies in, and which names reports give it: of all claims that name it."""
    places = claim_places.c
    mine = or_(places.place_id == key, places.name == key, func.lower(places.name) == key.lower())
    best = select(claim_places).where(mine).order_by(places.lat.is_(None), places.place_id.is_(None), places.key).limit(1)
    with ledger.connection() as connection:
        row = connection.execute(best).first()
        if row is None:
            return None
        same = places.place_id == row.place_id if row.place_id else mine
        number = func.count(places.claim_key)
        query = select(places.name, number.label("number")).where(same).group_by(places.name)
        names = connection.execute(query.order_by(number.desc(), places.name).limit(_MOST_NAMES)).all()
    known = {"id": row.place_id, "name": row.name, "lat": row.lat, "lon": row.lon, "radius_km": row.radius_km}
    place = PlaceShort.model_validate({**known, "fineness": fineness((row.outcome, row.level, row.radius_km), row.lat)})
    return place, row.level, row.within, [PlaceName(name=one.name, claims=one.number) for one in names]


def control_day(state: State, day: dt.date | None, box: tuple[float, float, float, float] | None, limit: int) -> ControlDay:
    """Return who has which place on a day (None: that of the latest report); ``box`` is west, south, east, north."""
    as_of = last_day(state.ledger)
    day = day or as_of
    if day is None:
        return ControlDay(on=None, as_of=None, total=0, holders=[], spans=[])
    found = on(state.ledger, day, (box[1], box[0], box[3], box[2]) if box else None)
    sides: dict[str, list[str]] = {}
    for one in found:
        if one.side:
            sides.setdefault(one.side, []).append(one.holder_name or one.side)
    ranked = sorted(sides.items(), key=lambda one: (-len(one[1]), one[0]))
    holders = [Named(key=side, name=name) for (side, _), name in zip(ranked, _side_names(ranked), strict=True)]
    # Places that somebody is known to have before those of which that is not known.
    found.sort(key=lambda one: one.standing == "unknown")
    return ControlDay(on=day, as_of=as_of, total=len(found), holders=holders, spans=[span(one) for one in found[:limit]])


def _side_names(ranked: list[tuple[str, list[str]]]) -> list[str]:
    """What sides are called: one of a conflict as the tables have it; another after the holder that has most of its places."""
    names = []
    for side, told in ranked:
        war, _, word = side.partition(":")
        if side == UNNAMED_SIDE:
            names.append("a party that is not named")
        elif word and war not in _NO_WAR:
            names.append(word.replace("-", " ").capitalize())
        else:
            names.append(max(sorted(set(told)), key=told.count))
    return [
        f"{name} ({side.partition(':')[0]})" if names.count(name) > 1 and ":" in side else name
        for (side, _), name in zip(ranked, names, strict=True)
    ]


def control_changes(state: State, since: dt.date | None, until: dt.date | None, limit: int) -> Changes:
    """Return the changes of holder or standing of all places, by day."""
    found = changed(state.ledger, since, until)
    renamed = {"for": "supporting", "against": "opposing"}
    rows = [Change.model_validate({renamed.get(name, name): value for name, value in one.to_json().items()}) for one in found[:limit]]
    return Changes(total=len(found), changes=rows)
