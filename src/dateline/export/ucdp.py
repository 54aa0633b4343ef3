"""UCDP GED's layout of 49 columns, by the rules that docs/exports.md cites."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field

from dateline.export import scheme
from dateline.export.cells import Cell
from dateline.export.layout import Export, Written
from dateline.export.lines import delimited
from dateline.export.losses import Loss
from dateline.export.view import ExportEvent, Number, Party, Place
from dateline.numbers import number_words

_YEAR = 366
_CIVILIANS = "Civilians"


@dataclass(slots=True)
class _Deaths:
    """A row's dead: by side, and the range."""

    a: float = 0
    b: float = 0
    civilians: float = 0
    unknown: float = 0
    best: float = 0
    high: float = 0
    low: float = 0

    def add(self, other: _Deaths) -> None:
        """Add the dead of another event to the row."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class _Draft:
    events: list[ExportEvent]
    violence: int
    sides: tuple[str, str]
    place: Place
    where: int
    when: int
    deaths: _Deaths
    losses: list[Loss] = field(default_factory=list)

    @property
    def key(self) -> tuple[object, ...]:
        """One row a pair of sides, type, place and time."""
        event = self.events[0]
        return (*sorted(self.sides), self.violence, self.place.id or self.place.name, event.first, event.last)

    def take(self, other: _Draft) -> None:
        """The dead of two events of one pair, type, place and time are added up."""
        self.events += other.events
        self.deaths.add(other.deaths)


def write_ucdp(export: Export) -> Written:
    """Return events as rows of UCDP GED's layout, CSV: events with at least one death, two sides, a day and a place."""
    drafts, losses = scheme.drafted(export.events, _draft, "sides, type, place and time")
    rows = sorted((_row(draft) for draft in drafts), key=lambda row: (str(row["date_start"]), str(row["id"])))
    columns = scheme.layout("ucdp")
    return Written(delimited(columns, [[row.get(name, "") for name in columns] for row in rows]).encode("utf-8"), losses=losses)


def row_of(event: ExportEvent) -> str | None:
    """Return what the row of an event is called by all events that it is made of; None for an event that has no row."""
    made = _draft(event)
    return None if isinstance(made, Loss) else repr(made.key)


def _draft(event: ExportEvent) -> _Draft | Loss:
    if (planned := scheme.left_out_by_status(event)) is not None:
        return planned
    toll = event.toll("killed")
    if toll is None or max(toll.best, toll.high or 0) < 1:
        return Loss(event.id, "rule", "UCDP lists events with at least one death", left_out=True)
    if scheme.kinds()[event.kind].group != "violence" and event.kind not in ("offensive", "territory-gain", "siege", "protest-crackdown"):
        return Loss(event.id, "no-kind", f"UCDP has no type for {event.kind}", left_out=True)
    actor, target = scheme.first_party(event.actors), scheme.first_party(event.targets)
    violence = _violence(actor, target)
    if violence is None or actor is None:
        return Loss(event.id, "party", "the two sides of UCDP's three types of violence are not told, or not known", left_out=True)
    if event.first is None or event.last is None or event.days > _YEAR:
        return Loss(event.id, "time", "no report tells the time within a year", left_out=True)
    place = event.place
    if place is None or place.lat is None or place.country is None:
        return Loss(event.id, "place", "no place with a point and a country", left_out=True)
    sides = _sides(violence, actor, target)
    losses = [] if sides[0] == actor.name else [Loss(event.id, "direction", f"{actor.name} acted and is side B: a state is always side A")]
    if violence != 3:
        losses.append(Loss(event.id, "direction", "side A and side B do not say who did it"))
    where, when = _where(place), _when(event)
    if where > 1:
        losses.append(Loss(event.id, "place", f"{place.name} ({place.outcome}) became where_prec {where}"))
    if when > 1:
        losses.append(Loss(event.id, "time", f"{event.first} to {event.last} has date_prec {when}"))
    if toll.high is None:
        losses.append(Loss(event.id, "range", f"killed {number_words(toll.low, None)}: `high` wants a number, and repeats the best"))
    losses.append(Loss(event.id, "kind", f"{event.kind} became type_of_violence {violence}: the means have no column"))
    losses.append(Loss(event.id, "party", "UCDP's own numbers of conflicts, dyads and actors are left empty"))
    return _Draft([event], violence, sides, place, where, when, _deaths(event, sides, violence), losses)


def _violence(actor: Party | None, target: Party | None) -> int | None:
    """1: a state against an organised side, or two states; 2: two organised sides, none a state; 3: civilians are the target."""
    if actor is None or actor.civil or target is None:
        return None
    # Who is not known to be an organised side ("gunmen", "the group") has no place in UCDP's types.
    if actor.state is None or (target.state is None and not target.civil):
        return None
    if target.civil:
        return 3
    return 1 if actor.state or target.state else 2


