"""The words of control: what one claim says about a place (Bearing), and who has it from when to when (ControlSpan)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dateline.ledger.sides import Party


class Standing(StrEnum):
    """How well it is known who has a place."""

    HELD = "held"
    CLAIMED = "claimed"
    CONTESTED = "contested"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ground:
    """A place that somebody can have. ``key`` tells it from every other; ``within`` is the key of the town that it is a part of."""

    key: str
    name: str
    within: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class Bearing:
    """What one claim says about one place: a row of ``control_bearings.csv`` with the parties, the voice and the days filled in.

    ``day`` is the day on which it takes effect; it happened between ``earliest`` (None: not told) and ``latest``.
    ``share`` is a percentage of the place, low and high. ``speaker`` are the parties for whom the origin speaks. ``inherited`` tells
    that it was said of the whole, or of a part.
    """

    claim: str
    ground: Ground
    effect: str
    parties: tuple[Party, ...]
    outside: bool
    day: dt.date
    earliest: dt.date | None
    latest: dt.date
    told: dt.date
    order: tuple[str, int]
    share: tuple[float, float | None] | None = None
    speaker: tuple[Party, ...] = ()
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class ControlSpan:
    """Who has a place over a run of days, how well that is known, and which claims speak for and against it.

    ``start`` and ``end`` are the first and the last day (``end`` None: until further notice). ``earliest`` is the first day on which it may
    have begun where the day was not told exactly. ``holder`` is the actor's id, or None; ``side`` what it is compared by; in a contest the
    holder is who had the place before it, and ``parties`` are the names of all sides of the contest. ``share`` is the holder's part of
    the place in percent. ``cause`` says why a place is contested: fighting, disputed or divided.
    """

    place: str
    name: str
    standing: Standing
    start: dt.date
    end: dt.date | None
    earliest: dt.date | None = None
    holder: str | None = None
    holder_name: str | None = None
    side: str | None = None
    parties: tuple[str, ...] = ()
    cause: str = ""
    share: tuple[float, float | None] | None = None
    besieged_by: str | None = None
    supporting: tuple[str, ...] = ()
    opposing: tuple[str, ...] = ()
    last_evidence: dt.date | None = None
    ground: Ground | None = field(default=None, compare=False)
    party_sides: tuple[str, ...] = field(default=(), compare=False)

    def covers(self, day: dt.date) -> bool:
        """Tell whether the span is in force on a day."""
        return self.start <= day and (self.end is None or day <= self.end)

    def to_json(self) -> dict[str, Any]:
        """Return the span as plain JSON types."""
        ground = self.ground
        return {
            "place": self.place, "name": self.name, "within": ground.within if ground else None,
            "lat": ground.lat if ground else None, "lon": ground.lon if ground else None, "radius_km": ground.radius_km if ground else None,
            "holder": self.holder, "holder_name": self.holder_name, "side": self.side, "standing": str(self.standing),
            "cause": self.cause or None, "parties": list(self.parties), "share": list(self.share) if self.share else None,
            "besieged_by": self.besieged_by, "from": self.start.isoformat(),
            "from_earliest": self.earliest.isoformat() if self.earliest else None, "to": self.end.isoformat() if self.end else None,
            "last_evidence": self.last_evidence.isoformat() if self.last_evidence else None,
            "for": list(self.supporting), "against": list(self.opposing),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a place's record: on which day, from what, to what."""

    day: dt.date
    before: ControlSpan | None
    after: ControlSpan

    def to_json(self) -> dict[str, Any]:
        """Return the change as plain JSON types."""
        before = self.before
        return {
            "day": self.day.isoformat(), "place": self.after.place, "name": self.after.name,
            "from_holder": before.holder_name if before else None, "from_standing": str(before.standing) if before else None,
            "to_holder": self.after.holder_name, "to_standing": str(self.after.standing), "cause": self.after.cause or None,
            "for": list(self.after.supporting), "against": list(self.after.opposing),
        }  # fmt: skip
