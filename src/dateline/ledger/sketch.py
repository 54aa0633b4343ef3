"""What joining compares of a claim: kind, days, places, parties, tolls, origin and wording, folded so that two can be laid side by side."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from dateline.gazetteer.build import province_names
from dateline.gazetteer.fold import folding
from dateline.ledger.event_phrase import PLAIN, SORTS, Phrase, Phraser
from dateline.ledger.families import Families
from dateline.ledger.origin import Origin
from dateline.ledger.records import StoredClaim
from dateline.ledger.sides import load_sides
from dateline.model import Claim, Level, Mention, Outcome, PlaceMention, Precision, Status
from dateline.roster import Roster
from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data"
_COLUMNS = {
    "sort": Column(required=True, allowed=frozenset({"points", "plain", "fresh", "region", "sort", *SORTS})),
    "words": Column(required=True, many=True), "reason": Column(),
}  # fmt: skip
_BREAK = re.compile(r"[.!?][\"'”’)]*\s+")
_WORD = re.compile(r"[^\W_]{3,}|\d+")
_NAME = re.compile(r"(?<![.!?] )\b[A-Z][^\W\d_]{2,}")
_REACH, _LEAD = 260, 400
_DEFAULT_DAYS = 2
"""An event without a day of its own is taken to be of the report's day or of one of so many days before it."""
_WIDE_DAYS = 3
_SMALL_KM = 3.5
_NAMESAKE_KM = 12.0
_BROAD = frozenset({Level.COUNTRY, Level.ADM1, Level.ADM2})


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of a claim: id, sounding name, what it lies in, its point (None: unknown), radius in km, whether it is a province."""

    id: str | None
    name: str
    within: str | None
    lat: float | None
    lon: float | None
    radius: float
    broad: bool

    @property
    def small(self) -> bool:
        """Whether it is a village, a district of a town or a facility, where little happens twice on one day."""
        return not self.broad and (self.id is None or self.radius <= _SMALL_KM)


@dataclass(frozen=True, slots=True)
class Who:
    """A party: the ids it stands for, these with all that they belong to, and the sounding words of its name, and its sides."""

    ids: frozenset[str]
    chain: frozenset[str]
    words: frozenset[str]
    sides: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sketch:
    """A claim as joining sees it. Days are ordinals; ``told`` says whether the claim's own words (or scene) give them."""

    id: str
    article: str
    outlet: str
    kind: str
    family: str
    status: str
    published: int | None
    first: int | None
    last: int | None
    told: bool
    spots: tuple[Spot, ...]
    around: frozenset[str]
    actor: Who | None
    target: Who | None
    tolls: tuple[tuple[str, float, float | None], ...]
    origin: str
    origin_name: str
    origin_why: str
    own: bool
    trigger: str
    words: frozenset[str]
    names: frozenset[str]
    lead: frozenset[str]
    sentence: int
    at: int
    points_to: str | None
    fresh: bool
    phrase: Phrase = PLAIN

    @property
    def wide(self) -> bool:
        """Whether its days span more than an event of one occasion does."""
        return self.first is not None and self.last is not None and self.last - self.first >= _WIDE_DAYS


@dataclass(frozen=True, slots=True)
class _Window:
    sentence: int
    start: int
    end: int
    words: frozenset[str]
    names: frozenset[str]
    points: bool
    fresh: bool


