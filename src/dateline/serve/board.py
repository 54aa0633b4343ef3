"""All events of a ledger as columns in memory, so that a map, a histogram and counts for filters come at once.

A board is made of the short rows of events (:func:`dateline.ledger.event_look.event_row`), is never changed, and is replaced when the
ledger was. Lists are read from the ledger again, by the ids that a board gives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic_core import from_json
from sqlalchemy import Text, cast, select

from dateline.ledger.event_tables import events
from dateline.ledger.events import STATUSES
from dateline.ledger.store import Ledger
from dateline.ontology import Ontology
from dateline.ontology.kinds import GROUPS

FINENESSES = ("point", "area", "container", "ambiguous", "none")
POINT_KM = 5.0
"""A place whose radius is larger than this is drawn as an area."""
NO_DAY = -(2**31)
EPOCH = dt.date(1970, 1, 1).toordinal()

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def fineness(place: Sequence[Any] | None, lat: float | None) -> str:
    """Return how exactly a place is known, of its outcome, level and radius as the facets of an event have them."""
    if place is None or lat is None:
        return "none"
    outcome, level, radius = place[:3]
    if outcome == "ambiguous":
        return "ambiguous"
    if outcome == "container" or level in ("country", "adm1", "adm2"):
        return "container"
    return "area" if radius is not None and radius > POINT_KM else "point"


@dataclass(frozen=True, slots=True)
class Tags:
    """A filter of which an event may have several values: pairs of an event's number and a value's.

    ``told`` are values with the label that an event gives them, and ``told_codes`` which of these each pair is.
    """

    values: tuple[str, ...]
    labels: tuple[str, ...]
    owners: Ints
    codes: Ints
    told: tuple[tuple[str, str], ...]
    told_codes: Ints

    def number(self, value: str) -> int | None:
        """Return the number of a value; None where no event has it."""
        return self._numbers().get(value)

    def _numbers(self) -> dict[str, int]:
        return {value: n for n, value in enumerate(self.values)}

    def mask(self, wanted: Iterable[str], size: int, *, folded: bool = False) -> Mask:
        """Return which of ``size`` events have one of the values; ``folded``: or one whose label is the same but for capitals."""
        chosen = set(wanted)
        names = {value.casefold() for value in chosen} if folded else set()
        codes = [n for n, value in enumerate(self.values) if value in chosen or (folded and self.labels[n].casefold() in names)]
        found = np.zeros(size, dtype=bool)
        if codes:
            has = np.zeros(len(self.values), dtype=bool)
            has[codes] = True
            found[self.owners[has[self.codes]]] = True
        return found

    def count(self, mask: Mask) -> Ints:
        """Return for each value how many of the events of a mask have it."""
        if not self.values:
            return np.zeros(0, dtype=np.int64)
        return np.bincount(self.codes[mask[self.owners]], minlength=len(self.values))


class _Collector:
    """Collects the pairs of one filter, beginning with those of a board before that stay: their owners by the numbers of now."""

    def __init__(self, before: Tags | None, now: Ints) -> None:
        self.kept_owners, self.kept_codes = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        if before is not None:
            owners = now[before.owners]
            self.kept_owners, self.kept_codes = owners[owners >= 0], before.told_codes[owners >= 0]
        self.numbers: dict[tuple[str, str], int] = {told: n for n, told in enumerate(before.told if before else ())}
        self.owners: list[int] = []
        self.codes: list[int] = []

    def add(self, owner: int, pairs: Iterable[Sequence[str]]) -> None:
        """Note that an event has values, each with its label."""
        for value, label in pairs:
            self.owners.append(owner)
            self.codes.append(self.numbers.setdefault((value, label), len(self.numbers)))

    def tags(self) -> Tags:
        """Return what was collected as columns, in the order of the events: a value has the label that the first of them gives it."""
        ints = np.int64
        owners = np.concatenate([self.kept_owners, np.array(self.owners, dtype=ints)])
        told = np.concatenate([self.kept_codes, np.array(self.codes, dtype=ints)])
        order = np.argsort(owners, kind="stable")
        owners, told = owners[order], told[order]
        seen, first = np.unique(told, return_index=True)
        names, values = list(self.numbers), dict[str, int]()
        kept, labels = list[tuple[str, str]](), list[str]()
        told_now, value_now = (np.zeros(len(names), dtype=ints) for _ in range(2))
        for n, code in enumerate(seen[np.argsort(first)].tolist()):
            value, label = names[code]
            if value not in values:
                values[value] = len(labels)
                labels.append(label)
            told_now[code], value_now[code] = n, values[value]
            kept.append(names[code])
        return Tags(tuple(values), tuple(labels), owners, value_now[told], tuple(kept), told_now[told])


@dataclass(frozen=True, slots=True)
class Board:
    """The columns, one entry an event, in the order of ids. Days are days since 1970-01-01, ``NO_DAY`` where there is none.

    ``killed`` is -1 where no toll of dead is told; ``first`` is ``NO_DAY`` where no report tells the day, ``last`` the first report's then.
    ``marks`` and ``numeric`` are for the next board: what each row was, and its numbers.
    """

    ids: tuple[str, ...]
    index: dict[str, int]
    kinds: tuple[str, ...]
    kind: Ints
    group: Ints
    status: Ints
    fineness: Ints
    first: Ints
    last: Ints
    lat: Floats
    lon: Floats
    radius: Floats
    place_name: tuple[str | None, ...]
    killed: Floats
    tolled: Mask
    claims: Ints
    origins: Ints
    confidence: Floats
    tags: dict[str, Tags]
    marks: Ints
    numeric: Floats

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def has_point(self) -> Mask:
        """Which events have a position."""
        return ~np.isnan(self.lat)

    @property
    def start(self) -> Ints:
        """The day that an event is listed and counted by: its first, or that of the first report."""
        return np.where(self.first == NO_DAY, self.last, self.first)


TAGGED = ("actor", "place", "outlet", "origin", "side", "contradicted")


def build(ledger: Ledger, ontology: Ontology, before: Board | None = None) -> Board:
    """Return the board of a ledger; raises :class:`~dateline.errors.LedgerError` when it cannot be read.

    Only rows that are others than in the board ``before`` are taken apart: the result is the same without one, and takes longer.
    """
    e = events.c
    # Days as the database has them: to make a date of each takes longer than all the rest.
    first_day, last_day = cast(e.first_day, Text), cast(e.last_day, Text)
    query = select(e.id, e.kind, e.status, first_day, last_day, e.lat, e.lon, e.place, e.claims, e.origins, e.facets)
    with ledger.connection() as connection:
        rows = connection.execute(query.order_by(e.id)).all()
    ids = tuple(row[0] for row in rows)
    marks = np.fromiter(map(hash, rows), dtype=np.int64, count=len(rows))
    numeric = np.full((len(rows), 13), np.nan)
    due, now = _due(ids, marks, numeric, before)
    kinds = tuple(ontology.kinds)
    known = _Known({kind: n for n, kind in enumerate(kinds)})
    found = {name: _Collector(before.tags[name] if before else None, now) for name in TAGGED}
    for n in due:
        row = rows[n]
        facets = from_json(row[10]) if row[10] else {}
        numeric[n] = known.numbers(row, facets)
        for name, field in _PAIRS:
            if pairs := facets.get(field):
                found[name].add(n, pairs)
        for name, field in _WORDS:
            if words := facets.get(field):
                found[name].add(n, ((word, word) for word in words))
    groups = np.array([*(GROUPS.index(kind.group) for kind in ontology.kinds.values()), 0])
    kind, status, fine, first, last, claims, origins = (numeric[:, at].astype(np.int64) for at in (0, 1, 2, 3, 4, 9, 10))
    return Board(
        ids=ids, index={id: n for n, id in enumerate(ids)}, kinds=kinds, kind=kind, group=groups[kind], status=status, fineness=fine,
        first=first, last=last, lat=numeric[:, 5], lon=numeric[:, 6], radius=numeric[:, 7], place_name=tuple(row[7] for row in rows),
        killed=numeric[:, 8], tolled=numeric[:, 12] > 0, claims=claims, origins=origins, confidence=numeric[:, 11],
        tags={name: collector.tags() for name, collector in found.items()}, marks=marks, numeric=numeric,
    )  # fmt: skip


def _due(ids: Sequence[str], marks: Ints, numeric: Floats, before: Board | None) -> tuple[list[int], Ints]:
    """Return which rows are to be taken apart, and for each row of the board before its number now (-1: it is gone, or another).

    The numbers of those that stay are put into ``numeric``.
    """
    if before is None or not len(before):
        return list(range(len(ids))), np.full(len(before or ()), -1, dtype=np.int64)
    old = np.fromiter((before.index.get(id, -1) for id in ids), dtype=np.int64, count=len(ids))
    same = (old >= 0) & (before.marks[old] == marks)
    now = np.full(len(before), -1, dtype=np.int64)
    now[old[same]] = np.flatnonzero(same)
    numeric[same] = before.numeric[old[same]]
    return np.flatnonzero(~same).tolist(), now


_PAIRS = (("actor", "parties"), ("place", "places"), ("origin", "origins"))
_WORDS = (("outlet", "outlets"), ("side", "sides"), ("contradicted", "contradicted"))
_NAN = float("nan")


class _Known:
    """Turns the values of a row into numbers."""

    def __init__(self, kinds: dict[str, int]) -> None:
        self.kinds = kinds
        self.statuses = {status: n for n, status in enumerate(STATUSES)}
        self.finenesses = {word: n for n, word in enumerate(FINENESSES)}
        self.days: dict[str, int] = {}

    def numbers(self, row: Any, facets: dict[str, Any]) -> tuple[float, ...]:
        """Return kind, status, fineness, first and last day, position, radius, killed, claims, origins, confidence, and tolls."""
        tolls, place, lat = facets.get("tolls", ()), facets.get("place"), row[5]
        killed = -1.0
        for toll in tolls:
            if toll[0] == "killed":
                killed = toll[1]
                break
        radius = place[2] if place else None
        return (
            self.kinds.get(row[1], -1), self.statuses.get(row[2], 0), self.finenesses[fineness(place, lat)],
            self.day(row[3]) if facets.get("dated", True) else NO_DAY, self.day(row[4]), _NAN if lat is None else lat,
            _NAN if row[6] is None else row[6], _NAN if radius is None else radius, killed, row[8], row[9],
            facets.get("confidence", 0.0), len(tolls),
        )  # fmt: skip

    def day(self, words: str | None) -> int:
        """Return the number of a day, each looked at once."""
        if words is None:
            return NO_DAY
        found = self.days.get(words)
        if found is None:
            found = self.days[words] = dt.date.fromisoformat(words[:10]).toordinal() - EPOCH
        return found


def date_of(day: int) -> dt.date | None:
    """Return the date of a day of a board; None for ``NO_DAY``."""
    return None if day == NO_DAY else dt.date.fromordinal(int(day) + EPOCH)
