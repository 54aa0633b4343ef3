"""PLOVER: POLECAT's layout of 40 columns, and PLOVER's own JSON."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from dateline.export import scheme
from dateline.export.cells import Cell
from dateline.export.layout import Export, Written
from dateline.export.lines import delimited
from dateline.export.losses import Loss
from dateline.export.stamp import Stamp
from dateline.export.view import ExportEvent, Party, Place, Told
from dateline.ontology.kinds import Kind
from dateline.tables import Column, json_line, read_table

_NONE = "None"
_AUXILIARY = {"past": "historical", "planned": "future", "possible": "hypothetical", "denied": "negation"}
"""PLOVER's auxiliary modes; its manual says that no project has fully implemented them yet."""
_RESOLUTION = {"site": 5, "neighbourhood": 5, "town": 4, "adm2": 3, "adm1": 2, "country": 1}


@cache
def scores() -> Mapping[tuple[str, str], tuple[int, float | None]]:
    """Return quad class and score of each type and mode of PLOVER; the empty mode is the type itself."""
    columns = {"type": Column(required=True), "mode": Column(), "quad": Column(required=True), "score": Column()}
    rows = read_table(scheme.DATA / "plover.csv", columns)
    return {(row["type"], row["mode"]): (int(row["quad"]), float(row["score"]) if row["score"] else None) for row in rows}


def write_polecat(export: Export) -> Written:
    """Return events as rows of POLECAT's layout: tab-separated, ISO 8859-1, ``None`` for what is empty, several values joined by ``;``."""
    rows, losses = [], []
    columns = scheme.layout("polecat")
    for event in export.events:
        kind = scheme.kinds()[event.kind]
        if (planned := scheme.left_out_by_status(event)) is not None:
            losses.append(planned)
        elif kind.plover is None:
            losses.append(Loss(event.id, "no-kind", f"PLOVER has no type for {event.kind}", left_out=True))
        else:
            row = _row(event, kind, export.stamp)
            latin = {name: _latin(str(cell)) for name, cell in row.items() if cell is not None}
            changed = [name for name, cell in latin.items() if cell != str(row[name])]
            losses += [Loss(event.id, "letters", f"{name}: {row[name]} became {latin[name]}") for name in changed]
            losses += [*_losses(event, kind), *scheme.always_lost(event), *scheme.uncounted(event)]
            rows.append([latin.get(name, _NONE) or _NONE for name in columns])
    return Written(delimited(columns, rows, "\t").encode("latin-1"), losses=losses)


def _latin(words: str) -> str:
    """The words in letters of ISO 8859-1: accents that it has not are dropped, other letters become question marks."""
    try:
        words.encode("latin-1")
    except UnicodeEncodeError:
        bare = "".join(mark for mark in unicodedata.normalize("NFKD", words) if not unicodedata.combining(mark))
        return bare.replace("\u2019", "'").encode("latin-1", "replace").decode("latin-1")
    return words


def _losses(event: ExportEvent, kind: Kind) -> Iterator[Loss]:
    if event.kind in ("territory-gain", "territory-handover", "siege", "offensive"):
        yield Loss(
            event.id, "kind", f"{event.kind} became {kind.plover}{':' + kind.mode if kind.mode else ''}: PLOVER has no mode for territory"
        )
    elif others := scheme.sharing("plover").get(event.kind):
        yield Loss(
            event.id, "kind", f"{event.kind} became {kind.plover}{':' + kind.mode if kind.mode else ''}, as {' and '.join(others)} do"
        )
    if event.days != 1:
        yield Loss(event.id, "time", "no report tells the day: the day of the first report" if not event.days else
                   f"{event.first} to {event.last} became its first day")  # fmt: skip
    if event.place is None or event.place.lat is None:
        yield Loss(event.id, "place", "no place with a point")
    elif event.place.outcome != "exact":
        yield Loss(event.id, "place", f"{event.place.name} ({event.place.outcome}) stands on the point of what holds it")


def _row(event: ExportEvent, kind: Kind, stamp: Stamp) -> dict[str, Cell]:
    assert kind.plover is not None
    quad, score = scores()[kind.plover, kind.mode or ""]
    place, day = event.place, event.first or event.last
    published = [claim.published for claim in event.claims if claim.published]
    return {
        "Event ID": event.id, "Event Date": day.isoformat() if day else None, "Event Type": kind.plover,
        "Event Mode": kind.mode, "Intensity": score, "Quad Code": _QUADS[quad], "Contexts": None,
        **_party("Actor", event.actors), **_party("Recipient", event.targets),
        "Placename": place.name if place else None, "City": place.town if place else None, "District": None,
        "Province": place.admin1 if place else None, "Country": scheme.code(place.country, "iso3") if place else None,
        "Latitude": place.lat if place else None, "Longitude": place.lon if place else None,
        "GeoNames ID": place.id.removeprefix("geonames:") if place and place.id and place.id.startswith("geonames:") else None,
        "Raw Placename": place.name if place else None, "Feature Type": place.level if place else None,
        "Source": ";".join(event.outlets), "Publication Date": min(published).isoformat() if published else None,
        "Story Locations": place.name if place else None, "Language": "en", "Version": stamp.program,
    }  # fmt: skip


