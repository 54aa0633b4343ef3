"""Two sets of events side by side: which are of one occurrence, which only one set has, and where matched ones disagree, field by field."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dateline.export.view import ExportEvent
from dateline.gazetteer.geometry import distance_km
from dateline.ledger.families import Families
from dateline.model import Claim

FIELDS = ("kind", "day", "place", "actor", "target", "killed")
"""What matched events are compared in."""
AGREE, DIFFER, UNTOLD = "agree", "differ", "untold"


@dataclass(frozen=True, slots=True)
class Case:
    """One event of a set, as far as it is compared. ``actors`` and ``targets`` hold ids and names in lower case."""

    id: str
    kind: str
    first: dt.date | None
    last: dt.date | None
    place: str | None
    place_id: str | None
    lat: float | None
    lon: float | None
    radius_km: float
    actors: frozenset[str]
    targets: frozenset[str]
    killed: tuple[float, float | None] | None


@dataclass(frozen=True, slots=True)
class Match:
    """Two cases that are taken for one occurrence, how well they fit, and field by field whether they agree."""

    one: Case
    other: Case
    score: float
    fields: Mapping[str, str]
    km: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing two sets gave."""

    matches: tuple[Match, ...]
    only_one: tuple[Case, ...]
    only_other: tuple[Case, ...]

    def counts(self) -> dict[str, dict[str, int]]:
        """Return for each field how many matches agree, differ, or have a side that does not tell it."""
        return {name: {how: sum(match.fields[name] == how for match in self.matches) for how in (AGREE, DIFFER, UNTOLD)} for name in FIELDS}

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield a row for each match and each event that one set only has."""
        for match in self.matches:
            yield {
                "what": "match",
                **_told("a", match.one),
                **_told("b", match.other),
                "km": match.km,
                "score": match.score,
                **match.fields,
            }
        blank = {"km": None, "score": None, **dict.fromkeys(FIELDS)}
        for what, cases, mine, theirs in (("only a", self.only_one, "a", "b"), ("only b", self.only_other, "b", "a")):
            for case in cases:
                sides = {**_told(mine, case), **dict.fromkeys(_told(theirs, case))}
                yield {"what": what, **{name: sides[name] for name in (*_told("a", case), *_told("b", case))}, **blank}


def _told(side: str, case: Case) -> dict[str, Any]:
    return {
        f"{side}_id": case.id, f"{side}_kind": case.kind, f"{side}_first": case.first, f"{side}_last": case.last,
        f"{side}_place": case.place,
        f"{side}_killed": None if case.killed is None else f"{case.killed[0]:g}-{'' if case.killed[1] is None else f'{case.killed[1]:g}'}",
    }  # fmt: skip


def of_event(event: ExportEvent) -> Case:
    """Return an event as it is compared."""
    place, toll = event.place, event.toll("killed")
    return Case(
        event.id, event.kind, event.first or event.last, event.last, place.name if place else None, place.id if place else None,
        place.lat if place else None, place.lon if place else None, (place.radius_km or 0.0) if place else 0.0,
        _names((party.id, party.name) for party in event.actors), _names((party.id, party.name) for party in event.targets),
        (toll.low, toll.high) if toll else None,
    )  # fmt: skip


def of_claims(claims: Sequence[Claim]) -> list[Case]:
    """Return claims as they are compared: rows of other event data, called by their article; where an article has several claims, by
    the claim."""
    several = Counter(claim.article for claim in claims)
    return [replace(of_claim(claim), id=claim.id) if several[claim.article] > 1 else of_claim(claim) for claim in claims]


def of_claim(claim: Claim) -> Case:
    """Return a claim as it is compared: a row of other event data that was brought in."""
    place = claim.places[0] if claim.places else None
    killed = [count for count in claim.counts if count.what == "killed"]
    return Case(
        claim.article, claim.kind, claim.when.start if claim.when else None, claim.when.end if claim.when else None,
        (place.name or place.text) if place else None, place.id if place else None, place.lat if place else None,
        place.lon if place else None, (place.radius_km or 0.0) if place else 0.0,
        _names([(claim.actor.id, claim.actor.name or claim.actor.text)] if claim.actor else []),
        _names([(claim.target.id, claim.target.name or claim.target.text)] if claim.target else []),
        (killed[0].low, killed[0].high) if killed else None,
    )  # fmt: skip


def _names(parties: Iterable[tuple[str | None, str]]) -> frozenset[str]:
    return frozenset(word for identifier, name in parties for word in (*(identifier or "").split("|"), name.lower()) if word)


def compare(one: Sequence[Case], other: Sequence[Case], families: Families, *, days: int = 1, km: float = 25.0) -> Comparison:
    """Match two sets, one to one, the best fits first.

    Two events can be one occurrence when their kinds are of one family, their days no more than ``days`` apart and their places no more
    than ``km`` (or as far as the radius of the vaguer one); of those the best fit in day, place, kind, parties and dead is taken.
    """
    by_day: dict[tuple[str, dt.date], list[Case]] = {}
    for case in other:
        if case.first is not None and case.last is not None:
            for step in range(min((case.last - case.first).days, 366) + 1):
                by_day.setdefault((_family(case, families), case.first + dt.timedelta(days=step)), []).append(case)
    found: list[Match] = []
    for case in one:
        if case.first is None or case.last is None:
            continue
        near: dict[str, Case] = {}
        for step in range(-days, min((case.last - case.first).days, 366) + days + 1):
            for theirs in by_day.get((_family(case, families), case.first + dt.timedelta(days=step)), ()):
                near[theirs.id] = theirs
        found += [match for theirs in near.values() if (match := _match(case, theirs, km)) is not None]
    found.sort(key=lambda match: (-match.score, match.one.id, match.other.id))
    taken: tuple[set[str], set[str]] = (set(), set())
    matches = []
    for match in found:
        if match.one.id not in taken[0] and match.other.id not in taken[1]:
            matches.append(match)
            taken[0].add(match.one.id)
            taken[1].add(match.other.id)
    return Comparison(
        tuple(matches), tuple(case for case in one if case.id not in taken[0]), tuple(case for case in other if case.id not in taken[1])
    )


def _family(case: Case, families: Families) -> str:
    return families.family.get(case.kind, case.kind)


def _match(one: Case, other: Case, most_km: float) -> Match | None:
    apart: float | None = None
    if one.lat is not None and one.lon is not None and other.lat is not None and other.lon is not None:
        apart = round(distance_km((one.lat, one.lon), (other.lat, other.lon)), 1)
        if one.place_id != other.place_id and apart > max(most_km, one.radius_km, other.radius_km):
            return None
    elif not one.place or not other.place or one.place.lower() != other.place.lower():
        return None
    fields = {
        "kind": AGREE if one.kind == other.kind else DIFFER, "day": _days(one, other), "place": _place(one, other, apart),
        "actor": _parties(one.actors, other.actors), "target": _parties(one.targets, other.targets), "killed": _killed(one, other),
    }  # fmt: skip
    if DIFFER in (fields["actor"], fields["target"]) and one.actors & other.targets and (other.actors & one.targets or not other.actors):
        # A layout without direction may name the two sides in the other order.
        fields["actor"] = fields["target"] = AGREE
    weight = {"kind": 1.0, "day": 2.0, "place": 2.0, "actor": 1.5, "target": 1.0, "killed": 1.0}
    score = sum(weight[name] * (how == AGREE) - 0.5 * weight[name] * (how == DIFFER) for name, how in fields.items())
    score -= min(apart or 0.0, 100.0) / 100.0
    return Match(one, other, round(score, 3), fields, apart)


def _days(one: Case, other: Case) -> str:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return UNTOLD
    return AGREE if one.first <= other.last and other.first <= one.last else DIFFER


def _place(one: Case, other: Case, apart: float | None) -> str:
    if one.place_id and one.place_id == other.place_id:
        return AGREE
    if apart is None:
        return AGREE if one.place and other.place else UNTOLD
    return AGREE if apart <= max(5.0, min(one.radius_km, other.radius_km)) else DIFFER


def _parties(one: frozenset[str], other: frozenset[str]) -> str:
    return UNTOLD if not one or not other else AGREE if one & other else DIFFER


def _killed(one: Case, other: Case) -> str:
    if one.killed is None or other.killed is None:
        return UNTOLD
    (low, high), (low2, high2) = one.killed, other.killed
    return AGREE if (high2 is None or low <= high2) and (high is None or low2 <= high) else DIFFER
