"""ACLED's layout of 31 columns, by the rules that docs/exports.md cites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from dateline.export import scheme
from dateline.export.cells import Cell
from dateline.export.layout import Export, Written
from dateline.export.lines import delimited
from dateline.export.losses import Loss
from dateline.export.view import ExportEvent, Party, Place
from dateline.numbers import number_words
from dateline.ontology.kinds import Kind
from dateline.roster import Roster
from dateline.tables import Column, Row, read_table

_TYPE = {name: Column() for name in ("sub_event_type", "event_type", "disorder_type", "political", "kind")}
_CIVILIANS = 7
_ARMED = frozenset({1, 2, 3, 4, 8})
_INTERACTIONS = frozenset(
    "10 11 12 13 14 15 16 17 18 20 22 23 24 25 26 27 28 30 33 34 35 36 37 38 40 44 45 46 47 48 50 55 56 57 58 60 66 67 68 78 80".split()
)
"""The pairs that ACLED has a code for (acledR, acled_interaction_codes.rda)."""


@cache
def sub_types() -> Mapping[str, Row]:
    """Return ACLED's sub-event types by name."""
    return {row["sub_event_type"]: row for row in read_table(scheme.DATA / "acled_types.csv", _TYPE)}


@dataclass(slots=True)
class _Draft:
    """A row on its way, with the events that it is made of."""

    events: list[ExportEvent]
    day: dt.date
    precision: int
    sub_type: str
    parties: tuple[Party | None, Party | None]
    inters: tuple[int, int]
    place: Place
    geo: int
    deaths: float
    losses: list[Loss] = field(default_factory=list)

    @property
    def key(self) -> tuple[object, ...]:
        """One row an actor pair, type, place and day; the pair has no direction."""
        pair = tuple(sorted(party.id or party.name if party else "" for party in self.parties))
        return (*pair, self.sub_type, self.place.id or self.place.name, self.day)

    def take(self, other: _Draft) -> None:
        """Two incidents of one pair, type, place and day are one row there; their dead are added up."""
        self.events += other.events
        self.deaths += other.deaths


def write_acled(export: Export, roster: Roster | None = None) -> Written:
    """Return events as rows of ACLED's layout, CSV; events that it has no type, day or place for are left out, and reported."""
    drafts, losses = scheme.drafted(export.events, _draft, "parties, type, place and day")
    rows = [_row(draft, export, roster) for draft in drafts]
    rows.sort(key=lambda row: (str(row["event_date"]), str(row["event_id_cnty"])))
    columns = scheme.layout("acled")
    text = delimited(columns, [[row[name] for name in columns] for row in rows])
    return Written(text.encode("utf-8"), losses=losses)


def row_of(event: ExportEvent) -> str | None:
    """Return what the row of an event is called by all events that it is made of; None for an event that has no row."""
    made = _draft(event)
    return None if isinstance(made, Loss) else repr(made.key)


def _draft(event: ExportEvent) -> _Draft | Loss:
    """A row of one event, or why there is none."""
    if (planned := scheme.left_out_by_status(event)) is not None:
        return planned
    kind = scheme.kinds()[event.kind]
    if not kind.acled_sub_event_types:
        return Loss(event.id, "no-kind", f"ACLED has no type for {event.kind}", left_out=True)
    when = _day(event)
    if isinstance(when, Loss):
        return when
    place = event.place
    if place is None or place.lat is None or place.country is None:
        return Loss(event.id, "place", "no place with a point and a country", left_out=True)
    actor, target = scheme.first_party(event.actors), scheme.first_party(event.targets)
    inters = (_inter(actor, place), _inter(target, place))
    sub_type, losses = _sub_type(event, kind, actor, inters)
    inters = _crowds(sub_type, inters)
    losses += when[2]
    geo = _geo_precision(place)
    if geo > 1 or place.outcome != "exact":
        losses.append(Loss(event.id, "place", f"{place.name} ({place.outcome}, {place.level or 'no level'}) became geo_precision {geo}"))
    elif place.level in ("neighbourhood", "site"):
        losses.append(Loss(event.id, "place", f"ACLED has no level for a {place.level}"))
    if actor is None:
        losses.append(Loss(event.id, "party", "nobody is said to have done it: actor1 is empty"))
    if target is not None and target.id is None and not target.civil and event.kind != "armed-clash":
        losses.append(Loss(event.id, "party", f"{target.name} is not known to be an actor: actor2 is empty"))
        target, inters = None, (inters[0], 0)
    if actor is not None and target is not None:
        losses.append(Loss(event.id, "direction", f"{actor.name} to {target.name}: actor1 and actor2 have no direction"))
    deaths, range_losses = _deaths(event)
    return _Draft([event], when[0], when[1], sub_type, (actor, target), inters, place, geo, deaths, losses + range_losses)


def _day(event: ExportEvent) -> tuple[dt.date, int, list[Loss]] | Loss:
    """The row's day and time_precision: a day; the middle of a week; the middle of a month."""
    if event.first is None or event.last is None:
        return Loss(event.id, "time", "no report tells the day", left_out=True)
    if event.days == 1:
        return event.first, 1, []
    if event.days > 31:
        return Loss(event.id, "time", f"{event.first} to {event.last} is more than a month", left_out=True)
    precision = 2 if event.days <= 7 else 3
    day = scheme.middle(event.first, event.last)
    return day, precision, [Loss(event.id, "time", f"{event.first} to {event.last} became {day} with time_precision {precision}")]


def _inter(party: Party | None, place: Place) -> int:
    """ACLED's kind of a party: a state's forces abroad are external forces; people who are no party are civilians; 0: none or not known."""
    if party is None:
        return 0
    if party.civil:
        return _CIVILIANS
    if party.inter == 1 and place.country and party.countries and place.country not in party.countries:
        return 8
    return party.inter or 0


