"""From the bearings on one place to its control spans: the record is carried forward from bearing to bearing by the rules.

Between bearings two clocks run. What only its gainer claims and nobody contradicts for ``uncontested_days`` is held from then on. Fighting,
or a siege, that nobody reports on for ``quiet_days`` is over, and the place is again whose it was. Nothing else changes without a claim.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dateline.ledger.control.records import Bearing, ControlSpan, Ground, Standing
from dateline.ledger.control.rules import CONTESTED, Rule, decide, load_rules
from dateline.ledger.control.sharpen import sharpened
from dateline.ledger.sides import UNNAMED_SIDE, Party, same_side

_RANK = {
    "fight": 0,
    "part-fight": 0,
    "part-gain": 0,
    "part-share": 0,
    "part-hold": 0,
    "siege": 0,
    "relief": 0,
    "loss": 1,
    "gain": 2,
    "share": 3,
    "hold": 4,
    "deny": 5,
}
"""Order within a day: a place is fought for, left, taken, had, and then it is denied."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The two settings, in days: see ``uncontested_days`` and ``quiet_days``."""

    uncontested: int = 7
    quiet: int = 30


@dataclass(slots=True)
class _Record:
    """The record of a place as it stands between two bearings."""

    now: str = "unknown"
    holder: Party | None = None
    since: dt.date | None = None
    earliest: dt.date | None = None
    taken: Bearing | None = None
    before: tuple[Party | None, str] = (None, "unknown")
    base: str = "unknown"
    rivals: dict[str, Party] = field(default_factory=dict)
    last_against: dt.date | None = None
    outsiders: dict[str, dt.date] = field(default_factory=dict)
    left: dict[str, dt.date] = field(default_factory=dict)
    besieged: dt.date | None = None
    siege: list[str] = field(default_factory=list)
    share: tuple[float, float | None] | None = None
    besieger: Party | None = None
    pro: list[str] = field(default_factory=list)
    con: list[str] = field(default_factory=list)
    last: dt.date | None = None


def spans(bearings: Sequence[Bearing], clocks: Clocks) -> list[ControlSpan]:
    """Return the control spans of one place, in their order, from all bearings on it; the order of ``bearings`` does not matter."""
    if not bearings:
        return []
    place = _Place(_best_ground(bearings), clocks)
    for bearing in sorted(sharpened(bearings), key=_order):
        place.take(bearing)
    return place.finish()


def _order(bearing: Bearing) -> tuple[object, ...]:
    return (bearing.day, _RANK[bearing.effect], bearing.told, bearing.order, bearing.claim, bearing.effect)


def _best_ground(bearings: Sequence[Bearing]) -> Ground:
    """The place as it is written most often, the first in the alphabet of equals; one with coordinates before one without."""
    counts: dict[Ground, int] = {}
    for bearing in bearings:
        if not bearing.inherited:
            counts[bearing.ground] = counts.get(bearing.ground, 0) + 1
    found = counts or {bearing.ground: 1 for bearing in bearings}
    return min(found, key=lambda ground: (ground.lat is None, -found[ground], ground.name, str(ground.lat)))


