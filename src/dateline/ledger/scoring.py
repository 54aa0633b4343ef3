"""The marks of two claims: how their kinds, days, places, parties, tolls, wording and standing in the reports agree, each yes or no.

What the marks say together of the two being one event is weighed by :mod:`dateline.ledger.event_trees`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from dateline.ledger.families import Families
from dateline.ledger.sketch import Sketch, Spot, Who, alike

_LEAST_APART_KM = 4.0
_CITY_KM = 8.0
_HEAD = 2
APART = frozenset({"place.apart", "place.other_town"})
"""The marks of two claims that are told of places that are surely not one."""
_SAME_TOLL = ("killed", "wounded", "captured", "released", "evacuated", "displaced", "surrendered", "missing")


@dataclass(frozen=True, slots=True)
class Score:
    """How likely two claims are of one event (0 to 1), the sum that says so, and the marks that it was added up from."""

    probability: float
    total: float
    marks: tuple[str, ...]


def probability(total: float) -> float:
    """Return how likely two claims are of one event, from the sum of their weights."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def marks(one: Sketch, other: Sketch, families: Families) -> tuple[str, ...] | None:
    """Return the marks of a pair, whichever is named first; None when the two cannot be of one event (family or days forbid it)."""
    if one.family != other.family:
        return None
    if (other.article, other.at, other.id) < (one.article, one.at, one.id):
        one, other = other, one
    day = day_mark(one, other)
    if day is None:
        return None
    found = [_kind(one, other, families), day, place_mark(one, other), _toll(one, other), _wording(one, other), _told(one, other)]
    found += [_names(one, other), _status(one, other), _who("actor", one.actor, other.actor), _who("target", one.target, other.target)]
    found += [_lead(one, other), "origin.same" if one.origin == other.origin else "origin.other", _trigger(one, other), _levels(one, other)]
    if one.article != other.article:
        found += [_echo(one, other), "outlet.same" if one.outlet == other.outlet else "outlet.other", _published(one, other)]
    if one.family in families.families_of_states:
        found.append("family.state")
    elif one.family != "force":
        found.append("family.other")
    return tuple(found)


def _kind(one: Sketch, other: Sketch, families: Families) -> str:
    if one.kind == other.kind:
        return "kind.same"
    if one.kind in families.sharp and other.kind in families.sharp:
        return "kind.near" if frozenset((one.kind, other.kind)) in families.near else "kind.rival"
    return "kind.killing" if "killing" in (one.kind, other.kind) else "kind.open"