def _crowds(sub_type: str, inters: tuple[int, int]) -> tuple[int, int]:
    """People who are no party are protesters (6) in protests, whoever moves against them, and rioters (5) where they riot themselves."""
    sort = sub_types()[sub_type]["event_type"]
    if sort == "Protests":
        return (6 if inters[0] == _CIVILIANS else inters[0], 6 if inters[1] == _CIVILIANS else inters[1])
    return (5, inters[1]) if sort == "Riots" and inters[0] == _CIVILIANS else inters


def _sub_type(event: ExportEvent, kind: Kind, actor: Party | None, inters: tuple[int, int]) -> tuple[str, list[Loss]]:
    subs = kind.acled_sub_event_types
    losses = []
    if event.kind == "territory-gain":
        state = inters[0] in (1, 8) if actor is None or actor.state is None else actor.state
        sub = subs[0] if state else subs[1]
        if actor is None or actor.state is None:
            losses.append(Loss(event.id, "kind", f"whether a state took the place is not known: {sub}"))
    elif event.kind == "protest-crackdown":
        sub = subs[1] if event.toll("killed") else subs[0]
    elif event.kind == "deployment":
        sub = "Other"
    elif sub_types()[subs[0]]["event_type"] == "Violence against civilians" and inters[1] in _ARMED and event.kind in ("attack", "killing"):
        sub = "Armed clash"
    else:
        sub = subs[0]
    if sub == "Other" or event.kind in ("offensive", "air-strike", "drone-strike", "torture", "killing"):
        losses.append(Loss(event.id, "kind", f"{event.kind} became {sub_types()[sub]['event_type']}: {sub}"))
    return sub, losses


def _geo_precision(place: Place) -> int:
    if place.outcome == "exact" and place.level in ("town", "neighbourhood", "site"):
        return 1
    if place.level in ("country", "adm1") or (place.radius_km or 0.0) > 50:
        return 3
    return 2


def _deaths(event: ExportEvent) -> tuple[float, list[Loss]]:
    found = scheme.conservative(event, "killed", "acled")
    if found is None:
        return 0, []
    number, words = found
    toll = event.toll("killed")
    if toll is None or (toll.low == toll.high == number):
        return number, []
    return number, [Loss(event.id, "range", f"killed {words}: the most conservative, {number:g}")]


def _row(draft: _Draft, export: Export, roster: Roster | None) -> dict[str, Cell]:
    place, sub = draft.place, sub_types()[draft.sub_type]
    number = scheme.stable_number(min(one.id for one in draft.events))
    stamp = export.stamp.as_of
    names = [party.name if party else "" for party in draft.parties]
    civil = (_CIVILIANS in draft.inters or sub["event_type"] == "Protests") and sub["political"] == "yes"
    return {
        "event_id_cnty": f"{scheme.code(place.country, 'iso3')}{number}", "event_date": draft.day.isoformat(), "year": draft.day.year,
        "time_precision": draft.precision, "disorder_type": sub["disorder_type"], "event_type": sub["event_type"],
        "sub_event_type": draft.sub_type, "actor1": names[0], "assoc_actor_1": "", "inter1": draft.inters[0], "actor2": names[1],
        "assoc_actor_2": "", "inter2": draft.inters[1], "interaction": _interaction(draft.inters),
        "civilian_targeting": "Civilian targeting" if civil else "", "iso": int(scheme.code(place.country, "numeric") or 0) or None,
        "region": scheme.code(place.country, "acled_region"), "country": place.country_name, "admin1": place.admin1 or "", "admin2": "",
        "admin3": "", "location": place.name, "latitude": place.lat, "longitude": place.lon, "geo_precision": draft.geo,
        "source": "; ".join(dict.fromkeys(outlet for one in draft.events for outlet in one.outlets)),
        "source_scale": _scale(draft, roster), "notes": " ".join(map(_notes, draft.events)), "fatalities": int(draft.deaths),
        "tags": "; ".join(f"dateline={one.id}" for one in draft.events),
        "timestamp": int(dt.datetime(stamp.year, stamp.month, stamp.day, tzinfo=dt.UTC).timestamp()) if stamp else None,
    }  # fmt: skip


def _interaction(inters: tuple[int, int]) -> int | None:
    known = sorted(inter for inter in inters if inter)
    words = f"{known[0]}{known[1]}" if len(known) == 2 else f"{known[0]}0" if known else ""
    return int(words) if words in _INTERACTIONS else None


def _scale(draft: _Draft, roster: Roster | None) -> str:
    """National, International or Other, after the country of each outlet; several are joined by a hyphen."""
    found = set()
    for outlet in dict.fromkeys(outlet for one in draft.events for outlet in one.outlets):
        known = roster.outlet(outlet) if roster else None
        found.add(
            "Other" if known is None or not known.country else "National" if known.country == draft.place.country else "International"
        )
    order = ("Other", "National", "International")
    return "-".join(scale for scale in order if scale in found)


def _notes(event: ExportEvent) -> str:
    return " ".join(_sentences(event))


def _sentences(event: ExportEvent) -> Iterator[str]:
    by = event.actors[0].name if event.actors else "not told"
    to = event.targets[0].name if event.targets else "not told"
    yield f"{event.kind} ({event.status}), by: {by}, to: {to}."
    for toll in event.tolls:
        yield f"{number_words(toll.low, toll.high)} {toll.what}."
    yield f"Told by {'; '.join(event.origins)}."
    for dissent in event.dissent:
        yield f"Contradicted in {dissent.field}: {dissent.one} against {dissent.other}."