class _Place:
    """Carries the record of one place forward."""

    def __init__(self, ground: Ground, clocks: Clocks) -> None:
        self.ground, self.clocks, self.rules = ground, clocks, load_rules()
        self.record = _Record()
        self.done: list[ControlSpan] = []

    def take(self, bearing: Bearing) -> None:
        """Let one bearing change the record by the first rule that fits."""
        if self.record.since is None and bearing.effect in ("part-hold", "part-share"):
            return  # who has a district, or some of one, begins no record of its town
        self._run_clocks(bearing.day)
        record = self.record
        recent = self._is_recent(bearing)
        rule = decide(self.rules[bearing.effect], "outside" if bearing.outside else "own", record.now, self._relations(bearing), recent)
        if record.since is None:
            record.since = bearing.day
        for party in bearing.parties[:1] or (None,):
            self._apply(rule, bearing, party)
        record.last = max(record.last or bearing.day, bearing.day)
        if bearing.outside and bearing.effect in ("gain", "hold"):
            record.outsiders[bearing.parties[0].side] = bearing.day
        if bearing.effect == "loss" and any(party.side == bearing.parties[0].side for party in bearing.speaker):
            record.left[bearing.parties[0].side] = bearing.day
        elif bearing.effect in ("gain", "hold") and bearing.parties:
            record.left.pop(bearing.parties[0].side, None)

    def finish(self) -> list[ControlSpan]:
        """Let the clocks run out and return all spans; the last is open."""
        self._run_clocks(None)
        if self.record.since is not None:
            self._close(None)
        return _joined(self.done)

    # -- what a rule looks at -------------------------------------------------------------------------------------------------

    def _relations(self, bearing: Bearing) -> frozenset[str]:
        record, sides = self.record, [party.side for party in bearing.parties]
        found = set()
        if record.holder is None:
            found.add("none")
        elif any(same_side(record.holder.side, side) for side in sides):
            found.add("same")
            if len(sides) == 1:
                found.add("alone")
        else:
            found.add("other" if sides else "none")
            taken = record.taken
            if taken is not None and taken.effect == "gain" and taken.day == bearing.day and taken.order[0] != bearing.order[0]:
                found.add("rival")
        if record.now in CONTESTED and any(side in record.rivals for side in sides):
            found.add("party")
        elif record.now in CONTESTED and record.holder is None and len(record.rivals) == 1:
            found.add("sole")
        if any(bearing.day <= day + dt.timedelta(days=self.clocks.uncontested) for side, day in record.left.items()
               if not any(same_side(side, mine) for mine in sides)):  # fmt: skip
            found.add("left")
        return frozenset(found)

    def _is_recent(self, bearing: Bearing) -> bool:
        last = self._others(bearing) if self.record.now == "disputed" and bearing.outside else self.record.last_against
        return last is not None and (bearing.day - last).days <= self.clocks.uncontested

    def _others(self, bearing: Bearing) -> dt.date | None:
        """The last day on which an outsider said that another side has the place."""
        side = bearing.parties[0].side if bearing.parties else ""
        return max((day for other, day in self.record.outsiders.items() if not same_side(other, side)), default=None)

    # -- what a rule does -----------------------------------------------------------------------------------------------------

    def _apply(self, rule: Rule, bearing: Bearing, party: Party | None) -> None:
        same = self.record.holder is not None and party is not None and same_side(self.record.holder.side, party.side)
        if rule.then in ("held", "claimed"):
            assert party is not None
            self._give(party, rule.then, bearing)
        elif rule.then == "heir":
            self._inherit(bearing)
        elif rule.then == "borne out":
            self._turn(bearing.day, now="held")
            self.record.pro.append(bearing.claim)
        elif rule.then == "unknown":
            self._become("unknown", bearing, None)
            self.record.con.append(bearing.claim)
        elif rule.then in CONTESTED:
            self._contest(rule.then, bearing)
        elif rule.then == "lean":
            self._lean(bearing, party, same=same)
        else:
            self._keep(bearing, same=same)
        if bearing.effect in ("siege", "relief"):
            self._note(besieger=party if bearing.effect == "siege" else None, bearing=bearing)

    def _give(self, party: Party, standing: str, bearing: Bearing) -> None:
        """The party has the place: a change of hands, or the same holder on firmer ground."""
        record = self.record
        if record.holder is not None and same_side(record.holder.side, party.side) and record.now not in CONTESTED:
            self._turn(bearing.day, now=standing, share=None)
            self._name(party, bearing.day)
            record.pro.append(bearing.claim)
            return
        had, others = record.holder, self._others(bearing)
        self._become(standing, bearing, party)
        record.before = (had, "held" if had else "unknown")
        record.pro.append(bearing.claim)
        record.taken = bearing
        if bearing.effect == "hold" and others is not None:
            # Nobody told of the change: it came at some time since another side was last said to have the place.
            record.earliest = min(others + _DAY, bearing.day)

    def _name(self, party: Party, day: dt.date) -> None:
        """Unnamed holders get the name of who is said to have the place, where that may be them."""
        holder = self.record.holder
        if holder is not None and holder.side == UNNAMED_SIDE and party.side != UNNAMED_SIDE:
            self._turn(day, holder=party)

    def _become(self, now: str, bearing: Bearing, holder: Party | None) -> None:
        """Begin a record anew from a bearing's day on."""
        self._turn(bearing.day, now=now, holder=holder, share=None)
        record = self.record
        record.rivals, record.pro, record.con = {}, [], []
        record.last_against, record.taken = None, None
        record.earliest = bearing.earliest if bearing.earliest is None or bearing.earliest < bearing.day else None
        if bearing.earliest is None and bearing.effect in ("gain", "loss"):
            record.earliest = None
        record.besieger = (
            None if holder is not None and record.besieger and same_side(record.besieger.side, holder.side) else record.besieger
        )

    def _contest(self, cause: str, bearing: Bearing) -> None:
        record = self.record
        parties = dict(record.rivals) if record.now in CONTESTED else {}
        if record.holder is not None:
            parties.setdefault(record.holder.side, record.holder)
        for party in bearing.parties:
            parties.setdefault(party.side, party)
        holder, base, share = record.holder, record.base if record.now in CONTESTED else record.now, record.share
        if cause == "disputed" and bearing.effect == "deny" and base == "claimed":
            # What only the gainer claimed, and is denied, leaves the place with whom it was.
            holder, base = record.before
            if holder is not None:
                parties.setdefault(holder.side, holder)
        if cause == "disputed" and bearing.effect in ("deny", "loss"):
            parties = {**self._opponents(bearing), **parties}
        if cause == "divided" and bearing.share is not None:
            if bearing.share[0] >= 50 and (bearing.outside or holder is None):
                holder, base = bearing.parties[0], "held"
            share = bearing.share if holder is not None and same_side(holder.side, bearing.parties[0].side) else share
        moved = holder != record.holder
        if record.now != cause or parties.keys() != record.rivals.keys() or moved or share != record.share:
            self._turn(bearing.day, now=cause, holder=holder, share=share)
        if moved:
            record.pro, record.con = [], [*record.pro, *record.con]
        record.base, record.rivals = base, parties
        same = (
            holder is not None and any(party.side == holder.side for party in bearing.parties) and bearing.effect not in ("deny", "siege")
        )
        (record.pro if same and bearing.effect not in ("fight", "part-fight") else record.con).append(bearing.claim)
        record.last_against = bearing.day

    def _opponents(self, bearing: Bearing) -> dict[str, Party]:
        """Who stands against what is denied, or said of an opponent: the side that speaks, else who had the place before."""
        had, spoken = self.record.before[0], {party.side: party for party in bearing.speaker}
        if had is not None and bearing.effect == "deny" and (not spoken or had.side in spoken):
            spoken[had.side] = had
        return {side: party for side, party in spoken.items() if not any(same_side(side, told.side) for told in bearing.parties)}

    def _lean(self, bearing: Bearing, party: Party | None, *, same: bool) -> None:
        record = self.record
        if not same and party is not None:
            self._turn(bearing.day, holder=party)
            record.rivals = {**record.rivals, party.side: party}
            record.pro, record.con = [], [*record.pro, *record.con]
            record.base = "held" if bearing.outside else "claimed"
        record.pro.append(bearing.claim)

    def _inherit(self, bearing: Bearing) -> None:
        """One of two leaves: the other has the place."""
        left = bearing.parties[0].side
        others = [party for side, party in sorted(self.record.rivals.items()) if not same_side(side, left)]
        if len(others) == 1:
            self._give(others[0], "held" if bearing.outside else "claimed", bearing)
        else:
            self._become("unknown", bearing, None)
            self.record.con.append(bearing.claim)

    def _keep(self, bearing: Bearing, *, same: bool) -> None:
        record = self.record
        speaks_for = same == (bearing.effect in ("gain", "hold", "share", "part-gain", "part-share", "part-hold"))
        if bearing.effect in ("relief", "siege"):
            return
        if record.now in CONTESTED and bearing.effect in ("gain", "hold", "fight"):
            rivals = {party.side: party for party in bearing.parties if not any(same_side(party.side, side) for side in record.rivals)}
            self._turn(bearing.day, rivals={**record.rivals, **rivals})
        (record.pro if speaks_for else record.con).append(bearing.claim)
        divides = bearing.effect == "part-hold" and not same and record.now == "divided"
        if divides or bearing.effect in ("fight", "part-fight") or (bearing.effect == "deny" and record.now in CONTESTED):
            record.last_against = bearing.day
        elif speaks_for and bearing.effect in ("gain", "hold", "share"):
            self._name(bearing.parties[0], bearing.day)
            if bearing.effect == "share" and record.share != bearing.share:
                self._turn(bearing.day, share=bearing.share)

    def _note(self, besieger: Party | None, bearing: Bearing) -> None:
        self.record.besieged = bearing.day
        if (besieger and besieger.side) != (self.record.besieger and self.record.besieger.side):
            self._turn(bearing.day, besieger=besieger)
            self.record.siege = []
        if besieger is not None:
            self.record.siege.append(bearing.claim)

    # -- spans ----------------------------------------------------------------------------------------------------------------

    def _run_clocks(self, until: dt.date | None) -> None:
        """Let the clocks run up to a day, or until nothing is left to run."""
        record = self.record
        while record.since is not None:
            due: list[tuple[dt.date, str]] = []
            if record.now == "claimed":
                due.append((record.since + dt.timedelta(days=self.clocks.uncontested), "held"))
            if record.now == "fighting" and record.last_against is not None:
                over = record.last_against + dt.timedelta(days=self.clocks.quiet + 1)
                due.append((over, "held" if record.holder is not None and record.base != "unknown" else "unknown"))
            if record.besieger is not None and record.besieged is not None:
                due.append((record.besieged + dt.timedelta(days=self.clocks.quiet + 1), "siege"))
            if not due or (until is not None and min(due)[0] > until):
                return
            day, then = min(due)
            if then == "siege":
                self._turn(day, besieger=None)
                continue
            self._turn(day, now=then)
            record.rivals, record.earliest = {}, None

    def _turn(self, day: dt.date, **changes: object) -> None:
        """Close the span that is open, and go on from a day with some fields changed."""
        record = self.record
        if all(getattr(record, name) == value for name, value in changes.items()):
            return
        if record.since is not None and record.since < day:
            self._close(day - _DAY)
            record.earliest = None
        record.since = day
        for name, value in changes.items():
            setattr(record, name, value)

    def _close(self, end: dt.date | None) -> None:
        record = self.record
        assert record.since is not None
        contested = record.now in CONTESTED
        standing = Standing.CONTESTED if contested else Standing(record.now)
        holder = record.holder
        self.done.append(ControlSpan(
            self.ground.key, self.ground.name, standing, record.since, end, record.earliest, holder.id if holder else None,
            holder.name if holder else None, holder.side if holder else None,
            tuple(record.rivals[side].name for side in sorted(record.rivals)) if contested else (), record.now if contested else "",
            record.share, record.besieger.name if record.besieger else None,
            tuple(dict.fromkeys((*record.pro, *(record.siege if record.besieger else ())))),
            tuple(dict.fromkeys(record.con)), record.last, self.ground, tuple(sorted(record.rivals)) if contested else (),
        ))  # fmt: skip