class Sketcher:
    """Makes sketches of the claims of one article at a time."""

    def __init__(self, families: Families, roster: Roster, folder: Path = DATA) -> None:
        self.families, self.roster, self._sides = families, roster, load_sides(roster)
        words: dict[str, set[str]] = {sort: set() for sort in ("points", "plain", "fresh", "region", "sort", *SORTS)}
        for row in read_table(folder / "match_words.csv", _COLUMNS):
            words[row["sort"]].update(row.many("words"))
        self._points, self._plain, self._fresh = (frozenset(words[sort]) for sort in ("points", "plain", "fresh"))
        self._region, self._sorts = frozenset(words["region"]), frozenset(words["sort"])
        self._phraser = Phraser(words, self._plain)
        self._chains: dict[str, frozenset[str]] = {}

    def article(self, claims: Sequence[StoredClaim], origins: Sequence[Origin], text: str) -> list[Sketch]:
        """Return the sketches of an article's claims, in the order of the text."""
        pairs = sorted(zip(claims, origins, strict=True), key=lambda pair: (pair[0].claim.trigger.span, pair[0].claim.id))
        windows = self._windows(text, [stored.claim for stored, _ in pairs])
        title = pairs[0][0].report.title if pairs else ""
        lead = self._content(f"{title} {text[:_LEAD]}")
        kin = Counter(self.families.family[stored.claim.kind] for stored, _ in pairs)
        found: list[Sketch] = []
        for (stored, origin), window in zip(pairs, windows, strict=True):
            phrase = self._phrase(stored.claim, text, window, kin[self.families.family[stored.claim.kind]])
            found.append(self._sketch(stored, origin, window, lead, found, phrase))
        return found

    def _phrase(self, claim: Claim, text: str, window: _Window, kinship: int) -> Phrase:
        return self._phraser.phrase(
            text, (window.start, window.end), claim.trigger.span, target=claim.target.text if claim.target else "",
            carried=bool(claim.places) and claim.places[0].carried, kinship=kinship,
        )  # fmt: skip

    def _sketch(
        self, stored: StoredClaim, origin: Origin, window: _Window, lead: frozenset[str], before: Sequence[Sketch], phrase: Phrase
    ) -> Sketch:
        claim, report = stored.claim, stored.report
        family = self.families.family[claim.kind]
        first, last, told = _days(stored)
        spots, around = _spots(claim.places, self._region, self._sorts)
        country, day = _country(claim.places), stored.report.published
        return Sketch(
            id=claim.id, article=report.id, outlet=report.outlet or "", kind=claim.kind, family=family, status=str(claim.status),
            published=report.published.toordinal() if report.published else None, first=first, last=last, told=told,
            spots=spots, around=around, actor=self._who(claim.actor, country, day), target=self._who(claim.target, country, day),
            tolls=tuple((count.what, count.low, count.high) for count in claim.counts if count.what != "other"),
            origin=origin.key, origin_name=origin.name, origin_why=origin.why, own=origin.own,
            trigger=claim.trigger.text.lower(), words=window.words, names=window.names, lead=lead,
            sentence=window.sentence, at=claim.trigger.start, points_to=_pointed(family, claim, window, before), fresh=window.fresh,
            phrase=phrase,
        )  # fmt: skip

    def _windows(self, text: str, claims: Sequence[Claim]) -> list[_Window]:
        starts = [0, *(match.end() for match in _BREAK.finditer(text))]
        found, number = [], 0
        for claim in claims:
            while number + 1 < len(starts) and starts[number + 1] <= claim.trigger.start:
                number += 1
            end = starts[number + 1] if number + 1 < len(starts) else len(text)
            left, right = max(starts[number], claim.trigger.start - _REACH), min(end, claim.trigger.end + _REACH)
            window = text[left:right]
            names = frozenset(_sound(name) for name in _NAME.findall(window[1:]))
            fresh = any(word in self._fresh for word in text[left : claim.trigger.start].lower().split())
            head = text[left : claim.trigger.start].lower().split()[-2:]
            points = bool(head) and (head[-1] in self._points or (len(head) > 1 and head[-2] in self._points and head[-1].isalpha()))
            found.append(_Window(number, starts[number], end, self._content(window), names, points, fresh))
        return found

    def _content(self, words: str) -> frozenset[str]:
        return frozenset(word for word in _WORD.findall(words.lower()) if word not in self._plain)

    def _who(self, mention: Mention | None, country: str | None, day: dt.date | None) -> Who | None:
        if mention is None:
            return None
        parties = self._sides.parties(mention, country, day)
        sides = frozenset(party.side for party in parties if not party.side.startswith(("actor:", "name:")))
        ids = frozenset((mention.id or "").split("|")) - {""}
        words = frozenset() if ids else frozenset(folding().sound(mention.name or mention.text).split())
        return Who(ids, frozenset().union(*(self._chain(one) for one in ids)) if ids else frozenset(), words, sides)

    def _chain(self, identifier: str) -> frozenset[str]:
        if identifier not in self._chains:
            found: list[str] = []
            here: str | None = identifier
            while here and here not in found:
                found.append(here)
                actor = self.roster.find(here)
                here = actor.parent if actor else None
            self._chains[identifier] = frozenset(found)
        return self._chains[identifier]


def _days(stored: StoredClaim) -> tuple[int | None, int | None, bool]:
    when, published = stored.claim.when, stored.report.published
    if when is not None and not (when.precision is Precision.YEAR and stored.claim.status is not Status.PAST):
        return when.start.toordinal(), when.end.toordinal(), True
    if published is None or stored.claim.status is Status.PAST:
        return None, None, False
    day = published.toordinal()
    if stored.claim.status in (Status.PLANNED, Status.POSSIBLE):
        return day, day + _DEFAULT_DAYS, False
    return day - _DEFAULT_DAYS, day, False


def _spots(places: Sequence[PlaceMention], region: frozenset[str], sorts: frozenset[str]) -> tuple[tuple[Spot, ...], frozenset[str]]:
    """Return the places that contain no other of the claim, and the ids of all that contain them."""
    containers = {place.within for place in places if place.within}
    around = set(containers)
    leaves = [place for place in places if place.id is None or place.id not in containers] or list(places[:1])
    found = [(place, _spot(place, region, sorts)) for place in leaves]
    if any(not spot.broad for _, spot in found):
        # "Karaz, Northern Province": the province says where Karaz is, and is no second place.
        around |= {place.id for place, spot in found if place.id is not None and spot.broad}
        found = [(place, spot) for place, spot in found if not spot.broad]
    around |= {place.id for place in places if place.id and place not in leaves}
    return tuple(dict.fromkeys(spot for _, spot in found)), frozenset(around)


