"""Which place a name is, decided over a whole document: what contains it, what else is named, how near, how large."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from dateline.gazetteer.evidence import (
    NO_PLACE,
    POINTS,
    UNKNOWN,
    Found,
    Option,
    anchors_of,
    apart_km,
    contained,
    inside,
    lies_in,
    nearness,
    part_of,
    region_key,
    shares_of,
    standing_points,
    without,
)  # fmt: skip
from dateline.gazetteer.index import BARE, NAME, OTHER, SOUND, Place
from dateline.gazetteer.lookup import Gazetteer
from dateline.gazetteer.names import Name
from dateline.gazetteer.vocabulary import vocabulary
from dateline.model import Candidate, Level, Outcome

__all__ = ["NO_PLACE", "Found", "Option", "Resolver"]

MOST = 24
SURE = 0.4
TOWN_KM = 20.0  # no region is so small but a town's own
DIVIDED = 300_000  # a town of so many people has an east and a west of its own
AROUND_KM = 30.0  # how far "the Homs countryside" and "a hill east of Homs" may reach
BACKED = 0.3  # about one other place of the text within eighty kilometres


class Resolver:
    """Resolves the names of one document; ``home`` is the ISO code of the country that the outlet or dateline speaks from, if known."""

    def __init__(self, gazetteer: Gazetteer, *, home: str | None = None) -> None:
        self.gazetteer = gazetteer
        self.home = home
        self.words = vocabulary()
        # What one mention of a name is said to lie in, holds for the other mentions.
        self._told: dict[str, Name] = {}
        # Names that are said to contain others: they may be regions.
        self._outer: set[int] = set()

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
        parted = {id(name.within) for name in places if name.level is None and name.feature in ("district", "districts")}
        self._outer = {id(name.within) for name in places if name.within is not None and not self._is_quarter(name, options, parted)}
        for name in places:
            self._settle(name, options, shares, settled)
        return [self._adjective(name) if name.adjective else settled[id(name)] for name in names]

    def _is_quarter(self, name: Name, options: dict[str, list[Option]], parted: set[int]) -> bool:
        """Tell whether a name is a town's part: a neighbourhood, or a district that no list has there ("the Sahel district of Qalfat").

        ``parted`` are the containers of what is called a district.
        """
        if name.level is not None or name.within is None or id(name.within) not in parted:
            return name.level is Level.NEIGHBOURHOOD
        regions = [option.place for option in options.get(_key(name.within), ()) if option.place.level in (Level.ADM1, Level.ADM2)]
        return not any(inside(option.place, region) for option in options[_key(name)] for region in regions)

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
                option.give("level", standing_points(place))
                option.give(
                    "spelling", {OTHER: POINTS["other name"], BARE: POINTS["bare"], SOUND: POINTS["sound"]}.get(option.hit.match, 0.0)
                )
                if levels:
                    fits = place.level in levels or (Level.TOWN in levels and place.level is Level.NEIGHBOURHOOD)
                    option.give("feature word", POINTS["feature"] if fits else POINTS["wrong feature"])
                if self.home and place.country == self.home:
                    option.give("the outlet's country", 0.8)
            self._prefer_own_names(group[0], options[key])

    def _prefer_own_names(self, name: Name, options: Sequence[Option]) -> None:
        """A region that has a town's name as another name of its own is not what the bare name means: Gori is the town."""
        regions = [o for o in options if o.hit.match != NAME and o.place.level in (Level.ADM1, Level.ADM2)]
        if not regions:
            return
        sound = self.gazetteer.rules.sound
        heard = sound(name.text)
        towns = [
            option.place
            for option in options
            if option.place.level is Level.TOWN and (option.hit.match == NAME or sound(option.place.name) == heard)
        ]
        for option in regions:
            if sound(option.place.name) != heard and any(inside(town, option.place) for town in towns):
                option.give("named for a town", POINTS["named for a town"])

    # -- the document ---------------------------------------------------------------------------------------------------------

    def _context(self, options: dict[str, list[Option]], names: Sequence[Name]) -> None:
        regions = self._regions(options)
        anchors = anchors_of(options)
        containers: dict[str, list[Place]] = {key: [] for key in options}
        for name in names:
            if name.within is not None and name.adjective is None and name.within.adjective is None:
                containers[_key(name)] += [place for key, share, place in anchors if key == _key(name.within) and share > 0.25]
        weights = self._weights(options, names)
        for key, found in options.items():
            shares = without(weights, key)
            for option in found:
                option.points -= sum(points for what, points in option.why if what.startswith("*"))
                option.why = [(what, points) for what, points in option.why if not what.startswith("*")]
                place = option.place
                if place.country:
                    option.give("*country of the report", POINTS["country share"] * shares.get(place.country, 0.0))
                if place.admin and (place.country, place.admin) in regions - {region_key(place)}:
                    option.give("*region named", POINTS["region named"])
                option.give("*near the others", POINTS["near"] * nearness(key, place, anchors))
                if any(inside(place, other) for other in containers[key]):
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
            for option, share in zip(found, shares_of(found), strict=True):
                if option.place.country and share > 0.1:
                    mine[option.place.country] += share * (1.5 if option.place.level is Level.COUNTRY else 1.0)
        return weights

    def _shares(self, options: dict[str, list[Option]], names: Sequence[Name]) -> dict[str, float]:
        """How much of the document's evidence speaks for each country, from 0 to 1."""
        return without(self._weights(options, names), "")

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
        told = within is not None and within is self._told.get(_key(name))
        found = self._choose(name, options[_key(name)], shares, outer, told=told)
        found = self._town_or_region(name, found, options[_key(name)])
        if name.weak and (found.outcome is not Outcome.EXACT or shares.get(found.country or "", 0.0) < 0.3):
            found = NO_PLACE
        if name.beside and found.outcome is Outcome.CONTAINER:
            found = replace(found, radius_km=max(AROUND_KM, found.radius_km or 0.0))
        if found.outcome is Outcome.EXACT and name.direction is not None:
            found = part_of(name, found)
        elif found.outcome is Outcome.EXACT and name.feature in self.words.around:
            found = replace(
                found,
                outcome=Outcome.CONTAINER,
                id=None,
                name=None,
                within=found.id,
                level=None,
                radius_km=max(AROUND_KM, found.radius_km or 0.0),
            )
        settled[id(name)] = found
        return found

    def _choose(self, name: Name, found: list[Option], shares: dict[str, float], outer: Found | None, *, told: bool = False) -> Found:
        """Take the likeliest place; ``told``: another mention was said to lie there, and "the Old City" is one place in one text."""
        usable = [option for option in found if option.hit.match != SOUND or shares.get(option.place.country, 0.0) >= 0.25]
        usable.sort(key=lambda option: (-option.points, option.place.id))
        plain = self._is_plain(name)
        if plain:
            usable = [option for option in usable if _is_backed(option, shares)]
        if outer is not None and outer.outcome is Outcome.EXACT and outer.lat is not None and outer.lon is not None:
            within = [option for option in usable if lies_in(option.place, outer)]
            if within:
                usable = within
            elif not usable or name.firm or (told and plain) or (name.within is None and usable[0].place.population < 20_000):
                return contained(name, outer)
        if name.level in (Level.NEIGHBOURHOOD, Level.SITE) and usable:
            fitting = [option for option in usable if option.place.level in (Level.NEIGHBOURHOOD, Level.SITE)]
            if fitting:
                usable = fitting
            elif self._is_at(name, usable[0]) and shares.get(usable[0].place.country, 0.0) >= 0.25:
                return contained(name, self._exact(self._town_of(usable), ()))
            else:
                usable = []
        if not usable:
            return contained(name, outer) if outer is not None and outer.lat is not None else UNKNOWN
        return self._sure(name, usable)

    def _town_or_region(self, name: Name, found: Found, options: list[Option]) -> Found:
        """Of a town and a region of one name, take the one that the words around the name tell: bare "Gori" is the town.

        What contains other places, and what events go on "across", is the region; so is "the Gori region", however it is spelt.
        """
        if found.outcome is not Outcome.EXACT or not found.options:
            return found
        place, sound = found.options[0].place, self.gazetteer.rules.sound
        if place.level in (Level.ADM1, Level.ADM2) and name.level is None and not name.wide and id(name) not in self._outer:
            # A region as small as a town is that town's own: "Stepanakert" may have another name as a town.
            towns = [
                option
                for option in options
                if option.place.level is Level.TOWN
                and (
                    apart_km(option.place, place) <= TOWN_KM
                    if place.radius_km <= TOWN_KM
                    else inside(option.place, place) and sound(option.place.name) == sound(place.name)
                )
            ]
            best = max(towns, key=lambda option: (option.place.population, option.place.id), default=None)
            # "southern Gori" is of the region, "southern Mumbai" of the town.
            if best is not None and (name.direction is None or best.place.population >= DIVIDED):
                return self._exact(best, (best, *(option for option in found.options if option is not best)))
        if place.level is Level.TOWN and name.level is Level.ADM1:
            for hit in self.gazetteer.sounding(name.text):
                if hit.place.level is Level.ADM1 and inside(place, hit.place):
                    return self._exact(Option(hit), (Option(hit), *found.options))
        return found

    def _town_of(self, usable: list[Option]) -> Option:
        """The town of a region's name inside it, where there is one: "the airbase of Qalfat" is at the town; else the likeliest place."""
        best = usable[0]
        if best.place.level not in (Level.ADM1, Level.ADM2):
            return best
        return next((option for option in usable if option.place.level is Level.TOWN and inside(option.place, best.place)), best)

    def _is_at(self, name: Name, option: Option) -> bool:
        """Tell whether what a name tells lies at the town of that name: "the Qalfat airbase", "the Qalfat neighbourhoods"."""
        if name.level is Level.NEIGHBOURHOOD and name.end == name.core_end and option.place.population >= DIVIDED:
            return option.place.level is Level.TOWN  # "a quarter of Aleppo"; "the quarter of Qalfat" is called so itself
        if name.level is Level.NEIGHBOURHOOD:
            return (name.feature or "").endswith("s") and name.mate is None and option.place.level is Level.TOWN
        return name.feature in self.words.at_name

    def _is_plain(self, name: Name) -> bool:
        """Tell whether a name is made of words that any town has a place of: "the Old City", "Central Market"."""
        return all(word in self.words.plain for word in name.fold.split())

    def _sure(self, name: Name, usable: list[Option]) -> Found:
        best = usable[0]
        weights = shares_of(usable)
        here = sum(weight for option, weight in zip(usable, weights, strict=True) if apart_km(option.place, best.place) < 60)
        rivals = tuple(
            Candidate(id=o.place.id, name=self.gazetteer.label(o.place), lat=o.place.lat, lon=o.place.lon)
            for o, weight in zip(usable, weights, strict=True) if weight > 0.02 and o is not best and apart_km(o.place, best.place) >= 60
        )[:4]  # fmt: skip
        if here < SURE and rivals:
            itself = Candidate(id=best.place.id, name=self.gazetteer.label(best.place), lat=best.place.lat, lon=best.place.lon)
            return Found(Outcome.AMBIGUOUS, name=name.text, candidates=(itself, *rivals), options=tuple(usable))
        return self._exact(best, tuple(usable))

    def _exact(self, option: Option, options: tuple[Option, ...]) -> Found:
        place = option.place
        within: str | None = place.country or None
        if place.level is Level.COUNTRY:
            within = None
        return Found(
            Outcome.EXACT,
            place.id,
            self.gazetteer.label(place),
            within,
            place.level,
            place.lat,
            place.lon,
            place.radius_km,
            (),
            place.country,
            options,
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
                return self._exact(Option(best), ())
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


def _key(name: Name) -> str:
    return name.fold


def _groups(names: Sequence[Name]) -> dict[str, list[Name]]:
    groups: dict[str, list[Name]] = {}
    for name in names:
        groups.setdefault(_key(name), []).append(name)
    return groups


def _is_backed(option: Option, shares: dict[str, float]) -> bool:
    """Tell whether the text speaks of what lies about a place, so that even a name of plain words may mean it."""
    place = option.place
    if place.level in (Level.COUNTRY, None):
        return True  # the larger regions of the world are few: "the Gulf", "West Africa"
    if place.level is Level.ADM1 and shares.get(place.country, 0.0) >= 0.5:
        return True
    points = dict(option.why)
    return points.get("*near the others", 0.0) >= BACKED * POINTS["near"] or "*said to lie there" in points
