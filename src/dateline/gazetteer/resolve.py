"""Which place a name is, decided over a whole document: what contains it, what else is named, how near, how large."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dateline.gazetteer.index import BARE, OTHER, SOUND, Hit, Place
from dateline.gazetteer.lookup import Gazetteer, distance_km
from dateline.gazetteer.names import Name
from dateline.gazetteer.vocabulary import vocabulary
from dateline.model import Candidate, Level, Outcome

# Points of evidence. They were set by hand and tried on two corpora of news with coordinates; each is worth about a factor of ten.
POINTS = {
    "population": 0.62,  # for each power of ten of inhabitants
    "other name": -0.55, "bare": -0.7, "sound": -1.6,
    "country level": 2.2, "adm1 level": 0.9, "adm2 level": 0.1, "region level": 1.2,
    "said to lie in it": 3.2, "feature": 1.6, "wrong feature": -1.1,
    "country share": 1.9, "region named": 1.5, "near": 2.1,
}  # fmt: skip
NEAR_KM = 120.0
MOST = 24
SHARP = 1.6
SURE = 0.4


@dataclass(slots=True)
class Option:
    """A place that a name may stand for: its points and what they were given for."""

    hit: Hit
    points: float = 0.0
    why: list[tuple[str, float]] = field(default_factory=list)

    @property
    def place(self) -> Place:
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


class Resolver:
    """Resolves the names of one document; ``home`` is the ISO code of the country that the outlet or dateline speaks from, if known."""

    def __init__(self, gazetteer: Gazetteer, *, home: str | None = None) -> None:
        self.gazetteer = gazetteer
        self.home = home
        self.words = vocabulary()
        # What one mention of a name is said to lie in, holds for the other mentions.
        self._told: dict[str, Name] = {}

    def resolve(self, names: Sequence[Name]) -> list[Found]:
        """Return what each name was resolved to, in the same order."""
        places = [name for name in names if name.adjective is None]
        options = {key: self._options(group) for key, group in _groups(places).items()}
        self._prior(options, _groups(places))
        for _ in range(2):
            self._context(options, names)
        settled: dict[int, Found] = {}
        shares = self._shares(options, names)
        self._told = {_key(name): name.within for name in reversed(places) if name.within is not None and name.firm}
        for name in places:
            self._settle(name, options, shares, settled)
        return [self._adjective(name) if name.adjective else settled[id(name)] for name in names]

    def rank(self, name: str) -> list[Option]:
        """Return the places of a name on its own, the likeliest first, each with its points and reasons: what ``find`` shows."""
        folded = self.gazetteer.fold(name)
        lone = Name(0, len(name), 0, len(name), name, folded, self.gazetteer.knows(folded), strong=True)
        options = self._options([lone])
        self._prior({folded: options}, {folded: [lone]})
        return sorted(options, key=lambda option: (-option.points, option.place.id))

    # -- candidates -----------------------------------------------------------------------------------------------------------

    def _options(self, group: list[Name]) -> list[Option]:
        name = group[0]
        hits = list(self.gazetteer.named(name.fold)) if name.known else []
        if not hits:
            hits = list(self.gazetteer.look_up(name.text))
        hits.sort(key=lambda hit: (hit.match, -hit.place.population, hit.place.id))
        return [Option(hit) for hit in hits[:MOST]]

    def _prior(self, options: dict[str, list[Option]], groups: dict[str, list[Name]]) -> None:
        for key, group in groups.items():
            levels = {name.level for name in group if name.level is not None}
            for option in options[key]:
                place = option.place
                if place.level is Level.TOWN:
                    option.give("inhabitants", POINTS["population"] * math.log10(place.population + 30))
                option.give("level", _standing(place))
                option.give(
                    "spelling", {OTHER: POINTS["other name"], BARE: POINTS["bare"], SOUND: POINTS["sound"]}.get(option.hit.match, 0.0)
                )
                if levels:
                    fits = place.level in levels or (Level.TOWN in levels and place.level is Level.NEIGHBOURHOOD)
                    option.give("feature word", POINTS["feature"] if fits else POINTS["wrong feature"])
                if self.home and place.country == self.home:
                    option.give("the outlet's country", 0.8)

    # -- the document ---------------------------------------------------------------------------------------------------------

    def _context(self, options: dict[str, list[Option]], names: Sequence[Name]) -> None:
        regions = self._regions(options)
        anchors = _anchors(options)
        containers: dict[str, list[Place]] = {key: [] for key in options}
        for name in names:
            if name.within is not None and name.adjective is None and name.within.adjective is None:
                containers[_key(name)] += [place for key, share, place in anchors if key == _key(name.within) and share > 0.25]
        weights = self._weights(options, names)
        for key, found in options.items():
            shares = _without(weights, key)
            for option in found:
                option.points -= sum(points for what, points in option.why if what.startswith("*"))
                option.why = [(what, points) for what, points in option.why if not what.startswith("*")]
                place = option.place
                if place.country:
                    option.give("*country of the report", POINTS["country share"] * shares.get(place.country, 0.0))
                if place.admin and (place.country, place.admin) in regions - {_region_key(place)}:
                    option.give("*region named", POINTS["region named"])
                option.give("*near the others", POINTS["near"] * _nearness(key, place, anchors))
                if any(_inside(place, other) for other in containers[key]):
                    option.give("*said to lie there", POINTS["said to lie in it"])

    def _weights(self, options: dict[str, list[Option]], names: Sequence[Name]) -> dict[str, dict[str, float]]:
        """What each name, or adjective of a country, says for each country."""
        weights: dict[str, dict[str, float]] = {}
        for name in names:
            if name.adjective or name.nation:
                mine = weights.setdefault(f"={name.adjective or name.nation}", defaultdict(float))
                mine[name.adjective or name.nation or ""] += 1.0
                continue
            mine = weights.setdefault(_key(name), defaultdict(float))
            found = options[_key(name)]
            for option, share in zip(found, _shares_of(found), strict=True):
                if option.place.country and share > 0.1:
                    mine[option.place.country] += share * (1.5 if option.place.level is Level.COUNTRY else 1.0)
        return weights

    def _shares(self, options: dict[str, list[Option]], names: Sequence[Name]) -> dict[str, float]:
        """How much of the document's evidence speaks for each country, from 0 to 1."""
        return _without(self._weights(options, names), "")

    def _regions(self, options: dict[str, list[Option]]) -> set[tuple[str, str]]:
        """First-order regions that the document names."""
        named = set()
        for found in options.values():
            if found:
                best = max(found, key=lambda option: (option.points, option.place.id))
                if (best.place.level is Level.ADM1 and best.place.admin) or best.place.level is Level.ADM2:
                    named.add((best.place.country, best.place.admin))
        return named

    # -- the answer -----------------------------------------------------------------------------------------------------------

    def _settle(self, name: Name, options: dict[str, list[Option]], shares: dict[str, float], settled: dict[int, Found]) -> Found:
        """Decide one name; its container is decided first."""
        if id(name) in settled:
            return settled[id(name)]
        if name.nation is not None:
            settled[id(name)] = self._national(name)
            return settled[id(name)]
        settled[id(name)] = UNKNOWN  # two names that point at each other end here
        within = name.within or (name.mate.within if name.mate is not None else None) or self._told.get(_key(name))
        if within is name or (within is not None and within.adjective is not None):
            within = None
        outer = self._settle(within, options, shares, settled) if within is not None else None
        found = self._choose(name, options[_key(name)], shares, outer)
        if name.weak and (found.outcome is not Outcome.EXACT or shares.get(found.country or "", 0.0) < 0.3):
            found = NO_PLACE
        if found.outcome is Outcome.EXACT and name.direction is not None:
            found = _part_of(name, found)
        elif found.outcome is Outcome.EXACT and name.feature in self.words.around:
            found = replace(
                found,
                outcome=Outcome.CONTAINER,
                id=None,
                name=None,
                within=found.id,
                level=None,
                radius_km=max(30.0, found.radius_km or 0.0),
            )
        settled[id(name)] = found
        return found

    def _choose(self, name: Name, found: list[Option], shares: dict[str, float], outer: Found | None) -> Found:
        usable = [option for option in found if option.hit.match != SOUND or shares.get(option.place.country, 0.0) >= 0.25]
        usable.sort(key=lambda option: (-option.points, option.place.id))
        if outer is not None and outer.outcome is Outcome.EXACT and outer.lat is not None and outer.lon is not None:
            within = [option for option in usable if _lies_in(option.place, outer)]
            if within:
                usable = within
            elif not usable or name.firm or (name.within is None and usable[0].place.population < 20_000):
                return _container(name, outer)
        if name.level in (Level.NEIGHBOURHOOD, Level.SITE) and usable:
            fitting = [option for option in usable if option.place.level in (Level.NEIGHBOURHOOD, Level.SITE)]
            if fitting:
                usable = fitting
            elif name.feature in self.words.at_name and shares.get(usable[0].place.country, 0.0) >= 0.25:
                return _container(name, self._exact(name, usable[0], ()))
            else:
                usable = []
        if not usable:
            return _container(name, outer) if outer is not None and outer.lat is not None else UNKNOWN
        return self._sure(name, usable)

    def _sure(self, name: Name, usable: list[Option]) -> Found:
        best = usable[0]
        weights = _shares_of(usable)
        here = sum(weight for option, weight in zip(usable, weights, strict=True) if _km(option.place, best.place) < 60)
        rivals = tuple(
            Candidate(id=o.place.id, name=o.place.name, lat=o.place.lat, lon=o.place.lon)
            for o, weight in zip(usable, weights, strict=True) if weight > 0.02 and o is not best and _km(o.place, best.place) >= 60
        )[:4]  # fmt: skip
        if here < SURE and rivals:
            itself = Candidate(id=best.place.id, name=best.place.name, lat=best.place.lat, lon=best.place.lon)
            return Found(Outcome.AMBIGUOUS, name=name.text, candidates=(itself, *rivals), options=tuple(usable))
        return self._exact(name, best, tuple(usable))

    def _exact(self, name: Name, option: Option, options: tuple[Option, ...]) -> Found:
        place = option.place
        within: str | None = place.country or None
        if place.level is Level.COUNTRY:
            within = None
        return Found(
            Outcome.EXACT, place.id, place.name, within, place.level, place.lat, place.lon, place.radius_km, (), place.country, options
        )

    def _national(self, name: Name) -> Found:
        """ "The Turkish border", "the Syrian capital": in the country, or its capital."""
        country = self.gazetteer.countries[name.nation or ""]
        if name.feature == "capital" and country.capital:
            hits = [
                hit
                for hit in self.gazetteer.look_up(country.capital)
                if hit.place.country == country.iso2 and hit.place.level is Level.TOWN
            ]
            if hits:
                best = max(hits, key=lambda hit: (hit.place.population, hit.place.id))
                return self._exact(name, Option(best), ())
        whole = next(
            (hit for hit in self.gazetteer.named(self.gazetteer.fold(country.name)) if hit.place.id == f"country:{country.iso2}"), None
        )
        radius = whole.place.radius_km if whole else 300.0
        return Found(
            Outcome.CONTAINER, None, name.text, f"country:{country.iso2}", None, country.lat, country.lon, radius, (), country.iso2
        )

    def _adjective(self, name: Name) -> Found:
        country = self.gazetteer.countries[name.adjective or ""]
        return Found(
            Outcome.EXACT, f"country:{country.iso2}", country.name, None, Level.COUNTRY, country.lat, country.lon, None, (), country.iso2
        )


