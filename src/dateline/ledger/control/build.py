"""Control of many places: towns with their parts, built whole or for those that new claims touch; looked at by day and by change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dateline.ledger.control.records import Bearing, Change, ControlSpan
from dateline.ledger.control.timeline import Clocks, spans
from dateline.settings import Settings

_UP = {"gain": "part-gain", "share": "part-share", "hold": "part-hold", "fight": "part-fight"}
"""What is said of a part, as it bears on the whole."""
_DOWN = frozenset({"gain", "loss"})


def clocks_of(settings: Settings) -> Clocks:
    """Return the clocks that the settings give."""
    return Clocks(settings.uncontested_days, settings.quiet_days)


def build(bearings: Iterable[Bearing], clocks: Clocks) -> dict[str, list[ControlSpan]]:
    """Return the control spans of every place that bearings speak of, by place key.

    What is gained, had or fought for in a part bears on the whole (a contest); the gain of a whole is the gain of its known parts. All
    bearings on a town and its parts must be given together; families of places (:func:`family_of`) are independent of each other.
    """
    own: dict[str, list[Bearing]] = {}
    parents: dict[str, str] = {}
    for bearing in bearings:
        own.setdefault(bearing.ground.key, []).append(bearing)
        if bearing.ground.within:
            parents[bearing.ground.key] = bearing.ground.within
    found = {}
    for key in sorted(own):
        rows = list(own[key])
        if key in parents:
            rows += [replace(b, inherited=True) for b in own.get(parents[key], ()) if b.effect in _DOWN]
        for part, parent in sorted(parents.items()):
            if parent == key:
                rows += [replace(b, effect=_UP[b.effect], inherited=True, share=None) for b in own[part] if b.effect in _UP]
        if made := spans(rows, clocks):
            found[key] = made
    return found


def family_of(key: str) -> str:
    """Return the key under which a place is built together with others: that of the town or region before its name, or its own."""
    return key.rpartition("/")[0] or key


def on_day(record: Sequence[ControlSpan], day: dt.date) -> ControlSpan | None:
    """Return the span of a place that covers a day; None before anything is known."""
    return next((span for span in record if span.covers(day)), None)


def changes(records: Mapping[str, Sequence[ControlSpan]], since: dt.date | None = None, until: dt.date | None = None) -> list[Change]:
    """Return the changes of holder or standing of all places from one day to another (None: without bound), by day, name and key."""
    found = []
    for record in records.values():
        before: ControlSpan | None = None
        for span in record:
            told = before is None or (before.side, before.standing) != (span.side, span.standing)
            if told and (since is None or span.start >= since) and (until is None or span.start <= until):
                found.append(Change(span.start, before, span))
            before = span
    return sorted(found, key=lambda change: (change.day, change.after.name, change.after.place))
