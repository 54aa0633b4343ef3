"""The evidence for and against each place that a name may stand for, and the geometry of what lies where."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from dateline.gazetteer.geometry import destination, distance_km
from dateline.gazetteer.index import Hit, Place
from dateline.gazetteer.names import Name
from dateline.model import Candidate, Level, Outcome

# Points of evidence. They were set by hand and tried on two corpora of news with coordinates; each is worth about a factor of ten.
POINTS = {
    "population": 0.62,  # for each power of ten of inhabitants
    "other name": -0.55, "bare": -0.7, "sound": -1.6,
    "country level": 2.2, "adm1 level": 0.9, "adm2 level": 0.1, "region level": 1.2,
    "said to lie in it": 3.2, "feature": 1.6, "wrong feature": -1.1,
    "country share": 1.9, "region named": 1.5, "near": 2.1, "named for a town": -1.8,
}  # fmt: skip
NEAR_KM = 120.0
SHARP = 1.6


@dataclass(slots=True)
class Option:
    """A place that a name may stand for: its points and what they were given for."""

    hit: Hit
    points: float = 0.0
    why: list[tuple[str, float]] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """The place itself."""
        return self.hit.place

    def give(self, what: str, points: float) -> None:
        """Add points with their reason."""
        self.points += points
        self.why.append((what, round(points, 2)))


@dataclass(slots=True)
class Found:
    """What a name was resolved to; coordinates in degrees, radius in kilometres, ``within`` the id or ISO code of the container."""

    outcome: Outcome
    id: str | None = None
    name: str | None = None
    within: str | None = None
    level: Level | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    candidates: tuple[Candidate, ...] = ()
    country: str | None = None
    options: tuple[Option, ...] = ()


UNKNOWN = Found(Outcome.UNKNOWN)
# A word that may be a place's name and, in this document, is not.
NO_PLACE = Found(Outcome.UNKNOWN)


def contained(name: Name, outer: Found) -> Found:
    """A name that no list has, in a place that one has: the coordinates are the container's, and the outcome says so."""
    return Found(
        Outcome.CONTAINER, None, name.text, outer.id or outer.within, name.level, outer.lat, outer.lon, outer.radius_km, (), outer.country
    )


_COMPASS = {"north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180, "southwest": 225, "west": 270, "northwest": 315}


def part_of(name: Name, whole: Found) -> Found:
    """The part of a place that a direction tells: half its radius off its middle, with two thirds of its radius."""
    assert whole.lat is not None and whole.lon is not None and name.direction is not None
    radius = whole.radius_km or 10.0
    side = name.direction.replace("-", "").removesuffix("ern")
    lat, lon = whole.lat, whole.lon
    if side in _COMPASS:
        lat, lon = destination((lat, lon), _COMPASS[side], radius * 0.45)
    level = Level.NEIGHBOURHOOD if whole.level is Level.TOWN else None
    called, reach = f"{name.direction} {whole.name}", round(radius * 0.7, 1)
    return Found(Outcome.CONTAINER, None, called, whole.id, level, lat, lon, reach, (), whole.country)


def apart_km(one: Place, two: Place) -> float:
    """Return the great-circle distance of the middles of two places, in kilometres."""
    return distance_km((one.lat, one.lon), (two.lat, two.lon))


def inside(place: Place, outer: Place) -> bool:
    """Tell whether a place lies in another one, by country, by region, or by distance where no code tells."""
    if place.id == outer.id:
        return False
    if outer.level is Level.COUNTRY:
        return place.country == outer.country
    if outer.country and place.country and outer.country != place.country:
        return False
    if outer.level is Level.ADM1 and outer.admin and place.admin and place.level is not Level.ADM1:
        return place.admin == outer.admin
    return (
        place.level is not Level.COUNTRY
        and place.radius_km <= outer.radius_km * 1.2
        and apart_km(place, outer) <= max(1.3 * outer.radius_km, 25.0)
    )


def lies_in(place: Place, outer: Found) -> bool:
    """Tell whether a place lies in one that a name was resolved to; ``outer`` has coordinates."""
    if outer.options and outer.id == outer.options[0].place.id:
        return inside(place, outer.options[0].place)
    assert outer.lat is not None and outer.lon is not None
    return distance_km((place.lat, place.lon), (outer.lat, outer.lon)) <= max(1.3 * (outer.radius_km or 0.0), 25.0)


def anchors_of(options: dict[str, list[Option]]) -> list[tuple[str, float, Place]]:
    """The likely places of every name, with how likely each is."""
    return [(key, share, option.place) for key, found in options.items()
            for option, share in zip(found, shares_of(found), strict=True) if share > 0.08]  # fmt: skip


def nearness(key: str, place: Place, anchors: list[tuple[str, float, Place]]) -> float:
    """How near a place lies to what else the document names, from 0 to 1."""
    if place.level is Level.COUNTRY or place.level is None:
        return 0.0
    far, wide = 1.0, max(0.2, math.cos(math.radians(place.lat)))
    for other, share, anchor in anchors:
        if other == key or anchor.level is Level.COUNTRY or anchor.level is None:
            continue
        north, east = abs(anchor.lat - place.lat), abs(anchor.lon - place.lon) * wide
        if north > 4.5 or east > 4.5:
            continue
        km = math.hypot(north, east) * 111.2
        if anchor.level is Level.ADM1:
            km = max(0.0, km - anchor.radius_km * 0.7)
        far *= 1.0 - 0.55 * share * math.exp(-km / NEAR_KM)
    return 1.0 - far


def standing_points(place: Place) -> float:
    """What the level of a place is worth beside a town's inhabitants; sites and regions count by how well they are known."""
    if place.level is Level.TOWN:
        return 0.0
    if place.level in (Level.NEIGHBOURHOOD, Level.SITE) and place.population < 1_000_000:
        return POINTS["population"] * math.log10(place.population + 30)
    return {Level.COUNTRY: POINTS["country level"] + 3.2, Level.ADM1: POINTS["adm1 level"] + 2.6,
            Level.ADM2: POINTS["adm2 level"] + 2.0}.get(place.level or Level.SITE, POINTS["region level"] + 2.6)  # fmt: skip


def without(weights: dict[str, dict[str, float]], key: str) -> dict[str, float]:
    """The countries' shares of all evidence but that of one name: a name is no witness in its own case."""
    sums: dict[str, float] = defaultdict(float)
    for other, mine in weights.items():
        if other != key:
            for country, weight in mine.items():
                sums[country] += weight
    total = sum(sums.values()) or 1.0
    return {country: weight / total for country, weight in sums.items()}


def region_key(place: Place) -> tuple[str, str] | None:
    """Return country and code of a first-order region, or None for any other place."""
    return (place.country, place.admin) if place.level is Level.ADM1 else None


def shares_of(found: list[Option]) -> list[float]:
    """Return how likely each option is by its points, in their order; the shares sum to 1."""
    if not found:
        return []
    top = max(option.points for option in found)
    weights = [math.exp(SHARP * (option.points - top)) for option in found]
    total = sum(weights)
    return [weight / total for weight in weights]