def _joined(found: Sequence[ControlSpan]) -> list[ControlSpan]:
    """Spans that follow each other and say the same become one; a first span in which nothing is known yet is left out.

    A contest that goes on is one span, whoever is said to be ahead in it from day to day: the last word stands, all parties are named.
    """
    result: list[ControlSpan] = []
    for span in found:
        before = result[-1] if result else None
        if before is not None and _says(before) == _says(span):
            joined = replace(span, start=before.start, earliest=before.earliest)
            if span.standing is Standing.CONTESTED:
                # Of one side that is named in several ways the first name is shown.
                sides = dict(zip((*span.party_sides, *before.party_sides), (*span.parties, *before.parties), strict=True))
                joined = replace(
                    joined, parties=tuple(sides[side] for side in sorted(sides)), party_sides=tuple(sorted(sides)),
                    supporting=tuple(dict.fromkeys((*before.supporting, *span.supporting))),
                    opposing=tuple(dict.fromkeys((*before.opposing, *span.opposing))),
                )  # fmt: skip
            result[-1] = joined
        elif result or span.standing is not Standing.UNKNOWN or span.supporting or span.opposing or span.besieged_by:
            result.append(span)
    return result


def _says(span: ControlSpan) -> tuple[object, ...]:
    side = None if span.standing is Standing.CONTESTED else span.side
    return (span.standing, side, span.cause, span.share, span.besieged_by)