@lru_cache(maxsize=65536)
def _sound(name: str) -> str:
    return folding().sound(name)


def _spot(place: PlaceMention, region: frozenset[str], sorts: frozenset[str]) -> Spot:
    name, exact = place.name or place.text, place.outcome is Outcome.EXACT
    # "Harbour Valley" as a region of its own is a stretch of land, too.
    broad = (place.level in _BROAD or place.level is None) if exact else False
    if not exact:
        # "The northern countryside of X" and "near X" are stretches of land around X, no places that a name tells from another.
        words = name.replace("-", " ").split()
        broad = any(word.lower() in region for word in words)
        name = " ".join(word for word in words if word.lower() not in region and word.lower() not in sorts) or name
    within = place.within.removeprefix("country:") if place.within else None
    sounding, radius = _sound(name), place.radius_km or 0.0
    if exact and not broad and sounding in _provinces(within):
        # "In Karaz" may be the town or the province that is called after it.
        radius = max(radius, _NAMESAKE_KM)
    return Spot(place.id if exact else None, sounding, within, place.lat, place.lon, radius, broad)


@lru_cache(maxsize=512)
def _provinces(country: str | None) -> frozenset[str]:
    """The sounding names of a country's provinces."""
    return frozenset(_sound(name) for name in _province_names().get(country or "", ()))


@lru_cache(maxsize=1)
def _province_names() -> dict[str, tuple[str, ...]]:
    return province_names()


def _country(places: Sequence[PlaceMention]) -> str | None:
    """The ISO code of the country that a claim's places lie in, as far as they tell."""
    for place in places:
        for told in (place.id, place.within):
            if told and (told.startswith("country:") or (len(told) == 2 and told.isupper())):
                return told.removeprefix("country:")
    return None


def _pointed(family: str, claim: Claim, window: _Window, before: Sequence[Sketch]) -> str | None:
    """The claim that words such as "the attack" point back to: the nearest of the family in an earlier sentence, else none."""
    if not window.points or claim.status is Status.PLANNED:
        return None
    for earlier in reversed(before):
        if earlier.family == family and earlier.sentence < window.sentence:
            return earlier.points_to or earlier.id
    return None


CELL_DEGREES = 0.25


def blocks(sketch: Sketch) -> tuple[str, ...]:
    """Return the keys under which claims that may be of one occurrence meet: each place, what it lies in, its cell; else the parties."""
    found: list[str] = []
    for spot in sketch.spots:
        if spot.id:
            found.append(f"p:{spot.id}")
        # By its name, too: another report's name for it may not have been resolved.
        found.append(name_block(spot.name))
        if spot.within and not spot.within.isupper() and not spot.within.startswith("country:"):
            found.append(f"p:{spot.within}")
        if spot.lat is not None and spot.lon is not None and not spot.broad and spot.id:
            found.append(cell(spot.lat, spot.lon))
    if not sketch.spots:
        found += [f"a:{identifier}" for who in (sketch.actor, sketch.target) if who for identifier in sorted(who.ids)]
    return tuple(dict.fromkeys(found))


def name_block(sounding: str) -> str:
    """Return the key of a place's sounding name."""
    return f"n:{sounding}"


def cell(lat: float, lon: float) -> str:
    """Return the key of the cell of a quarter of a degree that a point lies in."""
    return f"c:{math.floor(lat / CELL_DEGREES)}:{math.floor(lon / CELL_DEGREES)}"


_AKIN = 0.2
"""Two reports are akin when so much of the shorter beginning stands in the other."""


def alike(one: Sketch, other: Sketch) -> float:
    """Return how much of the beginnings of the reports of two claims is in common, from 0 to 1."""
    return len(one.lead & other.lead) / max(1, min(len(one.lead), len(other.lead)))


def akin(one: Sketch, other: Sketch) -> bool:
    """Whether the reports of two claims begin alike enough for all their claims to be compared, wherever these are placed."""
    return alike(one, other) >= _AKIN


def to_json(sketch: Sketch) -> str:
    """Return a sketch as one line of JSON; :func:`from_json` reads it back."""
    return json.dumps(_plain(sketch), ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, Sketch | Spot | Who | Phrase):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, frozenset):
        return sorted(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def from_json(text: str) -> Sketch:
    """Read a sketch that :func:`to_json` wrote; raises ``ValueError`` or ``TypeError`` for anything else."""
    row = dict(zip((field.name for field in fields(Sketch)), json.loads(text), strict=True))
    row["spots"] = tuple(Spot(*spot) for spot in row["spots"])
    for role in ("actor", "target"):
        row[role] = None if row[role] is None else Who(*(frozenset(part) for part in row[role]))
    for name in ("around", "words", "names", "lead"):
        row[name] = frozenset(row[name])
    phrase = dict(zip((field.name for field in fields(Phrase)), row["phrase"], strict=True))
    row["phrase"] = Phrase(**{**phrase, "near": frozenset(phrase["near"]), "object": frozenset(phrase["object"])})
    row["tolls"] = tuple((what, low, high) for what, low, high in row["tolls"])
    return Sketch(**row)
