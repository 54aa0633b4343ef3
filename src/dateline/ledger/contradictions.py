"""Where the claims of one event cannot all be right, by field, with the claims that speak for each side of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from dateline.ledger.families import Families
from dateline.ledger.match import FACTS
from dateline.ledger.scoring import APART, place_mark
from dateline.ledger.sketch import Sketch

FIELDS = ("kind", "actor", "toll", "place", "day", "status")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One field of an event that two origins tell differently: what each tells, and the claims that do."""

    field: str
    one: str
    other: str
    one_claims: tuple[str, ...]
    other_claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A claim of an event: its sketch, the origin that it counts for, the moment of its report, and words for its fields."""

    sketch: Sketch
    origin: str
    words: Mapping[str, str]


def contradictions(said: Sequence[Said], families: Families) -> tuple[Contradiction, ...]:
    """Return what the claims of one event contradict each other in, in the order of :data:`FIELDS`.

    Only claims of different origins contradict each other, and only facts: of one origin the latest word counts, and a toll that a
    later report raises is an update. A denial stands against every claim of others that it happened.
    """
    facts = [one for one in said if one.sketch.status in FACTS]
    found: list[Contradiction] = []
    found += _field("kind", facts, lambda a, b: _kinds(a.sketch, b.sketch, families), lambda one: one.sketch.kind)
    found += _field("actor", facts, lambda a, b: _actors(a.sketch, b.sketch), lambda one: one.words.get("actor", ""))
    found += _tolls(facts)
    found += _field("place", facts, lambda a, b: place_mark(a.sketch, b.sketch) in APART, lambda one: one.words.get("place", ""))
    found += _field("day", facts, lambda a, b: _days(a.sketch, b.sketch), lambda one: one.words.get("day", ""))
    denied = [one for one in said if one.sketch.status == "denied"]
    against = [one for one in facts if any(one.origin != other.origin for other in denied)]
    if against:
        told = {one.origin for one in against}
        found.append(Contradiction("status", "happened", "denied", _ids(against), _ids(one for one in denied if told - {one.origin})))
    return tuple(found)


def _ids(said: Iterable[Said]) -> tuple[str, ...]:
    return tuple(sorted(one.sketch.id for one in said))


def _field(
    field: str, facts: Sequence[Said], clash: Callable[[Said, Said], bool], words: Callable[[Said], str]
) -> list[Contradiction]:  # fmt: skip
    """Group the pairs that clash by what they say."""
    groups: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for one, other in combinations(sorted(facts, key=lambda said: (words(said), said.sketch.id)), 2):
        if one.origin == other.origin or not words(one) or not words(other) or words(one) == words(other) or not clash(one, other):
            continue
        first, second = groups.setdefault((words(one), words(other)), (set(), set()))
        first.add(one.sketch.id)
        second.add(other.sketch.id)
    return [
        Contradiction(field, one, other, tuple(sorted(first)), tuple(sorted(second)))
        for (one, other), (first, second) in sorted(groups.items())
    ]


def _kinds(one: Sketch, other: Sketch, families: Families) -> bool:
    return one.kind != other.kind and one.kind in families.sharp and other.kind in families.sharp


def _actors(one: Sketch, other: Sketch) -> bool:
    if one.actor is None or other.actor is None or not one.actor.ids or not other.actor.ids:
        return False
    if one.actor.chain & other.actor.chain or one.actor.sides & other.actor.sides:
        return False
    # Of a fight, one report may name the one side first and another the other.
    return not (one.kind == other.kind == "armed-clash")


def _days(one: Sketch, other: Sketch) -> bool:
    if not (one.told and other.told) or one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    return one.last < other.first or other.last < one.first


def _tolls(facts: Sequence[Said]) -> list[Contradiction]:
    """Tolls of two origins, each origin's latest and highest word, that no number fits both of."""
    latest: dict[tuple[str, str], tuple[tuple[int, float], Said, float, float | None]] = {}
    for one in facts:
        for what, low, high in one.sketch.tolls:
            rank = (one.sketch.published or 0, low)
            # A copy of a report that gives another number says that much of its own.
            key = (what, one.sketch.origin)
            if what in _COUNTED and (key not in latest or rank > latest[key][0]):
                latest[key] = (rank, one, low, high)
    found = []
    for (key, first), (key2, second) in combinations(sorted(latest.items(), key=lambda item: item[0]), 2):
        if key[0] != key2[0]:
            continue
        (rank, one, low, high), (rank2, other, low2, high2) = first, second
        if low <= (math.inf if high2 is None else high2) and low2 <= (math.inf if high is None else high):
            continue
        if rank[0] != rank2[0] and (rank[0] < rank2[0]) == (low < low2):
            continue  # the later report tells of more: the toll grew
        found.append(
            Contradiction("toll", f"{amount(low, high)} {key[0]}", f"{amount(low2, high2)} {key[0]}", (one.sketch.id,), (other.sketch.id,))
        )
    return found


_COUNTED = ("killed", "wounded", "captured", "released", "evacuated", "displaced", "missing", "surrendered")


def amount(low: float, high: float | None) -> str:
    """Return a number or range in words: ``12``, ``12-15``, ``12 or more``."""
    if high is None:
        return f"{low:g} or more"
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"
