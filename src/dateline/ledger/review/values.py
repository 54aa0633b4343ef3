"""Values of corrections as an analyst types them: a name, a day, an id; or the JSON of the field as on the wire."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from dateline.errors import InputError
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.index import Place
from dateline.gazetteer.resolve import Resolver
from dateline.ledger.decisions import name_key
from dateline.model import Claim, Precision
from dateline.roster import Roster, resolve

_NOTHING = frozenset({"none", "null", "-"})
_LISTS = frozenset({"places", "counts", "sources", "loaded"})


def value_of(field: str, words: str, claim: Claim, text: str, roster: Roster, gazetteer: Gazetteer) -> Any:
    """Return the JSON value that an analyst's words mean for a field of a claim; ``text`` is the article's.

    Raises :class:`~dateline.errors.InputError` for words that cannot be read.
    """
    words = words.strip()
    if not words:
        raise InputError(f"found no value for {field}; give one, or none where there is nothing")
    if words.lower() in _NOTHING:
        return [] if field in _LISTS else None
    if words[:1] in "[{":
        try:
            return json.loads(words)
        except ValueError as error:
            raise InputError(f"the value is not JSON: {error}") from None
    if field in ("actor", "target"):
        return actor_value(words, roster)
    if field == "places":
        return place_value(words, gazetteer)
    if field == "when":
        return _when(words, claim)
    if field == "sources":
        return [_source(words, claim, text, roster)]
    if field in _LISTS:
        raise InputError(f"{field} is a list; give it as JSON, as dateline code writes it, or none")
    return words


def actor_value(words: str, roster: Roster) -> dict[str, Any]:
    """Return id and name of the actor that words name, or are the id of; no id where the roster knows nobody of that name."""
    actor = roster.find(words)
    found = resolve(roster, words)
    if actor is not None:
        return {"id": actor.id, "name": actor.name}
    return {"id": found.id, "name": (found.name or words) if found.id else words}


def place_value(words: str, gazetteer: Gazetteer) -> dict[str, Any]:
    """Return the place that words name, are the id of, or give a position for: "Hartsdale", "geonames:170063", "Hartsdale@36.2,37.1".

    Raises :class:`~dateline.errors.InputError` where the gazetteer has none, or the position cannot be read.
    """
    name, at, position = words.partition("@")
    if at:
        return _own_place(name.strip(), position)
    options = Resolver(gazetteer).rank(words)
    found = options[0].place if options else next((p for layer in gazetteer.layers for p in layer if p.id == words), None)
    if found is None:
        raise InputError(f"the gazetteer has no place {words!r}; give its position: {words}@LATITUDE,LONGITUDE")
    return value_of_place(found)


def value_of_place(place: Place) -> dict[str, Any]:
    """Return a place of the gazetteer as the value of a decision."""
    return {"id": place.id, "name": place.name, "within": place.country or None, "level": str(place.level) if place.level else None,
            "lat": round(place.lat, 5), "lon": round(place.lon, 5), "radius_km": round(place.radius_km, 2)}  # fmt: skip


def _own_place(name: str, position: str) -> dict[str, Any]:
    try:
        lat, lon = (float(part) for part in position.split(","))
    except ValueError:
        raise InputError(f"found the position {position!r}; allowed: a latitude and a longitude in degrees, as 36.2,37.1") from None
    if not name or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise InputError(f"found {name}@{position}; allowed: a name, a latitude from -90 to 90 and a longitude from -180 to 180")
    key = name_key("place", name).removeprefix("place:").replace(" ", "-")
    return {"id": f"own:{key}@{lat:.3f},{lon:.3f}", "name": name, "level": "town", "lat": lat, "lon": lon, "radius_km": 1.0}


def _when(words: str, claim: Claim) -> dict[str, Any]:
    start, _, end = words.partition("/")
    try:
        days = [dt.date.fromisoformat(part.strip()).isoformat() for part in (start, end or start)]
    except ValueError:
        raise InputError(f"found {words!r}; allowed: a day (2016-12-05), two divided by /, or none") from None
    told = {"text": claim.when.text, "span": claim.when.span} if claim.when else {"text": words, "span": None}
    return {"start": days[0], "end": days[1], "precision": str(Precision.DAY if days[0] == days[1] else Precision.RANGE), **told}


def _source(words: str, claim: Claim, text: str, roster: Roster) -> dict[str, Any]:
    """The source whose words stand nearest to the trigger."""
    starts = [at for at in range(len(text)) if text.startswith(words, at)]
    if not starts:
        raise InputError(f"the article has no words {words!r}; give words that stand in it, or JSON")
    at = min(starts, key=lambda start: (abs(start - claim.trigger.start), start))
    outlet = roster.outlet(words)
    known = {"id": outlet.id, "name": outlet.name} if outlet else actor_value(words, roster)
    return {"text": words, "span": [at, at + len(words)], **known}
