"""Joining claims to events: from what speaks for each pair to groups, the same whatever the order in which the claims came.

Groups grow by average linkage: the two whose claims fit best on average are joined first, until none fit well enough. Where many pairs
agree, each of them a witness, less is asked of their average. Pairs that were never compared speak against a join. What an analyst
decided of a pair outweighs everything.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline.ledger.event_signs import signs
from dateline.ledger.event_trees import Trees
from dateline.ledger.families import Families
from dateline.ledger.scoring import Score, day_mark, marks, place_mark, probability
from dateline.ledger.sketch import Sketch
from dateline.settings import default

THRESHOLD = float(default("join_above"))
"""Two groups are joined when their pairs' sums are above this on average; another value is the setting ``join_above``."""
GROWTH = (1.0, 1.19, 1.32, 1.41, 1.5, 1.57, 1.63, 1.68)
"""What the average of so many pairs (1, 2, … 8 and more) counts for: the fourth root of their number."""
MAYBE = 0.0
"""Two events are shown as maybe one when the sums of their pairs that were compared are at least this on average."""
ABSENT = -2.5
"""What a pair counts for that was not compared, or that day or family forbid."""
KEPT = -4.0
"""Links below this are not kept: they count as absent."""
SAME = "same"
"""The kind of judgements on pairs of claims: of one event (``yes``), or not (``no``), or left apart in doubt (``doubt``)."""
FACTS = frozenset({"happened", "ongoing", "past"})
"""The statuses of what is told as fact."""
_PLANS = frozenset({"planned", "possible"})
_MUST, _NEVER = 1000.0, -1e6
_REACH = 3
_FORBIDDEN_PLACES = frozenset({"place.apart", "place.other_town", "place.other_small"})
_SURE_PLACES = frozenset({"place.same_small", "place.same_town", "place.shared_small", "place.shared_town"})

Pair = tuple[str, str]


def holding(threshold: float) -> float:
    """Return the least sum that some pair of claims must have for their groups to be joined above a threshold."""
    return threshold / GROWTH[-1] if threshold > 0 else threshold


@dataclass(frozen=True, slots=True)
class Link:
    """What was found of two claims: that they may be of one event (``same``), or parts of one occurrence (``part``)."""

    one: str
    other: str
    relation: str
    score: Score
    why: str = ""

    @property
    def pair(self) -> Pair:
        """The two ids in their order."""
        return (self.one, self.other) if self.one < self.other else (self.other, self.one)


def compare(one: Sketch, other: Sketch, families: Families, trees: Trees) -> Link | None:
    """Return how likely two claims are of one event; None when kind or days exclude it, or too little speaks for it to be kept."""
    found = marks(one, other, families)
    if found is None:
        return None
    total = trees.total(signs(one, other, found))
    return Link(one.id, other.id, "same", Score(probability(total), total, found)) if total >= KEPT else None


def parts(part: Sketch, others: Iterable[Sketch], families: Families) -> Link | None:
    """Return the claim of another family that a claim tells a part of, with the reason: in its own report the nearest, else none."""
    best: tuple[tuple[int, int, str], Sketch, str] | None = None
    for other in others:
        if other.article != part.article or other.id == part.id:
            continue
        known = families.parts.get((other.family, part.family))
        if known is None or abs(other.sentence - part.sentence) > _REACH or other.status != part.status:
            continue
        if day_mark(part, other) is None or place_mark(part, other) in _FORBIDDEN_PLACES:
            continue
        rank = (abs(other.sentence - part.sentence), abs(other.at - part.at), other.id)
        if best is None or rank < best[0]:
            best = (rank, other, known[1])
    if best is None:
        return None
    return Link(best[1].id, part.id, "part", Score(0.5, 0.0, ()), best[2])


def counterparts(one: Sketch, other: Sketch, families: Families) -> Link | None:
    """Return the link of two reports' claims that tell the two sides of one occurrence: the same place, day and toll or parties."""
    known = families.part(one.family, other.family)
    if known is None or known[0] != "any" or one.article == other.article:
        return None
    if place_mark(one, other) not in _SURE_PLACES or day_mark(one, other) not in ("day.same", "day.overlap"):
        return None
    shared_toll = {toll for toll in one.tolls if toll[1] > 1} & {toll for toll in other.tolls if toll[1] > 1}
    crossed = bool(one.actor and other.target and one.actor.ids & other.target.ids) or bool(
        one.target and other.actor and one.target.ids & other.actor.ids
    )
    if not shared_toll and not crossed:
        return None
    first, second = (one, other) if (one.family, other.family) in families.parts else (other, one)
    return Link(first.id, second.id, "part", Score(0.6, 0.4, ()), known[1])


