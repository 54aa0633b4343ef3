"""How far each field of a claim is to be trusted: shares counted on training claims, from ``data/certainty.csv``.

A field's value falls into a case by what it rests on: the status it has, whether a phrase is in the sentence or was carried
into it, and how much of the trained reader's belief falls on it. How often the values of each case were right was counted
(see the head of the table); nothing is counted while articles are coded.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dateline.coder.confidence import share_of
from dateline.coder.reading import Event, Phrase, Reading
from dateline.model import Mention
from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data" / "certainty.csv"
FIELDS = ("status", "actor", "target", "places", "when", "sources")
_BELIEFS = ((0.1, "doubted"), (0.5, "possible"), (0.8, "likely"))
COLUMNS = {
    "field": Column(required=True, allowed=frozenset(FIELDS)),
    "case": Column(),
    "seen": Column(required=True, check=lambda value: None if value.isdigit() else "a whole number"),
    "share": Column(required=True, check=share_of),
}


@cache
def load_certainty(path: Path = DATA) -> Mapping[tuple[str, str], float]:
    """Return the share right by (field, case); raises :class:`~dateline.errors.KnowledgeError` where the table breaks its schema."""
    return {(row["field"], row["case"]): float(row["share"]) for row in read_table(path, COLUMNS)}


def certainty_of(reading: Reading, event: Event, field: str) -> float:
    """Return how sure a field's value is, from 0 to 1: the share of its case, else that of the field."""
    shares = load_certainty()
    return shares.get((field, case_of(reading, event, field)), shares[field, ""])


def case_of(reading: Reading, event: Event, field: str) -> str:
    """Return the case that a field's value falls into, as the table names it (``field``: one of :data:`FIELDS`)."""
    if field == "status":
        return f"{event.status} {_belief(_status_share(reading, event))}"
    if field == "sources":
        return f"{min(len(event.sources), 2)} {'carried' if any(source.carried for source in event.sources) else 'named'}"
    if field == "when":
        assert event.when is not None
        return f"{'carried' if event.when.carried else 'told'} {event.when.precision}"
    if field == "places":
        return "carried" if event.places[0].carried else f"told {_belief(_place_share(reading, event))}"
    return _role_case(reading, event, field)


def _role_case(reading: Reading, event: Event, role: str) -> str:
    phrase: Phrase | None = getattr(event, role)
    mention: Mention | None = getattr(event, f"{role}_mention")
    if phrase is None:
        return "implied"
    known = "open" if mention is None or mention.id is None else "known"
    if phrase.sentence is not event.sentence:
        return f"carried {known}"
    ballot = reading.votes.get(event.sentence.index)
    shares = ballot.role_of(event, role) if ballot is not None else None
    if ballot is None or shares is None:
        return f"told unasked {known}"
    return f"told {_belief(ballot.mass(shares, phrase.tokens()))} {known}"


def _status_share(reading: Reading, event: Event) -> float | None:
    ballot = reading.votes.get(event.sentence.index)
    shares = ballot.statuses_of(event) if ballot is not None else None
    return None if shares is None else shares.get(str(event.status), 0.0)


def _place_share(reading: Reading, event: Event) -> float | None:
    ballot = reading.votes.get(event.sentence.index)
    shares = ballot.role_of(event, "place") if ballot is not None else None
    span = event.places[0].span
    if ballot is None or shares is None or span is None:
        return None
    return ballot.mass(shares, event.sentence.between(*span))


def _belief(share: float | None) -> str:
    if share is None:
        return "unasked"
    return next((name for least, name in _BELIEFS if share < least), "sure")
