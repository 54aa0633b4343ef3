"""Where a place lies: its country and first-order region, and the wider places that a position can be coarsened to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from dateline import gazetteer as ground
from dateline.export.view import Place
from dateline.gazetteer import Gazetteer, load_countries
from dateline.gazetteer.geometry import distance_km
from dateline.model import PlaceMention
from dateline.tables import Column, Row, read_table

_ADM1 = Path(ground.__file__).parent / "data" / "adm1.csv"
_COLUMNS = {name: Column() for name in ("id", "iso2", "code", "kind", "lat", "lon", "radius_km", "names")}
LEVELS = ("country", "adm1", "adm2", "town", "neighbourhood", "site")
"""From wide to narrow."""
_WIDE_KM = 100.0


@cache
def _regions() -> Mapping[str, Row]:
    """First-order regions by id and by country and code."""
    found: dict[str, Row] = {}
    for row in read_table(_ADM1, _COLUMNS):
        found.setdefault(row["id"], row)
        found.setdefault(f"{row['iso2']}.{row['code']}", row)
    return found


@cache
def regions_of(country: str | None) -> frozenset[str]:
    """Return the words that name the first-order regions of a country."""
    rows = {row["id"]: row for row in _regions().values() if row["iso2"] == country}
    return frozenset(word for row in rows.values() for name in row.many("names") for word in name.split())


class Atlas:
    """Looks places up; without a gazetteer it knows only what the claims themselves tell."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self._gazetteer = gazetteer
        self._countries = {country.iso2: country for country in load_countries()}
        self._known: dict[tuple[str, str], tuple[str | None, str | None]] = {}

    def place(self, mention: PlaceMention, around: Sequence[PlaceMention] = ()) -> Place:
        """Return a place of a claim with what holds it; ``around`` are the claim's places."""
        country, code = self._country(mention, around)
        region = _regions().get(f"{country}.{code}") if country and code else None
        if region is not None and mention.lat is not None and mention.lon is not None:
            # Two lists may count a country's regions in two ways: a region that does not hold the point is not its region.
            apart = distance_km((mention.lat, mention.lon), (float(region["lat"]), float(region["lon"])))
            region, code = (None, None) if apart > 1.5 * float(region["radius_km"]) + 10 else (region, code)
        known = self._countries.get(country or "")
        level = str(mention.level) if mention.level else None
        return Place(
            name=mention.name or mention.text, id=mention.id, country=country, country_name=known.name if known else None,
            admin1=region.many("names")[0] if region else None, admin1_code=code, town=self._town(mention, around),
            outcome=str(mention.outcome), level=level, lat=mention.lat, lon=mention.lon, radius_km=mention.radius_km,
        )  # fmt: skip

    def _country(self, mention: PlaceMention, around: Sequence[PlaceMention]) -> tuple[str | None, str | None]:
        """The country's code and the code of the region, following what holds the place outward."""
        by_id = {place.id: place for place in around if place.id}
        here: PlaceMention | None = mention
        region: str | None = None
        seen: set[str] = set()
        while here is not None and here.text not in seen:
            seen.add(here.text)
            if here.id in _regions():
                row = _regions()[here.id or ""]
                return row["iso2"], row["code"]
            if here.id and self._gazetteer is not None and here.name:
                found = self._looked_up(here.name, here.id)
                if found[0]:
                    return found
            for word in (here.id, here.within):
                if word in self._countries:
                    return word, region
                if word and word.startswith("country:"):
                    return word.removeprefix("country:"), region
                if word in _regions():
                    return _regions()[word or ""]["iso2"], _regions()[word or ""]["code"]
            here = by_id.get(here.within) if here.within else None
        held = [place.id.removeprefix("country:") for place in around if place.id and place.id.startswith("country:")]
        return (held[0] if len(set(held)) == 1 else None), region

    def _looked_up(self, name: str, identifier: str) -> tuple[str | None, str | None]:
        assert self._gazetteer is not None
        if (name, identifier) not in self._known:
            hits = [hit.place for hit in self._gazetteer.look_up(name) if hit.place.id == identifier]
            self._known[name, identifier] = (hits[0].country or None, hits[0].admin or None) if hits else (None, None)
        return self._known[name, identifier]

    @staticmethod
    def _town(mention: PlaceMention, around: Sequence[PlaceMention]) -> str | None:
        """The name of the town that a place is or lies in, where the claim tells it."""
        if str(mention.level) == "town":
            return mention.name or mention.text
        for place in around:
            if str(place.level) == "town" and place.id and place.id == mention.within:
                return place.name or place.text
        return None

    def coarse(self, place: Place, level: str) -> Place | None:
        """Return a place no finer than a level (town, adm1 or country); None where nothing so wide is known to hold it.

        A place that is wide enough already stays as it is: its position is never finer than its report's.
        """
        wide = (place.radius_km or 0.0) >= _WIDE_KM if place.level is None else LEVELS.index(place.level) <= LEVELS.index(level)
        if wide and place.outcome == "exact":
            return place
        return (self._town_only(place) if level == "town" else None) or self._region(place, "adm1" if level == "town" else level)

    @staticmethod
    def _town_only(place: Place) -> Place | None:
        # A part of a town stands on the town's own point already (its outcome is "container"); only its name is finer.
        if place.outcome == "container" and place.town:
            return place.model_copy(update={"name": place.town, "id": None, "level": "town"})
        return None

    def _region(self, place: Place, level: str) -> Place | None:
        row = _regions().get(f"{place.country}.{place.admin1_code}") if place.country and place.admin1_code else None
        if level == "adm1" and row is not None:
            return place.model_copy(update={
                "name": row.many("names")[0], "id": row["id"], "level": "adm1", "outcome": "exact", "town": None, "lat": float(row["lat"]),
                "lon": float(row["lon"]), "radius_km": float(row["radius_km"])})  # fmt: skip
        country = self._countries.get(place.country or "")
        if country is None:
            return None
        return place.model_copy(update={
            "name": country.name, "id": f"country:{country.iso2}", "level": "country", "outcome": "exact", "town": None, "admin1": None,
            "admin1_code": None, "lat": country.lat, "lon": country.lon, "radius_km": None})  # fmt: skip