def planned(one: Sketch, other: Sketch, days: int) -> Link | None:
    """Return the link of what was planned to what happened within so many days: one kind, one place, and no other party; else None."""
    plan, fact = (one, other) if one.status in _PLANS else (other, one)
    if plan.status not in _PLANS or fact.status not in FACTS or plan.kind != fact.kind or plan.article == fact.article:
        return None
    if plan.first is None or fact.first is None or fact.last is None or not plan.first <= fact.last <= plan.first + days:
        return None
    if plan.published is None or fact.published is None or plan.published > fact.published:
        return None
    if place_mark(plan, fact) not in _SURE_PLACES:
        return None
    if plan.actor and fact.actor and plan.actor.ids and fact.actor.ids and not plan.actor.chain & fact.actor.chain:
        return None
    return Link(plan.id, fact.id, "plan", Score(0.6, 0.4, ()), "it was planned, and then happened")


def cluster(
    ids: Sequence[str], totals: Mapping[Pair, float], *, threshold: float = THRESHOLD, same: Iterable[Pair] = (), apart: Iterable[Pair] = ()
) -> list[tuple[str, ...]]:
    """Return the groups that claims fall into, each sorted, in the order of their first ids.

    ``totals`` holds what speaks for pairs of ids; ``same`` and ``apart`` are pairs that an analyst joined or kept apart.
    """
    members = {one: [one] for one in ids}
    sums: dict[str, dict[str, float]] = {one: {} for one in ids}
    known: dict[str, dict[str, int]] = {one: {} for one in ids}
    # Rounded as the linkage is, so that the first sum of a pair is the same number wherever it is met again.
    decided = {pair: round(total, 9) for pair, total in totals.items()}
    decided |= {**dict.fromkeys(map(_ordered, same), _MUST), **dict.fromkeys(map(_ordered, apart), _NEVER)}
    heap: list[tuple[float, str, str]] = []
    for (one, other), total in sorted(decided.items()):
        if one in members and other in members and one != other:
            for here, there in ((one, other), (other, one)):
                sums[here][there] = total
                known[here][there] = 1
            heap.append((-total, one, other) if one < other else (-total, other, one))
    heapq.heapify(heap)
    while heap:
        link, one, other = heapq.heappop(heap)
        if -link < threshold:
            break
        if one not in members or other not in members or link != -_linkage(one, other, members, sums, known):
            continue
        _merge(one, other, members, sums, known)
        for there in sums[one]:
            first, second = (one, there) if one < there else (there, one)
            heapq.heappush(heap, (-_linkage(one, there, members, sums, known), first, second))
    return sorted(tuple(sorted(found)) for found in members.values())


def _ordered(pair: Pair) -> Pair:
    return pair if pair[0] < pair[1] else (pair[1], pair[0])


def _linkage(
    one: str, other: str, members: Mapping[str, list[str]], sums: Mapping[str, dict[str, float]], known: Mapping[str, dict[str, int]]
) -> float:
    size = len(members[one]) * len(members[other])
    total = sums[one][other]
    if total > _MUST / 2:
        return _MUST
    mean = (total + ABSENT * (size - known[one][other])) / size
    # Rounded, so that sums that were added up in another order are the same number.
    return round(mean * GROWTH[min(size, len(GROWTH)) - 1], 9)


def _merge(
    one: str, other: str, members: dict[str, list[str]], sums: dict[str, dict[str, float]], known: dict[str, dict[str, int]]
) -> None:
    """Take ``other`` into ``one``, whose id is the lesser."""
    members[one] += members.pop(other)
    gone, counted = sums.pop(other), known.pop(other)
    for there, total in gone.items():
        del sums[there][other], known[there][other]
        if there == one:
            continue
        sums[one][there] = sums[there][one] = sums[one].get(there, 0.0) + total
        known[one][there] = known[there][one] = known[one].get(there, 0) + counted[there]
    sums[one].pop(other, None)
    known[one].pop(other, None)