def _container(name: Name, outer: Found) -> Found:
    """A name that no list has, in a place that one has: the coordinates are the container's, and the outcome says so."""
    return Found(
        Outcome.CONTAINER, None, name.text, outer.id or outer.within, name.level, outer.lat, outer.lon, outer.radius_km, (), outer.country
    )


_COMPASS = {"north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180, "southwest": 225, "west": 270, "northwest": 315}


def _part_of(name: Name, whole: Found) -> Found:
    """The part of a place that a direction tells: half its radius off its middle, with two thirds of its radius."""
    assert whole.lat is not None and whole.lon is not None and name.direction is not None
    radius = whole.radius_km or 10.0
    side = name.direction.replace("-", "").removesuffix("ern")
    lat, lon = whole.lat, whole.lon
    if side in _COMPASS:
        lat, lon = shifted(lat, lon, _COMPASS[side], radius * 0.45)
    level = Level.NEIGHBOURHOOD if whole.level is Level.TOWN else None
    called, reach = f"{name.direction} {whole.name}", round(radius * 0.7, 1)
    return Found(Outcome.CONTAINER, None, called, whole.id, level, lat, lon, reach, (), whole.country)


def shifted(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """The point ``km`` away from a point in a direction (degrees clockwise from north), for distances of a few hundred kilometres."""
    turn = math.radians(bearing)
    north, east = math.cos(turn) * km / 111.2, math.sin(turn) * km / 111.2
    return (round(max(-90.0, min(90.0, lat + north)), 4),
            round((lon + east / max(0.05, math.cos(math.radians(lat))) + 180.0) % 360.0 - 180.0, 4))  # fmt: skip


def _km(one: Place, two: Place) -> float:
    return distance_km((one.lat, one.lon), (two.lat, two.lon))


def _inside(place: Place, outer: Place) -> bool:
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
        and _km(place, outer) <= max(1.3 * outer.radius_km, 25.0)
    )


def _lies_in(place: Place, outer: Found) -> bool:
    if outer.options and outer.id == outer.options[0].place.id:
        return _inside(place, outer.options[0].place)
    assert outer.lat is not None and outer.lon is not None
    return distance_km((place.lat, place.lon), (outer.lat, outer.lon)) <= max(1.3 * (outer.radius_km or 0.0), 25.0)


def _anchors(options: dict[str, list[Option]]) -> list[tuple[str, float, Place]]:
    """The likely places of every name, with how likely each is."""
    return [(key, share, option.place) for key, found in options.items()
            for option, share in zip(found, _shares_of(found), strict=True) if share > 0.08]  # fmt: skip


def _nearness(key: str, place: Place, anchors: list[tuple[str, float, Place]]) -> float:
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


def _standing(place: Place) -> float:
    """What the level of a place is worth beside a town's inhabitants; sites and regions count by how well they are known."""
    if place.level is Level.TOWN:
        return 0.0
    if place.level in (Level.NEIGHBOURHOOD, Level.SITE) and place.population < 1_000_000:
        return POINTS["population"] * math.log10(place.population + 30)
    return {Level.COUNTRY: POINTS["country level"] + 3.2, Level.ADM1: POINTS["adm1 level"] + 2.6,
            Level.ADM2: POINTS["adm2 level"] + 2.0}.get(place.level or Level.SITE, POINTS["region level"] + 2.6)  # fmt: skip


def _without(weights: dict[str, dict[str, float]], key: str) -> dict[str, float]:
    """The countries' shares of all evidence but that of one name: a name is no witness in its own case."""
    sums: dict[str, float] = defaultdict(float)
    for other, mine in weights.items():
        if other != key:
            for country, weight in mine.items():
                sums[country] += weight
    total = sum(sums.values()) or 1.0
    return {country: weight / total for country, weight in sums.items()}


def _key(name: Name) -> str:
    return name.fold


def _groups(names: Sequence[Name]) -> dict[str, list[Name]]:
    groups: dict[str, list[Name]] = {}
    for name in names:
        groups.setdefault(_key(name), []).append(name)
    return groups


def _region_key(place: Place) -> tuple[str, str] | None:
    return (place.country, place.admin) if place.level is Level.ADM1 else None


def _shares_of(found: list[Option]) -> list[float]:
    if not found:
        return []
    top = max(option.points for option in found)
    weights = [math.exp(SHARP * (option.points - top)) for option in found]
    total = sum(weights)
    return [weight / total for weight in weights]
