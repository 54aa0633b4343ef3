"""Which events of a board are wanted: the filters that lists, the map, the histogram and the counts of the API share."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass, fields
from typing import Annotated, Literal

import numpy as np
from fastapi import Query

from dateline.errors import InputError
from dateline.ledger.contradictions import FIELDS
from dateline.ledger.events import STATUSES
from dateline.ontology.kinds import GROUPS
from dateline.serve.board import EPOCH, FINENESSES, NO_DAY, Board, Ints, Mask

Many = Annotated[list[str] | None, Query(max_length=50)]
Sort = Literal["newest", "oldest", "claims", "killed"]
_EMPTY: tuple[str, ...] = ()
_LONG = 300


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters that are set; see docs/api.md."""

    kind: tuple[str, ...] = _EMPTY
    group: tuple[str, ...] = _EMPTY
    status: tuple[str, ...] = _EMPTY
    actor: tuple[str, ...] = _EMPTY
    place: tuple[str, ...] = _EMPTY
    outlet: tuple[str, ...] = _EMPTY
    origin: tuple[str, ...] = _EMPTY
    side: tuple[str, ...] = _EMPTY
    contradicted: tuple[str, ...] = _EMPTY
    fineness: tuple[str, ...] = _EMPTY
    toll: str | None = None
    confidence: float = 0.0
    origins: int = 1
    since: dt.date | None = None
    until: dt.date | None = None
    bbox: tuple[float, float, float, float] | None = None

    def words(self) -> list[tuple[str, str]]:
        """Return the filters that are set, with their values in words."""
        found = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                found.append((field.name, ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)))
        return found


def chosen(
    kind: Many = None, group: Many = None, status: Many = None, actor: Many = None, place: Many = None, outlet: Many = None,
    origin: Many = None, side: Many = None, contradicted: Many = None, fineness: Many = None,
    toll: Annotated[str | None, Query(max_length=12)] = None, confidence: Annotated[float, Query(ge=0, le=1)] = 0.0,
    origins: Annotated[int, Query(ge=1, le=1_000_000)] = 1, since: dt.date | None = None, until: dt.date | None = None,
    bbox: Annotated[str | None, Query(max_length=100)] = None,
) -> Chosen:  # fmt: skip
    """Read the filters of a request; raises :class:`~dateline.errors.InputError` for a value that is not allowed."""
    lists = {"kind": kind, "group": group, "status": status, "actor": actor, "place": place, "outlet": outlet, "origin": origin,
             "side": side, "contradicted": contradicted, "fineness": fineness}  # fmt: skip
    values = {name: tuple(many or ()) for name, many in lists.items()}
    if any(len(value) > _LONG for many in values.values() for value in many):
        raise InputError(f"a filter's value is longer than {_LONG} characters")
    for name, allowed in (("group", GROUPS), ("status", STATUSES), ("contradicted", ("any", *FIELDS)), ("fineness", FINENESSES)):
        if wrong := [value for value in values[name] if value not in allowed]:
            raise InputError(f"{name}: found {wrong[0]!r}; allowed: {', '.join(allowed)}")
    if toll is not None and toll != "some" and not toll.isdecimal():
        raise InputError(f"toll: found {toll!r}; allowed: some, or a whole number")
    return Chosen(**values, toll=toll, confidence=confidence, origins=origins, since=since, until=until, bbox=box_of(bbox))


def box_of(words: str | None) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of four numbers with commas; raises :class:`~dateline.errors.InputError` for anything else."""
    if words is None:
        return None
    try:
        west, south, east, north = (float(part) for part in words.split(","))
    except ValueError:
        raise InputError(f"bbox: found {words!r}; allowed: west,south,east,north in degrees") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise InputError(f"bbox: found {words!r}; allowed: longitudes from -180 to 180, latitudes from -90 to 90, south first")
    return west, south, east, north


def masks(board: Board, wanted: Chosen) -> dict[str, Mask]:
    """Return for each filter that is set which events it lets through."""
    size = len(board)
    found: dict[str, Mask] = {}
    for name, words, column in (("kind", board.kinds, board.kind), ("group", GROUPS, board.group), ("status", STATUSES, board.status),
                                ("fineness", FINENESSES, board.fineness)):  # fmt: skip
        if values := getattr(wanted, name):
            found[name] = np.isin(column, [n for n, word in enumerate(words) if word in values])
    for name in ("actor", "place", "outlet", "origin", "side", "contradicted"):
        if values := getattr(wanted, name):
            every = FIELDS if name == "contradicted" and "any" in values else values
            found[name] = board.tags[name].mask(every, size, folded=name in ("actor", "place"))
    if wanted.toll is not None:
        found["toll"] = board.tolled if wanted.toll == "some" else board.killed >= max(0, int(wanted.toll))
    if wanted.confidence > 0:
        found["confidence"] = board.confidence >= wanted.confidence
    if wanted.origins > 1:
        found["origins"] = board.origins >= wanted.origins
    if wanted.since is not None:
        found["since"] = board.last >= wanted.since.toordinal() - EPOCH
    if wanted.until is not None:
        found["until"] = (board.start <= wanted.until.toordinal() - EPOCH) & (board.start != NO_DAY)
    if wanted.bbox is not None:
        found["bbox"] = inside(board, wanted.bbox)
    return found


def inside(board: Board, box: tuple[float, float, float, float]) -> Mask:
    """Return which events lie in a box."""
    west, south, east, north = box
    across = (board.lon >= west) & (board.lon <= east) if west <= east else (board.lon >= west) | (board.lon <= east)
    return across & (board.lat >= south) & (board.lat <= north)


def selected(board: Board, wanted: Chosen) -> Mask:
    """Return which events all filters let through."""
    found = np.ones(len(board), dtype=bool)
    for mask in masks(board, wanted).values():
        found &= mask
    return found


# -- order and cursors ---------------------------------------------------------------------------------------------------------


def _rank(board: Board, sort: Sort) -> Ints:
    """What events are sorted by, smallest first; of equal ones the id decides, and a board is in the order of ids."""
    if sort == "claims":
        return -board.claims
    if sort == "killed":
        return -board.killed.astype(np.int64)
    day = board.start
    return day if sort == "oldest" else np.where(day == NO_DAY, -(NO_DAY + 1), -day)


def page(board: Board, mask: Mask, sort: Sort, limit: int, cursor: str | None) -> tuple[list[int], str | None]:
    """Return the numbers of the events of one part of a list, and the cursor of the next part (None: there is none).

    A cursor names the last event that was shown, so that a part neither repeats nor leaves out events when others were added.
    """
    rank = _rank(board, sort)
    numbers = np.flatnonzero(mask)
    order = numbers[np.argsort(rank[numbers], kind="stable")]
    begin = 0
    if cursor is not None:
        value, id = _read(cursor)
        ranked = rank[order]
        low, high = int(np.searchsorted(ranked, value, "left")), int(np.searchsorted(ranked, value, "right"))
        begin = low + sum(1 for n in order[low:high] if board.ids[n] <= id)
    part = [int(n) for n in order[begin : begin + limit]]
    more = begin + limit < len(order)
    return part, _write(int(rank[part[-1]]), board.ids[part[-1]]) if more and part else None


def _write(value: int, id: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([value, id]).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[int, str]:
    try:
        value, id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if isinstance(value, int) and not isinstance(value, bool) and isinstance(id, str) and abs(value) < 2**62:
            return value, id
    except (ValueError, TypeError, binascii.Error, RecursionError):
        pass
    raise InputError("cursor: found none that this list gave; leave it out to begin at the start")
