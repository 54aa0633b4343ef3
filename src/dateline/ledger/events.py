"""One event, as its claims tell it: best values with their ranges, every voice under its origin, contradictions, and the status.

A view: computed from the claims that were joined, and never stored but in short. The rules are in docs/events.md.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median_low
from typing import Any

from dateline.gazetteer.fold import folding
from dateline.ledger.contradictions import Contradiction, Said, contradictions
from dateline.ledger.families import Families
from dateline.ledger.match import FACTS
from dateline.ledger.origin import Origin
from dateline.ledger.records import StoredClaim
from dateline.ledger.sides import Sides
from dateline.ledger.sketch import Sketch
from dateline.model import PlaceMention, Precision
from dateline.numbers import number_told

_COUNTED = ("killed", "wounded", "captured", "released", "evacuated", "displaced", "missing", "surrendered")


STATUSES = ("happened", "ongoing", "claimed", "disputed", "denied", "planned", "possible", "past")
"""What an event may be: see docs/events.md."""


@dataclass(frozen=True, slots=True)
class Part:
    """A claim in an event: with its sketch, the origin that it counts for and why, the sentence, and whether it tells of the plan."""

    stored: StoredClaim
    sketch: Sketch
    origin: Origin
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """One origin in an event: the sides that it speaks for (none: it is no party, or not known), and its claims, earliest first."""

    key: str
    name: str
    sides: tuple[str, ...]
    claims: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Toll:
    """How many of whom: the best number, the range over all origins, and the claim that gives the best."""

    what: str
    best: float
    low: float
    high: float | None
    claim: str


@dataclass(frozen=True, slots=True)
class Event:
    """What the joined claims say together. ``sides`` are those that its origins speak for; ``plans`` the claims that told of it before."""

    id: str
    kind: str
    family: str
    status: str
    first: dt.date | None
    last: dt.date | None
    place: PlaceMention | None
    actors: tuple[tuple[str, int], ...]
    targets: tuple[tuple[str, int], ...]
    tolls: tuple[Toll, ...]
    voices: tuple[Voice, ...]
    sides: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    plans: tuple[str, ...]
    related: tuple[tuple[str, str, str], ...] = ()
    merged: tuple[str, ...] = ()

    @property
    def claims(self) -> tuple[Part, ...]:
        """All claims, by day of their reports."""
        return tuple(sorted((part for voice in self.voices for part in voice.claims), key=_when))

    @property
    def articles(self) -> int:
        """How many reports tell of it."""
        return len({part.stored.report.id for voice in self.voices for part in voice.claims})


def _when(part: Part) -> tuple[int, str, int, str]:
    return (part.sketch.published or 0, part.sketch.article, part.sketch.at, part.sketch.id)


def view(id: str, parts: Sequence[Part], families: Families, sides: Sides) -> Event:
    """Return the event that claims make; ``parts`` must not be empty (``ValueError``)."""
    if not parts:
        raise ValueError(f"event {id} has no claim")
    ordered = _echoed(sorted(parts, key=_when))
    voices = _voices(ordered, sides)
    facts = [part for part in ordered if part.sketch.status in FACTS]
    said = [Said(part.sketch, part.origin.key, _words(part)) for part in ordered]
    first, last = _days(facts or ordered)
    return Event(
        id=id, kind=_kind(facts or ordered, families), family=ordered[0].sketch.family, status=status_of(ordered, voices),
        first=first, last=last, place=_place(facts or ordered), actors=_names(facts or ordered, "actor"),
        targets=_names(facts or ordered, "target"),
        tolls=_tolls(facts or ordered), voices=voices, sides=tuple(sorted({side for voice in voices for side in voice.sides})),
        contradictions=contradictions(said, families),
        plans=tuple(part.sketch.id for part in ordered if facts and part.sketch.status in ("planned", "possible")),
    )  # fmt: skip


def _echoed(parts: Sequence[Part]) -> list[Part]:
    """What a report's own words only point back to ("the raid") is told by whom the report had it from, and is no voice of its own.

    A toll that the outlet gives itself is its own.
    """
    told = {part.sketch.id: part for part in parts if not part.origin.own}
    found = []
    for part in parts:
        meant = told.get(part.sketch.points_to or "")
        if meant is not None and part.origin.own and not part.sketch.tolls:
            why = f"“{part.stored.claim.trigger.text}” points back to what was told before"
            part = replace(part, origin=Origin(meant.origin.key, meant.origin.name, why))
        found.append(part)
    return found


def status_of(parts: Sequence[Part], voices: Sequence[Voice]) -> str:
    """Return the status that all claims give an event: see docs/events.md for the rules, in this order."""
    told = {part.sketch.status for part in parts}
    if told & FACTS and "denied" in told and len({part.origin.key for part in parts if part.sketch.status in (*FACTS, "denied")}) == 1:
        # One voice contradicts nobody: its last report counts, and where one report tells both, what it says that there was.
        last = max(parts, key=_when).sketch.article
        now = {part.sketch.status for part in parts if part.sketch.article == last}
        told -= {"denied"} if now & FACTS else FACTS if "denied" in now else {"denied"}
    if told & FACTS and "denied" in told:
        return "disputed"
    if told & FACTS:
        with_facts = [voice for voice in voices if any(part.sketch.status in FACTS for part in voice.claims)]
        spoken = [frozenset(voice.sides) for voice in with_facts]
        if all(spoken) and frozenset.intersection(*spoken):
            return "claimed"
        return "past" if told & FACTS == {"past"} else "ongoing" if told & FACTS == {"ongoing"} else "happened"
    if "denied" in told:
        return "denied"
    return "planned" if "planned" in told else "possible"


def _voices(parts: Sequence[Part], sides: Sides) -> tuple[Voice, ...]:
    by_origin: dict[str, list[Part]] = {}
    for part in parts:
        by_origin.setdefault(part.origin.key, []).append(part)
    found = []
    for key, many in by_origin.items():
        spoken = sorted({side for part in many for side in spoken_for(part, sides)})
        found.append(Voice(key, many[0].origin.name, tuple(spoken), tuple(many)))
    return tuple(found)


def spoken_for(part: Part, sides: Sides) -> frozenset[str]:
    """Return the sides that the origin of a claim speaks for; none where it is no party or nothing is known.

    Who tells of a deed of its own speaks for itself, whether or not a conflict of the roster gives it a side.
    """
    claim, day = part.stored.claim, part.stored.report.published
    country = sides.ground(claim, day)
    identifier, mentions = part.origin.id, [one for one in (claim.actor, claim.target) if one is not None]
    if identifier is None:
        if part.origin.own:
            return frozenset()
        itself = folding().fold(part.origin.name)
        acts = any(one.id is None and folding().fold(one.name or one.text) == itself for one in mentions)
        alone = frozenset({f"name:{itself}"}) if acts and sides.is_party(part.origin.name) else frozenset()
        return sides.voice(part.stored, country, day).sides or alone
    outlet = sides.roster.outlets.get(identifier)
    spoken = outlet.sides if outlet else tuple(identifier.split("|"))
    found = frozenset(sides.side(one, country, day) for one in spoken)
    own = {party.side for one in mentions for party in sides.parties(one, country, day) if party.id and sides.is_armed(party.id)}
    apart = ("actor:", "name:", "state:") if not outlet else ("name:",)
    return frozenset(side for side in found if side in own or not side.startswith(apart))


def _words(part: Part) -> dict[str, str]:
    claim = part.stored.claim
    found = {"actor": claim.actor.name or claim.actor.text} if claim.actor else {}
    if claim.places:
        found["place"] = claim.places[0].name or claim.places[0].text
    if claim.when:
        start, end = claim.when.start.isoformat(), claim.when.end.isoformat()
        found["day"] = start if start == end else f"{start}/{end}"
    return found


def _kind(parts: Sequence[Part], families: Families) -> str:
    """The kind that most origins tell; one that names the means before one that leaves it open."""
    votes: Counter[str] = Counter()
    for kind, _ in {(part.sketch.kind, part.origin.key) for part in parts}:
        votes[kind] += 1
    claims = Counter(part.sketch.kind for part in parts)
    sharp = {kind for kind in votes if kind in families.sharp} or set(votes)
    return min(sharp, key=lambda kind: (-votes[kind], -claims[kind], kind))


def _days(parts: Sequence[Part]) -> tuple[dt.date | None, dt.date | None]:
    """The days that most origins give; the narrowest of those; else the day of the first report at the latest."""
    votes: Counter[tuple[int, dt.date, dt.date]] = Counter()
    for part in parts:
        when = part.stored.claim.when
        if when is not None:
            votes[(when.precision is not Precision.DAY) * 1000 + (when.end - when.start).days, when.start, when.end] += 1
    if votes:
        _, start, end = min(votes, key=lambda days: (-votes[days], days))
        return start, end
    published = [part.stored.report.published for part in parts if part.stored.report.published]
    return (None, min(published)) if published else (None, None)


def _place(parts: Sequence[Part]) -> PlaceMention | None:
    """The place that most origins tell; of those, one with a point, and the smallest."""
    votes: dict[str, set[str]] = {}
    first: dict[str, PlaceMention] = {}
    for part in parts:
        for place in part.stored.claim.places[:1]:
            key = place.id or (place.name or place.text)
            votes.setdefault(key, set()).add(part.origin.key)
            first.setdefault(key, place)
    if not votes:
        return None
    narrow = [key for key, place in first.items() if place.level is None or place.level.value not in ("country", "adm1")] or list(first)
    best = min(narrow, key=lambda key: (-len(votes[key]), first[key].id is None, first[key].radius_km or 0.0, key))
    return first[best]


def _names(parts: Sequence[Part], role: str) -> tuple[tuple[str, int], ...]:
    """Who is named in a role, with the number of origins that do, most first."""
    votes: dict[str, set[str]] = {}
    for part in parts:
        mention = getattr(part.stored.claim, role)
        if mention is not None:
            votes.setdefault(mention.name or mention.text, set()).add(part.origin.key)
    return tuple(sorted(((name, len(origins)) for name, origins in votes.items()), key=lambda pair: (-pair[1], pair[0])))


def _tolls(parts: Sequence[Part]) -> tuple[Toll, ...]:
    """For each thing counted the middle of the origins' latest words, and the range over all of them."""
    latest: dict[str, dict[str, tuple[tuple[int, float], float, float | None, str]]] = {}
    for part in parts:
        for what, low, high in part.sketch.tolls:
            rank = (part.sketch.published or 0, low)
            mine = latest.setdefault(what, {})
            if what in _COUNTED and (part.origin.key not in mine or rank > mine[part.origin.key][0]):
                mine[part.origin.key] = (rank, low, high, part.sketch.id)
    found = []
    for what in _COUNTED:
        words = sorted(latest.get(what, {}).values(), key=lambda word: (number_told(word[1], word[2]), word[3]))
        if words:
            best = median_low([number_told(word[1], word[2]) for word in words])
            claim = next(word[3] for word in words if number_told(word[1], word[2]) == best)
            high = None if any(word[2] is None for word in words) else max(word[2] or 0.0 for word in words)
            found.append(Toll(what, best, min(word[1] for word in words), high, claim))
    return tuple(found)


