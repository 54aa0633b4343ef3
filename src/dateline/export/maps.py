"""GeoJSON, KML and timemap: events that have a point, for maps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree as Xml

from dateline.export import scheme
from dateline.export.cells import event_row
from dateline.export.layout import Export, Written
from dateline.export.lines import flat_losses, plain
from dateline.export.losses import Loss
from dateline.export.view import ExportEvent
from dateline.numbers import number_words


def _placed(export: Export) -> Iterator[tuple[ExportEvent, float, float]]:
    for event in export.events:
        place = event.place
        if place is not None and place.lat is not None and place.lon is not None:
            yield event, place.lat, place.lon


def _unplaced(export: Export) -> list[Loss]:
    shown = {event.id for event, _, _ in _placed(export)}
    return [Loss(event.id, "place", "no point: it shows on no map", left_out=True) for event in export.events if event.id not in shown]


def write_geojson(export: Export) -> Written:
    """Return a FeatureCollection (RFC 7946) of all events; one without a point has the geometry null. The stamp is its ``dateline``."""
    points = {event.id: [lon, lat] for event, lat, lon in _placed(export)}
    features = [
        {"type": "Feature", "id": event.id,
         "geometry": {"type": "Point", "coordinates": points[event.id]} if event.id in points else None,
         "properties": plain(event_row(event))}
        for event in export.events
    ]  # fmt: skip
    whole = {"type": "FeatureCollection", "dateline": export.stamp.to_json("geojson"), "features": features}
    losses = [*(Loss(loss.event, loss.what, "no point: its geometry is null") for loss in _unplaced(export)), *flat_losses(export)]
    return Written((json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode("utf-8"), losses=losses, stamped=True)


def headline(event: ExportEvent) -> str:
    """Return an event in one line of plain words: ``shelling, Karaz, 2016-12-05 (claimed)``."""
    days = " to ".join(dict.fromkeys(day.isoformat() for day in (event.first, event.last) if day))
    words = ", ".join(part for part in (event.kind, event.place.name if event.place else "", days) if part)
    return words if event.status == "happened" else f"{words} ({event.status})"


def summary(event: ExportEvent) -> str:
    """Return who did it to whom, with what toll, and who says so, in plain words without a judgement."""
    by = "; ".join(party.name for party in event.actors[:2]) or "not told"
    to = "; ".join(party.name for party in event.targets[:2]) or "not told"
    tolls = ", ".join(f"{toll.best:g} {toll.what}" for toll in event.tolls)
    told = "; ".join(dict.fromkeys(event.origins))
    return f"By: {by}. To: {to}. {f'Toll: {tolls}. ' if tolls else ''}Told by: {told}."


def told_in_words(event: ExportEvent) -> Iterator[Loss]:
    """Yield what is lost of an event where only its :func:`headline` and :func:`summary` are written; the status stands in the first."""
    yield from (loss for loss in scheme.always_lost(event) if loss.what != "status")
    for toll in event.tolls:
        if toll.low != toll.high:
            yield Loss(event.id, "range", f"{toll.what}: {number_words(toll.low, toll.high)} became {toll.best:g}")
    for role, parties in (("actor", event.actors), ("target", event.targets)):
        if len(parties) > 2:
            yield Loss(event.id, "party", f"{role}: only the first two of {'; '.join(party.name for party in parties)}")


def write_kml(export: Export) -> Written:
    """Return KML 2.2: a placemark for each event that has a point, with its days as time stamp or span."""
    root = Xml.Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = Xml.SubElement(root, "Document")
    _text(document, "name", f"dateline: {export.stamp.ledger}")
    _text(document, "description", export.stamp.cite)
    _data(document, {"stamp": json.dumps(export.stamp.to_json("kml"), ensure_ascii=False)})
    for event, lat, lon in _placed(export):
        mark = Xml.SubElement(document, "Placemark", id=event.id)
        _text(mark, "name", headline(event))
        _text(mark, "description", escape(summary(event), quote=False))  # globes take it for HTML
        if event.first and event.last and event.first != event.last:
            span = Xml.SubElement(mark, "TimeSpan")
            _text(span, "begin", event.first.isoformat())
            _text(span, "end", event.last.isoformat())
        elif event.first:
            _text(Xml.SubElement(mark, "TimeStamp"), "when", event.first.isoformat())
        _data(mark, {name: str(cell) for name, cell in plain(event_row(event)).items() if cell is not None})
        _text(Xml.SubElement(mark, "Point"), "coordinates", f"{lon:.10g},{lat:.10g}")
    return Written(xml_bytes(root), losses=[*_unplaced(export), *flat_losses(export)], stamped=True)


def _text(parent: Xml.Element, name: str, words: str) -> None:
    Xml.SubElement(parent, name).text = readable(words)


def _data(parent: Xml.Element, values: dict[str, str]) -> None:
    extended = Xml.SubElement(parent, "ExtendedData")
    for name, words in values.items():
        _text(Xml.SubElement(extended, "Data", name=name), "value", words)


def readable(words: str) -> str:
    """Return words without the control characters that XML does not allow."""
    return "".join(
        mark if mark >= " " or mark in "\t\n" else " "
        for mark in words
        if (not 0xD800 <= ord(mark) < 0xE000 and ord(mark) < 0xFFFE) or ord(mark) > 0xFFFF
    )


def xml_bytes(root: Xml.Element) -> bytes:
    """Return a tree as UTF-8, indented."""
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'.encode()


def write_timemap(export: Export) -> Written:
    """Return the events of a timemap, a JSON array: each has a description, and a day or a point, as its rules ask."""
    found, losses = [], []
    for event in export.events:
        place, day = event.place, event.first or event.last
        with_point = place is not None and place.lat is not None
        if day is None and not with_point:
            losses.append(Loss(event.id, "place", "neither a day nor a point, of which timemap wants one", left_out=True))
            continue
        if event.days > 1:
            losses.append(Loss(event.id, "time", f"{event.first} to {event.last} became its first day"))
        losses += told_in_words(event)
        found.append({
            "id": event.id, "description": f"{headline(event)}. {summary(event)}", "date": day.isoformat() if day else "", "time": "",
            "time_precision": event.precision or "unknown", "location": place.name if place else "",
            "latitude": f"{place.lat:.10g}" if place and with_point else "",
            "longitude": f"{place.lon:.10g}" if place and with_point else "",
            "type": event.kind, "category": event.kind, "category_full": event.kind, "associations": [event.status],
            "sources": [claim.url or claim.article for claim in event.claims], "comments": export.stamp.short,
        })  # fmt: skip
    return Written((json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode("utf-8"), losses=losses)