_QUADS = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}


def _party(role: str, parties: tuple[Party, ...]) -> dict[str, Cell]:
    raw = "Actor" if role == "Actor" else "Recipient"
    countries = [country for party in parties for country in party.countries[:1]]
    sectors = [_sector(party) for party in parties]
    return {
        f"{role} Name": ";".join(party.name for party in parties) or None,
        f"{role} Country": ";".join(scheme.code(country, "iso3") for country in countries) or None,
        f"{role} COW": ";".join(scheme.code(country, "cow") for country in countries) or None,
        f"Primary {role} Sector": sectors[0] if sectors else None, f"{role} Sectors": ";".join(sectors) or None,
        f"{role} Title": None, f"{raw} Name Raw": ";".join(party.words for party in parties) or None,
    }  # fmt: skip


def _sector(party: Party) -> str:
    return party.sector or ("CVL" if party.civil else "UNK")


def write_plover(export: Export) -> Written:
    """Return events as JSON Lines after PLOVER's manual: one event a line, each claim a text of it; status as auxiliary mode."""
    lines, losses = [], []
    for event in export.events:
        kind = scheme.kinds()[event.kind]
        day = event.first or event.last
        if kind.plover is None:
            losses.append(Loss(event.id, "no-kind", f"PLOVER has no type for {event.kind}", left_out=True))
            continue
        if day is None:
            losses.append(
                Loss(event.id, "time", "PLOVER requires a date, and neither the day nor that of a report is known", left_out=True)
            )
            continue
        lines.append(json_line(_event(event, kind, day, export.stamp)))
        losses += _plover_losses(event, kind)
    return Written(b"".join(lines), losses=losses)


def _plover_losses(event: ExportEvent, kind: Kind) -> Iterator[Loss]:
    yield from (loss for loss in _losses(event, kind) if not (loss.what == "time" and event.days > 1))
    yield from (loss for loss in scheme.always_lost(event) if loss.what != "status")
    if event.status in ("claimed", "disputed"):
        yield Loss(event.id, "status", f"{event.status} is written like any other event")
    yield from scheme.uncounted(event, but=("killed", "wounded", "captured"))
    for toll in event.tolls:
        if toll.what in ("killed", "wounded", "captured") and toll.low != toll.high:
            yield Loss(event.id, "range", f"{toll.what}: one number, {toll.best:g}")


def _event(event: ExportEvent, kind: Kind, day: dt.date, stamp: Stamp) -> dict[str, Any]:
    assert kind.plover is not None
    quad, score = scores()[kind.plover, kind.mode or ""]
    modes = [mode for mode in (kind.mode, _AUXILIARY.get(event.status)) if mode]
    size = {name: toll.best for name, what in (("dead", "killed"), ("injured", "wounded"), ("arrested", "captured"))
            if (toll := event.toll(what)) is not None}  # fmt: skip
    found: dict[str, Any] = {
        "id": event.id, "has_event": True, "date": day.isoformat(),
        "enddate": event.last.isoformat() if event.days > 1 and event.last else None,
        "actor": [_entity(party) for party in event.actors], "recipient": [_entity(party) for party in event.targets],
        "event": [kind.plover], "mode": modes, "context": [], "quad_code": quad, "event_scale": score,
        "event_loc": _location(event.place) if event.place else None, "event_text": list(dict.fromkeys(c.trigger for c in event.claims)),
        "size": size or None, "text_info": [_text(claim) for claim in event.claims], "cite_info": [_cited(c, stamp) for c in event.claims],
        "coder": stamp.program, "coded_date": stamp.as_of.isoformat() if stamp.as_of else None, "comment": f"dateline kind {event.kind}",
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def _entity(party: Party) -> dict[str, Any]:
    return {
        "code": "".join([scheme.code(party.countries[0], "iso3") if party.countries else "", _sector(party)]), "sector": _sector(party),
        "entity_text": party.words or party.name, "identifier_id": party.id, "identifier_text": party.name,
    }  # fmt: skip


def _location(place: Place) -> dict[str, Any]:
    return {
        "extracted_place": place.name, "resolved_place": place.name if place.id else None,
        "geonameid": place.id.removeprefix("geonames:") if place.id and place.id.startswith("geonames:") else None, "lat": place.lat,
        "lon": place.lon, "city": place.town, "province": place.admin1, "country": place.country_name,
        "country_code": scheme.code(place.country, "iso3") or None, "resolution": _RESOLUTION.get(place.level or ""),
    }  # fmt: skip


def _text(claim: Told) -> dict[str, Any]:
    start, end = claim.spans[2]
    return {"start": start, "end": end, "text": claim.evidence, **({"text_story": claim.text} if claim.text is not None else {})}


def _cited(claim: Told, stamp: Stamp) -> dict[str, Any]:
    return {
        "corpus": stamp.ledger, "citation": stamp.cite, "url": claim.url, "title": claim.title, "language": "en",
        "publication": claim.outlet, "coder": claim.coder, "codebook": "PLOVER 2.0 draft", "version": stamp.program,
    }  # fmt: skip