def to_json(event: Event) -> dict[str, Any]:
    """Return an event as plain JSON types: the form of ``dateline event`` and of the page."""
    place = event.place
    return {
        "id": event.id, "kind": event.kind, "status": event.status,
        "first": event.first.isoformat() if event.first else None, "last": event.last.isoformat() if event.last else None,
        "place": None if place is None else {
            "name": place.name or place.text, "id": place.id, "lat": place.lat, "lon": place.lon, "radius_km": place.radius_km},
        "actors": [{"name": name, "origins": number} for name, number in event.actors],
        "targets": [{"name": name, "origins": number} for name, number in event.targets],
        "tolls": [{"what": t.what, "best": t.best, "low": t.low, "high": t.high, "claim": t.claim} for t in event.tolls],
        "articles": event.articles, "origins": len(event.voices), "sides": list(event.sides),
        "voices": [
            {"origin": voice.name, "key": voice.key, "sides": list(voice.sides), "claims": [
                {"id": part.sketch.id, "article": part.stored.report.id, "outlet": part.stored.report.outlet,
                 "published": part.stored.report.published.isoformat() if part.stored.report.published else None,
                 "kind": part.sketch.kind, "status": part.sketch.status, "origin_found": part.origin.why, "evidence": part.evidence}
                for part in voice.claims]}
            for voice in event.voices],
        "contradictions": [
            {"field": c.field, "one": c.one, "other": c.other, "one_claims": list(c.one_claims), "other_claims": list(c.other_claims)}
            for c in event.contradictions],
        "plans": list(event.plans),
        "related": [{"event": other, "relation": relation, "why": why} for other, relation, why in event.related],
        "merged": list(event.merged),
    }  # fmt: skip
