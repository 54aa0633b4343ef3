"""What is worth an analyst's look, ranked by what a judgement would change: how many claims count otherwise after it, times the doubt.

Each finder is a function from plain values to items; :mod:`dateline.ledger.review.gather` gets the values from a ledger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.ledger.control.records import ControlSpan, Standing

SORTS = ("contradiction", "dispute", "merge", "claim", "place", "actor")
"""What an item is about, in the order in which items of equal weight are shown."""
_DOUBTED = 0.6
"""A claim whose confidence is below this is worth a look when a record hangs on it alone."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at. ``weight`` is what a judgement would change: claims that would count otherwise, times the doubt (0 to 1).

    ``subjects`` are what a judgement would be about: claims, or one name (``place:…``, ``actor:…``); ``claims`` are the evidence.
    """

    sort: str
    weight: float
    subjects: tuple[str, ...]
    question: str
    why: str
    claims: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The item's id: the same as long as it is about the same."""
        return "q_" + hashlib.blake2b("\x1f".join((self.sort, *self.subjects)).encode(), digest_size=6).hexdigest()

    @property
    def settled_by(self) -> frozenset[str]:
        """What the item is settled by when it was judged: one of its subjects, or of a doubtful join the pair, as two ids with a space."""
        return frozenset((*self.subjects, " ".join(sorted(self.subjects)))) if self.sort == "merge" else frozenset(self.subjects)

    def to_json(self) -> dict[str, Any]:
        """Return the item as plain JSON types."""
        return {
            "id": self.id, "sort": self.sort, "weight": round(self.weight, 2), "question": self.question, "why": self.why,
            "subjects": list(self.subjects), "claims": list(self.claims),
        }  # fmt: skip


def disputes(spans: Iterable[ControlSpan]) -> list[Item]:
    """Places about which claims contradict each other: a judgement on one of them settles who has the place."""
    found = []
    for span in spans:
        if span.standing is Standing.CONTESTED and span.cause == "disputed":
            claims = (*span.supporting, *span.opposing)
            who = " and ".join(span.parties) or "one side"
            when = f"from {span.start} to {span.end}" if span.end else f"since {span.start}"
            # The fewer claims there are on the lighter side, the more one judgement can change.
            doubt = 1 / (1 + min(len(span.supporting), len(span.opposing)))
            found.append(Item("dispute", len(claims) * doubt, claims, f"Who has {span.name}: {who}? Claims contradict each other {when}.",
                              f"{len(span.supporting)} claims for, {len(span.opposing)} against", claims))  # fmt: skip
    return found


def lone_claims(spans: Iterable[ControlSpan], confidence: Mapping[str, float]) -> list[Item]:
    """Claims of low confidence on which alone it rests who has a place: without them the record would be another."""
    found: dict[str, Item] = {}
    for span in spans:
        if span.standing in (Standing.HELD, Standing.CLAIMED) and len(span.supporting) == 1:
            (claim,) = span.supporting
            sure = confidence.get(claim, 1.0)
            if sure < _DOUBTED:
                found.setdefault(claim, Item(
                    "claim", 2 * (1 - sure), (claim,), f"Is it right that {span.holder_name} has {span.name} from {span.start} on?",
                    f"nothing else says so, and the coder gives it {sure:.2f}", (claim,),
                ))  # fmt: skip
    return list(found.values())


def cited(groups: Iterable[tuple[str, Sequence[str], Mapping[str, float]]]) -> list[Item]:
    """Claims of low confidence in much-cited events: (the event's words, its claims, the confidence of each) for each event."""
    found = []
    for name, claims, confidence in groups:
        if len(claims) < 2:
            continue
        weakest = min(claims, key=lambda claim: (confidence.get(claim, 1.0), claim))
        sure = confidence.get(weakest, 1.0)
        if sure < _DOUBTED:
            why = f"it is counted with {len(claims) - 1} others, and the coder gives it {sure:.2f}"
            found.append(Item("claim", len(claims) * (1 - sure), (weakest,), f"Is this claim right: {name}?", why, tuple(claims)))
    return found


def contradictions(found: Iterable[tuple[str, str, Sequence[str], Sequence[str]]]) -> list[Item]:
    """Contradictions in events: (the event's words, the field, claims that say one thing, claims that say another)."""
    items = []
    for name, what, one, other in found:
        weight = (len(one) + len(other)) / (1 + min(len(one), len(other))) + 1
        subjects = (*one, *other)
        items.append(Item("contradiction", weight, subjects, f"{name}: claims contradict each other on {what}.",
                          f"{len(one)} say one thing, {len(other)} another", subjects))  # fmt: skip
    return items


def merges(found: Iterable[tuple[str, str, float, int, str]]) -> list[Item]:
    """Doubtful joins: (claim, claim, how likely they are of one event, claims that would go with them, the words of both)."""
    return [
        Item("merge", size * 2 * min(score, 1 - score), (one, other), f"Are these of one event? {words}",
             f"the program gives it {score:.2f}", (one, other))
        for one, other, score, size, words in found
    ]  # fmt: skip


def names(counts: Iterable[tuple[str, str, int, Sequence[str]]]) -> list[Item]:
    """Names that nobody knows yet: (subject, the words, in how many claims, some of these)."""
    found = []
    for key, words, number, claims in counts:
        sort = key.partition(":")[0]
        asked = f"Which place is {words}?" if sort == "place" else f"Who is {words}?"
        # A place unlocks map and control, a name of an actor sides and filters: half a claim each is what a claim gains.
        found.append(
            Item(
                sort,
                number * (0.5 if sort == "place" else 0.4),
                (key,),
                asked,
                f"in {number} claim{'s' if number > 1 else ''}",
                tuple(claims),
            )
        )
    return found


def ranked(items: Iterable[Item], settled: frozenset[str] = frozenset()) -> list[Item]:
    """Return the items by weight, the heaviest first; each once, and without those whose subjects are ``settled`` by a judgement.

    An item about several claims is settled when one of them was judged: the record is another then, and so is the question.
    """
    found: dict[str, Item] = {}
    for item in items:
        if not settled & item.settled_by:
            before = found.get(item.id)
            if before is None or before.weight < item.weight:
                found[item.id] = item
    return sorted(found.values(), key=lambda item: (-item.weight, SORTS.index(item.sort), item.subjects))