def _sides(violence: int, actor: Party, target: Party | None) -> tuple[str, str]:
    """Side A and side B: of a state and another the state is A; civilians are B."""
    if violence == 3 or target is None:
        return actor.name, _CIVILIANS
    if violence == 1 and target.state and not actor.state:
        return target.name, actor.name
    return actor.name, target.name


def _where(place: Place) -> int:
    if place.level == "country":
        return 6
    if place.level == "adm1":
        return 4
    if place.level == "adm2":
        return 3
    if place.outcome == "exact" and place.level is not None:
        return 1
    if place.level is None and place.outcome == "exact":
        return 5  # a landscape: a river, a front, an area
    return 2 if (place.radius_km or 0.0) <= 25 else 5 if (place.radius_km or 0.0) <= 100 else 6


def _when(event: ExportEvent) -> int:
    days = event.days
    return 1 if days == 1 else 2 if days <= 6 else 3 if days == 7 else 4 if days <= 31 else 5


def _deaths(event: ExportEvent, sides: tuple[str, str], violence: int) -> _Deaths:
    """The range over all origins; the best is the event's own, and is divided by what its claim says of whom."""
    toll = event.toll("killed")
    assert toll is not None
    found = _Deaths(best=toll.best, low=toll.low, high=max(toll.best, toll.high if toll.high is not None else toll.best))
    claim = next((claim for claim in event.claims if claim.id == toll.claim), None)
    counts = [count for count in claim.counts if count.what == "killed" and count.who] if claim else []
    left = toll.best
    for count in counts:
        column = _whose(count, sides)
        if column is not None and 0 < count.low <= left:
            setattr(found, column, getattr(found, column) + count.low)
            left -= count.low
    if violence == 3 and not counts:
        found.civilians += left
    else:
        found.unknown += left
    return found


def _whose(count: Number, sides: tuple[str, str]) -> str | None:
    who = (count.who or "").lower()
    if any(word in who for word in ("civilian", "resident", "villager", "child", "women")):
        return "civilians"
    # The longer name first: "Free Syrian Army" holds the words "Syrian army".
    for column, side in sorted((("a", sides[0]), ("b", sides[1])), key=lambda pair: -len(pair[1])):
        if side.lower() in who:
            return column
    return next((column for column, side in (("a", sides[0]), ("b", sides[1])) if who in side.lower()), None)


def priogrid(lat: float, lon: float) -> int:
    """Return the cell of PRIO-GRID (half a degree, 720 to a row, counted from 1 at 90 S 180 W) that holds a point."""
    row = min(math.floor((lat + 90) * 2), 359)
    return row * 720 + math.floor((lon + 180) * 2) % 720 + 1


def _row(draft: _Draft) -> dict[str, Cell]:
    place, events, deaths = draft.place, draft.events, draft.deaths
    first = events[0]
    assert first.first is not None and first.last is not None and place.lat is not None and place.lon is not None
    claims = [claim for event in events for claim in event.claims]
    articles = {claim.article: claim for claim in claims}
    told = ";".join(f'"{c.outlet or ""},{c.published or ""},{c.title}"' for c in articles.values())
    speakers = dict.fromkeys(source.name for claim in claims for source in claim.sources)
    latest = [claim.published for claim in claims if claim.published]
    number = scheme.stable_number(min(event.id for event in events))
    return {
        "id": number, "relid": "", "year": first.first.year, "code_status": "Check", "type_of_violence": draft.violence,
        "conflict_name": "", "dyad_name": " - ".join(draft.sides), "side_a": draft.sides[0], "side_b": draft.sides[1],
        "number_of_sources": len({claim.origin_key for claim in claims}), "source_article": told,
        "source_office": ";".join(dict.fromkeys(claim.outlet for claim in claims if claim.outlet)),
        "source_date": ";".join(dict.fromkeys(day.isoformat() for day in latest)),
        "source_headline": ";".join(dict.fromkeys(claim.title for claim in claims if claim.title)), "source_original": ";".join(speakers),
        "where_prec": draft.where, "where_coordinates": place.name, "where_description": ", ".join(event.id for event in events),
        "adm_1": place.admin1 or "", "adm_2": "", "latitude": place.lat, "longitude": place.lon,
        "geom_wkt": f"POINT ({place.lon:.10g} {place.lat:.10g})", "priogrid_gid": priogrid(place.lat, place.lon),
        "country": place.country_name, "country_id": scheme.code(place.country, "gw"), "region": scheme.code(place.country, "ucdp_region"),
        "event_clarity": 2 if draft.when > 3 else 1, "date_prec": draft.when, "date_start": _moment(first.first),
        "date_end": _moment(first.last), "deaths_a": int(deaths.a), "deaths_b": int(deaths.b), "deaths_civilians": int(deaths.civilians),
        # In whole numbers, too, the four add up.
        "deaths_unknown": int(deaths.best) - int(deaths.a) - int(deaths.b) - int(deaths.civilians),
        "best": int(deaths.best), "high": int(deaths.high), "low": int(deaths.low),
    }  # fmt: skip


def _moment(day: dt.date) -> str:
    return f"{day.isoformat()} 00:00:00.000"
