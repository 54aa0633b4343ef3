"""Which places of a claim somebody can have: towns, villages, districts and sites; the regions around them only by a share.

A place that no gazetteer knows is told apart by its name within the narrowest region that its report gives for it: the region, else the
country, else the report itself. So two villages of one name in two regions stay two, and one village in two reports is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dateline.gazetteer.fold import folding
from dateline.ledger.control.records import Ground
from dateline.ledger.control.wording import load_wording
from dateline.ledger.records import StoredClaim
from dateline.model import Claim, Level, Outcome, PlaceMention

_WIDE = frozenset({Level.COUNTRY, Level.ADM1, Level.ADM2})
_REGION = frozenset({Level.ADM1, Level.ADM2})
_WIDE_KM = 40.0
"""A container of a wider reach than this is no place that somebody has: "near Hartsdale", "the Hartsdale countryside"."""
_CITY_KM = 20.0
_SIDE = re.compile(r"\b(north|south|east|west)[ -]?(east|west)?(?:ern)?\b")


class Focus:
    """What the claims of one article tell of the region that it is about."""

    def __init__(self, claims: Sequence[StoredClaim]) -> None:
        self.countries: dict[str, str] = {}
        self.levels: dict[str, Level] = {}
        counts: Counter[str] = Counter()
        regions: dict[str, None] = {}
        for stored in claims:
            for place in stored.claim.places:
                country = _country(place)
                if place.id and place.level is not None:
                    self.levels[place.id] = place.level
                if country:
                    counts[country] += 1
                    if place.id:
                        self.countries[place.id] = country
                if place.id and place.level is Level.ADM1:
                    regions[place.id] = None
        # A Counter keeps the order of first mention, and max() takes the first of equals.
        self.country = max(counts, key=lambda iso: counts[iso], default=None)
        self.region = next(iter(regions)) if len(regions) == 1 else None


def _country(place: PlaceMention) -> str | None:
    if place.id and place.id.startswith("country:"):
        return place.id.removeprefix("country:")
    within = (place.within or "").removeprefix("country:")
    return within if len(within) == 2 and within.isupper() else None


def country_of(claim: Claim, focus: Focus) -> str | None:
    """Return the ISO code of the ground that a claim speaks of: its first place with a country, else what the article is about."""
    found = (_country(place) or focus.countries.get(place.within or "") for place in claim.places)
    return next((country for country in found if country), focus.country)


def grounds(claim: Claim, focus: Focus, text: str = "", *, shared: bool) -> list[Ground]:
    """Return the places that a claim says something about, in its order; regions only where a share of them is told (``shared``).

    One thing in a town ("the barracks in Hartsdale", by the words of ``text``, the article's) is a part of it, under a name of its own.
    """
    containers = {place.within for place in claim.places if place.within}
    if not shared and any(count.what == "settlements" and count.low > len(claim.places) for count in claim.counts):
        return []  # "took nine villages around Hartsdale" is not Hartsdale
    found: dict[str, Ground] = {}
    narrow = any(not _is_wide(place) for place in claim.places)
    things = load_wording().things_in(claim, text) if text else [None] * len(claim.places)
    for place, thing in zip(claim.places, things, strict=True):
        if thing == "" or (place.id and place.id in containers) or (_is_wide(place) and (narrow or not shared)):
            continue
        if place.level is Level.COUNTRY:
            continue
        ground = _ground(place, claim, focus)
        if thing is not None and ground is not None and ground.within is None:
            ground = replace(ground, key=f"{ground.key}/{folding().fold(thing)}", name=f"{thing}, {ground.name}", within=ground.key)
        if ground is not None:
            found.setdefault(ground.key, ground)
    return list(found.values())


def _is_wide(place: PlaceMention) -> bool:
    if place.level in _WIDE:
        # A city may be a region of its own.
        return not (place.level is Level.ADM1 and 0 < (place.radius_km or 0.0) <= _CITY_KM)
    if place.outcome is not Outcome.CONTAINER or place.level is not None or (place.radius_km or 0.0) <= _WIDE_KM:
        return False
    # A village that is only known to lie in a region bears a name; "the northern countryside", "eastern Hartland" do not.
    words = (place.name or "").split()
    return not words or not all(word[:1].isupper() for word in words) or _SIDE.match(words[0].lower()) is not None


def _ground(place: PlaceMention, claim: Claim, focus: Focus) -> Ground | None:
    name = place.name or place.text
    country = _country(place) or focus.countries.get(place.within or "") or country_of(claim, focus)
    if place.outcome is Outcome.EXACT and place.id:
        return Ground(place.id, name, None, country, place.lat, place.lon, place.radius_km)
    folded = _SIDE.sub(lambda match: "".join(filter(None, match.groups())), folding().fold(name))
    if not folded:
        return None
    if place.outcome is Outcome.CONTAINER and place.within:
        level = focus.levels.get(place.within)
        parted = place.level is not Level.TOWN and level not in _WIDE and (place.radius_km or 0.0) <= _WIDE_KM
        if parted or level in _REGION:
            key = f"{place.within}/{folded}"
            return Ground(key, name, place.within if parted else None, country, place.lat, place.lon, place.radius_km)
    region = next((other.id for other in claim.places if other.level is Level.ADM1 and other.id), None) or focus.region
    region = region or (f"country:{country}" if country else f"article:{claim.article}")
    return Ground(f"{region}/{folded}", name, None, country)