def day_mark(one: Sketch, other: Sketch) -> str | None:
    """How the days of two claims lie; None where they cannot be of one occasion."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        # What is told as past without a day may meet the same background in another report of these days.
        return "day.unknown" if (one.first is None) == (other.first is None) else None
    if one.wide or other.wide:
        if (one.first, one.last) == (other.first, other.last):
            return "day.wide_same"
        return "day.wide" if _gap(one, other) <= 0 else None
    gap = _gap(one, other)
    if one.told and other.told:
        if gap <= 0:
            return "day.same" if (one.first, one.last) == (other.first, other.last) else "day.overlap"
        return "day.next" if gap == 1 else None
    if gap > 0:
        return None
    if one.told or other.told:
        return "day.likely"
    return "day.report" if one.published == other.published else "day.reports"


def _gap(one: Sketch, other: Sketch) -> int:
    assert one.first is not None and one.last is not None and other.first is not None and other.last is not None
    return max(one.first, other.first) - min(one.last, other.last)


def place_mark(one: Sketch, other: Sketch) -> str:
    """How the places of two claims lie: the nearest relation between a place of one and a place of the other."""
    if not one.spots or not other.spots:
        return "place.untold" if not one.spots and not other.spots else "place.one_untold"
    pairs = [(_relation(spot, spot2, one, other), spot, spot2) for spot in one.spots for spot2 in other.spots]
    same = [(spot, spot2) for relation, spot, spot2 in pairs if relation == 0]
    if same:
        size = "small" if any(spot.small and spot2.small for spot, spot2 in same) else "town"
        return f"place.same_{size}" if len(one.spots) == len(other.spots) == len(same) else f"place.shared_{size}"
    best = min(relation for relation, _, _ in pairs)
    if best == _APART and all(_sure(spot) and _sure(spot2) and spot.within == spot2.within for _, spot, spot2 in pairs):
        return "place.other_town"
    if any(spot.small for spot in one.spots) and any(spot.small for spot in other.spots) and best > 1:
        return ("place.other_small" if best == 4 else "place.apart") if best > 3 else f"place.{_PLACE[best]}_small"
    return f"place.{_PLACE[best]}"


_APART = 5
_SURE_KM = 5.0


def _sure(spot: Spot) -> bool:
    """Whether a place is a known town or village, and no city that reports name for all that lies around it."""
    return spot.id is not None and not spot.broad and spot.radius <= _SURE_KM


_PLACE = ("same", "same_broad", "within", "near", "unclear", "apart")


def _relation(spot: Spot, spot2: Spot, one: Sketch, other: Sketch) -> int:
    if (spot.id is not None and spot.id == spot2.id) or (spot.name == spot2.name and _may_be_one(spot, spot2)):
        return 1 if spot.broad or spot2.broad else 0
    if _contains(spot, spot2, other) or _contains(spot2, spot, one):
        return 2
    if (spot.broad or spot2.broad) and spot.within is not None and spot.within == spot2.within and not (spot.id and spot2.id):
        # "The west of Karaz" and a district of Karaz; "northern Lurania" and a town in Lurania.
        return 2
    apart = _apart(spot, spot2)
    if apart is None:
        return 4
    if (_of_country(spot) or _of_country(spot2)) and apart <= 2 * max(spot.radius, spot2.radius):
        return 2
    near = _LEAST_APART_KM + (spot.radius + spot2.radius) / 4
    if any(wide.broad or (wide.id and wide.radius > _CITY_KM) for wide in (spot, spot2)) and apart <= max(spot.radius, spot2.radius):
        return 2
    if spot.id and spot2.id and not spot.broad and not spot2.broad:
        return 3 if apart <= near else 5
    # One name was only resolved to what contains it: the two names differ, and so may the places.
    return 4 if apart <= max(spot.radius, spot2.radius) else 5


def _of_country(spot: Spot) -> bool:
    """Whether a place is a stretch of a country without borders of its own: its middle and radius are guesses."""
    return spot.broad and spot.id is None and spot.within is not None and spot.within.isupper()


def _contains(spot: Spot, spot2: Spot, other: Sketch) -> bool:
    """Whether the second place lies in the first, as far as ids tell."""
    return spot.id is not None and (spot.id.removeprefix("country:") == spot2.within or spot.id in other.around)


def _may_be_one(spot: Spot, spot2: Spot) -> bool:
    apart = _apart(spot, spot2)
    # The middle of "northern X" lies off the middle of X.
    return apart is None or apart <= max(30.0, (spot.radius + spot2.radius) * (2 if spot.broad or spot2.broad else 1))


def _apart(spot: Spot, spot2: Spot) -> float | None:
    """The distance of two places in km; None where one has no point."""
    if spot.lat is None or spot.lon is None or spot2.lat is None or spot2.lon is None:
        return None
    x = math.radians(spot2.lon - spot.lon) * math.cos(math.radians((spot.lat + spot2.lat) / 2))
    y = math.radians(spot2.lat - spot.lat)
    return 6371.0 * math.hypot(x, y)


def _who(role: str, one: Who | None, other: Who | None) -> str:
    if one is None or other is None:
        return f"{role}.untold"
    if one.ids and other.ids:
        if one.ids & other.ids:
            return f"{role}.same"
        if one.chain & other.chain:
            return f"{role}.akin"
        return f"{role}.same_side" if one.sides & other.sides else f"{role}.other"
    if one.sides and other.sides and not (one.ids and other.ids):
        return f"{role}.same_side" if one.sides & other.sides else f"{role}.other_side"
    if one.ids or other.ids:
        return f"{role}.one_known"
    if one.words and other.words:
        return f"{role}.same_words" if one.words & other.words else f"{role}.other_words"
    return f"{role}.untold"


def _toll(one: Sketch, other: Sketch) -> str:
    """How the tolls of two claims agree: of each sort the greatest, for "nine, three of them children" is a toll of nine."""
    best = len(_TOLLS) - 1
    for what, (low, high) in _most(one).items():
        if what in (theirs := _most(other)):
            best = min(best, _agree(low, high, *theirs[what]))
    return f"toll.{_TOLLS[best]}"


_TOLLS = ("same_many", "other", "same", "like", "meets", "untold")
_MANY, _LIKE = 5, 0.6


def _most(one: Sketch) -> dict[str, tuple[float, float | None]]:
    found: dict[str, tuple[float, float | None]] = {}
    for what, low, high in one.tolls:
        if what in _SAME_TOLL and (what not in found or low > found[what][0]):
            found[what] = (low, high)
    return found


def _agree(low: float, high: float | None, low2: float, high2: float | None) -> int:
    """The index in ``_TOLLS`` of how two tolls agree."""
    if low == low2:
        return 0 if low >= _MANY else 2
    exact = low == high and low2 == high2
    if not exact and low <= (math.inf if high2 is None else high2) and low2 <= (math.inf if high is None else high):
        return 4
    return 3 if min(low, low2) >= _LIKE * max(low, low2) else 1


def _wording(one: Sketch, other: Sketch) -> str:
    least = min(len(one.words), len(other.words))
    if least < 3:
        return "words.few"
    share = len(one.words & other.words) / least
    if share >= 0.85:
        return "words.copied" if one.trigger == other.trigger else "words.copied_around"
    if share >= 0.6:
        return "words.close"
    if share >= 0.4:
        return "words.akin"
    return "words.some" if share >= 0.2 else "words.other"


def _names(one: Sketch, other: Sketch) -> str:
    if not one.names or not other.names:
        return "names.untold"
    shared = len(one.names & other.names)
    return f"names.{min(shared, 4)}" if shared else "names.none"


def _lead(one: Sketch, other: Sketch) -> str:
    """How alike the beginnings of the two reports are, and whether both claims stand there."""
    heads = "heads" if one.sentence <= _HEAD and other.sentence <= _HEAD else "bodies"
    if one.article == other.article:
        return f"{heads}.own"
    share = alike(one, other)
    return f"{heads}.{'copied' if share >= 0.8 else 'close' if share >= 0.45 else 'akin' if share >= 0.25 else 'other'}"


def _trigger(one: Sketch, other: Sketch) -> str:
    if one.trigger == other.trigger:
        return "trigger.same"
    akin = one.trigger.rstrip("s").split()[-1:] == other.trigger.rstrip("s").split()[-1:]
    return "trigger.akin" if akin else "trigger.other"


def _levels(one: Sketch, other: Sketch) -> str:
    """How narrow the places of the two are, the narrower last."""
    first, second = sorted((_level(one), _level(other)))
    return f"level.{_LEVELS[first]}_{_LEVELS[second]}"


_LEVELS = ("none", "broad", "town", "small")


def _level(one: Sketch) -> int:
    if not one.spots:
        return 0
    if all(spot.broad for spot in one.spots):
        return 1
    return 3 if any(spot.small for spot in one.spots) else 2


def _echo(one: Sketch, other: Sketch) -> str:
    """How much of each claim's wording stands at the head of the other's report: whether both are what the two reports are about."""
    share = min(_share(one.words, other.lead), _share(other.words, one.lead))
    return f"echo.{sum(share >= step for step in _ECHOES)}"


_ECHOES = (0.1, 0.2, 0.35, 0.5)


def _share(words: frozenset[str], others: frozenset[str]) -> float:
    return len(words & others) / min(len(words), len(others)) if words and others else 0.0


def _published(one: Sketch, other: Sketch) -> str:
    return "published.same" if one.published == other.published else "published.apart"


def _told(one: Sketch, other: Sketch) -> str:
    if one.article != other.article:
        return "told.elsewhere"
    if one.sentence == other.sentence:
        return "told.sentence"
    if other.fresh and other.points_to is None:
        return "told.fresh"
    if other.points_to is not None:
        return "told.points" if other.points_to in (one.id, one.points_to) else "told.points_elsewhere"
    if other.sentence - one.sentence == 1:
        return "told.next"
    return "told.later"


def _status(one: Sketch, other: Sketch) -> str:
    if one.status == other.status:
        return f"status.{'same' if one.status in ('happened', 'ongoing') else 'same_' + one.status}"
    if "past" in (one.status, other.status):
        return "status.one_past"
    if {"planned", "possible"} & {one.status, other.status}:
        return "status.one_planned"
    return "status.one_denied" if "denied" in (one.status, other.status) else "status.other"
