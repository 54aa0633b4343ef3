"""Events as rows of lists, and in one sentence; rows of any list as CSV, JSON Lines or GeoJSON."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select

from dateline.ledger.event_look import event_row
from dateline.ledger.event_tables import events
from dateline.ledger.events import Event
from dateline.ledger.store import Ledger
from dateline.ontology import Ontology
from dateline.serve.board import fineness
from dateline.serve.counted import label
from dateline.serve.models import EventShort, Named, PlaceShort, TollShort
from dateline.tables import guarded, json_line

_AT_ONCE = 400
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


# -- rows ----------------------------------------------------------------------------------------------------------------------


def short(ledger: Ledger, ids: Sequence[str], ontology: Ontology) -> Iterator[EventShort]:
    """Yield events as rows, in the order of their ids given; those that are no more are passed over."""
    for at in range(0, len(ids), _AT_ONCE):
        batch = ids[at : at + _AT_ONCE]
        with ledger.connection() as connection:
            rows = {row.id: row for row in connection.execute(select(events).where(events.c.id.in_(batch)))}
        for id in batch:
            if id in rows:
                yield _short(dict(rows[id]._mapping), ontology)


def _short(row: Mapping[str, Any], ontology: Ontology) -> EventShort:
    facets = json.loads(row["facets"]) if row["facets"] else {}
    kind = ontology.kinds.get(row["kind"])
    place = facets.get("place")
    return EventShort(
        id=row["id"], kind=row["kind"], group=kind.group if kind else "violence", status=row["status"],
        first=row["first_day"] if facets.get("dated", True) else None, last=row["last_day"],
        place=PlaceShort.model_validate({
            "id": row["place_id"], "name": row["place"], "lat": row["lat"], "lon": row["lon"], "radius_km": place[2] if place else None,
            "fineness": fineness(place, row["lat"])}) if row["place"] else None,
        actor=_named(row["actor"], facets), target=_named(row["target"], facets),
        tolls=[TollShort(what=what, best=best, low=low, high=high) for what, best, low, high in facets.get("tolls", ())],
        claims=row["claims"], articles=row["articles"], origins=[Named(key=key, name=name) for key, name in facets.get("origins", ())],
        outlets=facets.get("outlets", []), sides=facets.get("sides", []), contradicted=facets.get("contradicted", []),
        confidence=round(facets.get("confidence", 0.0), 3),
    )  # fmt: skip


def _named(name: str | None, facets: Mapping[str, Any]) -> Named | None:
    if name is None:
        return None
    return Named(key=next((key for key, known in facets.get("parties", ()) if known == name), name), name=name)


def of_event(event: Event, ontology: Ontology) -> EventShort:
    """Return a whole event as a row, as it is at this moment."""
    return _short(event_row(event), ontology)


# -- a sentence ----------------------------------------------------------------------------------------------------------------


def day_words(first: dt.date | None, last: dt.date | None) -> str:
    """Return days as people write them: "on 5 December 2016", "from 5 to 7 December 2016", "reported on 6 December 2016"."""
    if first is None:
        return f"reported on {_day(last)}" if last else "on an unknown day"
    if last is None or first == last:
        return f"on {_day(first)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"from {first.day} to {_day(last)}"
    return f"from {_day(first)} to {_day(last)}"


def _day(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def sentence(event: EventShort) -> str:
    """Return what happened in one sentence, with who tells it in a second: plain words, no mark-up."""
    where = f" in {event.place.name}" if event.place else ""
    who = f", by {event.actor.name}" if event.actor else ""
    whom = f", against {event.target.name}" if event.target else ""
    tolls = ", ".join(toll_words(toll) for toll in event.tolls)
    kind = label(event.kind)
    told = f"{_many(len(event.origins), 'origin')} in {_many(event.articles, 'report')}"
    end = f": {tolls}" if tolls else ""
    when = day_words(event.first, event.last)
    return f"{kind[:1].upper()}{kind[1:]}{where} {when}{who}{whom}{end}. {event.status.capitalize()}; told by {told}."


def toll_words(toll: TollShort) -> str:
    """Return a toll as people write it: "12 killed (9 to 15)", "40 or more displaced", "up to 40 killed"."""
    best = f"{toll.best:,.15g}"
    if toll.high is None:
        return f"{best} or more {toll.what}"
    if not toll.low and toll.best == toll.high and toll.best:
        return f"up to {best} {toll.what}"
    return f"{best} {toll.what}" + (f" ({toll.low:,.15g} to {toll.high:,.15g})" if toll.low != toll.high else "")


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


# -- downloads -----------------------------------------------------------------------------------------------------------------

TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson", "geojson": "application/geo+json"}


def download(rows: Iterable[BaseModel], form: str, model: type[BaseModel]) -> Iterator[bytes]:
    """Yield the parts of a file of rows of a model: ``csv`` (flat, guarded against formulas), ``jsonl`` or ``geojson``."""
    if form == "csv":
        return _csv(rows, model)
    return _geojson(rows) if form == "geojson" else (json_line(row.model_dump(mode="json")) for row in rows)


def columns(model: type[BaseModel]) -> list[tuple[str, str, str | None]]:
    """Return the columns that a model has as a flat table: their names, the field, and the field within it (None: the field itself)."""
    found: list[tuple[str, str, str | None]] = []
    for name, field in model.model_fields.items():
        inner = _model_of(field.annotation)
        found += [(f"{name}_{part}", name, part) for part in inner.model_fields] if inner else [(name, name, None)]
    return found


def _model_of(annotation: Any) -> type[BaseModel] | None:
    """The model that a field is of, or may be; none for a list of a model."""
    if getattr(annotation, "__origin__", None) in (list, tuple, dict):
        return None
    for one in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(_cell(item) for item in value)
    if isinstance(value, Named):
        return value.name
    if isinstance(value, TollShort):
        return toll_words(value)
    if isinstance(value, BaseModel):
        return value.model_dump_json()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _csv(rows: Iterable[BaseModel], model: type[BaseModel]) -> Iterator[bytes]:
    names = columns(model)

    def line(cells: Iterable[str]) -> bytes:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerow(cells)
        return text.getvalue().encode("utf-8", "replace")

    yield line(name for name, _, _ in names)
    for row in rows:
        values = ((getattr(row, field), part) for _, field, part in names)
        yield line(guarded(_cell(value if part is None else getattr(value, part, None))) for value, part in values)


def _geojson(rows: Iterable[BaseModel]) -> Iterator[bytes]:
    yield b'{"type":"FeatureCollection","features":[\n'
    comma = b""
    for row in rows:
        place = getattr(row, "place", None)
        where = place if isinstance(place, PlaceShort) else row
        lat, lon = getattr(where, "lat", None), getattr(where, "lon", None)
        point = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
        feature = {"type": "Feature", "geometry": point, "properties": row.model_dump(mode="json")}
        yield comma + json_line(feature).rstrip(b"\n")
        comma = b",\n"
    yield b"\n]}\n"
