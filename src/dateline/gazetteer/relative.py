"""Places that a text gives by others: "10 km north of X", "near X", "between X and Y", "the X-Y road", "the eastern part of X".

Such a place has no name of its own. It gets a point and a radius that the words allow for: what lies "10 km north" may lie a
quarter of that to either side, and nobody says whether it was measured from the middle of the town or from its edge.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from dateline.gazetteer.countries import DATA
from dateline.gazetteer.evidence import Found
from dateline.gazetteer.geometry import destination, distance_km, midpoint
from dateline.gazetteer.index import Place
from dateline.gazetteer.names import Name
from dateline.model import Level, Outcome
from dateline.tables import Column, read_table

_KINDS = frozenset({"unit", "side", "near", "part", "edge", "way", "spot", "number"})
# Half the angle between two of the eight winds: "north" is not north by a degree.
_SWAY = math.tan(math.radians(22.5))
# How far off "north of X" is taken to be where no distance is told, in kilometres beyond the place's own edge.
_OFF = 10.0
# Places farther apart than this are parties to something rather than ends of a road, in kilometres.
_LONGEST = 400.0
_LEVELS = frozenset({Level.TOWN, Level.NEIGHBOURHOOD, Level.SITE})


@dataclass(frozen=True, slots=True)
class Relation:
    """Words of a text that tell a place by named ones: [start, end) takes them and the names along.

    ``kind`` is "far" (a distance, with ``bearing`` unless only the distance is told), "side", "part", "edge", "near" or "between".
    ``km`` is the distance or, for "near", how far off it may be. ``locates`` is the name whose place the words only tell
    ("Qalfat, 10 km north of Homs"); None where the words themselves are the place.
    """

    kind: str
    start: int
    end: int
    names: tuple[Name, ...]
    km: float = 0.0
    bearing: float | None = None
    locates: Name | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    values: dict[str, dict[str, float]]
    far: re.Pattern[str]
    side: re.Pattern[str]
    part: re.Pattern[str]
    near: re.Pattern[str]
    between: re.Pattern[str]
    road_from: re.Pattern[str]
    way: re.Pattern[str]


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def _words() -> _Words:
    columns = {"kind": Column(required=True, allowed=_KINDS), "word": Column(required=True), "value": Column(required=True),
               "reason": Column(required=True)}  # fmt: skip
    values: dict[str, dict[str, float]] = {kind: {} for kind in sorted(_KINDS)}
    for row in read_table(DATA / "relative.csv", columns):
        try:
            values[row["kind"]][row["word"]] = float(row["value"])
        except ValueError:
            raise row.error(f"the value {row['value']!r}", "a number") from None
    lead = r"(?:the )?(?:(?:[a-z-]+ ){0,2}(?:town|city|village|capital|district|neighbou?rhood)(?: of)?,? )?"
    number = rf"\d+(?:[.,]\d+)?(?:(?:-|–| to )\d+(?:\.\d+)?)?|{_any([*values['number']])}"
    side, way, spot = (_any([*values[kind]]) for kind in ("side", "way", "spot"))

    def before(pattern: str) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-])(?:{pattern})\s+{lead}$", re.IGNORECASE)

    return _Words(
        values,
        far=before(
            rf"(?P<km>{number})[\s-]?(?P<unit>{_any([*values['unit']])})\s(?:away\s)?(?:to\sthe\s|due\s)?"
            rf"(?:(?P<side>{side})\s(?:of|from)|from|outside|away from|off)"
        ),
        side=before(rf"(?P<the>the\s)?(?:to\sthe\s)?(?P<side>{side})\s(?:of)"),
        part=before(rf"(?P<side>{side})\s(?P<part>{_any([*values['part'], *values['edge']])})\sof"),
        near=before(rf"(?P<near>{_any([*values['near']])})"),
        between=re.compile(rf"(?:{way}|{spot})\s(?:\w+\s)?between\s{lead}$", re.IGNORECASE),
        road_from=re.compile(rf"(?:{way})\s(?:\w+ing\s)?(?:from|linking|connecting)\s{lead}$", re.IGNORECASE),
        way=re.compile(rf"\s(?:\w+\s)?(?:{way})\b(?! map)", re.IGNORECASE),
    )


def relations(text: str, names: Sequence[Name]) -> list[Relation]:
    """Return what a text says of places by the names of others, in order; ``names`` are those of the text, in order."""
    places = [name for name in names if name.adjective is None and name.nation is None]
    found: list[Relation] = []
    taken: set[int] = set()
    for one, two in pairwise(places):
        if id(one) not in taken and (between := _between(text, one, two)) is not None:
            found.append(between)
            taken |= {id(one), id(two)}
    for before, name in zip([None, *places], places, strict=False):
        if id(name) not in taken and (told := _told(text, before, name)) is not None:
            found.append(told)
    return sorted(found, key=lambda relation: relation.start)


def _between(text: str, one: Name, two: Name) -> Relation | None:
    words, middle, ahead = _words(), text[one.end : two.start], text[max(0, one.start - 70) : one.start]
    if middle in ("-", "–", "—", " - ", " – "):
        behind = words.way.match(text, two.core_end)
        return Relation("between", one.start, behind.end(), (one, two)) if behind is not None else None
    middle = middle.strip(" ,")
    if middle == "and" or (middle.startswith("and the ") and middle.endswith((" of", " town", " city", " village"))):
        match = words.between.search(ahead)
        if match is not None:
            return Relation("between", one.start - len(ahead) + match.start(), two.end, (one, two))
        middle = "to"
    if middle in ("to", "with") and (match := words.road_from.search(ahead)) is not None:
        return Relation("between", one.start - len(ahead) + match.start(), two.end, (one, two))
    return None


def _told(text: str, before: Name | None, name: Name) -> Relation | None:
    words, first = _words(), max(0, name.start - 70)
    ahead = text[first : name.start]
    values = words.values
    if (match := words.far.search(ahead)) is not None:
        km = _number(match["km"]) * values["unit"][match["unit"].lower()]
        bearing = values["side"][match["side"].lower()] if match["side"] else None
        return Relation("far", first + match.start(), name.end, (name,), km, bearing, _located(text, before, first + match.start()))
    if (match := words.part.search(ahead)) is not None:
        kind = "part" if match["part"].lower() in values["part"] else "edge"
        return Relation(kind, first + match.start(), name.end, (name,), bearing=values["side"][match["side"].lower()])
    if (match := words.side.search(ahead)) is not None:
        # "in the north of X" is inside X, "to the north of X" and "north of X" are not.
        at = first + match.start()
        inside = match["the"] and not ahead[: match.start()].rstrip().endswith(" to")
        kind = "part" if inside else "side"
        located = None if inside else _located(text, before, at)
        return Relation(kind, at, name.end, (name,), bearing=values["side"][match["side"].lower()], locates=located)
    if (match := words.near.search(ahead)) is not None:
        at = first + match.start()
        return Relation("near", at, name.end, (name,), values["near"][match["near"].lower()], None, _located(text, before, at))
    return None


_LOCATED = re.compile(
    r",?(?: (?:which|that))?(?: (?:is|lies|are|lie))?(?: (?:located|situated|lying))?"
    r"(?: (?:about|some|around|roughly|nearly|almost|just|only|approximately))?(?: to the)?,? ?"
)


def _located(text: str, before: Name | None, at: int) -> Name | None:
    """The name right in front of the words, whose place they tell: "Qalfat, some 10 km north of Homs"."""
    return before if before is not None and before.end <= at and _LOCATED.fullmatch(text[before.end : at]) else None


def _number(text: str) -> float:
    """The number of kilometres or miles; the middle of a range."""
    text = text.lower()
    if text in _words().values["number"]:
        return _words().values["number"][text]
    ends = [float(end.replace(",", ".")) for end in re.split(r"-|–| to ", text)]
    return sum(ends) / len(ends)


def place_of(relation: Relation, words: str, found: Sequence[Found]) -> Found | None:
    """Return the point and radius that a relation tells, by what its names were resolved to, in order; None where they tell none.

    ``words`` is what the text says; the outcome is ``container``, ``within`` the place that it is told by.
    """
    ground = [_ground(one) for one in found]
    if any(place is None for place in ground):
        return None
    one, (first, *rest) = found[0], [place for place in ground if place is not None]
    at, reach = (first.lat, first.lon), first.radius_km
    if relation.kind == "between":
        return _halfway(words, first, rest[0])
    if relation.kind == "part":
        at, reach = destination(at, relation.bearing or 0.0, 0.5 * reach), 0.7 * reach
    elif relation.kind == "edge":
        at, reach = destination(at, relation.bearing or 0.0, reach), 0.5 * reach + 5.0
    elif relation.kind == "side":
        at, reach = destination(at, relation.bearing or 0.0, reach + _OFF), reach + _OFF
    elif relation.kind == "far" and relation.bearing is not None:
        at, reach = destination(at, relation.bearing, relation.km), relation.km * _SWAY + max(1.0, 0.5 * reach)
    else:
        reach += relation.km
    return Found(Outcome.CONTAINER, None, words, first.id, None, *at, round(reach, 1), (), one.country)


def _ground(found: Found) -> Place | None:
    """The town or site that a name was resolved to, or that it tells the surroundings of ("the suburbs of Homs")."""
    place = found.options[0].place if found.options else None
    if place is None or place.level not in _LEVELS or place.id not in (found.id, found.within):
        return None
    return place if found.outcome in (Outcome.EXACT, Outcome.CONTAINER) else None


def _halfway(words: str, one: Place, two: Place) -> Found | None:
    ends = (one.lat, one.lon), (two.lat, two.lon)
    km = distance_km(*ends)
    if not 0.0 < km <= _LONGEST:
        return None
    country = one.country if one.country == two.country else None
    return Found(Outcome.CONTAINER, None, words, country, None, *midpoint(*ends), round(km / 2, 1), (), country)
