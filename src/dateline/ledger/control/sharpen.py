"""Days of changes that were told coarsely, read from what else is told of the place: by other claims, and further on in the report."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import replace

from dateline.ledger.control.records import Bearing

_COARSE_DAYS = 3
_DAY = dt.timedelta(days=1)


def sharpened(bearings: Iterable[Bearing]) -> list[Bearing]:
    """Give gains and losses that were told coarsely ("in March") the exact day of the same change where another claim tells it.

    Where the same report goes on to tell of another side's later gain within the coarse time, the change came before that. Where an
    outsider says within that time that the side has the place, and the last word before was that another had it, it had come by then.
    """
    rows = list(bearings)
    exact = [b for b in rows if b.effect in ("gain", "loss") and b.earliest is not None and not _is_coarse(b)]
    found = []
    for bearing in rows:
        if bearing.effect in ("gain", "loss") and bearing.earliest is not None and _is_coarse(bearing):
            days = [
                b.day for b in exact if b.effect == bearing.effect and b.parties[0].side == bearing.parties[0].side and _within(b, bearing)
            ]
            later = [
                b.day for b in exact
                if b.order[0] == bearing.order[0] and b.order[1] > bearing.order[1] and b.parties[0].side != bearing.parties[0].side
                and _within(b, bearing)
            ]  # fmt: skip
            if days:
                bearing = replace(bearing, day=min(days))
            elif later:
                bearing = replace(bearing, day=max(bearing.earliest or later[0], min(later) - _DAY))
            elif bearing.effect == "gain" and (turn := _turn_to(bearing, rows)) is not None:
                bearing = replace(bearing, earliest=max(bearing.earliest or turn[0], turn[0]), day=turn[1])
        found.append(bearing)
    return found


def _turn_to(gain: Bearing, rows: Iterable[Bearing]) -> tuple[dt.date, dt.date] | None:
    """The first and the last day on which a coarse gain may have been, from the words of outsiders on who has the place."""
    side = gain.parties[0].side
    told = sorted(
        (b.day, b.parties[0].side) for b in rows
        if b.effect in ("gain", "hold") and b.outside and b is not gain and not (b.earliest is not None and _is_coarse(b))
    )  # fmt: skip
    for (before, other), (day, same) in itertools.pairwise(told):
        if other != side and same == side and gain.earliest is not None and gain.earliest <= day <= gain.latest and before < day:
            return before + _DAY, day
    return None


def _is_coarse(bearing: Bearing) -> bool:
    return bearing.earliest is None or (bearing.latest - bearing.earliest).days > _COARSE_DAYS


def _within(exact: Bearing, coarse: Bearing) -> bool:
    return coarse.earliest is not None and coarse.earliest <= exact.day <= coarse.latest
